"""Corrections by a second person: proposed by one (`corrected`), counted once another has confirmed it.

The wrong entry stays as it was written. A confirmed correction is laid over it when a history is read, and shown with
what stood there before. Both acts are entries about another: the proposal about the wrong entry, the confirmation
about the proposal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from wutong.ledger.canonical import instant
from wutong.record.clock import legal_day
from wutong.record.shapes import Correction, EntryView, Erased, Json

PROPOSED = "corrected"
CONFIRMED = "correction_confirmed"
ERASED = "erased"
#: the record's own acts: known in every procedure, never corrected themselves
BUILT_IN = (PROPOSED, CONFIRMED, ERASED)
_PREFIX = "replaced."


def correction_fields(
    replaced: Mapping[str, Json], reason: str, *, at: datetime | None = None, void: bool = False
) -> dict[str, Json]:
    """The fields of a `corrected` act. Each new value is a field of its own, so that it can be erased alone."""
    fields: dict[str, Json] = {f"{_PREFIX}{name}": value for name, value in replaced.items()}
    fields["reason"] = reason
    if at is not None:
        fields["at"] = instant(at)
    if void:
        fields["void"] = True
    return fields


def replaced_in(fields: Mapping[str, Json | Erased]) -> dict[str, Json | Erased]:
    """The new values of a `corrected` act: fields ``replaced.<name>``, or one field ``replaced`` that is a map."""
    new = {name.removeprefix(_PREFIX): value for name, value in fields.items() if name.startswith(_PREFIX)}
    whole = fields.get("replaced")
    return {**(whole if isinstance(whole, Mapping) else {}), **new}


def names_holding(fields: Mapping[str, Json | Erased], wanted: Iterable[str]) -> list[str]:
    """Which fields of a `corrected` act hold new values of the ``wanted`` names: what an erasure must take along."""
    found = [f"{_PREFIX}{name}" for name in wanted if f"{_PREFIX}{name}" in fields]
    whole = fields.get("replaced")
    if isinstance(whole, Mapping) and set(whole) & set(wanted):
        found.append("replaced")
    return found


def find(entries: Sequence[EntryView]) -> list[Correction]:
    """All corrections in a history, in the order in which they were proposed; unconfirmed ones count for nothing."""
    confirmed = {(e.matter, e.about): e for e in reversed(entries) if e.act == CONFIRMED}
    wrong = {(e.matter, e.seq): e for e in entries}
    found = []
    for e in entries:
        if e.act != PROPOSED or e.about is None:
            continue
        new, by, target = replaced_in(e.fields), confirmed.get((e.matter, e.seq)), wrong.get((e.matter, e.about))
        found.append(
            Correction(
                matter=e.matter,
                seq=e.seq,
                about=e.about,
                replaced=new,
                reason=e.fields.get("reason", ""),
                by=e.actor,
                proposed=e.written,
                void=e.fields.get("void") is True,
                at=corrected_time(e.fields),
                confirmed_by=by.actor if by else None,
                confirmed=by.written if by else None,
                confirmed_seq=by.seq if by else None,
                original={n: target.fields[n] for n in new if n in target.fields} if target else {},
                original_at=target.at if target else None,
            )
        )
    return found


def lay(entries: Sequence[EntryView], found: Sequence[Correction] | None = None) -> list[EntryView]:
    """The same history with every confirmed correction laid over the entry it is about, in order of confirmation.

    A corrected time moves ``at`` and ``on_date``; the order of the list stays that of writing. Each changed entry
    carries its corrections with the original values; a voided one stays in its place, marked ``voided``.
    """
    found = find(entries) if found is None else found
    by_target: dict[tuple[UUID, int], list[Correction]] = {}
    for c in sorted((c for c in found if c.confirmed_seq is not None), key=lambda c: c.confirmed_seq or 0):
        by_target.setdefault((c.matter, c.about), []).append(c)
    return [_laid(e, by_target.get((e.matter, e.seq), [])) for e in entries]


def _laid(entry: EntryView, corrections: Sequence[Correction]) -> EntryView:
    for c in corrections:
        shown = replace(c, original={n: entry.fields[n] for n in c.replaced if n in entry.fields}, original_at=entry.at)
        at = c.at or entry.at
        entry = replace(
            entry,
            fields={**entry.fields, **c.replaced},
            at=at,
            on_date=legal_day(at),
            voided=entry.voided or c.void,
            corrections=(*entry.corrections, shown),
        )
    return entry


def corrected_time(fields: Mapping[str, Json | Erased]) -> datetime | None:
    """The corrected time of a `corrected` act, if it has one.

    :raises ValueError: when the text is not an instant with its zone.
    """
    text = fields.get("at")
    if not isinstance(text, str):
        return None
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a corrected time needs its zone")
    return at.astimezone(UTC)
