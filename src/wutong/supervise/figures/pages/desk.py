"""数字 at the desk: a year by month, each number opening the matters it was counted from, and both as spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from wutong.city.offices.api import Seat
from wutong.city.offices.pages.gate import StaffRequest, staff
from wutong.collect.complaints.api import CHANNELS, OUTCOMES, RATINGS
from wutong.docket.matters.api import may_see
from wutong.law.calendar import date_words
from wutong.record import clock
from wutong.record.access import api as access
from wutong.supervise.figures import api as figures
from wutong.supervise.figures.api import Part, Period, Row
from wutong.supervise.figures.pages import shown as pages
from wutong.supervise.figures.sheet import rows_csv
from wutong.ui.visitor import where

Answer = TypeVar("Answer", HttpResponse, StreamingHttpResponse)
SIZE = 50
FILTERS = ("channel", "category", "outcome", "rating")


def report_day(request: StaffRequest, today: date) -> tuple[date, str]:
    """``?as_of=``: today unless a day that has been; and what is wrong with it in words."""
    text = request.GET.get("as_of", "").strip()
    if not text:
        return today, ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today, f"写的是“{text[:20]}”，日期要写成2019-12-31；下面截至今天"
    if day > today:
        return today, f"{date_words(day)}还没有到；下面截至今天"
    return day, ""


def _address(as_of: date, today: date) -> pages.Address:
    def address(key: str, part: Part, period: Period) -> str:
        asked = {"month": str(period.month)} if period.month else {}
        if as_of != today:
            asked["as_of"] = as_of.isoformat()
        url = reverse("figure-rows", args=[period.year, key, part])
        return f"{url}?{urlencode(asked)}" if asked else url

    return address


@staff()
@require_safe
def this_year(request: StaffRequest) -> HttpResponse:
    """The current year."""
    return _year(request, request.seat.on.year)


@staff()
@require_safe
def year_page(request: StaffRequest, year: int) -> HttpResponse:
    """One year: key figures, months, channels, and how each number is counted."""
    return _year(request, year)


def _year(request: StaffRequest, year: int) -> HttpResponse:
    now = clock.now()
    today = clock.legal_day(now)
    pages.asked_period(year, request.GET, today)
    as_of, wrong = report_day(request, today)
    scope = request.seat.scope
    view = figures.year_view(scope, year, as_of, now)
    context = {
        "shown": pages.shown(view, _address(as_of, today)),
        "year": year,
        "years": figures.years(scope, today),
        "as_of": as_of,
        "is_today": as_of == today,
        "wrong": wrong,
        "csv": reverse("figures-csv", args=[year]) + ("" if as_of == today else f"?as_of={as_of.isoformat()}"),
    }
    return render(request, "supervise/figures.html", context)


@staff()
@require_safe
def year_csv(request: StaffRequest, year: int) -> HttpResponse:
    """The year's figures, one line each, in the columns of ``wutong figures``."""
    today = clock.legal_day(clock.now())
    pages.asked_period(year, request.GET, today)
    as_of, _ = report_day(request, today)
    answer = HttpResponse("\ufeff" + figures.csv(figures.figures(request.seat.scope, year, as_of=as_of)))
    return _as_sheet(answer, f"figures-{year}.csv")


@staff()
@require_safe
def rows_page(request: StaffRequest, year: int, key: str, part: str) -> HttpResponse:
    """The matters above or below the line of one figure, filtered, fifty a page."""
    now = clock.now()
    today = clock.legal_day(now)
    period = pages.asked_period(year, request.GET, today)
    declared, side = pages.asked_part(key, part)
    as_of, wrong = report_day(request, today)
    scope = request.seat.scope
    filters = _filters(request)
    view = figures.year_view(scope, year, as_of, now)
    of = view.figures if period.month is None else view.months.get(period.month, {})
    # a month that had not begun by the report day stands in no view
    figure = of.get(key) or figures.figures(scope, year, month=period.month, as_of=as_of, keys=[key])[0]
    if figure.is_unset:
        raise Http404("没有找到")
    page = figures.rows(scope, key, period, side, request.GET.get("after", ""), SIZE, as_of=as_of, filters=filters)
    kept = {k: v for k, v in request.GET.items() if v and k != "after"}
    access.listed(
        scope, "figure-rows", len(page.rows), most=settings.GUARD.list_recorded,
        given=filters | {"figure": f"{key}/{part}", "period": period.key},
        actor=request.seat.actor, at=now, network=where(request),
    )  # fmt: skip
    words = pages.words(scope, today)
    context = {
        "declared": declared,
        "figure": figure,
        "period": period,
        "sources": declared.standing(period.since, period.until),
        "tabs": pages.parts_of(declared, side, figure, _address(as_of, today)),
        "lines": [words.line(seen(row, request.seat)) for row in page.rows],
        "words": words,
        "filters": filters,
        "get": request.GET,
        "channels": CHANNELS,
        "outcomes": OUTCOMES,
        "ratings": RATINGS,
        "as_of": as_of,
        "is_today": as_of == today,
        "wrong": wrong,
        "view": view,
        "next": f"?{urlencode({**kept, 'after': page.after})}" if page.after else "",
        "first": f"?{urlencode(kept)}" if request.GET.get("after") else "",
        "clear": _address(as_of, today)(key, side, period),
        "csv": reverse("figure-rows-csv", args=[year, key, part]) + (f"?{urlencode(kept)}" if kept else ""),
        "year_url": reverse("figures-year", args=[year]) + ("" if as_of == today else f"?as_of={as_of.isoformat()}"),
    }
    return render(request, "supervise/figure_rows.html", context)


@staff()
@require_safe
def rows_csv_file(request: StaffRequest, year: int, key: str, part: str) -> Any:
    """The same rows as a spreadsheet: no contact, and no cell that a spreadsheet would run."""
    today = clock.legal_day(clock.now())
    period = pages.asked_period(year, request.GET, today)
    _, side = pages.asked_part(key, part)
    as_of, _ = report_day(request, today)
    scope, seat, words = request.seat.scope, request.seat, pages.words(request.seat.scope, today)

    def lines() -> Iterator[str]:
        found = figures.every_row(scope, key, period, side, as_of=as_of, filters=_filters(request))
        found = access.carried(
            found, scope, "figure-rows-csv", given=_filters(request) | {"figure": f"{key}/{part}", "period": period.key},
            actor=seat.actor, at=clock.now(), network=where(request),
        )  # fmt: skip
        yield from rows_csv((seen(row, seat) for row in found), words.category, words.community)

    answer = StreamingHttpResponse(lines())
    return _as_sheet(answer, f"{key}-{period.key}-{part}.csv")


def _as_sheet(answer: Answer, name: str) -> Answer:
    answer["Content-Type"] = "text/csv; charset=utf-8"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _filters(request: StaffRequest) -> dict[str, str]:
    """The filters asked for, as far as they are known."""
    known = {"channel": CHANNELS, "outcome": OUTCOMES, "rating": RATINGS}
    found = {name: request.GET.get(name, "") for name in FILTERS}
    return {n: v for n, v in found.items() if v and (n not in known or v in known[n])}


def seen(row: Row, seat: Seat) -> Row:
    """A row as this seat may see it: what another office holds counts, but is not named."""
    if may_see(seat, row.office):
        return row
    return replace(row, matter=None, number="", title="", office="")
