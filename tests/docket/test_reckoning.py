"""After a county's terms, days or rules changed its open matters stand by the new ones; closed ones as they were judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests import people
from tests.collect.telling import START, Tale
from tests.people import seat
from wutong.boot import reckoning
from wutong.city.county.lines import CountyFile, DayLine
from wutong.city.county.load import put
from wutong.docket.matters import api as docket
from wutong.docket.matters import restanding
from wutong.docket.matters.models import Matter
from wutong.law import procedure as law
from wutong.law import rulebook
from wutong.record.scope import Scope

pytestmark = pytest.mark.django_db


def load(change: Callable[[CountyFile], CountyFile]) -> None:
    """The demo county's file once more, with something changed in it."""
    f, ground = people._demo()
    put(change(f), ground=ground)


def reply_in(days: int) -> Callable[[CountyFile], CountyFile]:
    """The county's term for a reply, said otherwise from its first day on."""
    return lambda f: replace(
        f, terms=tuple(replace(t, value=f"{days} workdays") if t.key == "complaint.reply" else t for t in f.terms)
    )


@contextmanager
def no_bar(title: str, length: int) -> Iterator[Any]:
    class Bar:
        def update(self, n: int) -> None: ...

    yield Bar()


def reply_due(tale: Tale) -> date | None:
    return next(c.due_on for c in docket.clocks(tale.scope, tale.matter) if c.name == "reply")


def standing(tale: Tale) -> object:
    """Everything that is kept of a matter's standing."""
    row = Matter.objects.within(tale.scope).get(pk=tale.matter)
    return (row.fold, row.due_at, row.status, docket.clocks(tale.scope, tale.matter), tale.row)


def test_it_moves_the_dates_of_what_is_open_and_leaves_what_is_closed(wutong: Scope) -> None:
    open_one, closed = Tale(wutong).upto("forwarded"), Tale(wutong).upto("closed")
    reckoning.reckon(wutong, no_bar)
    kept = standing(closed)
    assert str(reply_due(open_one)) == "2026-11-23"
    load(reply_in(3))
    assert not docket.is_reckoned(wutong)
    done = reckoning.reckon(wutong, no_bar)
    assert (done.looked, done.moved, done.failed) == (1, 1, ())
    assert str(reply_due(open_one)) == "2026-11-05"
    assert standing(closed) == kept
    assert docket.is_reckoned(wutong)


def test_the_board_and_the_list_show_the_moved_date(wutong: Scope) -> None:
    tale = Tale(wutong).upto("accepted")
    load(reply_in(3))
    reckoning.reckon(wutong, no_bar)
    assert str(tale.view.due_on) == "2026-11-05"
    board = docket.board(wutong, seat("唐敏", START.date()), tale.at, START.date(), START.date() + timedelta(days=13))
    assert {str(day): sum(cells.values()) for day, cells in board.days.items()} == {"2026-11-05": 1}


def test_a_notice_of_a_day_off_moves_it_too(wutong: Scope) -> None:
    tale = Tale(wutong).upto("accepted")
    reckoning.reckon(wutong, no_bar)
    load(lambda f: replace(f, days=(DayLine(date(2026, 11, 10), "off", "县府办通知"),)))
    assert reckoning.reckon(wutong, no_bar).moved == 1
    assert str(reply_due(tale)) == "2026-11-24"


