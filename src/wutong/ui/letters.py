"""Letters that nobody types: what the database cannot keep is refused in words, what nobody can see is left out.

NUL comes from programs only and PostgreSQL refuses it, so a request with one is answered with 400 before any page runs.
Marks that turn the direction of writing would reorder other people's words beside them, and invisible letters hide a
name from the search: neither is ever kept. Every letter that shows, however rare, stays as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.template.loader import render_to_string

from wutong.law.refusal import Reason, Refused
from wutong.ui.guard import as_json, back, frame

Answer = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]

#: control characters, marks of direction, invisible letters; line breaks and tabs are no such thing
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f"
    "\u2028\u2029\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e007f]"
)
#: what no database keeps: NUL, and half a letter, which comes of a program's own claim about its encoding
_UNKEPT = re.compile("[\x00\ud800-\udfff]")
#: joiners have their use in Uyghur, in Mongolian and inside emoji, and none after Han or Latin letters
_JOINERS = re.compile(
    "(?<![\u0600-\u08ff\u1800-\u18af\ufb50-\ufdff\ufe0f\u2600-\u27bf\U0001f000-\U0001faff])[\u200c\u200d]"
)


def seen(text: str) -> str:
    """The text without what nobody can see; a line or paragraph separator becomes a line break."""
    return _JOINERS.sub("", _UNSEEN.sub("", text.replace("\u2028", "\n").replace("\u2029", "\n")))


def whole(text: str) -> int | None:
    """A whole number as a program writes it into an address; None for anything else (``"²".isdigit()`` is true)."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


class Letters:
    """Refuses NUL in an address (400), cleans what an address asks, forgets a cookie with NUL; stands above whatever asks the database."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for name in [n for n, value in request.COOKIES.items() if "\0" in n + value]:
            del request.COOKIES[name]
        if "\0" in request.path_info or any(
            "\0" in part for pair in request.GET.lists() for part in (pair[0], *pair[1])
        ):
            return refused(request, "网址")
        asked = [(name, value) for name, values in request.GET.lists() for value in values]
        if any(seen(value) != value for _, value in asked):  # a page says again what was asked
            request.GET = _cleaned(asked)  # type: ignore[assignment]
        return self.get_response(request)


class Typed:
    """Cleans what was typed into a form; refuses one with NUL or half a letter (400). Stands below the check of the form's key."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], address: Mapping[str, Any]
    ) -> HttpResponse | None:
        if request.method != "POST":
            return None
        given = [(name, value) for name, values in request.POST.lists() for value in values]
        if any(_UNKEPT.search(part) for pair in given for part in pair):
            return refused(request, "表单")
        request.POST = _cleaned(given)  # type: ignore[assignment]
        return None


def _cleaned(given: list[tuple[str, str]]) -> QueryDict:
    kept = QueryDict(mutable=True)
    for name, value in given:
        kept.appendlist(name, value if _is_secret(name) else seen(value))
    kept._mutable = False
    return kept


def _is_secret(name: str) -> bool:
    """A password is what was typed, whatever it is."""
    return name.rpartition("-")[2] in {"password", "old", "new", "again"}


def refused(request: HttpRequest, where: str) -> HttpResponse:
    """400: which rule, what is wrong, how to mend it."""
    reason = Reason(
        "表单和网址里只能有文字",
        f"{where}里有不能保存的字符（空字节或半个字）",
        "删掉从别处粘来的那一段，重新打一遍再交",
    )
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        told = as_json(Refused("letters", "收下", [reason]))
        return JsonResponse(told, status=400, json_dumps_params={"ensure_ascii": False})
    context = {"reason": reason, "back": back(request) or "/", "frame": frame(request)}
    return HttpResponse(render_to_string("ui/letters.html", context, request), status=400)
