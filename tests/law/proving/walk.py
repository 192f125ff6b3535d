"""Walks every history that a text of a procedure lets happen, as a graph of states (``ground``), past the oracle.

What this does not cover stands in :data:`NOT_COVERED`, and each walk says how many states it left unopened.
"""

from __future__ import annotations

import heapq
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import Any

from tests.law.proving.ground import Ground, Key
from tests.law.proving.oracle import Oracle
from tests.law.proving.told import Step
from tests.law.proving.walls import WHO, gate_name, walls_of, without
from wutong.law.calendar import SHANGHAI, Calendar
from wutong.law.procedure import Act, Ask, Fold, Procedure, ask, fold, stand
from wutong.law.procedure import expressions as x
from wutong.law.procedure.defects import limits, past_of
from wutong.law.procedure.examples import asked_in
from wutong.law.procedure.verbs import Verdict, gate_holds
from wutong.law.procedure.view import MatterView
from wutong.law.procedure.words import ROLES, STATED
from wutong.law.refusal import Refused

NOT_COVERED = (
    "several parties or goods in one matter, corrections, imported entries and acts entered late",
    "how long after the end of a period something happens, beyond the last day and the day after it",
    "which of two running periods ends first, where the history that reached the state first had it otherwise",
    "values of fields between the representative ones; persons beyond the hostile ones that are tried",
    "peers on the thread that change while the matter goes on",
)


@dataclass
class State:
    """One state of the graph, with the first history that reached it."""

    number: int
    fold: Fold | None
    now: datetime
    steps: tuple[Step, ...]
    depth: int
    facts: Mapping[str, Any]
    after: set[int] = field(default_factory=set)
    opened: bool = False
    closed: bool = False
    #: whether an act of somebody, or time, leads on
    alive: bool = False


@dataclass
class Found:
    """What one walk found."""

    family: str
    in_force: date
    mode: str
    states: int = 0
    opened: int = 0
    edges: int = 0
    seconds: float = 0.0
    #: a step that passed, and what the oracle has against it
    breaches: dict[str, str] = field(default_factory=dict)
    stuck: list[str] = field(default_factory=list)
    endless: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    acts: set[str] = field(default_factory=set)
    clocks: set[str] = field(default_factory=set)
    missed: set[str] = field(default_factory=set)
    #: wall → a history after which only this wall stands in the way, and what the oracle says to that
    killed: dict[tuple[str, ...], str] = field(default_factory=dict)
    alone: dict[tuple[str, ...], str] = field(default_factory=dict)
    walls: set[tuple[str, ...]] = field(default_factory=set)

    @property
    def whole(self) -> bool:
        return self.opened == self.states


