"""Asks at every request whether this sitting still goes on, and whether its holder must do something first.

It ends on the server: idle for too long, too long in all, ended from elsewhere, the password or a factor changed, no
post any more. What was typed is not lost: keep.js is told to sign in again and sends the same form afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from wutong.city.guard import factors, sittings
from wutong.city.guard.pages.adapter import ENDED, now
from wutong.city.offices.accounts import Account, officer_of, password_used_since
from wutong.city.offices.pages.gate import NotHere
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.scope import Scope
from wutong.ui.visitor import where


class Sitting:
    """Stands below SeatOfRequest: an ended sitting has no seat."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.first_do = ""  # type: ignore[attr-defined]
        if SESSION_KEY in request.session and isinstance(request.user, Account):
            why = self.over(request, request.user)
            if why:
                logout(request)
                request.session[ENDED] = sittings.ENDED.get(why, "")
                request.user, request.seat = AnonymousUser(), None  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """A page or a thing that is not this person's: the attempt stays in the access record of his own county."""
        user = getattr(request, "user", None)
        if not isinstance(exception, PermissionDenied | NotHere) or not isinstance(user, Account):
            return
        seat = getattr(request, "seat", None)
        scope = seat.scope if seat is not None else Scope(user.county)
        actor = seat.actor if seat is not None else record.Actor("officer", officer_of(user))
        match = request.resolver_match
        given = {name: str(value)[:64] for name, value in (match.kwargs if match else {}).items()}
        if request.county != scope:  # type: ignore[attr-defined]
            given["county"] = request.county.county  # type: ignore[attr-defined]
        record.note(
            scope, "denied", what=(match.url_name if match else "") or "", actor=actor, at=clock.now(), detail=given,
            network=where(request),
        )  # fmt: skip

    def over(self, request: HttpRequest, account: Account) -> str:
        """Why this sitting is over, "" where it goes on; then also what must be done first."""
        at, key = now(), request.session.session_key or ""
        if request.no_post:  # type: ignore[attr-defined]
            sittings.end(account, key, at, "post")
            return "post"
        why = sittings.seen(account, key, at)
        if why is None:
            sittings.begin(
                account,
                key,
                how="",
                network=where(request),
                agent=request.headers.get("User-Agent", ""),
                at=at,
            )
        elif why:
            return why
        request.first_do = self.first(request, account)  # type: ignore[attr-defined]
        return ""

    def first(self, request: HttpRequest, account: Account) -> str:
        """The page that comes before all others, "" where there is none."""
        rules, seat = settings.GUARD, request.seat  # type: ignore[attr-defined]
        if rules.password_days and not account.first_password:
            since = password_used_since(account, now())
            if since + timedelta(days=rules.password_days) <= now():
                return "me-password"
        if seat is not None and rules.second_factor & seat.roles and not factors.has_factor(account):
            return "me-second"
        return ""
