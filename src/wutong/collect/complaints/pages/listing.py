"""The list of complaints: everything a seat may see, filtered by what stands in the address, paged, kept, carried out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from wutong.city.offices import api as offices
from wutong.city.offices.pages.gate import StaffRequest, staff
from wutong.city.places import api as places
from wutong.collect.complaints import reads
from wutong.collect.complaints.pages.inbox import Row, rows_of
from wutong.collect.complaints.words import CHANNELS, OUTCOMES, RATINGS
from wutong.docket.matters import api as docket
from wutong.record import clock
from wutong.record.access import api as access
from wutong.ui import sheets
from wutong.ui.visitor import where

STATUSES = ("待受理", "已受理", "待转办", "承办中", "待答复", "已答复", "已办结", "已转出", "已撤回")
#: what else a complaint can be, whatever its status
FLAGS = {
    "late": "超期的",
    "urged": "督办中的",
    "reopened": "退回重办过的",
    "merged": "已并件的",
    "imported": "导入的",
    "undated": "答复时间不明的",
}
#: spans that move with the day, so that a kept view stays true
SPANS = {"today": "今天", "7d": "近7天", "30d": "近30天", "month": "本月", "year": "今年"}
KEYS = (
    "q",
    "state",
    "status",
    "channel",
    "category",
    "office",
    "community",
    "flag",
    "rating",
    "span",
    "from",
    "to",
    "order",
)
PAGE = "complaint-list"
SIZE = 50
#: rows fetched at a time for a file
CHUNK = 500
HEAD = (
    "案号", "标题", "状态", "渠道", "类别", "社区", "地点", "承办", "收到", "受理", "答复", "答复用了几天", "按期", "结果",
    "评价", "退回次数", "督办", "并件", "导入", "最近的期限",
)  # fmt: skip


def _day(text: str) -> date | None:
    """A day of an address; None for what is none, or lies where no complaint can."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2200 else None


def since(span: str, today: date) -> date | None:
    """The first day of a span that ends today; None for no span."""
    return {
        "today": today,
        "7d": today - timedelta(days=6),
        "30d": today - timedelta(days=29),
        "month": today.replace(day=1),
        "year": today.replace(month=1, day=1),
    }.get(span)


def kept(get: Mapping[str, str]) -> dict[str, str]:
    """The filters of an address that this page knows, without the place in the list."""
    return {k: str(get[k])[:100] for k in KEYS if get.get(k)}


def asked(request: StaffRequest, get: Mapping[str, str], now: datetime) -> docket.Ask:
    """What the filters mean; a value that is none of the known ones filters nothing."""
    scope, flag = request.seat.scope, get.get("flag", "")
    own: dict[str, object] = {}
    if get.get("channel") in CHANNELS:
        own["channel"] = get["channel"]
    if get.get("category"):
        own["category"] = get["category"]
    if get.get("rating"):
        own["rating"] = get["rating"]
    if flag == "merged":
        own["merged_into__isnull"] = False
    if flag == "reopened":
        own["reopened__gt"] = 0
    if flag == "undated":
        own["undated_reply"] = True
    few = reads.few(scope, own) if own else None
    return docket.Ask(
        family="complaint",
        is_open={"open": True, "closed": False}.get(get.get("state", "")),
        statuses=(get["status"],) if get.get("status") in STATUSES else (),
        office=get.get("office", ""),
        community=get.get("community", ""),
        opened_from=_day(get.get("from", "")) or since(get.get("span", ""), clock.legal_day(now)),
        opened_to=_day(get.get("to", "")),
        text=get.get("q", "")[:100],
        urged=True if flag == "urged" else None,
        imported=True if flag == "imported" else None,
        late_at=now if flag == "late" else None,
        order="due" if get.get("order") == "due" else "newest",
        ids=few,
        also=tuple((f"complaint__{name}", value) for name, value in own.items()) if few is None else (),
    )