class Walk(Ground):
    """The walk over one text, and what it has found so far."""

    def __init__(
        self, texts: tuple[Procedure, ...], at: int, oracle: Oracle, calendar: Calendar, *, mode: str = "set"
    ) -> None:
        super().__init__(texts, at, oracle, calendar, mode=mode)
        self.found = Found(self.text.family, self.text.in_force, mode)
        self.states: dict[Key, State] = {}
        self.base: dict[str, dict[str, Any]] = {}
        #: how often each kind of step has been taken: rare ones are followed first
        self.taken: Counter[str] = Counter()
        self.queue: list[tuple[int, int, int, State]] = []
        for act in self.text.acts.values():
            if not act.built_in and act.name != STATED:
                self.found.walls |= set(walls_of(act))

    def put(
        self,
        fold_: Fold | None,
        now: datetime,
        steps: tuple[Step, ...],
        facts: Mapping[str, Any],
        depth: int,
        kind: str,
    ) -> State:
        """The state of a history: a new one, or the one that is there."""
        key = self.key(fold_, now, steps, facts)
        if key in self.states:
            return self.states[key]
        state = State(len(self.states), fold_, now, steps, depth, facts)
        state.closed = fold_ is not None and fold_.closed
        self.states[key] = state
        self.taken[kind] += 1
        heapq.heappush(self.queue, (self.taken[kind], depth, state.number, state))
        return state

    # ---- walking

    def run(self, most: int, *, seconds: float = 1e9, whole_walls: bool = True) -> Found:
        """Open states until there are none, or `most` have been opened."""
        began = time.monotonic()
        for facts in self.openings():
            self.put(None, self.begin, (), facts, 0, f"begin {facts}")
        for example in self.text.examples:
            self.follow(example)
        while self.queue and self.found.opened < most and time.monotonic() - began < seconds:
            state = heapq.heappop(self.queue)[3]
            self.open(state, whole_walls)
        self.found.states = len(self.states)
        self.found.seconds = time.monotonic() - began
        self.judge_ends()
        return self.found

    def follow(self, example: Mapping[str, Any]) -> None:
        """The history of an example, as far as it passes here: so a walk of few states still looks at late ones."""
        fold_: Fold | None = None
        steps: tuple[Step, ...] = ()
        facts: dict[str, Any] = {}
        if "peers" in example or self.mode != "set":
            return
        for n, line in enumerate(example.get("history", ())):
            asked, _ = asked_in(lambda day, _: self.on(datetime.combine(day, clock_time(9), SHANGHAI)), {}, line)
            text = self.on(asked.at)
            field_ = text.subjects.field if text.subjects else ""
            if asked.imported or field_ in asked.fields or text.in_force != self.text.in_force:
                return
            try:
                if ask(text, fold_, asked, self.calendar, thread=self.thread):
                    return
            except Refused:
                return
            step = Step.of(asked)
            self.found.acts.add(asked.act)
            for said in self.oracle.complaints(steps, step, self.thread, self.params):
                self.found.breaches.setdefault(f"{asked.act}: {said}", self.told((*steps, step)))
            fold_ = fold(text, fold_, past_of(n + 1, asked), self.calendar)
            steps = (*steps, step)
            facts |= {k: v for k, v in asked.fields.items() if k in {each.name for each in self.reads.facts}}
            self.put(fold_, asked.at, steps, facts, n + 1, asked.act)
        if "refused" in example:
            asked, _ = asked_in(
                lambda day, _: self.on(datetime.combine(day, clock_time(9), SHANGHAI)), {}, example["try"]
            )
            text = self.on(asked.at)
            act = text.acts.get(asked.act)
            if act is not None and not act.outside and text.in_force == self.text.in_force and not asked.imported:
                state = State(-1, fold_, asked.at, steps, 0, facts)
                self.test_walls(state, act, asked, self.view(fold_, asked.at))

    def openings(self) -> Iterator[dict[str, Any]]:
        """What is known at the beginning: each fact in turn otherwise than usual, and not at all."""
        usual: dict[str, Any] = {}
        options: dict[str, list[Any]] = {}
        for each in self.reads.facts:
            values: list[Any] = [code for code, _ in each.choices] or (
                [False, True] if each.type == "yesno" else ["2026-02-02"] if each.type == "date" else ["甲"]
            )
            if each.type == "choices":
                values = [[code] for code in values]
            usual[each.name], options[each.name] = values[0], [*values[1:], None]
        yield usual
        for name, others in options.items():
            for value in others:
                yield {**usual, name: value}

    def open(self, state: State, whole_walls: bool) -> None:
        """Try everything in one state."""
        state.opened = True
        self.found.opened += 1
        view = self.view(state.fold, state.now + timedelta(minutes=1))
        text = view.procedure
        self.maker = replace(self.maker, text=text)
        if state.fold is None:
            able = {a.name for a in text.acts.values() if a.start and not a.built_in}
            close = able
        else:
            stood = stand(
                text,
                state.fold,
                view.at,
                self.calendar,
                roles=frozenset(ROLES),
                actor="",
                office="",
                thread=self.thread,
            )
            able = {each.act for each in (*stood.can, *stood.others)}
            close = able | {r.act for r in stood.cannot if len(r.reasons) <= 4}
            self.look_at_clocks(state, stood.clocks)
        for act in text.acts.values():
            if act.built_in or (act.start and state.fold is not None and act.name not in able):
                continue
            if act.name in able:
                self.try_all(state, act, view)
            elif whole_walls and act.name in close and self.waiting(act):
                plain = self.maker.ask(act, self.base.get(act.name) or self.first_form(act, view, state), view)
                self.test_walls(state, act, plain, view)
        if state.fold is not None:
            for at in self.later(view, state.steps):
                other = self.put(state.fold, at, state.steps, state.facts, state.depth + 1, f"time {view.status}")
                self.edge(state, other)

    def edge(self, state: State, other: State) -> None:
        self.found.edges += 1
        if other.number != state.number:
            state.after.add(other.number)
            state.alive = True

    def first_form(self, act: Act, view: MatterView, state: State) -> dict[str, Any]:
        return next(iter(self.maker.forms(act, view.testing(act.name), state.facts)), {})

    def waiting(self, act: Act) -> bool:
        """Whether some wall of the act has not shown yet that it counts."""
        return any(wall not in self.found.killed for wall in walls_of(act))

    def try_all(self, state: State, act: Act, view: MatterView) -> None:
        """Every form and every person; what passes is written."""
        plain: Ask | None = None
        forms = self.maker.forms(act, view, state.facts)
        if act.name == STATED:
            forms = [
                {each.name: value}
                for each in self.reads.facts
                if view.fact(each.name) is x.UNSTATED
                for value in ([False, True] if each.type == "yesno" else [c for c, _ in each.choices][:2])
            ]
        for form in forms:
            asked = self.maker.ask(act, form, view)
            if self.proposed(state, act, asked, view):
                if plain is None:
                    plain = asked
                    self.base[act.name] = form
            elif self.waiting(act):
                self.test_walls(state, act, asked, view)
        if plain is None:
            if not forms:
                return
            plain = self.maker.ask(act, forms[0], view)
        for _, asked in self.maker.hostile(act, plain, view):
            if not self.proposed(state, act, asked, view) and self.waiting(act):
                self.test_walls(state, act, asked, view)

    def proposed(self, state: State, act: Act, asked: Ask, view: MatterView) -> bool:
        """Ask the law; what passes is held against the oracle and written."""
        text = view.procedure
        try:
            odd = ask(text, state.fold, asked, self.calendar, thread=self.thread)
        except Refused:
            return False
        if odd:
            return False  # another body's act out of order: it happened, and is told as an oddity
        self.found.acts.add(act.name)
        step = Step.of(asked)
        for said in self.oracle.complaints(state.steps, step, self.thread, self.params):
            self.found.breaches.setdefault(f"{act.name}: {said}", self.told((*state.steps, step)))
        written = fold(text, state.fold, past_of(len(state.steps) + 1, asked), self.calendar)
        facts = state.facts
        if act.name == STATED:
            facts = {**facts, **asked.fields}
        kind = f"{act.name} {sorted((k, str(v)) for k, v in asked.fields.items() if (act.name, k) in self.reads.later)}"
        other = self.put(written, asked.at, (*state.steps, step), facts, state.depth + 1, kind)
        if act.name == STATED:
            self.found.edges += 1  # a note of facts is no way out
            state.after.add(other.number)
        else:
            self.edge(state, other)
        return True

    def test_walls(self, state: State, act: Act, asked: Ask, view: MatterView) -> None:
        """If one wall alone refuses the step: would the law miss it?"""
        text = view.procedure
        tested = MatterView(
            text, state.fold, asked.at, self.calendar, act.name, asked.fields, False, thread=self.thread
        )
        tested = view._like(tested) if state.fold is not None else tested
        failing = []
        for gate in act.needs:
            verdict = Verdict()
            if state.fold is None and gate.verb not in ("that", "check", "lead", "lawyer"):
                continue
            gate_holds(text, act, gate, tested, verdict)
            if verdict.reasons:
                failing.append((act.name, gate_name(gate)))
                if len(failing) > 1:
                    return
        walls = failing or [wall for wall in walls_of(act) if wall[1] in WHO]
        for wall in walls:
            if wall in self.found.killed:
                continue
            open_text = replace(text, acts={**text.acts, act.name: without(act, wall)})
            try:
                ask(open_text, state.fold, asked, self.calendar, thread=self.thread)
            except Refused:
                continue
            step = Step.of(asked)
            said = list(self.oracle.complaints(state.steps, step, self.thread, self.params))
            if said:
                self.found.killed[wall] = said[0]
                self.found.alone.pop(wall, None)
            else:
                self.found.alone.setdefault(wall, self.told((*state.steps, step)))

    # ---- judging

    def look_at_clocks(self, state: State, clocks: Iterable[Any]) -> None:
        """Every period of the agency that is let pass leaves a defect, sets an act in its place, or is asked by a rule."""
        assert state.fold is not None
        for running in clocks:
            name = running.name
            self.found.clocks.add(name)
            if name in self.found.missed or running.due is None or running.state not in ("running", "missed"):
                continue
            after = running.due.at + timedelta(days=1)
            text = self.on(after)
            rule = text.clocks.get(name)
            found = [each for each in limits(text, state.fold, self.calendar, after) if each.seq == running.seq]
            if any(each.title.endswith(running.title) for each in found):
                self.found.missed.add(name)
            elif rule is not None and rule.deem:
                laid = self.view(state.fold, after).state
                if laid is not None and any(seen.act == rule.deem and seen.deemed for seen in laid.seen):
                    self.found.missed.add(name)
            elif name in self.reads.clocks or any(c.after == name for c in text.clocks.values()):
                self.found.missed.add(name)
            elif running.bearer == "agency":
                self.found.silent.append(f"{name}: {self.told(state.steps)}")

    def judge_ends(self) -> None:
        """Open states without a way on, and those from which no end can be reached."""
        order = {state.number: state for state in self.states.values()}
        for state in order.values():
            if state.opened and not state.closed and state.fold is not None and not state.alive:
                self.found.stuck.append(f"{state.fold.status}: {self.told(state.steps)}")
        finals = any(act.final for act in self.text.acts.values())
        if not finals:
            return
        before: dict[int, set[int]] = {}
        for state in order.values():
            for number in state.after:
                before.setdefault(number, set()).add(state.number)
        # what nobody has opened may still end
        ends = {n for n, state in order.items() if state.closed or not state.opened}
        waiting = list(ends)
        while waiting:
            for number in before.get(waiting.pop(), ()):
                if number not in ends:
                    ends.add(number)
                    waiting.append(number)
        for number in sorted(set(order) - ends):
            state = order[number]
            if state.fold is None:  # nothing has begun, and with these facts nothing may: there is no matter to end
                continue
            self.found.endless.append(f"{state.fold.status} {state.facts}: {self.told(state.steps)}")

    @staticmethod
    def told(steps: tuple[Step, ...]) -> str:
        return " → ".join(str(step) for step in steps)
