"""Reads the clocks of a rule file: where they start and end, what stops or lengthens them, what silence does."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wutong.law.procedure import schema as s
from wutong.law.procedure.expressions import DUE, TOTAL, Expr, asks_clock
from wutong.law.procedure.grammar import Grammar, each_of, flag_of
from wutong.law.procedure.words import BEARERS, EFFECTS
from wutong.law.procedure.yamlfile import Node
from wutong.law.terms import CLOCK_UNITS, ROLLING_UNITS, Term

CLOCK = (
    "title", "from", "after", "not_before", "to", "within", "last", "each", "undone", "stops", "extend", "roll",
    "bearer", "missed", "effect", "cite", "mark", "when",
)  # fmt: skip


class ClockSection(Grammar):
    """Reads one clock."""

    def within(self, node: Node) -> s.Within:
        if not node.is_map:
            return s.Within(self.term(node))
        fields = node.fields(("param", "fact"))
        if len(fields) != 1:
            raise node.error("a term, 'param' or 'fact'")
        name, each = next(iter(fields.items()))
        if each.text().startswith((DUE, TOTAL)):
            raise each.error("a field in which somebody wrote a length or a date")
        self.seen.append(("param" if name == "param" else "path", each.text(), each))
        return s.Within(param=each.text()) if name == "param" else s.Within(fact=each.text())

    def clock(self, name: str, node: Node) -> s.Clock:
        fields = node.fields(CLOCK, ("to", "within", "cite"))
        cite = self.cite(fields)
        kinds = [kind for kind in ("last", "each") if flag_of(fields, kind)]
        if len(kinds) > 1:
            raise node.error("either 'last' or 'each'", found="both")
        within, roll = self.within(fields["within"]), flag_of(fields, "roll")
        if roll and within.term and within.term.unit not in ROLLING_UNITS:
            raise fields["roll"].error(f"no roll-over for {within.term.unit}")
        when = self.expr(fields["when"]) if "when" in fields else None
        self.seen.append(("timed", name, node))
        if ("from" in fields) == ("after" in fields):
            raise node.error("either 'from' with acts, or 'after' with a clock")
        if "after" in fields:
            self.seen.append(("clock", fields["after"].text(), fields["after"]))
            if not within.term:
                raise fields["within"].error("a term: a window that follows a clock has a fixed length")
        if "not_before" in fields:
            self.seen.append(("path", fields["not_before"].text(), fields["not_before"]))
        return s.Clock(
            name=name,
            title=fields["title"].text() if "title" in fields else name,
            froms=self.acts(fields["from"]) if "from" in fields else (),
            to=self.acts(fields["to"]),
            within=within,
            cite=cite,
            kind=kinds[0] if kinds else "first",
            undone=self.acts(fields["undone"]) if "undone" in fields else (),
            stops=tuple(self.stop(each, cite) for each in each_of(fields, "stops")),
            extends=tuple(self.extend(each, cite, within) for each in each_of(fields, "extend")),
            roll=roll,
            bearer=fields["bearer"].one_of(BEARERS) if "bearer" in fields else "agency",
            **self.missed(fields, name, node),
            after=fields["after"].text() if "after" in fields else "",
            not_before=fields["not_before"].text() if "not_before" in fields else "",
            effect=fields["effect"].one_of(EFFECTS) if "effect" in fields else "slight",
            when=when,
        )

    def untimed(self, when: Expr, node: Node) -> None:
        """What a stop or an extension hangs on asks no clock, and not for the last day of one either."""
        self.seen.append(("untimed", "", node))
        if asks_clock(when, {}):
            raise node.error("a 'when' that asks no clock: it would turn in a circle")

    def stop(self, node: Node, cite: s.Cite) -> s.Stop:
        fields = node.fields(("from", "to", "cite", "mark", "when"), ("from", "to"))
        when = self.expr(fields["when"]) if "when" in fields else None
        if when is not None:
            self.untimed(when, fields["when"])
        return s.Stop(self.acts(fields["from"]), self.acts(fields["to"]), self.cite(fields, cite), when)

    def missed(self, fields: Mapping[str, Node], name: str, node: Node) -> dict[str, Any]:
        """What silence is: a defect, a note, or an act of its own."""
        if "missed" not in fields:
            return {}
        if not fields["missed"].is_map:
            return {"missed": fields["missed"].one_of(("defect", "note"))}
        parts = fields["missed"].fields(("deem", "at"), ("deem", "at"))
        act = self.acts(parts["deem"])[0]
        return {"missed": "note", "deem": act, "deem_at_start": parts["at"].one_of(("start", "end")) == "start"}

    def extend(self, node: Node, cite: s.Cite, within: s.Within) -> s.Extend:
        fields = node.fields(("by", "add", "times", "cite", "mark", "when"), ("by", "add"))
        by = self.acts(fields["by"])[0]
        times = fields["times"].number() if "times" in fields else 1
        when = self.expr(fields["when"]) if "when" in fields else None
        if when is not None:
            self.untimed(when, fields["when"])
        base = s.Extend(by, self.cite(fields, cite), times=times, when=when)
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
