"""The home page of a county, and what it says of privacy. It joins rooms (complaints, figures), so it lives in boot."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from wutong.boot import access_page, article_page, jobs_page, tour
from wutong.city.offices import api as offices
from wutong.city.offices.pages import gate
from wutong.city.places import api as places
from wutong.collect.complaints import api as complaints
from wutong.record import clock
from wutong.supervise.figures import api as figures


@gate.public
def home(request: gate.Request) -> HttpResponse:
    """Report, look up, see the year's numbers and what was done lately."""
    scope, now = request.county, clock.now()
    day = clock.legal_day(now)
    names = {d.code: d.name for d in places.divisions(scope, day)}
    kinds = offices.category_names(scope, day)
    recent = [(row, kinds.get(row.category), names.get(row.community, "")) for row in complaints.lately(scope, 6)]
    calendar = offices.calendar(scope)
    context = {
        "headline": figures.headline(scope, now),
        "recent": recent,
        "ratings": complaints.RATINGS,
        "now": now,
        "steps": tour.steps(scope) if settings.DEMO else [],
        "hours": offices.hours_words(calendar, day),
        "hours_next": [(first, offices.hours_words(calendar, first)) for first, _ in calendar.later if day < first][:1],
        "wound": clock.ahead().days,
    }
    return render(request, "boot/home.html", context)


@gate.public
def privacy(request: gate.Request) -> HttpResponse:
    """What is kept of a citizen, who sees it, how it is removed."""
    return render(request, "boot/privacy.html", {"county": offices.county(request.county)})


public = [path("", home, name="home"), path("privacy", privacy, name="privacy"), *tour.public, *article_page.public]
desk = [*jobs_page.desk, *access_page.desk]
