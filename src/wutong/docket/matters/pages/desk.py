"""Pages about any matter: its own page (the family's, filled in by boot), its record, the board of dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render

from wutong.city.offices import api as offices
from wutong.city.offices.pages.gate import StaffRequest, staff
from wutong.docket.matters import faces, reads, words
from wutong.docket.matters.laws import law_for
from wutong.record import clock
from wutong.record.entries import api as record


class NotInThisMatter(PermissionDenied):
    """A colleague's matter: says whose it is and whom to ask."""


def demand(request: StaffRequest, matter: UUID) -> reads.MatterView:
    """The matter, if this seat may see it.

    :raises Http404: there is none in this county.
    :raises NotInThisMatter: a colleague's; names the office and its head.
    """
    seat = request.seat
    view = reads.matter(seat.scope, matter, seat)
    if view is not None:
        return view
    theirs = reads.exists(seat.scope, matter)
    if theirs is None:
        raise Http404("没有找到")
    office = offices.office(seat.scope, theirs.office, seat.on) if theirs.office else None
    whose = office.name if office else "受理的岗位"
    ask = f"要看的话找{office.head}。" if office and office.head else "要看的话找受理员。"
    raise NotInThisMatter(f"这件事项由{whose}办，你不在里面。{ask}")


@staff()
def matter_page(request: StaffRequest, matter: UUID) -> HttpResponse:
    """The page of a matter; which page draws it depends on its family (``settings.MATTER_PAGES``)."""
    view = demand(request, matter)
    where = settings.MATTER_PAGES.get(view.family)
    if where is None:
        return record_of(request, view)
    module, _, name = where.rpartition(".")
    answer: HttpResponse = getattr(import_module(module), name)(request, view)
    return answer


@staff()
def record_page(request: StaffRequest, matter: UUID) -> HttpResponse:
    """Every entry of a matter with its fingerprint, and who looked at what."""
    return record_of(request, demand(request, matter))


def record_of(request: StaffRequest, view: reads.MatterView) -> HttpResponse:
    seat = request.seat
    entries = record.history(seat.scope, view.id)
    people = offices.officers(seat.scope, {e.actor.id for e in entries if e.actor.kind == "officer"})
    may = bool(seat.roles & {"supervisor", "bureau_head", "deputy_head", "legal_reviewer"})
    looks = record.looks(seat.scope, view.id) if may else []
    attempts = record.attempts(seat.scope, view.id) if may else []
    acts = law_for(seat.scope, view.family, clock.now()).procedure.acts
    titles = words.OWN | {name: act.title for name, act in acts.items()}
    seen = {x.actor for x in looks} | {x.actor for x in attempts}
    names = offices.officers(seat.scope, {actor.id for actor in seen if actor.kind == "officer"})
    context = {
        "matter": view,
        "entries": [
            (e, people.get(e.actor.id), t)
            for e, t in reversed(list(zip(entries, words.told(seat.scope, view.family, entries), strict=True)))
        ],
        "looks": [(x, names.get(x.actor.id), words.looked_at(x.what)) for x in looks],
        "attempts": [(x, names.get(x.actor.id), titles.get(x.act, x.act)) for x in attempts],
        "may": may,
    }
    return render(request, "docket/record.html", context)


@dataclass(frozen=True)
class Day:
    """One column of the board."""

    on: date
    kind: str  # work | rest | extra (a weekend day worked)
    certain: bool
    total: int
    today: bool


@dataclass(frozen=True)
class Cell:
    """One office on one day: kinds of clocks with their number."""

    on: date
    kinds: tuple[tuple[str, int], ...]
    rest: bool


@staff()
def board_page(request: StaffRequest) -> HttpResponse:
    """期限: what falls due in the two weeks ahead, by office and day; a cell opens its rows."""
    seat, now = request.seat, clock.now()
    calendar = offices.calendar(seat.scope)
    today = clock.legal_day(now)
    days = [today + timedelta(days=n) for n in range(14)]
    board = reads.board(seat.scope, seat, now, days[0], days[-1])
    names = {o.code: o for o in offices.offices(seat.scope, today)}
    codes = sorted(
        {o for o, _ in board.late} | {o for cells in board.days.values() for o, _ in cells},
        key=lambda c: list(names).index(c) if c in names else -1,
    )
    columns = [
        Day(
            d,
            ("extra" if d.weekday() >= 5 else "work") if calendar.is_workday(d) else "rest",
            calendar.certain(d),
            sum(board.days.get(d, {}).values()),
            d == today,
        )
        for d in days
    ]
    rows = []
    for code in codes:
        late = tuple(sorted((t, n) for (o, t), n in board.late.items() if o == code))
        cells = tuple(
            Cell(
                d.on,
                tuple(sorted((t, n) for (o, t), n in board.days.get(d.on, {}).items() if o == code)),
                d.kind == "rest",
            )
            for d in columns
        )
        unit = names.get(code)
        rows.append((code, unit.short or unit.name if unit else "受理", unit.head if unit else "", late, cells))
    opened = _opened(request, today)
    late_open = request.GET.get("day") == "late"
    listed = reads.due_rows(seat.scope, seat, now, on=opened, late=late_open, office=request.GET.get("office", ""))
    context = {
        "columns": columns,
        "rows": rows,
        "late_total": sum(board.late.values()),
        "total": sum(c.total for c in columns),
        "most": max((c.total for c in columns), default=1) or 1,
        "board": board,
        "opened": opened,
        "late_open": late_open,
        "listed": [(r, faces.face(r, now, calendar), names.get(r.office)) for r in listed],
        "uncertain": any(not c.certain for c in columns),
        "now": now,
    }
    return render(request, "docket/board.html", context)


def _opened(request: StaffRequest, today: date) -> date:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today
