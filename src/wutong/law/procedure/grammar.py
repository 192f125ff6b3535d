"""Reads the small words of a rule file: citations, terms, conditions, form fields, gates.

Every name that is used is remembered with its place, so that `names.py` can ask afterwards whether it means anything.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from wutong.law.procedure import expressions as x
from wutong.law.procedure import schema as s
from wutong.law.procedure.comparisons import OPERATORS
from wutong.law.procedure.words import CHECKS, EFFECTS, FIELD_TYPES, ROLES
from wutong.law.procedure.yamlfile import Node
from wutong.law.terms import Term

GATE = (
    "done", "open", "none_open", "wait", "lead", "that", "check", "lawyer", "least", "for", "roll", "cite", "mark",
    "missing", "remedy", "when", "unless", "effect", "stated",
)  # fmt: skip
VERBS = ("done", "open", "none_open", "wait", "lead", "that", "check", "lawyer")
HEADS = (
    "all", "any", "not", "done", "ever", "open", "clock", "imported", "moment", "fact", "days_between", "closed",
    "some", "every", "param",
)  # fmt: skip
BESIDE = {
    "done": ("least",),
    "clock": ("is",),
    "fact": (*OPERATORS, "stated", "day"),
    "days_between": ("at_most", "at_least"),
    "some": ("that",),
    "param": ("is",),
    "every": ("that",),
}
#: beside 'fact', what is reckoned from it: less another amount, so many percent, for each of so many days
AMOUNT = ("less", "percent", "per")
CLOCK_STATES = ("running", "stopped", "done", "late", "missed", "unset", "none")
BARE = re.compile(r"(?P<article>\d+(?:之\d+)?)(?:款(?P<para>\d+))?(?:项(?P<item>\d+))?")


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
        named = BARE.fullmatch(text)
        mark = fields["mark"].text() if "mark" in fields else self.mark if bare or named or text == self.law else ""
        if bare or named:
            numbers = bare.groups() if bare else named.group("article", "para", "item") if named else ()
            parts = zip(numbers, ("条", "款", "项"), strict=True)
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
        fields = dict(node.items())
        return self.expr(node, ("cite", "mark", "label")), self.cite(fields, where=node)

    def label(self, name: str, node: Node) -> str:
        """What a condition is called in a sentence; its own name where nobody said."""
        fields = dict(node.items())
        return fields["label"].text() if "label" in fields else name

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
        extras = BESIDE.get(head, ())
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
            case "closed":
                return x.Closed() if node.flag() else x.Not(x.Closed())
            case "some" | "every":
                if "that" not in rest:
                    raise node.error("'that' with what is asked of each", found="no 'that'")
                return self._peers(head == "every", node, rest["that"])
            case "param":
                self.seen.append(("param", node.text(), node))
                if "is" not in rest:
                    raise node.error("'is' with what the county chose", found="no 'is'")
                return x.ParamIs(node.text(), rest["is"].plain())
            case "days_between":
                return self._between(node, rest)
        return self._fact(node, rest)

    def _peers(self, whole: bool, node: Node, that: Node) -> x.Expr:
        """What is asked of other matters uses their names; the shelf looks whether they exist."""
        other = Grammar(self.law, self.mark)
        of = x.Closed() if that.value == "closed" else other.expr(that)
        self.seen.append(("family", node.text(), node))
        self.seen += [(f"{kind} of {node.text()}", name, each) for kind, name, each in other.seen]
        return x.Peers(whole, node.text(), of)

    def _between(self, node: Node, rest: Mapping[str, Node]) -> x.Expr:
        paths = node.texts()
        if len(paths) != 2 or len(rest) != 1:
            raise node.error("two fields that hold days, and one of at_most, at_least")
        self.seen += [("path", each.text(), each) for each in node.list()]
        op, right = next(iter(rest.items()))
        if not right.is_map:
            return x.DaysBetween(paths[0], paths[1], op, right.number())
        count = right.fields(("fact",), ("fact",))["fact"]
        self.seen.append(("path", count.text(), count))
        return x.DaysBetween(paths[0], paths[1], op, 0, count.text())

    def _fact(self, node: Node, rest: Mapping[str, Node]) -> x.Expr:
        path = node.text()
        if len(rest) != 1:
            raise node.error(f"one of {', '.join(OPERATORS)}, stated", found=", ".join(rest) or "no operator")
        op, right = next(iter(rest.items()))
        if op == "stated":
            self.seen.append(("stated", path, node))
            return x.Stated(path, right.flag())
        self.seen.append(("path", path, node))
        if op == "day":
            return x.DayIs(path, right.one_of(("on", "reached", "passed", "ahead")))
        if right.is_map:
            fields = right.fields(("fact", "param", *AMOUNT))
            if any(key in fields for key in AMOUNT):
                return x.Compare(path, op, None, amount=self._amount(right))
            if len(fields) != 1:
                raise right.error("either 'fact' or 'param'")
            name, each = next(iter(fields.items()))
            self.seen.append(("path" if name == "fact" else "param", each.text(), each))
            if name == "fact":
                return x.Compare(path, op, None, other=each.text())
            return x.Compare(path, op, None, param=each.text())
        value = right.plain()
        if isinstance(value, float) or (right.is_list and any(isinstance(each, float) for each in value)):
            raise right.error("no fractions: amounts are written as text")
        return x.Compare(path, op, value)

    def _amount(self, node: Node) -> x.Amount:
        fields = node.fields(("fact", *AMOUNT), ("fact",))
        paths = {key: fields[key].text() for key in ("fact", "less", "per") if key in fields}
        self.seen += [("path", path, fields[key]) for key, path in paths.items()]
        percent = Decimal(fields["percent"].number()) if "percent" in fields else None
        return x.Amount(paths["fact"], paths.get("less", ""), percent, paths.get("per", ""))

    def form(self, fields: Mapping[str, Node]) -> tuple[s.Field, ...]:
        if "carries" not in fields:
            return ()
        return tuple(self.field(name, node) for name, node in fields["carries"].items(begun=True))

    def field(self, name: str, node: Node) -> s.Field:
        if not node.is_map:
            return s.Field(
                name, node.one_of([kind for kind in FIELD_TYPES if kind not in ("choice", "choices", "subjects")]), name
            )
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

    def subjects(self, node: Node) -> s.Subjects:
        parts = node.fields(("field", "label"), ("field", "label"))
        return s.Subjects(parts["field"].text(), parts["label"].text())

    def gate(self, node: Node) -> s.Gate:
        fields = node.fields(GATE)
        verbs = [key for key in VERBS if key in fields]
        if len(verbs) != 1:
            raise node.error(f"exactly one of {', '.join(VERBS)}", found=", ".join(verbs) or "none")
        verb = verbs[0]
        if "stated" in fields and verb != "check":
            raise fields["stated"].error("'stated' only beside 'check'")
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
        elif verb == "check":
            target = fields[verb].one_of(CHECKS)
            if "stated" in fields:
                self.seen.append(("path", fields["stated"].text(), fields["stated"]))
        elif verb == "lawyer":
            target = fields[verb].text()
        else:
            target = self.acts(fields[verb])[0]
            if verb in ("open", "none_open"):
                self.seen.append(("claim", target, fields[verb]))
        term, param = self.length(fields["for"]) if "for" in fields else (None, "")
        return s.Gate(
            verb=verb,
            target=target,
            expr=expr,
            least=fields["least"].number() if "least" in fields else 1,
            term=term,
            param=param,
            stated=fields["stated"].text() if "stated" in fields else "",
            effect=fields["effect"].one_of(EFFECTS) if "effect" in fields else "",
            roll=fields["roll"].flag() if "roll" in fields else True,
            cite=self.cite(fields) if "cite" in fields else None,
            missing=fields["missing"].text() if "missing" in fields else "",
            remedy=fields["remedy"].text() if "remedy" in fields else "",
            when=self.expr(fields["when"]) if "when" in fields else None,
            unless=self.expr(fields["unless"]) if "unless" in fields else None,
        )

    def length(self, node: Node) -> tuple[Term | None, str]:
        """A term that the law states, or the local value that holds it."""
        if not node.is_map:
            return self.term(node), ""
        param = node.fields(("param",), ("param",))["param"]
        self.seen.append(("param", param.text(), param))
        return None, param.text()


def flag_of(fields: Mapping[str, Node], key: str) -> bool:
    return fields[key].flag() if key in fields else False


def each_of(fields: Mapping[str, Node], key: str) -> Sequence[Node]:
    return fields[key].list() if key in fields else ()
