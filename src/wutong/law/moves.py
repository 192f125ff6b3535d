"""What a notice moves: the days that become worked or free, and each due date that falls elsewhere because of them.

Asked before a notice is put on the shelf, so that a bureau sees what will move before it does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from wutong.law.calendar import ONE_DAY, SHANGHAI, Calendar, day_words
from wutong.law.terms import Term, due

#: days that one unit of a term may reach, at most; long holidays and rolled ends are in `MARGIN`
REACH = {"workdays": 3, "days": 1, "months": 31, "years": 366, "hours": 1, "workhours": 1}
MARGIN = timedelta(days=60)


@dataclass(frozen=True)
class DayMoved:
    """A day that is worked in one calendar and free in the other."""

    day: date
    worked: bool

    def zh(self) -> str:
        return f"{day_words(self.day)}{'改为上班' if self.worked else '改为放假'}"


@dataclass(frozen=True)
class DueMoved:
    """A term that began on a day, and when it ended by the old and by the new calendar."""

    start: date
    was: date
    now: date

    def zh(self) -> str:
        return f"{self.start.isoformat()}起算：{self.was.isoformat()}改为{self.now.isoformat()}"


def days_moved(old: Calendar, new: Calendar, first: date, last: date) -> tuple[DayMoved, ...]:
    """The days from `first` to `last` on which the two calendars differ."""
    return tuple(
        DayMoved(day, new.is_workday(day)) for day in _days(first, last) if old.is_workday(day) != new.is_workday(day)
    )


def dues_moved(
    term: Term, old: Calendar, new: Calendar, first: date, last: date, *, roll: bool = False
) -> Iterator[DueMoved]:
    """Each start for which a term ends on another day, where a day from `first` to `last` has moved; starts at 9:00."""
    moved = days_moved(old, new, first, last)
    if not moved:
        return
    reach = timedelta(days=term.n * REACH[term.unit]) + MARGIN
    for start in _days(moved[0].day - reach, moved[-1].day):
        at = datetime.combine(start, time(9), SHANGHAI)
        was, now = due(term, at, old, roll=roll).on, due(term, at, new, roll=roll).on
        if was != now:
            yield DueMoved(start, was, now)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY
