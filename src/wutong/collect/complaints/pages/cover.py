"""Where a clerk covers faces and plates on a photo, or says that there are none: two buttons, two acts."""

from __future__ import annotations

import json
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from wutong.city.offices.pages.gate import StaffRequest, staff
from wutong.collect.complaints import clearing
from wutong.collect.complaints.pages.matter import back_to
from wutong.collect.media import api as media
from wutong.docket.matters import api as docket
from wutong.docket.matters.pages.desk import demand
from wutong.record import clock
from wutong.ui.forms import PlainForm

#: more boxes than this on one photo are a mistake
MOST_BOXES = 40


class Cover(PlainForm):
    """What the page drew: ``[{"x":…,"y":…,"w":…,"h":…}, …]`` in fractions of the photo."""

    boxes = forms.CharField(
        label="框", required=False, max_length=20_000, widget=forms.HiddenInput(attrs={"data-blur-boxes": ""})
    )

    def clean(self) -> dict[str, object]:
        got = super().clean() or {}
        got["boxes"] = _boxes(str(got.get("boxes", "")))
        return got


def _boxes(text: str) -> list[media.Box]:
    """:raises ValidationError: nothing drawn, too much, or nothing that could have been drawn."""
    try:
        sides = [(float(b["x"]), float(b["y"]), float(b["w"]), float(b["h"])) for b in json.loads(text or "[]")]
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as bad:
        raise forms.ValidationError("框的位置读不懂，重新画一次") from bad
    if not sides:
        raise forms.ValidationError(
            "照片上还没有画框。画框遮住人脸、车牌、门牌；真没有要遮的，用下面的“没有要遮的，照原样公开”"
        )
    if len(sides) > MOST_BOXES:
        raise forms.ValidationError(f"一张照片最多画{MOST_BOXES}个框，画几个大一些的")
    for x, y, w, h in sides:
        if not (0 <= x <= 1 and 0 <= y <= 1 and w > 0 and h > 0 and x + w <= 1.001 and y + h <= 1.001):
            raise forms.ValidationError("有一个框画到了照片外面，重新画一次")
    return [media.Box(x, y, min(1.0, x + w), min(1.0, y + h)) for x, y, w, h in sides]


class AsItIs(PlainForm):
    """The confirmation that a photo may be shown as it came."""

    sure = forms.BooleanField(
        label="整张看过了，里面没有人脸、车牌、门牌，也没有别的认得出人的地方",
        error_messages={"required": "照原样公开以前，先把照片整张看一遍，再打勾"},
    )


@staff("receiver")
@require_http_methods(["GET", "POST"])
def cover(request: StaffRequest, matter: UUID, sha256: str) -> HttpResponse:
    """Only after this may the reporter's page show the photo: covered, or as it came by a confirmation of its own."""
    view, seat, now = demand(request, matter), request.seat, clock.now()
    found = media.photo(seat.scope, view.id, sha256)
    if found is None:
        raise Http404
    plain = request.POST.get("how") == "as-it-is"
    form = Cover(request.POST if request.method == "POST" and not plain else None)
    as_it_is = AsItIs(request.POST if request.method == "POST" and plain else None)
    asked = as_it_is if plain else form
    if request.method == "POST" and asked.is_valid():
        once = docket.OnceKey(asked.once, f"cover-{found.sha256[:40]}") if asked.once else None
        if plain:
            clearing.show_photo(seat, view.id, found.sha256, at=now, once=once)
        else:
            clearing.cover_photo(seat, view.id, found.sha256, form.cleaned_data["boxes"], at=now, once=once)
        return back_to(view.id)
    context = {"matter": view, "photo": found, "form": form, "as_it_is": as_it_is}
    return render(request, "collect/desk/cover.html", context, status=422 if asked.errors else 200)
