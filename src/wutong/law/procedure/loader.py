"""Turns a rule file into procedures, one for each text that it holds, strictly.

A file is one procedure. Where only a few words changed with a new law, the old and the new stand side by side under
the day on which they came into force, and the file yields one text for each such day; so no text can lack an act of
another.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from wutong.law.procedure import expressions as x
from wutong.law.procedure import names
from wutong.law.procedure import schema as s
from wutong.law.procedure.corrections import BUILT_IN
from wutong.law.procedure.sections import Sections
from wutong.law.procedure.threads import TAKEN
from wutong.law.procedure.words import FIELD_TYPES, HEADS, OUTSIDER, STATED
from wutong.law.procedure.yamlfile import Node, RuleError, dates_in, read

TOP = (
    "procedure", "title", "law", "mark", "in_force", "until", "params", "predicates", "acts", "clocks", "examples",
    "heads", "hands", "subjects", "facts", "needs_lawyer",
)  # fmt: skip


def versions(text: str, file: str, *, examples: bool = True) -> tuple[s.Procedure, ...]:
    """All texts of one file, in order of the days on which they came into force.

    :param examples: without them a file is read in less than half the time; only proving reads them.
    """
    data = read(text if examples else _shortened(text), file)
    if not isinstance(data, dict):
        raise RuleError(file, 1, type(data).__name__, "a map with the key 'procedure'")
    start = data.get("in_force")
    if type(start) is not date:
        raise RuleError(file, 1, f"in_force: {start!r}", "a date like 2019-04-03")
    days = sorted({start} | {day for day in dates_in(data) if day > start})
    found = []
    for day, later in zip(days, [*days[1:], None], strict=True):
        one = load(Node(file, 1, data, day), text)
        found.append(replace(one, in_force=day, until=later - timedelta(days=1) if later else one.until))
    return tuple(found)


def _shortened(text: str) -> str:
    """The file without its examples, where they are the last thing in it; else the whole."""
    rules, heading, rest = text.partition("\nexamples:\n")
    last = all(line[:1] in ("", " ", "-", "#") for line in rest.splitlines())
    return f"{rules}\n" if heading and last else text


def load(whole: Node, text: str) -> s.Procedure:
    """One text: what the file says on the day of the node."""
    top = whole.fields(TOP, ("procedure", "title", "law", "in_force", "acts"))
    reader = Sections(top["law"].text(), top["mark"].text() if "mark" in top else "")
    params = {name: reader.param(name, node) for name, node in _items(top, "params")}
    predicates = {name: reader.predicate(node) for name, node in _items(top, "predicates")}
    acts: dict[str, s.Act] = {}
    clocks: dict[str, s.Clock] = {}
    for name, node in top["acts"].items(begun=True):
        if name in BUILT_IN:
            raise node.error("another name: this act is built in", found=f"act {name!r}")
        for act, promised in reader.act(name, node):
            acts[act.name] = act
            if promised:
                clocks[promised.name] = promised
    facts = tuple(replace(reader.field(name, node), optional=True) for name, node in _items(top, "facts"))
    subjects = reader.subjects(top["subjects"]) if "subjects" in top else None
    if facts:
        if STATED in acts:
            raise top["acts"].error("another name: this act is made from 'facts'", found=f"act {STATED!r}")
        acts[STATED] = _stated(acts, facts)
    acts = {name: _with_facts(act, facts, subjects) for name, act in acts.items()}
    for name, node in _items(top, "clocks"):
        clocks[name] = reader.clock(name, node)
    procedure = s.Procedure(
        family=top["procedure"].text(),
        title=top["title"].text(),
        law=reader.law,
        mark=reader.mark,
        in_force=top["in_force"].day(),
        until=top["until"].day() if "until" in top else None,
        acts={**acts, **BUILT_IN},
        clocks=clocks,
        predicates=predicates,
        params=params,
        examples=tuple(node.plain() for node in top["examples"].list()) if "examples" in top else (),
        heads=top["heads"].texts() if "heads" in top else HEADS,
        source=whole.file,
        labels={name: reader.label(name, node) for name, node in _items(top, "predicates")},
        hands=reader.cite(top["hands"].fields(("cite", "mark"), ("cite",))) if "hands" in top else None,
        subjects=subjects,
        questions=top["needs_lawyer"].texts() if "needs_lawyer" in top else (),
        hash=hashlib.sha256(text.encode()).hexdigest(),
    )
    names.check(procedure, whole, reader.seen)
    return replace(procedure, keeps=_keeps(procedure))


def _stated(acts: Mapping[str, s.Act], facts: tuple[s.Field, ...]) -> s.Act:
    """The act that states a fact later, or otherwise than before: open to whoever does anything in the matter."""
    by = dict.fromkeys(role for act in acts.values() for role in act.by if role != OUTSIDER)
    rule = s.Cite("留痕规则·写明事实")
    return s.Act(STATED, "写明事实", rule, by=tuple(by), carries=facts, repeat=True, effect="none")


def _with_facts(act: s.Act, facts: tuple[s.Field, ...], subjects: s.Subjects | None) -> s.Act:
    """Every opening asks for the facts, and every act may say which of several parties or things it concerns."""
    more = [field for field in facts if act.start and act.field(field.name) is None]
    if subjects is not None and act.field(subjects.field) is None:
        more.append(s.Field(subjects.field, "subjects", subjects.label, optional=True))
    return replace(act, carries=(*act.carries, *more))


def _items(top: Mapping[str, Node], key: str) -> list[tuple[str, Node]]:
    return list(top[key].items(begun=True)) if key in top else []


def _keeps(procedure: s.Procedure) -> dict[str, dict[str, bool]]:
    """By act, the fields that some rule reads: a fold remembers these and nothing else."""
    keeps: dict[str, dict[str, bool]] = {}
    for path in _paths(procedure):
        owner, _, name = x.bare(path).rpartition(".")
        for act in procedure.acts.values():
            field = act.field(name)
            if field and (act.name == owner or owner == "this" or (not owner and (act.start or act.name == STATED))):
                keeps.setdefault(act.name, {})[name] = FIELD_TYPES[field.type]
    return keeps


def _paths(procedure: s.Procedure) -> set[str]:
    named = {name: expr for name, (expr, _) in procedure.predicates.items()}
    exprs = [clock.when for clock in procedure.clocks.values()]
    paths = {clock.within.fact for clock in procedure.clocks.values()}
    paths |= {f"{rule.by}.{rule.field}" for clock in procedure.clocks.values() for rule in clock.extends if rule.field}
    paths |= {path for param in procedure.params.values() for path in param.by}
    for clock in procedure.clocks.values():
        exprs += [stop.when for stop in clock.stops] + [rule.when for rule in clock.extends]
    paths |= {clock.not_before for clock in procedure.clocks.values()}
    for act in procedure.acts.values():
        paths |= {act.named, f"{act.name}.{TAKEN}" if act.adopts else "", *act.not_by} - set(procedure.acts)
        paths |= {gate.stated for gate in act.needs}
        exprs += [act.when, *(expr for gate in act.needs for expr in (gate.expr, gate.when, gate.unless))]
        paths |= {gate.target for gate in act.needs if gate.verb == "lead"}
        paths |= {f"{naming}.office" for naming in act.office}
    for expr in exprs:
        paths |= x.reads(expr, named) if expr is not None else set()
    return paths - {""}
