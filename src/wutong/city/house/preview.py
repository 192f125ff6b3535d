"""What a change will change, in the words of those it concerns: rows, offices, who gains and loses which role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wutong.city.house.asking import Plan
from wutong.city.house.check import Finding, fresh, zh
from wutong.city.house.plans_lists import term_label, term_words
from wutong.city.house.state import Op, Row, State
from wutong.city.offices.roles import ROLES

WORDS = {
    "name": "名称", "short": "简称", "kind": "类别", "parent": "上级", "order": "次序", "to": "止", "login": "登录名",
    "assistant": "协管人员", "certificate": "执法证", "certificate_from": "执法证起", "certificate_to": "执法证止",
    "leads": "负责", "acting": "代理", "for": "代谁", "document": "依据", "value": "多长", "mark": "标注",
    "periods": "时段", "tag": "字", "label": "名称", "office": "机构", "communities": "社区",
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


def lines(old: State, new: State, ops: Iterable[Op]) -> list[Line]:
    """Each row of a change in words; a code alone says nothing."""
    return [_line(old, new, op) for op in ops if op.table != "office"]


def _line(old: State, new: State, op: Op) -> Line:
    what = named(new if op.now is not None else old, op)
    if op.was is None and op.now is not None:
        return Line("新增", TABLES[op.table], what, _said(new, op.now))
    if op.now is None:
        return Line("去掉", TABLES[op.table], what, "")
    assert op.was is not None
    differs = [n for n in op.now if op.was.get(n) != op.now[n]]
    return Line(
        "改", TABLES[op.table], what, "，".join(_differs(old, new, n, op.was.get(n), op.now[n]) for n in differs)
    )


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


def _one(state: State, name: str, value: object) -> str:
    """A value with its word: 名称城区执法中队, 是负责人."""
    if value is True and name in YES:
        return YES[name]
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
    if name == "value":
        return term_words(text)
    if name in ("parent", "office"):
        return state.name(text, "9999-12-31")
    if name == "for":
        return state.person(text)
    if name in ("to", "certificate_from", "certificate_to"):
        return zh(text)
    if name == "kind":
        return {"work": "上班", "off": "放假", "merge": "合并", "split": "分设"}.get(text, text)
    return text


def _said(state: State, row: Row) -> str:
    told = [_one(state, n, v) for n, v in row.items() if v not in (None, "", [], False) and n != "order"]
    return "，".join(told)


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
