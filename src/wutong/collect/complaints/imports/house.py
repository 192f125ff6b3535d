"""Compares rows with what is already in the house: the same content is already there, other content is a conflict."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from wutong.collect.complaints.imports.judge import Judged, Message, Problem
from wutong.collect.complaints.imports.mapping import FIELDS
from wutong.collect.complaints.models import Complaint
from wutong.record.entries import api as record
from wutong.record.scope import Scope

_RECEIVED = ("subject", "text", "contact_name", "contact_phone", "place", "category", "channel")


@dataclass(frozen=True)
class Stored:
    """What an earlier import took under a key: field → value, without what has been erased since."""

    matter: UUID
    number: str
    values: Mapping[str, object]
    erased: frozenset[str] = field(default_factory=frozenset)


def stored(scope: Scope, keys: Sequence[str]) -> dict[str, Stored]:
    """What the house holds under these keys (at most a few hundred at a time)."""
    rows = Complaint.objects.within(scope).filter(outside_key__in=keys).select_related("matter")
    found = {r.outside_key: (r.matter_id, r.matter.number) for r in rows}
    if not found:
        return {}
    histories = record.histories(scope, [m for m, _ in found.values()])
    return {key: _stored(m, number, histories.get(m, [])) for key, (m, number) in found.items()}


def _stored(matter: UUID, number: str, history: Sequence[record.EntryView]) -> Stored:
    values: dict[str, object] = {}
    erased: set[str] = set()

    def put(name: str, entry: record.EntryView, key: str) -> None:
        value = entry.fields.get(key, "")
        if isinstance(value, record.Erased):
            erased.add(name)
        else:
            values[name] = value

    for entry in history:
        if entry.act == "received":
            values["received_at"] = entry.at
            for name in _RECEIVED:
                put(name, entry, name)
        elif not entry.imported:
            continue
        elif entry.act == "replied" and "replied_at" not in values:
            values["replied_at"] = entry.at
            put("reply", entry, "text")
        elif entry.act == "reply_undated":
            put("reply", entry, "text")
        elif entry.act == "rated":
            put("rating", entry, "rating")
    return Stored(matter, number, values, frozenset(erased))


def differing(message: Message, there: Stored) -> tuple[str, ...]:
    """The names of the fields in which a row differs from what was taken under its key."""
    ours: dict[str, object] = {name: getattr(message, name) for name in _RECEIVED}
    ours |= {"reply": message.reply, "rating": message.rating, "received_at": message.received.at}
    ours["replied_at"] = message.replied.at if message.is_answered and message.replied else ""
    return tuple(
        name
        for name in FIELDS
        if name in ours and name not in there.erased and _plain(ours[name]) != _plain(there.values.get(name, ""))
    )


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.timestamp()
    return unicodedata.normalize("NFC", str(value or ""))


def settle(judged: Judged, there: Stored) -> tuple[str, tuple[Problem, ...]]:
    """``already``, or ``bad`` with the conflict; nothing that stands is overwritten."""
    assert judged.message is not None
    names = differing(judged.message, there)
    if not names:
        return "already", ()
    labels = "、".join(FIELDS[n] for n in names)
    reason = f"库里已有{there.number}，同一编号，{labels}不同，没有覆盖；要改，到那件事项里更正"
    return "bad", (Problem(judged.row, "number", judged.message.number[:40], reason),)
