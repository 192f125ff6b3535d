"""Erases values and files by a recorded act: the entry and the chain stay, the value and its salt go.

The act says which fields and on what ground; the bytes that the database still holds in its file are cleaned after the
commit by :func:`wutong.record.entries.scrub.scrub`. docs/decisions/0002-erasure.md says what this promises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wutong.record.clock import legal_day
from wutong.record.entries import reads
from wutong.record.entries.actions import write
from wutong.record.entries.corrections import ERASED, PROPOSED, names_holding
from wutong.record.entries.jobs import AFTER, SCRUB
from wutong.record.entries.models import Entry, Erasure, ScrubPending, Value
from wutong.record.jobs import api as jobs
from wutong.record.scope import Scope
from wutong.record.shapes import Actor, Draft, EntryView, Erased, Source

FILE = "file:"


def erase(
    scope: Scope,
    matter: UUID,
    seq: int,
    names: Iterable[str],
    *,
    ground: str,
    actor: Actor,
    at: datetime,
    written: datetime,
    office: str = "",
    acting_for: str = "",
    source: Source | None = None,
    also: Callable[[], None] | None = None,
) -> None:
    """Erase fields (by name) and files (as ``file:<sha256>``) of one entry, with what corrections put in their place.

    The caller holds the matter's row lock and, after its commit, calls ``scrub()``. ``also`` runs in the same
    transaction and removes what higher rooms derived from the values: search rows, snapshots, titles. It must itself
    name every such copy, for nobody below can.

    :raises LookupError: when the entry or one of the names does not exist, or is erased already.
    """
    wanted = sorted(set(names))
    with transaction.atomic():
        found = reads.history(scope, matter)
        target = next((e for e in found if e.seq == seq), None)
        if target is None or not wanted:
            raise LookupError(f"entry {seq} does not exist, or no field is named")
        if missing := [name for name in wanted if name not in _live(scope, target)]:
            raise LookupError(f"entry {seq} holds nothing to erase under {', '.join(missing)}")
        touched = [(target, wanted), *_followers(found, target, wanted)]
        for entry, gone in touched:
            order = Draft(
                matter=matter,
                family=target.family,
                act=ERASED,
                at=at,
                written=written,
                source=source or Source("page"),
                actor=actor,
                office=office,
                acting_for=acting_for,
                about=entry.seq,
                fields={"names": list(gone), "ground": ground},
                rules=target.rules,
                calendar=target.calendar,
            )
            _remove(scope, entry, gone, ground, written, write(scope, order).id)
        files = [n.removeprefix(FILE) for _, gone in touched for n in gone if n.startswith(FILE)]
        ScrubPending.objects.create(county=scope.county, asked=written, files=files)
        jobs.ask(scope, SCRUB, key=SCRUB, after=AFTER)
        if also is not None:
            also()


def _live(scope: Scope, entry: EntryView) -> set[str]:
    """What can be erased: the entry's values, the record's own too (``_late_reason``, ``_link.1``), and its files."""
    values = Value.objects.within(scope).filter(entry_id=entry.id).values_list("name", flat=True)
    return {*values, *(f"{FILE}{f.sha256}" for f in entry.files if f.erased is None)}


def _followers(
    found: Sequence[EntryView], target: EntryView, wanted: Sequence[str]
) -> list[tuple[EntryView, list[str]]]:
    """The corrections that wrote the same field again: they would keep alive what is to be erased."""
    about = [e for e in found if e.act == PROPOSED and e.about == target.seq]
    live = [(e, [n for n in names_holding(e.fields, wanted) if not isinstance(e.fields[n], Erased)]) for e in about]
    return [(e, names) for e, names in live if names]


def _remove(scope: Scope, entry: EntryView, names: Sequence[str], ground: str, written: datetime, erasing: int) -> None:
    target = Entry.objects.within(scope).only("id").get(pk=entry.id)
    Erasure.objects.bulk_create(
        Erasure(
            county=scope.county,
            entry=target,
            name=name,
            erasing_id=erasing,
            ground=ground,
            on_date=legal_day(written),
        )
        for name in names
    )
    Value.objects.within(scope).filter(entry=target, name__in=names).delete()
