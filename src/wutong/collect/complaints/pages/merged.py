"""Before a reply goes to everyone whose complaint was merged: who gets it, who cannot yet and why; then what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from wutong.city.offices import api as offices
from wutong.city.offices.pages.gate import StaffRequest, staff
from wutong.collect.complaints import merging, reads
from wutong.collect.complaints.pages import doors
from wutong.collect.complaints.pages.matter import back_to
from wutong.collect.complaints.words import REPLY_CHANNELS
from wutong.docket.matters import api as docket
from wutong.docket.matters.pages.desk import demand
from wutong.law.refusal import Reason, Refused
from wutong.record import clock
from wutong.ui.forms import PlainForm
from wutong.ui.typed import keeping


class Confirm(PlainForm):
    """How the reply reaches these reporters: the proof that the first one got it proves nothing about the others."""

    channel = forms.ChoiceField(label="怎样告诉他们", choices=list(REPLY_CHANNELS.items()), widget=forms.RadioSelect)
    proof = forms.CharField(label="送达凭据", max_length=300, help_text="例如：进度页；群发短信的批次号")
    mark = forms.CharField(widget=forms.HiddenInput, required=False)


@dataclass(frozen=True)
class Stuck:
    """One that cannot be answered now, each ground with the way to what mends it."""

    one: merging.Waiting
    reasons: tuple[Reason, ...]


def _stuck(seat: offices.Seat, ones: list[merging.Waiting], now: datetime) -> list[Stuck]:
    views = docket.views(seat.scope, [one.matter for one in ones], seat)
    found = []
    for one in ones:
        refused = Refused("replied", "答复", one.reasons)
        if one.matter in views:
            standing = docket.stand(seat.scope, one.matter, seat, now)
            refused = doors.led(refused, standing, seat, views[one.matter])
        found.append(Stuck(one, refused.reasons))
    return found


@staff("receiver")
@require_http_methods(["GET", "POST"])
def reply_merged(request: StaffRequest, matter: UUID) -> HttpResponse:
    """GET: who would get the lead's reply. POST: gives it; where one could not be answered, says which and why."""
    view, seat, now = demand(request, matter), request.seat, clock.now()
    said = merging.standing_reply(seat.scope, view.id)
    sent = request.POST.copy() if request.method == "POST" else None
    form = Confirm(sent, initial={"channel": "page", "proof": "进度页", "mark": said.mark if said else ""})
    done = merging.Replies()
    if sent is not None and form.is_valid():
        got = form.cleaned_data
        if said is not None and got["mark"] != said.mark:
            form.add_error(None, "这一件的答复刚才改过了。看一遍现在的答复，再按一次")
            sent["mark"] = said.mark
        else:
            once = docket.OnceKey(form.once, "merged") if form.once else None
            with keeping(form):
                done = merging.reply_to_merged(
                    seat, view.id, at=now, channel=got["channel"], proof=got["proof"], once=once
                )
            if not done.failed:
                return back_to(view.id)
    ones = merging.waiting(seat, view.id, now)
    why = {one.matter: one.reasons for one in done.failed}
    ones = [replace(one, reasons=why.get(one.matter, one.reasons)) for one in ones]
    context = {
        "matter": view,
        "said": said,
        "form": form,
        "ready": [one for one in ones if not one.reasons],
        "stuck": _stuck(seat, [one for one in ones if one.reasons], now),
        "given": done.answered,
        "tried": bool(done.answered or done.failed),
        "before": [r for r in reads.merged_rows(seat.scope, view.id) if r.replied_at],
    }
    return render(request, "collect/desk/merged.html", context, status=422 if form.errors else 200)
