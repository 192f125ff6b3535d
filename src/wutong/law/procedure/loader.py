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
from wutong.law.procedure.words import FIELD_TYPES, HEADS
from wutong.law.procedure.yamlfile import Node, RuleError, dates_in, read

TOP = (
    "procedure", "title", "law", "mark", "in_force", "until", "params", "predicates", "acts", "clocks", "examples",
    "heads",
)  # fmt: skip


def versions(text: str, file: str) -> tuple[s.Procedure, ...]:
    """All texts of one file, in order of the days on which they came into force."""
    data = read(text, file)
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


def load(whole: Node, text: str) -> s.Procedure:
    """One text: what the file says on the day of the node."""
    top = whole.fields(TOP, ("procedure", "title", "law", "in_force", "acts"))
    reader = Sections(top["law"].text(), top["mark"].text() if "mark" in top else "")
    params = {name: reader.param(name, node) for name, node in _items(top, "params")}
    predicates = {name: reader.predicate(node) for name, node in _items(top, "predicates")}
    acts: dict[str, s.Act] = {}
    clocks: dict[str, s.Clock] = {}
    for name, node in top["acts"].items():
        if name in BUILT_IN:
            raise node.error("another name: this act is built in", found=f"act {name!r}")
        for act, promised in reader.act(name, node):
            acts[act.name] = act
            if promised:
                clocks[promised.name] = promised
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
        hash=hashlib.sha256(text.encode()).hexdigest(),
    )
    names.check(procedure, whole, reader.seen)
    return replace(procedure, keeps=_keeps(procedure))


def _items(top: Mapping[str, Node], key: str) -> list[tuple[str, Node]]:
    return list(top[key].items()) if key in top else []


def _keeps(procedure: s.Procedure) -> dict[str, dict[str, bool]]:
    """By act, the fields that some rule reads: a fold remembers these and nothing else."""
    keeps: dict[str, dict[str, bool]] = {}
    for path in _paths(procedure):
        owner, _, name = path.removeprefix("before.").rpartition(".")
        for act in procedure.acts.values():
            field = act.field(name)
            if field and (act.name == owner or owner == "this" or (not owner and act.start)):
                keeps.setdefault(act.name, {})[name] = FIELD_TYPES[field.type]
    return keeps


def _paths(procedure: s.Procedure) -> set[str]:
    named = {name: expr for name, (expr, _) in procedure.predicates.items()}
    exprs = [clock.when for clock in procedure.clocks.values()]
    paths = {clock.within.fact for clock in procedure.clocks.values()}
    paths |= {f"{rule.by}.{rule.field}" for clock in procedure.clocks.values() for rule in clock.extends if rule.field}
    paths |= {path for param in procedure.params.values() for path in param.by}
    for act in procedure.acts.values():
        exprs += [act.when, *(expr for gate in act.needs for expr in (gate.expr, gate.when, gate.unless))]
        paths |= {gate.target for gate in act.needs if gate.verb == "lead"}
        paths |= {f"{act.office}.office"} if act.office else set()
    for expr in exprs:
        paths |= x.reads(expr, named) if expr is not None else set()
    return paths - {""}
