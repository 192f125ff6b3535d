"""Lists, search and the board: what a page of matters holds, and to whom it shows them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.collect.telling import START, Tale
from tests.people import seat
from wutong.docket.matters import api as docket
from wutong.docket.matters import search
from wutong.record.scope import Scope

pytestmark = pytest.mark.django_db


def _all(scope: Scope, asked: docket.Ask, size: int) -> list[str]:
    seen: list[str] = []
    after = ""
    while True:
        page = docket.page(scope, asked, None, after=after, size=size)
        seen += [m.number for m in page.rows]
        if page.after is None:
            return seen
        after = page.after


@pytest.mark.parametrize("order", ["newest", "due"])
@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_it_pages_every_matter_once_in_order(wutong: Scope, order: str, size: int) -> None:
    for n in range(7):
        Tale(wutong, at=START + timedelta(hours=n // 2))
    Tale(wutong).upto("closed")
    whole = _all(wutong, docket.Ask(order=order), 100)
    assert len(whole) == 8 == len(set(whole))
    assert _all(wutong, docket.Ask(order=order), size) == whole


def test_it_starts_at_the_beginning_when_the_cursor_is_nonsense(wutong: Scope) -> None:
    Tale(wutong)
    for junk in ("x", "e30", "WyJhIiwgImIiXQ", "...."):
        assert len(docket.page(wutong, docket.Ask(), None, after=junk).rows) == 1


def test_it_shows_an_office_only_what_it_holds(wutong: Scope) -> None:
    held = Tale(wutong).upto("forwarded")
    Tale(wutong)
    numbers = {m.number for m in docket.page(wutong, docket.Ask(), seat("李明")).rows}
    assert numbers == {held.view.number}
    assert not docket.page(wutong, docket.Ask(), seat("赵强")).rows
    assert not docket.page(wutong, docket.Ask(), seat("马骏")).rows
    assert len(docket.page(wutong, docket.Ask(), seat("孙丽")).rows) == 2


def test_it_says_whose_turn_it_is(wutong: Scope) -> None:
    waiting, given_out = Tale(wutong), Tale(wutong).upto("forwarded")
    mine = docket.Ask(mine=True, is_open=True)
    assert [m.id for m in docket.page(wutong, mine, seat("唐敏")).rows] == [waiting.matter]
    assert [m.id for m in docket.page(wutong, mine, seat("李明")).rows] == [given_out.matter]
    assert not docket.page(wutong, mine, seat("何志远")).rows


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("夜市", True),
        ("烧烤", True),
        ("㙟䶮", True),
        ("诉261102", True),
        ("ABC", True),
        ("abc", True),
        ("烤烧", False),
        ("桌椅", False),
        ("摊", True),
    ],
)
def test_it_finds_two_characters_and_rare_ones(wutong: Scope, asked: str, found: bool) -> None:
    Tale(wutong, text="夜市烧烤摊，摊主㙟䶮，车牌川JABC12", place="滨河ABC大厦")
    rows = docket.page(wutong, docket.Ask(text=asked), None).rows
    assert bool(rows) is found


def test_it_finds_nothing_of_another_county(wutong: Scope, qingshan: Scope) -> None:
    Tale(wutong, text="只有梧桐县有的字眼")
    assert not docket.page(qingshan, docket.Ask(text="字眼"), None).rows


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=30))
def test_it_never_breaks_on_a_search_word(wutong: Scope, text: str) -> None:
    docket.page(wutong, docket.Ask(text=text), None)


@given(st.text(alphabet="夜市烧烤摊路灯AB1 ，", min_size=2, max_size=12))
def test_it_finds_every_part_of_a_text_by_its_terms(text: str) -> None:
    terms = set(search.grams(text))
    for start in range(len(text) - 1):
        part = text[start : start + 2]
        if part.isalpha() and not part.isascii() and not any(c.isascii() for c in part):
            assert set(search._wanted(part)) <= terms


def test_it_counts_the_board_and_opens_the_rows_behind_a_cell(wutong: Scope) -> None:
    tale = Tale(wutong).upto("forwarded")
    who, now = seat("唐敏"), tale.at
    board = docket.board(wutong, who, now, now.date(), now.date() + timedelta(days=40))
    total = sum(n for cells in board.days.values() for n in cells.values())
    running = [c for c in docket.clocks(wutong, tale.matter) if c.state == "running" and c.bearer == "agency"]
    assert total == len(running) > 0
    for on, cells in board.days.items():
        rows = docket.due_rows(wutong, who, now, docket.Spot(on)).rows
        assert len(rows) == sum(cells.values())
    late = docket.board(wutong, who, now + timedelta(days=60), date(2027, 1, 1), date(2027, 1, 14))
    assert sum(late.late.values()) == len(running)


def test_it_restands_clocks_and_snapshot_from_the_entries(wutong: Scope) -> None:
    from wutong.docket.matters.models import Clock, Matter

    tale = Tale(wutong).upto("replied")
    before = docket.clocks(wutong, tale.matter)
    fold = Matter.objects.within(wutong).get(pk=tale.matter).fold
    Clock.objects.within(wutong).filter(matter_id=tale.matter).delete()
    Matter.objects.within(wutong).filter(pk=tale.matter).update(fold={}, status="乱写")
    docket.restand(wutong, tale.matter, tale.at)
    after = docket.clocks(wutong, tale.matter)
    assert [(c.name, c.due_at, c.state) for c in after] == [(c.name, c.due_at, c.state) for c in before]
    assert Matter.objects.within(wutong).get(pk=tale.matter).fold == fold and tale.view.status == "已答复"


def test_it_puts_an_extension_before_the_heads_until_it_is_settled(wutong: Scope) -> None:
    tale = Tale(wutong).upto("forwarded")
    tale.do("李明", "extension_asked", days=5, reason="要检测")
    mine = docket.Ask(mine=True, is_open=True)
    assert [m.id for m in docket.page(wutong, mine, seat("何志远")).rows] == [tale.matter]
    assert not docket.page(wutong, mine, seat("秦海")).rows
    tale.do("何志远", "extension_denied", reason="抓紧办")
    assert not docket.page(wutong, mine, seat("何志远")).rows
