"""What stands in the way of an act and can be taken away, one wall at a time: its gates, and who may do it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from wutong.law.procedure import Act
from wutong.law.procedure.schema import Gate

#: the walls of an act beside its gates, as its fields are called
WHO = ("hands", "quorum", "not_by", "named", "when", "froms")


def gate_name(gate: Gate) -> str:
    """What a gate is called in the list of survivors."""
    shown = gate.target or str(getattr(gate.expr, "name", "") or gate.expr)
    return f"{gate.verb} {shown[:120]}"


def walls_of(act: Act) -> list[tuple[str, ...]]:
    """Everything that can stand in the way of an act and that may be taken away: its gates, and who may do it.

    What another body did is never refused, and that a promise follows its act is no rule of the file but what a promise is.
    """
    if act.outside:
        return []
    found = [(act.name, gate_name(gate)) for gate in act.needs if not (act.tail_of and gate.target == act.tail_of)]
    for name in WHO:
        if getattr(act, name):
            found.append((act.name, name))
    return found


def without(act: Act, wall: tuple[str, ...]) -> Act:
    """The act with one wall taken away."""
    name = wall[1]
    gone: dict[str, Any] = {"hands": 0, "quorum": None, "not_by": (), "named": "", "when": None, "froms": ()}
    if name in gone:
        return replace(act, **{name: gone[name]})
    needs = list(act.needs)
    needs.remove(next(gate for gate in needs if gate_name(gate) == name))
    return replace(act, needs=tuple(needs))
