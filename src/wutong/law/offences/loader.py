"""Reads offences and statutes strictly: a range that is half understood would be a fine without a law.

Every error names file, line, what stands there and what was expected (`RuleError`).
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise

from wutong.law.offences import schema as s
from wutong.law.offences.cites import is_cite
from wutong.law.offences.tendency import contradicts
from wutong.law.procedure.yamlfile import Node, whole

Statutes = Mapping[str, Mapping[str, s.StatuteText]]
_TEXT_KEYS = (
    "law", "texts", "duty", "penalty", "body", "order", "ordered", "outcomes", "mark", "note", "new", "punished",
    "compared", "yields",
)  # fmt: skip


def read_statutes(text: str, file: str) -> Statutes:
    """Statutes by title, their texts by name, in order and without two on one day."""
    top = whole(text, file, date.max).fields(("statutes",), ("statutes",))
    found: dict[str, dict[str, s.StatuteText]] = {}
    for title, node in top["statutes"].items():
        fields = node.fields(("rank", "texts"), ("rank", "texts"))
        rank = fields["rank"].one_of(s.RANKS)
        texts: dict[str, s.StatuteText] = {}
        for name, each in _named(fields["texts"]):
            parts = each.fields(("in_force", "until", "mark"), ("in_force", "mark"))
            until = parts["until"].day() if "until" in parts else None
            start = parts["in_force"].day()
            if until is not None and until < start:
                raise parts["until"].error(f"a day from {start} on")
            texts[name] = s.StatuteText(title, name, rank, start, until, parts["mark"].text())
        for earlier, later in pairwise(texts.values()):
            if earlier.until is None or s.next_day(earlier.until) != later.in_force:
                raise fields["texts"].error(f"{later.name} to begin the day after {earlier.name} ends", found=title)
        found[title] = texts
    return found


def _named(node: Node) -> list[tuple[str, Node]]:
    """The texts of a statute by name; a year as a name is read as text."""
    if not node.is_map:
        raise node.error("a map of texts")
    keys = list(node.value)
    line = node.value.lc.key
    return [(str(key), Node(node.file, int(line(key)[0]) + 1, node.value[key], node.on)) for key in keys]


def read_offences(text: str, file: str, statutes: Statutes) -> tuple[s.Offence, ...]:
    """The offences of one file, checked against the statutes that they cite."""
    top = whole(text, file, date.max).fields(("group", "offences"), ("group", "offences"))
    group = top["group"].text()
    return tuple(_offence(key, node, group, statutes) for key, node in top["offences"].items())


def _offence(key: str, node: Node, group: str, statutes: Statutes) -> s.Offence:
    fields = node.fields(("no", "title", "note", "norms"), ("no", "title", "norms"))
    norms = {name: _norm(key, name, each, statutes) for name, each in fields["norms"].items()}
    for name, each in fields["norms"].items():
        for text in norms[name].texts:
            if text.yields and (text.yields.to not in norms or text.yields.to == name):
                raise each.error("a norm of the same offence to yield to", known=norms, word=text.yields.to)
    note = fields["note"].text() if "note" in fields else ""
    return s.Offence(key, fields["no"].number(), group, fields["title"].text(), note, norms, node.file)


def _norm(key: str, name: str, node: Node, statutes: Statutes) -> s.Norm:
    nodes = node.list()
    if not nodes:
        raise node.error("at least one text")
    texts = tuple(_text(f"{key}.{name}", each, statutes) for each in nodes)
    for (earlier, later), each in zip(pairwise(texts), nodes[1:], strict=True):
        if earlier.until is None or s.next_day(earlier.until) != later.in_force:
            wanted = f"a text in force on the day after {earlier.until or 'no end'}"
            raise each.error(wanted, found=f"{later.title()} from {later.in_force}")
        if later.new:
            raise each.error("'new' on the first text only", found="new: true")
        if later.compared and (told := contradicts(later.compared.relation, earlier, later)):
            raise each.fields(_TEXT_KEYS)["compared"].error(told, found=f"is: {later.compared.relation}")
    if texts[0].compared:
        raise nodes[0].error("no 'compared' on the first text: there is none before it")
    if texts[-1].until is not None:
        wanted = (
            f"a text from {s.next_day(texts[-1].until)} on, or 'punished: false' if the law no longer forbids the act"
        )
        raise nodes[-1].error(wanted, found=f"{texts[-1].title()} until {texts[-1].until}")
    return s.Norm(name, texts)


def _text(slot: str, node: Node, statutes: Statutes) -> s.Text:
    fields = node.fields(_TEXT_KEYS, ("law", "texts", "order", "mark"))
    law = fields["law"].text()
    if law not in statutes:
        raise fields["law"].error("a statute of statutes.yaml", known=statutes)
    names = fields["texts"].texts()
    for each in fields["texts"].list():
        if each.text() not in statutes[law]:
            raise each.error(f"a text of {law}: {', '.join(statutes[law])}", known=statutes[law])
    chain = [statutes[law][name] for name in names]
    for earlier, later in pairwise(chain):
        if earlier.until is None or s.next_day(earlier.until) != later.in_force:
            raise fields["texts"].error("texts that follow each other")
    rank = chain[0].rank
    punished = fields["punished"].flag() if "punished" in fields else True
    outcomes = _outcomes(slot, fields["outcomes"]) if "outcomes" in fields else ()
    if punished != bool(outcomes):
        raise node.error("'outcomes', or 'punished: false' and none")
    for cited in ("duty", "penalty"):
        if cited not in fields and rank != "local" and punished:
            raise node.error(f"the key {cited!r}", found=f"no {cited!r}")
        if cited in fields and not is_cite(fields[cited].text()):
            raise fields[cited].error("an article like '118(1)' (款), '36(二)' (项) or '25(1)(二)'")
    text = s.Text(
        law=law,
        names=names,
        rank=rank,
        in_force=chain[0].in_force,
        until=chain[-1].until,
        duty=fields["duty"].text() if "duty" in fields else "",
        penalty=fields["penalty"].text() if "penalty" in fields else "",
        order=fields["order"].one_of(s.ORDERS),
        ordered=fields["ordered"].text() if "ordered" in fields else "",
        outcomes=outcomes,
        mark=fields["mark"].text(),
        body=fields["body"].text() if "body" in fields else "",
        note=fields["note"].text() if "note" in fields else "",
        new=fields["new"].flag() if "new" in fields else False,
        punished=punished,
        compared=_compared(fields["compared"]) if "compared" in fields else None,
        yields=_yields(fields["yields"]) if "yields" in fields else None,
    )
    _order_fits(text, fields["order"])
    return text


def _order_fits(text: s.Text, node: Node) -> None:
    """Order first means that no fine falls at once; else some outcome does."""
    at_once = [each for each in text.outcomes if each.fine and each.stage == "at_once"]
    later = [each for each in text.outcomes if each.fine and each.stage == "refused"]
    if text.order == "first" and at_once:
        raise node.error("'with': a fine of this text falls at once")
    if (
        text.order != "first"
        and later
        and not at_once
        and not any(o.also for o in text.outcomes if o.stage == "at_once")
    ):
        raise node.error("'first': every fine of this text follows a refusal to correct")


def _outcomes(slot: str, node: Node) -> tuple[s.Outcome, ...]:
    found = []
    for each in node.list():
        keys = ("liable", "party", "stage", "role", "case", "may", "also", "fine")
        fields = each.fields(keys, ("liable",))
        party = fields["party"].one_of(("any", "person", "unit")) if "party" in fields else "any"
        stage = fields["stage"].one_of(s.STAGES) if "stage" in fields else "at_once"
        fine = _fine(fields["fine"]) if "fine" in fields else None
        also = fields["also"].texts() if "also" in fields else ()
        if fine is None and not also and "case" not in fields:
            raise each.error("'fine', 'also', or 'case' that says that there is none")
        parts = [slot, *([party] if party != "any" else []), *([stage] if stage != "at_once" else [])]
        found.append(
            s.Outcome(
                liable=fields["liable"].text(),
                party=party,
                stage=stage,
                role=fields["role"].text() if "role" in fields else "",
                case=fields["case"].text() if "case" in fields else "",
                may=fields["may"].flag() if "may" in fields else False,
                also=also,
                fine=fine,
                slot=".".join(parts) if fine and fine.local else "",
            )
        )
    return tuple(found)


def _fine(node: Node) -> s.Fine:
    fields = node.fields(("from", "to", "percent_of", "times_of", "cap", "local", "example"))
    if "local" in fields:
        extra = set(fields) - {"local", "example"}
        if extra or not fields["local"].flag():
            raise node.error("'local: true' and at most an 'example'")
        return s.Fine(local=True, example=fields["example"].text() if "example" in fields else "")
    if "to" not in fields:
        raise node.error("'to', the most that may be fined, or 'local: true'")
    if "percent_of" in fields and "times_of" in fields:
        raise node.error("one of 'percent_of' and 'times_of'")
    form = "percent" if "percent_of" in fields else "times" if "times_of" in fields else "yuan"
    base = fields[f"{form}_of"].text() if form != "yuan" else ""
    low = _amount(fields["from"]) if "from" in fields else Decimal(0)
    high = _amount(fields["to"])
    if not low <= high or high == 0:
        raise fields["to"].error(f"a number above 0 and not below {low}")
    if form == "percent" and high > 100:
        raise fields["to"].error("at most 100 percent")
    if "cap" in fields and form == "yuan":
        raise fields["cap"].error("'cap' only beside a share of a base")
    cap = _amount(fields["cap"]) if "cap" in fields else None
    return s.Fine(form, low, high, base, cap)


def _amount(node: Node) -> Decimal:
    """A whole number, or a decimal written as text: a float of YAML is not a sum of money."""
    value = node.value
    if isinstance(value, str):
        try:
            number = Decimal(str(value))
        except ArithmeticError:
            raise node.error("an amount like 2000 or '0.5'") from None
        if not number.is_finite():
            raise node.error("an amount like 2000 or '0.5'")
    else:
        number = Decimal(node.number())
    if number < 0:
        raise node.error("an amount not below 0")
    return number


def _compared(node: Node) -> s.Compared:
    fields = node.fields(("is", "when", "why", "mark"), ("is", "why", "mark"))
    corrected = fields["when"].one_of(("corrected",)) == "corrected" if "when" in fields else False
    return s.Compared(fields["is"].one_of(s.RELATIONS), fields["why"].text(), fields["mark"].text(), corrected)


def _yields(node: Node) -> s.Yields:
    fields = node.fields(("to", "party", "from", "why", "mark"), ("to", "why", "mark"))
    party = fields["party"].one_of(("any", "person", "unit")) if "party" in fields else "any"
    since = fields["from"].day() if "from" in fields else None
    return s.Yields(fields["to"].text(), party, since, fields["why"].text(), fields["mark"].text())
