"""/desk/guard and /desk/accounts: what the security administrator and the system administrator do for other people.

Two desks for two people: the one who keeps the rules cannot make accounts, the one who keeps accounts cannot let
somebody in past the rules alone.
"""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from wutong.city.county.load import first_password
from wutong.city.guard import actions, reads
from wutong.city.guard.pages.adapter import now
from wutong.city.guard.pages.second import fresh
from wutong.city.guard.reads import Person
from wutong.city.offices.pages.gate import StaffRequest, staff
from wutong.record import clock
from wutong.ui.visitor import where


def _where(request: StaffRequest) -> dict[str, datetime | str]:
    return {"at": clock.now(), "network": where(request)}


def _people(request: StaffRequest) -> tuple[Person, ...]:
    return reads.people(request.seat.scope, request.seat.on, now())


def _person(request: StaffRequest) -> Person:
    found = next((p for p in _people(request) if p.officer == request.POST.get("officer", "")), None)
    if found is None:
        raise Http404("没有找到")
    return found


@staff(*actions.ENDS)
@require_safe
def guard(request: StaffRequest) -> HttpResponse:
    """Who waits to be let in again; for the security administrator also rules, locks, factors and roles."""
    security = "security" in request.seat.roles
    people = _people(request)
    context = {
        "security": security,
        "asks": bool(request.seat.roles & set(actions.ASKS)),
        "resets": reads.resets(request.seat.scope),
        "me": request.seat.officer,
        "rules": reads.rules_told(),
        "locked": [p for p in people if p.locked_until],
        "people": [p for p in people if p.roles],
        "with_factor": [p for p in people if p.factors and p.officer != request.seat.officer],
        "lacking": [p for p in people if p.must and not p.factors],
        "open": [p for p in people if p.roles and not p.confirmed],
    }
    return render(request, "city/guard.html", context)


@staff("security")
@require_POST
def unlock(request: StaffRequest) -> HttpResponse:
    """Let a locked account be tried again."""
    actions.unlock(request.seat, request.POST.get("officer", ""), **_where(request))  # type: ignore[arg-type]
    return HttpResponseRedirect(reverse("guard"))


@staff(*actions.ASKS)
@fresh("guard")
@require_POST
def ask_reset(request: StaffRequest) -> HttpResponse:
    """Ask for somebody's second factors to be taken away."""
    given = request.POST
    actions.ask_reset(request.seat, given.get("officer", ""), given.get("reason", ""), **_where(request))  # type: ignore[arg-type]
    return HttpResponseRedirect(reverse("guard"))


@staff(*actions.ENDS)
@fresh("guard")
@require_POST
def end_reset(request: StaffRequest, which: int) -> HttpResponse:
    """The second person's yes or no."""
    agree = request.POST.get("do") == "agree"
    actions.end_reset(request.seat, which, agree=agree, machine=now(), **_where(request))  # type: ignore[arg-type]
    return HttpResponseRedirect(reverse("guard"))


@staff("security")
@require_POST
def confirm_roles(request: StaffRequest) -> HttpResponse:
    """These roles are right."""
    person = _person(request)
    actions.confirm_roles(request.seat, person, request.POST.get("roles", ""), **_where(request))  # type: ignore[arg-type]
    return HttpResponseRedirect(f"{reverse('guard')}#roles")


@staff("administrator")
@require_safe
def accounts(request: StaffRequest) -> HttpResponse:
    """Every account of the county."""
    people = _people(request)
    return render(request, "city/accounts.html", {"people": people, "me": request.seat.officer})


@staff("administrator")
@fresh("accounts")
@require_POST
@sensitive_variables("plain")
def account_do(request: StaffRequest) -> HttpResponse:
    """Stop an account or let it be used again, hand out a first password, end sittings."""
    person, do, how = _person(request), request.POST.get("do", ""), _where(request) | {"machine": now()}
    seat = request.seat
    if do in {"stop", "start"}:
        actions.stop(seat, person.officer, stopped=do == "stop", **how)  # type: ignore[arg-type]
    elif do == "out":
        actions.send_out(seat, person.officer, **how)  # type: ignore[arg-type]
    elif do == "password":
        plain = first_password()
        actions.hand_out(seat, person.officer, plain, **how)  # type: ignore[arg-type]
        return render(request, "city/account_password.html", {"person": person, "plain": plain})
    else:
        raise Http404("没有找到")
    return HttpResponseRedirect(reverse("accounts"))
