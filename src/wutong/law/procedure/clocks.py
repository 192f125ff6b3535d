"""Clocks of a matter: when each started and ended, what stopped or lengthened it, and how it stands at an instant.

A late clock is a defect and never a gate. An agency's clock is judged on the worse of when a thing happened and when it
was written; what lengthens it begins at the later of the two. A stop or an extension that begins after the due date is
ignored: missed stays missed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from wutong.law.calendar import Calendar, legal_day
from wutong.law.procedure.schema import Clock, Procedure
from wutong.law.procedure.state import Fold, Seen
from wutong.law.terms import Due, Term, due, due_on, workhours_after, workhours_between

Interval = tuple[datetime, datetime | None]


@dataclass(frozen=True)
class Run:
    """One clock that was started: by which entry, and what became of it."""

    clock: Clock
    start: Seen
    end: Seen | None = None
    replaced: Seen | None = None


@dataclass(frozen=True)
class Running:
    """How a clock stands. `seq` is the entry that started it; `n` of `left` is for the page to count."""

    name: str
    title: str
    bearer: str
    unit: str
    term: str
    started: datetime
    due: Due | None
    state: str
    done_at: datetime | None
    cite: str
    mark: str
    roll: bool
    seq: int
    effect: str = "slight"
    missed: str = "defect"
    document: str = ""
    ended_by: str = ""
    stopped: bool = False
    explain: tuple[str, ...] = ()


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


def runs(clock: Clock, seen: tuple[Seen, ...]) -> list[Run]:
    """Every run of a clock, in the order in which they started."""
    walk = _Open()
    for entry in seen:
        if entry.act in clock.to:
            n = walk.pick(entry.about, ended=False)
            if n is not None:
                walk.runs[n] = replace(walk.runs[n], end=entry)
        elif entry.act in clock.undone:
            n = walk.pick(entry.about, ended=True)
            if n is not None:
                walk.runs[n] = replace(walk.runs[n], end=None)
        if entry.act in clock.froms and (clock.kind != "first" or not walk.runs):
            if clock.kind == "last":
                walk.runs = [replace(run, replaced=run.replaced or entry) if not run.end else run for run in walk.runs]
            walk.runs.append(Run(clock, entry))
    return walk.runs


def standing(procedure: Procedure, state: Fold, on: datetime, calendar: Calendar) -> Iterator[Running]:
    """Every clock of the matter that has started, whatever its `when`; the caller drops those that do not apply."""
    for clock in procedure.clocks.values():
        for run in runs(clock, state.standing()):
            found = measure(procedure, state, run, on, calendar)
            if found is not None:
                yield found


def measure(procedure: Procedure, state: Fold, run: Run, on: datetime, calendar: Calendar) -> Running | None:
    clock, start = run.clock, run.start
    text, mark, document = start.terms.get(clock.name, ("", clock.cite.mark, ""))
    term = Term.parse(text) if text else None
    given: date | None = None
    if clock.within.fact:
        term, given = _from_fact(clock, state, start)
    base = Running(
        name=clock.name,
        title=clock.title,
        bearer=clock.bearer,
        unit=term.unit if term else "days",
        term=str(term) if term else "",
        started=start.at,
        due=None,
        state="unset",
        done_at=None,
        cite=clock.cite.text,
        mark=mark,
        roll=clock.roll,
        seq=start.seq,
        effect=clock.effect,
        missed=clock.missed,
        document=document,
    )
    ended = run.end or run.replaced
    done_at = _worse(clock, ended) if ended else None
    until = done_at or on
    if given is not None:
        limit, open_stop = due_on(given, calendar), False
    elif term is not None:
        limit, open_stop = _limit(procedure, state, run, term, until, calendar)
    else:
        return None if run.replaced else replace(base, done_at=done_at, ended_by=run.end.act if run.end else "")
    if done_at is None:
        name = "stopped" if open_stop else "missed" if on > limit.at else "running"
        return replace(base, due=limit, state=name, stopped=open_stop)
    over = done_at > limit.at
    if run.replaced and not over:
        return None
    return replace(
        base, due=limit, state="late" if over else "done", done_at=done_at, ended_by=ended.act if ended else ""
    )


def _worse(clock: Clock, entry: Seen) -> datetime:
    return entry.judged if clock.bearer == "agency" else entry.at


def _from_fact(clock: Clock, state: Fold, start: Seen) -> tuple[Term | None, date | None]:
    """A length or a date that somebody stated: in the entry that starts the clock, else in the latest one before it."""
    owner, _, name = clock.within.fact.rpartition(".")
    if owner == start.act or not owner:
        value = (start if owner else state.opening).fields.get(name)
    else:
        before = [seen for seen in state.standing() if seen.act == owner and seen.seq < start.seq]
        value = before[-1].fields.get(name) if before else None
    if not isinstance(value, str):
        return None, None
    try:
        return None, date.fromisoformat(value)
    except ValueError:
        return Term.parse(value), None


def _limit(
    procedure: Procedure, state: Fold, run: Run, term: Term, until: datetime, calendar: Calendar
) -> tuple[Due, bool]:
    """The due date after every stop and extension that began in time, and whether a stop is open."""
    clock, start = run.clock, run.start
    later = [seen for seen in state.standing() if seen.seq > start.seq]
    events: list[tuple[datetime, int, Interval | int]] = []
    events += [(stop[0], 0, stop) for stop in _stops(clock, later, until)]
    events += [(at, 1, n) for at, n in _extensions(procedure, clock, later, term)]
    total, lost, notes, open_stop = term.n, _nothing(term), [], False
    limit = due(term, start.at, calendar, roll=clock.roll)
    for at, _, event in sorted(events, key=lambda each: (each[0], each[1])):
        if at > limit.at:
            break
        if isinstance(event, int):
            total += event
            notes.append(f"延长{Term(event, term.unit).zh()}。")
        else:
            begin, end = event
            open_stop = open_stop or end is None
            lost = _add(lost, _length(term.unit, begin, max(begin, end or until), calendar))
            notes.append("中间停止计时，停止的时间不算。")
        limit = _lengthened(Term(total, term.unit), lost, start.at, calendar, clock.roll)
    return replace(limit, explain=(*limit.explain, *dict.fromkeys(notes))), open_stop


def _stops(clock: Clock, later: list[Seen], until: datetime) -> list[Interval]:
    """Stops of all kinds, merged where they overlap."""
    found: list[Interval] = []
    for stop in clock.stops:
        begin: datetime | None = None
        for entry in later:
            if entry.act in stop.to and begin is not None:
                found.append((begin, max(begin, entry.at)))
                begin = None
            elif entry.act in stop.froms and begin is None:
                begin = entry.judged
        if begin is not None:
            found.append((begin, None))
    merged: list[Interval] = []
    for begin, end in sorted(found, key=lambda each: each[0]):
        if merged and (merged[-1][1] is None or begin <= (merged[-1][1] or until)):
            last = merged[-1][1]
            merged[-1] = (merged[-1][0], None if last is None or end is None else max(last, end))
        else:
            merged.append((begin, end))
    return merged


def _extensions(procedure: Procedure, clock: Clock, later: list[Seen], term: Term) -> list[tuple[datetime, int]]:
    found: list[tuple[datetime, int]] = []
    for rule in clock.extends:
        for entry in [seen for seen in later if seen.act == rule.by][: rule.times]:
            n = 0
            if rule.add:
                n = rule.add.n
            elif rule.param:
                local = procedure.value(rule.param)
                n = local.value.n if local and isinstance(local.value, Term) and local.value.unit == term.unit else 0
            else:
                value = entry.fields.get(rule.field)
                n = value if isinstance(value, int) and not isinstance(value, bool) else _term_length(value, term)
            most = most_of(procedure, rule.at_most, rule.at_most_param, term)
            n = min(n, most.n) if most else n
            if n > 0:
                found.append((_worse(clock, entry), n))
    return found


def most_of(procedure: Procedure, at_most: Term | None, param: str, length: Term | None) -> Term | None:
    """The most by which a clock may be lengthened; a local value in another unit than the clock's measures nothing."""
    if param:
        local = procedure.value(param)
        at_most = local.value if local and isinstance(local.value, Term) else None
    return at_most if at_most and length and at_most.unit == length.unit else None


