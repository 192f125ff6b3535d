"""What a seat hears of is what it may see: offices and roles of its own county, and no word of a matter or a person."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from tests.collect.telling import START, Tale
from tests.people import as_person, seat
from wutong.docket.matters import api as docket
from wutong.docket.matters.models import Matter
from wutong.record.live import api as live
from wutong.record.live.models import Change
from wutong.record.scope import Scope


def to(scope: Scope) -> set[str]:
    """The addresses of the last change."""
    return set(Change.objects.within(scope).latest("id").to)


def parts(name: str, after: int) -> set[str]:
    """What the pages of somebody are told."""
    answer = as_person(name).get(f"/desk/live?after={after}")
    assert answer.status_code == 200
    return set(answer.json()["parts"])


@pytest.mark.django_db
def test_an_act_calls_those_whose_lists_change_and_nobody_else(wutong: Scope, qingshan: Scope) -> None:
    tale = Tale(wutong)
    assert to(wutong) == {"board", "role:receiver"}
    live.settle(wutong)
    begun = live.reached(wutong)
    assert parts("唐敏", 0) == {"inbox", "board"}
    assert parts("李明", 0) == set() == parts("马骏", 0)
    tale.upto("forwarded")
    assert to(wutong) == {"board", "role:receiver", "turn:zf1", "hold:zf1"}, "where it stood and where it stands"
    assert parts("李明", begun) == {"inbox", "board"} == parts("周伟", begun)
    assert parts("赵强", begun) == set(), "another squad's"
    assert parts("小周", begun) == {"board"}, "an assistant has no turn"
    assert parts("孙丽", begun) == {"board"}
    assert parts("吴越", begun) == set(), "an administrator sees no matter"
    assert parts("韩冰", 0) == set(), "another county's"


@pytest.mark.django_db
def test_a_note_that_changes_no_list_calls_nobody(wutong: Scope) -> None:
    tale = Tale(wutong)
    before = Change.objects.within(wutong).count()
    tale.do("唐敏", "noted", text="王女士来过电话13800000001")
    assert Change.objects.within(wutong).count() == before


@pytest.mark.django_db
def test_no_word_of_a_matter_stands_in_a_change_or_an_answer(wutong: Scope) -> None:
    tale = Tale(wutong, text="店名阿牛烧烤", place="北关路9号")
    tale.upto("forwarded")
    said = json.dumps(list(Change.objects.within(wutong).values_list("to", flat=True)))
    said += as_person("唐敏").get("/desk/live?after=0&hears=1").content.decode()
    for word in ("阿牛", "北关路", str(tale.matter), tale.view.number, "王"):
        assert word not in said


@pytest.mark.django_db
def test_it_asks_who_sits_there(wutong: Scope, qingshan: Scope) -> None:
    assert Client().get("/desk/live").status_code == 302
    assert as_person("韩冰").get(f"/at/{wutong.county}/desk/live").status_code == 404
    assert as_person("唐敏").post("/desk/live").status_code == 405
    for wrong in ("-1", "x", "9" * 40, "²"):
        assert as_person("唐敏").get("/desk/live", {"after": wrong}).json() == {"number": 1, "parts": []}


@pytest.mark.django_db
def test_a_seat_hears_that_it_is_another_now(wutong: Scope) -> None:
    client = as_person("周伟")
    client.post("/me/seat", {"office": "zf5"})
    assert to(wutong) == {"seat:101"}
    assert docket.heard(seat("周伟"))["seat:101"] == docket.SEAT == docket.heard(seat("唐敏"))[live.SEATS]
    before = Change.objects.within(wutong).count()
    client.post("/signout")
    assert to(wutong) == {"seat:101"} and Change.objects.within(wutong).count() == before + 1


@pytest.mark.django_db
def test_what_a_seat_hears_is_what_its_inbox_asks_for(wutong: Scope) -> None:
    """Every matter that stands in somebody's inbox after an act has called that inbox."""
    tale = Tale(wutong)
    tale.upto("forwarded")
    tale.do("李明", "extension_asked", days=3, reason="要测噪声")
    row = Matter.objects.within(wutong).get(pk=tale.matter)
    called = to(wutong)
    for name in ("唐敏", "周伟", "李明", "赵强", "何志远", "顾明远", "孙丽", "小周"):
        sits = seat(name, (START + timedelta(days=1)).date())
        mine = docket.count(wutong, docket.Ask(mine=True), sits)
        hears = docket.heard(sits)
        assert bool(mine) == any(hears.get(address) == "inbox" for address in called - {"role:receiver"}), name
    assert row.claim == "extension_asked"
