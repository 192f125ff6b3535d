"""Reads the small words of a rule file: citations, terms, conditions, form fields, gates.

Every name that is used is remembered with its place, so that `names.py` can ask afterwards whether it means anything.
"""

import re
from collections.abc import Mapping

from wutong.law.procedure import expressions as x
from wutong.law.procedure import schema as s
from wutong.law.procedure.words import FIELD_TYPES, ROLES
from wutong.law.procedure.yamlfile import Node
from wutong.law.terms import Term

GATE = (
    "done", "open", "none_open", "wait", "lead", "that", "least", "for", "roll", "cite", "mark", "missing", "remedy",
    "when", "unless",
)  # fmt: skip
VERBS = ("done", "open", "none_open", "wait", "lead", "that")
HEADS = ("all", "any", "not", "done", "ever", "open", "clock", "imported", "moment", "fact")
CLOCK_STATES = ("running", "stopped", "done", "late", "missed", "unset", "none")
OPERATORS = tuple(x.OPERATORS)


class Grammar:
    """`seen` remembers every name that is used and where, for the check afterwards."""

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
            parts = zip(bare.groups(), ("条", "款", "项"), strict=True)
            text = self.law + "".join(f"第{number}{level}" for number, level in parts if number)
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

    def predicate(self, node: Node) -> tuple[x.Expr, s.Cite]:
        cite = self.cite(dict(node.items()), where=node)
        return self.expr(node, ("cite", "mark")), cite

    def expr(self, node: Node, also: tuple[str, ...] = ()) -> x.Expr:
        if isinstance(node.value, str):
            self.seen.append(("predicate", node.text(), node))
            return x.Named(node.text())
        fields = {key: each for key, each in node.items() if key not in also}
        found = [key for key in HEADS if key in fields]
        if len(found) != 1:
            shown = ", ".join(fields) or "nothing"
            raise node.error(f"exactly one of {', '.join(HEADS)}", found=shown)
        head, rest = found[0], {key: each for key, each in fields.items() if key != found[0]}
        extras = {"done": ("least",), "clock": ("is",), "fact": (*OPERATORS, "stated")}.get(head, ())
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
                return x.ClockIs(node.text(), tuple(each.one_of(CLOCK_STATES) for each in rest["is"].list()))
        return self._fact(node, rest)

    def _fact(self, node: Node, rest: Mapping[str, Node]) -> x.Expr:
        path = node.text()
        if len(rest) != 1:
            raise node.error(f"one of {', '.join(OPERATORS)}, stated", found=", ".join(rest) or "no operator")
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

    def form(self, fields: Mapping[str, Node]) -> tuple[s.Field, ...]:
        if "carries" not in fields:
            return ()
        return tuple(self.field(name, node) for name, node in fields["carries"].items())

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
