"""机构与人员: the offices as they stood on a day, and who held which post. Read-only: the file is the truth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wutong.city.offices.pages.gate import StaffRequest, staff
from wutong.city.offices.reads import county, officers, offices, params
from wutong.city.offices.views import OfficerView, OfficeView


@dataclass(frozen=True)
class Row:
    """An office and its people on the day."""

    office: OfficeView
    people: tuple[OfficerView, ...]


def asked_day(text: str, today: date) -> tuple[date, str]:
    """The day of ``?on=``, and what is wrong with it in words."""
    if not text:
        return today, ""
    try:
        return date.fromisoformat(text), ""
    except ValueError:
        return today, f"写的是“{text[:20]}”，日期要写成2019-06-01；下面是今天的"


@staff()
@require_safe
def offices_page(request: StaffRequest) -> HttpResponse:
    """The tree of offices on a day, with heads, officers, assistants and the county's own terms."""
    scope = request.seat.scope
    on, wrong = asked_day(request.GET.get("on", "").strip(), request.seat.on)
    people = officers(scope, on=on).values()
    rows = [
        Row(o, tuple(p for p in people if any(post.office == o.code for post in p.posts))) for o in offices(scope, on)
    ]
    context = {
        "on": on,
        "today": request.seat.on,
        "wrong": wrong,
        "rows": rows,
        "people": len({p.code for r in rows for p in r.people}),
        "assistants": len({p.code for r in rows for p in r.people if p.assistant}),
        "county": county(scope),
        "terms": sorted(params(scope, on).items()),
    }
    return render(request, "city/offices.html", context)
