"""机构变更 at the desk: choose what changes, see what it will do, apply it, let it be confirmed, take it back."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wutong.city.house import api as house
from wutong.city.offices import api as offices
from wutong.city.offices.pages.gate import StaffRequest, staff
from wutong.city.places import api as places
from wutong.docket.matters import api as docket
from wutong.govern.house import actions, reads
from wutong.govern.house.pages.forms import FIELDS, GROUPS, ChangeForm, Known, UndoForm
from wutong.law.refusal import Reason, Refused
from wutong.record import clock
from wutong.record.scope import Scope
from wutong.ui.typed import keeping

SEES = ("administrator", "bureau_head", "deputy_head")
MAKES = house.MAKERS


@dataclass(frozen=True)
class MoveLine:
    """How many open matters go from where to where, and where they are listed."""

    office: str
    to: str
    count: int
    url: str


@dataclass(frozen=True)
class Seen:
    """A preview as the page shows it."""

    preview: house.Preview
    moves: tuple[MoveLine, ...]
    refused: tuple[house.Finding, ...]
    dates: tuple[reads.DateMoved, ...]
    looked: int
    open: int
    key: str = ""


@staff(*SEES)
@require_safe
def front(request: StaffRequest) -> HttpResponse:
    """What may be changed, what waits for a second person, what was changed so far."""
    scope = request.seat.scope
    changes = house.changes(scope)
    context = {
        "groups": [(title, [(kind, house.KINDS[kind]) for kind in kinds]) for title, kinds in GROUPS],
        "waiting": [c for c in changes if c.waits or c.scheduled],
        "changes": [c for c in changes if not (c.waits or c.scheduled)],
        "makes": bool(request.seat.roles & set(MAKES)),
    }
    return render(request, "govern/house.html", context)


def _names(request: StaffRequest) -> dict[str, str]:
    return {code: o.name for code, o in offices.officers(request.seat.scope).items()}


@staff(*MAKES)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("done")
def new(request: StaffRequest, kind: str) -> HttpResponse:
    """The form of one kind of change; its preview; and, once that was seen, the change."""
    if kind not in FIELDS:
        raise Http404("没有找到")
    seat, now = request.seat, clock.now()
    known = Known(seat.scope, seat.on)
    if request.method != "POST":
        initial = {
            "day": seat.on,
            **{name: value for name, value in request.GET.items() if name in ("office", "officer")},
        }
        return _form(request, kind, ChangeForm(kind=kind, known=known, initial=initial))
    form = ChangeForm(request.POST, kind=kind, known=known)
    if not form.is_valid():
        return _form(request, kind, form, status=422)
    asked = form.asked(kind)
    try:
        seen = see(request, asked, now)
    except Refused as refused:
        return _form(request, kind, form, reasons=refused.reasons, status=422)
    if request.POST.get("do") != "apply" or request.POST.get("seen") != seen.key or seen.refused:
        return _form(request, kind, form, seen=seen, status=422 if seen.refused else 200)
    with keeping(form):
        done = house.propose(
            seat,
            asked,
            at=now,
            once=form.once,
            weigh=reads.weigh(seat.scope, now),
            then=lambda done: actions.ask_to_follow(seat.scope, done),
        )
    return answer(request, done)


def answer(request: StaffRequest, done: house.Outcome) -> HttpResponse:
    """On to the change; but first the passwords, which are shown this once."""
    if not done.passwords:
        return HttpResponseRedirect(reverse("house-change", args=[done.change.number]))
    context = {"change": done.change, "passwords": done.passwords}
    return render(request, "govern/house_passwords.html", context)


def _form(
    request: StaffRequest,
    kind: str,
    form: ChangeForm,
    *,
    seen: Seen | None = None,
    reasons: tuple[Reason, ...] = (),
    status: int = 200,
) -> HttpResponse:
    context = {"kind": kind, "title": house.KINDS[kind], "form": form, "seen": seen, "reasons": reasons}
    return render(request, "govern/house_new.html", context, status=status)


def see(request: StaffRequest, asked: house.Asked, now: datetime) -> Seen:
    """Work a change out and hold it against what hangs on it."""
    scope, today = request.seat.scope, clock.legal_day(now).isoformat()
    state = house.load(scope)
    plan = house.plan(asked.kind, state, asked.day, asked.document, asked.asked)
    told = json.dumps(
        [asked.kind, asked.day.isoformat(), asked.document, asked.reason, dict(asked.asked)], sort_keys=True
    )
    key = hashlib.sha256(told.encode()).hexdigest()[:20]
    seen = weighed(request, house.preview(state, plan, asked.day.isoformat(), today), asked.day.isoformat(), now, key)
    if seen.preview.late and not asked.reason.strip():
        bare = house.Finding(
            "补记要写明原因", "这一天已经过去，中间办的事用的是原来的", "在“补记原因”里写明；会标成补记"
        )
        seen = Seen(seen.preview, seen.moves, (*seen.refused, bare), seen.dates, seen.looked, seen.open, key)
    return seen


def weighed(request: StaffRequest, preview: house.Preview, day: str, now: datetime, key: str = "") -> Seen:
    """A preview with the matters that hang on it."""
    scope, state = request.seat.scope, house.load(request.seat.scope)
    new_state = state.laid(preview.plan.ops)
    change = house.Weighing(state, new_state, preview.plan, clock.legal_day(now).fromisoformat(day))
    moves = [
        MoveLine(state.name(m.office, day), new_state.name(m.to, day), reads.count(scope, m), _rows_url(m))
        for m in preview.plan.moves
    ]
    dates: list[reads.DateMoved] = []
    looked = total = 0
    preview = replace(preview, lines=_places(scope, preview.lines))
    refused = (*preview.refused, *(f for f in reads.weigh(scope, now)(change) if f.no))
    if preview.reckons and not refused:
        dates, looked, total = reads.foreseen(scope, preview, now)
    return Seen(preview, tuple(moves), refused, tuple(dates), looked, total, key)


def _places(scope: Scope, lines: Iterable[house.Line]) -> tuple[house.Line, ...]:
    """Communities by name: a code of twelve digits says nothing."""
    lines = tuple(lines)
    if not any(re.search("社区[0-9]{12}", line.what + line.words) for line in lines):
        return lines
    names = {d.code: d.name for d in places.divisions(scope, clock.legal_day(clock.now()))}

    def named(text: str) -> str:
        return re.sub("社区([0-9]{12})", lambda m: names.get(m[1], m[0]), text)

    return tuple(replace(line, what=named(line.what), words=named(line.words)) for line in lines)


def _rows_url(move: house.Move) -> str:
    asked = "&".join(f"community={c}" for c in move.communities)
    return reverse("house-rows", args=[move.office]) + (f"?{asked}" if asked else "")


def _who(by: str, acting_for: str, names: dict[str, str], state: house.State, on: date) -> str:
    units = {k[0]: state.name(k[0], on.isoformat()) for k, _ in state.rows("office")} if "/" in acting_for else {}
    return names.get(by, by) + (docket.stood_for(acting_for, names, units) if acting_for else "")


@staff(*SEES)
@require_safe
def change(request: StaffRequest, number: str) -> HttpResponse:
    """One change: what it did, what still follows, who confirmed it; and what may be done with it."""
    found = demand(request, number)
    scope, now = request.seat.scope, clock.now()
    seen, reasons = None, ()
    if found.waits:
        try:
            state = house.load(scope)
            plan = (
                house.counter(scope, found.undoes)
                if found.undoes
                else house.plan(found.kind, state, found.day, found.document, found.asked)
            )
            day = found.day.isoformat()
            seen = weighed(request, house.preview(state, plan, day, clock.legal_day(now).isoformat()), day, now)
        except (Refused, house.Stale) as bad:
            reasons = getattr(bad, "reasons", ())
    state, names = house.load(scope), _names(request)
    old, new = house.sides(state, found.plan.ops)
    context = {
        "change": found,
        "lines": _places(scope, house.lines(old, new, found.plan.ops)),
        "seen": seen,
        "reasons": reasons,
        "by": _who(found.proposed_by, found.proposed_for, names, state, found.day),
        "confirmed": _who(found.confirmed_by, found.confirmed_for, names, state, found.day),
        "left": [
            MoveLine(old.name(m.office, found.day.isoformat()), new.name(m.to, found.day.isoformat()), reads.count(scope, m), _rows_url(m))
            for m in found.plan.moves
        ] if found.stands and not found.moved else [],
        "reckoned": docket.is_reckoned(scope),
        "makes": bool(request.seat.roles & set(MAKES)),
        "confirms": bool(request.seat.roles & set(house.SECOND)) and request.seat.officer != found.proposed_by,
    }  # fmt: skip
    return render(request, "govern/house_change.html", context)


def demand(request: StaffRequest, number: str) -> house.ChangeView:
    """The change of an address.

    :raises Http404: where there is none.
    """
    found = house.change(request.seat.scope, number)
    if found is None:
        raise Http404("没有找到")
    return found


@staff(*house.SECOND)
@require_POST
@sensitive_variables("done")
def confirm(request: StaffRequest, number: str) -> HttpResponse:
    """A head confirms; then it is applied."""
    demand(request, number)
    scope, now = request.seat.scope, clock.now()
    done = house.confirm(
        request.seat,
        number,
        at=now,
        weigh=reads.weigh(scope, now),
        then=lambda done: actions.ask_to_follow(scope, done),
    )
    return answer(request, done)


@staff(*SEES)
@require_POST
def withdraw(request: StaffRequest, number: str) -> HttpResponse:
    """Give up what waits."""
    demand(request, number)
    house.withdraw(request.seat, number, at=clock.now())
    return HttpResponseRedirect(reverse("house-change", args=[number]))


@staff(*MAKES)
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: StaffRequest, number: str) -> HttpResponse:
    """What taking a change back would do; on POST it is taken back, or refused by what depends on it."""
    found = demand(request, number)
    seat, now = request.seat, clock.now()
    form = UndoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with keeping(form):
            done = house.undo(
                seat, number, form.cleaned_data["document"], at=now, once=form.once, weigh=reads.weigh(seat.scope, now),
                then=lambda done: actions.ask_to_follow(seat.scope, done),
            )  # fmt: skip
        return answer(request, done)
    today = clock.legal_day(now).isoformat()
    state, seen, reasons = house.load(seat.scope), None, house.in_the_way(seat.scope, number)
    try:
        plan = house.counter(seat.scope, number)
        seen = weighed(request, house.preview(state, plan, max(today, found.day.isoformat()), today), today, now)
    except house.Stale:
        pass  # what is in the way is told by name
    context = {"change": found, "form": form, "seen": seen, "reasons": reasons}
    return render(request, "govern/house_undo.html", context, status=422 if form.errors else 200)


@staff(*SEES)
@require_safe
def rows(request: StaffRequest, office: str) -> HttpResponse:
    """The open matters an office has in hand; their words only for those who may open them."""
    scope, seat = request.seat.scope, request.seat
    known = {o.code: o.name for o in offices.offices(scope, seat.on)}
    state = house.load(scope)
    if not state.dated("period", office):
        raise Http404("没有找到")
    page = docket.page(
        scope, reads.open_at(scope, office, request.GET.getlist("community")), None, after=request.GET.get("after", "")
    )
    query = request.GET.copy()
    if page.after:
        query["after"] = page.after
    context = {
        "office": known.get(office) or state.name(office, seat.on.isoformat()),
        "rows": page.rows,
        "may": docket.may_see(seat, office),
        "next": f"?{query.urlencode()}" if page.after else "",
    }
    return render(request, "govern/house_rows.html", context)
