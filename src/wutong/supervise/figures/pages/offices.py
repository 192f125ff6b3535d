"""按机构 at the desk: the year's numbers office by office, under the offices of then or of now, each with its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from wutong.city.offices.pages.gate import StaffRequest, staff
from wutong.record import clock
from wutong.supervise.figures import api as figures
from wutong.supervise.figures.pages import shown as pages
from wutong.supervise.figures.pages.desk import report_day, seen

SIZE = 50
TREES = {"then": "按当时的机构", "now": "按现在的机构"}


@dataclass(frozen=True)
class Cell:
    """A number and where its rows are; ``label`` heads its column."""

    label: str
    number: int
    url: str


def _tree(request: StaffRequest) -> figures.Tree:
    return "now" if request.GET.get("tree") == "now" else "then"


def _told(tree: str, as_of: date, today: date) -> dict[str, str]:
    """What the links between table and rows carry: whose offices, and the report day where it is not today."""
    return {"tree": tree} | ({} if as_of == today else {"as_of": as_of.isoformat()})


@staff()
@require_safe
def by_office(request: StaffRequest, year: int) -> HttpResponse:
    """The table."""
    today = clock.legal_day(clock.now())
    pages.asked_period(year, request.GET, today)
    as_of, wrong = report_day(request, today)
    tree = _tree(request)
    told = _told(tree, as_of, today)
    lines = [
        (
            line.name,
            [
                Cell(
                    label,
                    n,
                    f"{reverse('figure-office-rows', args=[year, m])}?{urlencode({**told, 'office': line.code})}",
                )
                for m, label, n in zip(figures.MEASURES, figures.LABELS, line.numbers, strict=True)
            ],
        )
        for line in figures.office_lines(request.seat.scope, year, as_of, tree, today)
    ]
    totals = [(label, sum(cells[i].number for _, cells in lines)) for i, label in enumerate(figures.LABELS)]
    context = {
        "year": year,
        "years": figures.years(request.seat.scope, today),
        "tree": tree,
        "trees": TREES,
        "as_of": as_of,
        "labels": figures.LABELS,
        "lines": lines,
        "totals": totals,
        "wrong": wrong,
    }
    return render(request, "supervise/figures_offices.html", context)


@staff()
@require_safe
def rows(request: StaffRequest, year: int, measure: str) -> HttpResponse:
    """The matters behind one number, fifty a page; their words only for those who may see them."""
    today = clock.legal_day(clock.now())
    pages.asked_period(year, request.GET, today)
    if measure not in figures.MEASURES:
        raise Http404("没有找到")
    as_of, _ = report_day(request, today)
    office, tree = request.GET.get("office", ""), _tree(request)
    after = request.GET.get("after", "")
    name, page = figures.office_rows(request.seat.scope, year, as_of, tree, today, office, measure, after, SIZE)
    words = pages.words(request.seat.scope, today)
    kept = {k: v for k, v in request.GET.items() if v and k != "after"}
    context = {
        "year": year,
        "label": dict(zip(figures.MEASURES, figures.LABELS, strict=True))[measure],
        "office": name,
        "tree": TREES[tree],
        "back": f"{reverse('figures-offices', args=[year])}?{urlencode(_told(tree, as_of, today))}",
        "lines": [words.line(seen(row, request.seat)) for row in page.rows],
        "next": f"?{urlencode({**kept, 'after': page.after})}" if page.after else "",
        "first": f"?{urlencode(kept)}" if after else "",
    }
    return render(request, "supervise/figures_office_rows.html", context)
