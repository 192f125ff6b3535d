"""区划与网格: the map beside the table of streets and communities on a day; and whose ground a point is."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from wutong.city.offices.pages.desk import asked_day
from wutong.city.offices.pages.gate import Request, StaffRequest, public, staff
from wutong.city.places.datum import DATUMS, BadPoint, to_wgs84
from wutong.city.places.reads import divisions, jurisdiction, locate, map_of, places, standing_of
from wutong.record import clock
from wutong.ui.forms import PlainForm


class PointForm(PlainForm):
    """A point and the datum it is in: no datum is assumed, a wrong one files a matter four streets away."""

    lat = forms.FloatField(label="纬度", help_text="例如30.5945")
    lon = forms.FloatField(label="经度", help_text="例如105.2363")
    datum = forms.ChoiceField(label="坐标系", choices=list(DATUMS.items()), initial="wgs84")


def _asked(request: Request) -> dict[str, str]:
    """The query, with the datum in our spelling (the map says WGS-84)."""
    asked = {key: request.GET.get(key, "") for key in ("lat", "lon", "datum")}
    return asked | {"datum": asked["datum"].lower().replace("-", "")}


@staff()
@require_safe
def places_page(request: StaffRequest) -> HttpResponse:
    """The map and the table; with ?lat=&lon=&datum= whose ground the point is."""
    scope = request.seat.scope
    on, wrong = asked_day(request.GET.get("on", "").strip(), request.seat.on)
    form = PointForm(_asked(request)) if "lat" in request.GET else PointForm()
    found, point, stands, office = None, None, None, ""
    status = 200
    rows = divisions(scope, on)
    if form.is_bound:
        if form.is_valid():
            try:
                point = to_wgs84(form.cleaned_data["lat"], form.cleaned_data["lon"], form.cleaned_data["datum"])
            except BadPoint as bad:
                form.add_error("lat", str(bad))
        if point is not None:
            found, stands = locate(scope, *point, on), standing_of(scope, *point)
            office = jurisdiction(scope, found.community, "*", on) if found else ""
        else:
            status = 422
    context = {
        "on": on,
        "today": request.seat.on,
        "wrong": wrong,
        "rows": rows,
        "streets": sum(r.level == "street" for r in rows),
        "communities": sum(r.level == "community" for r in rows),
        "cells": sum(r.cells for r in rows if r.level == "community"),
        "places": places(scope, on),
        "map": map_of(scope),
        "look_up": reverse("where"),
        "form": form,
        "point": point,
        "found": found,
        "stands": stands,
        "office_name": next((r.office_name for r in rows if found and r.code == found.community), "") if office else "",
    }
    return render(request, "city/places.html", context, status=status)


@public
@require_safe
def where(request: Request) -> JsonResponse:
    """What a pin on the map is called: a title and words, for the form that is being filled. Nothing is kept."""
    form = PointForm({"datum": "wgs84"} | {k: request.GET.get(k, "") for k in ("lat", "lon")})
    if not form.is_valid():
        return JsonResponse({"title": "", "words": "经纬度写法不对"}, status=422)
    try:
        point = to_wgs84(form.cleaned_data["lat"], form.cleaned_data["lon"], "wgs84")
    except BadPoint as bad:
        return JsonResponse({"title": "", "words": str(bad)}, status=422)
    found = locate(request.county, *point, clock.legal_day(clock.now()))
    if found is None:
        return JsonResponse({"title": "", "words": standing_of(request.county, *point).words})
    division = found.street_name + found.community_name
    return JsonResponse({"title": found.near or division, "words": division if found.near else ""})
