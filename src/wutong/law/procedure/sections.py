"""Reads the large parts of a rule file: local values, acts with their promises, clocks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from wutong.law.procedure import schema as s
from wutong.law.procedure.grammar import Grammar
from wutong.law.procedure.words import BEARERS, EFFECTS
from wutong.law.procedure.yamlfile import Node
from wutong.law.terms import CLOCK_UNITS, ROLLING_UNITS, Term

PARAM = ("type", "law", "label", "cite", "mark", "by")
ACT = (
    "title", "cite", "mark", "start", "by", "office", "not_by", "after", "needs", "from", "when", "carries", "repeat",
    "stales", "answers", "then", "status", "final", "after_close", "reopens", "outside", "effect", "document", "remedy",
)  # fmt: skip
TAIL = ("title", "cite", "mark", "by", "office", "within", "roll", "carries", "document", "remedy", "effect")
CLOCK = (
    "title", "from", "to", "within", "last", "each", "undone", "stops", "extend", "roll", "bearer", "missed",
    "effect", "cite", "mark", "when",
)  # fmt: skip


class Sections(Grammar):
    """Reads one text of one procedure."""

    def param(self, name: str, node: Node) -> s.Param:
        fields = node.fields(PARAM, ("type", "law", "label", "cite"))
        fields["law"].one_of(("local",))
        by = fields["by"].texts() if "by" in fields else ()
        self.seen += [("path", each.text(), each) for each in (fields["by"].list() if "by" in fields else ())]
        kind = fields["type"].one_of(("term", "number", "money", "text"))
        return s.Param(name, kind, fields["label"].text(), self.cite(fields), by)

    def act(self, name: str, node: Node) -> list[tuple[s.Act, s.Clock | None]]:
        fields = node.fields(ACT, ("title", "cite"))
        cite = self.cite(fields)
        after = [s.Gate("done", each) for each in self.acts(fields["after"])] if "after" in fields else []
        needs = [self.gate(each) for each in _each(fields, "needs")]
        self.seen.append(("owner", name, node))
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
            carries=self.form(fields),
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
            carries=self.form(fields),
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
        self.seen.append(("timed", name, node))
        return s.Clock(
            name=name,
            title=fields["title"].text() if "title" in fields else name,
            froms=self.acts(fields["from"]),
            to=self.acts(fields["to"]),
            within=within,
            cite=cite,
            kind=kinds[0] if kinds else "first",
            undone=self.acts(fields["undone"]) if "undone" in fields else (),
            stops=tuple(self.stop(each, cite) for each in _each(fields, "stops")),
            extends=tuple(self.extend(each, cite, within) for each in _each(fields, "extend")),
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


def _each(fields: Mapping[str, Node], key: str) -> Sequence[Node]:
    return fields[key].list() if key in fields else ()
