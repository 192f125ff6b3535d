"""What stands between every answer and the browser: the content policy, the wording of a refusal, the stale form.

A refusal is an answer, not an accident: it leaves with status 409, says which article, what is missing, how and where
to make good, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.template.loader import render_to_string

from wutong.law.refusal import Refused
from wutong.ui import typed

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
#: what the county's pages may ask of a device: the place and the camera, for the report form
PERMISSIONS = "geolocation=(self), camera=(self), microphone=(), payment=(), usb=()"

Answer = Callable[[HttpRequest], HttpResponse]


class ContentSecurityPolicy:
    """Only our own files, no inline script or style, no frames; the same on every answer, files included."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response


class Methods:
    """No page answers another method than these: said before the form's key is asked for, or anybody is led to sign in."""

    KNOWN = ("GET", "HEAD", "POST", "OPTIONS")

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in self.KNOWN:
            return HttpResponseNotAllowed(self.KNOWN[:3])
        return self.get_response(request)


class Refusals:
    """Words the law's refusals; tells a form that was sent by script where to go, instead of leading it there."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return told(request, self.get_response(request))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refusal(request, exception) if isinstance(exception, Refused) else None


def told(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """For a form sent by keep.js: a redirect becomes a header, so that the script knows what was stored before it goes.

    204 with ``X-Wutong-To`` says: stored, go there. 401 with ``X-Wutong-Signin`` says: sign in again, nothing is lost.
    """
    if request.headers.get("X-Wutong-Safe") != "1" or not 300 <= response.status_code < 400:
        return response
    to = response.headers.get("Location", "")
    path = urlsplit(to).path
    if path.endswith(str(settings.LOGIN_URL)):
        answer = HttpResponse(status=401)
        answer.headers["X-Wutong-Signin"] = to
    else:
        answer = HttpResponse(status=204)
        answer.headers["X-Wutong-To"] = to
    answer.cookies.update(response.cookies)
    return answer


def frame(request: HttpRequest) -> str:
    """The frame for an answer that belongs to no room: the desk for those who sit at one, else the public one."""
    return "ui/desk.html" if getattr(request, "seat", None) is not None else "ui/public.html"


def back(request: HttpRequest) -> str:
    """The page one came from, if it is one of ours."""
    came = urlsplit(request.headers.get("Referer", ""))
    if came.netloc and came.netloc == request.get_host() and came.path != request.path:
        return came.path + (f"?{came.query}" if came.query else "")
    return ""


def opens(refused: Refused) -> datetime | None:
    """The earliest instant at which the act could pass, when any reason names one."""
    return max((reason.opens for reason in refused.reasons if reason.opens is not None), default=None)


def as_json(refused: Refused) -> dict[str, Any]:
    """The refusal for a program."""
    return {
        "refused": refused.act,
        "title": refused.title,
        "reasons": [
            {
                "article": reason.article,
                "missing": reason.missing,
                "remedy": reason.remedy,
                "where": reason.where,
                "opens": reason.opens.isoformat() if reason.opens else None,
                "mark": reason.mark,
            }
            for reason in refused.reasons
        ],
    }


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The answer to a refused act: a page (a dialog where the page asks for one), or JSON for a program. 409."""
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse(as_json(refused), status=409, json_dumps_params={"ensure_ascii": False})
    context = {
        "refused": refused,
        "reasons": refused.reasons,
        "opens": opens(refused),
        "recorded": getattr(refused, "recorded", None),
        "back": back(request) or refused.back,
        "frame": frame(request),
        "typed": typed.of(request, refused.typed),
    }
    return HttpResponse(render_to_string("ui/refused.html", context, request), status=409)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is older than the session: says so, and lets keep.js fetch a fresh key and send again."""
    context: dict[str, Any] = {"back": back(request) or request.path, "page_failed": True}
    if urlsplit(request.headers.get("Referer", "")).netloc == request.get_host():  # never what another site sent
        context["typed"] = typed.of(request)
    response = HttpResponse(render_to_string("ui/csrf.html", context, request), status=403)
    response.headers["X-Wutong-Stale"] = "1"
    return response
