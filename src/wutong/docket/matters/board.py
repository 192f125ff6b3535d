"""The board of dates: how many periods fall due where and when, and exactly the rows behind each number.

Both are made from one set of conditions, so that a cell never says one number and opens another.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from wutong.city.offices.api import Seat
from wutong.docket.matters.models import Clock, Matter
from wutong.docket.matters.reads import HOLDING, WIDE, ClockView, clock_view
from wutong.record.clock import legal_day
from wutong.record.scope import Scope

#: rows of a cell on one page
SIZE = 100


@dataclass(frozen=True)
class Board:
    """The board of dates: what is overdue, and per day and office how many clocks fall due; unset clocks apart."""

    late: dict[tuple[str, str], int]
    days: dict[date, dict[tuple[str, str], int]]
    unset: int
    stopped: int


@dataclass(frozen=True)
class Spot:
    """A place on the board. ``on`` None: overdue; ``office`` or ``kind`` None: any. Office "" is with no office yet.

    ``to``: the last of several days that begin with ``on``; None: that day alone.
    """

    on: date | None
    office: str | None = None
    kind: str | None = None
    to: date | None = None


@dataclass(frozen=True)
class Due:
    """One page of the rows behind a spot, and where the next begins (None: this was the last)."""

    rows: tuple[ClockView, ...]
    after: str | None


def _clocks_of(seat: Seat, rows: QuerySet[Clock]) -> QuerySet[Clock]:
    """The clocks of what the seat may see (see :func:`reads.may_see`)."""
    if seat.roles & WIDE:
        return rows
    return rows.filter(office__in=seat.offices) if seat.roles & HOLDING else rows.none()


def _owed(scope: Scope, seat: Seat) -> QuerySet[Clock]:
    """The agency's clocks of what is open."""
    # the open ones by their own small index: joined, each clock would fetch its matter's whole row
    still = Matter.objects.within(scope).filter(is_open=True).values("pk")
    return _clocks_of(seat, Clock.objects.within(scope).filter(matter__in=still, bearer="agency"))


def _late(at: datetime) -> Q:
    return Q(state="running", due_on__lte=legal_day(at), due_at__lt=at)


def _ahead(at: datetime, first: date, last: date) -> Q:
    return Q(state="running", due_at__gte=at, due_on__gte=first, due_on__lte=last)


def board(scope: Scope, seat: Seat, at: datetime, first: date, last: date) -> Board:
    """Count running agency clocks of open matters by day, office and kind; keys are (office, clock label)."""
    rows = _owed(scope, seat).order_by()
    late: dict[tuple[str, str], int] = {
        (o, t): n for o, t, n in rows.filter(_late(at)).values_list("office", "title").annotate(Count("id"))
    }
    days: dict[date, dict[tuple[str, str], int]] = defaultdict(dict)
    ahead = rows.filter(_ahead(at, first, last))
    for on, o, t, n in ahead.values_list("due_on", "office", "title").annotate(Count("id")):
        days[on][(o, t)] = n
    return Board(late, dict(days), rows.filter(state="unset").count(), rows.filter(state="stopped").count())


def _behind(scope: Scope, seat: Seat, at: datetime, spot: Spot) -> QuerySet[Clock]:
    rows = _owed(scope, seat).filter(_late(at) if spot.on is None else _ahead(at, spot.on, spot.to or spot.on))
    if spot.office is not None:
        rows = rows.filter(office=spot.office)
    if spot.kind is not None:
        rows = rows.filter(title=spot.kind)
    return rows


def due_count(scope: Scope, seat: Seat, at: datetime, spot: Spot) -> int:
    """How many clocks lie behind a spot, exactly; they are only of what is open."""
    return _behind(scope, seat, at, spot).order_by().count()


def told(board: Board, spot: Spot, first: date, last: date) -> int | None:
    """How many the board from ``first`` to ``last`` has counted behind a spot; None where the spot reaches beyond it."""
    if spot.on is None:
        cells = [board.late]
    elif first <= spot.on and (to := spot.to or spot.on) <= last:
        cells = [found for on, found in board.days.items() if spot.on <= on <= to]
    else:
        return None
    return sum(
        n
        for found in cells
        for (office, kind), n in found.items()
        if spot.office in (None, office) and spot.kind in (None, kind)
    )


def due_rows(scope: Scope, seat: Seat, at: datetime, spot: Spot, *, after: str = "", size: int = 0) -> Due:
    """One page of the clocks behind a spot, the earliest first."""
    size = size or SIZE
    rows = _behind(scope, seat, at, spot)
    from_ = _place(after)
    if from_:
        rows = rows.filter(Q(due_at__gt=from_[0]) | Q(due_at=from_[0], id__gt=from_[1]))
    # first which, then their rows: what is sorted is all that lies behind the spot, and sorting whole rows costs
    keys = list(rows.order_by("due_at", "id").values_list("due_at", "pk", "matter")[: size + 1])
    shown = [pk for _, pk, _ in keys[:size]]
    # by their matters: asked for a county and so many ids, SQLite walks through every clock of the county
    whole = Clock.objects.within(scope).filter(matter__in={matter for _, _, matter in keys[:size]})
    of = {row.pk: clock_view(row) for row in whole.select_related("matter").defer("matter__fold")}
    last = keys[size - 1] if len(keys) > size else None
    return Due(tuple(of[pk] for pk in shown if pk in of), f"{last[0]:%Y%m%dT%H%M%S.%f%z}~{last[1]}" if last else None)


def _place(after: str) -> tuple[datetime, int] | None:
    """Where a page begins; what does not read, at the start."""
    at, _, which = after.partition("~")
    try:
        return datetime.strptime(at, "%Y%m%dT%H%M%S.%f%z"), min(int(which), 2**62)
    except ValueError:
        return None