@staff()
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """Every complaint this seat may see, newest first or by due date."""
    seat, get, now = request.seat, request.GET, clock.now()
    scope, day = seat.scope, clock.legal_day(now)
    keep = kept(get)
    ask = asked(request, keep, now)
    page = docket.page(scope, ask, seat, after=get.get("after", ""), size=SIZE)
    rows = rows_of(request, page)
    most = settings.GUARD.list_recorded
    access.listed(scope, PAGE, len(rows), most=most, given=keep, actor=seat.actor, at=now, network=where(request))
    state = keep.get("state", "")
    here = urlencode(sorted(keep.items()))
    context = {
        "rows": rows,
        "get": get,
        "filtered": bool(set(keep) - {"state", "order"}),
        "channels": CHANNELS,
        "kinds": tuple(offices.category_names(scope, day).values()),
        "units": offices.offices(scope, day),
        "communities": [d for d in places.divisions(scope, day) if d.level == "community"],
        "statuses": STATUSES,
        "flags": FLAGS,
        "spans": SPANS,
        "next": f"?{urlencode({**keep, 'after': page.after})}" if page.after else "",
        "first": f"?{urlencode(keep)}" if get.get("after") else "",
        "tabs": [
            ("全部", _tab(keep, state=""), not state),
            ("在办", _tab(keep, state="open"), state == "open"),
            ("办完", _tab(keep, state="closed"), state == "closed"),
        ],
        "views": [(v, v.query == here) for v in docket.saved.of(scope, seat.officer, PAGE)],
        "query": here,
        "sheet": reverse("complaint-list-csv") + (f"?{here}" if here else ""),
        "clear": reverse("complaint-list"),
    }
    return render(request, "collect/desk/list.html", context)


def _tab(keep: dict[str, str], **change: str) -> str:
    wanted = {k: v for k, v in {**keep, **change}.items() if v}
    return "?" + urlencode(wanted) if wanted else reverse("complaint-list")


@staff()
@require_safe
def as_sheet(request: StaffRequest) -> Any:
    """The same list as a spreadsheet, every row: no name, no number to call, no word of the reporter."""
    now = clock.now()
    keep = kept(request.GET)
    name = f"complaints-{clock.legal_day(now).isoformat()}.csv"
    lines = access.carried(
        _lines(request, asked(request, keep, now)), request.seat.scope, "complaint-list-csv",
        given=keep, actor=request.seat.actor, at=now, network=where(request),
    )  # fmt: skip
    return sheets.streamed(HEAD, lines, name)


def _lines(request: StaffRequest, ask: docket.Ask) -> Iterator[tuple[str, ...]]:
    after: str | None = ""
    while after is not None:
        page = docket.page(request.seat.scope, ask, request.seat, after=after, size=CHUNK)
        for row in rows_of(request, page):
            yield _cells(row)
        after = page.after


def _cells(row: Row) -> tuple[str, ...]:
    m, c = row.matter, row.complaint

    def day(value: date | None) -> str:
        return value.isoformat() if value else ""

    def yes(value: object) -> str:
        return "是" if value else ""

    first = (m.number, m.title, m.status)
    if c is None:
        return (*first, *[""] * (len(HEAD) - len(first)))
    on_time = "" if c.reply_on_time is None else ("是" if c.reply_on_time else "否")
    return (
        *first, CHANNELS.get(c.channel, c.channel), row.kind, row.community, c.place, row.office, day(c.received_on),
        day(c.accepted_on), day(c.replied_on), "" if c.reply_days is None else str(c.reply_days), on_time,
        OUTCOMES.get(c.outcome, c.outcome), RATINGS.get(c.rating, ""), str(c.reopened or ""), yes(m.urged),
        yes(c.merged_into), yes(m.imported), day(m.due_on) if m.is_open else "",
    )  # fmt: skip


@staff()
@require_POST
def keep_view(request: StaffRequest) -> HttpResponse:
    """Keep the present filters under a name.

    :raises Refused: without a name or a filter, or when the list is full.
    """
    seat = request.seat
    wanted = kept(dict(parse_qsl(request.POST.get("query", "")[:2000])))
    view = docket.saved.keep(seat.scope, seat.officer, PAGE, request.POST.get("name", ""), wanted, at=clock.now())
    return HttpResponseRedirect(f"{reverse('complaint-list')}?{view.query}")


@staff()
@require_POST
def drop_view(request: StaffRequest) -> HttpResponse:
    """Let a kept view go."""
    which = request.POST.get("view", "")
    if which.isdecimal() and len(which) < 12:
        docket.saved.drop(request.seat.scope, request.seat.officer, PAGE, int(which))
    return HttpResponseRedirect(reverse("complaint-list"))
