"""The number alone shows how far a matter is and whose; words and photos open with the second secret, for half an hour."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

import pytest
from django.test import Client

from tests.collect.telling import Tale
from tests.collect.test_photos import jpeg
from tests.people import seat
from wutong.collect.complaints import clearing, guard
from wutong.collect.complaints.models import Throttle
from wutong.collect.complaints.pages import opened
from wutong.collect.media import api as media
from wutong.docket.matters import api as docket
from wutong.record import clock
from wutong.record.files.api import FileRef
from wutong.record.scope import Scope

pytestmark = pytest.mark.django_db
#: what somebody wrote, each by its own act
WRITTEN = ("滨河夜市东门", "你好，已劝离摊点", "夜里也有", "晚上又来", "态度很好", "又劝离了一次")


class Told:
    """A complaint in which everything that a reporter may ever read has been written."""

    def __init__(self, scope: Scope) -> None:
        kept = media.take_in(scope, jpeg(), at=clock.now(), draft="")
        photo = FileRef(kept.sha256, kept.size, "image/jpeg")
        at = clock.now() - timedelta(hours=6)
        self.tale = Tale(scope, at=at, place="滨河夜市东门", lat=38.699676, lon=83.198363, files=(photo,)).upto(
            "replied"
        )
        self.tale.do("反映人", "reopened", reason="晚上又来")
        self.tale.do("反映人", "supplemented", text="夜里也有")
        self.tale.do("唐敏", "forwarded", office="zf1")
        self.tale.do("周伟", "answered", text="队里自己的话")
        self.tale.do("唐敏", "replied", text="又劝离了一次", channel="page", proof="进度页")
        self.tale.do("反映人", "rated", rating="basically", words="态度很好")
        clearing.show_photo(seat("唐敏"), self.tale.matter, kept.sha256, at=clock.now())
        assert self.tale.got.receipt is not None
        self.number, self.secret = self.tale.got.receipt.number, self.tale.got.receipt.secret
        self.url = f"/progress/{self.number}"
        self.photo = f"{self.url}/photo/{kept.sha256}"

    def open(self, client: Client, code: str = "") -> int:
        return client.post(f"{self.url}/open", {"open-code": code or self.secret}).status_code


@pytest.fixture
def told(wutong: Scope) -> Told:
    return Told(wutong)


def test_the_number_alone_shows_stage_days_office_and_kind(told: Told) -> None:
    page = Client().get(told.url).content.decode()
    assert "已经答复，用查询码看答复" in page and "街面执法一中队" in page and "占道经营" in page
    assert "给你答复" in page and "你的评价" in page and "查询码找不到了" in page
    assert not [words for words in (*WRITTEN, "基本满意</p>", "社区，", told.photo) if words in page]
    assert Client().get(told.photo).status_code == 404


def test_the_secret_opens_words_and_photos_and_a_button_shuts_them(told: Told) -> None:
    client = Client()
    assert told.open(client) == 302
    page = client.get(told.url).content.decode()
    assert "已经答复，答复在下面" in page and "社区，" in page and "基本满意" in page and told.photo in page
    assert not [
        words for words in ("滨河夜市东门", "夜里也有", "晚上又来", "态度很好", "又劝离了一次") if words not in page
    ]
    assert "队里自己的话" not in page
    photo = client.get(told.photo)
    assert photo.status_code == 200 and "no-store" in photo["Cache-Control"]
    assert Client().get(told.url).content.decode().count("又劝离了一次") == 0
    assert client.post(f"{told.url}/open", {"shut": "1"}).status_code == 302
    assert "又劝离了一次" not in client.get(told.url).content.decode()


def test_a_wrong_secret_opens_nothing_and_is_counted(told: Told, wutong: Scope) -> None:
    client, wrong = Client(), f"{(int(told.secret) + 1) % 10**6:06d}"
    answer = client.post(f"{told.url}/open", {"open-code": wrong})
    assert answer.status_code == 422 and "还可以试4次" in answer.content.decode()
    assert "又劝离了一次" not in client.get(told.url).content.decode()
    assert Throttle.objects.within(wutong).get(what="guess").count == 1
    assert client.get(f"{told.url}/open")["Location"] == told.url  # loaded again
    with mock.patch.object(guard, "GUESSES", (600, 1)):
        assert told.open(client) == 409


def test_one_form_takes_number_and_secret(told: Told) -> None:
    client = Client()
    assert client.post("/progress", {"number": told.number, "code": "12"}).status_code == 422
    assert client.post("/progress", {"number": told.number, "code": told.secret})["Location"] == told.url
    assert "又劝离了一次" in client.get(told.url).content.decode()
    only = Client()
    assert only.post("/progress", {"number": told.number}).status_code == 302
    assert "又劝离了一次" not in only.get(told.url).content.decode()


def test_it_is_shut_after_half_an_hour_by_a_new_secret_and_for_other_numbers(told: Told, wutong: Scope) -> None:
    client = Client()
    told.open(client)
    other = Tale(wutong, place="别处的地点", at=clock.now() - timedelta(hours=1))
    assert other.got.receipt is not None
    assert "别处的地点" not in client.get(f"/progress/{other.got.receipt.number}").content.decode()
    late = opened.time.time() + opened.HALF_HOUR + 1
    with mock.patch.object(opened.time, "time", lambda: late):
        assert "又劝离了一次" not in client.get(told.url).content.decode()
    assert "又劝离了一次" in client.get(told.url).content.decode()
    docket.receipts.renew(wutong, told.tale.matter, "reporter", docket.receipts.prepare(clock.now()))
    assert "又劝离了一次" not in client.get(told.url).content.decode()


def test_a_forged_note_opens_nothing(told: Told) -> None:
    client = Client()
    for forged in ("x", f'[["990101","{told.number}","",9e9]]:1:x'):
        client.cookies[opened.COOKIE] = forged
        assert "又劝离了一次" not in client.get(told.url).content.decode()


def test_who_has_opened_it_writes_without_the_secret_and_others_do_not(told: Told) -> None:
    client, stranger = Client(), Client()
    told.open(client)
    given = {"more-text": "白天也来", "once": "m1"}
    assert stranger.post(f"{told.url}/more", given).status_code == 422
    assert "白天也来" in stranger.post(f"{told.url}/more", given).content.decode()  # nothing typed is lost
    assert "more-code" not in client.get(told.url).content.decode()
    assert client.post(f"{told.url}/again", {"again-reason": "白天又来", "once": "a1"}).status_code == 302
    assert client.post(f"{told.url}/more", given).status_code == 302
    assert told.tale.acts[-2:] == ["reopened", "supplemented"]
