"""/law/article: what a citation cites, as it stood on a day. Public: whoever is refused, or fined, may read by what.

It reads a folder of the installation, which no room knows of, so it lives in boot; citations all over the pages lead to it
where the text is at hand, and are plain words where it is not.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from wutong.boot.statutes import Kept
from wutong.city.offices.pages import gate
from wutong.law.statutes import Found, take_apart
from wutong.record import clock
from wutong.ui import citing

LONGEST = 200


@cache
def _kept() -> Kept:
    return Kept(settings.ENVIRONMENT.statutes)


def address(text: str) -> str:
    """The page of a citation's text as it stands today; "" where none of its articles is at hand."""
    if len(text) > LONGEST or "条" not in text:
        return ""
    today = clock.legal_day(clock.now())
    shelf = _kept().get().shelf
    if not any(shelf.find(each, today) for each in take_apart(text)):
        return ""
    return f"{reverse('article')}?{urlencode({'cite': text})}"


citing.known_by(address)


@gate.public
@require_safe
def article(request: gate.Request) -> HttpResponse:
    """``?cite=`` a citation, ``?on=`` the day (today): its articles, the paragraph or item cited set off."""
    cited = request.GET.get("cite", "")[:LONGEST]
    today = clock.legal_day(clock.now())
    text, wrong, on = request.GET.get("on", "").strip(), "", today
    if text:
        try:
            on = date.fromisoformat(text)
        except ValueError:
            wrong = f"“{text[:20]}”不是日期，写成2026-01-01的样子；下面是今天的条文"
    shelf = _kept().get().shelf
    wanted = take_apart(cited)
    found: list[Found] = [f for each in wanted if (f := shelf.find(each, on)) is not None]
    other = {each.title for each in wanted}
    context = {
        "cited": cited,
        "on": on,
        "wrong": wrong,
        "found": found,
        "texts": [each for each in shelf.all() if each.title in other],
        "missing": [each for each in wanted if all(f.cited != each for f in found)],
    }
    return render(request, "boot/article.html", context, status=200 if found or not cited else 404)


public = [path("law/article", article, name="article")]
