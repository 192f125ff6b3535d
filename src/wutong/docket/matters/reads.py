"""Questions about matters, answered as frozen views: one matter and its clocks, keyset-paged lists, counts."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from wutong.city.offices.api import Seat
from wutong.docket.matters import search, shapes
from wutong.docket.matters.laws import law_for
from wutong.docket.matters.models import Clock, Matter
from wutong.law import procedure as law
from wutong.record.clock import SHANGHAI
from wutong.record.scope import Scope
from wutong.ui.masking import masked_text

#: roles that see every matter of their county; the others see what their office holds
WIDE = frozenset({"receiver", "dispatcher", "deputy_head", "bureau_head", "supervisor", "legal_reviewer"})
#: roles that see what their office holds; any other role sees no matter at all
HOLDING = frozenset({"squad_head", "officer", "assistant"})


def may_see(seat: Seat, office: str) -> bool:
    """Whether a seat sees the matters that an office holds; lists, board and figure rows all ask this."""
    return bool(seat.roles & WIDE) or (bool(seat.roles & HOLDING) and office in seat.offices)


@dataclass(frozen=True)
class MatterView:
    """A matter as pages show it. ``due`` is the next agency clock."""

    id: UUID
    number: str
    family: str
    title: str
    status: str
    office: str
    turn_role: str
    turn_office: str
    turn_act: str
    turn_from: str
    turn_since: datetime | None
    opened_at: datetime
    opened_on: date
    due_at: datetime | None
    due_on: date | None
    due_clock: str
    due_certain: bool
    closed_at: datetime | None
    is_open: bool
    urged: bool
    imported: bool
    community: str
    claim: str


@dataclass(frozen=True)
class ClockView:
    """A clock row with its matter, as the board and the matter page show it."""

    matter: UUID
    number: str
    title: str
    name: str
    label: str
    bearer: str
    office: str
    unit: str
    term: str
    started_at: datetime
    due_at: datetime | None
    due_on: date | None
    certain: bool
    state: str
    done_at: datetime | None
    cite: str
    mark: str


@dataclass(frozen=True)
class Ask:
    """What a list is asked for. Empty means: not filtered by this."""

    family: str = ""
    is_open: bool | None = None
    statuses: tuple[str, ...] = ()
    office: str = ""
    community: str = ""
    opened_from: date | None = None
    opened_to: date | None = None
    text: str = ""
    urged: bool | None = None
    imported: bool | None = None
    #: open, and its most urgent period was over by then
    late_at: datetime | None = None
    mine: bool = False
    order: str = "newest"  # newest | due
    ids: tuple[UUID, ...] | None = None
    also: tuple[tuple[str, object], ...] = field(default_factory=tuple)


@dataclass(frozen=True)
class Page:
    """A page of a list and where the next one starts (None: this was the last)."""

    rows: tuple[MatterView, ...]
    after: str | None


def _view(row: Matter) -> MatterView:
    return MatterView(
        row.id, row.number, row.family, masked_text(row.title), row.status, row.office, row.turn_role, row.turn_office,
        row.turn_act, row.turn_from, row.turn_since, row.opened_at, row.opened_on, row.due_at, row.due_on,
        row.due_clock, row.due_certain, row.closed_at, row.is_open, row.urged, row.imported, row.community, row.claim,
    )  # fmt: skip


def visible(rows: QuerySet[Matter], seat: Seat) -> QuerySet[Matter]:
    """Only the matters this seat may see: all of the county for wide roles, else those its offices hold or must act on."""
    if seat.roles & WIDE:
        return rows
    if not seat.roles & HOLDING:
        return rows.none()
    return rows.filter(Q(office__in=seat.offices) | Q(turn_office__in=seat.offices))


def matter(scope: Scope, which: UUID, seat: Seat | None = None) -> MatterView | None:
    """A matter, or None when there is none or the seat may not see it."""
    rows = Matter.objects.within(scope)
    if seat is not None:
        rows = visible(rows, seat)
    row = rows.filter(pk=which).first()
    return _view(row) if row else None


def exists(scope: Scope, which: UUID) -> MatterView | None:
    """A matter of the county whoever asks; for saying whose it is to a colleague who may not see it."""
    row = Matter.objects.within(scope).filter(pk=which).first()
    return _view(row) if row else None


def stand(scope: Scope, which: UUID, seat: Seat, at: datetime) -> law.Stand:
    """What the law allows this seat to do with the matter at ``at``, and what not, and why."""
    row = Matter.objects.within(scope).get(pk=which)
    doer = shapes.seated(seat)
    return stand_as(scope, row.family, row.fold, doer, at)


def stand_as(scope: Scope, family: str, fold: object, doer: shapes.Doer, at: datetime) -> law.Stand:
    """``stand`` for any doer and snapshot."""
    asked = law_for(scope, family, at)
    return law.stand(
        asked.procedure,
        law.Fold.from_json(fold),  # type: ignore[arg-type]
        at,
        asked.calendar,
        roles=doer.roles,
        actor=doer.name,
        office=doer.office,
        offices=doer.offices,
        acting=doer.acting,
    )


def stand_outsider(scope: Scope, which: UUID, at: datetime) -> law.Stand:
    """What a receipt holder may do with the matter."""
    row = Matter.objects.within(scope).get(pk=which)
    return stand_as(scope, row.family, row.fold, shapes.outsider(), at)


def filtered(scope: Scope, asked: Ask, seat: Seat | None) -> QuerySet[Matter]:
    """The matters an ``Ask`` means, not yet ordered or paged."""
    rows = Matter.objects.within(scope)
    if seat is not None:
        rows = visible(rows, seat)
        if asked.mine:
            rows = rows.filter(_mine(seat), is_open=True)
    if asked.family:
        rows = rows.filter(family=asked.family)
    if asked.is_open is not None:
        rows = rows.filter(is_open=asked.is_open)
    if asked.statuses:
        rows = rows.filter(status__in=asked.statuses)
    if asked.office:
        rows = rows.filter(office=asked.office)
    if asked.community:
        rows = rows.filter(community=asked.community)
    if asked.opened_from:
        rows = rows.filter(opened_at__gte=_midnight(asked.opened_from))
    if asked.opened_to:
        rows = rows.filter(opened_at__lt=_midnight(asked.opened_to + timedelta(days=1)))
    if asked.urged:  # what left the house while it was urged is urged no more
        rows = rows.filter(is_open=True, urged=True)
    elif asked.urged is not None:
        rows = rows.filter(urged=False)
    if asked.late_at is not None:
        rows = rows.filter(is_open=True, due_at__lt=asked.late_at)
    if asked.imported is not None:
        rows = rows.filter(imported=asked.imported)
    if asked.ids is not None:
        where, params = search.among(asked.ids)
        rows = rows.extra(where=[where], params=params)
    if asked.also:
        rows = rows.filter(**dict(asked.also))
    if asked.text.strip():
        clause = search.clause(asked.text)
        rows = rows.extra(where=[clause[0]], params=clause[1]) if clause else rows.none()
    return rows


def _midnight(day: date) -> datetime:
    """When a legal day begins: the index of the list is by instants."""
    return datetime.combine(day, time(), SHANGHAI)


def _mine(seat: Seat) -> Q:
    """A seat's own turn: its role's, its office's (not those below), and what waits for its approval."""
    mine = Q(turn_role__in=seat.roles, turn_office="")
    if seat.roles & {"officer", "squad_head"}:
        mine |= Q(turn_office=seat.office)
    if seat.roles & {"squad_head", "deputy_head", "bureau_head"}:
        mine |= Q(office__in=seat.offices) & ~Q(claim="")
    return mine


