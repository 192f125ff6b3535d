"""Conditions in three values: a fact nobody has stated is unknown, never false (Kleene).

There is no text to parse and no arithmetic: what needs more is a named check in Python.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from wutong.law.calendar import SHANGHAI, Calendar, legal_day

Truth: TypeAlias = bool | None
NIGHT_ENDS, NIGHT_BEGINS = 6, 22


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


class Expr(Protocol):
    def truth(self, view: View) -> Truth: ...
    def unknown(self, view: View) -> tuple[str, ...]:
        """The paths that nobody has stated and that leave this open."""
        ...


@dataclass(frozen=True)
class Named:
    name: str

    def truth(self, view: View) -> Truth:
        return view.named(self.name).truth(view)

    def unknown(self, view: View) -> tuple[str, ...]:
        return view.named(self.name).unknown(view)


@dataclass(frozen=True)
class Not:
    of: Expr

    def truth(self, view: View) -> Truth:
        value = self.of.truth(view)
        return None if value is None else not value

    def unknown(self, view: View) -> tuple[str, ...]:
        return self.of.unknown(view)


@dataclass(frozen=True)
class Every:
    """`all:` false wins over unknown. Of nothing it is true."""

    of: tuple[Expr, ...]

    def truth(self, view: View) -> Truth:
        values = [each.truth(view) for each in self.of]
        return False if False in values else None if None in values else True

    def unknown(self, view: View) -> tuple[str, ...]:
        return _unknown(self, self.of, view)


@dataclass(frozen=True)
class Some:
    """`any:` true wins over unknown. Of nothing it is false."""

    of: tuple[Expr, ...]

    def truth(self, view: View) -> Truth:
        values = [each.truth(view) for each in self.of]
        return True if True in values else None if None in values else False

    def unknown(self, view: View) -> tuple[str, ...]:
        return _unknown(self, self.of, view)


@dataclass(frozen=True)
class Done:
    act: str
    least: int = 1

    def truth(self, view: View) -> Truth:
        return view.done(self.act, self.least)

    def unknown(self, view: View) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class Ever:
    """Whether the act has happened at all, though it no longer counts."""

    act: str

    def truth(self, view: View) -> Truth:
        return view.ever(self.act)

    def unknown(self, view: View) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class Open:
    act: str

    def truth(self, view: View) -> Truth:
        return view.open(self.act)

    def unknown(self, view: View) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class ClockIs:
    clock: str
    states: tuple[str, ...]

    def truth(self, view: View) -> Truth:
        return view.clock(self.clock) in self.states

    def unknown(self, view: View) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class Imported:
    """Whether the entry under test was taken over from an older system."""

    is_: bool = True

    def truth(self, view: View) -> Truth:
        return None if view.imported is None else view.imported == self.is_

    def unknown(self, view: View) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class Moment:
    kind: str

    def truth(self, view: View) -> Truth:
        if self.kind == "restday":
            return not view.calendar.is_workday(legal_day(view.at))
        return not NIGHT_ENDS <= view.at.astimezone(SHANGHAI).hour < NIGHT_BEGINS

    def unknown(self, view: View) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class Stated:
    path: str
    is_: bool = True

    def truth(self, view: View) -> Truth:
        return (view.fact(self.path) is not UNSTATED) == self.is_

    def unknown(self, view: View) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class Compare:
    """`fact: path` against a value, another path or a local value."""

    path: str
    op: str
    value: object
    other: str = ""
    param: str = ""

    def truth(self, view: View) -> Truth:
        mine = view.fact(self.path)
        theirs = view.fact(self.other) if self.other else view.param(self.param) if self.param else self.value
        if mine is UNSTATED or theirs is UNSTATED:
            return None
        return OPERATORS[self.op](mine, theirs)

    def unknown(self, view: View) -> tuple[str, ...]:
        paths = [self.path] + ([self.other] if self.other else [])
        open_paths = tuple(path for path in paths if view.fact(path) is UNSTATED)
        if self.param and view.param(self.param) is UNSTATED:
            return (*open_paths, self.param)
        return open_paths


def _order(mine: object, theirs: object) -> tuple[float, float] | None:
    if isinstance(mine, int) and isinstance(theirs, int):
        return mine, theirs
    return None


def _is(mine: object, theirs: object) -> Truth:
    return type(mine) is type(theirs) and mine == theirs


def _in(mine: object, theirs: object) -> Truth:
    return isinstance(theirs, list | tuple) and any(_is(mine, each) for each in theirs)


def _meets(mine: object, theirs: object) -> Truth:
    return isinstance(mine, list | tuple) and any(_in(each, theirs) for each in mine)


def _at_least(mine: object, theirs: object) -> Truth:
    pair = _order(mine, theirs)
    return None if pair is None else pair[0] >= pair[1]


def _at_most(mine: object, theirs: object) -> Truth:
    pair = _order(mine, theirs)
    return None if pair is None else pair[0] <= pair[1]


def _over(mine: object, theirs: object) -> Truth:
    value = _at_most(mine, theirs)
    return None if value is None else not value


def _under(mine: object, theirs: object) -> Truth:
    value = _at_least(mine, theirs)
    return None if value is None else not value


# 以上、以下 include the number, 超过、不满 do not (民法典 1259).
OPERATORS = {
    "is": _is,
    "in": _in,
    "meets": _meets,
    "at_least": _at_least,
    "at_most": _at_most,
    "over": _over,
    "under": _under,
}


def _unknown(whole: Expr, parts: tuple[Expr, ...], view: View) -> tuple[str, ...]:
    if whole.truth(view) is not None:
        return ()
    return tuple(dict.fromkeys(path for part in parts for path in part.unknown(view)))


def parts(expr: Expr) -> tuple[Expr, ...]:
    match expr:
        case Not(of):
            return (of,)
        case Every(of) | Some(of):
            return of
    return ()


def names_in(expr: Expr) -> frozenset[str]:
    """The predicates an expression names directly."""
    own = frozenset({expr.name}) if isinstance(expr, Named) else frozenset()
    return own.union(*(names_in(part) for part in parts(expr)))


def asks_clock(expr: Expr, named: Mapping[str, Expr], seen: frozenset[str] = frozenset()) -> bool:
    """Whether the value of an expression depends on a clock, by whatever name."""
    if isinstance(expr, ClockIs):
        return True
    if isinstance(expr, Named):
        known = expr.name in named and expr.name not in seen
        return known and asks_clock(named[expr.name], named, seen | {expr.name})
    return any(asks_clock(part, named, seen) for part in parts(expr))


def reads(expr: Expr, named: Mapping[str, Expr], seen: frozenset[str] = frozenset()) -> frozenset[str]:
    """Every fact path an expression may read, so that a snapshot keeps these and nothing else."""
    match expr:
        case Named(name):
            known = name in named and name not in seen
            return reads(named[name], named, seen | {name}) if known else frozenset()
        case Stated(path):
            return frozenset({path})
        case Compare(path, _, _, other):
            return frozenset({path, other} - {""})
    return frozenset().union(*(reads(part, named, seen) for part in parts(expr)))
