"""Pages about any matter: its own page (the family's, filled in by boot), its record, the board of dates."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render

from wutong.city.offices import api as offices
from wutong.city.offices.pages.gate import NotHere, StaffRequest, staff
from wutong.docket.matters import board as boards
from wutong.docket.matters import faces, reads, words
from wutong.docket.matters.acting import stood_for
from wutong.docket.matters.laws import law_for
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.live import api as live


class NotInThisMatter(PermissionDenied):
    """A colleague's matter: says whose it is and whom to ask."""


def demand(request: StaffRequest, matter: UUID) -> reads.MatterView:
    """The matter, if this seat may see it.

    :raises NotHere: there is none in this county; also when another county has it.
    :raises NotInThisMatter: a colleague's; names the office and its head.
    """
    seat = request.seat
    view = reads.matter(seat.scope, matter, seat)
    if view is not None:
        return view
    theirs = reads.exists(seat.scope, matter)
    if theirs is None:
        raise NotHere("没有找到")
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
    known = {e.actor.id for e in entries if e.actor.kind == "officer"} | {e.acting_for for e in entries}
    people = offices.officers(seat.scope, known - {""})
    called = {code: o.name for code, o in people.items()}
    units = {o.code: o.name for o in offices.offices(seat.scope, seat.on)} if any(e.acting_for for e in entries) else {}
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
            (
                e,
                called.get(e.actor.id, "") + (stood_for(e.acting_for, called, units) if e.acting_for else ""),
                t if seat.may_look else words.without_numbers(t, e),
            )
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
class Kind:
    """The clocks of one kind in a cell: how many, and the address that opens exactly these."""

    label: str
    count: int
    url: str
    here: bool


@dataclass(frozen=True)
class Cell:
    """One office on one day."""

    kinds: tuple[Kind, ...]
    rest: bool


@staff()
def board_page(request: StaffRequest) -> HttpResponse:
    """期限: what falls due in the two weeks ahead, by office and day; a cell opens its rows."""
    seat, now = request.seat, clock.now()
    live_after = live.reached(seat.scope)  # before the rows: what comes after it, they may not show
    calendar = offices.calendar(seat.scope)
    today = clock.legal_day(now)
    days = [today + timedelta(days=n) for n in range(14)]
    board = boards.board(seat.scope, seat, now, days[0], days[-1])
    names = {o.code: o for o in offices.offices(seat.scope, today)}
    spot = _spot(request, today)
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

    def kinds(counted: dict[tuple[str, str], int], on: date | None, code: str) -> tuple[Kind, ...]:
        found = sorted((t, n) for (o, t), n in counted.items() if o == code)
        spots = [(t, n, boards.Spot(on, code, t)) for t, n in found]
        return tuple(Kind(t, n, _address(s), s == spot) for t, n, s in spots)

    rows = [
        (
            _office(names, code),
            names[code].head if code in names else "",
            kinds(board.late, None, code),
            [Cell(kinds(board.days.get(d.on, {}), d.on, code), d.kind == "rest") for d in columns],
        )
        for code in codes
    ]
    after = request.GET.get("after", "")
    due = boards.due_rows(seat.scope, seat, now, spot, after=after)
    told = boards.told(board, spot, days[0], days[-1])
    context = {
        "columns": columns,
        "rows": rows,
        "late_total": sum(board.late.values()),
        "total": sum(c.total for c in columns),
        "most": max((c.total for c in columns), default=1) or 1,
        "board": board,
        "spot": spot,
        "spot_office": _office(names, spot.office) if spot.office is not None else "",
        "whole": _address(boards.Spot(spot.on, to=spot.to)) if (spot.office, spot.kind) != (None, None) else "",
        "found": boards.due_count(seat.scope, seat, now, spot) if told is None else told,
        "listed": [(r, faces.face(r, now, calendar), _office(names, r.office)) for r in due.rows],
        "first": _address(spot) if after else "",
        "next": f"{_address(spot)}&{urlencode({'after': due.after})}#day" if due.after else "",
        "live_after": live_after,
        "uncertain": any(not c.certain for c in columns),
        "now": now,
    }
    return render(request, "docket/board.html", context)


def _office(names: Mapping[str, offices.OfficeView], code: str) -> str:
    """An office as the board names it; one that is no more by its code, and what has none yet is with the receivers."""
    unit = names.get(code)
    return (unit.short or unit.name) if unit else (code or "受理")


def _spot(request: StaffRequest, today: date) -> boards.Spot:
    """What the address opens: a day (today, unless it says one) or what is overdue, and an office and kind of it."""
    get = request.GET
    asked = {name: get.get(name, "").replace("\0", "") for name in ("day", "office", "kind") if name in get}
    on: date | None = today
    if asked.get("day") == "late":
        on = None
    else:
        with contextlib.suppress(ValueError):
            on = date.fromisoformat(asked.get("day", ""))
    to: date | None = None
    if on is not None:
        with contextlib.suppress(ValueError):
            to = date.fromisoformat(get.get("to", ""))
    return boards.Spot(on, asked.get("office"), asked.get("kind"), to if to is not None and on and to > on else None)


def _address(spot: boards.Spot) -> str:
    asked = {
        "day": spot.on.isoformat() if spot.on else "late", "to": spot.to.isoformat() if spot.to else None,
        "office": spot.office, "kind": spot.kind,
    }  # fmt: skip
    return f"?{urlencode({name: value for name, value in asked.items() if value is not None})}"
