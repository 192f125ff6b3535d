"""Which addresses this process answers: the public side and the desks can run apart, on two hosts, over one database.

So the server that the whole world may ask need not be able to show a single page of staff, nor know who sits where. An
address of the other side is not there (404), in the same words as one that never was.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse

from wutong.boot import failures, urls

#: what both sides need: the drawn map, whose ground a point is on, the calculator of terms, what machines ask
SHARED = frozenset({"map-svg", "where", "calculator", "article", "ui-guide", "privacy", "healthz", "readyz", "metrics"})
#: anybody may open these, but only officers have a use for them
OF_DESKS = frozenset({"signin", "signin-second", "signin-passkey", "signin-cast", "signout"})


@lru_cache(maxsize=3)
def names(profile: str) -> frozenset[str]:
    """The names of the routes that a profile answers."""
    public = frozenset(str(route.name) for route in urls.routes("public")) - OF_DESKS  # type: ignore[union-attr]
    every = frozenset(str(route.name) for route in urls.urlpatterns)  # type: ignore[union-attr]
    return {"all": every, "public": public | SHARED, "desk": (every - public) | SHARED}[profile]


class Profile:
    """Turns away what is the other side's, before its form is read or its sender is known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        profile = settings.ENVIRONMENT.profile
        if profile == "all":
            return self.get_response(request)
        try:
            name = resolve(request.path_info).url_name
        except Resolver404:
            return self.get_response(request)
        if name in names(profile):
            return self.get_response(request)
        if profile == "desk" and name == "home":  # where somebody begins who typed only the host's name
            return HttpResponseRedirect(reverse("inbox"))
        return failures.not_found(request)


class NoSeat:
    """Stands in the public process where the other has its seats: who is signed in elsewhere is a visitor here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.ENVIRONMENT.profile == "public":
            request.seat = None  # type: ignore[attr-defined]
        return self.get_response(request)