def length_of(procedure: Procedure, clock: Clock, state: Fold) -> Term | None:
    """How long the latest run of a clock is by rule."""
    found = runs(clock, state.standing())
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


def _nothing(term: Term) -> timedelta | int:
    return timedelta() if term.unit in ("hours", "workhours") else 0


def _add(lost: timedelta | int, more: timedelta | int) -> timedelta | int:
    if isinstance(lost, timedelta) and isinstance(more, timedelta):
        return lost + more
    assert isinstance(lost, int) and isinstance(more, int)
    return lost + more


def _length(unit: str, begin: datetime, end: datetime, calendar: Calendar) -> timedelta | int:
    if unit == "hours":
        return end - begin
    if unit == "workhours":
        return workhours_between(begin, end, calendar)
    if unit == "workdays":
        return calendar.workdays_between(legal_day(begin), legal_day(end))
    return (legal_day(end) - legal_day(begin)).days


def _lengthened(term: Term, lost: timedelta | int, start: datetime, calendar: Calendar, roll: bool) -> Due:
    if not lost:
        return due(term, start, calendar, roll=roll)
    if isinstance(lost, int):
        if term.unit in ("days", "workdays"):
            return due(Term(term.n + lost, term.unit), start, calendar, roll=roll)
        whole = due(term, start, calendar)
        return due(Term(lost, "days"), whole.at, calendar, roll=roll)
    if term.unit == "hours":
        limit = due(term, start, calendar)
        at = limit.at + lost
        return Due(at, legal_day(at), True, limit.explain)
    limit = due(term, start, calendar)
    at = workhours_after(start, timedelta(hours=term.n) + lost, calendar)
    return Due(at.astimezone(UTC), legal_day(at), limit.certain and calendar.certain(legal_day(at)), limit.explain)
