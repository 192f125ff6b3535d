"""Working hours from a day: clocks count by the hours in force on each day, a head confirms them, the citizen reads them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.city.test_house import apply, ask, today
from tests.govern.test_house_moves import merged, taken
from tests.people import as_person, seat
from wutong.city.house import api as house
from wutong.city.offices import api as offices
from wutong.docket.matters import api as docket
from wutong.govern.house import actions, jobs, reads
from wutong.law import rulebook
from wutong.law.calendar import SHANGHAI, Calendar
from wutong.law.refusal import Refused
from wutong.law.terms import workhours_after, workhours_between
from wutong.record import clock
from wutong.record.live.models import Change
from wutong.record.scope import Scope

SUMMER = ((time(8), time(12)), (time(15), time(19)))
SHORT = ((time(9), time(12)),)
CHANGED = rulebook.calendar(later=[(date(2026, 6, 1), SUMMER), (date(2026, 10, 12), SHORT)])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def test_each_day_counts_by_its_own_hours() -> None:
    assert CHANGED.hours_on(date(2026, 5, 31)) == rulebook.calendar().hours
    assert CHANGED.hours_on(date(2026, 6, 1)) == SUMMER
    # Friday 29 May has an hour left, Monday 1 June begins at eight; Saturday 10 October 2026 is worked
    assert workhours_after(at("2026-05-29 17:00"), timedelta(hours=2), CHANGED) == at("2026-06-01 09:00")
    assert workhours_between(at("2026-10-09 09:00"), at("2026-10-12 12:00"), CHANGED) == timedelta(hours=7 + 8 + 3)


def one_by_one(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """Working time, a day at a time: the slow way that nothing is saved in."""
    total, day = timedelta(), start.astimezone(SHANGHAI).date()
    while day <= end.astimezone(SHANGHAI).date():
        for opens, closes in calendar.periods(day):
            total += max(timedelta(), min(closes, end) - max(opens, start))
        day += timedelta(days=1)
    return total


@given(st.integers(0, 400 * 24), st.integers(0, 300 * 24))
def test_the_short_way_counts_what_the_long_way_counts(begin: int, length: int) -> None:
    start = at("2026-01-01 00:00") + timedelta(hours=begin)
    end = start + timedelta(hours=length)
    assert workhours_between(start, end, CHANGED) == one_by_one(start, end, CHANGED)


def test_a_calendar_whose_hours_never_changed_keeps_its_version() -> None:
    assert rulebook.calendar(later=[]).version == rulebook.calendar().version != CHANGED.version


def test_a_head_confirms_them_and_only_then_they_hold(wutong: Scope) -> None:
    first = today() + timedelta(days=10)
    asked = ask("hours", first, periods="08:00-12:00、15:00-18:30")
    change = house.propose(seat("吴越"), asked, at=clock.now()).change
    assert change.waits and offices.calendar(wutong).later == ()
    with pytest.raises(Refused, match="局长"):
        house.confirm(seat("吴越"), change.number, at=clock.now())
    assert house.confirm(seat("顾明远"), change.number, at=clock.now()).change.stands
    calendar = offices.calendar(wutong)
    assert offices.hours_words(calendar, first) == "8:00到12:00、15:00到18:30"
    assert calendar.hours_on(first - timedelta(days=1)) == rulebook.calendar().hours
    home = as_person("李明").get("/").content.decode()
    assert "8:30到12:00、14:30到18:00" in home and "8:00到12:00、15:00到18:30" in home


def test_they_are_taken_back_by_a_second_person_too(wutong: Scope) -> None:
    before = house.load(wutong).tables
    change = apply("hours", periods="09:00-12:00")
    back = house.undo(seat("吴越"), change.number, "", at=clock.now()).change
    assert back.waits
    assert house.confirm(seat("顾明远"), back.number, at=clock.now()).change.stands
    assert house.load(wutong).tables == before


@pytest.mark.parametrize("periods", ["", "18:00-08:30", "8点到12点", "08:30-12:00、11:00-18:00", "、"])
def test_what_is_no_hours_is_refused_in_words(wutong: Scope, periods: str) -> None:
    with pytest.raises(Refused, match="工作时间是先后排好的时段"):
        house.propose(seat("吴越"), ask("hours", periods=periods), at=clock.now())
    assert not house.changes(wutong)


@pytest.mark.parametrize(("value", "moves"), [("20 workhours", True), ("5 workdays", False)])
def test_a_preview_names_the_dates_that_move_and_only_them(wutong: Scope, value: str, moves: bool) -> None:
    apply("term", term="complaint.office", value=value)
    apply("term", term="complaint.reply", value="15 workdays")
    taken(wutong)
    state = house.load(wutong)
    plan = house.plan("hours", state, today(), "县府办通知", {"periods": "09:00-12:00"})
    seen = house.preview(state, plan, today().isoformat(), today().isoformat())
    assert seen.reckons and seen.second
    dates, looked, total = reads.foreseen(wutong, seen, clock.now())
    assert (looked, total) == (1, 1) and bool(dates) == moves


FOLLOWS = jobs.followed  # loading its module names the job that a change asks for


def told(scope: Scope) -> set[str]:
    return set(Change.objects.within(scope).latest("id").to)


def test_a_change_calls_the_pages_it_concerns(wutong: Scope) -> None:
    then = lambda done: actions.ask_to_follow(wutong, done)  # noqa: E731 - as the page hands it in
    house.propose(seat("吴越"), ask("rename", office="zf1", name="城区执法中队"), at=clock.now(), then=then)
    assert {"seats", "turn:zf1", "hold:zf1", "board"} <= told(wutong) and "turn:zf2" not in told(wutong)
    house.propose(
        seat("吴越"), ask("days", day_kind="off"), at=clock.now(), weigh=reads.weigh(wutong, clock.now()), then=then
    )
    assert {"turn:zf1", "turn:zf2", "hold:zf5", "role:receiver", "board"} <= told(wutong)


def test_a_merge_calls_the_old_office_and_the_new(wutong: Scope) -> None:
    change = merged()
    assert {"turn:zf1", "turn:zf2", "turn:zf9", "hold:zf9"} <= actions.concerned(wutong, change)


def test_a_change_that_is_refused_calls_nobody(wutong: Scope) -> None:
    before = Change.objects.within(wutong).count()
    with pytest.raises(Refused):
        house.propose(
            seat("吴越"), ask("rename", office="zf1", name="街面执法二中队"), at=clock.now(),
            then=lambda done: actions.ask_to_follow(wutong, done),
        )  # fmt: skip
    assert Change.objects.within(wutong).count() == before


def test_open_matters_are_reckoned_by_the_new_hours(wutong: Scope) -> None:
    taken(wutong)
    actions.reckon(wutong, clock.now())
    apply("hours", periods="09:00-12:00")
    assert not docket.is_reckoned(wutong)
    assert actions.reckon(wutong, clock.now()).looked == 1
