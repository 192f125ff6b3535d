"""Which days are working days: legal periods run on the State Council's calendar, never on Monday to Friday alone.

China has kept one offset (+08:00) since 1991, so the legal day needs no time-zone database.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cached_property
from itertools import accumulate

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
ONE_DAY = timedelta(days=1)
WEEKDAYS = "一二三四五六日"
OFFICE_HOURS: tuple[tuple[time, time], ...] = ((time(8, 30), time(12, 0)), (time(14, 30), time(18, 0)))
# The notice of a year has moved days of the December before it (2018-12-29 worked for the New Year of 2019).
NEXT_NOTICE_REACHES_BACK_TO = (12, 26)


def legal_day(at: datetime) -> date:
    """The day in China on which an instant falls."""
    if at.tzinfo is None:
        raise ValueError("a naive time has no legal day")
    return at.astimezone(SHANGHAI).date()


def instant(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, SHANGHAI).astimezone(UTC)


def last_instant(day: date) -> datetime:
    """A period ends at 24:00 of its last day (民法典 203(2))."""
    return instant(day, time.max)


def days_in(after: date, until: date) -> Iterator[date]:
    """The days in (after, until]: the first day is not counted, as in a period of law."""
    while after < until:
        after += ONE_DAY
        yield after


def _length(hours: tuple[tuple[time, time], ...]) -> timedelta:
    """The working time of a whole working day."""
    return sum(
        (datetime.combine(date.min, end) - datetime.combine(date.min, start) for start, end in hours), timedelta()
    )


def _weekdays(ordinal: int) -> int:
    """Mondays to Fridays up to a day; day 1, in the year 1, is a Monday."""
    weeks, over = divmod(ordinal, 7)
    return weeks * 5 + min(over, 5)


def _day(year: int, month: int, day: int) -> date | None:
    """The day, where the year has it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def date_words(day: date) -> str:
    """As people write a day: 2019年4月3日."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_words(day: date) -> str:
    return f"{date_words(day)}星期{WEEKDAYS[day.weekday()]}"


@dataclass(frozen=True)
class DayOverride:
    """A county's own day: off or worked, with the document that says so."""

    date: date
    kind: str
    document: str

    def __post_init__(self) -> None:
        if self.kind not in ("off", "work"):
            raise ValueError(f"a day is 'off' or 'work', not {self.kind!r}")
        if not self.document.strip():
            raise ValueError(f"{self.date}: a county's own day needs the document that orders it")


@dataclass(frozen=True)
class Calendar:
    """Frozen, so that a judgement can be repeated: `version` changes with every day in it.

    `hours` are the working periods of a working day, until a day from which other ones are in force (`later`, each with its
    first day, in order).
    """

    version: str
    off: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    announced: frozenset[int] = frozenset()
    hours: tuple[tuple[time, time], ...] = OFFICE_HOURS
    fixed: frozenset[tuple[int, int]] = frozenset()
    later: tuple[tuple[date, tuple[tuple[time, time], ...]], ...] = ()

    def __post_init__(self) -> None:
        for hours in (self.hours, *(hours for _, hours in self.later)):
            if not hours:
                raise ValueError("a working day needs at least one working period")
            edges = [edge for period in hours for edge in period]
            if edges != sorted(edges) or len(set(edges)) != len(edges):
                raise ValueError("working periods are given in order and do not touch or overlap")
        firsts = [first for first, _ in self.later]
        if firsts != sorted(set(firsts)):
            raise ValueError("changed working hours are given in the order of their days, one for a day")
        both = self.off & self.work
        if both:
            raise ValueError(f"{min(both)} is both off and worked")

    def is_workday(self, day: date) -> bool:
        if day in self.work:
            return True
        if day in self.off or day.weekday() >= 5:
            return False
        return day.year in self.announced or (day.month, day.day) not in self.fixed

    def certain(self, day: date) -> bool:
        """False where a notice that may still move the day has not been published."""
        if day.year not in self.announced:
            return False
        return (day.month, day.day) < NEXT_NOTICE_REACHES_BACK_TO or day.year + 1 in self.announced

    def add_workdays(self, day: date, n: int) -> date:
        """The nth working day after `day`; the day itself is not counted (民法典 201)."""
        if n < 0:
            raise ValueError("working days are counted forward")
        if n == 0:
            return day
        for later in days_in(day, date.max):
            if self.is_workday(later):
                n -= 1
                if n == 0:
                    return later
        raise OverflowError("the calendar ends in year 9999")

    def next_workday(self, day: date) -> date:
        """The day itself if it is worked, else the first worked day after it."""
        return day if self.is_workday(day) else self.add_workdays(day, 1)

    def workdays_between(self, after: date, until: date) -> int:
        """Working days in (after, until]. Not counted day by day: a page shows many matters, some of them years late."""
        if until <= after:
            return 0
        ends = after.toordinal(), until.toordinal()
        worked = _weekdays(ends[1]) - _weekdays(ends[0])
        days, sums = self._moved
        worked += sums[bisect_right(days, ends[1])] - sums[bisect_right(days, ends[0])]
        for year in range(after.year, until.year + 1):
            if year not in self.announced:
                holidays = [_day(year, month, day) for month, day in self.fixed]
                worked -= sum(
                    day is not None
                    and after < day <= until
                    and day.weekday() < 5
                    and day not in self.off
                    and day not in self.work
                    for day in holidays
                )
        return worked

    @cached_property
    def _moved(self) -> tuple[list[int], list[int]]:
        """Rest days worked (+1) and weekdays off (-1) in order, and their running sum: one more, it begins with none."""
        moves = [(day.toordinal(), 1) for day in self.work if day.weekday() >= 5]
        moves += [(day.toordinal(), -1) for day in self.off if day.weekday() < 5]
        moves.sort()
        return [day for day, _ in moves], list(accumulate((move for _, move in moves), initial=0))

    def periods(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The working periods of a day as instants; none on a rest day."""
        if not self.is_workday(day):
            return ()
        return tuple((instant(day, start), instant(day, end)) for start, end in self.hours_on(day))

    def hours_on(self, day: date) -> tuple[tuple[time, time], ...]:
        """The working periods in force on a day, should it be worked."""
        return next((hours for first, hours in reversed(self.later) if first <= day), self.hours)

    def whole_days(self, after: date, until: date) -> timedelta:
        """The working time of the working days in (after, until], each by the hours in force on it."""
        total, begin = timedelta(), after
        for first in (*(first for first, _ in self.later if after < first <= until), until + ONE_DAY):
            end = first - ONE_DAY
            total += self.workdays_between(begin, end) * _length(self.hours_on(end))
            begin = end
        return total

    def uncertain_years(self, days: Iterable[date]) -> tuple[int, ...]:
        """The years whose notice is awaited before these days are sure."""
        awaited = set()
        for day in days:
            if day.year not in self.announced:
                awaited.add(day.year)
            elif not self.certain(day):
                awaited.add(day.year + 1)
        return tuple(sorted(awaited))
