"""What a notice moves: exactly the days and dates that differ, and nothing else."""

from datetime import date, datetime, time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from tests.law.cases import CALENDAR
from wutong.boot.command import cli
from wutong.law import rulebook
from wutong.law.calendar import SHANGHAI, Calendar, days_in
from wutong.law.holidays import read_year
from wutong.law.moves import days_moved, dues_moved
from wutong.law.terms import Term, due

BEFORE = rulebook.calendar(known_on=date(2019, 3, 21))
AFTER = rulebook.calendar(known_on=date(2019, 3, 22))
SPAN = date(2019, 1, 1), date(2019, 12, 31)
NOTICE = "year: 2027\nnotices:\n  - {number: x, published: 2026-12-01, off: [2027-01-01, [2027-02-05, 2027-02-11]], work: [2027-02-14]}\n"


def law(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["law", "calendar", *arguments])


def test_it_tells_the_may_of_2019() -> None:
    told = {each.day: each.worked for each in days_moved(BEFORE, AFTER, *SPAN)}
    assert told == {date(2019, 4, 28): True, date(2019, 5, 2): False, date(2019, 5, 3): False, date(2019, 5, 5): True}
    moved = {each.start: (each.was, each.now) for each in dues_moved(Term(5, "workdays"), BEFORE, AFTER, *SPAN)}
    assert moved[date(2019, 4, 25)] == (date(2019, 5, 3), date(2019, 5, 5))
    assert date(2019, 5, 6) not in moved


def test_a_notice_that_comes_is_laid_in_the_place_of_the_year() -> None:
    new = rulebook.calendar_with(read_year(NOTICE, "2027.yaml"))
    told = {each.day for each in days_moved(CALENDAR, new, date(2026, 1, 1), date(2028, 12, 31))}
    assert {date(2027, 2, 9), date(2027, 2, 10), date(2027, 2, 14), date(2027, 4, 5)} <= told
    assert not any(day.year != 2027 for day in told)
    assert new.certain(date(2026, 12, 30)) and not CALENDAR.certain(date(2026, 12, 30))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    days = draw(st.lists(st.dates(date(2021, 1, 1), date(2021, 3, 31)), max_size=12, unique=True))
    cut = draw(st.integers(0, len(days)))
    return Calendar("x", off=frozenset(days[:cut]), work=frozenset(days[cut:]), announced=frozenset({2021}))


@given(calendars(), calendars(), st.integers(1, 9), st.sampled_from(["workdays", "days"]), st.booleans())
def test_it_tells_every_date_that_moves_and_no_other(
    old: Calendar, new: Calendar, n: int, unit: str, roll: bool
) -> None:
    term = Term(n, unit)
    told = {
        each.start: (each.was, each.now)
        for each in dues_moved(term, old, new, date(2021, 1, 1), date(2021, 3, 31), roll=roll)
    }
    for start in days_in(date(2020, 12, 20), date(2021, 4, 10)):
        at = datetime.combine(start, time(9), SHANGHAI)
        pair = due(term, at, old, roll=roll).on, due(term, at, new, roll=roll).on
        assert told.get(start, (pair[0], pair[0])) == pair
    assert all(was != now for was, now in told.values())


def test_the_command_tells_both(tmp_path: Path) -> None:
    told = law("--known-on", "2019-03-21", "--against", "2019-03-22", "--term", "5 workdays")
    assert told.exit_code == 0 and "4天变了" in told.output
    assert "2019年5月5日星期日改为上班" in told.output and "2019-04-25起算：2019-05-03改为2019-05-05" in told.output
    path = tmp_path / "2027.yaml"
    path.write_text(NOTICE, encoding="utf-8")
    told = law("--notice", str(path))
    assert told.exit_code == 0 and "2027年2月9日星期二改为放假" in told.output
    assert "0天变了" in law("--known-on", "2026-11-24", "--against", "2026-11-24").output
    assert "还有" in law("--known-on", "2012-01-01", "--term", "5 workdays").output


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--known-on", "soon"),
        ("--known-on", "2019-01-01", "--term", "5 moons"),
        ("--notice", "{}", "--against", "2019-01-01"),
    ],
)
def test_the_command_wants_a_question_that_reads(arguments: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(NOTICE, encoding="utf-8")
    assert law(*(part.format(path) for part in arguments)).exit_code == 2


def test_the_command_says_where_a_notice_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(NOTICE.replace("off:", "of:"), encoding="utf-8")
    assert law("--notice", str(path)).exit_code == 2


def test_nothing_moves_between_a_calendar_and_itself() -> None:
    assert not list(dues_moved(Term(5, "workdays"), CALENDAR, CALENDAR, *SPAN))