def _cursor(values: Sequence[object]) -> str:
    return base64.urlsafe_b64encode(json.dumps([str(v) for v in values]).encode()).decode().rstrip("=")


def _from_cursor(text: str) -> list[str] | None:
    try:
        got = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        return None
    return got if isinstance(got, list) and len(got) == 2 and all(isinstance(v, str) for v in got) else None


def _few(scope: Scope, asked: Ask, seat: Seat | None) -> tuple[UUID, ...] | None:
    """The matters a list can only be of, where they are few: all that an office ever held, all that is urged now.

    In the order of the list their rows lie far apart; without this, it would go through the whole county for them.
    """
    rows = Matter.objects.within(scope)
    sets: list[list[QuerySet[Matter]]] = []
    if asked.urged:
        sets.append([rows.filter(is_open=True, urged=True).order_by("due_at", "id")])
    if seat is not None and not seat.roles & WIDE and seat.roles & HOLDING and asked.family:
        held = rows.filter(family=asked.family, office__in=seat.offices)
        sets.append([held.order_by(), rows.filter(is_open=True, turn_office__in=seat.offices).order_by()])
    for parts in sets:
        found: set[UUID] = set()
        for part in parts:
            found.update(part.values_list("id", flat=True)[: search.FEW + 1])
            if len(found) > search.FEW:
                break
        else:
            return tuple(found)
    return None


