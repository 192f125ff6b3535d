"""What a change will change, in the words of those it concerns: rows, offices, who gains and loses which role."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from wutong.city.house.asking import Plan
from wutong.city.house.check import FOR_EVER, Finding, fresh, zh
from wutong.city.house.plans_lists import term_label, term_words
from wutong.city.house.state import Key, Op, Row, State, before
from wutong.city.offices.roles import ROLES
from wutong.law import rulebook

WORDS = {
    "name": "名称", "short": "简称", "kind": "类别", "parent": "上级", "order": "次序", "to": "止", "login": "登录名",
    "assistant": "协管人员", "certificate": "执法证", "certificate_from": "执法证起", "certificate_to": "执法证止",
    "leads": "负责", "acting": "代理", "for": "代谁", "document": "依据", "value": "多长", "mark": "标注",
    "periods": "时段", "tag": "列表用字", "label": "名称", "office": "机构", "communities": "社区",
}  # fmt: skip
TABLES = {
    "office": "机构代码", "period": "机构", "officer": "人员", "post": "任职", "term": "期限", "day": "日子",
    "hours": "工作时间", "category": "类别", "jurisdiction": "管辖", "successor": "接续",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One row of a change: added, changed or ended."""

    sign: str
    table: str
    what: str
    words: str


@dataclass(frozen=True)
class RoleLine:
    """A role that somebody has from a day on, or has no more."""

    officer: str
    name: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    until: str = ""


@dataclass(frozen=True)
class Preview:
    """A change before it is applied. ``second``: somebody else must confirm it; ``late``: it begins in the past."""

    title: str
    lines: tuple[Line, ...]
    roles: tuple[RoleLine, ...]
    findings: tuple[Finding, ...]
    second: bool
    late: bool
    plan: Plan

    @property
    def refused(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.no)

    @property
    def notes(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if not f.no)

    @property
    def reckons(self) -> bool:
        """Whether open matters' dates must be reckoned anew."""
        return any(op.table in ("term", "day", "hours") for op in self.plan.ops)


def preview(state: State, plan: Plan, day: str, today: str) -> Preview:
    """What a plan would do."""
    new = state.laid(plan.ops)
    return Preview(
        plan.title,
        tuple(lines(state, new, plan.ops)),
        tuple(_roles(state, new, plan, day)),
        tuple(fresh(state, new, today)),
        plan.second,
        day < today,
        plan,
    )


def lines(old: State, new: State, ops: Sequence[Op]) -> list[Line]:
    """Each row of a change in words; a code alone says nothing."""
    same = _as_in_the_rules(old, new, ops)
    found = [_line(old, new, op) for op in ops if op.table != "office" and op.key not in same]
    if same:
        begins = not list(old.rows("category"))
        words = "名称和字都不变，以后本局自己改" if begins else "回到规则里的类别表"
        found.append(Line("新增" if begins else "去掉", TABLES["category"], f"原有的{len(same)}个类别", words))
    return found


def sides(state: State, ops: Iterable[Op]) -> tuple[State, State]:
    """The house around a change as it is told later: what it took away or brought still has its name."""
    old = {name: dict(rows) for name, rows in state.tables.items()}
    new = {name: dict(rows) for name, rows in state.tables.items()}
    for op in ops:
        for tables, row in ((old, op.was), (new, op.now)):
            tables[op.table].pop(op.key, None)
            if row is not None:
                tables[op.table][op.key] = row
    return State(old), State(new)


def _as_in_the_rules(old: State, new: State, ops: Iterable[Op]) -> frozenset[Key]:
    """The categories that a county's own list takes over from the rules as they are, on the day it begins or is given up."""
    if list(old.rows("category")) and list(new.rows("category")):
        return frozenset()
    found = set()
    for op in ops:
        row = op.now or op.was
        if op.table == "category" and row is not None:
            listed = {(c.code, c.label, c.tag) for c in rulebook.categories("complaint", date.fromisoformat(op.key[1]))}
            if (op.key[0], row["label"], row["tag"]) in listed:
                found.add(op.key)
    return frozenset(found)


def _line(old: State, new: State, op: Op) -> Line:
    what = named(new if op.now is not None else old, op)
    was = op.was
    if op.was is None and op.now is not None:
        going_on = old.on("period", before(op.key[1]), op.key[0]) if op.table == "period" else []
        if not going_on:
            return Line("新增", TABLES[op.table], what, _said(new, op))
        was = {**going_on[-1][1], "to": op.now["to"]}  # the office is no new one: it is told what of it changes
    if op.now is None:
        return Line("去掉", TABLES[op.table], what, "")
    assert was is not None
    differs = [n for n in op.now if was.get(n) != op.now[n]]
    told = "，".join(_differs(old, new, n, was.get(n), op.now[n]) for n in differs)
    if op.table == "officer":
        told = told.replace(WORDS["name"], "姓名")
    return Line("改", TABLES[op.table], what, told)


