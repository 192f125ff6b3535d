"""待办 and the list of complaints: what waits for me, the worst first; everything, filtered and paged."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from wutong.city.offices import api as offices
from wutong.city.offices.pages.gate import StaffRequest, staff
from wutong.city.places import api as places
from wutong.collect.complaints import reads
from wutong.collect.complaints.words import CHANNELS
from wutong.docket.matters import api as docket
from wutong.law import rulebook
from wutong.record import clock

GROUPS = (
    ("late", "已超期"),
    ("today", "今天到期"),
    ("soon", "2个工作日内"),
    ("later", "以后"),
    ("stopped", "期限暂停"),
    ("unset", "没有设期限"),
    ("none", "没有期限"),
)
STATUSES = ("待受理", "已受理", "待转办", "承办中", "待答复", "已答复", "已办结", "已转出", "已撤回")
SIZE = 50


@dataclass(frozen=True)
class Row:
    """One row of a list."""

    matter: docket.MatterView
    complaint: reads.ComplaintView | None
    face: docket.Face | None
    tag: str
    kind: str
    community: str
    office: str


@dataclass
class Group:
    """Rows that fall due in the same span."""

    key: str
    title: str
    rows: list[Row] = field(default_factory=list)


def rows_of(request: StaffRequest, page: docket.Page) -> list[Row]:
    """A page of matters with what a row shows: three look-ups, however many rows."""
    scope, now = request.seat.scope, clock.now()
    ids = [m.id for m in page.rows]
    day = clock.legal_day(now)
    complaints = reads.complaints(scope, ids)
    faces = docket.nearest(scope, ids, now, offices.calendar(scope))
    kinds = {c.code: c for c in rulebook.categories("complaint", day)}
    names = {d.code: d.name for d in places.divisions(scope, day)}
    units = {o.code: o.short or o.name for o in offices.offices(scope, day)}
    out = []
    for m in page.rows:
        c = complaints.get(m.id)
        kind = kinds.get(c.category) if c else None
        out.append(
            Row(
                m,
                c,
                faces.get(m.id),
                kind.tag if kind else "诉",
                kind.label if kind else "没有分类",
                names.get(m.community, ""),
                units.get(m.office, ""),
            )
        )
    return out


@staff()
def inbox(request: StaffRequest) -> HttpResponse:
    """What waits for this seat, grouped by how soon it falls due."""
    seat = request.seat
    asked = docket.Ask(mine=True, is_open=True, order="due")
    page = docket.page(seat.scope, asked, seat, after=request.GET.get("after", ""), size=100)
    rows = rows_of(request, page)
    groups = {key: Group(key, title) for key, title in GROUPS}
    for row in rows:
        groups[row.face.group if row.face else "none"].rows.append(row)
    total = docket.count(seat.scope, asked, seat)
    others = docket.count(seat.scope, docket.Ask(is_open=True, office=seat.office), seat) if seat.office else 0
    return render(
        request,
        "collect/desk/inbox.html",
        {
            "groups": [g for g in groups.values() if g.rows],
            "total": total,
            "late": len(groups["late"].rows),
            "today_n": len(groups["today"].rows),
            "others": others,
            "page": page,
            "next": f"?{urlencode({'after': page.after})}" if page.after else "",
            "now": clock.now(),
            "urged": docket.count(seat.scope, docket.Ask(urged=True, is_open=True), seat),
        },
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@staff()
def listing(request: StaffRequest) -> HttpResponse:
    """Every complaint this seat may see, filtered by what stands in the address, newest first or by due date."""
    seat, get = request.seat, request.GET
    scope = seat.scope
    state = get.get("state", "")
    own: dict[str, object] = {}
    if get.get("channel") in CHANNELS:
        own["channel"] = get["channel"]
    if get.get("category"):
        own["category"] = get["category"]
    if get.get("rating"):
        own["rating"] = get["rating"]
    if get.get("merged"):
        own["merged_into__isnull"] = False
    if get.get("reopened"):
        own["reopened__gt"] = 0
    few = reads.few(scope, own) if own else None
    asked = docket.Ask(
        family="complaint",
        is_open={"open": True, "closed": False}.get(state),
        statuses=(get["status"],) if get.get("status") in STATUSES else (),
        office=get.get("office", ""),
        community=get.get("community", ""),
        opened_from=_day(get.get("from", "")),
        opened_to=_day(get.get("to", "")),
        text=get.get("q", "")[:100],
        urged=True if get.get("urged") else None,
        imported={"1": True, "0": False}.get(get.get("imported", "")),
        order="due" if get.get("order") == "due" else "newest",
        ids=few,
        also=tuple((f"complaint__{name}", value) for name, value in own.items()) if few is None else (),
    )
    page = docket.page(scope, asked, seat, after=get.get("after", ""), size=SIZE)
    day = clock.legal_day(clock.now())
    keep = {k: str(v) for k, v in get.items() if v and k != "after"}
    context = {
        "rows": rows_of(request, page),
        "asked": asked,
        "get": get,
        "filtered": bool(keep),
        "channels": CHANNELS,
        "kinds": rulebook.categories("complaint", day),
        "units": offices.offices(scope, day),
        "communities": [d for d in places.divisions(scope, day) if d.level == "community"],
        "statuses": STATUSES,
        "next": f"?{urlencode({**keep, 'after': page.after})}" if page.after else "",
        "first": f"?{urlencode(keep)}" if get.get("after") else "",
        "tabs": [
            ("全部", _tab(keep, state=""), not state),
            ("在办", _tab(keep, state="open"), state == "open"),
            ("办完", _tab(keep, state="closed"), state == "closed"),
        ],
        "clear": reverse("complaint-list"),
    }
    template = "collect/desk/list_rows.html" if request.headers.get("HX-Target") == "rows" else "collect/desk/list.html"
    return render(request, template, context)


def _tab(keep: dict[str, str], **change: str) -> str:
    asked = {k: v for k, v in {**keep, **change}.items() if v}
    return "?" + urlencode(asked) if asked else reverse("complaint-list")
