"""Reads entries back: the history of a matter, many histories at once, and a stream over a year for recounts."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from uuid import UUID

from wutong.record.entries import corrections
from wutong.record.entries.models import Entry, Erasure, Value
from wutong.record.scope import Scope
from wutong.record.shapes import Actor, Correction, EntryView, Erased, FileRef, Json, Link, Source

CHUNK = 500


def history(scope: Scope, matter: UUID, *, corrected: bool = False) -> list[EntryView]:
    """All entries of a matter, first to last; with ``corrected``, confirmed corrections are laid over them."""
    rows = Entry.objects.within(scope).filter(matter=matter).order_by("seq")
    found = _views(scope, list(rows))
    return corrections.lay(found) if corrected else found


def histories(scope: Scope, matters: Sequence[UUID], *, corrected: bool = False) -> dict[UUID, list[EntryView]]:
    """The histories of many matters in three queries per 500 of them; a matter without entries has an empty list."""
    found: dict[UUID, list[EntryView]] = {matter: [] for matter in matters}
    for chunk in _chunks(found):
        rows = Entry.objects.within(scope).filter(matter__in=chunk).order_by("matter", "seq")
        for view in _views(scope, list(rows)):
            found[view.matter].append(view)
    return {m: corrections.lay(views) for m, views in found.items()} if corrected else found


def entries(
    scope: Scope,
    *,
    family: str,
    act: str | None = None,
    since: date | None = None,
    until: date | None = None,
    corrected: bool = False,
) -> Iterator[EntryView]:
    """Stream the entries of a family (and act) by legal day, both days included; memory stays flat.

    With ``corrected``, confirmed corrections are laid over them and voided ones are marked; the days asked for are
    still those on which the entries were first said to have happened.
    """
    rows = Entry.objects.within(scope).filter(family=family)
    if act is not None:
        rows = rows.filter(act=act)
    if since is not None:
        rows = rows.filter(on_date__gte=since)
    if until is not None:
        rows = rows.filter(on_date__lte=until)
    stream = rows.order_by("on_date", "id").iterator(chunk_size=CHUNK)
    while batch := list(islice(stream, CHUNK)):
        views = _views(scope, batch)
        yield from corrections.lay(views, _corrections_of(scope, views)) if corrected else views


def _corrections_of(scope: Scope, views: Sequence[EntryView]) -> list[Correction]:
    acts = (corrections.PROPOSED, corrections.CONFIRMED)
    matters = {v.matter for v in views}
    rows = Entry.objects.within(scope).filter(matter__in=matters, act__in=acts).order_by("matter", "seq")
    return corrections.find(_views(scope, list(rows)))


def _chunks(matters: Iterable[UUID]) -> Iterator[list[UUID]]:
    rest = iter(matters)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _views(scope: Scope, rows: Sequence[Entry]) -> list[EntryView]:
    ids = [row.pk for row in rows]
    said: dict[int, dict[str, Json | Erased]] = defaultdict(dict)
    values = Value.objects.within(scope).filter(entry_id__in=ids)
    for entry, name, value in values.values_list("entry_id", "name", "value"):
        said[entry][name] = json.loads(value)
    erasures = Erasure.objects.within(scope).filter(entry_id__in=ids)
    for entry, name, on, ground in erasures.values_list("entry_id", "name", "on_date", "ground"):
        said[entry][name] = Erased(ground, on)
    return [_view(row, said[row.pk]) for row in rows]


def _view(row: Entry, said: dict[str, Json | Erased]) -> EntryView:
    late_reason = said.get("_late_reason", "")
    return EntryView(
        id=row.pk,
        matter=row.matter,
        family=row.family,
        seq=row.seq,
        act=row.act,
        at=row.at,
        written=row.written,
        on_date=row.on_date,
        source=Source(row.source, row.detail),
        actor=Actor(row.actor_kind, row.actor),
        office=row.office,
        acting_for=row.acting_for,
        fields={name: said[name] for name in sorted(row.commits) if not name.startswith("_") and name in said},
        files=tuple(_file(f, said) for f in row.files),
        links=_links(said),
        about=row.about,
        audiences={name: tuple(shown) for name, shown in row.audiences.items()},
        rules=row.rules,
        calendar=row.calendar,
        digest=row.digest,
        prev=row.prev,
        late=row.late,
        late_reason=late_reason if isinstance(late_reason, str) else "",
        imported=row.source == "import",
    )


def _file(stored: dict[str, object], said: dict[str, Json | Erased]) -> FileRef:
    gone = said.get(f"file:{stored['sha256']}")
    return FileRef(
        sha256=str(stored["sha256"]),
        size=int(str(stored["size"])),
        media_type=str(stored["media_type"]),
        erased=gone if isinstance(gone, Erased) else None,
    )


def _links(said: dict[str, Json | Erased]) -> tuple[Link, ...]:
    names = sorted((n for n in said if n.startswith("_link.")), key=lambda n: int(n.split(".")[1]))
    found = []
    for name in names:
        value = said[name]
        if isinstance(value, dict):
            way = "in" if value["way"] == "in" else "out"
            found.append(Link(str(value["kind"]), UUID(str(value["matter"])), way, value["ended"] is True))  # type: ignore[arg-type]
    return tuple(found)
