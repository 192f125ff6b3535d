"""Reads the large parts of a rule file: local values, acts with their promises, clocks."""

from collections.abc import Mapping
from typing import Any

from wutong.law.procedure import schema as s
from wutong.law.procedure.clocksection import ClockSection
from wutong.law.procedure.grammar import each_of, flag_of
from wutong.law.procedure.threads import TAKEN
from wutong.law.procedure.words import BEARERS, EFFECTS
from wutong.law.procedure.yamlfile import Node

PARAM = ("type", "law", "label", "cite", "mark", "by", "value")
ACT = (
    "title", "cite", "mark", "start", "by", "office", "not_by", "after", "needs", "from", "when", "carries", "repeat",
    "stales", "answers", "then", "status", "final", "after_close", "reopens", "outside", "effect", "document", "remedy",
    "hands", "quorum", "named", "opens", "adopts", "needs_lawyer",
)  # fmt: skip
TAIL = (
    "title", "cite", "mark", "by", "office", "within", "roll", "carries", "document", "remedy", "effect", "hands",
    "needs", "when", "outside", "missed", "bearer", "stales", "answers",
)  # fmt: skip


class Sections(ClockSection):
    """Reads one text of one procedure."""

    def param(self, name: str, node: Node) -> s.Param:
        fields = node.fields(PARAM, ("type", "law", "label", "cite"))
        fields["law"].one_of(("local",))
        by = fields["by"].texts() if "by" in fields else ()
        self.seen += [("path", each.text(), each) for each in (fields["by"].list() if "by" in fields else ())]
        kind = fields["type"].one_of(("term", "number", "money", "text", "yesno"))
        value: s.Value | None = None
        if "value" in fields:
            value = self.term(fields["value"]) if kind == "term" else fields["value"].plain()
        return s.Param(name, kind, fields["label"].text(), self.cite(fields), by, value)

    def act(self, name: str, node: Node) -> list[tuple[s.Act, s.Clock | None]]:
        fields = node.fields(ACT, ("title", "cite"))
        cite = self.cite(fields)
        after = [s.Gate("done", each) for each in self.acts(fields["after"])] if "after" in fields else []
        needs = [self.gate(each) for each in each_of(fields, "needs")]
        self.seen.append(("owner", name, node))
        act = s.Act(
            name=name,
            title=fields["title"].text(),
            cite=cite,
            start=flag_of(fields, "start"),
            by=self.roles(fields["by"]) if "by" in fields else (),
            office=self.acts(fields["office"]) if "office" in fields else (),
            **self.persons(fields),
            needs=(*after, *needs),
            froms=fields["from"].texts() if "from" in fields else (),
            when=self.expr(fields["when"]) if "when" in fields else None,
            carries=self.form(fields),
            repeat=flag_of(fields, "repeat"),
            stales=self.acts(fields["stales"]) if "stales" in fields else (),
            answers=self.acts(fields["answers"]) if "answers" in fields else (),
            status=fields["status"].text() if "status" in fields else "",
            final=flag_of(fields, "final"),
            after_close=flag_of(fields, "after_close"),
            reopens=flag_of(fields, "reopens"),
            outside=flag_of(fields, "outside"),
            effect=fields["effect"].one_of(EFFECTS) if "effect" in fields else "revoke",
            document=fields["document"].text() if "document" in fields else "",
            remedy=fields["remedy"].text() if "remedy" in fields else "",
            opens=self.opens(fields["opens"]) if "opens" in fields else None,
            adopts=fields["adopts"].text() if "adopts" in fields else "",
            needs_lawyer=fields["needs_lawyer"].text() if "needs_lawyer" in fields else "",
        )
        if act.adopts:
            self.seen += [("family", act.adopts, fields["adopts"]), ("path", f"{name}.{TAKEN}", fields["adopts"])]
        if not act.by and not act.outside:
            raise node.error("'by' with roles, or 'outside: true'", found=f"act {name!r} that nobody may do")
        tails = (
            [self.tail(act, key, each) for key, each in fields["then"].items(begun=True)] if "then" in fields else []
        )
        return [(act, None), *tails]

    def persons(self, fields: Mapping[str, Node]) -> dict[str, Any]:
        """Who may not do it, who is named for it, and how many must take part."""
        found: dict[str, Any] = {}
        if "not_by" in fields:
            node = fields["not_by"]
            if node.is_map:
                parts = node.fields(("acts", "cite", "mark"), ("acts", "cite"))
                node, found["not_by_cite"] = parts["acts"], self.cite(parts)
            self.seen += [("excluded", each.text(), each) for each in node.list()]
            found["not_by"] = node.texts()
        if "named" in fields:
            self.seen.append(("path", fields["named"].text(), fields["named"]))
            found["named"] = fields["named"].text()
        if "hands" in fields:
            found["hands"] = fields["hands"].number()
        if "quorum" in fields:
            parts = fields["quorum"].fields(("least", "of", "param", "cite", "mark"), ("least", "of", "cite"))
            param = parts["param"].text() if "param" in parts else ""
            if param:
                self.seen.append(("param", param, parts["param"]))
            found["quorum"] = s.Quorum(parts["least"].number(), self.roles(parts["of"]), self.cite(parts), param)
        return found

    def opens(self, node: Node) -> s.Opens:
        parts = node.fields(("procedure", "with"), ("procedure",))
        self.seen.append(("family", parts["procedure"].text(), parts["procedure"]))
        facts = parts["with"].texts() if "with" in parts else ()
        self.seen += [("stated", each.text(), each) for each in (parts["with"].list() if "with" in parts else ())]
        return s.Opens(parts["procedure"].text(), facts)

    def tail(self, head: s.Act, name: str, node: Node) -> tuple[s.Act, s.Clock | None]:
        fields = node.fields(TAIL, ("title", "cite"))
        full = f"{head.name}.{name}"
        act = s.Act(
            name=full,
            title=fields["title"].text(),
            cite=self.cite(fields),
            by=self.roles(fields["by"]) if "by" in fields else (),
            office=self.acts(fields["office"]) if "office" in fields else (),
            hands=fields["hands"].number() if "hands" in fields else 0,
            outside=flag_of(fields, "outside"),
            stales=self.acts(fields["stales"]) if "stales" in fields else (),
            answers=self.acts(fields["answers"]) if "answers" in fields else (),
            needs=(s.Gate("done", head.name), *(self.gate(each) for each in each_of(fields, "needs"))),
            carries=self.form(fields),
            repeat=True,
            after_close=True,
            document=fields["document"].text() if "document" in fields else "",
            remedy=fields["remedy"].text() if "remedy" in fields else "",
            effect=fields["effect"].one_of(EFFECTS) if "effect" in fields else "slight",
            tail_of=head.name,
        )
        if not act.by and not act.outside:
            raise node.error("'by' with roles, or 'outside: true'", found=f"act {full!r} that nobody may do")
        if "within" not in fields:
            return act, None
        clock = s.Clock(
            name=full,
            title=act.title,
            froms=(head.name,),
            to=(full,),
            within=self.within(fields["within"]),
            cite=act.cite,
            kind="each",
            roll=flag_of(fields, "roll"),
            bearer=fields["bearer"].one_of(BEARERS) if "bearer" in fields else "agency",
            effect=act.effect,
            when=self.expr(fields["when"]) if "when" in fields else None,
            **self.missed(fields, full, node),
        )
        return act, clock
