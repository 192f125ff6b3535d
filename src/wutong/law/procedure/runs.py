"""What the entries make of a clock: its runs, the time that does not count, and what lengthens it.

Each entry is read by the text of its own day: a stop or an extension that a later rule allows does nothing to a day
before that rule.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from wutong.law.calendar import legal_day
from wutong.law.procedure.expressions import Expr, Truth
from wutong.law.procedure.schema import Clock, Extend, Procedure, Stop
from wutong.law.procedure.state import Fold, Seen
from wutong.law.terms import Term

Interval = tuple[datetime, datetime | None]
#: answers a condition for one subject of the matter ("": for the matter as a whole)
Applies: TypeAlias = Callable[[Expr, str], Truth]


@dataclass(frozen=True)
class Run:
    """One clock that was started: by which entry, and what became of it."""

    clock: Clock
    start: Seen
    end: Seen | None = None
    replaced: Seen | None = None


@dataclass
class _Open:
    """Runs of one clock while the entries are walked."""

    runs: list[Run] = field(default_factory=list)

    def pick(self, about: int | None, *, ended: bool) -> int | None:
        mine = [n for n, run in enumerate(self.runs) if (run.end is not None) == ended and run.replaced is None]
        if any(run.start.seq == about for run in self.runs):
            mine = [n for n in mine if self.runs[n].start.seq == about]
        if not mine:
            return None
        return mine[-1] if ended else mine[0]


def runs(clock: Clock, seen: Iterable[Seen]) -> list[Run]:
    """Every run of a clock, in the order in which they started; entries of other acts than its own change nothing."""
    walk = _Open()
    for entry in seen:
        if entry.act in clock.to:
            n = walk.pick(entry.about, ended=False)
            if n is not None:
                walk.runs[n] = Run(clock, walk.runs[n].start, entry)
        elif entry.act in clock.undone:
            n = walk.pick(entry.about, ended=True)
            if n is not None:
                walk.runs[n] = Run(clock, walk.runs[n].start)
        if entry.act in clock.froms and (clock.kind != "first" or not walk.runs):
            if clock.kind == "last":
                walk.runs = [
                    run if run.end or run.replaced else Run(clock, run.start, None, entry) for run in walk.runs
                ]
            walk.runs.append(Run(clock, entry))
    return walk.runs


def worse(clock: Clock, entry: Seen) -> datetime:
    return entry.judged if clock.bearer == "agency" else entry.at


def _of_its_day(procedure: Procedure, name: str, entry: Seen) -> Clock | None:
    return procedure.text_of(legal_day(entry.at)).clocks.get(name)


def stops(
    procedure: Procedure, name: str, later: Sequence[Seen], until: datetime, applies: Applies, subject: str
) -> list[Interval]:
    """Stops of all kinds, merged where they overlap."""
    rules: list[Stop] = []
    for entry in later:
        clock = _of_its_day(procedure, name, entry)
        rules += [stop for stop in (clock.stops if clock else ()) if stop not in rules]
    found: list[Interval] = []
    for stop in rules:
        begin: datetime | None = None
        for entry in later:
            if entry.act in stop.to and begin is not None:
                found.append((begin, max(begin, entry.at)))
                begin = None
            elif entry.act in stop.froms and begin is None:
                clock = _of_its_day(procedure, name, entry)
                if clock is not None and stop in clock.stops and _holds(stop.when, applies, subject):
                    begin = entry.judged
        if begin is not None:
            found.append((begin, None))
    return _merged(found, until)


def _holds(when: Expr | None, applies: Applies, subject: str) -> bool:
    """What lengthens a limit on the agency must be known to apply."""
    return when is None or applies(when, subject) is True


def _merged(found: list[Interval], until: datetime) -> list[Interval]:
    merged: list[Interval] = []
    for begin, end in sorted(found, key=lambda each: each[0]):
        if merged and (merged[-1][1] is None or begin <= (merged[-1][1] or until)):
            last = merged[-1][1]
            merged[-1] = (merged[-1][0], None if last is None or end is None else max(last, end))
        else:
            merged.append((begin, end))
    return merged


def extensions(
    procedure: Procedure, name: str, later: Sequence[Seen], term: Term, applies: Applies, subject: str
) -> list[tuple[datetime, int]]:
    found: list[tuple[datetime, int]] = []
    times: dict[str, int] = {}
    for entry in later:
        clock = _of_its_day(procedure, name, entry)
        for rule in clock.extends if clock else ():
            if rule.by != entry.act or not _holds(rule.when, applies, subject):
                continue
            times[rule.by] = times.get(rule.by, 0) + 1
            n = _length(procedure, rule, entry, term)
            if clock is not None and times[rule.by] <= rule.times and n > 0:
                found.append((worse(clock, entry), n))
    return found


def _length(procedure: Procedure, rule: Extend, entry: Seen, term: Term) -> int:
    if rule.add:
        n = rule.add.n if rule.add.unit == term.unit else 0
    elif rule.param:
        local = procedure.value(rule.param)
        n = local.value.n if local and isinstance(local.value, Term) and local.value.unit == term.unit else 0
    else:
        value = entry.fields.get(rule.field)
        n = value if isinstance(value, int) and not isinstance(value, bool) else _term_length(value, term)
    most = most_of(procedure, rule.at_most, rule.at_most_param, term)
    return min(n, most.n) if most else n


def most_of(procedure: Procedure, at_most: Term | None, param: str, length: Term | None) -> Term | None:
    """The most by which a clock may be lengthened; a local value in another unit than the clock's measures nothing."""
    if param:
        local = procedure.value(param)
        at_most = local.value if local and isinstance(local.value, Term) else None
    return at_most if at_most and length and at_most.unit == length.unit else None


def length_of(procedure: Procedure, clock: Clock, state: Fold) -> Term | None:
    """How long the latest run of a clock is by rule."""
    found = runs(clock, state.of(clock.acts))
    text = found[-1].start.terms.get(clock.name, ("", "", ""))[0] if found else ""
    return Term.parse(text) if text else None


def _term_length(value: object, term: Term) -> int:
    if not isinstance(value, str):
        return 0
    try:
        given = Term.parse(value)
    except ValueError:
        return 0
    return given.n if given.unit == term.unit else 0
