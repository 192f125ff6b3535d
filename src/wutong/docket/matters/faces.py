"""Clock rows as the clock part of the pages wants them: with what is left, counted in the clock's own unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from wutong.docket.matters.models import Clock
from wutong.docket.matters.reads import ClockView, clock_view
from wutong.law.calendar import Calendar
from wutong.law.terms import Due, Left, left
from wutong.record.scope import Scope


@dataclass(frozen=True)
class Face:
    """A clock to be drawn. ``group`` is where a list puts it: late, today, soon, later, stopped, unset, none."""

    name: str
    title: str
    state: str
    term: str
    due: Due | None
    left: Left | None
    cite: str
    mark: str
    group: str
    due_on: date | None = None
    words: str = ""
    bearer: str = ""
    explain: tuple[str, ...] = ()


def face(row: ClockView, now: datetime, calendar: Calendar) -> Face:
    """How a clock looks at ``now``."""
    due = Due(row.due_at, row.due_on, row.certain, ()) if row.due_at and row.due_on else None
    counted = left(due, now, calendar, row.unit) if due and row.state == "running" and row.unit else None
    group = {"stopped": "stopped", "unset": "unset"}.get(row.state, "none")
    if counted is not None:
        group = {"late": "late", "today": "today", "soon": "soon"}.get(counted.state, "later")
    words = ""
    if row.state in {"late", "missed"} and due is not None and row.done_at is not None:
        over = left(due, row.done_at, calendar, row.unit)
        words = over.words.replace("超期", "晚了")
    state = "missed" if row.state in {"late", "missed"} and row.done_at is not None else row.state
    return Face(
        row.label, row.label, state, row.term, due, counted, row.cite, row.mark, group, row.due_on, words, row.bearer
    )


def nearest(scope: Scope, matters: Sequence[UUID], now: datetime, calendar: Calendar) -> dict[UUID, Face]:
    """For each matter its most urgent agency clock: the earliest due, else a stopped or unset one. One query.

    It asks for the clocks of these matters and nothing else: with the state in the question, SQLite walks through
    every running clock of the county instead.
    """
    clocks = Clock.objects.within(scope).filter(matter__in=matters).select_related("matter").defer("matter__fold")
    rows = [c for c in clocks if c.bearer == "agency" and c.state in ("running", "stopped", "unset")]
    found: dict[UUID, Face] = {}
    for row in sorted(rows, key=lambda c: (c.due_at is None, c.due_at or c.started_at, c.pk)):
        seen = found.get(row.matter_id)
        if seen is None or (seen.due is None and row.due_at is not None):
            found[row.matter_id] = face(clock_view(row), now, calendar)
    return found
