"""数字 for everybody: the same numbers, and rows that say how long and with what result, never who, what or where."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from wutong.city.offices.pages.gate import Request, public
from wutong.record import clock
from wutong.supervise.figures import api as figures
from wutong.supervise.figures.api import Part, Period
from wutong.supervise.figures.pages import shown as pages
from wutong.supervise.figures.reads import ENOUGH

SIZE = 50


def _address(key: str, part: Part, period: Period) -> str:
    url = reverse("public-figure-rows", args=[period.year, key, part])
    return f"{url}?month={period.month}" if period.month else url


@public
@require_safe
def this_year(request: Request) -> HttpResponse:
    """The current year."""
    return _year(request, clock.legal_day(clock.now()).year)


@public
@require_safe
def year_page(request: Request, year: int) -> HttpResponse:
    """One year."""
    return _year(request, year)


def _year(request: Request, year: int) -> HttpResponse:
    now = clock.now()
    today = clock.legal_day(now)
    pages.asked_period(year, request.GET, today)
    view = figures.year_view(request.county, year, today, now)
    context = {
        "shown": pages.shown(view, _address, public=True),
        "year": year,
        "years": figures.years(request.county, today),
    }
    return render(request, "supervise/public_figures.html", context)


@public
@require_safe
def rows_page(request: Request, year: int, key: str, part: str) -> HttpResponse:
    """The rows of one figure, masked."""
    now = clock.now()
    today = clock.legal_day(now)
    period = pages.asked_period(year, request.GET, today)
    declared, side = pages.asked_part(key, part)
    scope = request.county
    view = figures.year_view(scope, year, today, now)
    of = view.figures if period.month is None else view.months.get(period.month, {})
    figure = of.get(key)
    if figure is None or figure.is_unset:
        raise Http404("没有找到")
    page = figures.rows(scope, key, period, side, request.GET.get("after", ""), SIZE, as_of=today)
    kept = {"month": str(period.month)} if period.month else {}
    words = pages.words(scope, today)
    context = {
        "declared": declared,
        "figure": figure,
        "period": period,
        "sources": declared.standing(period.since, period.until),
        "tabs": pages.parts_of(declared, side, figure, _address),
        "lines": [words.line(figures.masked(row, view.grounds)) for row in page.rows],
        "view": view,
        "enough": ENOUGH,
        "next": f"?{urlencode({**kept, 'after': page.after})}" if page.after else "",
        "first": _address(key, side, period) if request.GET.get("after") else "",
        "year_url": reverse("public-figures-year", args=[year]),
    }
    return render(request, "supervise/public_figure_rows.html", context)
