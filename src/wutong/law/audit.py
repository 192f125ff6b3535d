"""案卷评查: a finished or imported dossier held against the law, entry by entry, with article, severity, consequence and cure.

The dossier is judged twice: as it is known now, and as each entry could be judged on the day it was written. What is in
order only because of something written afterwards was made good afterwards (补手续), and is named.

A score is a local matter: headings, points and costs are data (``rules/audit``), marked 样例 until a county has laid its own.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from wutong.law.calendar import SHANGHAI, Calendar, legal_day
from wutong.law.procedure.defects import Defect, Texts, history
from wutong.law.procedure.schema import Json, Procedure
from wutong.law.procedure.stand import Ask
from wutong.law.procedure.threads import Thread
from wutong.law.procedure.view import Check
from wutong.law.procedure.who import Hand
from wutong.law.procedure.words import EFFECTS
from wutong.law.procedure.yamlfile import Node, whole

RULES = files("wutong.law") / "rules" / "audit"
CONSEQUENCES = {
    "void": "无效",
    "revoke": "应当撤销",
    "slight": "确认违法但不撤销，或者扣分",
    "liability": "追究责任",
    "none": "指出改正",
}
AFTERWARDS, QUESTION = "afterwards", "question"
#: how the refusal for too few persons begins (procedure.who)
TOO_FEW = ("有执法资格的人员不到", "参加的")
TOP = ("procedure", "title", "number", "params", "on", "entries")
ENTRY = ("act", "at", "written", "actor", "roles", "office", "offices", "hands", "about", "fields", "imported")
HAND = ("person", "roles", "certified", "confirmed")
#: a dossier is a few dozen entries; more is not one
MOST = 5_000


class Unreadable(ValueError):
    """The file is no dossier; the message says where, what stands there and what was expected."""


@dataclass(frozen=True)
class Heading:
    """A block of the score sheet. ``acts``: the acts and clocks whose defects it answers for."""

    code: str
    title: str
    points: int
    acts: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """How a place scores files: which effects veto, what the others cost, which grade begins where."""

    title: str
    mark: str
    procedures: tuple[str, ...]
    veto: frozenset[str]
    costs: Mapping[str, int]
    grades: tuple[tuple[str, int], ...]
    headings: tuple[Heading, ...]
    general: str
    cures: Mapping[str, str]

    def heading(self, name: str) -> Heading | None:
        """The block that answers for an act or clock."""
        return next((each for each in self.headings if name in each.acts), None)


@dataclass(frozen=True)
class Dossier:
    """A file to be judged: its procedure, local values, and entries in the order of what happened."""

    procedure: str
    title: str
    params: Mapping[str, object]
    on: datetime
    entries: tuple[Ask, ...]


@dataclass(frozen=True)
class Finding:
    """One defect with what follows from it. ``act``: the act or clock, as the procedure calls it; ``heading``: "" for none."""

    defect: Defect
    act: str
    at: datetime | None
    consequence: str
    cure: str
    heading: str

    @property
    def afterwards(self) -> bool:
        """Whether it was made good afterwards."""
        return self.defect.kind == AFTERWARDS


@dataclass(frozen=True)
class Block:
    """What a heading has left of its points."""

    title: str
    points: int
    left: int
    defects: int


@dataclass(frozen=True)
class Report:
    """The outcome. ``veto``: defects of which one suffices; with any, ``score`` is 0 and the grade 不合格."""

    dossier: Dossier
    findings: tuple[Finding, ...]
    blocks: tuple[Block, ...]
    veto: tuple[Finding, ...]
    score: int
    grade: str
    mark: str


# ---- reading


def dossier(text: str, file: str) -> Dossier:
    """Read a dossier from JSON.

    :raises Unreadable: naming the place in the file, what stands there and what was expected.
    """
    try:
        data = json.loads(text, parse_constant=lambda word: _no(file, "", word, "a number"))
    except (json.JSONDecodeError, RecursionError) as bad:
        raise Unreadable(f"{file}: {bad}; expected JSON / 不是JSON") from bad
    top = _map(data, TOP, ("procedure", "entries"), file, "the dossier")
    if not isinstance(top["entries"], list) or not 0 < len(top["entries"]) <= MOST:
        raise _no(file, "entries", top["entries"], f"a list of 1 to {MOST} entries")
    entries = tuple(_entry(each, file, f"entries[{n}]") for n, each in enumerate(top["entries"]))
    params = top.get("params") or {}
    if not isinstance(params, dict):
        raise _no(file, "params", params, "a map of local values")
    on = _instant(top["on"], file, "on") if "on" in top else max(each.written for each in entries)
    for field in ("procedure", "title", "number"):
        if field in top and not isinstance(top[field], str):
            raise _no(file, field, top[field], "text")
    return Dossier(top["procedure"], top.get("title", ""), params, on, tuple(sorted(entries, key=lambda each: each.at)))


def _entry(data: Any, file: str, where: str) -> Ask:
    given = _map(data, ENTRY, ("act", "at", "actor"), file, where)
    at = _instant(given["at"], file, f"{where}.at")
    hands = given.get("hands", [])
    fields = given.get("fields", {})
    if not isinstance(hands, list):
        raise _no(file, f"{where}.hands", hands, "a list of persons")
    if not isinstance(fields, dict):
        raise _no(file, f"{where}.fields", fields, "a map of fields")
    about = given.get("about")
    if about is not None and (isinstance(about, bool) or not isinstance(about, int)):
        raise _no(file, f"{where}.about", about, "the number of an entry, from 1")
    return Ask(
        act=_text(given["act"], file, f"{where}.act"),
        at=at,
        written=_instant(given["written"], file, f"{where}.written") if "written" in given else at,
        fields=_fields(fields),
        actor=_text(given["actor"], file, f"{where}.actor"),
        roles=_texts(given.get("roles", []), file, f"{where}.roles"),
        office=_text(given.get("office", ""), file, f"{where}.office"),
        about=about,
        imported=_flag(given.get("imported", False), file, f"{where}.imported") is True,
        offices=_texts(given.get("offices", []), file, f"{where}.offices"),
        hands=tuple(_hand(each, file, f"{where}.hands[{n}]") for n, each in enumerate(hands)),
    )


def _hand(data: Any, file: str, where: str) -> Hand:
    given = _map(data, HAND, ("person",), file, where)
    return Hand(
        _text(given["person"], file, f"{where}.person"),
        _texts(given.get("roles", []), file, f"{where}.roles"),
        _flag(given.get("certified"), file, f"{where}.certified"),
        _flag(given.get("confirmed"), file, f"{where}.confirmed"),
    )


def _fields(given: Mapping[str, Any]) -> dict[str, Json]:
    return {str(name): value for name, value in given.items()}


def _map(data: Any, known: Sequence[str], needed: Sequence[str], file: str, where: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise _no(file, where, data, f"a map of {', '.join(known)}")
    for name in data:
        if name not in known:
            raise _no(file, where, f"key {name!r}", f"one of {', '.join(known)}")
    for name in needed:
        if name not in data:
            raise _no(file, where, "nothing", f"the key {name!r}")
    return data


def _text(data: Any, file: str, where: str) -> str:
    if not isinstance(data, str):
        raise _no(file, where, data, "text")
    return data


def _texts(data: Any, file: str, where: str) -> frozenset[str]:
    if not isinstance(data, list) or not all(isinstance(each, str) for each in data):
        raise _no(file, where, data, "a list of words")
    return frozenset(data)


def _flag(data: Any, file: str, where: str) -> bool | None:
    if data is not None and not isinstance(data, bool):
        raise _no(file, where, data, "true, false or nothing")
    return data


def _instant(data: Any, file: str, where: str) -> datetime:
    try:
        at = datetime.fromisoformat(data)
    except (TypeError, ValueError):
        raise _no(file, where, data, "an instant like 2026-03-02T09:00") from None
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)


def _no(file: str, where: str, found: object, expected: str) -> Unreadable:
    shown = repr(found) if not isinstance(found, str) or not found.startswith(("key ", "nothing")) else found
    return Unreadable(f"{file}, {where}: found {shown[:80]}; expected {expected}")


@cache
def sheets() -> tuple[Sheet, ...]:
    """Every score sheet on the shelf."""
    found = sorted((each for each in RULES.iterdir() if each.name.endswith(".yaml")), key=lambda each: each.name)
    return tuple(read_sheet(each.read_text(encoding="utf-8"), f"audit/{each.name}") for each in found)


def read_sheet(text: str, file: str) -> Sheet:
    """Read a score sheet strictly.

    :raises RuleError: naming file, line, what stands there and what was expected.
    """
    keys = (
        "audit",
        "title",
        "procedures",
        "mark",
        "in_force",
        "veto",
        "costs",
        "grades",
        "headings",
        "general",
        "cures",
    )
    top = whole(text, file, date.max).fields(keys, keys)
    headings = tuple(_heading(code, node) for code, node in top["headings"].items())
    names = [name for each in headings for name in each.acts]
    for name in names:
        if names.count(name) > 1:
            raise top["headings"].error("each act under one heading", found=f"{name!r} under two")
    if sum(each.points for each in headings) != 100:
        raise top["headings"].error("100 points in all", found=f"{sum(each.points for each in headings)} points")
    grades = {name: node.number() for name, node in top["grades"].items()}
    return Sheet(
        title=top["title"].text(),
        mark=top["mark"].text(),
        procedures=top["procedures"].texts(),
        veto=frozenset(each.one_of(EFFECTS) for each in top["veto"].list()),
        costs={name: node.number() for name, node in top["costs"].fields(EFFECTS).items()},
        grades=tuple(sorted(grades.items(), key=lambda each: -each[1])),
        headings=headings,
        general=top["general"].text(),
        cures={name: node.text() for name, node in top["cures"].items()},
    )


def _heading(code: str, node: Node) -> Heading:
    fields = node.fields(("title", "points", "acts"), ("title", "points", "acts"))
    return Heading(code, fields["title"].text(), fields["points"].number(), fields["acts"].texts())


# ---- judging


def audit(
    file: Dossier,
    texts: Texts,
    calendar: Calendar,
    sheet: Sheet,
    *,
    checks: Mapping[str, Check] | None = None,
) -> Report:
    """Everything that is wrong with a dossier, and what it scores."""
    _, found = history(texts, file.entries, calendar, file.on, thread=alone(file), checks=checks)
    late = _made_good(file, texts, calendar, found, checks)
    findings = tuple(_finding(_asked(each, file), file, texts, sheet) for each in (*found, *late))
    veto = tuple(each for each in findings if each.defect.effect in sheet.veto)
    blocks = tuple(_block(each, findings, sheet) for each in sheet.headings)
    loose = sum(sheet.costs.get(each.defect.effect, 0) for each in findings if not each.heading)
    score = 0 if veto else max(0, sum(each.left for each in blocks) - loose)
    grade = "不合格" if veto else next((name for name, least in sheet.grades if score >= least), "不合格")
    return Report(file, findings, blocks, veto, score, grade, sheet.mark)


def alone(file: Dossier) -> Thread:
    """The dossier by itself: it brought no other matter along, so what was seized or held is taken to be nothing."""
    return Thread("本案", file.procedure)


def _made_good(
    file: Dossier, texts: Texts, calendar: Calendar, now: Sequence[Defect], checks: Mapping[str, Check] | None
) -> list[Defect]:
    """Entries in order now that were not when they were written: what they lacked was written afterwards."""
    wrong_now = {(each.seq, each.article, each.missing) for each in now}
    found = []
    for seq, each in enumerate(file.entries, start=1):
        known = [other for other in file.entries[:seq] if other.written <= each.written]
        if len(known) == seq:
            continue
        _, then = history(texts, known, calendar, each.written, thread=alone(file), checks=checks)
        for defect in then:
            if (
                defect.kind == "act"
                and defect.seq == len(known)
                and (seq, defect.article, defect.missing) not in wrong_now
            ):
                words = f"写下的时候{defect.missing}，后来补的"
                found.append(Defect(AFTERWARDS, seq, defect.title, defect.article, words, "slight", defect.mark))
    return found


def _asked(defect: Defect, file: Dossier) -> Defect:
    """Nobody was named at all: a question to whoever brought the file, not yet a fault of those who acted."""
    entry = file.entries[defect.seq - 1] if 0 < defect.seq <= len(file.entries) else None
    unnamed = entry is not None and not entry.hands and defect.missing.startswith(TOO_FEW)
    return replace(defect, kind=QUESTION, missing="没有写明谁在场，问清楚再评", effect="none") if unnamed else defect


def _finding(defect: Defect, file: Dossier, texts: Texts, sheet: Sheet) -> Finding:
    entry = file.entries[defect.seq - 1] if 0 < defect.seq <= len(file.entries) else None
    name = entry.act if entry else ""
    if defect.kind in {"late", "missed"} and entry is not None:
        name = _clock(texts(legal_day(file.on)), defect, entry.act)
    heading = sheet.heading(name)
    return Finding(
        defect=defect,
        act=name,
        at=entry.at if entry else None,
        consequence=CONSEQUENCES[defect.effect],
        cure=sheet.cures.get(name, sheet.general),
        heading=heading.code if heading else "",
    )


def _clock(text: Procedure, defect: Defect, started_by: str) -> str:
    """The name of the clock a defect tells of."""
    mine = [
        each.name for each in text.clocks.values() if defect.title.endswith(each.title) and started_by in each.froms
    ]
    return mine[0] if mine else started_by


def _block(heading: Heading, findings: Sequence[Finding], sheet: Sheet) -> Block:
    mine = [each for each in findings if each.heading == heading.code]
    lost = sum(
        heading.points if each.defect.effect in sheet.veto else sheet.costs.get(each.defect.effect, 0) for each in mine
    )
    return Block(heading.title, heading.points, max(0, heading.points - lost), len(mine))


def sheet_for(family: str) -> Sheet | None:
    """The score sheet of a procedure."""
    return next((each for each in sheets() if family in each.procedures), None)


def unknown(sheet: Sheet, known: Callable[[str], Mapping[str, object]]) -> list[str]:
    """Acts or clocks that a sheet names and no text of its procedures has; for the check of the rule files."""
    names = {name for family in sheet.procedures for name in known(family)}
    told = {name for each in sheet.headings for name in each.acts} | set(sheet.cures)
    return sorted(told - names)
