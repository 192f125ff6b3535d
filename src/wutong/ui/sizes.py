"""How much a page takes in, asked of the request's own length before a byte of its body is read.

Django reads a whole upload to find the form's key in it; a stranger could fill the disk before anyone looked. So every
page has a cap: its own (:func:`takes`, worn where the addresses stand) or that of a form without files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import get_script_prefix

from wutong.law.refusal import Reason, Refused
from wutong.ui.guard import as_json, back, frame

Answer = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]
MEGA = 1024 * 1024


@dataclass(frozen=True)
class Takes:
    """The largest body in bytes, whose limit that is in plain words, and what to do about more."""

    most: int
    what: str
    remedy: str


#: a form without files: the longest box of the house fits many times
FORM = Takes(MEGA, "一张表单", "写短一些，长的内容分几次交")
#: one photo beside a form; a photo that is a little too large still reaches the form, which says so and keeps the rest
PHOTO = Takes(20 * MEGA, "一次上传", "每张照片不超过12兆，一次少选几张")


def takes(limit: Takes, view: View, *, only: Mapping[str, str] | None = None, signed_in: bool = False) -> View:
    """Let a page take more than a form without files.

    :param only: values in the address for which it does (one step of a report among five).
    :param signed_in: only from somebody at a desk; anyone else is sent to sign in, and what he sends is not read.
    """
    view.takes = (limit, dict(only or {}), signed_in)  # type: ignore[attr-defined]
    return view


class Sizes:
    """Refuses what is too large (413) or does not say how large it is (411), unread.

    Stands above the check of the form's key, which is the first to read a body. What the browser still sends after the
    answer is thrown away by the server as it comes, so that the answer arrives instead of a broken connection.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "HTTP_TRANSFER_ENCODING" in request.META or not _length(request).isdigit():
            reason = Reason("上传要先说明有多大", "这次没有说明", "用网页的表单提交；程序要写Content-Length")
            response = _told(request, Refused("size", "收下", [reason]), 411)
            response.headers["Connection"] = "close"  # a body without an end must not be waited for
            return response
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], address: Mapping[str, Any]
    ) -> HttpResponse | None:
        size = int(_length(request))
        if size <= FORM.most:
            return None
        limit, signed_in = limit_of(view, address)
        if signed_in and getattr(request, "seat", None) is None:
            signin = get_script_prefix().rstrip("/") + settings.LOGIN_URL
            return HttpResponseRedirect(f"{signin}?next={quote(request.get_full_path())}")
        if size <= limit.most:
            return None
        reason = Reason(f"{limit.what}最大{_mega(limit.most)}兆", f"这次有{_mega(size)}兆", limit.remedy)
        return _told(request, Refused("size", "收下", [reason]), 413)


def limit_of(view: View, address: Mapping[str, Any]) -> tuple[Takes, bool]:
    """How much a page takes at an address, and whether only from somebody at a desk."""
    limit, only, signed_in = getattr(view, "takes", (FORM, {}, False))
    if any(address.get(name) != value for name, value in only.items()):
        limit = FORM
    return limit, signed_in


def _length(request: HttpRequest) -> str:
    return str(request.META.get("CONTENT_LENGTH") or "0").strip()


def _mega(size: int) -> str:
    return f"{size / MEGA:.1f}".removesuffix(".0")


def _told(request: HttpRequest, refused: Refused, status: int) -> HttpResponse:
    """The page, or JSON for a program."""
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse(as_json(refused), status=status, json_dumps_params={"ensure_ascii": False})
    context = {"reason": refused.reasons[0], "back": back(request) or request.path, "frame": frame(request)}
    return HttpResponse(render_to_string("ui/large.html", context, request), status=status)
