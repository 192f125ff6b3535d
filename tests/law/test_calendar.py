"""Working days as the State Council announced them, day by day."""

from datetime import date, datetime, time, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.law.cases import CALENDAR, at
from wutong.law import rulebook
from wutong.law.calendar import SHANGHAI, Calendar, DayOverride, date_words, day_words, days_in, legal_day
from wutong.law.holidays import build_calendar, read_fixed, read_year
from wutong.law.procedure import RuleError
from wutong.law.terms import Term, due, workhours_between


@pytest.mark.parametrize("year", range(2011, 2027))
def test_it_knows_every_day_of_a_year(year: int) -> None:
    days = [date(year - 1, 12, 31), *days_in(date(year - 1, 12, 31), date(year, 12, 31))][1:]
    assert len(days) in (365, 366)
    assert [day for day in days if CALENDAR.is_workday(day) != chinese_calendar.is_workday(day)] == []


SECOND = holidays.country_holidays("CN", years=range(2010, 2029))


@pytest.mark.parametrize("year", range(2011, 2027))
def test_a_second_library_knows_each_day_alike(year: int) -> None:
    days = tuple(days_in(date(year - 1, 12, 31), date(year, 12, 31)))
    assert len(days) in (365, 366)
    assert [day for day in days if CALENDAR.is_workday(day) != SECOND.is_working_day(day)] == []


def test_the_year_not_announced_differs_only_by_days_given_for_lost_weekends() -> None:
    """No notice says on which weekday a lost Saturday is given back; the library guesses, this calendar does not."""
    year = tuple(days_in(date(2026, 12, 31), date(2027, 12, 31)))
    differing = [day for day in year if CALENDAR.is_workday(day) != SECOND.is_working_day(day)]
    assert all("observed" in SECOND.get(day, "") and CALENDAR.is_workday(day) for day in differing)
    assert not any(CALENDAR.certain(day) for day in differing)


def test_it_counts_the_working_days_that_the_sources_state() -> None:
    assert CALENDAR.workdays_between(date(2018, 12, 31), date(2019, 12, 31)) == 250
    assert CALENDAR.workdays_between(date(2025, 12, 31), date(2026, 12, 31)) == 248


def test_it_keeps_the_may_of_2019_as_it_was_known_before_and_after_the_second_notice() -> None:
    before = rulebook.calendar(known_on=date(2019, 3, 21))
    after = rulebook.calendar(known_on=date(2019, 3, 22))
    changed = [
        day for day in days_in(date(2019, 4, 1), date(2019, 5, 31)) if before.is_workday(day) != after.is_workday(day)
    ]
    assert changed == [date(2019, 4, 28), date(2019, 5, 2), date(2019, 5, 3), date(2019, 5, 5)]
    assert before.version != after.version
    term = Term.parse("5 workdays")
    start = at("2019-04-25 10:00")
    assert due(term, start, before).on == date(2019, 5, 3)
    assert due(term, start, after).on == date(2019, 5, 5)


def test_it_keeps_the_spring_of_2020_before_it_was_lengthened() -> None:
    before = rulebook.calendar(known_on=date(2020, 1, 26))
    assert before.is_workday(date(2020, 1, 31)) and before.is_workday(date(2020, 2, 1))
    assert not CALENDAR.is_workday(date(2020, 1, 31)) and not CALENDAR.is_workday(date(2020, 2, 1))
    assert CALENDAR.is_workday(date(2020, 2, 3))


def test_it_does_not_know_a_year_before_its_notice() -> None:
    early = rulebook.calendar(known_on=date(2018, 12, 5))
    assert not early.certain(date(2019, 2, 2))
    assert early.certain(date(2018, 10, 8))
    assert not early.certain(date(2018, 12, 29)), "a make-up day of the New Year lies in the old year"
    assert not early.is_workday(date(2018, 12, 29))
    assert CALENDAR.is_workday(date(2018, 12, 29))


