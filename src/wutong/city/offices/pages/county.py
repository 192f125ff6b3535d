"""Finds the county of a request before anything else looks at it.

``/at/<code>/…`` names it in the address; else the host name does; else it is the first county of this server that
has not moved out. The
prefix is taken off the path that is matched and put before every address that is reversed, so pages never know.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import nullcontext

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.urls import get_script_prefix, set_script_prefix

from wutong.city.offices.reads import counties
from wutong.record import asked
from wutong.record.scope import Scope

_AT = re.compile(r"^/at/(?P<code>[0-9]{6,12})(?P<rest>/.*)?$")
_PLAIN = "<!doctype html><html lang=zh-CN><meta charset=utf-8><title>没有找到</title><h1>没有找到</h1></html>"
NO_COUNTY = (
    "<!doctype html><html lang=zh-CN><meta charset=utf-8><title>还没有县区</title><h1>还没有县区</h1>"
    "<p>这台服务器还没有装入县区。运行 wutong init samples/county.yaml，再刷新这一页。</p></html>"
)


class CountyOfRequest:
    """Sets ``request.county`` (Scope), ``request.county_named`` (the address or the host says it) and
    ``request.counties_gone`` (codes of those that moved out of this server)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = get_script_prefix()
        try:
            refused = self.settle(request)
            if refused is not None:
                return refused
            with asked.looking() if request.method in {"GET", "HEAD"} else nullcontext():
                return self.get_response(request)
        finally:
            set_script_prefix(before)

    def settle(self, request: HttpRequest) -> HttpResponse | None:
        """Put the county on the request; an answer instead where there is none."""
        request.county, request.county_named = None, False  # type: ignore[attr-defined]
        request.counties_gone = frozenset()  # type: ignore[attr-defined]
        if request.path_info.startswith("/static/"):
            return None
        known = counties()
        if not known:
            return HttpResponse(NO_COUNTY, status=503)
        request.counties_gone = frozenset(c.code for c in known if c.closed)  # type: ignore[attr-defined]
        match = _AT.match(request.path_info)
        if match:
            code = match["code"]
            if code not in {c.code for c in known}:
                return _not_found(request)
            prefix = get_script_prefix().rstrip("/") + f"/at/{code}"
            set_script_prefix(prefix + "/")
            request.META["SCRIPT_NAME"] = prefix
            request.path_info = match["rest"] or "/"
            request.path = prefix + request.path_info
            self.name(request, code, named=True)
            return None
        host = request.META.get("HTTP_HOST", "").split(":")[0].lower()
        named = next((c.code for c in known if host in c.hosts), "")
        first = next((c for c in known if not c.closed), known[0])
        self.name(request, named or first.code, named=bool(named))
        return None

    def name(self, request: HttpRequest, code: str, *, named: bool) -> None:
        request.county, request.county_named = Scope(code), named  # type: ignore[attr-defined]


def _not_found(request: HttpRequest) -> HttpResponse:
    try:
        return HttpResponseNotFound(render_to_string("ui/404.html", {}, None))
    except (TemplateDoesNotExist, Http404):
        return HttpResponseNotFound(_PLAIN)
