"""Reads the whole access record as one list, newest first: three tables merged page by page, none of them counted.

Each table is entered by an index at the place where the page begins, so the last page of a million lines costs what the
first one costs. A mark is the instant and which row of which table it was; rows of one instant have a fixed order.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from wutong.record.access.models import Attempt, Look, Note
from wutong.record.scope import Scope
from wutong.record.shapes import Actor

#: kinds that stand in a table of their own
LOOK, REFUSED = "look", "refused"


@dataclass(frozen=True)
class Ask:
    """Which lines: of one officer (who did it, or whom it concerns), of one kind, of some legal days."""

    officer: str = ""
    kind: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Line:
    """One line of the access record."""

    kind: str
    at: datetime
    actor: Actor
    what: str
    matter: UUID | None = None
    about: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    rows: int | None = None
    network: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Page:
    """Lines, and where the next page begins (empty at the end)."""

    lines: tuple[Line, ...]
    after: str


#: order among rows of one instant, table, its line
_TABLES: tuple[tuple[str, Any, Callable[[Any], Line]], ...] = (
    ("n", Note, lambda r: Line(
        r.kind, r.at, Actor(r.actor_kind, r.actor), r.what, None, r.about, r.detail, r.rows, r.network, _mark("n", r)
    )),
    ("r", Attempt, lambda r: Line(
        REFUSED, r.at, Actor(r.actor_kind, r.actor), r.act, r.matter,
        detail={"reasons": r.reasons}, mark=_mark("r", r),
    )),
    ("v", Look, lambda r: Line(
        LOOK, r.at, Actor(r.actor_kind, r.actor), r.what, r.matter, mark=_mark("v", r)
    )),
)  # fmt: skip


def _mark(table: str, row: Any) -> str:
    return f"{row.at.isoformat()}_{table}{row.pk}"


def _read(mark: str) -> tuple[datetime, str, int] | None:
    """A mark from an address; None for one that somebody made up."""
    at, _, row = mark.rpartition("_")
    try:
        instant = datetime.fromisoformat(at)
    except ValueError:
        return None
    if instant.tzinfo is None or row[:1] not in {t for t, _, _ in _TABLES} or not row[1:].isascii():
        return None
    return (instant, row[0], int(row[1:])) if row[1:].isdigit() and len(row) < 20 else None


def _questions(scope: Scope, ask: Ask) -> Iterator[tuple[str, QuerySet[Any], Callable[[Any], Line]]]:
    """The tables that can hold what is asked for, each as often as an index of it can answer."""
    for table, model, line in _TABLES:
        rows = model.objects.within(scope)
        if table == "n":
            if ask.kind in {LOOK, REFUSED}:
                continue
            if ask.kind:
                rows = rows.filter(kind=ask.kind)
        elif ask.kind and ask.kind != (LOOK if table == "v" else REFUSED):
            continue
        if ask.first is not None:
            rows = rows.filter(at__gte=_midnight(ask.first))
        if ask.last is not None:
            rows = rows.filter(at__lt=_midnight(date.fromordinal(ask.last.toordinal() + 1)))
        if not ask.officer:
            yield table, rows, line
            continue
        yield table, rows.filter(actor_kind="officer", actor=ask.officer), line
        if table == "n":
            own = Q(actor_kind="officer", actor=ask.officer)
            yield table, rows.filter(~own, about=ask.officer), line


def _midnight(day: date) -> datetime:
    from wutong.record.clock import SHANGHAI

    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def audit(scope: Scope, ask: Ask, *, after: str = "", size: int = 50) -> Page:
    """A page of the access record."""
    begins, found = _read(after) if after else None, []
    for table, rows, line in _questions(scope, ask):
        if begins is not None:
            at, of, pk = begins
            if table < of:  # at the same instant, this table's rows came before
                rows = rows.filter(at__lt=at)
            elif table > of:
                rows = rows.filter(at__lte=at)
            else:
                rows = rows.filter(Q(at__lt=at) | Q(at=at, id__lt=pk), at__lte=at)
        found.append([line(row) for row in rows.order_by("-at", "-id")[: size + 1]])
    merged = heapq.merge(*found, key=_place)
    lines = [line for line, _ in zip(merged, range(size + 1), strict=False)]
    return Page(tuple(lines[:size]), lines[size - 1].mark if len(lines) > size else "")


def _place(line: Line) -> tuple[float, str, int]:
    table, pk = line.mark.rpartition("_")[2][0], int(line.mark.rpartition("_")[2][1:])
    return -line.at.timestamp(), table, -pk


def audited(scope: Scope, ask: Ask, *, chunk: int = 500) -> Iterator[Line]:
    """Every line, fetched some at a time."""
    after = ""
    while True:
        page = audit(scope, ask, after=after, size=chunk)
        yield from page.lines
        if not page.after:
            return
        after = page.after
