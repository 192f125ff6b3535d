"""The home page of a county, and what it says of privacy. It joins rooms (complaints, figures), so it lives in boot."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from wutong.city.offices import api as offices
from wutong.city.offices.pages import gate
from wutong.city.places import api as places
from wutong.collect.complaints import api as complaints
from wutong.law import rulebook
from wutong.record import clock
from wutong.supervise.figures import api as figures


@gate.public
def home(request: gate.Request) -> HttpResponse:
    """Report, look up, see the year's numbers and what was done lately."""
    scope, now = request.county, clock.now()
    day = clock.legal_day(now)
    names = {d.code: d.name for d in places.divisions(scope, day)}
    kinds = {c.code: c for c in rulebook.categories("complaint", day)}
    recent = [(row, kinds.get(row.category), names.get(row.community, "")) for row in complaints.lately(scope, 6)]
    context = {
        "headline": figures.headline(scope, now),
        "recent": recent,
        "ratings": complaints.RATINGS,
        "now": now,
    }
    return render(request, "boot/home.html", context)


@gate.public
def privacy(request: gate.Request) -> HttpResponse:
    """What is kept of a citizen, who sees it, how it is removed."""
    return render(request, "boot/privacy.html", {"county": offices.county(request.county)})


public = [path("", home, name="home"), path("privacy", privacy, name="privacy")]
