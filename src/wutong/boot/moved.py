"""What is answered for a county that moved out: where it went, and that nothing which arrives here is written any more.

Asked twice on the way of a request: as soon as the address or the host has named the county, before any form is read;
and once more when a seat has named it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from wutong.city.offices import api as offices
from wutong.law.refusal import Refused
from wutong.record.moved import api as moved
from wutong.record.scope import Scope
from wutong.ui.guard import as_json

#: gone for good, which also tells a search engine to forget the address
GONE = 410


class MovedOut:
    """Answers for every page of a county that went to a home of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        scope: Scope | None = getattr(request, "county", None)
        if scope is None or scope.county not in getattr(request, "counties_gone", ()):
            return self.get_response(request)
        return told(request, scope)


def told(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The page; for a form that was sent also that it was not written, with the status of every refusal."""
    asked = request.method in {"GET", "HEAD"}
    status = GONE if asked else 409
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        try:
            moved.demand_here(scope, "county.moved")
        except Refused as refused:
            return JsonResponse(as_json(refused), status=status, json_dumps_params={"ensure_ascii": False})
    context = {"county": offices.county(scope), "gone": moved.gone(scope), "asked": asked}
    response = HttpResponse(render_to_string("boot/moved.html", context, request), status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
