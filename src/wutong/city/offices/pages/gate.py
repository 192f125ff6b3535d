"""Who may open a page: every view of the project carries one of these two gates, and a house test reads them.

The decisions: nobody signed in → sign in first, then come back; signed in but of another county, or without a post
today → 404, because a stranger is not told that a page exists; a colleague without the role → 403, which says whose
page it is and whom to ask. Whoever still has the password that was handed to him sets his own before any page opens.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from wutong.city.offices.reads import holders
from wutong.city.offices.roles import ROLES
from wutong.city.offices.views import Seat
from wutong.record.scope import Scope

View = Callable[..., HttpResponse]


class Request(HttpRequest):
    """A request as the middleware leaves it; annotate a page's ``request`` with this."""

    county: Scope
    county_named: bool
    seat: Seat | None


class StaffRequest(Request):
    """A request behind ``@staff``: there is a seat."""

    seat: Seat


class NotYours(PermissionDenied):
    """A colleague's page: names the roles whose it is and people who hold them."""

    def __init__(self, roles: tuple[str, ...], people: tuple[str, ...]) -> None:
        self.roles = tuple(ROLES[r] for r in roles)
        self.people = people
        ask = f"找{'、'.join(people)}。" if people else "找本局系统管理员。"
        super().__init__(f"这一页归{'、'.join(self.roles)}办。{ask}")


class NotHere(Http404):
    """A staff page, or a thing that it names, which this officer's county has not: the attempt is written down."""


def public(view: View) -> View:
    """Open to anyone, for the county of the request."""

    @wraps(view)
    def inner(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    inner.gate = ("public", ())  # type: ignore[attr-defined]
    return inner


def staff(*roles: str) -> Callable[[View], View]:
    """Open to officers at a desk; with ``roles``, only to those who hold one of them today."""
    unknown = set(roles) - set(ROLES)
    if unknown:
        raise ValueError(f"unknown roles {sorted(unknown)}: see city.offices.roles")

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return HttpResponseRedirect(f"{reverse('signin')}?next={quote(request.get_full_path())}")
            seat = request.seat
            if seat is None:
                raise NotHere("没有找到")
            first = "me-password" if request.user.first_password else getattr(request, "first_do", "")
            if first and getattr(view, "before", "") != first:
                return HttpResponseRedirect(f"{reverse(first)}?next={quote(request.get_full_path())}")
            if roles and not (seat.roles & frozenset(roles)):
                raise NotYours(roles, whom_to_ask(seat, roles))
            return view(request, *args, **kwargs)

        inner.gate = ("staff", roles)  # type: ignore[attr-defined]
        return never_cache(inner)

    return decorate


def before(first: str) -> Callable[[View], View]:
    """Open already to somebody who must do something first: the pages where he does it.

    What he must do, as the name of a page: ``me-password`` for whoever still has the password that was handed to him;
    otherwise what the guard wrote on the request (``request.first_do``).
    """

    def decorate(view: View) -> View:
        view.before = first  # type: ignore[attr-defined]
        return view

    return decorate


def whom_to_ask(seat: Seat, roles: tuple[str, ...], most: int = 3) -> tuple[str, ...]:
    """Up to three colleagues who hold one of the roles today, nearest office first: "唐敏（指挥中心）"."""
    found = {o.code: o for role in roles for o in holders(seat.scope, role, seat.on)}
    near = sorted(found.values(), key=lambda o: (o.office != seat.office, o.office not in seat.offices, o.code))
    return tuple(f"{o.name}（{o.office_name}）" for o in near[:most])
