"""Finds the seat of a signed-in officer, so that pages ask ``request.seat`` and nothing else.

An officer belongs to one county. Where the address names another, there is no seat: its public pages open, its staff
pages are not found. Where the address names none, the request is about the officer's own county.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

from wutong.city.offices.reads import office as office_of
from wutong.city.offices.reads import seat_of
from wutong.city.offices.views import Seat
from wutong.law.refusal import Reason, Refused
from wutong.record import clock
from wutong.ui.guard import refusal

#: session key of the office whose seat was chosen (officers with posts in several)
CHOSEN = "seat"


LAPSED = "岗位按任职的起止日期算"
AGAIN = "看清现在是哪个岗位，该由它办的再交一次；任职没有到期的，请系统管理员补登记"


def _lost(seat: Seat, office: str) -> str:
    """Which seat ended."""
    known = office_of(seat.scope, office, seat.on)
    return f"你选的{known.name if known else office}的岗位今天不在任了"


class SeatOfRequest:
    """Sets ``request.seat`` (Seat or None) and ``request.no_post`` (signed in, but without any post today); reads
    nothing for a visitor who never signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.seat, request.no_post = None, False  # type: ignore[attr-defined]
        if SESSION_KEY in request.session and request.user.is_authenticated:
            today = clock.legal_day(clock.now())
            chosen = str(request.session.get(CHOSEN, ""))
            seat = seat_of(int(request.user.pk), today, chosen)
            if seat is None and chosen and (seat := seat_of(int(request.user.pk), today)) is not None:
                del request.session[CHOSEN]
                lost = _lost(seat, chosen)
                if request.method not in {"GET", "HEAD"}:  # meant for the other seat: not done from this one
                    request.seat, request.county = seat, seat.scope  # type: ignore[attr-defined]
                    return refusal(request, Refused("seat", "用这个岗位办", [Reason(LAPSED, lost, AGAIN)]))
                messages.warning(request, f"{lost}。现在用的是{seat.office_name}的岗位，别的岗位在“我的岗位和密码”里换")
            request.no_post = seat is None  # type: ignore[attr-defined]
            if seat is not None:
                if not request.county_named:  # type: ignore[attr-defined]
                    request.county = seat.scope  # type: ignore[attr-defined]
                if request.county == seat.scope:  # type: ignore[attr-defined]
                    request.seat = seat  # type: ignore[attr-defined]
        return self.get_response(request)
