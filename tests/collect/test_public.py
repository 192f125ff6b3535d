"""The citizen's pages without a browser: the wizard, its guards, the progress page and what may be written there."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from unittest import mock

import pytest
from django.test import Client

from tests.collect.telling import START, Tale
from tests.collect.test_photos import jpeg
from wutong.collect.complaints import guard
from wutong.collect.complaints.models import Complaint, Draft
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


def test_it_takes_a_report_without_an_account_and_shows_number_and_secret_once(wutong: Scope, patient: None) -> None:
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


def test_it_tells_a_look_up_storm_to_wait(wutong: Scope) -> None:
    with mock.patch.dict(guard.LIMITS, {"look-up": (600, 2, 100)}):
        codes = [Client().get("/progress/190412000000000").status_code for _ in range(3)]
    assert codes == [404, 404, 409]


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
