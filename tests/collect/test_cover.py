"""A photo is shown to outsiders covered, or by a button and an act of its own as it came; never by leaving boxes out."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from tests.collect.telling import PAGE, Tale
from tests.collect.test_photos import jpeg
from tests.people import as_person, seat
from wutong.collect.complaints import api as complaints
from wutong.collect.complaints import clearing
from wutong.collect.complaints.pages import matter as matter_page
from wutong.collect.media import api as media
from wutong.docket.matters import api as docket
from wutong.law.refusal import Refused
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.files.api import FileRef
from wutong.record.scope import Scope

pytestmark = pytest.mark.django_db
BOX = json.dumps([{"x": 0.1, "y": 0.1, "w": 0.3, "h": 0.3}])


class Shot:
    """A complaint with one photo."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        now = clock.now()
        kept = media.take_in(scope, jpeg(), at=now, draft="d")
        got = complaints.receive(
            scope,
            complaints.Report(channel="phone", category="stall", files=(FileRef(kept.sha256, kept.size, "image/jpeg"),)),
            docket.outsider(), at=now, written=now, source=PAGE, draft="d",
        )  # fmt: skip
        self.matter, self.sha = got.matter, kept.sha256
        self.url = f"/m/{got.matter}/photo/{kept.sha256}/cover"
        assert got.receipt is not None
        self.progress = f"/progress/{got.receipt.number}/photo/{kept.sha256}"
        self.reporter = Client()
        self.reporter.post("/progress", {"number": got.receipt.number, "code": got.receipt.secret})

    @property
    def acts(self) -> list[str]:
        return [e.act for e in record.history(self.scope, self.matter)][1:]

    @property
    def shown(self) -> str:
        return media.of_matter(self.scope, self.matter)[0].public


@pytest.mark.parametrize(
    ("boxes", "said"),
    [
        ("", "还没有画框"),
        ("[]", "还没有画框"),
        ("nonsense", "读不懂"),
        ('[{"x":0.9,"y":0,"w":0.5,"h":1}]', "外面"),
        (json.dumps([{"x": 0, "y": 0, "w": 1, "h": 1}] * 41), "最多画40个框"),
    ],
)
def test_it_shows_nothing_for_a_form_without_boxes(wutong: Scope, boxes: str, said: str) -> None:
    shot = Shot(wutong)
    answer = as_person("唐敏").post(shot.url, {"boxes": boxes, "once": "k"})
    assert answer.status_code == 422 and said in answer.content.decode()
    assert shot.shown == "" and not shot.acts
    assert shot.reporter.get(shot.progress).status_code == 404


def test_it_shows_a_photo_as_it_came_only_after_a_confirmation(wutong: Scope) -> None:
    shot, clerk = Shot(wutong), as_person("唐敏")
    page = clerk.get(shot.url).content.decode()
    assert "没有要遮的，照原样公开" in page
    hasty = clerk.post(shot.url, {"how": "as-it-is", "once": "k"})
    assert hasty.status_code == 422 and "先把照片整张看一遍" in hasty.content.decode() and shot.shown == ""
    for _ in range(2):  # the second press of the same form
        sure = clerk.post(shot.url, {"how": "as-it-is", "sure": "on", "once": "k"})
        assert sure.status_code == 302
    assert shot.acts == ["photo_shown"] and shot.shown == shot.sha
    assert shot.reporter.get(shot.progress).status_code == 200
    assert "照原样公开" in clerk.get(f"/m/{shot.matter}").content.decode()
    covered = clerk.post(shot.url, {"boxes": BOX, "once": "k2"})  # and may still be covered
    assert covered.status_code == 302 and shot.shown not in {"", shot.sha}
    assert shot.reporter.get(shot.progress).status_code == 404


def test_it_covers_once_however_often_the_form_comes(wutong: Scope) -> None:
    shot, clerk = Shot(wutong), as_person("唐敏")
    for _ in range(2):
        assert clerk.post(shot.url, {"boxes": BOX, "once": "k"}).status_code == 302
    assert shot.acts == ["photo_cleared"] and shot.shown != shot.sha
    other = json.dumps([{"x": 0.5, "y": 0.5, "w": 0.3, "h": 0.3}])
    assert clerk.post(shot.url, {"boxes": other, "once": "k"}).status_code == 409
    assert shot.acts == ["photo_cleared"]


def test_the_action_too_wants_a_box(wutong: Scope) -> None:
    shot = Shot(wutong)
    with pytest.raises(Refused, match="还没有画框"):
        clearing.cover_photo(seat("唐敏"), shot.matter, shot.sha, [], at=clock.now())


def test_it_writes_one_look_a_visit(wutong: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    shot, clerk = Shot(wutong), as_person("唐敏")
    photo = shot.url.removesuffix("/cover")

    def looks() -> int:
        return len(record.looks(wutong, shot.matter))

    for _ in range(3):
        assert clerk.get(photo).status_code == 200
    assert looks() == 1
    as_person("何志远").get(photo)
    assert looks() == 2
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + matter_page.VISIT + timedelta(seconds=1))
    clerk.get(photo)
    assert looks() == 3
    assert Tale(wutong).matter != shot.matter and looks() == 3
