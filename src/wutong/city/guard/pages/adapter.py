"""Where allauth's sign-in meets the guard: locks before a password is looked at, a second step after it.

The password alone lets in whoever has no second factor. Everybody else is written down in the session as half in, with
a mark that a changed password makes void, and led to the second step; ``enter`` then goes on as if nothing had been.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from wutong.city.guard import factors, locks, sittings
from wutong.city.offices.accounts import Account, account_named, officer_of
from wutong.city.offices.pages import landing
from wutong.city.offices.reads import county as known
from wutong.city.offices.signin import ByLogin
from wutong.record import clock
from wutong.record.clock import SHANGHAI
from wutong.record.entries import api as record
from wutong.record.entries.api import Actor
from wutong.record.scope import Scope
from wutong.ui.visitor import where

HALF = "half-in"
#: seconds within which the second step must follow
HALF_FOR = 600
#: session key of the next visitor of this browser: why the sitting before ended
ENDED = "ended"
#: session key: when this person last showed who he is
FRESH = "fresh"
FRESH_FOR = 300


def now() -> datetime:
    """The machine's own time: a demo that is wound forward a week has not been idle for a week."""
    return datetime.now(UTC)


def county_of(request: HttpRequest, username: str) -> Scope:
    """Whose lock: the county inside the name, so that another county's address gives no new guesses."""
    inside = username.rpartition("@")[2]
    return Scope(inside) if inside.isdecimal() and len(inside) <= 12 else request.county  # type: ignore[attr-defined]


def attempt(request: HttpRequest, username: str) -> str:
    """Count an attempt; the words of the lock, "" where it may be judged."""
    until = locks.attempt(county_of(request, username), username, where(request), now())
    if until is None:
        return ""
    rules = locks.rules()
    return f"输错的次数太多，锁到{until.astimezone(SHANGHAI):%H:%M}（{rules.lock_minutes}分钟）。到时再试，或者找本局安全管理员。"


def failed(request: HttpRequest, username: str, what: str) -> None:
    """Write a wrong attempt to the access record: whose account it was at, if it is one, and never what was typed."""
    scope = county_of(request, username)
    if not known(scope):
        scope = request.county  # type: ignore[attr-defined]
    owner = account_named(scope, username)
    record.note(
        scope, "failed", what=what, actor=Actor("visitor", ""), about=officer_of(owner) if owner else "",
        at=clock.now(), network=where(request),
    )  # fmt: skip


def right(request: HttpRequest, username: str) -> None:
    locks.right(county_of(request, username), username, where(request))


def is_fresh(request: HttpRequest) -> bool:
    """Whether somebody has shown within five minutes that it is really he."""
    return 0 <= time.time() - float(request.session.get(FRESH, 0)) < FRESH_FOR


def freshen(request: HttpRequest) -> None:
    request.session[FRESH] = time.time()


class Adapter(landing.Adapter):
    """The house's adapter with its guard."""

    def get_login_stages(self) -> list[str]:
        """None of allauth's: they ask accounts over all counties, and their pages do not exist here."""
        return []

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        words = attempt(request, str(credentials.get("username", "")))
        if words:
            raise ValidationError(words, code="too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        user: Account | None = super().authenticate(request, **credentials)
        name = str(credentials.get("username", ""))
        if user is not None:
            right(request, name)
        else:
            failed(request, name, "password")
        return user

    def pre_login(self, request: HttpRequest, user: Account, **how: Any) -> HttpResponse | None:
        refused: HttpResponse | None = super().pre_login(request, user, **how)
        shown = str(getattr(request, "factor", None) or "")
        if refused is not None or shown or not factors.has_factor(user):
            return refused
        request.session[HALF] = {
            "account": user.pk,
            "mark": user.get_session_auth_hash(),
            "at": time.time(),
            "next": how.get("redirect_url") or "",
        }
        return HttpResponseRedirect(reverse("signin-second"))

    def post_login(self, request: HttpRequest, user: Account, **how: Any) -> HttpResponse:
        request.session.pop(HALF, None)
        freshen(request)
        scope, came = Scope(user.county), where(request)
        locks.forget(scope, user.username)
        factor = str(getattr(request, "factor", None) or "password")
        sittings.begin(
            user,
            request.session.session_key or "",
            how=factor,
            network=came,
            agent=request.headers.get("User-Agent", ""),
            at=now(),
        )
        code = officer_of(user)
        record.note(
            scope, "signin", what=factor, actor=Actor("officer", code), about=code, at=clock.now(), network=came
        )
        response: HttpResponse = super().post_login(request, user, **how)
        return response

    def password_set(self, request: HttpRequest, user: Account) -> None:
        sittings.end_others(user, request.session.session_key or "", now(), "password")
        code = officer_of(user)
        record.note(
            Scope(user.county), "rights", what="password.set", actor=Actor("officer", code), about=code,
            at=clock.now(), network=where(request),
        )  # fmt: skip

    def logout(self, request: HttpRequest) -> None:
        """Out by one's own hand: the sitting ends on the server too."""
        user = request.user
        if isinstance(user, Account):
            sittings.end(user, request.session.session_key or "", now(), "out")
            actor = Actor("officer", officer_of(user))
            came = where(request)
            record.note(Scope(user.county), "signout", actor=actor, about=actor.id, at=clock.now(), network=came)
        super().logout(request)


def half_in(request: HttpRequest) -> tuple[Account, str] | None:
    """Who has shown the password and not yet the second factor, and where he was going."""
    kept = request.session.get(HALF)
    if not isinstance(kept, dict) or not 0 <= time.time() - kept["at"] < HALF_FOR:
        return None
    account = ByLogin().get_user(kept["account"])
    if account is None or account.get_session_auth_hash() != kept["mark"]:
        return None
    return account, str(kept["next"])


def enter(request: HttpRequest, account: Account, factor: str, onward: str) -> HttpResponse:
    """The second factor, or a passkey alone, was right: in."""
    request.factor = factor  # type: ignore[attr-defined]
    response: HttpResponse = perform_login(request, Login(user=account, redirect_url=onward or None))
    request.session.set_expiry(locks.rules().sitting_hours * 3600)
    return response
