"""The working hours of a calendar and what its version covers: judgements of old must find the calendar they were made by."""

from datetime import date, datetime, time, timedelta

import pytest

from wutong.law.calendar import OFFICE_HOURS, SHANGHAI, Calendar, DayOverride, instant, last_instant
from wutong.law.holidays import build_calendar, read_year
from wutong.law.procedure import RuleError

DAY, SHORT = ((time(9), time(17)),), ((time(9), time(12)),)


def test_a_county_that_says_nothing_works_eight_to_noon_and_half_past_two_to_six() -> None:
    assert OFFICE_HOURS == ((time(8, 30), time(12)), (time(14, 30), time(18))) == Calendar("t").hours
    first, second = Calendar("t").periods(date(2026, 3, 2))
    assert [each.isoformat() for each in (*first, *second)] == [
        "2026-03-02T00:30:00+00:00",
        "2026-03-02T04:00:00+00:00",
        "2026-03-02T06:30:00+00:00",
        "2026-03-02T10:00:00+00:00",
    ]
    assert Calendar("t").periods(date(2026, 3, 1)) == ()


def test_a_day_ends_with_its_last_instant_in_china() -> None:
    assert last_instant(date(2026, 3, 2)) == datetime(2026, 3, 2, 23, 59, 59, 999999, SHANGHAI)
    assert instant(date(2026, 3, 2), time(8)).utcoffset() == timedelta()


def test_whole_days_count_each_by_the_hours_of_its_day() -> None:
    changed = Calendar("t", hours=DAY, later=((date(2026, 3, 4), SHORT), (date(2026, 3, 10), DAY)))
    for after, until, hours in (
        (date(2026, 3, 2), date(2026, 3, 3), 8),
        (date(2026, 3, 2), date(2026, 3, 4), 8 + 3),
        (date(2026, 3, 3), date(2026, 3, 4), 3),
        (date(2026, 3, 4), date(2026, 3, 5), 3),
        (date(2026, 3, 1), date(2026, 3, 11), 2 * 8 + 4 * 3 + 2 * 8),
        (date(2026, 3, 9), date(2026, 3, 10), 8),
        (date(2026, 3, 10), date(2026, 3, 10), 0),
        (date(2026, 3, 6), date(2026, 3, 8), 0),
    ):
        assert changed.whole_days(after, until) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("later", "version"),
    [
        ((), "0001-01-01+36718f83d8ff"),
        (((date(2026, 1, 1), ((time(8), time(16)),)),), "0001-01-01+9923183e57c1"),
    ],
)
def test_a_version_stays_what_entries_were_judged_by(
    later: tuple[tuple[date, tuple[tuple[time, time], ...]], ...], version: str
) -> None:
    assert build_calendar((), frozenset(), (), DAY, None, later).version == version


def test_each_part_of_a_calendar_has_its_part_in_the_version() -> None:
    off = DayOverride(date(2026, 6, 10), "off", "甲")
    year = read_year("year: 2019\nnotices:\n  - {number: a, published: 0001-01-01, off: []}\n", "y")
    versions = [
        build_calendar((), frozenset(), (), DAY, None).version,
        build_calendar((), frozenset({(10, 1)}), (), DAY, None).version,
        build_calendar((), frozenset(), (off,), DAY, None).version,
        build_calendar((), frozenset(), (DayOverride(off.date, "off", "乙"),), DAY, None).version,
        build_calendar((), frozenset(), (DayOverride(off.date, "work", "甲"),), DAY, None).version,
        build_calendar((), frozenset(), (), SHORT, None).version,
        build_calendar((year,), frozenset(), (), DAY, None).version,
    ]
    assert len(set(versions)) == len(versions)
    two = (off, DayOverride(date(2026, 6, 11), "off", "甲"))
    assert (
        build_calendar((), frozenset(), two, DAY, None).version
        == build_calendar((), frozenset(), two[::-1], DAY, None).version
    )


def test_a_countys_later_word_on_a_day_counts() -> None:
    day = date(2026, 6, 10)
    both = (DayOverride(day, "off", "甲"), DayOverride(day, "work", "乙"))
    for papers, off, work in ((both, set(), {day}), (both[::-1], {day}, set())):
        built = build_calendar((), frozenset(), papers, DAY, None)
        assert (built.off, built.work) == (off, work)


@pytest.mark.parametrize(
    "span", ["[2019-05-01]", "[2019-05-01, 2019-05-02, 2019-05-03]", "[2019-05-02, 2019-05-01]", "[]"]
)
def test_a_span_has_a_first_day_and_a_last(span: str) -> None:
    with pytest.raises(RuleError, match=r"a span \[first, last\]"):
        read_year(f"year: 2019\nnotices:\n  - {{number: a, published: 2018-12-06, off: [{span}]}}\n", "y")


def test_a_span_reaches_from_its_first_day_to_its_last() -> None:
    text = "year: 2019\nnotices:\n  - {number: a, published: 2018-12-06, off: [[2019-04-29, 2019-05-02]]}\n"
    assert sorted(read_year(text, "y").notices[0].off) == [
        date(2019, 4, 29), date(2019, 4, 30), date(2019, 5, 1), date(2019, 5, 2),
    ]  # fmt: skip


def test_the_end_of_the_calendar_is_no_working_day_later() -> None:
    plain = Calendar("t")
    assert plain.add_workdays(date(9999, 12, 30), 1) == date(9999, 12, 31)
    assert plain.workdays_between(date(9999, 12, 30), date(9999, 12, 31)) == 1