def page(scope: Scope, asked: Ask, seat: Seat | None, *, after: str = "", size: int = 50) -> Page:
    """One keyset page. ``newest``: by opening, newest first. ``due``: by next due date, matters without one last."""
    few = _few(scope, asked, seat) if asked.ids is None else None
    rows = filtered(scope, asked if few is None else replace(asked, ids=few), seat)
    at = _from_cursor(after) if after else None
    if asked.order == "due":
        rows = rows.order_by(F("due_at").asc(nulls_last=True), "id")
        if at:
            try:
                which = UUID(at[1])
                if at[0] == "None":
                    rows = rows.filter(due_at__isnull=True, id__gt=which)
                else:
                    due = datetime.fromisoformat(at[0])
                    rows = rows.filter(Q(due_at__gt=due) | Q(due_at=due, id__gt=which) | Q(due_at__isnull=True))
            except ValueError:
                pass
    else:
        rows = rows.order_by("-opened_at", "-id")
        if at:
            try:
                opened, which = datetime.fromisoformat(at[0]), UUID(at[1])
                # the first bound says nothing new, but an index can be entered by it: SQLite enters none by an "or"
                rows = rows.filter(opened_at__lte=opened)
                rows = rows.filter(Q(opened_at__lt=opened) | Q(opened_at=opened, id__lt=which))
            except ValueError:
                pass
    got = list(rows.defer("fold")[: size + 1])
    more = len(got) > size
    got = got[:size]
    last = got[-1] if got else None
    key = None
    if more and last:
        key = _cursor(
            [last.due_at.isoformat() if last.due_at else None, last.id]
            if asked.order == "due"
            else [last.opened_at.isoformat(), last.id]
        )
    return Page(tuple(_view(r) for r in got), key)


def views(scope: Scope, ids: Sequence[UUID], seat: Seat | None = None) -> dict[UUID, MatterView]:
    """Many matters in one query; with a seat, only those it may see."""
    rows = Matter.objects.within(scope).filter(pk__in=ids)
    if seat is not None:
        rows = visible(rows, seat)
    return {r.id: _view(r) for r in rows.defer("fold")}


#: a count on a page goes no further: whoever has so much waiting is not helped by the exact number
MOST = 10_000


def count(scope: Scope, asked: Ask, seat: Seat | None, most: int = MOST) -> int:
    """How many matters an ``Ask`` means; counts no further than ``most``."""
    return filtered(scope, asked, seat).order_by()[:most].count()


def clock_view(row: Clock) -> ClockView:
    """A clock row, fetched with its matter."""
    return ClockView(
        row.matter_id, row.matter.number, masked_text(row.matter.title), row.name, row.title, row.bearer, row.office, row.unit,
        row.term, row.started_at, row.due_at, row.due_on, row.certain, row.state, row.done_at, row.cite, row.mark,
    )  # fmt: skip


def clocks(scope: Scope, which: UUID) -> list[ClockView]:
    """Every clock of a matter, in order of start."""
    rows = Clock.objects.within(scope).filter(matter_id=which).select_related("matter").order_by("started_at", "id")
    return [clock_view(r) for r in rows]


def owing(scope: Scope, name: str, before: date) -> QuerySet[Clock, Any]:
    """The matters whose clock of a name has run out before a day without being done; to ask of a table keyed by matter.

    Asked of the clocks alone, which begin at what is still owed: by way of the matters, SQLite reads the whole county.
    """
    rows = Clock.objects.within(scope).filter(bearer="agency", state__in=["running", "missed"], due_on__lt=before)
    return rows.filter(name=name).order_by().values("matter")


def find_number(scope: Scope, number: str) -> UUID | None:
    """The matter with this number, or None."""
    return Matter.objects.within(scope).filter(number=number).values_list("id", flat=True).first()


def recently_closed(scope: Scope, family: str, most: int) -> list[UUID]:
    """The matters of a family closed last."""
    rows = Matter.objects.within(scope).filter(family=family, is_open=False).order_by("-closed_at", "-id")
    return list(rows.values_list("id", flat=True)[:most])
