"""The three pages a visitor sees when there is no page: not his, not there, or broken.

The broken page is rendered without the shell: whatever failed may be what the shell would ask.
"""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseNotFound, HttpResponseServerError
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string

from wutong.ui import typed
from wutong.ui.guard import frame

log = logging.getLogger("wutong.boot")

_PLAIN = (
    "<!doctype html><html lang=zh-CN><meta charset=utf-8><title>出错了</title>"
    "<h1>没有办成，填的内容都在</h1><p>服务器出了错，已经记下。退回上一页再试一次。报错码 {code}</p></html>"
)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: whose page it is and whom to ask."""
    context = {"exception": str(exception or ""), "frame": frame(request), "typed": typed.of(request)}
    return HttpResponseForbidden(render_to_string("ui/403.html", context, request))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: also what a stranger gets for a page that exists but is not his."""
    context = {"frame": frame(request), "typed": typed.of(request)}
    return HttpResponseNotFound(render_to_string("ui/404.html", context, request))


def broken(request: HttpRequest) -> HttpResponse:
    """500: says that nothing typed is lost; the cause is in the server's own log only."""
    code = str(getattr(request, "code", ""))
    try:
        return HttpResponseServerError(render_to_string("ui/500.html", {"code": code}))
    except TemplateDoesNotExist:
        return HttpResponseServerError(_PLAIN.format(code=code))
    except Exception:  # the page that reports a failure must never fail itself
        log.exception("the page for a broken request could not be rendered")
        return HttpResponseServerError(_PLAIN.format(code=code))
