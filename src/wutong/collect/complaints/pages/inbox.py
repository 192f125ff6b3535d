"""待办: what waits for me, the worst first."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render

from wutong.city.offices import api as offices
from wutong.city.offices.pages.gate import StaffRequest, staff
from wutong.city.places import api as places
from wutong.collect.complaints import reads
from wutong.docket.ladders import api as ladders
from wutong.docket.matters import api as docket
from wutong.record import clock
from wutong.record.live import api as live

GROUPS = (
    ("late", "已超期"),
    ("today", "今天到期"),
    ("soon", "2个工作日内"),
    ("later", "以后"),
    ("stopped", "期限暂停"),
    ("unset", "没有设期限"),
    ("none", "没有期限"),
)


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
    kinds = offices.category_names(scope, day)
    names = {d.code: d.name for d in places.divisions(scope, day)}
    units = {o.code: o.short or o.name for o in offices.offices(scope, day)}
    out = []
    for m in page.rows:
        c = complaints.get(m.id)
        if c is not None and not request.seat.may_look:
            c = reads.without_numbers(c)
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
    live_after = live.reached(seat.scope)  # before the rows: what comes after it, they may not show
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
            "live_after": live_after,
            "notices": ladders.before(seat),
            "urged": docket.count(seat.scope, docket.Ask(urged=True, is_open=True), seat),
        },
    )
