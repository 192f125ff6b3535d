"""The shelf of rules: opens the files that ship with the package, once, and hands out what was in force on a day."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise

from wutong.law.calendar import OFFICE_HOURS, Calendar, DayOverride
from wutong.law.holidays import Year, build_calendar, read_fixed, read_year
from wutong.law.procedure.loader import versions
from wutong.law.procedure.schema import Local, Param, Procedure, Value
from wutong.law.procedure.yamlfile import Node, RuleError, nearest, whole
from wutong.law.terms import Term

RULES = files("wutong.law") / "rules"


@dataclass(frozen=True)
class Category:
    """What a complaint is about; `tag` is the one character shown in lists."""

    code: str
    tag: str
    label: str
    mark: str


@cache
def _years() -> tuple[Year, ...]:
    folder = RULES / "holidays"
    names = sorted(item.name for item in folder.iterdir() if item.name[:4].isdigit())
    return tuple(read_year((folder / name).read_text(encoding="utf-8"), f"holidays/{name}") for name in names)


@cache
def _fixed() -> frozenset[tuple[int, int]]:
    return read_fixed((RULES / "holidays" / "statutory.yaml").read_text(encoding="utf-8"), "holidays/statutory.yaml")


@cache
def _calendar(
    overrides: tuple[DayOverride, ...], hours: tuple[tuple[time, time], ...], known_on: date | None
) -> Calendar:
    return build_calendar(_years(), _fixed(), overrides, hours, known_on)


def calendar(
    overrides: Sequence[DayOverride] = (),
    hours: Sequence[tuple[time, time]] = OFFICE_HOURS,
    *,
    known_on: date | None = None,
) -> Calendar:
    """Working days as announced, with a county's own days laid on top. `known_on`: as they were known on that day."""
    return _calendar(tuple(overrides), tuple((start, end) for start, end in hours), known_on)


@cache
def _family(family: str) -> tuple[Procedure, ...]:
    found = [procedure for procedure in _procedures() if procedure.family == family]
    if not found:
        known = {procedure.family for procedure in _procedures()}
        raise KeyError(f"no procedure {family!r}; did you mean {nearest(family, known)!r}?")
    return tuple(found)


@cache
def _procedures() -> tuple[Procedure, ...]:
    folder = RULES / "procedures"
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".yaml"))
    found = [
        each for name in names for each in versions((folder / name).read_text(encoding="utf-8"), f"procedures/{name}")
    ]
    return shelved(found)


def shelved(found: Iterable[Procedure]) -> tuple[Procedure, ...]:
    """Texts in order; two in force on one day, or a day between two without any, is an error."""
    ordered = sorted(found, key=lambda each: (each.family, each.in_force))
    for earlier, later in pairwise(ordered):
        if earlier.family != later.family:
            continue
        if earlier.until is None or earlier.until.toordinal() + 1 != later.in_force.toordinal():
            wanted = f"{earlier.source} to end the day before"
            raise RuleError(later.source, 1, f"{later.family} in force from {later.in_force}", wanted)
        gone = [name for name in earlier.acts if name not in later.acts]
        if gone:
            raise RuleError(
                later.source, 1, f"no act {gone[0]!r}", "every act of the text before: names are a contract"
            )
    return tuple(ordered)


def families() -> tuple[str, ...]:
    return tuple(sorted({procedure.family for procedure in _procedures()}))


def procedure(family: str, on: date, params: Mapping[str, object] | None = None) -> Procedure:
    """The text in force on a day with the local values laid in; `hash` names both."""
    return bind(text_on(family, on), params or {})


def text_on(family: str, on: date) -> Procedure:
    """The text in force on a day, before any local value is laid in."""
    for text in _family(family):
        if text.in_force <= on and (text.until is None or on <= text.until):
            return text
    raise KeyError(f"no text of {family!r} was in force on {on}")


def bind(text: Procedure, params: Mapping[str, object]) -> Procedure:
    """Lays local values into a procedure. Those of other families are left aside; a wrong type is an error."""
    values: dict[str, Local] = {}
    for name, given in params.items():
        param = text.params.get(name) or text.params.get(name.rpartition(".")[0])
        if param is None:
            prefix = name.split(".")[0]
            if prefix == text.family.split(".")[0]:
                raise KeyError(f"{text.family} has no local value {name!r}; one of {', '.join(text.params)}")
            continue
        local = _local(param, given)
        if local is not None:
            values[name] = local
    told = json.dumps({name: str(local.value) for name, local in sorted(values.items())}, sort_keys=True)
    digest = hashlib.sha256(f"{text.hash}\n{text.in_force}\n{told}".encode()).hexdigest()
    return replace(text, values=values, hash=f"{text.family}/{text.in_force}:{digest[:16]}")


