"""Terms: the vectors that lawyers checked, and properties that hold for every date."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.law.cases import CALENDAR, at
from wutong.law import rulebook
from wutong.law.calendar import SHANGHAI, Calendar, legal_day
from wutong.law.terms import (
    CLOCK_UNITS,
    ROLLING_UNITS,
    UNITS,
    Term,
    due,
    due_on,
    left,
    workhours_after,
    workhours_between,
)

EIGHT_TO_SIX = rulebook.calendar(hours=[(time(8), time(12)), (time(14), time(18))])
STARTS = st.datetimes(datetime(2011, 1, 2), datetime(2026, 10, 1), timezones=st.just(UTC))  # noqa: DTZ001
TERMS = st.builds(Term, st.integers(1, 60), st.sampled_from(sorted(set(UNITS) - {"years"})))


@pytest.mark.parametrize(
    ("case", "start", "term", "roll", "on"),
    [
        ("T1 hearing", "2026-09-17", "5 workdays", False, date(2026, 9, 23)),
        ("T5 payment", "2026-09-20", "15 days", True, date(2026, 10, 8)),
        ("T5 without roll", "2026-09-20", "15 days", False, date(2026, 10, 5)),
        ("T6 decision", "2026-07-01", "90 days", False, date(2026, 9, 29)),
        ("T8 demand", "2026-09-30", "10 workdays", False, date(2026, 10, 20)),
        ("T10 publish", "2026-04-29", "7 workdays", False, date(2026, 5, 12)),
        ("T12 withdraw", "2026-02-13", "3 workdays", False, date(2026, 2, 25)),
        ("T14 licence", "2026-09-21", "20 workdays", False, date(2026, 10, 26)),
        ("T3 goods kept, as days", "2019-09-27", "7 days", False, date(2019, 10, 4)),
        ("T3 rolled", "2019-09-27", "7 days", True, date(2019, 10, 8)),
        ("T3 as working days", "2019-09-27", "7 workdays", False, date(2019, 10, 12)),
        ("T4 hearing 2017, as days", "2019-04-26", "3 days", True, date(2019, 4, 29)),
        ("T4 as working days", "2019-04-26", "3 workdays", False, date(2019, 4, 30)),
        ("month ends on the corresponding day", "2026-03-15", "1 months", False, date(2026, 4, 15)),
        ("no such day: the last of the month", "2026-01-31", "1 months", False, date(2026, 2, 28)),
        ("across the year", "2025-11-30", "3 months", False, date(2026, 2, 28)),
        ("leap day", "2024-02-29", "1 years", False, date(2025, 2, 28)),
        ("six months to a Sunday, rolled", "2025-12-28", "6 months", True, date(2026, 6, 29)),
        ("a make-up Sunday is no rest day", "2026-09-05", "15 days", True, date(2026, 9, 20)),
    ],
)
def test_it_counts_as_the_vectors_say(case: str, start: str, term: str, roll: bool, on: date) -> None:
    found = due(Term.parse(term), at(f"{start} 10:00"), CALENDAR, roll=roll)
    assert found.on == on, case
    assert found.certain
    assert legal_day(found.at) == on
    assert legal_day(found.at + timedelta(microseconds=1)) == on + timedelta(days=1)


def test_it_runs_working_hours_over_the_weekend() -> None:
    assert due(Term.parse("4 workhours"), at("2026-03-06 17:00"), EIGHT_TO_SIX).at == at("2026-03-09 11:00")


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-03-06 11:00", 4, "2026-03-06 17:00"),
        ("2026-03-06 14:00", 4, "2026-03-06 18:00"),
        ("2026-03-06 18:00", 1, "2026-03-09 09:00"),
        ("2026-03-06 06:00", 1, "2026-03-06 09:00"),
        ("2026-03-06 12:30", 1, "2026-03-06 15:00"),
        ("2026-03-07 12:30", 8, "2026-03-09 18:00"),
        ("2026-09-18 17:00", 2, "2026-09-20 09:00"),
    ],
)
def test_it_counts_working_hours_only_in_working_periods(start: str, n: int, end: str) -> None:
    assert due(Term(n, "workhours"), at(start), EIGHT_TO_SIX).at == at(end)


def test_it_runs_hours_from_the_instant_through_night_and_holiday() -> None:
    assert due(Term.parse("24 hours"), at("2026-10-01 09:30"), CALENDAR).at == at("2026-10-02 09:30")
    assert due(Term.parse("24 hours"), at("2027-10-01 09:30"), CALENDAR).certain


def test_it_explains_how_it_counted() -> None:
    found = due(Term.parse("5 workdays"), at("2026-09-17 10:00"), CALENDAR)
    assert found.explain == (
        "2026年9月17日星期四当天不算，从第二天起算。",
        "9月20日调休上班，计入。",
        "第5个工作日是2026年9月23日星期三。",
    )
    rolled = due(Term.parse("15 days"), at("2026-09-20 10:00"), CALENDAR, roll=True)
    assert rolled.explain[-1] == "最后一天是休息日，顺延到2026年10月8日星期四。"
    october = due(Term.parse("10 workdays"), at("2026-09-30 10:00"), CALENDAR)
    assert "10月1日、10月2日、10月5日等5天放假，不计入。" in october.explain


@pytest.mark.parametrize(
    "text", ["15", "workdays 15", "15 weeks", "0 days", "-1 days", "1.5 days", "15days", "", "１５ days"]
)
def test_it_refuses_a_term_that_does_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"term|unit"):
        Term.parse(text)


def test_it_reads_and_writes_terms() -> None:
    assert str(Term.parse("15 workdays")) == "15 workdays"
    assert Term.parse("1 day") == Term(1, "days")
    words = {
        "workdays": "2个工作日",
        "days": "2日",
        "months": "2个月",
        "years": "2年",
        "hours": "2小时",
        "workhours": "2个工作小时",
    }
    assert {unit: Term(2, unit).zh() for unit in UNITS} == words
    with pytest.raises(ValueError, match="whole number"):
        Term(True, "days")


@pytest.mark.parametrize(
    ("now", "state", "n", "words"),
    [
        ("2026-03-02 10:00", "running", 4, "还剩4个工作日"),
        ("2026-03-04 10:00", "soon", 2, "还剩2个工作日"),
        ("2026-03-06 10:00", "today", 0, "今天24:00"),
        ("2026-03-06 23:59", "today", 0, "今天24:00"),
        ("2026-03-07 00:00", "late", 0, "超期不足1个工作日"),
        ("2026-03-09 09:00", "late", 1, "超期1个工作日"),
        ("2026-03-13 09:00", "late", 5, "超期5个工作日"),
    ],
)
def test_it_says_what_is_left_in_working_days(now: str, state: str, n: int, words: str) -> None:
    limit = due(Term.parse("4 workdays"), at("2026-03-02 09:00"), CALENDAR)
    assert limit.on == date(2026, 3, 6)
    found = left(limit, at(now), CALENDAR, "workdays")
    assert (found.state, found.n, found.words) == (state, n, words)


@pytest.mark.parametrize(
    ("now", "unit", "words"),
    [
        ("2026-03-09 09:00", "workhours", "今天11:00"),
        ("2026-03-06 17:30", "workhours", "还剩3个工作小时"),
        ("2026-03-09 11:30", "workhours", "超期不足1个工作小时"),
        ("2026-03-09 15:30", "workhours", "超期2个工作小时"),
        ("2026-03-07 08:00", "hours", "还剩51小时"),
        ("2026-03-07 08:00", "days", "还剩2天"),
    ],
)
def test_it_says_what_is_left_in_other_units(now: str, unit: str, words: str) -> None:
    limit = due(Term.parse("4 workhours"), at("2026-03-06 17:00"), EIGHT_TO_SIX)
    assert left(limit, at(now), EIGHT_TO_SIX, unit).words == words


def test_it_takes_a_date_given_by_a_person_as_it_stands() -> None:
    limit = due_on(date(2026, 3, 7), CALENDAR)
    assert (limit.on, limit.certain, legal_day(limit.at)) == (date(2026, 3, 7), True, date(2026, 3, 7))


@given(STARTS, TERMS, st.booleans())
def test_it_never_ends_before_it_starts(start: datetime, term: Term, roll: bool) -> None:
    assert due(term, start, CALENDAR, roll=roll).at > start


@given(STARTS, STARTS, TERMS, st.booleans())
def test_it_is_monotone_in_the_start(one: datetime, other: datetime, term: Term, roll: bool) -> None:
    first, second = sorted((one, other))
    assert due(term, first, CALENDAR, roll=roll).at <= due(term, second, CALENDAR, roll=roll).at


@given(STARTS, TERMS, st.integers(1, 20), st.booleans())
def test_it_is_monotone_in_the_length(start: datetime, term: Term, more: int, roll: bool) -> None:
    longer = Term(term.n + more, term.unit)
    assert due(term, start, CALENDAR, roll=roll).at <= due(longer, start, CALENDAR, roll=roll).at


@given(STARTS, st.integers(1, 60))
def test_it_ends_working_days_on_a_working_day(start: datetime, n: int) -> None:
    assert CALENDAR.is_workday(due(Term(n, "workdays"), start, CALENDAR).on)


@given(STARTS, st.builds(Term, st.integers(1, 60), st.sampled_from(ROLLING_UNITS)))
def test_it_rolls_only_from_rest_days_and_only_forward(start: datetime, term: Term) -> None:
    assume(due(term, start, CALENDAR).on < date(2026, 12, 1))
    plain, rolled = due(term, start, CALENDAR), due(term, start, CALENDAR, roll=True)
    assert CALENDAR.is_workday(rolled.on)
    assert rolled.on == plain.on if CALENDAR.is_workday(plain.on) else rolled.on > plain.on


@given(STARTS, TERMS, st.integers(-200, 200))
def test_it_is_late_exactly_after_the_last_instant(start: datetime, term: Term, hours: int) -> None:
    limit = due(term, start, CALENDAR)
    now = limit.at + timedelta(hours=hours)
    found = left(limit, now, CALENDAR, term.unit)
    assert (found.state == "late") == (now > limit.at)
    assert found.n >= 0
    assert left(limit, limit.at, CALENDAR, term.unit).state != "late"
    assert left(limit, limit.at + timedelta(microseconds=1), CALENDAR, term.unit).state == "late"


@given(STARTS, st.integers(1, 60))
def test_it_has_the_whole_term_left_at_the_start(start: datetime, n: int) -> None:
    limit = due(Term(n, "workdays"), start, CALENDAR)
    assert left(limit, start, CALENDAR, "workdays").n == n


@given(STARTS, st.integers(1, 50 * 60))
def test_it_measures_the_working_time_it_counted(start: datetime, minutes: int) -> None:
    end = workhours_after(start, timedelta(minutes=minutes), EIGHT_TO_SIX)
    assert workhours_between(start, end, EIGHT_TO_SIX) == timedelta(minutes=minutes)


def test_it_does_not_depend_on_the_zone_in_which_a_start_is_written() -> None:
    local = datetime(2026, 3, 6, 17, 0, tzinfo=SHANGHAI)
    for unit in UNITS:
        term = Term(3, unit)
        assert due(term, local, EIGHT_TO_SIX) == due(term, local.astimezone(UTC), EIGHT_TO_SIX)


def test_it_refuses_a_naive_start() -> None:
    bare = Calendar("x")
    with pytest.raises(ValueError, match="naive"):
        due(Term(1, "days"), datetime(2026, 3, 6), bare)  # noqa: DTZ001


def test_a_rolled_day_is_as_sure_as_the_days_that_moved_it() -> None:
    assert due(Term(5, "days"), at("2026-03-02 09:00"), CALENDAR, roll=True).certain
    ahead = due(Term(2, "days"), at("2029-03-05 09:00"), CALENDAR, roll=True)
    assert ahead.on == date(2029, 3, 7)
    assert not ahead.certain and any("2029年放假安排待国务院通知" in words for words in ahead.explain)


def test_it_names_a_saturday_that_is_worked_and_no_saturday_that_is_not() -> None:
    words = " ".join(due(Term(5, "workdays"), at("2026-02-12 09:00"), CALENDAR).explain)
    assert "2月14日调休上班，计入" in words
    assert "放假" in words and "2月21日" not in words
    plain = " ".join(due(Term(6, "workdays"), at("2026-03-09 09:00"), CALENDAR).explain)
    assert "调休" not in plain and "放假" not in plain


def test_it_names_up_to_three_days_and_counts_more() -> None:
    three = due(
        Term(5, "workdays"), at("2026-12-30 09:00"), Calendar("t", off=frozenset(date(2027, 1, n) for n in (4, 5, 6)))
    )
    assert "1月4日、1月5日、1月6日放假，不计入。" in three.explain


def test_it_says_that_a_last_day_moved_only_where_it_moved() -> None:
    assert not any(
        "顺延" in words for words in due(Term(2, "days"), at("2026-03-02 09:00"), CALENDAR, roll=True).explain
    )


def test_what_is_left_is_asked_in_a_unit_that_exists() -> None:
    with pytest.raises(ValueError, match="unknown unit 'weeks'"):
        left(due_on(date(2026, 3, 9), CALENDAR), at("2026-03-06 09:00"), CALENDAR, "weeks")


def test_a_date_given_by_a_person_keeps_the_words_it_was_given_with() -> None:
    assert due_on(date(2026, 3, 9), CALENDAR, words="按局长要求。").explain == ("按局长要求。",)
    assert due_on(date(2026, 3, 9), CALENDAR).explain == ("指定的日期是2026年3月9日星期一。",)


def test_working_hours_end_with_the_calendar() -> None:
    with pytest.raises(OverflowError, match="year 9999"):
        workhours_after(at("9999-12-29 09:00"), timedelta(hours=40), EIGHT_TO_SIX)


def test_no_time_at_all_after_closing_is_the_next_opening() -> None:
    assert workhours_after(at("2026-03-06 18:00"), timedelta(), EIGHT_TO_SIX) == at("2026-03-09 08:00")


def test_less_than_one_unit_is_told_by_the_hour_it_ends() -> None:
    saturday = left(due_on(date(2026, 3, 7), CALENDAR), at("2026-03-06 10:00"), CALENDAR, "workdays")
    assert (saturday.state, saturday.n, saturday.unit, saturday.words) == ("soon", 0, "workdays", "3月7日24:00前")


@pytest.mark.parametrize(
    ("unit", "last_soon", "before"),
    [
        ("workdays", "2026-03-18 12:00", "2026-03-17 12:00"),
        ("days", "2026-03-18 12:00", "2026-03-17 12:00"),
        ("months", "2026-03-13 12:00", "2026-03-12 12:00"),
        ("years", "2026-02-18 12:00", "2026-02-17 12:00"),
        ("hours", "2026-03-20 19:30", "2026-03-20 18:59"),
        ("workhours", "2026-03-20 14:00", "2026-03-20 11:00"),
    ],
)
def test_it_is_soon_from_a_fixed_time_on(unit: str, last_soon: str, before: str) -> None:
    friday = due_on(date(2026, 3, 20), CALENDAR)
    by_the_hour = due(Term(24, "hours"), at("2026-03-20 00:00"), CALENDAR)
    assert by_the_hour.on == date(2026, 3, 21)
    ends = by_the_hour if unit in CLOCK_UNITS else friday
    assert [left(ends, at(now), EIGHT_TO_SIX, unit).state for now in (last_soon, before)] == ["soon", "running"]


def test_it_refuses_what_is_no_text_as_a_term() -> None:
    with pytest.raises(ValueError, match="a term reads like"):
        Term.parse(15)  # type: ignore[arg-type]
