"""Joins the URL lists of the rooms: the public side, the desks and the machine side, in the order of the house.

A room knows only its own addresses; which of them this server answers is decided here. The names of all addresses
are unique over the project, so a second route of the same name would silently win: it stops the start instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver

from wutong.boot import probes

#: every room that may have pages, low to high
ROOMS = (
    "ui",
    "record",
    "city",
    "docket",
    "collect",
    "analyse",
    "command",
    "enforce",
    "govern",
    "supervise",
    "boot",
)
SIDES = ("public", "desk", "machine")

Route = URLPattern | URLResolver


def routes(side: str) -> Iterator[Route]:
    """The routes of one side (``public``, ``desk`` or ``machine``) over all rooms that have a ``urls.py``."""
    for room in ROOMS:
        name = f"wutong.{room}.urls" if room != "boot" else "wutong.boot.home"
        if find_spec(name) is not None:
            yield from getattr(import_module(name), side, ())


def _unique(joined: list[Route]) -> list[Route]:
    names = [route.name for route in joined if isinstance(route, URLPattern) and route.name]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ImproperlyConfigured(f"two routes share a name: {', '.join(twice)}")
    return joined


urlpatterns: list[Route] = _unique([*(route for side in SIDES for route in routes(side)), *probes.machine])

handler403 = "wutong.boot.failures.forbidden"
handler404 = "wutong.boot.failures.not_found"
handler500 = "wutong.boot.failures.broken"
