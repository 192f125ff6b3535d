"""The shelf of rules: opens the files that ship with the package, once, and hands out what was in force on a day."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from threading import RLock

from wutong.law.calendar import OFFICE_HOURS, Calendar, DayOverride
from wutong.law.holidays import Year, build_calendar, read_fixed, read_year
from wutong.law.ladder import Ladder
from wutong.law.ladder import read as read_ladder
from wutong.law.procedure.comparisons import AMOUNT
from wutong.law.procedure.loader import versions
from wutong.law.procedure.schema import Local, Param, Procedure, Value
from wutong.law.procedure.yamlfile import Node, RuleError, nearest, whole
from wutong.law.statutes import Statute
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
    overrides: tuple[DayOverride, ...],
    hours: tuple[tuple[time, time], ...],
    known_on: date | None,
    later: tuple[tuple[date, tuple[tuple[time, time], ...]], ...],
) -> Calendar:
    return build_calendar(_years(), _fixed(), overrides, hours, known_on, later)


def calendar(
    overrides: Sequence[DayOverride] = (),
    hours: Sequence[tuple[time, time]] = OFFICE_HOURS,
    *,
    known_on: date | None = None,
    later: Sequence[tuple[date, Sequence[tuple[time, time]]]] = (),
) -> Calendar:
    """Working days as announced, with a county's own days laid on top. `known_on`: as they were known on that day;
    `later`: other working hours, each from its day on."""
    changed = tuple((first, tuple((start, end) for start, end in periods)) for first, periods in later)
    return _calendar(tuple(overrides), tuple((start, end) for start, end in hours), known_on, changed)


def _files() -> dict[str, list[Traversable]]:
    """Rule files by family: `penalty.ordinary.yaml`, and `penalty.ordinary-2017.yaml` for a text of its own."""
    found: dict[str, list[Traversable]] = {}
    for item in sorted((RULES / "procedures").iterdir(), key=lambda each: each.name):
        if item.name.endswith(".yaml"):
            found.setdefault(item.name.removesuffix(".yaml").partition("-")[0], []).append(item)
    return found


def calendar_with(year: Year) -> Calendar:
    """The working days as they will be once a year's file with its notice stands on the shelf."""
    years = sorted([*(each for each in _years() if each.year != year.year), year], key=lambda each: each.year)
    return build_calendar(tuple(years), _fixed(), (), OFFICE_HOURS, None)


#: two that ask for the same law at once read it once: the second waits, instead of both taking twice as long
_reading = RLock()


def _family(family: str) -> tuple[Procedure, ...]:
    """Only the files of one family are opened: a desk waits for the law it asks."""
    with _reading:
        return _opened(family, examples=False)


@cache
def _opened(family: str, *, examples: bool) -> tuple[Procedure, ...]:
    known = _files()
    if family not in known:
        raise KeyError(f"no procedure {family!r}; did you mean {nearest(family, known)!r}?")
    found: list[Procedure] = []
    for item in known[family]:
        name = f"procedures/{item.name}"
        texts = versions(item.read_text(encoding="utf-8"), name, examples=examples)
        if texts[0].family != family:
            raise RuleError(name, 1, f"procedure: {texts[0].family}", f"{family}, as the file is called")
        found += texts
    return shelved(found)


@cache
def _procedures() -> tuple[Procedure, ...]:
    return tuple(text for family in families() for text in _family(family))


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
    before: dict[str, tuple[Procedure, ...]] = {}
    shelf = []
    for text in ordered:
        text = replace(text, texts=before.get(text.family, ()), keeps=_kept(text, ordered))
        shelf.append(text)
        before[text.family] = (*before.get(text.family, ()), text)
    return tuple(shelf)


def _kept(text: Procedure, shelf: Sequence[Procedure]) -> dict[str, dict[str, bool]]:
    """What a fold remembers of an entry: what any text of the family reads, because a later one reads old entries."""
    kept: dict[str, dict[str, bool]] = {}
    for other in shelf:
        if other.family == text.family:
            for act, fields in other.keeps.items():
                known = text.acts.get(act)
                kept.setdefault(act, {}).update(
                    {name: whole for name, whole in fields.items() if known and known.field(name)}
                )
    return kept


def texts(family: str) -> tuple[Procedure, ...]:
    """Every text of a family, oldest first, without its examples."""
    return _family(family)


def with_examples(family: str) -> tuple[Procedure, ...]:
    """The same texts with the examples of their files, for whoever proves them."""
    return _opened(family, examples=True)


@cache
def edition() -> str:
    """One word for all texts on the shelf: another one after an upgrade that changed any of them."""
    told = [(item.name, item.read_text(encoding="utf-8")) for items in _files().values() for item in items]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def families() -> tuple[str, ...]:
    """The names of all procedures on the shelf; nothing is opened."""
    return tuple(sorted(_files()))


@cache
def local_terms(on: date) -> Mapping[str, Param]:
    """The lengths of time that some procedure leaves to the county, in the texts of a day, else in the newest."""
    found: dict[str, Param] = {}
    for family in families():
        of_the_day = [x for x in _family(family) if x.in_force <= on and (x.until is None or on <= x.until)]
        for text in of_the_day or _family(family)[-1:]:
            found |= {name: param for name, param in text.params.items() if param.type == "term"}
    return found


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
            if name.startswith(f"{text.family}."):
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
    elif param.type == "yesno":
        if not isinstance(value, bool):
            raise ValueError(f"{param.name} is true or false, not {value!r}")
        checked = value
    elif param.type == "money":
        if isinstance(value, bool) or not AMOUNT.fullmatch(str(value)):
            raise ValueError(f"{param.name} is an amount in yuan like 2000, not {value!r}")
        checked = str(value)
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
def _ladders() -> tuple[Ladder, ...]:
    folder = RULES / "ladders"
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".yaml"))
    found = tuple(read_ladder((folder / name).read_text(encoding="utf-8"), f"ladders/{name}") for name in names)
    for ladder in found:
        unknown = set(ladder.clocks) - {clock for text in _family(ladder.family) for clock in text.clocks}
        if unknown:
            raise KeyError(f"the ladder {ladder.title} urges by {sorted(unknown)}, no clocks of {ladder.family}")
    return found


def ladders(on: date) -> Mapping[str, Ladder]:
    """The ladders of urging in force on a day, by procedure family."""
    return {x.family: x for x in _ladders() if x.in_force <= on and (x.until is None or on <= x.until)}


@cache
def shipped_texts() -> tuple[Statute, ...]:
    """The sample texts that ship here, as statutes: a citation of them opens like any other."""
    found = []
    for item in sorted((RULES / "texts").iterdir(), key=lambda each: each.name):
        top = whole(item.read_text(encoding="utf-8"), f"texts/{item.name}", date.max).fields(
            ("text", "mark", "in_force", "articles"), ("text", "mark", "articles")
        )
        day = top["in_force"].day() if "in_force" in top else date(2011, 1, 1)
        articles = {number: (each.text(),) for number, each in top["articles"].items()}
        found.append(Statute(top["text"].text(), day.year, day, top["mark"].text(), articles, f"texts/{item.name}"))
    return tuple(found)


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
