"""查阅记录: the audit administrator's desk: who looked at personal data, who came in, what was refused, whose rights changed.

He sees who and when and which number, never what stands in a matter. It joins rooms (officers, matters, routes), so it
lives in boot. Whoever reads it is written into it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from wutong.boot.page_names import NAMES
from wutong.city.offices import api as offices
from wutong.city.offices.pages import gate
from wutong.collect.complaints import api as complaints
from wutong.docket.matters import api as docket
from wutong.record import clock
from wutong.record.access import api as access
from wutong.record.scope import Scope
from wutong.ui import sheets
from wutong.ui.visitor import where

SIZE = 50
CHUNK = 500
KINDS = {
    "look": "看了个人信息",
    "list": "翻看长名单",
    "export": "导出",
    "signin": "登录",
    "failed": "登录失败",
    "signout": "退出",
    "rights": "权限和验证",
    "denied": "没有权限",
    "refused": "办理被拒",
    "audit": "查阅本记录",
}
#: what was done, as people read it; a code that is not here is shown as it is
WHAT = {
    "contact": "反映人的姓名和电话",
    "password": "密码",
    "totp": "密码和验证器",
    "recovery_codes": "密码和恢复码",
    "webauthn": "通行密钥",
    "code": "验证码",
    "elsewhere": "退出别处",
    "factor.added": "加了第二重验证",
    "factor.dropped": "去掉第二重验证",
    "factor.codes": "重做恢复码",
    "password.set": "改了密码",
    "password.handed": "发了初始密码",
    "lock.ended": "解锁",
    "reset.asked": "提出清除第二重验证",
    "reset.done": "清除了第二重验证",
    "reset.dropped": "没有清除第二重验证",
    "account.stopped": "停用账号",
    "account.started": "恢复账号",
    "sittings.ended": "让人退出",
    "roles.confirmed": "确认岗位",
}
#: what somebody asked for, as the pages call it
ASKED = {
    "q": "搜索", "state": "办理", "status": "状态", "channel": "来源", "category": "类别", "office": "机构", "community": "社区",
    "flag": "标记", "rating": "评价", "from": "从", "to": "到", "span": "时间", "order": "排序", "who": "谁", "kind": "种类",
    "ended": "退出", "figure": "数字", "period": "时段", "outcome": "结果", "day": "日子", "merged": "并案", "urged": "催办", "method": "方法",
}  # fmt: skip
HEAD = ("时间", "种类", "谁", "工号", "什么", "涉及谁", "案号", "条数", "细节", "网络")
FILTERS = ("who", "kind", "from", "to")


@dataclass(frozen=True)
class Row:
    """One line in words."""

    at: Any
    kind: str
    who: str
    code: str
    what: str
    about: str
    number: str
    rows: int | None
    detail: str
    network: str
    tone: str


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _ask(get: Mapping[str, str]) -> access.Ask:
    kind = get.get("kind", "")
    return access.Ask(
        officer=get.get("who", "")[:40],
        kind=kind if kind in KINDS else "",
        first=_day(get.get("from", "")),
        last=_day(get.get("to", "")),
    )


def _kept(get: Mapping[str, str]) -> dict[str, str]:
    return {name: get[name][:40] for name in FILTERS if get.get(name)}


def _what(line: access.Line) -> str:
    if line.what.startswith("photo:"):
        return "没有遮盖的照片"
    if line.kind == "refused":
        return complaints.TITLES.get(line.what, line.what)
    return WHAT.get(line.what) or NAMES.get(line.what, line.what)


def _detail(line: access.Line) -> str:
    if line.kind == "refused":
        return "；".join(str(reason.get("missing", "")) for reason in line.detail.get("reasons", ()))
    shown = {name: value for name, value in line.detail.items() if name != "matter"}
    return "，".join(f"{ASKED.get(name, name)}：{value}" for name, value in shown.items())


def told(scope: Scope, lines: Iterable[access.Line]) -> list[Row]:
    """Lines in words: names of officers and numbers of matters, asked for once for all of them."""
    held = list(lines)
    codes = {line.actor.id for line in held if line.actor.kind == "officer"} | {line.about for line in held}
    names = {code: officer.name for code, officer in offices.officers(scope, codes - {""}).items()}
    named = docket.views(scope, [line.matter for line in held if line.matter is not None])
    matters = {matter: view.number for matter, view in named.items()}
    made = []
    for line in held:
        code = line.actor.id if line.actor.kind == "officer" else ""
        nobody = {"visitor": "没有登录的人", "system": "系统"}.get(line.actor.kind, "反映人")
        made.append(
            Row(
                at=line.at,
                kind=KINDS[line.kind],
                who=names.get(code, code) if code else nobody,
                code=code,
                what=_what(line),
                about=names.get(line.about, line.about) if line.about != code else "",
                number=matters.get(line.matter, "") if line.matter else "",
                rows=line.rows,
                detail=_detail(line),
                network=line.network,
                tone="late" if line.kind in {"failed", "denied", "refused"} else "",
            )
        )
    return made


@gate.staff("auditor")
@require_safe
def listing(request: gate.StaffRequest) -> HttpResponse:
    """The access record, newest first, by person, kind and days; fifty a page, however long it has become."""
    seat, get = request.seat, request.GET
    keep = _kept(get)
    page = access.audit(seat.scope, _ask(keep), after=get.get("after", ""), size=SIZE)
    if not get.get("after"):
        access.note(
            seat.scope,
            "audit",
            what="access-list",
            actor=seat.actor,
            at=clock.now(),
            detail=keep,
            network=where(request),
        )
    context = {
        "rows": told(seat.scope, page.lines),
        "get": get,
        "kinds": KINDS,
        "people": offices.officers(seat.scope).values(),
        "filtered": bool(keep),
        "next": f"?{urlencode({**keep, 'after': page.after})}" if page.after else "",
        "first": f"?{urlencode(keep)}" if get.get("after") else "",
        "sheet": reverse("access-list-csv") + (f"?{urlencode(keep)}" if keep else ""),
        "clear": reverse("access-list"),
    }
    return render(request, "boot/access.html", context)


@gate.staff("auditor")
@require_safe
def as_sheet(request: gate.StaffRequest) -> Any:
    """The same as a spreadsheet, every line; that it was carried out is a line too."""
    seat, now = request.seat, clock.now()
    keep = _kept(request.GET)
    rows = access.carried(
        _cells(seat.scope, _ask(keep)), seat.scope, "access-list-csv", given=keep, actor=seat.actor, at=now,
        network=where(request),
    )  # fmt: skip
    return sheets.streamed(HEAD, rows, f"access-{clock.legal_day(now).isoformat()}.csv")


def _cells(scope: Scope, ask: access.Ask) -> Iterator[tuple[str, ...]]:
    after: str | None = ""
    while after is not None:
        page = access.audit(scope, ask, after=after, size=CHUNK)
        for row in told(scope, page.lines):
            local = row.at.astimezone(clock.SHANGHAI)
            yield (
                f"{local:%Y-%m-%d %H:%M:%S}", row.kind, row.who, row.code, row.what, row.about, row.number,
                "" if row.rows is None else str(row.rows), row.detail, row.network,
            )  # fmt: skip
        after = page.after or None


desk = [
    path("desk/access", listing, name="access-list"),
    path("desk/access.csv", as_sheet, name="access-list-csv"),
]
