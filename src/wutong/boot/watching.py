"""Stands around every request: gives it the code that a visitor can read out on the telephone, times it, counts it.

The outermost layer, so that an answer given by any other (a wrong host, a form too large, a broken page) is seen too.
What is noted of a request names no person, matter or address: the route's name, never its path.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from wutong.boot import logs, metrics
from wutong.ui import visitor

log = logging.getLogger(logs.REQUESTS)

#: no letter that sounds or looks like another
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
HEADER = "X-Request-Id"
#: routes that machines ask every few seconds; only their faults are worth a line
QUIET = frozenset({"healthz", "readyz", "metrics", "static"})


class Watched:
    """Sets ``request.code`` and the answer's ``X-Request-Id``; counts, times and writes down what was answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        request.code = new_code()  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers[HEADER] = code_of(request)
        seconds = time.perf_counter() - began
        metrics.observe(route_of(request), request.method or "", response.status_code, seconds)
        if route_of(request) not in QUIET or response.status_code >= 400:
            log.info("%s %s", route_of(request), response.status_code, extra={"told": told(request, response, seconds)})
        return response


def told(request: HttpRequest, response: HttpResponse, seconds: float) -> dict[str, Any]:
    """The line of a request. An officer is told by office and roles, a visitor not at all."""
    county, seat = getattr(request, "county", None), getattr(request, "seat", None)
    line: dict[str, Any] = {
        "id": code_of(request),
        "method": request.method if request.method in metrics.METHODS else "other",
        "route": route_of(request),
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "county": county.county if county is not None else "",
        "office": seat.office if seat is not None else "",
        "roles": sorted(seat.roles) if seat is not None else [],
    }
    if settings.ENVIRONMENT.log_addresses:
        line["from"] = visitor.address(request)
    return line


def new_code() -> str:
    """Ten characters in two halves; not to be guessed from the one before."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(10))
    return f"{drawn[:5]}-{drawn[5:]}"


def code_of(request: HttpRequest) -> str:
    """The code of a request, "" where it never came through here."""
    return str(getattr(request, "code", ""))


def route_of(request: HttpRequest) -> str:
    """The name of the route that was asked for; ``none`` for an address that is no route, ``static`` for a file."""
    match = request.resolver_match
    if match is not None:
        return match.url_name or "unnamed"
    return "static" if request.path_info.startswith("/static/") else "none"
