"""局长晨报: the head's first screen, the rows behind its numbers, and the same as plain text for a message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from wutong.city.offices import api as offices
from wutong.city.offices.pages.gate import StaffRequest, staff
from wutong.collect.complaints.api import RATINGS
from wutong.docket.matters import api as docket
from wutong.law.calendar import Calendar
from wutong.record import clock
from wutong.supervise.brief import api as brief

#: who begins the day with it
READERS = ("bureau_head", "deputy_head", "supervisor")
SIZE = 50


@dataclass(frozen=True)
class Number:
    """One number of the day: its label, the address of its rows, and a note."""

    label: str
    value: int | str
    unit: str
    url: str
    note: str = ""
    late: bool = False


@dataclass(frozen=True)
class Row:
    """One matter of the day; ``view`` is None where the seat may not open it."""

    happened: brief.Happened
    view: docket.MatterView | None
    office: str
    rating: str


@staff(*READERS)
@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """The sheet of this morning."""
    seat, now = request.seat, clock.now()
    made = brief.sheet(seat.scope, seat, now)
    calendar = offices.calendar(seat.scope)
    names = {o.code: o.short or o.name for o in offices.offices(seat.scope, made.today)}
    board = reverse("deadline-board")
    context = {
        "sheet": made,
        "days": [(d, numbers(d)) for d in (made.day, made.workday) if d is not None],
        "late": _drawn(made.late, now, calendar, names),
        "due": _drawn(made.due, now, calendar, names),
        "late_url": f"{board}?day=late#day",
        "due_url": f"{board}?{urlencode({'day': made.today.isoformat(), 'to': made.until.isoformat()})}#day",
        "ahead": [(brief.short(d, made.today), n, f"{board}?day={d.isoformat()}#day") for d, n in made.ahead],
        "board": board,
        "text": brief.text(made),
        "now": now,
    }
    return render(request, "supervise/brief.html", context)


def _drawn(pile: brief.Pile, now: Any, calendar: Calendar, names: dict[str, str]) -> dict[str, Any]:
    rows = [(r, docket.face(r, now, calendar), names.get(r.office, r.office) or "受理") for r in pile.rows]
    return {"pile": pile, "rows": rows, "more": pile.count - len(rows)}


def numbers(day: brief.DayCount) -> tuple[Number, ...]:
    """The five: received, answered, answered late, re-opened, satisfied of rated."""

    def url(key: brief.Key) -> str:
        return reverse("brief-rows", args=[day.on.isoformat(), key]) if day.n(key) else ""

    share = day.satisfaction
    late = day.n("late")
    return (
        Number("收到", day.n("received"), "件", url("received")),
        Number("答复", day.n("answered"), "件", url("answered")),
        Number(
            "过期才答复", late, "件", url("late"), f"答复{day.n('answered')}件里" if day.n("answered") else "", late > 0
        )
        if day.term_set
        else Number("过期才答复", "请设置", "", "", "本局还没有设定答复期限"),
        Number("退回重办", day.n("reopened"), "件", url("reopened")),
        Number(
            "评价满意",
            "—" if share is None else f"{share}",
            "" if share is None else "%",
            url("rated"),
            f"评价{day.n('rated')}件，满意{day.n('satisfied')}件" if day.n("rated") else "没有人评价",
        ),
    )


@staff(*READERS)
@require_safe
def as_text(request: StaffRequest) -> HttpResponse:
    """The sheet for a message, plain text."""
    made = brief.sheet(request.seat.scope, request.seat, clock.now())
    return HttpResponse(brief.text(made), content_type="text/plain; charset=utf-8")


@staff(*READERS)
@require_safe
def rows(request: StaffRequest, day: str, key: str) -> HttpResponse:
    """The matters behind one number of a day, in the order of the day.

    :raises Http404: a day that is none or has not come, a number that is none.
    """
    seat, now = request.seat, clock.now()
    today = clock.legal_day(now)
    on, asked = _day(day, today), next((k for k in brief.KEYS if k == key), None)
    if asked is None:
        raise Http404("没有找到")
    counted = brief.counted(seat.scope, on)
    every = counted.rows[asked]
    start = _start(request.GET.get("after", ""), every)
    shown = every[start : start + SIZE]
    label, rule = brief.KEYS[asked]

    def url(k: str, d: date = on) -> str:
        return reverse("brief-rows", args=[d.isoformat(), k])

    context = {
        "on": on,
        "key": asked,
        "label": label,
        "rule": rule,
        "count": len(every),
        "unset": asked == "late" and not counted.term_set,
        "tabs": [(brief.KEYS[k][0], counted.n(k), url(k), k == asked) for k in brief.KEYS],
        "rows": _rows(request, shown, on),
        "next": f"?{urlencode({'after': f'{shown[-1].matter}'})}" if start + SIZE < len(every) else "",
        "first": url(asked) if start else "",
        "before": url(asked, on - timedelta(days=1)),
        "later": url(asked, on + timedelta(days=1)) if on < today else "",
        "now": now,
    }
    return render(request, "supervise/brief_rows.html", context)


def _start(after: str, every: tuple[brief.Happened, ...]) -> int:
    """Where the page begins: behind the matter named, or at the start where it is not among them."""
    return next((i + 1 for i, h in enumerate(every) if str(h.matter) == after), 0)


def _day(text: str, today: date) -> date:
    try:
        on = date.fromisoformat(text)
    except ValueError:
        raise Http404("没有找到") from None
    if on > today or on.year < 1949:
        raise Http404("没有找到")
    return on


def _rows(request: StaffRequest, shown: tuple[brief.Happened, ...], on: date) -> list[Row]:
    seat = request.seat
    views = docket.views(seat.scope, [h.matter for h in shown], seat)
    names = {o.code: o.short or o.name for o in offices.offices(seat.scope, on)}
    out = []
    for h in shown:
        view = views.get(h.matter)
        office = names.get(view.office, view.office) if view else ""
        out.append(Row(h, view, office, RATINGS.get(h.rating, "")))
    return out
