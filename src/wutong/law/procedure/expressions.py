"""Conditions in three values: a fact nobody has stated is unknown, never false (Kleene).

There is no text to parse. What a form says is compared in `facts`; what needs more is a named check in Python.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from wutong.law.calendar import SHANGHAI, legal_day
from wutong.law.procedure.comparisons import OPERATORS as OPERATORS
from wutong.law.procedure.facts import DUE as DUE
from wutong.law.procedure.facts import TOTAL as TOTAL
from wutong.law.procedure.facts import UNSTATED as UNSTATED
from wutong.law.procedure.facts import Amount as Amount
from wutong.law.procedure.facts import Compare as Compare
from wutong.law.procedure.facts import DayIs as DayIs
from wutong.law.procedure.facts import DaysBetween as DaysBetween
from wutong.law.procedure.facts import Expr as Expr
from wutong.law.procedure.facts import Stated as Stated
from wutong.law.procedure.facts import Truth as Truth
from wutong.law.procedure.facts import Unstated as Unstated
from wutong.law.procedure.facts import View as View
from wutong.law.procedure.facts import bare as bare
from wutong.law.procedure.facts import own_paths as own_paths

NIGHT_ENDS, NIGHT_BEGINS = 6, 22


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
class ParamIs:
    """What a county has chosen where the law leaves it the choice."""

    name: str
    value: object

    def truth(self, view: View) -> Truth:
        local = view.param(self.name)
        return None if local is UNSTATED else OPERATORS["is"](local, self.value)

    def unknown(self, view: View) -> tuple[str, ...]:
        return (self.name,) if view.param(self.name) is UNSTATED else ()


@dataclass(frozen=True)
class Closed:
    """Whether the matter is closed; asked of a peer."""

    def truth(self, view: View) -> Truth:
        return view.closed

    def unknown(self, view: View) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class Peers:
    """`every` or `some` matter of another procedure on the thread. Of none, every is true and some is false."""

    whole: bool
    family: str
    of: Expr

    def truth(self, view: View) -> Truth:
        peers = view.peers(self.family)
        if peers is None:
            return None
        values = [self.of.truth(peer) for peer in peers]
        decided = not self.whole
        return decided if decided in values else None if None in values else self.whole

    def unknown(self, view: View) -> tuple[str, ...]:
        return (f"{self.family}属于哪一案",) if view.peers(self.family) is None else ()


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
    if isinstance(expr, ClockIs) or any(path.startswith(DUE) for path in own_paths(expr)):
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
        case Peers():
            return frozenset()
    own = frozenset(own_paths(expr))
    if own:
        return own
    return frozenset().union(*(reads(part, named, seen) for part in parts(expr)))


def peers_in(expr: Expr) -> tuple[Peers, ...]:
    """What an expression asks of other matters, itself or in its parts."""
    own = (expr,) if isinstance(expr, Peers) else ()
    return own + tuple(found for part in parts(expr) for found in peers_in(part))
