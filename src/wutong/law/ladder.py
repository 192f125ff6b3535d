"""Ladders of urging: who is to be told while a period runs out, step by step, each at a moment of working time.

A ladder is data beside the rules; which clocks run, and who holds what, it is told. An instant is computed from the due
date alone, so that the same day gives the same steps however often, and however late, somebody looks.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain

from wutong.law.calendar import ONE_DAY, Calendar, days_in, legal_day
from wutong.law.procedure.yamlfile import Node, whole
from wutong.law.terms import Term, due

_BEFORE = ("workdays", "workhours")
_AFTER = ("days", "workdays", "workhours")
_NAME = re.compile(r"[a-z][a-z_]*").fullmatch
#: no office rests longer
_LONGEST_REST = 40


@dataclass(frozen=True)
class Step:
    """One rung. ``when`` is before, due or after; ``to`` is holder, head or the name of a role."""

    no: int
    when: str
    term: Term | None
    to: str

    def zh(self) -> str:
        """Why somebody is told, in words."""
        if self.term is None:
            return "到期还没有办"
        return f"还剩{self.term.zh()}" if self.when == "before" else f"超期满{self.term.zh()}"


@dataclass(frozen=True)
class Ladder:
    """The ladder of a procedure family: clock → its steps, lowest first."""

    family: str
    title: str
    mark: str
    in_force: date
    until: date | None
    clocks: Mapping[str, tuple[Step, ...]]


def read(text: str, file: str) -> Ladder:
    """Read a ladder strictly.

    :raises RuleError: naming file, line, what stands there and what was expected.
    """
    keys = ("ladder", "title", "mark", "in_force", "until", "clocks")
    top = whole(text, file, date.max).fields(keys, ("ladder", "title", "mark", "in_force", "clocks"))
    return Ladder(
        family=top["ladder"].text(),
        title=top["title"].text(),
        mark=top["mark"].text(),
        in_force=top["in_force"].day(),
        until=top["until"].day() if "until" in top else None,
        clocks={name: _steps(node) for name, node in top["clocks"].items()},
    )


def _steps(node: Node) -> tuple[Step, ...]:
    found: list[Step] = []
    for no, each in enumerate(node.list(), start=1):
        fields = each.fields(("at", "to"), ("at", "to"))
        when, term = _at(fields["at"])
        to = fields["to"].text()
        if not _NAME(to):
            raise fields["to"].error("holder, head or the name of a role")
        found.append(Step(no, when, term, to))
    order = {"before": 0, "due": 1, "after": 2}
    if [order[s.when] for s in found] != sorted(order[s.when] for s in found) or not found:
        raise node.error("steps in order: before, due, after")
    return tuple(found)


def _at(node: Node) -> tuple[str, Term | None]:
    words = node.text()
    if words == "due":
        return "due", None
    length, _, when = words.rpartition(" ")
    try:
        term = Term.parse(length)
    except ValueError as bad:
        raise node.error(f"'due', '2 workhours before' or '1 workdays after' ({bad})") from None
    units = {"before": _BEFORE, "after": _AFTER}.get(when)
    if units is None or term.unit not in units:
        raise node.error(f"'due', so many {' or '.join(_BEFORE)} before, or {', '.join(_AFTER)} after")
    return when, term


def moment(step: Step, due_at: datetime, calendar: Calendar) -> datetime:
    """When a step is to be taken: always an instant of working time."""
    if step.term is None:
        return opening(due_at, calendar)
    if step.when == "after":
        return opening(due(step.term, due_at, calendar).at, calendar)
    if step.term.unit == "workhours":
        return _back(due_at, timedelta(hours=step.term.n), calendar)
    return _morning(due_at, step.term.n, calendar)


def is_working(at: datetime, calendar: Calendar) -> bool:
    """Whether the office works at an instant."""
    return any(opens <= at < closes for opens, closes in calendar.periods(legal_day(at)))


def opening(at: datetime, calendar: Calendar) -> datetime:
    """The instant itself if the office works then, else when it works next."""
    first = legal_day(at)
    for day in chain((first,), days_in(first, first + _LONGEST_REST * ONE_DAY)):
        for opens, closes in calendar.periods(day):
            if at < closes:
                return max(opens, at)
    raise ValueError(f"no working day within {_LONGEST_REST} days of {first}")


def _morning(due_at: datetime, n: int, calendar: Calendar) -> datetime:
    """When work begins on the day after which ``n`` working days are left, the last one counted."""
    day = legal_day(due_at)
    while n and day > date(2000, 1, 1):
        n -= calendar.is_workday(day)
        day -= ONE_DAY
    while not calendar.is_workday(day):
        day -= ONE_DAY
    return calendar.periods(day)[0][0]


def _back(due_at: datetime, length: timedelta, calendar: Calendar) -> datetime:
    """The instant from which just ``length`` of working time is left."""
    day, left = legal_day(due_at), length
    while True:
        for opens, closes in reversed(calendar.periods(day)):
            end = min(closes, due_at)
            if end <= opens:
                continue
            if left <= end - opens:
                return end - left
            left -= end - opens
        day -= ONE_DAY
