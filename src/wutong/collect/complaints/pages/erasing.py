"""Erasing chosen values of an entry for good: asked on a page, done once however often the form comes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from wutong.city.offices import api as offices
from wutong.city.offices.pages.gate import StaffRequest, staff
from wutong.collect.complaints import actions
from wutong.collect.complaints.pages import beside
from wutong.collect.complaints.pages.matter import back_to
from wutong.docket.matters import api as docket
from wutong.docket.matters.pages.desk import demand
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.ui.forms import PlainForm
from wutong.ui.typed import keeping


class Erase(PlainForm):
    seq = forms.IntegerField(label="第几条", min_value=1)
    names = forms.MultipleChoiceField(
        label="删哪些内容", widget=forms.CheckboxSelectMultiple,
        choices=[
            ("contact_name", "称呼"),
            ("contact_phone", "电话"),
            ("text", "内容"),
            ("place", "地点"),
            ("subject", "标题"),
            ("words", "评价的话"),
            ("reason", "理由"),
            ("claims", "照片线索"),
            ("lat", "纬度"),
            ("lon", "经度"),
            ("cell", "网格"),
            ("community", "社区"),
        ],
    )  # fmt: skip
    ground = forms.CharField(label="依据", max_length=200, help_text="例如：个人信息保护法第47条，反映人撤回同意")


def _is_done(seat: offices.Seat, matter: UUID, got: dict[str, Any]) -> bool:
    """Whether this seat has erased just that, on that ground."""
    for e in record.history(seat.scope, matter):
        if (e.act, e.about, e.actor, e.fields.get("ground")) == ("erased", got["seq"], seat.actor, got["ground"]):
            names = e.fields.get("names")
            if isinstance(names, list | tuple) and set(names) <= set(got["names"]):
                return True
    return False


@staff("deputy_head", "bureau_head")
@require_http_methods(["GET", "POST"])
def erase(request: StaffRequest, matter: UUID) -> HttpResponse:
    """Erase chosen values of an entry for good; the act and its ground stay."""
    view, seat, now = demand(request, matter), request.seat, clock.now()
    form = Erase(request.POST if request.method == "POST" else None, initial={"seq": 1})
    once = docket.OnceKey(form.once, "erase") if form.once else None

    def came_before() -> bool:
        """The answer was lost on the way and the form came again, or both came at once: it is done."""
        if not docket.answered(seat.scope, f"{seat.actor.kind}:{seat.actor.id}", once, view.id):
            return False
        with keeping(form):
            if not form.is_valid() or not _is_done(seat, view.id, form.cleaned_data):
                raise docket.other_body("erased", view.id)
        return True

    if request.method == "POST" and came_before():
        return back_to(view.id)
    if request.method == "POST" and form.is_valid():
        got = form.cleaned_data
        present = {e.seq: e for e in record.history(seat.scope, view.id)}
        entry = present.get(got["seq"])
        names = [
            n for n in got["names"] if entry and n in entry.fields and not isinstance(entry.fields[n], record.Erased)
        ]
        try:
            if names:
                with keeping(form):
                    actions.erase(seat, view.id, got["seq"], names, got["ground"], at=now, once=once)
                return back_to(view.id)
        except LookupError:  # somebody else erased one of them in the same moment
            pass
        if came_before():
            return back_to(view.id)
        form.add_error("names", "这一条里没有这些内容，或者已经删了。到“留痕和核验”里看")
    context = {"matter": view, "form": form, "beside": beside.of(seat, view, now)}
    return render(request, "collect/desk/erase.html", context, status=422 if form.errors else 200)
