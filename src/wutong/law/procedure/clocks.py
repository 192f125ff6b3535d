"""Clocks of a matter: when each started and ended, what stopped or lengthened it, and how it stands at an instant.

A late clock is a defect and never a gate. An agency's clock is judged on the worse of when a thing happened and when it
was written; what lengthens it begins at the later of the two. A stop or an extension that begins after the due date is
ignored: missed stays missed. A clock belongs to the text in force on the day it started; a limit that only a later text
brought begins on the first day of that text. Where a matter concerns several, each has its own clocks.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

from wutong.law.calendar import ONE_DAY, Calendar, last_instant, legal_day
from wutong.law.procedure.runs import Applies, Interval, Run, extensions, length_of, most_of, runs, stops, worse
from wutong.law.procedure.schema import Clock, Procedure
from wutong.law.procedure.state import Fold, Seen
from wutong.law.terms import Due, Term, due, due_on, workhours_after, workhours_between

__all__ = ["Applies", "Running", "length_of", "most_of", "runs", "standing"]


@dataclass(frozen=True)
class Running:
    """How a clock stands. `seq` is the entry that started it; `subjects` those it runs for, none where for all."""

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
    subjects: tuple[str, ...] = ()


def standing(
    procedure: Procedure,
    state: Fold,
    on: datetime,
    calendar: Calendar,
    applies: Applies,
    only: frozenset[str] | None = None,
) -> Iterator[Running]:
    """Every clock of the matter (or those named) that has started and may apply; one whose `when` is unknown applies."""
    told = _Told(procedure, state, on, calendar, applies)
    everybody = state.subjects or ("",)
    for clock in procedure.known_clocks.values():
        if only is not None and clock.name not in only:
            continue
        found: dict[Running, tuple[str, ...]] = {}
        for subject in everybody:
            for running in told.of(clock, subject):
                found[running] = (*found.get(running, ()), subject)
        for running, subjects in found.items():
            yield running if subjects == everybody else replace(running, subjects=subjects)


@dataclass(frozen=True)
class _Told:
    """One question about clocks: the matter, the instant, and who answers conditions."""

    procedure: Procedure
    state: Fold
    on: datetime
    calendar: Calendar
    applies: Applies

    def of(self, clock: Clock, subject: str) -> Iterator[Running]:
        if clock.when is not None and self.applies(clock.when, subject) is False:
            return
        if clock.after:
            for before in self.of(self.procedure.known_clocks[clock.after], subject):
                if before.due is not None and before.state != "done":
                    yield from self._following(clock, subject, before)
            return
        for run in runs(clock, self.state.of(clock.acts, subject)):
            found = self._measured(run, subject)
            if found is not None:
                yield found

    def _following(self, clock: Clock, subject: str, before: Running) -> Iterator[Running]:
        """A window that opens where another period runs out, or after a later day that somebody granted."""
        assert before.due is not None
        start = self.state.entry(before.seq)
        if start is None:
            return
        began = before.due.at
        owner, _, name = clock.not_before.rpartition(".")
        fixed = [seen.fields.get(name) for seen in self.state.fresh(owner, subject)] if owner else []
        if fixed and isinstance(fixed[-1], str):
            began = max(began, last_instant(date.fromisoformat(fixed[-1])))
        ends = self.state.after(start, clock.ends, subject)
        run = Run(clock, start, ends[0] if ends else None)
        found = self._measured(run, subject, began)
        if found is not None:
            yield found

    def _measured(self, run: Run, subject: str, began: datetime | None = None) -> Running | None:
        start = run.start
        own = self.procedure.text_of(legal_day(start.at)).clocks.get(run.clock.name)
        clock = own or run.clock
        text, mark, document = start.terms.get(clock.name, ("", clock.cite.mark, ""))
        if clock.after and clock.within.term:
            text = str(clock.within.term)
        if own is None and run.clock.name in self.procedure.clocks:
            began = last_instant(self.procedure.since(clock.name) - ONE_DAY) + timedelta(microseconds=1)
            text = str(clock.within.term or "")
        term = Term.parse(text) if text else None
        given: date | None = None
        if clock.within.fact:
            term, given = _from_fact(clock, self.state, start)
        base = partial(
            Running,
            name=clock.name,
            title=clock.title,
            bearer=clock.bearer,
            unit=term.unit if term else "days",
            term=str(term) if term else "",
            started=began or start.at,
            cite=clock.cite.text,
            mark=mark,
            roll=clock.roll,
            seq=start.seq,
            effect=clock.effect,
            missed=clock.missed,
            document=document,
        )
        ended = run.end or run.replaced
        done_at = worse(clock, ended) if ended else None
        if given is not None:
            limit, open_stop = due_on(given, self.calendar), False
        elif term is not None:
            limit, open_stop = self._limit(clock, run, term, began or start.at, done_at or self.on, subject)
        elif run.replaced:
            return None
        else:
            return base(due=None, state="unset", done_at=done_at, ended_by=run.end.act if run.end else "")
        if done_at is None:
            name = "stopped" if open_stop else "missed" if self.on > limit.at else "running"
            return base(due=limit, state=name, done_at=None, stopped=open_stop)
        over = done_at > limit.at
        if run.replaced and not over:
            return None
        return base(due=limit, state="late" if over else "done", done_at=done_at, ended_by=ended.act if ended else "")

    def _limit(
        self, clock: Clock, run: Run, term: Term, began: datetime, until: datetime, subject: str
    ) -> tuple[Due, bool]:
        """The due date after every stop and extension that began in time, and whether a stop is open."""
        later = self.state.after(run.start, self.procedure.lengthening(clock.name), subject)
        ask = (self.procedure, clock.name, later)
        events: list[tuple[datetime, int, Interval | int]] = []
        events += [(stop[0], 0, stop) for stop in stops(*ask, until, self.applies, subject)]
        events += [(at, 1, n) for at, n in extensions(*ask, term, self.applies, subject)]
        total, lost, notes, open_stop = term.n, _nothing(term), [], False
        limit = due(term, began, self.calendar, roll=clock.roll)
        for at, _, event in sorted(events, key=lambda each: (each[0], each[1])):
            if at > limit.at:
                break
            if isinstance(event, int):
                total += event
                notes.append(f"延长{Term(event, term.unit).zh()}。")
            else:
                begin, end = event
                open_stop = open_stop or end is None
                lost = _add(lost, _length(term.unit, begin, max(begin, end or until), self.calendar))
                notes.append("中间停止计时，停止的时间不算。")
            limit = _lengthened(Term(total, term.unit), lost, began, self.calendar, clock.roll)
        return replace(limit, explain=(*limit.explain, *dict.fromkeys(notes))), open_stop


def _from_fact(clock: Clock, state: Fold, start: Seen) -> tuple[Term | None, date | None]:
    """A length or a date that somebody stated: in the entry that starts the clock, else in the latest one before it."""
    owner, _, name = clock.within.fact.rpartition(".")
    if owner == start.act or not owner:
        value = (start if owner else state.opening).fields.get(name)
    else:
        before = [seen for seen in state.of(frozenset((owner,))) if seen.seq < start.seq]
        value = before[-1].fields.get(name) if before else None
    if not isinstance(value, str):
        return None, None
    try:
        return None, date.fromisoformat(value)
    except ValueError:
        return Term.parse(value), None


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