def test_it_reckons_2027_provisionally() -> None:
    off = [
        day
        for day in days_in(date(2026, 12, 31), date(2027, 12, 31))
        if day.weekday() < 5 and not CALENDAR.is_workday(day)
    ]
    assert off == [
        date(2027, 1, 1), date(2027, 2, 5), date(2027, 2, 8), date(2027, 4, 5), date(2027, 6, 9), date(2027, 9, 15),
        date(2027, 10, 1),
    ]  # fmt: skip
    assert not any(CALENDAR.certain(day) for day in days_in(date(2026, 12, 31), date(2027, 12, 31)))
    assert CALENDAR.certain(date(2026, 12, 25))
    assert not CALENDAR.certain(date(2026, 12, 28))


def test_it_says_that_a_date_in_an_unannounced_year_awaits_the_notice() -> None:
    found = due(Term.parse("5 workdays"), at("2026-12-28 10:00"), CALENDAR)
    assert found.on == date(2027, 1, 5)
    assert not found.certain
    assert any("2027年" in sentence and "待国务院通知" in sentence for sentence in found.explain)
    settled = due(Term.parse("5 workdays"), at("2026-11-02 10:00"), CALENDAR)
    assert settled.certain
    assert not any("待国务院通知" in sentence for sentence in settled.explain)


def test_it_takes_weekends_and_fixed_days_in_a_year_far_ahead() -> None:
    assert not CALENDAR.is_workday(date(2031, 10, 1))
    assert CALENDAR.is_workday(date(2031, 10, 8))
    assert not CALENDAR.is_workday(date(2031, 10, 4))


def test_it_lays_a_countys_own_days_on_top_and_changes_its_version() -> None:
    off = DayOverride(date(2026, 6, 10), "off", "某县府办〔2026〕3号")
    work = DayOverride(date(2026, 6, 13), "work", "某县府办〔2026〕3号")
    county = rulebook.calendar([off, work])
    assert not county.is_workday(date(2026, 6, 10))
    assert county.is_workday(date(2026, 6, 13))
    versions = {
        county.version,
        CALENDAR.version,
        rulebook.calendar([off]).version,
        rulebook.calendar([off, DayOverride(date(2026, 6, 13), "work", "另一份文件")]).version,
        rulebook.calendar(hours=[(time(9), time(12)), (time(13), time(17))]).version,
    }
    assert len(versions) == 5
    assert rulebook.calendar().version == CALENDAR.version


def test_it_lets_a_county_take_back_a_make_up_day() -> None:
    assert CALENDAR.is_workday(date(2026, 9, 20))
    county = rulebook.calendar([DayOverride(date(2026, 9, 20), "off", "某县府办〔2026〕9号")])
    assert not county.is_workday(date(2026, 9, 20))


@pytest.mark.parametrize(("kind", "document"), [("holiday", "x"), ("off", " ")])
def test_it_wants_a_kind_and_a_document_for_an_override(kind: str, document: str) -> None:
    with pytest.raises(ValueError, match=r"off|document"):
        DayOverride(date(2026, 6, 10), kind, document)


def test_it_refuses_working_hours_that_overlap_or_are_missing() -> None:
    with pytest.raises(ValueError, match="order"):
        Calendar("x", hours=((time(8), time(12)), (time(11), time(18))))
    with pytest.raises(ValueError, match="at least one"):
        Calendar("x", hours=())


def test_it_reads_the_legal_day_in_china_wherever_the_machine_stands() -> None:
    assert legal_day(datetime.fromisoformat("2026-03-01T16:00:00+00:00")) == date(2026, 3, 2)
    assert legal_day(datetime.fromisoformat("2026-03-01T15:59:59+00:00")) == date(2026, 3, 1)
    assert legal_day(datetime.fromisoformat("2026-03-01T11:00:00-05:00")) == date(2026, 3, 2)
    with pytest.raises(ValueError, match="naive"):
        legal_day(datetime(2026, 3, 1))  # noqa: DTZ001


