"""A term counted from a day, and the days themselves: which were counted, which not, and why.

Who is told "5 working days" can check it with a finger on a calendar; so that is what is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from wutong.law.calendar import SHANGHAI, Calendar
from wutong.law.terms import Due, Term, due

#: more months than this are told in words only
MOST_MONTHS = 4
#: what a page counts: beyond that a term is no term of procedure
MOST = {"workdays": 750, "days": 1100, "months": 240, "years": 30, "hours": 8760, "workhours": 2000}


@dataclass(frozen=True)
class Day:
    """One square. ``kind``: work, rest (weekend), off (holiday), extra (weekend worked). ``nth``: which counted day it is."""

    on: date
    kind: str
    certain: bool
    nth: int = 0
    first: bool = False
    last: bool = False


@dataclass(frozen=True)
class Month:
    """A month in weeks from Monday; None where a week reaches out of it."""

    year: int
    month: int
    weeks: tuple[tuple[Day | None, ...], ...]


@dataclass(frozen=True)
class Counted:
    """A term counted from an event: the result, and the months from first to last day where they are few."""

    term: Term
    start: datetime
    due: Due
    months: tuple[Month, ...]


def counted(term: Term, start: datetime, calendar: Calendar, *, roll: bool = False) -> Counted:
    """Count, and lay the days out.

    :raises ValueError: for a term longer than procedures know.
    """
    if term.n > MOST[term.unit]:
        raise ValueError(f"最多算{Term(MOST[term.unit], term.unit).zh()}")
    found = due(term, start, calendar, roll=roll)
    return Counted(term, start, found, _months(term, start.astimezone(SHANGHAI).date(), found, calendar))


def _months(term: Term, first: date, found: Due, calendar: Calendar) -> tuple[Month, ...]:
    span = (found.on.year - first.year) * 12 + found.on.month - first.month + 1
    if span > MOST_MONTHS:
        return ()
    nth = 0
    out = []
    for n in range(span):
        year, month = divmod(first.year * 12 + first.month - 1 + n, 12)
        day = date(year, month + 1, 1)
        squares: list[Day | None] = [None] * day.weekday()
        while day.month == month + 1:
            works = calendar.is_workday(day)
            counts = first < day <= found.on and (works or term.unit not in ("workdays", "workhours"))
            nth += counts
            squares.append(
                Day(day, _kind(day, works), calendar.certain(day), nth if counts else 0, day == first, day == found.on)
            )
            day += timedelta(days=1)
        squares += [None] * (-len(squares) % 7)
        out.append(Month(year, month + 1, tuple(tuple(squares[i : i + 7]) for i in range(0, len(squares), 7))))
    return tuple(out)


def _kind(day: date, works: bool) -> str:
    if day.weekday() >= 5:
        return "extra" if works else "rest"
    return "work" if works else "off"
