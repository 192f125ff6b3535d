"""Questions about matters, answered as frozen views: one matter, keyset-paged lists, the board of dates."""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from wutong.city.offices.api import Seat
from wutong.docket.matters import search, shapes
from wutong.docket.matters.laws import law_for
from wutong.docket.matters.models import Clock, Matter
from wutong.law import procedure as law
from wutong.record.clock import SHANGHAI, legal_day
from wutong.record.scope import Scope

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
        row.id, row.number, row.family, row.title, row.status, row.office, row.turn_role, row.turn_office,
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
        actor=f"{doer.actor.kind}:{doer.actor.id}",
        office=doer.office,
        offices=doer.offices,
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
    if asked.urged is not None:
        rows = rows.filter(urged=asked.urged)
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


def page(scope: Scope, asked: Ask, seat: Seat | None, *, after: str = "", size: int = 50) -> Page:
    """One keyset page. ``newest``: by opening, newest first. ``due``: by next due date, matters without one last."""
    rows = filtered(scope, asked, seat)
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


def counts_by_status(scope: Scope, asked: Ask, seat: Seat | None) -> dict[str, int]:
    """Matters by status."""
    rows = filtered(scope, asked, seat).order_by().values_list("status").annotate(Count("id"))
    return dict(rows)


def _clock(row: Clock) -> ClockView:
    return ClockView(
        row.matter_id, row.matter.number, row.matter.title, row.name, row.title, row.bearer, row.office, row.unit,
        row.term, row.started_at, row.due_at, row.due_on, row.certain, row.state, row.done_at, row.cite, row.mark,
    )  # fmt: skip


def clocks(scope: Scope, which: UUID) -> list[ClockView]:
    """Every clock of a matter, in order of start."""
    rows = Clock.objects.within(scope).filter(matter_id=which).select_related("matter").order_by("started_at", "id")
    return [_clock(r) for r in rows]


@dataclass(frozen=True)
class Board:
    """The board of dates: what is overdue, and per day and office how many clocks fall due; unset clocks apart."""

    late: dict[tuple[str, str], int]
    days: dict[date, dict[tuple[str, str], int]]
    unset: int
    stopped: int


def _clocks_of(seat: Seat, rows: QuerySet[Clock]) -> QuerySet[Clock]:
    """The clocks of what the seat may see (see :func:`may_see`)."""
    if seat.roles & WIDE:
        return rows
    return rows.filter(office__in=seat.offices) if seat.roles & HOLDING else rows.none()


def board(scope: Scope, seat: Seat, at: datetime, first: date, last: date) -> Board:
    """Count running agency clocks of open matters by day, office and kind; keys are (office, clock label)."""
    # the open ones by their own small index: joined, each clock would fetch its matter's whole row
    still = Matter.objects.within(scope).filter(is_open=True).values("pk")
    rows = _clocks_of(seat, Clock.objects.within(scope).filter(matter__in=still, bearer="agency"))
    late: dict[tuple[str, str], int] = {
        (o, t): n
        for o, t, n in rows.filter(state="running", due_on__lte=legal_day(at), due_at__lt=at)
        .order_by()
        .values_list("office", "title")
        .annotate(Count("id"))
    }
    days: dict[date, dict[tuple[str, str], int]] = defaultdict(dict)
    ahead = rows.filter(state="running", due_at__gte=at, due_on__gte=first, due_on__lte=last).order_by()
    for on, o, t, n in ahead.values_list("due_on", "office", "title").annotate(Count("id")):
        days[on][(o, t)] = n
    return Board(late, dict(days), rows.filter(state="unset").count(), rows.filter(state="stopped").count())


def due_rows(
    scope: Scope, seat: Seat, at: datetime, *, on: date | None, late: bool = False, office: str = "", size: int = 100
) -> list[ClockView]:
    """The clocks behind one cell of the board, the earliest first."""
    rows = _clocks_of(seat, Clock.objects.within(scope).filter(matter__is_open=True, bearer="agency", state="running"))
    rows = rows.filter(due_on__lte=legal_day(at), due_at__lt=at) if late else rows.filter(due_on=on, due_at__gte=at)
    if office:
        rows = rows.filter(office=office)
    return [_clock(r) for r in rows.select_related("matter").defer("matter__fold").order_by("due_at", "id")[:size]]


def find_number(scope: Scope, number: str) -> UUID | None:
    """The matter with this number, or None."""
    return Matter.objects.within(scope).filter(number=number).values_list("id", flat=True).first()


def recently_closed(scope: Scope, family: str, most: int) -> list[UUID]:
    """The matters of a family closed last."""
    rows = Matter.objects.within(scope).filter(family=family, is_open=False).order_by("-closed_at", "-id")
    return list(rows.values_list("id", flat=True)[:most])