def _differs(old: State, new: State, name: str, was: object, now: object) -> str:
    if name == "to":
        return f"到{zh(str(now))}为止" if now else f"不再到{zh(str(was))}为止"
    if was in (None, "", []):
        return f"{WORDS[name]}写上{show(new, name, now)}"
    if now in (None, "", []):
        return f"去掉{WORDS[name]}{show(old, name, was)}"
    return f"{WORDS[name]}由{show(old, name, was)}改为{show(new, name, now)}"


#: what a yes is called: 负责是 says nothing
YES = {"leads": "是负责人", "acting": "是代理", "assistant": "是协管人员"}


#: values that are told alone, with what stands before and after them
ALONE = {"kind": "{}", "value": "{}", "periods": "{}", "to": "到{}为止", "for": "代{}"}
#: names, which would run into the word before them
QUOTED = frozenset({"name", "short", "parent", "label", "tag", "office"})


def _one(state: State, name: str, value: object) -> str:
    """A value with its word: 名称“城区执法中队”, 是负责人, 代罗青."""
    if value is True and name in YES:
        return YES[name]
    if name in ALONE:
        return ALONE[name].format(show(state, name, value))
    return f"{WORDS[name]}{show(state, name, value)}"


def named(state: State, op: Op) -> str:
    """What a row is about."""
    key = op.key
    match op.table:
        case "period":
            row = op.now or op.was or {}
            return f"{row.get('name', key[0])}（{zh(key[1])}起）"
        case "officer":
            return f"{state.person(key[0])} {key[0]}"
        case "post":
            where = state.name(key[1], key[3])
            return f"{state.person(key[0])}任{where}的{ROLES.get(key[2], key[2])}（{zh(key[3])}起）"
        case "term":
            return f"{term_label(key[0], key[1])}（{zh(key[1])}起）"
        case "category":
            return f"{(op.now or op.was or {}).get('label', key[0])}（{zh(key[1])}起）"
        case "hours":
            return f"工作时间（{zh(key[0])}起）" if "-" in key[0] else "原来的工作时间"
        case "day":
            return zh(key[0])
        case "jurisdiction":
            return f"社区{key[0]}（{zh(key[2])}起）"
        case "successor":
            return f"{state.name(key[0], key[2])}由{state.name(key[1], key[2])}接续（{zh(key[2])}起）"
    return ""


def show(state: State, name: str, value: object) -> str:
    if value is None or value == "" or value == []:
        return "空"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "、".join(map(str, value))
    text = str(value)
    if name in QUOTED:
        return f"“{state.name(text, FOR_EVER) if name in ('parent', 'office') else text}”"
    if name == "value":
        return term_words(text)
    if name == "for":
        return state.person(text)
    if name in ("to", "certificate_from", "certificate_to"):
        return zh(text)
    if name == "kind":
        return {"work": "上班", "off": "放假", "merge": "合并", "split": "分设"}.get(text, text)
    return text


#: what is not told of a new row: how it is sorted, and what its own line says already
UNTOLD = {"period": {"order", "kind"}, "officer": {"name"}, "category": {"order", "label"}}


def _said(state: State, op: Op) -> str:
    row: Row = op.now or {}
    untold = UNTOLD.get(op.table, set())
    return "，".join(_one(state, n, v) for n, v in row.items() if v not in (None, "", [], False) and n not in untold)


def _roles(old: State, new: State, plan: Plan, day: str) -> list[RoleLine]:
    """Who gains and loses which role, from the day on and, for what has an end, until when."""
    days = {day} | {op.key[3] for op in plan.ops if op.table == "post"}
    gained: dict[str, dict[str, str]] = {}
    lost: dict[str, dict[str, str]] = {}
    for on in sorted(days):
        before, now = old.roles(on), new.roles(on)
        for officer in sorted({*before, *now}):
            for office, role in sorted(now.get(officer, set()) - before.get(officer, set())):
                ends = [r.get("to") for _, r in new.on("post", on, officer, office, role)]
                until = f"，到{zh(ends[0])}" if ends and ends[0] else ""
                words = f"{new.name(office, on)}{ROLES.get(role, role)}"
                gained.setdefault(officer, {}).setdefault(words, f"{words}（{zh(on)}起{until}）")
            for office, role in sorted(before.get(officer, set()) - now.get(officer, set())):
                words = f"{old.name(office, on)}{ROLES.get(role, role)}"
                lost.setdefault(officer, {}).setdefault(words, f"{words}（{zh(on)}起不再）")
    return [
        RoleLine(o, new.person(o), tuple(gained.get(o, {}).values()), tuple(lost.get(o, {}).values()))
        for o in sorted({*gained, *lost})
    ]
