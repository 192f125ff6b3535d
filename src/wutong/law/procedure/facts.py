"""What a condition reads of a form: the value at a path, compared with another, with a day, with what is reckoned from others.

Here is also what a condition may ask about a matter at all; how conditions are joined stands in `expressions`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol, TypeAlias

from wutong.law.calendar import Calendar, legal_day
from wutong.law.procedure.comparisons import OPERATORS, as_amount, number

Truth: TypeAlias = bool | None
#: first words of a path: the sum of what every entry of an act says that counts; the last day of a clock
TOTAL, DUE = "total.", "due."


class Unstated:
    """The value of a field nobody has filled in; distinct from an empty one."""

    def __repr__(self) -> str:
        return "unstated"


UNSTATED = Unstated()


class View(Protocol):
    """What a condition may ask about a matter at an instant."""

    @property
    def at(self) -> datetime: ...
    @property
    def calendar(self) -> Calendar: ...
    @property
    def imported(self) -> Truth: ...
    def done(self, act: str, least: int) -> bool: ...
    def ever(self, act: str) -> bool: ...
    def open(self, act: str) -> bool: ...
    def clock(self, name: str) -> str: ...
    def fact(self, path: str) -> object: ...
    def param(self, name: str) -> object: ...
    def named(self, name: str) -> "Expr": ...
    @property
    def closed(self) -> bool: ...
    def peers(self, family: str) -> "Sequence[View] | None":
        """The matters of another procedure that belong to this one; None where nobody has said which they are."""
        ...


class Expr(Protocol):
    def truth(self, view: View) -> Truth: ...
    def unknown(self, view: View) -> tuple[str, ...]:
        """The paths that nobody has stated and that leave this open."""
        ...


@dataclass(frozen=True)
class DayIs:
    """A day that somebody fixed, against the day of the act: `on` it, `reached` (on it or after), `passed`, `ahead`."""

    path: str
    kind: str

    def truth(self, view: View) -> Truth:
        value = view.fact(self.path)
        if not isinstance(value, str):
            return None
        day, fixed = legal_day(view.at), date.fromisoformat(value)
        return {"on": day == fixed, "reached": day >= fixed, "passed": day > fixed, "ahead": day < fixed}[self.kind]

    def unknown(self, view: View) -> tuple[str, ...]:
        return (self.path,) if view.fact(self.path) is UNSTATED else ()


@dataclass(frozen=True)
class DaysBetween:
    """Calendar days from one stated day to another, at most or at least so many, or as many as a field counts."""

    begin: str
    end: str
    op: str
    n: int
    count: str = ""

    def truth(self, view: View) -> Truth:
        begin, end = view.fact(self.begin), view.fact(self.end)
        wanted = view.fact(self.count) if self.count else self.n
        if not isinstance(begin, str) or not isinstance(end, str) or not isinstance(wanted, int):
            return None
        return OPERATORS[self.op]((date.fromisoformat(end) - date.fromisoformat(begin)).days, wanted)

    @property
    def paths(self) -> tuple[str, ...]:
        return (self.begin, self.end, *((self.count,) if self.count else ()))

    def unknown(self, view: View) -> tuple[str, ...]:
        return tuple(path for path in self.paths if view.fact(path) is UNSTATED)


@dataclass(frozen=True)
class Stated:
    path: str
    is_: bool = True

    def truth(self, view: View) -> Truth:
        return (view.fact(self.path) is not UNSTATED) == self.is_

    def unknown(self, view: View) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class Amount:
    """What is left of one amount after another (`less`), a share of it (`percent`), once for each day that a field counts
    (`per`): a surcharge by the day, the half of a budget. No more arithmetic than that."""

    fact: str
    less: str = ""
    percent: Decimal | None = None
    per: str = ""

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(path for path in (self.fact, self.less, self.per) if path)

    def of(self, view: View) -> object:
        """The amount in whole fen, or unstated where a part of it is. Below nothing it is nothing."""
        values = [view.fact(path) for path in self.paths]
        numbers = dict(zip(self.paths, (number(each) for each in values), strict=True))
        if any(each is None for each in numbers.values()):
            return UNSTATED
        total = Decimal(str(numbers[self.fact]))
        if self.less:
            total = max(total - Decimal(str(numbers[self.less])), Decimal(0))
        if self.percent is not None:
            total = total * self.percent / 100
        if self.per:
            total *= Decimal(str(numbers[self.per]))
        return int(total) if isinstance(view.fact(self.fact), int) else as_amount(total)


@dataclass(frozen=True)
class Compare:
    """`fact: path` against a value, another path, what is reckoned from other paths, or a local value."""

    path: str
    op: str
    value: object
    other: str = ""
    param: str = ""
    amount: Amount | None = None

    def truth(self, view: View) -> Truth:
        mine = view.fact(self.path)
        if self.amount is not None:
            theirs = self.amount.of(view)
        else:
            theirs = view.fact(self.other) if self.other else view.param(self.param) if self.param else self.value
        if mine is UNSTATED or theirs is UNSTATED:
            return None
        return OPERATORS[self.op](mine, theirs)

    @property
    def paths(self) -> tuple[str, ...]:
        beside = self.amount.paths if self.amount is not None else (self.other,) if self.other else ()
        return (self.path, *beside)

    def unknown(self, view: View) -> tuple[str, ...]:
        open_paths = tuple(path for path in self.paths if view.fact(path) is UNSTATED)
        if self.param and view.param(self.param) is UNSTATED:
            return (*open_paths, self.param)
        return open_paths


def own_paths(expr: Expr) -> tuple[str, ...]:
    """The paths that an expression reads itself, not through its parts."""
    match expr:
        case Stated(path) | DayIs(path):
            return (path,)
        case DaysBetween() | Compare():
            return expr.paths
    return ()


def bare(path: str) -> str:
    """A path without the words that say which entry it means and how it is read: `lowest.notified.kinds.rank`."""
    for word in ("before.", "lowest.", TOTAL):
        path = path.removeprefix(word)
    return path.removesuffix(".rank")