@given(st.dates(date(2011, 1, 1), date(2026, 11, 1)), st.integers(1, 40))
def test_it_lands_on_the_nth_working_day(day: date, n: int) -> None:
    last = CALENDAR.add_workdays(day, n)
    assert CALENDAR.is_workday(last)
    assert CALENDAR.workdays_between(day, last) == n
    assert CALENDAR.workdays_between(day, last - timedelta(days=1)) == n - 1


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Days off and worked anywhere, some years not announced, holidays of every kind of day."""
    days = draw(st.lists(st.dates(date(2019, 1, 1), date(2023, 12, 31)), max_size=60, unique=True))
    cut = draw(st.integers(0, len(days)))
    return Calendar(
        "x",
        off=frozenset(days[:cut]),
        work=frozenset(days[cut:]),
        announced=draw(st.frozensets(st.integers(2019, 2023))),
        fixed=draw(st.frozensets(st.sampled_from([(1, 1), (5, 1), (10, 1), (10, 2), (2, 29), (12, 31)]))),
    )


@given(calendars(), st.dates(date(2018, 6, 1), date(2024, 6, 1)), st.integers(-40, 900))
def test_it_counts_as_many_working_days_as_there_are(calendar: Calendar, day: date, n: int) -> None:
    until = day + timedelta(days=n)
    assert calendar.workdays_between(day, until) == sum(map(calendar.is_workday, days_in(day, until)))


@given(
    calendars(),
    st.datetimes(datetime(2018, 6, 1), datetime(2024, 6, 1)),  # noqa: DTZ001
    st.timedeltas(timedelta(0), timedelta(days=40)),
)
def test_it_counts_as_much_working_time_as_there_is(calendar: Calendar, start: datetime, length: timedelta) -> None:
    begin = start.replace(tzinfo=SHANGHAI)
    end = begin + length
    day, hours = legal_day(begin), timedelta()
    while day <= legal_day(end):
        hours += sum((max(timedelta(), min(b, end) - max(a, begin)) for a, b in calendar.periods(day)), timedelta())
        day += timedelta(days=1)
    assert workhours_between(begin, end, calendar) == hours


@pytest.mark.parametrize(
    ("yaml", "told"),
    [
        ("year: 2019\nnotices:\n  - {number: x, published: 2018-12-06, off: [[2019-05-04, 2019-05-01]]}\n", "span"),
        ("year: 2019\nnotices:\n  - {number: x, published: soon, off: []}\n", "a date"),
        ("year: 2019\nnotices:\n  - {number: x, published: 2018-12-06, of: []}\n", "did you mean 'off'"),
        ("year: '2019'\n", "whole number"),
    ],
)
def test_it_refuses_a_notice_that_does_not_read(yaml: str, told: str) -> None:
    with pytest.raises(RuleError, match=told):
        read_year(yaml, "holidays/2019.yaml")


def test_it_refuses_a_fixed_day_that_does_not_read() -> None:
    with pytest.raises(RuleError, match="10-01"):
        read_fixed("rule: x\nfixed: [october]\n", "statutory.yaml")


@pytest.mark.parametrize("day", ["october-01", "10-first", "10", "-01", "10-"])
def test_it_refuses_a_fixed_day_half_of_which_does_not_read(day: str) -> None:
    with pytest.raises(RuleError, match="10-01"):
        read_fixed(f"rule: x\nfixed: ['{day}']\n", "statutory.yaml")


def test_it_reads_a_fixed_day_as_month_and_day() -> None:
    assert read_fixed("rule: x\nfixed: ['10-01', '05-03']\n", "statutory.yaml") == {(10, 1), (5, 3)}


def test_it_reads_spans_days_and_what_a_notice_takes_back() -> None:
    text = (
        "year: 2019\nprovisional: [2019-10-01]\nnotices:\n"
        "  - {number: a, published: 2018-12-06, off: [[2019-05-01, 2019-05-01], 2019-06-07], work: [2019-05-05]}\n"
        "  - {number: b, published: 2019-03-22, off: [[2019-05-01, 2019-05-03]], undo: [2019-06-07]}\n"
    )
    year = read_year(text, "holidays/2019.yaml")
    first, second = year.notices
    assert (year.year, year.provisional, first.number, first.published) == (
        2019,
        {date(2019, 10, 1)},
        "a",
        date(2018, 12, 6),
    )
    assert (first.off, first.work, first.undo) == (
        {date(2019, 5, 1), date(2019, 6, 7)},
        {date(2019, 5, 5)},
        frozenset(),
    )
    assert (len(second.off), second.work, second.undo) == (3, frozenset(), {date(2019, 6, 7)})
    bare = read_year("year: 2030\n", "holidays/2030.yaml")
    assert (bare.notices, bare.provisional) == ((), frozenset())

    def built(known_on: date | None) -> Calendar:
        return build_calendar((year,), frozenset(), (), ((time(9), time(17)),), known_on)

    last = built(None)
    assert last.off == {date(2019, 5, n) for n in (1, 2, 3)} and last.work == {date(2019, 5, 5)}
    assert last.version.startswith("2019-03-22+") and len(last.version) == 10 + 1 + 12
    assert built(date(2019, 3, 22)) == last
    assert built(date(2018, 12, 6)).off == {date(2019, 5, 1), date(2019, 6, 7)} and built(
        date(2018, 12, 6)
    ).announced == {2019}
    before = built(date(2018, 12, 5))
    assert (before.off, before.work, before.announced) == ({date(2019, 10, 1)}, frozenset(), frozenset())
    assert before.version.startswith("0001-01-01+")


def test_a_later_notice_turns_a_day_off_into_a_worked_day_and_back() -> None:
    year = read_year(
        "year: 2019\nnotices:\n"
        "  - {number: b, published: 2019-03-22, off: [2019-05-05], work: [2019-05-01]}\n"
        "  - {number: a, published: 2018-12-06, off: [2019-05-01], work: [2019-05-05]}\n",
        "holidays/2019.yaml",
    )
    turned = build_calendar((year,), frozenset(), (), ((time(9), time(17)),), None)
    assert (turned.off, turned.work) == ({date(2019, 5, 5)}, {date(2019, 5, 1)})


def test_it_writes_days_as_people_do() -> None:
    assert date_words(date(2019, 4, 3)) == "2019年4月3日" and day_words(date(2019, 4, 3)) == "2019年4月3日星期三"


def test_the_last_days_of_a_year_wait_for_the_next_notice() -> None:
    assert CALENDAR.certain(date(2026, 12, 25)) and not CALENDAR.certain(date(2026, 12, 26))
    assert CALENDAR.certain(date(2025, 12, 26))
    assert CALENDAR.uncertain_years([date(2026, 12, 25), date(2026, 12, 26), date(2029, 1, 1)]) == (2027, 2029)


def test_working_days_are_counted_forward_and_end_with_the_calendar() -> None:
    plain = Calendar("t")
    assert plain.add_workdays(date(2026, 3, 7), 0) == date(2026, 3, 7) and plain.next_workday(date(2026, 3, 7)) == date(
        2026, 3, 9
    )
    with pytest.raises(ValueError, match="counted forward"):
        plain.add_workdays(date(2026, 3, 7), -1)
    with pytest.raises(OverflowError, match="year 9999"):
        plain.add_workdays(date(9999, 12, 30), 5)


def test_a_calendar_refuses_hours_that_touch_days_twice_and_days_both_off_and_worked() -> None:
    nine, noon, five = time(9), time(12), time(17)
    for hours in (((nine, noon), (noon, five)), ((noon, nine),)):
        with pytest.raises(ValueError, match="do not touch or overlap"):
            Calendar("t", hours=hours)
    with pytest.raises(ValueError, match="in order and do not touch"):
        Calendar("t", later=((date(2026, 1, 1), ((five, nine),)),))
    one, two = (date(2026, 1, 1), ((nine, five),)), (date(2026, 6, 1), ((nine, noon),))
    assert Calendar("t", later=(one, two)).hours_on(date(2026, 6, 1)) == ((nine, noon),)
    assert Calendar("t", later=(one, two)).hours_on(date(2026, 5, 31)) == ((nine, five),)
    for later in ((two, one), (one, one)):
        with pytest.raises(ValueError, match="in the order of their days"):
            Calendar("t", later=later)
    with pytest.raises(ValueError, match="2026-01-01 is both off and worked"):
        Calendar("t", off=frozenset({date(2026, 1, 1)}), work=frozenset({date(2026, 1, 1)}))
