"""Terms of law and their last instant: 15 working days, 60 days, 6 months, 24 hours, 4 working hours.

The day of the event is not counted; hours run from the instant; months end on the corresponding day (民法典 201–203).
Every computed date carries the sentences that explain it, because a date nobody can follow is a date nobody trusts.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain

from wutong.law.calendar import ONE_DAY, SHANGHAI, Calendar, day_words, days_in, last_instant, legal_day

UNITS = {
    "workdays": "{}个工作日",
    "days": "{}日",
    "months": "{}个月",
    "years": "{}年",
    "hours": "{}小时",
    "workhours": "{}个工作小时",
}
LEFT_WORDS = {**UNITS, "days": "{}天", "months": "{}天", "years": "{}天"}
CLOCK_UNITS = ("hours", "workhours")
ROLLING_UNITS = ("days", "months", "years")
SOON = {"workdays": 2, "days": 2, "months": 7, "years": 30, "hours": 4, "workhours": 4}
LONGEST = 100_000
# Words of explanation list at most this many make-up days; the rest is counted.
NAMED_DAYS = 3


@dataclass(frozen=True)
class Term:
    """A length of time as the law counts it."""

    n: int
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"unknown unit {self.unit!r}; one of {', '.join(UNITS)}")
        if isinstance(self.n, bool) or not isinstance(self.n, int) or not 0 < self.n <= LONGEST:
            raise ValueError(f"a term is a whole number from 1 to {LONGEST}, not {self.n!r}")

    @classmethod
    def parse(cls, text: str) -> "Term":
        """'15 workdays' → Term(15, 'workdays'); a singular unit is read too."""
        match = re.fullmatch(r"([0-9]{1,6})\s+([a-z]+)", text.strip()) if isinstance(text, str) else None
        if match is None:
            raise ValueError(f"a term reads like '15 workdays', not {text!r}")
        unit = match[2] if match[2] in UNITS else match[2] + "s"
        return cls(int(match[1]), unit)

    def __str__(self) -> str:
        return f"{self.n} {self.unit}"

    def zh(self) -> str:
        return UNITS[self.unit].format(self.n)


@dataclass(frozen=True)
class Due:
    """The last instant of a term (aware, UTC), its legal day, whether the calendar is settled, how it was counted."""

    at: datetime
    on: date
    certain: bool
    explain: tuple[str, ...]


@dataclass(frozen=True)
class Left:
    """What is left of a term, or by how much it is over, in the unit in which it is counted."""

    state: str
    n: int
    unit: str
    words: str


def due(term: Term, start: datetime, calendar: Calendar, *, roll: bool = False) -> Due:
    """The last instant of `term` counted from the event at `start`. `roll`: a last day that is a rest day moves on."""
    first = legal_day(start)
    if term.unit == "hours":
        return _at(
            start.astimezone(UTC) + timedelta(hours=term.n), True, (f"从{_moment(start)}起连续计算{term.zh()}。",)
        )
    if term.unit == "workhours":
        return _workhours(term, start, calendar)
    counting = f"{day_words(first)}当天不算，从第二天起算。"
    if term.unit == "workdays":
        last = calendar.add_workdays(first, term.n)
        notes = _specials(first, last, calendar)
        awaited = calendar.uncertain_years(days_in(first, last))
        ending = f"第{term.n}个工作日是{day_words(last)}。"
        return _on(last, awaited, (counting, *notes, ending))
    last = corresponding(first, term)
    ending = f"{term.zh()}，到{day_words(last)}。"
    if not roll:
        return _on(last, (), (counting, ending))
    rolled = calendar.next_workday(last)
    awaited = calendar.uncertain_years(days_in(last - ONE_DAY, rolled))
    moved = (f"最后一天是休息日，顺延到{day_words(rolled)}。",) if rolled != last else ()
    return _on(rolled, awaited, (counting, ending, *moved))


def due_on(day: date, calendar: Calendar, *, words: str = "") -> Due:
    """A date given by a person (a leader's order, a promise): the end of that day."""
    return Due(last_instant(day), day, True, (words or f"指定的日期是{day_words(day)}。",))


def left(due: Due, now: datetime, calendar: Calendar, unit: str) -> Left:
    """How a due date stands at `now`: running, soon, today or late."""
    if unit not in UNITS:
        raise ValueError(f"unknown unit {unit!r}")
    today = legal_day(now)
    if now > due.at:
        n = _units(due.at, now, calendar, unit)
        words = "超期" + LEFT_WORDS[unit].format(n) if n else "超期不足" + LEFT_WORDS[unit].format(1)
        return Left("late", n, unit, words)
    n = _units(now, due.at, calendar, unit)
    if today == due.on:
        return Left("today", n, unit, f"今天{_hour(due.at)}")
    state = "soon" if n <= SOON[unit] else "running"
    if n == 0:
        return Left(state, 0, unit, f"{due.on.month}月{due.on.day}日{_hour(due.at)}前")
    return Left(state, n, unit, "还剩" + LEFT_WORDS[unit].format(n))


def workhours_between(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """Working time in [start, end]: of the first and the last day by the hour, of the days between whole."""
    first, last = legal_day(start), legal_day(end)
    total = timedelta()
    for day in dict.fromkeys((first, last)):
        for opens, closes in calendar.periods(day):
            total += max(timedelta(), min(closes, end) - max(opens, start))
    return total + calendar.whole_days(first, last - ONE_DAY)


def workhours_after(start: datetime, length: timedelta, calendar: Calendar) -> datetime:
    """The instant at which `length` of working time has passed since `start`."""
    remaining = length
    first = legal_day(start)
    for day in chain((first,), days_in(first, date(9999, 12, 30))):
        for opens, closes in calendar.periods(day):
            begin = max(opens, start.astimezone(UTC))
            if begin >= closes:
                continue
            if remaining <= closes - begin:
                return begin + remaining
            remaining -= closes - begin
    raise OverflowError("the calendar ends in year 9999")


def _workhours(term: Term, start: datetime, calendar: Calendar) -> Due:
    end = workhours_after(start, timedelta(hours=term.n), calendar)
    awaited = calendar.uncertain_years(days_in(legal_day(start) - ONE_DAY, legal_day(end)))
    explain = (f"从{_moment(start)}起，只算上班时间，共{term.zh()}。", f"到{_moment(end)}。")
    return _at(end, not awaited, (*explain, *_awaiting(awaited)))


def corresponding(first: date, term: Term) -> date:
    """The last day of a term in days, months or years: its corresponding day, or the month's last (民法典 202)."""
    if term.unit == "days":
        return first + timedelta(days=term.n)
    months = first.year * 12 + first.month - 1 + term.n * (12 if term.unit == "years" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))


def _specials(first: date, last: date, calendar: Calendar) -> tuple[str, ...]:
    worked = [day for day in days_in(first, last) if day.weekday() >= 5 and calendar.is_workday(day)]
    rested = [day for day in days_in(first, last) if day.weekday() < 5 and not calendar.is_workday(day)]
    notes = []
    if worked:
        notes.append(f"{_list(worked)}调休上班，计入。")
    if rested:
        notes.append(f"{_list(rested)}放假，不计入。")
    return tuple(notes)


def _list(days: list[date]) -> str:
    named = "、".join(f"{day.month}月{day.day}日" for day in days[:NAMED_DAYS])
    return named if len(days) <= NAMED_DAYS else f"{named}等{len(days)}天"


def _units(start: datetime, end: datetime, calendar: Calendar, unit: str) -> int:
    if unit == "hours":
        return int((end - start) / timedelta(hours=1))
    if unit == "workhours":
        return int(workhours_between(start, end, calendar) / timedelta(hours=1))
    if unit == "workdays":
        return calendar.workdays_between(legal_day(start), legal_day(end))
    return (legal_day(end) - legal_day(start)).days


def _awaiting(years: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(f"{year}年放假安排待国务院通知，日期按周末和法定节日暂算。" for year in years)


def _on(day: date, awaited: tuple[int, ...], explain: tuple[str, ...]) -> Due:
    return Due(last_instant(day), day, not awaited, (*explain, *_awaiting(awaited)))


def _at(at: datetime, certain: bool, explain: tuple[str, ...]) -> Due:
    return Due(at.astimezone(UTC), legal_day(at), certain, explain)


def _moment(at: datetime) -> str:
    return f"{day_words(legal_day(at))}{at.astimezone(SHANGHAI):%H:%M}"


def _hour(at: datetime) -> str:
    local = at.astimezone(SHANGHAI)
    return "24:00" if (local.hour, local.minute, local.second) == (23, 59, 59) else f"{local:%H:%M}"
