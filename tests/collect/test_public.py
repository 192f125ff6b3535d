"""The citizen's pages without a browser: the wizard, its guards, the progress page and what may be written there."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.collect.telling import START, Tale
from tests.collect.test_photos import jpeg
from wutong.collect.complaints import drafts, guard
from wutong.collect.complaints.models import Complaint, Draft, Throttle
from wutong.collect.media import api as media
from wutong.docket.matters import api as docket
from wutong.law import identifiers
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.scope import Scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient() -> Iterator[None]:
    """A form may come back at once: the tests type faster than people."""
    with mock.patch.object(guard, "FASTEST", timedelta(0)):
        yield


def report(client: Client, **contact: str) -> None:
    client.get("/report/photo")
    photo = io.BytesIO(jpeg())
    photo.name = "a.jpg"
    assert client.post("/report/photo", {"photo": photo}).status_code == 302
    assert (
        client.post("/report/where", {"place": "滨河夜市", "lat": "38.699676", "lon": "83.198363"}).status_code == 302
    )
    assert client.post("/report/what", {"category": "stall", "text": "桌子摆满人行道"}).status_code == 302
    assert (
        client.post(
            "/report/contact", {"phone": "13800000001", "name": "王女士", "confidential": "on", **contact}
        ).status_code
        == 302
    )
    assert "桌子摆满人行道" in client.get("/report/check").content.decode()


def test_it_takes_a_report_without_an_account_and_shows_number_and_secret(wutong: Scope, patient: None) -> None:
    client = Client()
    report(client)
    answer = client.post("/report/check")
    assert answer.status_code == 302 and answer["Location"] == "/report/sent"
    page = client.get("/report/sent").content.decode()
    row = Complaint.objects.within(wutong).get()
    number = docket.receipts.number_of(wutong, row.matter_id)
    assert identifiers.show_receipt(number) in page
    assert (row.contact_phone, row.community, row.category) == ("13800000001", "990101001001", "stall")
    assert Draft.objects.within(wutong).get().data == {}
    fresh = Client().get("/report/sent")
    assert fresh.status_code == 302
    progress = Client().get(f"/progress/{number}").content.decode()
    assert "13800000001" not in progress and "王女士" not in progress and "桌子摆满" not in progress


def test_it_shows_the_secret_as_long_as_it_says_and_no_longer(wutong: Scope, patient: None) -> None:
    client = Client()
    report(client)
    client.post("/report/check")
    for _ in range(2):
        page = client.get("/report/sent").content.decode()
        assert 'id="code"' in page and "30分钟里" in page and "只显示这一次" not in page
    assert client.cookies["wutong-receipt"]["max-age"] == 30 * 60
    with mock.patch.object(drafts, "HALF_HOUR", -1):  # the browser's own word for how long is not believed
        assert client.get("/report/sent")["Location"] == "/progress"
    noted = client.post("/report/sent")
    assert noted.status_code == 302 and noted["Location"].startswith("/progress/")
    assert client.get("/report/sent").status_code == 302


def test_it_answers_a_second_press_with_the_same_number(wutong: Scope, patient: None) -> None:
    client = Client()
    report(client)
    client.post("/report/check")
    client.post("/report/check")
    assert Complaint.objects.within(wutong).count() == 1


def test_it_keeps_what_was_given_when_a_step_is_wrong(wutong: Scope) -> None:
    client = Client()
    client.get("/report/contact")
    answer = client.post("/report/contact", {"phone": "123", "name": "王女士"})
    assert answer.status_code == 422
    assert 'value="123"' in answer.content.decode() and "王女士" in answer.content.decode()


def test_it_says_that_a_pin_or_words_are_needed_and_which_is_missing(wutong: Scope) -> None:
    client = Client()

    def box() -> str:
        return client.get("/report/where").content.decode().split('for="id_place"')[1].split("</div>")[0]

    assert "可不填" not in box() and "要写一句" in box()
    nothing = client.post("/report/where", {"place": "  "})
    page = nothing.content.decode()
    assert (
        nothing.status_code == 422 and page.count("地图上放一个图钉，或写一句在什么地方") == 2 and "可不填" not in page
    )
    for lat, lon in (("38.69", ""), ("", "83.2"), ("x", "y"), ("999", "83.2"), ("nan", "83.2")):
        half = client.post("/report/where", {"place": "", "lat": lat, "lon": lon})
        assert half.status_code == 422 and "图钉" in half.content.decode(), (lat, lon)
        assert "Lat: " not in half.content.decode() and ">Lat" not in half.content.decode()
    kept = client.post("/report/where", {"place": "花园街18号门口", "lat": "x", "lon": "83.2"})
    assert kept.status_code == 302
    assert client.post("/report/where", {"place": "", "lat": "38.699676", "lon": "83.198363"}).status_code == 302
    assert "可不填" in box() and "图钉放好了，可以不写" in box()


def test_it_holds_off_the_trap_and_the_hasty(wutong: Scope) -> None:
    client = Client()
    with mock.patch.object(guard, "FASTEST", timedelta(0)):
        report(client)
        assert client.post("/report/check", {"website": "http://spam"}).status_code == 422
    hasty = Client()
    with mock.patch.object(guard, "FASTEST", timedelta(0)):
        report(hasty)
    with mock.patch.object(guard, "FASTEST", timedelta(hours=1)):
        assert hasty.post("/report/check").status_code == 422
    assert not Complaint.objects.within(wutong).exists()


def test_it_asks_a_question_after_three_and_stops_at_the_limit(wutong: Scope, patient: None) -> None:
    for _ in range(3):
        client = Client()
        report(client)
        assert client.post("/report/check").status_code == 302
    client = Client()
    report(client)
    assert "等于几" in client.get("/report/check").content.decode()
    assert client.post("/report/check", {"answer": "7", "sum": "forged"}).status_code == 422
    now = clock.now()
    asked = guard.Question("", guard.signing.dumps([9, now.timestamp()], salt="report-sum"))
    assert client.post("/report/check", {"answer": "9", "sum": asked.token}).status_code == 302
    with mock.patch.dict(guard.LIMITS, {"report": (3600, 4, 3000)}):
        client = Client()
        report(client)
        good = guard.signing.dumps([9, now.timestamp()], salt="report-sum")
        assert client.post("/report/check", {"answer": "九", "sum": good}).status_code == 409
    assert Complaint.objects.within(wutong).count() == 4


def test_it_says_which_part_of_a_number_is_wrong(wutong: Scope) -> None:
    said = [
        Client().post("/progress", {"number": n}).content.decode()
        for n in ("1904", "190412-0000-0000-0", "１９０４１２")
    ]
    assert "15位" in said[0] and ("校验码" in said[1] or "数字不对" in said[1]) and "6位" in said[2]


def test_it_rates_and_reopens_only_with_the_second_secret(wutong: Scope) -> None:
    tale = Tale(wutong, at=clock.now() - timedelta(hours=3)).upto("closed")
    issued = tale.got.receipt
    assert issued is not None
    url = f"/progress/{issued.number}"
    wrong = "000000" if issued.secret != "000000" else "111111"
    answer = Client().post(f"{url}/again", {"again-reason": "还在", "again-code": wrong})
    assert answer.status_code == 422 and "还可以试4次" in answer.content.decode() and "还在" in answer.content.decode()
    rated = Client().post(f"{url}/rate", {"rate-rating": "satisfied", "rate-code": issued.secret, "once": "r1"})
    assert rated.status_code == 302 and tale.row.rating == "satisfied"
    again = {"again-reason": "晚上又来", "again-code": issued.secret, "once": "a1"}
    assert Client().post(f"{url}/again", again).status_code == 302
    assert Client().post(f"{url}/again", again).status_code == 302
    assert tale.row.reopened == 1 and tale.view.is_open


def test_it_rates_each_reply_once_and_begins_with_no_choice_made(wutong: Scope) -> None:
    tale = Tale(wutong, at=clock.now() - timedelta(hours=6)).upto("replied")
    issued = tale.got.receipt
    assert issued is not None
    url = f"/progress/{issued.number}"

    def rate(rating: str, once: str) -> int:
        given = {"rate-rating": rating, "rate-code": issued.secret, "once": once}
        return Client().post(f"{url}/rate", given).status_code

    page = Client().get(url).content.decode()
    assert "一次答复评一次，交了不能改" in page and "以最后一次为准" not in page
    assert rate("dissatisfied", "r1") == 302
    page = Client().get(url).content.decode()
    assert "已经评过" in page and "提交评价" not in page
    assert rate("satisfied", "r2") == 409 and tale.row.rating == "dissatisfied"
    tale.do("反映人", "reopened", reason="晚上又来")
    tale.do("唐敏", "forwarded", office="zf1")
    tale.do("周伟", "answered", text="又劝离了")
    tale.do("唐敏", "replied", text="已安排夜间值守", channel="page", proof="进度页")
    page = Client().get(url).content.decode()
    assert "提交评价" in page and "checked" not in page.split('id="rate"')[1].split("</section>")[0]
    assert rate("satisfied", "r3") == 302 and tale.row.rating == "satisfied"


def test_it_refuses_to_rate_before_there_is_a_reply(wutong: Scope) -> None:
    tale = Tale(wutong, at=clock.now() - timedelta(hours=3))
    assert tale.got.receipt is not None
    answer = Client().post(
        f"/progress/{tale.got.receipt.number}/rate", {"rate-rating": "satisfied", "rate-code": tale.got.receipt.secret}
    )
    assert answer.status_code == 409 and tale.row.rating == ""


def test_it_shows_another_countys_number_as_not_found(wutong: Scope, qingshan: Scope) -> None:
    tale = Tale(wutong)
    assert tale.got.receipt is not None
    assert Client().get(f"/at/990102/progress/{tale.got.receipt.number}").status_code == 404
    assert Client().get(f"/at/990101/progress/{tale.got.receipt.number}").status_code == 200


def test_it_gives_away_no_photo_before_a_clerk_has_cleared_it(wutong: Scope, patient: None) -> None:
    client = Client()
    report(client)
    client.post("/report/check")
    row = Complaint.objects.within(wutong).get()
    number = docket.receipts.number_of(wutong, row.matter_id)
    (photo,) = media.of_matter(wutong, row.matter_id)
    assert Client().get(f"/progress/{number}/photo/{photo.sha256}").status_code == 404
    claims = record.history(wutong, row.matter_id)[0].fields["claims"]
    assert "38.701" in repr(claims)


def test_it_tells_a_storm_of_guesses_to_wait(wutong: Scope) -> None:
    issued = Tale(wutong).got.receipt
    assert issued is not None
    with mock.patch.object(guard, "GUESSES", (600, 2)):
        codes = [Client().get("/progress/190412000000000").status_code for _ in range(3)]
        assert codes == [404, 404, 409]
        answer = Client().get(f"/progress/{issued.number}")  # nor may he find out which numbers there are
        page = answer.content.decode()
        assert answer.status_code == 409 and "查询太频繁" in page and re.search(r"怎么补：\d+分钟后再试", page)
        assert "填的内容都在" not in page and "交了" not in page
        assert Client().get(f"/progress/{issued.number}", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_it_lets_a_reader_look_as_often_as_he_likes_and_stores_nothing(wutong: Scope) -> None:
    issued = Tale(wutong).got.receipt
    assert issued is not None
    client = Client()
    client.get(f"/progress/{issued.number}")
    with CaptureQueriesContext(connection) as asked:
        assert {client.get(f"/progress/{issued.number}").status_code for _ in range(60)} == {200}
    assert not [q["sql"] for q in asked if not q["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
    assert not Throttle.objects.within(wutong).exists()


def test_it_stops_a_machine_that_reads_everything(wutong: Scope) -> None:
    issued = Tale(wutong).got.receipt
    assert issued is not None
    with mock.patch.object(guard, "READS", (600, 3)), mock.patch.object(guard, "_views", guard._Views()):
        answers = [Client().get(f"/progress/{issued.number}", REMOTE_ADDR=f"2001:db8::{n}") for n in range(4)]
        assert [a.status_code for a in answers] == [200, 200, 200, 409]
        assert "查询太频繁" in answers[-1].content.decode()
        assert Client().get(f"/progress/{issued.number}", REMOTE_ADDR="2001:db8:0:1::1").status_code == 200


def test_it_counts_wrong_secrets_and_not_right_ones(wutong: Scope) -> None:
    tale = Tale(wutong, at=clock.now() - timedelta(hours=3)).upto("closed")
    issued = tale.got.receipt
    assert issued is not None
    url = f"/progress/{issued.number}/again"
    wrong = {"again-reason": "还在", "again-code": "000000" if issued.secret != "000000" else "111111"}
    with mock.patch.object(guard, "GUESSES", (600, 2)):
        assert [Client().post(url, wrong).status_code for _ in range(3)] == [422, 422, 409]
    Throttle.objects.within(wutong).delete()
    with mock.patch.object(guard, "GUESSES", (600, 1)):
        more = {"more-code": issued.secret, "more-text": "夜里也有"}
        Client().post(url, {"again-reason": "还在", "again-code": issued.secret})
        codes = [
            Client().post(f"/progress/{issued.number}/more", {**more, "once": str(n)}).status_code for n in range(2)
        ]
        assert codes == [302, 302]


def test_it_locks_step_names_and_survives_forged_cookies(wutong: Scope) -> None:
    client = Client()
    client.cookies["wutong-report"] = "forged:value"
    assert client.get("/report/where").status_code == 200
    assert client.get("/report/nonsense").status_code == 404
    assert START.tzinfo is not None


def test_it_forgets_a_draft_after_a_week_with_its_photos(wutong: Scope) -> None:
    client = Client()
    report(client)
    row = Draft.objects.within(wutong).get()
    Draft.objects.within(wutong).update(touched_at=clock.now() - timedelta(days=8))
    Client().get("/report")
    assert not Draft.objects.within(wutong).filter(token=row.token).exists()
    assert not media.of_draft(wutong, row.token)


def test_it_gives_number_and_a_working_secret_again_when_the_answer_was_lost(wutong: Scope, patient: None) -> None:
    client = Client()
    report(client)
    answer = client.post("/report/check")
    assert answer.status_code == 302
    del client.cookies["wutong-receipt"]  # the answer that carried it never arrived
    again = client.post("/report/check")
    assert again["Location"] == "/report/sent"
    row = Complaint.objects.within(wutong).get()
    number = docket.receipts.number_of(wutong, row.matter_id)
    page = client.get("/report/sent").content.decode()
    assert identifiers.show_receipt(number) in page
    secret = page.split('id="code">')[1][:6]
    assert docket.receipts.check_secret(wutong, number, secret, clock.now()) == row.matter_id