def test_working_hours_and_an_upgraded_text_call_for_it(wutong: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    Tale(wutong)
    reckoning.reckon(wutong, no_bar)
    load(lambda f: replace(f, working_hours=("09:00-17:00",)))
    assert reckoning.reckon(wutong, no_bar).looked == 1
    monkeypatch.setattr(rulebook, "edition", lambda: "another text")
    assert not docket.is_reckoned(wutong)
    assert reckoning.reckon(wutong, no_bar).looked == 1


def test_it_does_nothing_twice_and_nothing_where_nothing_changed(wutong: Scope) -> None:
    Tale(wutong)
    assert reckoning.reckon(wutong, no_bar).looked == 1  # nobody has said yet by which law it stands
    assert reckoning.reckon(wutong, no_bar).looked == 0
    load(lambda f: replace(f, hours="9点到17点"))
    assert reckoning.reckon(wutong, no_bar).looked == 0


def test_it_goes_on_where_it_was_cut_off(wutong: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    tales = [Tale(wutong, at=START + timedelta(minutes=n)) for n in range(5)]
    reckoning.reckon(wutong, no_bar)
    load(reply_in(3))
    monkeypatch.setattr(restanding, "BATCH", 2)

    def cut(n: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        docket.restand_open(wutong, START, progress=cut)
    assert sum(str(reply_due(t)) == "2026-11-05" for t in tales) == 2
    assert not docket.is_reckoned(wutong)
    rest = docket.restand_open(wutong, START)
    assert (rest.looked, rest.moved) == (3, 3)
    assert {str(reply_due(t)) for t in tales} == {"2026-11-05"} and docket.is_reckoned(wutong)


def test_a_law_that_changes_again_halfway_begins_anew(wutong: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    tales = [Tale(wutong, at=START + timedelta(minutes=n)) for n in range(3)]
    load(reply_in(3))
    monkeypatch.setattr(restanding, "BATCH", 1)

    def again(n: int) -> None:
        load(reply_in(4))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        docket.restand_open(wutong, START, progress=again)
    docket.restand_open(wutong, START)
    assert {str(reply_due(t)) for t in tales} == {"2026-11-06"}


def test_it_names_what_the_law_cannot_read_and_does_the_rest(wutong: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = Tale(wutong), Tale(wutong, at=START + timedelta(minutes=1))
    load(reply_in(3))
    before, fold = standing(bad), law.fold

    def fails(procedure: law.Procedure, state: law.Fold | None, past: law.Past, calendar: Any) -> law.Fold:
        if past.at == START:
            raise law.OutOfOrder("no act of this name")
        return fold(procedure, state, past, calendar)

    monkeypatch.setattr(law, "fold", fails)
    done = reckoning.reckon(wutong, no_bar)
    assert done.failed == ((bad.view.number, "no act of this name"),) and done.moved == 1
    assert bad.view.number in "".join(reckoning.told(done))
    assert standing(bad) == before and str(reply_due(good)) == "2026-11-05"
    monkeypatch.undo()
    assert not docket.is_reckoned(wutong)
    assert reckoning.reckon(wutong, no_bar).failed == () and str(reply_due(bad)) == "2026-11-05"


def test_an_answer_that_stands_open_is_judged_again(wutong: Scope) -> None:
    tale = Tale(wutong).upto("forwarded")
    tale.do("李明", "answered", text="已劝离", after=timedelta(days=7))
    tale.do("唐敏", "replied", text="你好", channel="page", proof="进度页")
    assert tale.row.reply_on_time is True
    load(reply_in(3))
    reckoning.reckon(wutong, no_bar)
    assert tale.row.reply_on_time is False
    tale.do("唐敏", "closed")
    load(lambda f: f)
    reckoning.reckon(wutong, no_bar)
    assert tale.row.reply_on_time is False  # closed: as it was judged


def test_what_is_opened_again_is_reckoned_by_the_law_of_now(wutong: Scope) -> None:
    tale = Tale(wutong).upto("closed")
    load(reply_in(3))
    reckoning.reckon(wutong, no_bar)
    assert str(reply_due(tale)) == "2026-11-23"
    tale.do("反映人", "reopened", reason="晚上又摆出来了")
    assert str(reply_due(tale)) == "2026-11-05"


def test_another_countys_matters_are_left_alone(wutong: Scope, qingshan: Scope) -> None:
    mine, theirs = Tale(wutong), Tale(qingshan)
    for scope in (wutong, qingshan):
        reckoning.reckon(scope, no_bar)
    before = standing(theirs)
    load(reply_in(3))
    assert reckoning.reckon(qingshan, no_bar).looked == 0
    assert reckoning.reckon(wutong, no_bar).looked == 1
    assert standing(theirs) == before and str(reply_due(mine)) == "2026-11-05"
