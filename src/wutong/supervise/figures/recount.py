"""Counts the year again from the record's entries alone, and names every matter on which the table says otherwise.

Matters are taken 500 at a time, each folded from its own entries, so memory does not grow with the year. Whether a
reply was on time is asked of the law, by the text and the local term that stood on the day of each act.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from uuid import UUID

from wutong.collect.complaints.api import counts
from wutong.docket.matters import api as docket
from wutong.law import procedure as law
from wutong.law.calendar import last_instant
from wutong.record.entries import api as record
from wutong.record.entries.api import EntryView, Erased
from wutong.record.scope import Scope
from wutong.supervise.figures import facts as said
from wutong.supervise.figures.declared import FAMILY, FIGURES, MEASURES
from wutong.supervise.figures.facts import Facts
from wutong.supervise.figures.making import made, total
from wutong.supervise.figures.spans import span
from wutong.supervise.figures.views import Difference, Period, Recount

CHUNK = 500
#: how many differing matters are named; more say only that there are more
NAMED = 1000


class ReplyClock:
    """Asks the law how the reply's clock stood on a day. Texts and calendars are fetched once for each legal day."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._laws: dict[date, tuple[law.Procedure, object]] = {}
        self._calendar: object = None

    def judged(self, history: Sequence[EntryView], facts: Facts, as_of: date) -> Facts:
        """The facts with ``on_time`` and ``overdue``; ``history`` as written, without corrections laid over it."""
        state: law.Fold | None = None
        procedure = None
        for entry in sorted((e for e in history if e.on_date <= as_of), key=lambda e: e.seq):
            procedure = self._law(entry)
            try:
                state = law.fold(procedure, state, _past(entry), self._calendar)  # type: ignore[arg-type]
            except law.OutOfOrder:
                return facts
        if state is None or procedure is None:
            return facts
        standing = law.stand(
            procedure,
            state,
            last_instant(as_of),
            self._calendar,  # type: ignore[arg-type]
            roles=frozenset(),
            actor="",
            office="",
        )
        reply = next((c for c in reversed(standing.clocks) if c.name == "reply"), None)
        if reply is None or reply.due is None:
            return facts
        if facts.replied_on is not None and reply.state in ("done", "late"):
            return replace(facts, on_time=reply.state == "done")
        waiting = reply.done_at is None and reply.state != "stopped" and facts.replied_on is None
        return replace(facts, overdue=waiting and reply.due.on < as_of)

    def _law(self, entry: EntryView) -> law.Procedure:
        found = self._laws.get(entry.on_date)
        if found is None:
            asked = docket.law_for(self.scope, FAMILY, entry.at)
            found = self._laws[entry.on_date] = (asked.procedure, asked.calendar)
        self._calendar = found[1]
        return found[0]


def _past(entry: EntryView) -> law.Past:
    return law.Past(
        seq=entry.seq,
        act=entry.act,
        at=entry.at,
        written=entry.written,
        fields={k: v for k, v in entry.fields.items() if not isinstance(v, Erased)},
        actor=f"{entry.actor.kind}:{entry.actor.id}",
        office=entry.office,
        about=entry.about,
        imported=entry.imported,
        acting_for=docket.hand(entry.acting_for),
    )


def judge(scope: Scope, matters: Sequence[UUID], as_of: date, clock: ReplyClock | None = None) -> Iterator[Facts]:
    """The facts of each of these complaints on the report day, from its entries."""
    clock = clock or ReplyClock(scope)
    rest = iter(matters)
    while chunk := list(islice(rest, CHUNK)):
        for history in record.histories(scope, chunk).values():
            facts = said.fold(record.lay(history), as_of)
            if facts is not None:
                yield clock.judged(history, facts, as_of)


def year(scope: Scope, year: int, as_of: date) -> Recount:
    """Count a year from the record, month by month, holding each matter against its row in the complaint table."""
    whole = Period(year)
    months: dict[int, Counter[str]] = defaultdict(Counter)
    differing = _Differing(scope, whole, as_of)
    n_entries = n_matters = 0
    clock = ReplyClock(scope)
    for chunk in _received(scope, whole, as_of):
        found: dict[UUID, Facts] = {}
        for matter, history in record.histories(scope, chunk).items():
            n_entries += len(history)
            facts = said.fold(record.lay(history), as_of)
            if facts is None or not whole.since <= facts.received_on <= whole.until:
                continue
            found[matter] = clock.judged(history, facts, as_of)
            n_matters += 1
            months[facts.received_on.month].update(said.marks(found[matter], MEASURES))
        differing.hold(found)
    differing.without_record()
    shown = {m: months[m] for m in range(1, 13) if Period(year, m).since <= as_of}
    return Recount(
        made(scope, whole, total(months.values()), as_of, FIGURES),
        {m: made(scope, Period(year, m), n, as_of, FIGURES) for m, n in shown.items()},
        tuple(differing.found),
        n_matters,
        n_entries,
    )


def _received(scope: Scope, period: Period, as_of: date) -> Iterator[list[UUID]]:
    """The matters received in a period, by their first entry, some hundreds at a time."""
    until = min(period.until, as_of)
    firsts = record.entries(scope, family=FAMILY, act="received", since=period.since, until=until)
    matters = (entry.matter for entry in firsts)
    while chunk := list(dict.fromkeys(islice(matters, CHUNK))):
        yield chunk


class _Differing:
    """Holds the two ways together matter by matter, so that one too many and one too few do not cancel out."""

    def __init__(self, scope: Scope, period: Period, as_of: date) -> None:
        self.scope, self.as_of = scope, as_of
        self.found: list[Difference] = []
        self.in_record: set[UUID] = set()
        self.span = span(scope, period, as_of)
        self.folded = set(counts.touched(scope, self.span)) if self.span.untouched else set()

    def hold(self, found: dict[UUID, Facts]) -> None:
        self.in_record.update(found)
        rows = counts.marks(self.scope, list(found), self.as_of, MEASURES)
        numbers: dict[UUID, str] = {}
        for matter, facts in found.items():
            if matter in self.folded:
                continue  # its row speaks of a later day; the fast way counts it from its entries too
            row, own = rows.get(matter, frozenset()), said.marks(facts, MEASURES)
            if row != own:
                numbers = numbers or counts.named(self.scope, list(found))
                self.add(matter, numbers.get(matter, ""), row - own, own - row)

    def without_record(self) -> None:
        """Rows of the table that no entry stands behind."""
        everything = counts.Span(self.span.since, self.span.until, self.as_of)
        for matter in counts.members(self.scope, everything):
            if matter not in self.in_record:
                number = counts.named(self.scope, [matter]).get(matter, "")
                self.add(matter, number, frozenset({"received"}), frozenset())

    def add(self, matter: UUID, number: str, row: frozenset[str], own: frozenset[str]) -> None:
        if len(self.found) < NAMED:
            self.found.append(Difference(matter, number, _labels(row), _labels(own)))


def _labels(measures: frozenset[str]) -> tuple[str, ...]:
    """The labels of figures that have one of the measures above the line."""
    named = {d.numerator: d.label for d in reversed(FIGURES)}
    return tuple(named.get(m, m) for m in MEASURES if m in measures)
