"""Which histories are one state, and where time may go from it: the ground on which a procedure is walked.

Two histories are one state if nothing that a rule asks, and nothing the oracle knows, tells them apart: which acts stand,
what they said where rules read it, which claims are open, which waits and clocks are over, and the oracle's own verdict on
every act. Time moves to the last day of a period and to the day after it: those of the interpreter's clocks and waits, and
those that the oracle counts by itself, so a clock that is missing is noticed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import Any

from tests.law.proving.moves import Maker, Reads, reads_of
from tests.law.proving.oracle import Oracle
from tests.law.proving.told import Step
from wutong.law import rulebook
from wutong.law.calendar import SHANGHAI, Calendar, last_instant, legal_day
from wutong.law.procedure import Fold, Peer, Procedure, Seen, Thread
from wutong.law.procedure.examples import OWN
from wutong.law.procedure.view import MatterView
from wutong.law.terms import Term, due

#: one local value of each type, as a county may have set it
LOCAL = {"term": "5 workdays", "money": "2000", "number": 2, "yesno": True, "text": "甲"}
Key = tuple[Any, ...]


class Ground:
    """One text, with local values set or not, and with other matters on the thread or none: its states and its time."""

    def __init__(
        self, texts: tuple[Procedure, ...], at: int, oracle: Oracle, calendar: Calendar, *, mode: str = "set"
    ) -> None:
        self.texts, self.calendar, self.mode, self.oracle = texts, calendar, mode, oracle
        whole = texts[at]
        self.params = {p.name: LOCAL[p.type] for p in whole.params.values()} if mode != "unset" else {}
        self.bound = [rulebook.bind(each, {n: v for n, v in self.params.items() if n in each.params}) for each in texts]
        self.text = self.bound[at]
        self.reads: Reads = reads_of(self.text)
        self.maker = Maker(self.text, self.reads, calendar)
        self.named = {name: expr for name, (expr, _) in self.text.predicates.items()}
        self.thread = Thread(OWN, whole.family, tuple(self.peers()))

    def peers(self) -> Iterator[Peer]:
        """A matter of each family that the rules ask about: none, an open one, or a closed one."""
        if self.mode not in ("open", "closed"):
            return
        for family in sorted(self.reads.families):
            if family in rulebook.families():
                text = rulebook.with_examples(family)[-1]
                start = next(a.name for a in text.acts.values() if a.start)
                first = Seen(1, start, self.begin, self.begin, "", "")
                state = Fold(family, 1, "", self.mode == "closed", (first,))
                yield Peer("别案", text, state, (OWN,))

    @property
    def begin(self) -> datetime:
        """A Monday inside the time of the text, at nine."""
        day = max(self.text.in_force, min(date(2026, 3, 2), self.text.until or date.max))
        if self.text.until and day == self.text.until:
            day = max(self.text.in_force, self.text.until - timedelta(days=200))
        day = self.calendar.next_workday(day)
        return datetime.combine(day, clock_time(9), SHANGHAI)

    def view(self, state: Fold | None, now: datetime) -> MatterView:
        return MatterView(self.on(now), state, now, self.calendar, "", None, False, thread=self.thread)

    def on(self, now: datetime) -> Procedure:
        """The text of the day; days before the first text are the first one's."""
        day = legal_day(now)
        return next((t for t in reversed(self.bound) if t.in_force <= day), self.bound[0])

    def key(self, fold_: Fold | None, now: datetime, steps: tuple[Step, ...], facts: Mapping[str, Any]) -> Key:
        view = self.view(fold_, now)
        memory = self.oracle.memory(steps, now)
        if fold_ is None or view.state is None:
            return ("begin", tuple(sorted((n, str(v)) for n, v in facts.items())))
        state = view.state
        standing = []
        for act in sorted(self.reads.acts | {owner for owner, _ in self.reads.later}):
            fresh = view.fresh(act)
            if fresh:
                told = tuple(
                    (name, self.shown(fresh[-1].fields.get(name), legal_day(now)))
                    for owner, name in sorted(self.reads.later)
                    if owner == act
                )
                standing.append((act, told))
        lowest = tuple(str(view.fact(f"lowest.{owner}.{name}")) for owner, name in sorted(self.reads.lowest))
        opened = tuple(sorted({seen.act for seen in state.seen if seen.seq in state.open}))
        clocks = tuple((name, view.clock(name)) for name in sorted(self.reads.clocks))
        return (
            state.status, state.closed, tuple(standing), lowest, opened, clocks,
            tuple(a for a in sorted(self.reads.ever) if state.ever(a)),
            tuple((name, str(view.fact(name))) for name in sorted(f.name for f in self.reads.facts)),
            tuple((name, now > at) for name, at in self.waits(view)), memory,
        )  # fmt: skip

    @staticmethod
    def shown(value: object, today: date) -> object:
        """A value as rules tell it apart: of a day, whether it is past, today or ahead."""
        if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
            day = date.fromisoformat(value)
            return (day > today) - (day < today)
        return tuple(value) if isinstance(value, list) else value

    def waits(self, view: MatterView) -> Iterator[tuple[str, datetime]]:
        """When each wait that has begun is over."""
        for act, gate in self.reads.waits:
            fresh = view.fresh(gate.target)
            local = view.procedure.value(gate.param) if gate.param else None
            term = gate.term or (local.value if local and isinstance(local.value, Term) else None)
            if fresh and term is not None:
                roll = gate.roll and term.unit in ("days", "months", "years")
                yield f"{act} {gate.target} {term}", due(term, fresh[-1].at, self.calendar, roll=roll).at

    def instants(self, view: MatterView, steps: tuple[Step, ...]) -> Iterator[datetime]:
        """The ends of periods that lie ahead."""
        yield from (at for _, at in self.waits(view))
        asked = self.reads.clocks
        yield from (c.due.at for c in view.clocks if c.due is not None and c.name in asked)
        yield from self.oracle.instants(steps)
        for owner, name in self.reads.days:
            fresh = view.fresh(owner)
            value = fresh[-1].fields.get(name) if fresh else None
            if isinstance(value, str):
                day = date.fromisoformat(value)
                yield last_instant(day - timedelta(days=1))
                yield last_instant(day)

    def later(self, view: MatterView, steps: tuple[Step, ...]) -> Iterator[datetime]:
        """Where time may go: the last day of the next period, the day after it, and the hours that a rule asks about."""
        now = view.at
        ahead = sorted({at for at in self.instants(view, steps) if at > now})
        if ahead:
            end = ahead[0]
            morning = datetime.combine(legal_day(end), clock_time(15), SHANGHAI)
            full = end.astimezone(SHANGHAI).time() > clock_time(23, 59)
            if full and morning > now:
                yield morning
            if not full and end - now > timedelta(minutes=2):
                yield end - timedelta(minutes=1)
            yield (
                datetime.combine(legal_day(end) + timedelta(days=1), clock_time(9), SHANGHAI)
                if full
                else end + timedelta(minutes=1)
            )
        if "night" in self.reads.moments:
            yield datetime.combine(legal_day(now), clock_time(23), SHANGHAI)
            yield datetime.combine(legal_day(now) + timedelta(days=1), clock_time(10), SHANGHAI)
        if "restday" in self.reads.moments:
            day = legal_day(now) + timedelta(days=1)
            while self.calendar.is_workday(day):
                day += timedelta(days=1)
            yield datetime.combine(day, clock_time(10), SHANGHAI)
            yield datetime.combine(self.calendar.next_workday(day), clock_time(10), SHANGHAI)
