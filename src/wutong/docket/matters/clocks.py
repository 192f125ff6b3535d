"""Clock rows and snapshots: derived from the entries, kept beside the matter, made again when asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wutong.docket.matters.acting import hand
from wutong.docket.matters.laws import Judged, Laws
from wutong.docket.matters.models import Clock, Matter
from wutong.docket.matters.shapes import Also, Stood
from wutong.law import procedure as law
from wutong.record.entries import api as record
from wutong.record.scope import Scope


def set_clock_office(row: Matter) -> None:
    """Carry the matter's office to its clocks after ``also`` changed it."""
    Clock.objects.within(Scope(row.county)).filter(matter=row).update(office=row.office)


def restand_clocks(scope: Scope, row: Matter, running: tuple[law.Running, ...], calendar: str, rules: str) -> bool:
    """Make the clock rows of a matter equal to what the law says now; answers whether a date moved that stood before."""
    old = {(c.name, c.started_at): c for c in Clock.objects.within(scope).filter(matter=row)}
    stored = {c.pk: _stored(c) for c in old.values()}
    fresh: list[Clock] = []
    due: Clock | None = None
    moved = False
    for run in running:
        clock = old.pop((run.name, run.started), None) or Clock(
            county=scope.county, matter=row, name=run.name, started_at=run.started
        )
        clock.title, clock.bearer, clock.unit, clock.term, clock.roll = (
            run.title, run.bearer, run.unit, run.term, run.roll,
        )  # fmt: skip
        clock.office = row.office
        moved |= bool(clock.pk) and clock.due_at != (run.due.at if run.due else None)
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
        if not clock.pk:
            fresh.append(clock)
        elif stored[clock.pk] != _stored(clock):  # most acts touch one clock of a matter or none
            clock.save()
    if fresh:
        Clock.objects.bulk_create(fresh)
    if old:
        Clock.objects.within(scope).filter(pk__in=[c.pk for c in old.values()]).delete()
    row.due_at = due.due_at if due else None
    row.due_on = due.due_on if due else None
    row.due_clock = due.name if due else ""
    row.due_certain = due.certain if due else True
    return moved


def _stored(clock: Clock) -> tuple[object, ...]:
    return tuple(getattr(clock, field.attname) for field in Clock._meta.concrete_fields)


def restand(scope: Scope, matter: UUID, at: datetime) -> None:
    """Make snapshot and clocks of a matter again from its entries, by the law as it is known now."""
    with transaction.atomic():
        restand_row(scope, Matter.objects.within(scope).select_for_update().get(pk=matter), at)


def restand_row(
    scope: Scope,
    row: Matter,
    at: datetime,
    *,
    laws: Laws | None = None,
    entries: Sequence[record.EntryView] | None = None,
    also: Also | None = None,
) -> bool:
    """:func:`restand` for a row that the caller has locked; ``also`` brings along what a higher room keeps beside it.

    :returns: whether one of its dates moved.
    :raises ValueError: (or LookupError) when the present law cannot read the entries.
    """
    entries = record.history(scope, row.id) if entries is None else entries
    if not entries:
        return False
    fold, asked = refold(laws or Laws(scope), row.family, entries)
    row.fold, row.status, row.last_seq = fold.to_json(), fold.status, fold.seq
    stood = Stood(row, fold.seq, entries[-1].digest, fold, law.clocks(asked.procedure, fold, at, asked.calendar))
    moved = restand_clocks(scope, row, stood.clocks, asked.calendar.version, asked.procedure.hash)
    if also is not None:
        also(stood)
    row.save()
    return moved


def refold(laws: Laws, family: str, entries: Sequence[record.EntryView]) -> tuple[law.Fold, Judged]:
    """The standing of a matter from its first entry on, each entry by the law of its day; and the law of the last day."""
    fold: law.Fold | None = None
    for entry in entries:
        asked = laws.at(family, entry.at)
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
                acting_for=hand(entry.acting_for),
            ),
            asked.calendar,
        )
    if fold is None:
        raise LookupError("a matter without entries does not stand anywhere")
    return fold, asked
