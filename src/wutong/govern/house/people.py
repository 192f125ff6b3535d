"""Officers and posts of a spreadsheet: each row judged by itself, every bad one named with its field and reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from wutong.city.house import api as house
from wutong.city.offices import api as offices

#: heading → field
COLUMNS: dict[str, str] = {
    "工号": "officer",
    "姓名": "name",
    "登录名": "login",
    "协管人员": "assistant",
    "执法证号": "certificate",
    "执法证起": "certificate_from",
    "执法证止": "certificate_to",
    "机构": "office",
    "岗位": "role",
    "负责": "leads",
    "起": "from",
    "止": "to",
}
#: what a column was called in tables that were filled in before
FORMERLY = {"角色": "岗位"}
EXAMPLE = (
    "105",
    "张三",
    "zhangsan",
    "否",
    "川A-0105",
    "2026-01-01",
    "",
    "街面执法一中队",
    "队员",
    "否",
    "2026-01-01",
    "",
)
DAYS = ("certificate_from", "certificate_to", "from", "to")
FLAGS = {"是": True, "否": False, "": False, "1": True, "0": False}
MOST = 500
LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")


@dataclass(frozen=True)
class Bad:
    """What is wrong with one field of one row."""

    row: int
    field: str
    reason: str


@dataclass(frozen=True)
class Judged:
    """The good rows as the change takes them, and what is wrong with the others."""

    rows: tuple[dict[str, Any], ...]
    bad: tuple[Bad, ...]


def judge(state: house.State, found: Iterable[tuple[int, tuple[str, ...], str]], today: date) -> Judged:
    """Judge a sheet's rows; the first is its heading."""
    head: list[str] = []
    rows: list[dict[str, Any]] = []
    bad: list[Bad] = []
    for n, cells, fault in found:
        if not head:
            head = [FORMERLY.get(c.strip(), c.strip()) for c in cells]
            missing = [c for c in ("工号", "姓名") if c not in head]
            bad += [Bad(n, c, "表头里没有这一列；下载模板，照着填") for c in missing]
            bad += [Bad(n, c, f"不认识的列；能用的是{'、'.join(COLUMNS)}") for c in head if c and c not in COLUMNS]
            if bad:
                break
            continue
        if len(rows) >= MOST or len(bad) >= MOST:
            over = f"一次最多{MOST}行，分成几个表" if len(rows) >= MOST else "前面要改的太多，改好再检查后面的"
            bad.append(Bad(n, "整行", over))
            break
        if fault:
            bad.append(Bad(n, "整行", fault))
            continue
        given = {COLUMNS[h]: c.strip() for h, c in zip(head, cells, strict=False) if h in COLUMNS}
        row, wrong = _row(state, given, n, today)
        bad += wrong
        if not wrong:
            rows.append(row)
    if not head:
        bad.append(Bad(1, "表头", "表格是空的；下载模板，照着填"))
    return Judged(tuple(rows), tuple(bad))


def _row(state: house.State, given: Mapping[str, str], n: int, today: date) -> tuple[dict[str, Any], list[Bad]]:
    names = {field: heading for heading, field in COLUMNS.items()}
    bad: list[Bad] = []

    def wrong(field: str, reason: str) -> None:
        bad.append(Bad(n, names[field], reason))

    row: dict[str, Any] = {k: v for k, v in given.items() if v}
    for field in ("officer", "name"):
        if not row.get(field):
            wrong(field, "没有填")
    known = state.get("officer", str(row.get("officer", "")))
    if known is not None and row.get("name") and known["name"] != row["name"]:
        wrong("name", f"这个工号是{known['name']}的")
    if row.get("login") and not LOGIN.fullmatch(row["login"]):
        wrong("login", f"写的是“{row['login']}”，只用小写字母、数字和._-")
    for field in ("assistant", "leads"):
        if given.get(field, "") not in FLAGS:
            wrong(field, f"写的是“{given[field]}”，要写是或否")
        row[field] = FLAGS.get(given.get(field, ""), False)
    for field in DAYS:
        if row.get(field):
            day = _day(row[field])
            if day is None:
                wrong(field, f"写的是“{row[field]}”，要写日期，例如2026-01-01")
            else:
                row[field] = day.isoformat()
    _post(state, row, today, wrong)
    return row, bad


def _post(state: house.State, row: dict[str, Any], today: date, wrong: Any) -> None:
    office, role = row.get("office", ""), row.get("role", "")
    if bool(office) != bool(role):
        wrong("role" if office else "office", "机构和岗位要么都填，要么都不填")
        return
    if not office:
        return
    row.setdefault("from", today.isoformat())
    roles = {zh: code for code, zh in offices.ROLES.items()}
    if role not in roles and role not in offices.ROLES:
        wrong("role", f"写的是“{role}”，要写{'、'.join(roles)}之一")
    row["role"] = roles.get(role, role)
    if _day(str(row["from"])) is None:
        return  # on which day the office should stand is not known
    standing = state.on("period", str(row["from"]))
    found = [k[0] for k, r in standing if office in (k[0], r["name"], r["short"])]
    if len(found) != 1:
        wrong("office", f"写的是“{office}”，{row['from']}没有这个机构" if not found else f"“{office}”不止一个，写代码")
    else:
        row["office"] = found[0]


def _day(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day on the wall
        except ValueError:
            continue
    return None
