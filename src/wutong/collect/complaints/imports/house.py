"""Compares rows with what is in the house: the same is already there, what came since is added, other content conflicts."""

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
    """What an earlier import took under a key: field → value, without what has been erased since.

    ``waits``: nobody has answered or ended it, here or there; ``rated``: it has a rating, from wherever.
    """

    matter: UUID
    number: str
    values: Mapping[str, object]
    erased: frozenset[str] = field(default_factory=frozenset)
    waits: bool = True
    rated: bool = False


def stored(scope: Scope, keys: Sequence[str]) -> dict[str, Stored]:
    """What the house holds under these keys (at most a few hundred at a time)."""
    rows = Complaint.objects.within(scope).filter(outside_key__in=keys).select_related("matter")
    found = {r.outside_key: r for r in rows}
    if not found:
        return {}
    histories = record.histories(scope, [r.matter_id for r in found.values()])
    return {key: _stored(row, histories.get(row.matter_id, [])) for key, row in found.items()}


def _stored(row: Complaint, history: Sequence[record.EntryView]) -> Stored:
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
    waits = row.outcome == "open" and row.replied_at is None
    return Stored(row.matter_id, row.matter.number, values, frozenset(erased), waits, bool(row.rating))


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


#: what another system may come to know of a message after it was taken in
_LATER = frozenset({"reply", "replied_at", "rating"})


def since(message: Message, there: Stored) -> frozenset[str]:
    """What a row knows beyond what was taken in earlier, where it says nothing else otherwise; else nothing.

    Only what was empty is filled: a reply whose time was not known may get its time, but no other words, and what was
    erased does not come back with it.
    """
    names = frozenset(differing(message, there))
    filled = names <= _LATER and not any(there.values.get(name) for name in names)
    if not filled or (names & {"reply", "replied_at"} and "reply" in there.erased):
        return frozenset()
    return names


def settle(judged: Judged, there: Stored) -> tuple[str, tuple[Problem, ...]]:
    """``already``; ``added`` where the row knows what came since; or ``bad`` with the conflict.

    Nothing that stands is overwritten.
    """
    assert judged.message is not None
    names = differing(judged.message, there)
    if not names:
        return "already", ()
    new = since(judged.message, there)
    here = there.rated if new == {"rating"} else not there.waits
    if new and not here:
        return "added", judged.problems
    labels = "、".join(FIELDS[n] for n in names)
    reason = f"库里已有{there.number}，同一编号，{labels}不同，没有覆盖；要改，到那件事项里更正"
    if new:
        reason = f"库里已有{there.number}，在本局已经有了结果，表格里后来的{labels}没有补上；要补，到那件事项里办"
    return "bad", (Problem(judged.row, "number", judged.message.number[:40], reason),)
