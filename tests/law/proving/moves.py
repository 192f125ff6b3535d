"""What may be tried in a state: every act, with representative forms and persons, lawful and hostile ones alike.

Only fields that some rule reads are varied; the rest is filled with something that passes. Hostile moves are what people
try: one officer instead of two, an assistant as the second, the investigator as reviewer, somebody else as chair.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import islice, product
from typing import Any

from wutong.law.calendar import Calendar, legal_day
from wutong.law.procedure import Act, Ask, Hand, Procedure
from wutong.law.procedure import expressions as x
from wutong.law.procedure.examples import SAMPLES, sample
from wutong.law.procedure.schema import Field, Gate
from wutong.law.procedure.view import MatterView
from wutong.law.procedure.words import FIELD_TYPES, STATED
from wutong.law.terms import Term, due

#: how many forms of one act are tried in one state; beyond it one field at a time is varied
MOST_FORMS = 24
#: somebody who never did anything in the matter, named in a form
STRANGER = "stranger"
NIGHT = timedelta(hours=14)


@dataclass(frozen=True)
class Reads:
    """What the rules of a text read, and where."""

    #: acts whose standing somebody asks for
    acts: frozenset[str]
    ever: frozenset[str]
    clocks: frozenset[str]
    #: (act, field) that a rule of another act, or a later entry of the same act, reads
    later: frozenset[tuple[str, str]]
    #: (act, field) compared with what
    values: Mapping[tuple[str, str], tuple[object, ...]]
    facts: tuple[Field, ...]
    days: frozenset[tuple[str, str]]
    moments: frozenset[str]
    families: frozenset[str]
    waits: tuple[tuple[str, Gate], ...]
    lowest: frozenset[tuple[str, str]] = frozenset()


def gate_exprs(act: Act) -> list[x.Expr]:
    """Every condition that stands at an act."""
    found = [act.when, *(e for gate in act.needs for e in (gate.expr, gate.when, gate.unless))]
    return [each for each in found if each is not None]


def leaves(expr: x.Expr, named: Mapping[str, x.Expr]) -> Iterator[x.Expr]:
    """The smallest conditions that an expression is made of, named ones opened."""
    if isinstance(expr, x.Named):
        yield from leaves(named[expr.name], named)
        return
    inner = x.parts(expr)
    if not inner:
        yield expr
    for each in inner:
        yield from leaves(each, named)


def reads_of(text: Procedure) -> Reads:
    """Collect what a text reads, from its gates and clocks."""
    named = {name: expr for name, (expr, _) in text.predicates.items()}
    acts: set[str] = set()
    ever: set[str] = set()
    clocks: set[str] = set()
    later: set[tuple[str, str]] = set()
    values: dict[tuple[str, str], list[object]] = {}
    facts: set[str] = set()
    days: set[tuple[str, str]] = set()
    moments: set[str] = set()
    families: set[str] = set()
    lowest: set[tuple[str, str]] = set()

    def path(told: str, own: str) -> tuple[str, str]:
        if told.startswith(x.DUE):
            clocks.add(told.removeprefix(x.DUE))
            return "", ""
        owner, _, name = x.bare(told).rpartition(".")
        owner = own if owner == "this" else owner
        if not owner:
            facts.add(name)
        elif owner != own or told.startswith(("before.", "lowest.")):
            later.add((owner, name))
        if told.startswith("lowest."):
            lowest.add((owner, name))
        return owner, name

    def expr(whole: x.Expr, own: str) -> None:
        for leaf in leaves(whole, named):
            match leaf:
                case x.Done(act, _) | x.Open(act):
                    acts.add(act)
                case x.Ever(act):
                    ever.add(act)
                case x.ClockIs(clock, _):
                    clocks.add(clock)
                case x.Moment(kind):
                    moments.add(kind)
                case x.Peers(_, family, _):
                    families.add(family)
                case x.DayIs(told, _):
                    days.add(path(told, own))
                case x.DaysBetween():
                    for told in leaf.paths:
                        path(told, own)
                case x.Stated(told, _):
                    path(told, own)
                case x.Compare(told, _, value, other, param, _):
                    where = path(told, own)
                    values.setdefault(where, []).append(value if not other and not param else text.value(param))
                    for beside in leaf.paths[1:]:
                        values.setdefault(path(beside, own), []).append(None)

    waits = []
    for act in text.acts.values():
        for each in gate_exprs(act):
            expr(each, act.name)
        for gate in act.needs:
            if gate.verb in ("done", "open", "none_open", "wait"):
                acts.add(gate.target)
            if gate.verb == "wait":
                waits.append((act.name, gate))
            for told in (gate.stated, gate.target if gate.verb == "lead" else ""):
                if told:
                    path(told, act.name)
        acts |= set(act.answers)
        for name in (act.named, *(n for n in act.not_by if n not in text.acts), *(f"{n}.office" for n in act.office)):
            if name:
                path(name, act.name)
    for clock in text.clocks.values():
        if clock.deem:
            clocks.add(clock.name)
        for each in (clock.when, *(s.when for s in clock.stops), *(e.when for e in clock.extends)):
            if each is not None:
                expr(each, "")
        if clock.within.fact:
            path(clock.within.fact, "")
    told = text.acts.get(STATED)
    given = {each.name: each for each in (told.carries if told else ())}
    for act in text.acts.values():
        if act.start:
            given |= {each.name: each for each in act.carries if each.name not in given}
    return Reads(
        frozenset(acts), frozenset(ever), frozenset(clocks), frozenset(later),
        {where: tuple(each) for where, each in values.items()},
        tuple(each for name, each in given.items() if name in facts and told and told.field(name)),
        frozenset(days), frozenset(moments), frozenset(families), tuple(waits), frozenset(lowest),
    )  # fmt: skip


@dataclass(frozen=True)
class Maker:
    """Makes the moves of one text."""

    text: Procedure
    reads: Reads
    calendar: Calendar
    params: Mapping[str, object] = field(default_factory=dict)

    def forms(self, act: Act, view: MatterView, facts: Mapping[str, object]) -> list[dict[str, Any]]:
        """Representative forms, the one most likely to pass first."""
        known = {each.name for each in self.reads.facts}
        fixed: dict[str, Any] = {}
        varied: dict[str, list[Any]] = {}
        for each in act.carries:
            if each.name in known and (act.start or act.name == STATED):
                if act.start and facts.get(each.name) is not None:
                    fixed[each.name] = facts[each.name]
                continue
            read = each.name in self.text.keeps.get(act.name, {}) or self.measured(act, each)
            options = self.options(act, each, view) if read else []
            if each.optional and read:
                options = [*options, None]
            if len(options) > 1:
                varied[each.name] = options
            elif options:
                fixed[each.name] = options[0]
            elif not each.optional:
                fixed[each.name] = sample(each)
        names = list(varied)
        whole = 1
        for options in varied.values():
            whole *= len(options)
        if whole <= MOST_FORMS:
            combos: list[Sequence[Any]] = list(product(*varied.values()))
        else:
            first = [options[0] for options in varied.values()]
            combos = [first]
            for n, options in enumerate(varied.values()):
                combos += [[*first[:n], other, *first[n + 1 :]] for other in options[1:]]
        return [
            {**fixed, **{n: v for n, v in zip(names, combo, strict=True) if v is not None}}
            for combo in islice(combos, MOST_FORMS)
        ]

    def measured(self, act: Act, each: Field) -> bool:
        """Whether an extension reads how much was asked for."""
        return any(
            rule.by == act.name and rule.field == each.name
            for clock in self.text.clocks.values()
            for rule in clock.extends
        )

    def options(self, act: Act, each: Field, view: MatterView) -> list[Any]:
        """Representative values of a field that some rule reads."""
        if not FIELD_TYPES[each.type]:
            return [SAMPLES[each.type]]
        told = [v for v in self.reads.values.get((act.name, each.name), ()) if v is not None]
        match each.type:
            case "choice":
                return [code for code, _ in each.choices]
            case "choices":
                return self._choices(each, told)
            case "yesno":
                wants_no = any(v is False for v in told)
                return [False, True] if wants_no else [True, False]
            case "money" | "number" | "days":
                return self._numbers(each.type, told)
            case "term":
                return ["5 workdays", "20 days", "200 days"] if self.measured(act, each) else ["20 days"]
            case "date":
                return self._dates(act, each, view)
            case "officer":
                doers = self.excluded(act.name, each.name, view)
                return [STRANGER, *doers[:1]]
            case "office":
                return ["squad-1"]
        return [SAMPLES[each.type]]

    @staticmethod
    def _choices(each: Field, told: list[Any]) -> list[Any]:
        codes = [code for code, _ in each.choices]
        wanted = [code for code in codes if any(isinstance(v, list | tuple) and code in v for v in told)]
        picked = list(dict.fromkeys([*(c for c in ("fine", codes[0]) if c in codes), *wanted[:1], *wanted[-1:]]))
        return [[code] for code in picked]

    @staticmethod
    def _numbers(kind: str, told: list[Any]) -> list[Any]:
        found = [int(getattr(v, "value", v)) for v in told if str(getattr(v, "value", v)).isdigit()]
        low, high = (1000, 5000) if kind == "money" else (1, 50)
        values = list(dict.fromkeys([low, high, *(n for v in found[:2] for n in (v, v + 1) if n not in (low, high))]))
        return [str(v) for v in values[:4]] if kind == "money" else values[:4]

    def _dates(self, act: Act, each: Field, view: MatterView) -> list[Any]:
        today = legal_day(view.at)
        for gate in act.needs:
            if gate.verb == "lead" and x.bare(gate.target) == f"{act.name}.{each.name}":
                local = self.text.value(gate.param) if gate.param else None
                term = gate.term or (local.value if local and isinstance(local.value, Term) else None)
                if term is not None:
                    last = due(term, view.at, self.calendar).on
                    return [self.calendar.next_workday(last + timedelta(days=1)).isoformat(), last.isoformat()]
        ahead = (today + timedelta(days=20)).isoformat()
        if (act.name, each.name) in self.reads.days:
            return [ahead, today.isoformat(), (today - timedelta(days=1)).isoformat()]
        return [ahead]

    def excluded(self, act: str, name: str, view: MatterView) -> list[str]:
        """Who would be barred from the act that this field names somebody for: the hostile choice of a chair."""
        bars = [a for a in self.text.acts.values() if a.named == f"{act}.{name}" or f"{act}.{name}" in a.not_by]
        return [p for each in bars for p in self.did(each, view)] or (["officer-1"] if bars else [])

    def did(self, act: Act, view: MatterView) -> list[str]:
        """Whom the rules exclude from an act by now."""
        if view.state is None:
            return []
        found: list[str] = []
        for name in act.not_by:
            owner, _, told = name.rpartition(".")
            for seen in view.state.standing():
                if name in self.text.acts and seen.act == name:
                    found += seen.persons
                elif name not in self.text.acts and seen.act == owner and seen.fields.get(told):
                    found.append(str(seen.fields[told]))
        return list(dict.fromkeys(found))

    def ask(self, act: Act, form: Mapping[str, Any], view: MatterView) -> Ask:
        """The plain way to do it: enough qualified people, none of them excluded, the one who was named."""
        barred = set(self.did(act, view))
        role, actor = "outsider", "party"
        if act.by:
            pool = [(r, f"{r}-{n}") for r in act.by for n in (1, 2, 3)]
            role, actor = next((pair for pair in pool if pair[1] not in barred), pool[0])
        if act.named and isinstance(named := view.fact(act.named), str):
            actor = named
        hands = [Hand(f"officer-{n}", frozenset({"officer"}), True, True) for n in range(1, 9)]
        taking = [h for h in hands if h.person not in barred][: act.hands]
        if act.quorum:
            of = act.quorum.of[-1]
            taking += [Hand(f"{of}-{n}", frozenset({of}), True, True) for n in range(1, act.quorum.least + 2)]
        office = view.state.office(act.office) if view.state is not None and act.office else ""
        return Ask(
            act.name, view.at, view.at, dict(form), actor, frozenset({role}), office or "office-1", hands=tuple(taking)
        )

    def hostile(self, act: Act, plain: Ask, view: MatterView) -> Iterator[tuple[str, Ask]]:
        """The same act by people who may not."""
        if act.hands:
            yield "one", replace(plain, hands=plain.hands[:1])
            if act.hands > 1:
                second = Hand("assistant-1", frozenset({"assistant"}), None, True)
                yield "assistant", replace(plain, hands=(plain.hands[0], second))
            if plain.hands:
                bare = replace(plain.hands[0], certified=False)
                yield "uncertified", replace(plain, hands=(bare, *plain.hands[1:]))
        if act.quorum:
            yield "alone", replace(plain, hands=())
        if act.by:
            for person in self.did(act, view)[:2]:
                yield "excluded", replace(plain, actor=person)
        if act.named:
            yield "another", replace(plain, actor="somebody-else")


def clocks_that_nobody_reads(text: Procedure) -> list[str]:
    """Notes of what is over that no rule and no other clock asks for: they are told on the page and do nothing."""
    reads = reads_of(text)
    named = {name: expr for name, (expr, _) in text.predicates.items()}
    asked = {
        leaf.clock
        for act in text.acts.values()
        for gate in act.needs
        for e in (gate.expr, gate.when, gate.unless)
        if e is not None
        for leaf in leaves(e, named)
        if isinstance(leaf, x.ClockIs)
    }
    return sorted(
        name
        for name, clock in text.clocks.items()
        if clock.missed == "note"
        and not clock.deem
        and name not in asked | reads.clocks
        and not any(other.after == name for other in text.clocks.values())
    )