def _local(param: Param, given: object) -> Local | None:
    """A county's row, a mapping, a Term or plain text: what carries a mark and a document keeps them."""
    mark, document, value = "", "", given
    if isinstance(given, Mapping):
        value, mark, document = given.get("value"), str(given.get("mark") or ""), str(given.get("document") or "")
    elif not isinstance(given, Term | str | int) and given is not None:
        value = getattr(given, "value", None)
        mark, document = str(getattr(given, "mark", "") or ""), str(getattr(given, "document", "") or "")
    if value is None or value == "":
        return None
    checked: Value
    if param.type == "term":
        checked = value if isinstance(value, Term) else Term.parse(str(value))
    elif param.type == "number":
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"{param.name} is a whole number, not {value!r}")
        checked = value
    else:
        checked = str(value)
    return Local(checked, mark, document)


@cache
def categories(name: str, on: date) -> tuple[Category, ...]:
    """The categories of a list on a day."""
    path = RULES / "categories" / f"{name}.yaml"
    return _categories(path, on)


def _categories(path: Traversable, on: date) -> tuple[Category, ...]:
    top = whole(path.read_text(encoding="utf-8"), f"categories/{path.name}", on).fields(
        ("categories", "mark", "in_force", "of"), ("categories", "in_force", "of")
    )
    if on < top["in_force"].day():
        raise KeyError(f"no categories in {path.name} on {on}")
    mark = top["mark"].text() if "mark" in top else ""
    found = []
    for code, node in top["of"].items():
        fields = node.fields(("tag", "label", "in_force", "until"), ("tag", "label"))
        if ("in_force" in fields and on < fields["in_force"].day()) or (
            "until" in fields and on > fields["until"].day()
        ):
            continue
        tag = fields["tag"].text()
        if len(tag) != 1:
            raise fields["tag"].error("one character")
        found.append(Category(code, tag, fields["label"].text(), mark))
    return tuple(found)


@dataclass(frozen=True)
class LocalTerm:
    """A length that a province or city rule states, offered to counties there as a sample."""

    name: str
    value: Term
    label: str
    mark: str
    document: str
    in_force: date


@cache
def terms(region: str, on: date) -> Mapping[str, LocalTerm]:
    """Local lengths of a region in force on a day, by the name of the param they could fill."""
    found: dict[str, LocalTerm] = {}
    folder = RULES / "local" / region
    if not folder.is_dir():
        return found
    for item in sorted(folder.iterdir(), key=lambda each: each.name):
        if item.name.endswith(".yaml"):
            found.update(_local_terms(item, region, on))
    return found


def _local_terms(item: Traversable, region: str, on: date) -> dict[str, LocalTerm]:
    node: Node = whole(item.read_text(encoding="utf-8"), f"local/{region}/{item.name}", on)
    keys = ("local", "place", "document", "mark", "in_force", "until", "note", "terms")
    top = node.fields(keys, ("local", "place", "document", "mark", "in_force", "terms"))
    start = top["in_force"].day()
    if on < start or ("until" in top and on > top["until"].day()):
        return {}
    mark, document = top["mark"].text(), top["document"].text()
    found = {}
    for name, each in top["terms"].items():
        fields = each.fields(("value", "label", "cite"), ("value", "label", "cite"))
        try:
            term = Term.parse(fields["value"].text())
        except ValueError as error:
            raise fields["value"].error(str(error)) from None
        cited = f"{document} {fields['cite'].text()}".strip()
        found[name] = LocalTerm(name, term, fields["label"].text(), mark, cited, start)
    return found


@cache
def article(cited: str) -> str:
    """The words of an article of a text that ships here, for the page that shows a refusal; '' for other texts."""
    for title, articles in _texts().items():
        number = re.fullmatch(rf"{re.escape(title)}第(\d+)条.*", cited)
        if number and number[1] in articles:
            return articles[number[1]]
    return ""


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    found = {}
    for item in sorted((RULES / "texts").iterdir(), key=lambda each: each.name):
        node = whole(item.read_text(encoding="utf-8"), f"texts/{item.name}", date.max)
        top = node.fields(("text", "mark", "in_force", "articles"), ("text", "mark", "articles"))
        found[top["text"].text()] = {number: each.text() for number, each in top["articles"].items()}
    return found


def problems(family: str, on: date, params: Mapping[str, object]) -> list[str]:
    """What is wrong with a county's local values, for its loader and the doctor; nothing here stops a page."""
    found = []
    for name, given in params.items():
        try:
            bind(text_on(family, on), {name: given})
        except (KeyError, ValueError) as error:
            found.append(f"{name}: {error.args[0]}")
    if found:
        return found
    bound = bind(text_on(family, on), params)
    for clock in bound.clocks.values():
        length = bound.value(clock.within.param) if clock.within.param else None
        for rule in clock.extends:
            most = bound.value(rule.at_most_param) if rule.at_most_param else None
            pair = (length.value, most.value) if length and most else None
            if pair and isinstance(pair[0], Term) and isinstance(pair[1], Term) and pair[0].unit != pair[1].unit:
                found.append(f"{rule.at_most_param}: counted in {pair[1].unit}, the clock in {pair[0].unit}")
    return found
