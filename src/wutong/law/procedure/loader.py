"""Turns a rule file into a Procedure, strictly; then checks that every name in it means something."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from wutong.law.procedure import expressions as x
from wutong.law.procedure import schema as s
from wutong.law.procedure.corrections import BUILT_IN
from wutong.law.procedure.words import BEARERS, EFFECTS, FIELD_TYPES, HEADS, ROLES
from wutong.law.procedure.yamlfile import Node, RuleError, dates_in, read
from wutong.law.terms import CLOCK_UNITS, ROLLING_UNITS, Term

TOP = "procedure title law mark in_force until params predicates acts clocks examples heads".split()
ACT = (
    "title cite mark start by office not_by after needs from when carries repeat stales answers then status final "
    "after_close reopens outside effect document remedy"
).split()
TAIL = "title cite mark by office within roll carries document remedy effect".split()
GATE = "done open none_open wait lead that least for roll cite missing remedy when unless".split()
VERBS = ("done", "open", "none_open", "wait", "lead", "that")
CLOCK = "title from to within last each undone stops extend roll bearer missed effect cite mark when".split()
OPS = tuple(x.OPERATORS)


def versions(text: str, file: str) -> tuple[s.Procedure, ...]:
    """All texts of one file: one for the day it came into force and one for each day on which a dated value changes."""
    data = read(text, file)
    if not isinstance(data, dict):
        raise RuleError(file, 1, type(data).__name__, "a map with the key 'procedure'")
    start = data.get("in_force")
    if type(start) is not date:
        raise RuleError(file, 1, f"in_force: {start!r}", "a date like 2019-04-03")
    days = sorted({start} | {day for day in dates_in(data) if day > start})
    until = data.get("until")
    return tuple(
        replace(
            load(Node(file, 1, data, day), text),
            in_force=day,
            until=date.fromordinal(later.toordinal() - 1) if later else until,
        )
        for day, later in zip(days, [*days[1:], None], strict=True)
    )


def load(whole: Node, text: str) -> s.Procedure:
    top = whole.fields(TOP, ("procedure", "title", "law", "in_force", "acts"))
    mark = top["mark"].text() if "mark" in top else ""
    reader = _Reader(top["law"].text(), mark)
    family, in_force = top["procedure"].text(), top["in_force"].day()
    params = {name: reader.param(name, node) for name, node in _items(top, "params")}
    predicates = {name: reader.predicate(node) for name, node in _items(top, "predicates")}
    acts: dict[str, s.Act] = {}
    clocks: dict[str, s.Clock] = {}
    for name, node in top["acts"].items():
        if name in BUILT_IN:
            raise node.error("another name: this act is built in", found=f"act {name!r}")
        for act, clock in reader.act(name, node):
            acts[act.name] = act
            if clock:
                clocks[clock.name] = clock
    for name, node in _items(top, "clocks"):
        clocks[name] = reader.clock(name, node)
    digest = hashlib.sha256(text.encode()).hexdigest()
    examples = tuple(node.plain() for node in top["examples"].list()) if "examples" in top else ()
    procedure = s.Procedure(
        family=family,
        title=top["title"].text(),
        law=reader.law,
        mark=mark,
        in_force=in_force,
        until=top["until"].day() if "until" in top else None,
        acts={**acts, **BUILT_IN},
        clocks=clocks,
        predicates=predicates,
        params=params,
        examples=examples,
        heads=top["heads"].texts() if "heads" in top else HEADS,
        source=whole.file,
        hash=digest,
    )
    _Check(procedure, whole, reader.seen).names()
    return replace(procedure, keeps=_keeps(procedure))


def _items(top: Mapping[str, Node], key: str) -> list[tuple[str, Node]]:
    return list(top[key].items()) if key in top else []


class _Reader:
    """Reads one text. `seen` remembers every name that is used and where, for the check afterwards."""

    def __init__(self, law: str, mark: str) -> None:
        self.law, self.mark = law, mark
        self.seen: list[tuple[str, str, Node]] = []

    def cite(self, fields: Mapping[str, Node], fallback: s.Cite | None = None, *, where: Node | None = None) -> s.Cite:
        if "cite" not in fields:
            if fallback is None:
                assert where is not None
                raise where.error("a 'cite': every rule names its article", found="no 'cite'")
            return fallback
        node = fields["cite"]
        if isinstance(node.value, bool | float) or not isinstance(node.value, int | str):
            raise node.error("an article in quotes (58.10 would become 58.1)")
        text = str(node.value).strip()
        bare = re.fullmatch(r"(\d+)(?:\((\d+)\))?(?:\((\d+)\))?", text)
        mark = fields["mark"].text() if "mark" in fields else self.mark if bare else ""
        if bare:
            text = f"{self.law}第{bare[1]}条" + (f"第{bare[2]}款" if bare[2] else "") + (f"第{bare[3]}项" if bare[3] else "")
        return s.Cite(text, mark)

    def acts(self, node: Node) -> tuple[str, ...]:
        self.seen += [("act", each.text(), each) for each in node.list()]
        return node.texts()

    def roles(self, node: Node) -> tuple[str, ...]:
        return tuple(each.one_of(ROLES) for each in node.list())

    def term(self, node: Node) -> Term:
        try:
            return Term.parse(node.text())
        except ValueError as error:
            raise node.error(str(error)) from None

    def param(self, name: str, node: Node) -> s.Param:
        fields = node.fields(("type", "law", "label", "cite", "mark", "by"), ("type", "law", "label", "cite"))
        fields["law"].one_of(("local",))
        by = fields["by"].text() if "by" in fields else ""
        if by:
            self.seen.append(("opening", by, fields["by"]))
        kind = fields["type"].one_of(("term", "number", "money", "text"))
        return s.Param(name, kind, fields["label"].text(), self.cite(fields), by)

    def predicate(self, node: Node) -> tuple[x.Expr, s.Cite]:
        cite = self.cite(dict(node.items()), where=node)
        return self.expr(node, ("cite", "mark")), cite

    def expr(self, node: Node, also: tuple[str, ...] = ()) -> x.Expr:
        if isinstance(node.value, str):
            self.seen.append(("predicate", node.text(), node))
            return x.Named(node.text())
        fields = {key: each for key, each in node.items() if key not in also}
        heads = ("all", "any", "not", "done", "ever", "open", "clock", "imported", "moment", "fact")
        found = [key for key in heads if key in fields]
        if len(found) != 1:
            shown = ", ".join(fields) or "nothing"
            raise node.error(f"exactly one of {', '.join(heads)}", found=shown)
        head, rest = found[0], {key: each for key, each in fields.items() if key != found[0]}
        extras = {"done": ("least",), "clock": ("is",), "fact": (*OPS, "stated")}.get(head, ())
        for key, each in rest.items():
            if key not in extras:
                raise each.error(f"only {', '.join(extras) or 'nothing'} beside {head!r}", found=f"key {key!r}")
        return self._operator(head, fields[head], rest)

    def _operator(self, head: str, node: Node, rest: Mapping[str, Node]) -> x.Expr:
        match head:
            case "all" | "any":
                parts = tuple(self.expr(each) for each in node.list())
                return x.Every(parts) if head == "all" else x.Some(parts)
            case "not":
                return x.Not(self.expr(node))
            case "done":
                return x.Done(self.acts(node)[0], rest["least"].number() if "least" in rest else 1)
            case "ever":
                return x.Ever(self.acts(node)[0])
            case "open":
                self.seen.append(("claim", node.text(), node))
                return x.Open(self.acts(node)[0])
            case "imported":
                return x.Imported(node.flag())
            case "moment":
                return x.Moment(node.one_of(("night", "restday")))
            case "clock":
                self.seen.append(("clock", node.text(), node))
                if "is" not in rest:
                    raise node.error("'is' with the states of the clock", found="no 'is'")
                known = ("running", "stopped", "done", "late", "missed", "unset", "none")
                return x.ClockIs(node.text(), tuple(each.one_of(known) for each in rest["is"].list()))
        return self._fact(node, rest)

    def _fact(self, node: Node, rest: Mapping[str, Node]) -> x.Expr:
        path = node.text()
        if len(rest) != 1:
            raise node.error(f"one of {', '.join(OPS)}, stated", found=", ".join(rest) or "no operator")
        op, right = next(iter(rest.items()))
        if op == "stated":
            self.seen.append(("stated", path, node))
            return x.Stated(path, right.flag())
        self.seen.append(("path", path, node))
        if right.is_map:
            fields = right.fields(("fact", "param"))
            if len(fields) != 1:
                raise right.error("either 'fact' or 'param'")
            name, each = next(iter(fields.items()))
            self.seen.append(("path" if name == "fact" else "param", each.text(), each))
            return x.Compare(path, op, None, **{"other" if name == "fact" else "param": each.text()})
        value = right.plain()
        if isinstance(value, float) or (right.is_list and any(isinstance(each, float) for each in value)):
            raise right.error("no fractions: amounts are written as text")
        return x.Compare(path, op, value)

    def field(self, name: str, node: Node) -> s.Field:
        if not node.is_map:
            return s.Field(name, node.one_of([kind for kind in FIELD_TYPES if kind not in ("choice", "choices")]), name)
        fields = node.fields(("type", "label", "optional", "of", "hint"), ("type",))
        kind = fields["type"].one_of(FIELD_TYPES)
        choices: tuple[tuple[str, str], ...] = ()
        if kind in ("choice", "choices"):
            if "of" not in fields:
                raise node.error("'of' with the choices", found=f"{kind} without 'of'")
            of = fields["of"]
            pairs = [(code, each.text()) for code, each in of.items()] if of.is_map else [(t, t) for t in of.texts()]
            choices = tuple(pairs)
        optional = fields.get("optional")
        in_import = optional is not None and optional.value == "imported"
        return s.Field(
            name,
            kind,
            fields["label"].text() if "label" in fields else name,
            optional.flag() if optional is not None and not in_import else False,
            choices,
            in_import,
            fields["hint"].text() if "hint" in fields else "",
        )

    def gate(self, node: Node) -> s.Gate:
        fields = node.fields(GATE)
        verbs = [key for key in VERBS if key in fields]
        if len(verbs) != 1:
            raise node.error(f"exactly one of {', '.join(VERBS)}", found=", ".join(verbs) or "none")
        verb = verbs[0]
        if ("for" in fields) != (verb in ("wait", "lead")):
            raise node.error("'for' with wait and lead, and only there")
        if "least" in fields and verb != "done":
            raise fields["least"].error("'least' only beside 'done'")
        target, expr = "", None
        if verb == "that":
            expr = self.expr(fields[verb])
        elif verb == "lead":
            target = fields[verb].text()
            self.seen.append(("path", target, fields[verb]))
        else:
            target = self.acts(fields[verb])[0]
            if verb in ("open", "none_open"):
                self.seen.append(("claim", target, fields[verb]))
        return s.Gate(
            verb,
            target,
            expr,
            fields["least"].number() if "least" in fields else 1,
            self.term(fields["for"]) if "for" in fields else None,
            fields["roll"].flag() if "roll" in fields else True,
            self.cite(fields) if "cite" in fields else None,
            fields["missing"].text() if "missing" in fields else "",
            fields["remedy"].text() if "remedy" in fields else "",
            self.expr(fields["when"]) if "when" in fields else None,
            self.expr(fields["unless"]) if "unless" in fields else None,
        )

    def act(self, name: str, node: Node) -> list[tuple[s.Act, s.Clock | None]]:
        fields = node.fields(ACT, ("title", "cite"))
        cite = self.cite(fields)
        after = [s.Gate("done", each) for each in self.acts(fields["after"])] if "after" in fields else []
        needs = [self.gate(each) for each in fields["needs"].list()] if "needs" in fields else []
        act = s.Act(
            name=name,
            title=fields["title"].text(),
            cite=cite,
            start=_flag(fields, "start"),
            by=self.roles(fields["by"]) if "by" in fields else (),
            office=self.acts(fields["office"])[0] if "office" in fields else "",
            not_by=self.acts(fields["not_by"]) if "not_by" in fields else (),
            needs=(*after, *needs),
            froms=fields["from"].texts() if "from" in fields else (),
            when=self.expr(fields["when"]) if "when" in fields else None,
            carries=tuple(self.field(key, each) for key, each in fields["carries"].items()) if "carries" in fields else (),
            repeat=_flag(fields, "repeat"),
            stales=self.acts(fields["stales"]) if "stales" in fields else (),
            answers=self.acts(fields["answers"]) if "answers" in fields else (),
            status=fields["status"].text() if "status" in fields else "",
            final=_flag(fields, "final"),
            after_close=_flag(fields, "after_close"),
            reopens=_flag(fields, "reopens"),
            outside=_flag(fields, "outside"),
            effect=fields["effect"].one_of(EFFECTS) if "effect" in fields else "revoke",
            document=fields["document"].text() if "document" in fields else "",
            remedy=fields["remedy"].text() if "remedy" in fields else "",
        )
        if not act.by and not act.outside:
            raise node.error("'by' with roles, or 'outside: true'", found=f"act {name!r} that nobody may do")
        tails = [self.tail(act, key, each) for key, each in fields["then"].items()] if "then" in fields else []
        return [(act, None), *tails]

    def tail(self, head: s.Act, name: str, node: Node) -> tuple[s.Act, s.Clock | None]:
        fields = node.fields(TAIL, ("title", "cite", "by"))
        full = f"{head.name}.{name}"
        act = s.Act(
            name=full,
            title=fields["title"].text(),
            cite=self.cite(fields),
            by=self.roles(fields["by"]),
            office=self.acts(fields["office"])[0] if "office" in fields else "",
            needs=(s.Gate("done", head.name),),
            carries=tuple(self.field(key, each) for key, each in fields["carries"].items()) if "carries" in fields else (),
            repeat=True,
            after_close=True,
            document=fields["document"].text() if "document" in fields else "",
            remedy=fields["remedy"].text() if "remedy" in fields else "",
            effect=fields["effect"].one_of(EFFECTS) if "effect" in fields else "slight",
            tail_of=head.name,
        )
        if "within" not in fields:
            return act, None
        within = self.within(fields["within"])
        clock = s.Clock(full, act.title, (head.name,), (full,), within, act.cite, "each", roll=_flag(fields, "roll"))
        return act, clock

    def within(self, node: Node) -> s.Within:
        if not node.is_map:
            return s.Within(self.term(node))
        fields = node.fields(("param", "fact"))
        if len(fields) != 1:
            raise node.error("a term, 'param' or 'fact'")
        name, each = next(iter(fields.items()))
        self.seen.append(("param" if name == "param" else "path", each.text(), each))
        return s.Within(param=each.text()) if name == "param" else s.Within(fact=each.text())

    def clock(self, name: str, node: Node) -> s.Clock:
        fields = node.fields(CLOCK, ("from", "to", "within", "cite"))
        cite = self.cite(fields)
        kinds = [kind for kind in ("last", "each") if _flag(fields, kind)]
        if len(kinds) > 1:
            raise node.error("either 'last' or 'each'", found="both")
        within, roll = self.within(fields["within"]), _flag(fields, "roll")
        if roll and within.term and within.term.unit not in ROLLING_UNITS:
            raise fields["roll"].error(f"no roll-over for {within.term.unit}")
        when = self.expr(fields["when"]) if "when" in fields else None
        if when is not None and any(kind == "clock" and each.line == fields["when"].line for kind, _, each in self.seen):
            raise fields["when"].error("no 'clock:' in the condition of a clock: it would turn in a circle")
        return s.Clock(
            name=name,
            title=fields["title"].text() if "title" in fields else name,
            froms=self.acts(fields["from"]),
            to=self.acts(fields["to"]),
            within=within,
            cite=cite,
            kind=kinds[0] if kinds else "first",
            undone=self.acts(fields["undone"]) if "undone" in fields else (),
            stops=tuple(self.stop(each, cite) for each in fields["stops"].list()) if "stops" in fields else (),
            extends=tuple(self.extend(each, cite, within) for each in fields["extend"].list()) if "extend" in fields else (),
            roll=roll,
            bearer=fields["bearer"].one_of(BEARERS) if "bearer" in fields else "agency",
            missed=fields["missed"].one_of(("defect", "note")) if "missed" in fields else "defect",
            effect=fields["effect"].one_of(EFFECTS) if "effect" in fields else "slight",
            when=when,
        )

    def stop(self, node: Node, cite: s.Cite) -> s.Stop:
        fields = node.fields(("from", "to", "cite", "mark"), ("from", "to"))
        return s.Stop(self.acts(fields["from"]), self.acts(fields["to"]), self.cite(fields, cite))

    def extend(self, node: Node, cite: s.Cite, within: s.Within) -> s.Extend:
        fields = node.fields(("by", "add", "times", "cite", "mark"), ("by", "add"))
        by = self.acts(fields["by"])[0]
        times = fields["times"].number() if "times" in fields else 1
        base = s.Extend(by, self.cite(fields, cite), times=times)
        add = fields["add"]
        if not add.is_map:
            return replace(base, add=self._same_unit(add, within))
        parts = add.fields(("field", "param", "at_most"))
        if ("field" in parts) == ("param" in parts):
            raise add.error("either 'field' or 'param'")
        if "param" in parts:
            self.seen.append(("param", parts["param"].text(), parts["param"]))
            return replace(base, param=parts["param"].text())
        self.seen.append(("path", f"{by}.{parts['field'].text()}", parts["field"]))
        most = parts.get("at_most")
        if most is None:
            return replace(base, field=parts["field"].text())
        if most.is_map:
            param = most.fields(("param",), ("param",))["param"]
            self.seen.append(("param", param.text(), param))
            return replace(base, field=parts["field"].text(), at_most_param=param.text())
        return replace(base, field=parts["field"].text(), at_most=self._same_unit(most, within))

    def _same_unit(self, node: Node, within: s.Within) -> Term:
        term = self.term(node)
        if within.term and within.term.unit != term.unit and (within.term.unit in CLOCK_UNITS or term.unit != "days"):
            raise node.error(f"the unit of the clock, {within.term.unit}")
        return term


def _flag(fields: Mapping[str, Node], key: str) -> bool:
    return fields[key].flag() if key in fields else False


class _Check:
    """Every name must mean something: a rule about an act that does not exist never fires, and nobody notices."""

    def __init__(self, procedure: s.Procedure, whole: Node, seen: list[tuple[str, str, Node]]) -> None:
        self.procedure, self.whole, self.seen = procedure, whole, seen
        self.openings = {field.name: field for act in procedure.acts.values() if act.start for field in act.carries}

    def names(self) -> None:
        known: dict[str, Any] = {
            "act": self.procedure.acts,
            "predicate": self.procedure.predicates,
            "clock": self.procedure.clocks,
            "param": self.procedure.params,
            "claim": self.procedure.claims(),
            "opening": self.openings,
        }
        for kind, name, node in self.seen:
            if kind in known:
                if name not in known[kind]:
                    meaning = {"claim": "an act that another act answers", "opening": "a field of the start act"}
                    raise node.error(meaning.get(kind, f"the name of a {kind}"), found=repr(name), known=known[kind])
                continue
            self.path(name, node, value=kind == "path")
        self.starts()
        self.froms()
        self.offices()

    def path(self, path: str, node: Node, *, value: bool) -> None:
        act, _, name = path.removeprefix("before.").rpartition(".")
        if not act:
            field = self.openings.get(name)
            names = list(self.openings)
        else:
            owners = self.procedure.acts.values() if act == "this" else [self.procedure.acts.get(act)]
            fields = {each.name: each for owner in owners if owner for each in owner.carries}
            field, names = fields.get(name), [f"{act}.{each}" for each in fields]
        if field is None:
            raise node.error("a field that some act carries", found=repr(path), known=names or list(self.procedure.acts))
        if value and not FIELD_TYPES[field.type]:
            raise node.error(f"'stated': a rule may not read a {field.type}, only whether it is there", found=repr(path))

    def starts(self) -> None:
        if not any(act.start for act in self.procedure.acts.values()):
            raise self.whole.error("an act with 'start: true'", found="a procedure that cannot begin")

    def froms(self) -> None:
        acts = [act for act in self.procedure.acts.values() if not act.built_in]
        reached = {act.status for act in acts if act.status}
        looping = any(act.froms for act in acts)
        for act in acts:
            if looping and act.status and not act.froms and not act.start:
                raise self.whole.error(f"'from' at {act.name!r}: it changes the status, as others with 'from' do", found="none")
            for status in act.froms:
                if status not in reached:
                    raise RuleError(self.whole.file, self.whole.line, f"{act.name}: from {status!r}", "a status that some act sets")

    def offices(self) -> None:
        for act in self.procedure.acts.values():
            if act.office:
                field = self.procedure.acts[act.office].field("office")
                if field is None or field.type != "office":
                    raise self.whole.error(f"{act.office!r} carrying a field 'office'", found=f"{act.name}: office: {act.office}")


def _keeps(procedure: s.Procedure) -> dict[str, dict[str, bool]]:
    named = {name: expr for name, (expr, _) in procedure.predicates.items()}
    paths: set[str] = set()
    for act in procedure.acts.values():
        for gate in act.needs:
            for expr in (gate.expr, gate.when, gate.unless):
                paths |= x.reads(expr, named) if expr else set()
            if gate.verb == "lead":
                paths.add(gate.target)
        paths |= x.reads(act.when, named) if act.when else set()
        if act.office:
            paths.add(f"{act.office}.office")
    for clock in procedure.clocks.values():
        paths |= x.reads(clock.when, named) if clock.when else set()
        paths |= {clock.within.fact} - {""}
        paths |= {f"{each.by}.{each.field}" for each in clock.extends if each.field}
    paths |= {param.by for param in procedure.params.values() if param.by}
    keeps: dict[str, dict[str, bool]] = {}
    for path in paths:
        owner, _, name = path.removeprefix("before.").rpartition(".")
        for act in procedure.acts.values():
            field = act.field(name)
            if field and (act.name == owner or (not owner and act.start) or owner == "this"):
                keeps.setdefault(act.name, {})[name] = FIELD_TYPES[field.type]
    return keeps
