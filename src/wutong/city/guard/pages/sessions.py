"""/me/sittings: where one is signed in, and out of there with one press."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from wutong.city.guard import sittings
from wutong.city.guard.pages.adapter import now
from wutong.city.offices.accounts import account_of
from wutong.city.offices.pages.gate import StaffRequest, staff
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.ui.visitor import where


@staff()
@require_safe
def mine(request: StaffRequest) -> HttpResponse:
    """Every sitting of mine that goes on."""
    found = sittings.of(account_of(request.seat), request.session.session_key or "", now())
    return render(request, "city/sittings.html", {"sittings": found, "done": request.GET.get("done") == "1"})


@staff()
@require_POST
def end(request: StaffRequest) -> HttpResponse:
    """Out elsewhere: one sitting, or all but this one."""
    which = request.POST.get("sitting", "")
    one = int(which) if which.isascii() and which.isdigit() and len(which) < 16 else 0
    if which and not one:
        return HttpResponseRedirect(reverse("me-sittings"))
    ended = sittings.end_others(
        account_of(request.seat), request.session.session_key or "", now(), "elsewhere", which=one
    )
    if ended:
        record.note(
            request.seat.scope, "signout", what="elsewhere", actor=request.seat.actor, about=request.seat.officer,
            at=clock.now(), detail={"ended": ended}, network=where(request),
        )  # fmt: skip
    return HttpResponseRedirect(f"{reverse('me-sittings')}?done=1")
