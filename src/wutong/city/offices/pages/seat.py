"""Finds the seat of a signed-in officer, so that pages ask ``request.seat`` and nothing else.

An officer belongs to one county. Where the address names another, there is no seat: its public pages open, its staff
pages are not found. Where the address names none, the request is about the officer's own county.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

from wutong.city.offices.reads import seat_of
from wutong.record import clock

#: session key of the office whose seat was chosen (officers with posts in several)
CHOSEN = "seat"


class SeatOfRequest:
    """Sets ``request.seat`` (Seat or None) and ``request.no_post`` (signed in, but without any post today); reads
    nothing for a visitor who never signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.seat, request.no_post = None, False  # type: ignore[attr-defined]
        if SESSION_KEY in request.session and request.user.is_authenticated:
            today = clock.legal_day(clock.now())
            seat = seat_of(int(request.user.pk), today, str(request.session.get(CHOSEN, "")))
            request.no_post = seat is None  # type: ignore[attr-defined]
            if seat is not None:
                if not request.county_named:  # type: ignore[attr-defined]
                    request.county = seat.scope  # type: ignore[attr-defined]
                if request.county == seat.scope:  # type: ignore[attr-defined]
                    request.seat = seat  # type: ignore[attr-defined]
        return self.get_response(request)
