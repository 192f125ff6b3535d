"""The room's own page: the living style guide, open in the demo only.

It shows every part and all six states with invented data, so that a builder sees at once what a change did.
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from wutong.ui import samples


def guide(request: HttpRequest) -> HttpResponse:
    """Every part of the house on one page."""
    if not (settings.DEMO or getattr(settings, "TESTING", False)):
        raise Http404("没有找到")
    return render(request, "ui/guide.html", samples.everything(request.POST or None))


guide.gate = ("public", ())  # type: ignore[attr-defined]
