"""Clock rows and snapshots: derived from the entries, kept beside the matter, made again when asked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from wutong.docket.matters.laws import Judged, law_for
from wutong.docket.matters.models import Clock, Matter
from wutong.law import procedure as law
from wutong.record.entries import api as record
from wutong.record.scope import Scope


def set_clock_office(row: Matter) -> None:
    """Carry the matter's office to its clocks after ``also`` changed it."""
    Clock.objects.within(Scope(row.county)).filter(matter=row).update(office=row.office)


def clock_state(row: Matter, name: str) -> str:
    """The state of the matter's latest clock of a name, or nothing."""
    rows = Clock.objects.within(Scope(row.county)).filter(matter=row, name=name).order_by("-started_at", "-id")
    return rows.values_list("state", flat=True).first() or ""


def restand_clocks(scope: Scope, row: Matter, running: tuple[law.Running, ...], calendar: str, rules: str) -> None:
    """Make the clock rows of a matter equal to what the law says now; a told date is never recomputed."""
    old = {(c.name, c.started_at): c for c in Clock.objects.within(scope).filter(matter=row)}
    fresh: list[Clock] = []
    due: Clock | None = None
    for run in running:
        clock = old.pop((run.name, run.started), None) or Clock(
            county=scope.county, matter=row, name=run.name, started_at=run.started
        )
        clock.title, clock.bearer, clock.unit, clock.term, clock.roll = (
            run.title, run.bearer, run.unit, run.term, run.roll,
        )  # fmt: skip
        clock.office = row.office
        clock.due_at = run.due.at if run.due else None
        clock.due_on = run.due.on if run.due else None
        clock.certain = run.due.certain if run.due else True
        clock.state, clock.done_at, clock.cite, clock.mark = run.state, run.done_at, run.cite, run.mark
        if run.state == "missed" and run.bearer == "agency" and run.done_at is None:
            clock.state = "running"  # past its day but not ended: still owed, so it stays on the board
        clock.calendar, clock.rules = calendar, rules
        if clock.state == "running" and clock.bearer == "agency" and clock.due_at is not None:
            soonest = due.due_at if due is not None else None
            due = clock if soonest is None or clock.due_at < soonest else due
        if clock.pk:
            clock.save()
        else:
            fresh.append(clock)
    if fresh:
        Clock.objects.bulk_create(fresh)
    if old:
        Clock.objects.within(scope).filter(pk__in=[c.pk for c in old.values()]).delete()
    row.due_at = due.due_at if due else None
    row.due_on = due.due_on if due else None
    row.due_clock = due.name if due else ""
    row.due_certain = due.certain if due else True


def restand(scope: Scope, matter: UUID, at: datetime) -> None:
    """Make snapshot and clocks of a matter again from its entries (after a calendar or rule change, or to check)."""
    with transaction.atomic():
        restand_row(scope, Matter.objects.within(scope).select_for_update().get(pk=matter), at)


def restand_row(scope: Scope, row: Matter, at: datetime) -> None:
    """:func:`restand` for a row that the caller has locked."""
    fold: law.Fold | None = None
    asked: Judged | None = None
    for entry in record.history(scope, row.id):
        asked = law_for(scope, row.family, entry.at)
        fold = law.fold(
            asked.procedure,
            fold,
            law.Past(
                seq=entry.seq,
                act=entry.act,
                at=entry.at,
                written=entry.written,
                fields={k: v for k, v in entry.fields.items() if not isinstance(v, record.Erased)},
                actor=f"{entry.actor.kind}:{entry.actor.id}",
                office=entry.office,
                about=entry.about,
                imported=entry.imported,
            ),
            asked.calendar,
        )
    if fold is None or asked is None:
        return
    row.fold, row.status, row.last_seq = fold.to_json(), fold.status, fold.seq
    restand_clocks(
        scope, row, law.clocks(asked.procedure, fold, at, asked.calendar), asked.calendar.version, asked.procedure.hash
    )
    row.save()
