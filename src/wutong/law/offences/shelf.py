"""The offences and statutes that ship with the package, opened once; checked together, so that each number stands once."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files

from wutong.law.offences.loader import Statutes, read_offences, read_statutes
from wutong.law.offences.schema import Offence, StatuteText
from wutong.law.procedure.yamlfile import RuleError, nearest

FOLDER = files("wutong.law") / "rules" / "offences"


@cache
def statutes() -> Statutes:
    return read_statutes((FOLDER / "statutes.yaml").read_text(encoding="utf-8"), "offences/statutes.yaml")


@cache
def offences() -> Mapping[str, Offence]:
    """Every offence by its key, in the order of its number."""
    names = sorted(
        item.name for item in FOLDER.iterdir() if item.name.endswith(".yaml") and item.name != "statutes.yaml"
    )
    found = [
        each
        for name in names
        for each in read_offences((FOLDER / name).read_text(encoding="utf-8"), f"offences/{name}", statutes())
    ]
    return shelved(found)


def shelved(found: list[Offence]) -> Mapping[str, Offence]:
    """In order of number; a key or a number that stands twice is an error."""
    by_key: dict[str, Offence] = {}
    numbers: dict[int, str] = {}
    for each in sorted(found, key=lambda offence: offence.no):
        if each.key in by_key or each.no in numbers:
            raise RuleError(each.file, 1, f"{each.key} as number {each.no}", "a key and a number that stand once")
        by_key[each.key] = each
        numbers[each.no] = each.key
    return by_key


def offence(key: str) -> Offence:
    """An offence by key, by number or by its exact title."""
    known = offences()
    if key in known:
        return known[key]
    for each in known.values():
        if str(each.no) == key or each.title == key:
            return each
    near = nearest(key, [*known, *(each.title for each in known.values())])
    raise KeyError(f"no offence {key!r}" + (f"; did you mean {near!r}?" if near else ""))


def find(words: str) -> tuple[Offence, ...]:
    """Offences whose title, key, group or note holds every one of the words; all of them for none."""
    wanted = words.split()
    return tuple(
        each
        for each in offences().values()
        if all(word in f"{each.title} {each.key} {each.group} {each.note} {each.no}" for word in wanted)
    )


def text_of(statute: str, on: date) -> StatuteText | None:
    """The text of a statute in force on a day; None before the first that is recorded here."""
    for each in statutes()[statute].values():
        if each.in_force <= on and (each.until is None or on <= each.until):
            return each
    return None
