"""Asks of a rule file that has been read whether every name in it means something.

A rule about an act that does not exist never fires, and nobody notices: so it is an error, with the nearest right name.
"""

from collections.abc import Collection, Mapping

from wutong.law.procedure import expressions as x
from wutong.law.procedure import schema as s
from wutong.law.procedure.words import FIELD_TYPES, STATED
from wutong.law.procedure.yamlfile import Node

MEANINGS = {"claim": "an act that another act answers"}


def check(procedure: s.Procedure, whole: Node, seen: list[tuple[str, str, Node]]) -> None:
    known: Mapping[str, Collection[str]] = {
        "act": procedure.acts,
        "predicate": procedure.predicates,
        "clock": procedure.clocks,
        "param": procedure.params,
        "claim": procedure.claims,
    }
    for kind, name, node in seen:
        if kind in known:
            if name not in known[kind]:
                raise node.error(MEANINGS.get(kind, f"the name of a {kind}"), found=repr(name), known=known[kind])
        elif kind in ("path", "stated"):
            _path(procedure, name, node, value=kind == "path")
        elif kind == "excluded":
            if "." in name and name not in procedure.acts:
                _path(procedure, name, node, value=True)
            elif name not in procedure.acts:
                raise node.error("the name of a act", found=repr(name), known=procedure.acts)
        elif kind == "untimed":
            _untimed(procedure, node)
        elif kind == "timed":
            _not_circular(procedure, name, node)
        elif kind == "owner":
            _act(procedure, procedure.acts[name], node)
    _predicates(procedure, whole)
    if not any(act.start for act in procedure.acts.values()):
        raise whole.error("an act with 'start: true'", found="a procedure that cannot begin")


def _path(procedure: s.Procedure, path: str, node: Node, *, value: bool) -> None:
    if path.startswith(x.DUE):
        clock = path.removeprefix(x.DUE)
        if clock not in procedure.clocks:
            raise node.error("the name of a clock", found=repr(path), known=procedure.clocks, word=clock)
        return
    owner, _, name = x.bare(path).rpartition(".")
    if not owner:
        owners = [act for act in procedure.acts.values() if act.start or act.name == STATED]
    elif owner == "this":
        owners = list(procedure.acts.values())
    else:
        owners = [procedure.acts[owner]] if owner in procedure.acts else []
    fields = {field.name: field for act in owners for field in act.carries}
    if name not in fields:
        near = list(fields) if not owner or owner == "this" else []
        near += [f"{act.name}.{field.name}" for act in procedure.acts.values() for field in act.carries]
        raise node.error("a field that an act carries", found=repr(path), known=near)
    kind = fields[name].type
    if path.startswith(x.TOTAL) and kind not in ("money", "number", "days"):
        raise node.error("a field that holds an amount or a number, to be added up", found=repr(path))
    if value and not FIELD_TYPES[kind]:
        raise node.error(f"'stated': a rule reads of a {kind} only whether it is there", found=repr(path))


def _act(procedure: s.Procedure, act: s.Act, node: Node) -> None:
    acts = [each for each in procedure.acts.values() if not each.built_in]
    reached = {each.status for each in acts if each.status}
    for status in act.froms:
        if status not in reached:
            raise node.error("a status that some act sets", found=f"from: {status!r}", known=reached, word=status)
    if any(each.froms for each in acts) and act.status and not act.froms and not act.start:
        raise node.error("'from': the act changes the status, as others that have 'from' do", found=f"act {act.name!r}")
    for each in (act, *(tail for tail in acts if tail.tail_of == act.name)):
        for naming in each.office:
            field = procedure.acts[naming].field("office")
            if field is None or field.type != "office":
                raise node.error(f"{naming!r} to carry a field 'office'", found=f"office: {naming!r}")


def _not_circular(procedure: s.Procedure, clock: str, node: Node) -> None:
    when = procedure.clocks[clock].when
    named = {name: expr for name, (expr, _) in procedure.predicates.items()}
    if when is not None and x.asks_clock(when, named):
        raise node.error("a 'when' that asks no clock: it would turn in a circle", found=f"clock {clock!r}")


def _untimed(procedure: s.Procedure, node: Node) -> None:
    """Whether a stop or an extension holds cannot hang on a clock: clocks hang on it."""
    named = {name: expr for name, (expr, _) in procedure.predicates.items()}
    texts = {node.text()} if isinstance(node.value, str) else {str(key) for key, _ in node.items()}
    if "clock" in texts or any(name in named and x.asks_clock(named[name], named) for name in texts):
        raise node.error("a 'when' that asks no clock: it would turn in a circle")


def _predicates(procedure: s.Procedure, whole: Node) -> None:
    named = {name: expr for name, (expr, _) in procedure.predicates.items()}
    for start in named:
        waiting, done = [start], set()
        while waiting:
            name = waiting.pop()
            for inner in x.names_in(named[name]) if name in named else ():
                if inner == start:
                    raise whole.error("predicates that do not turn in a circle", found=f"predicate {start!r}")
                if inner not in done:
                    done.add(inner)
                    waiting.append(inner)
