"""Writes one entry, inside the transaction of the act it records; nothing here reads a clock, a file or the network."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction

from wutong.law.refusal import Reason, Refused
from wutong.ledger import entry as ledger
from wutong.ledger.canonical import canonical, composed
from wutong.record.clock import legal_day
from wutong.record.entries import reads, second_person
from wutong.record.entries.corrections import CONFIRMED, PROPOSED
from wutong.record.entries.models import Entry, EntryFile, Value
from wutong.record.moved import api as moved
from wutong.record.scope import Scope
from wutong.record.shapes import Draft, FileRef, Json, Written

KINDS = {"officer", "outsider", "system", "outside"}
SOURCES = {"page", "phone", "import", "api", "outside", "command"}
#: written on a later legal day and more than this after it happened: late
LATE_AFTER = timedelta(hours=2)


@dataclass(frozen=True)
class _Last:
    seq: int
    digest: str


def is_late(at: datetime, written: datetime) -> bool:
    """Whether an act is written down late: on a later legal day, and more than two hours after it happened."""
    return written - at > LATE_AFTER and legal_day(written) > legal_day(at)


def write(scope: Scope, draft: Draft) -> Written:
    """Store one act. The caller's transaction must already hold the matter's row lock.

    :raises Refused: when the act lies in the future, is late without a reason, or is a correction confirmed by the
        person who proposed it.
    :raises NotCanonical: when a field has no single byte form (a float, a NUL).
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("write() belongs inside the transaction of the act it records")
    moved.demand_here(scope, draft.act)
    _check_shape(draft)
    late = draft.source.kind != "import" and is_late(draft.at, draft.written)
    _check_times(draft, late)
    last = _last(scope, draft)
    if draft.about is not None and not 1 <= draft.about <= last.seq:
        raise ValueError(f"entry {draft.about} does not exist in this matter, so nothing can be about it")
    if draft.act in (PROPOSED, CONFIRMED):
        second_person.check(draft, reads.history(scope, draft.matter))
    values = _values(draft)
    salts = {name: secrets.token_bytes(ledger.SALT_BYTES) for name in values}
    entry = _entry(scope, draft, last, late, {name: ledger.commit(name, v, salts[name]) for name, v in values.items()})
    row = _store(entry, entry.to_map(), draft)
    Value.objects.bulk_create(
        Value(county=scope.county, entry=row, name=name, salt=salts[name].hex(), value=canonical(value).decode())
        for name, value in values.items()
    )
    EntryFile.objects.bulk_create(
        EntryFile(county=scope.county, entry=row, sha256=f.sha256, size=f.size, media_type=f.media_type)
        for f in _files(draft)
    )
    return Written(id=row.pk, seq=row.seq, digest=row.digest)


def _check_shape(draft: Draft) -> None:
    if draft.actor.kind not in KINDS:
        raise ValueError(f"actor kind {draft.actor.kind!r}: one of {', '.join(sorted(KINDS))}")
    if draft.source.kind not in SOURCES:
        raise ValueError(f"source kind {draft.source.kind!r}: one of {', '.join(sorted(SOURCES))}")
    if draft.at.tzinfo is None or draft.written.tzinfo is None:
        raise ValueError("at and written are aware instants")
    if own := [name for name in draft.fields if name.startswith("_")]:
        raise ValueError(f"field names beginning with _ are the record's own: {', '.join(own)}")


def _check_times(draft: Draft, late: bool) -> None:
    if draft.at > draft.written:
        raise Refused(
            draft.act, "把发生时间写在将来", [Reason("留痕规则·两个时间", "发生时间晚于记录时间", "改成实际发生的时间")]
        )
    if late and draft.source.kind != "phone" and not draft.late_reason.strip():
        raise Refused(draft.act, "补记", [Reason("留痕规则·补记", "缺少补记原因", "写明为什么当天没有记")])


def _last(scope: Scope, draft: Draft) -> _Last:
    found = (
        Entry.objects.within(scope).filter(matter=draft.matter).order_by("-seq").values_list("seq", "digest").first()
    )
    return _Last(*found) if found else _Last(0, "")


def _values(draft: Draft) -> dict[str, Json]:
    """What is committed to: the act's fields and, under names of our own, the reason for lateness and the links."""
    values: dict[str, Json] = {name: composed(value) for name, value in draft.fields.items()}
    if draft.late_reason.strip():
        values["_late_reason"] = composed(draft.late_reason.strip())
    for n, link in enumerate(draft.links, start=1):
        values[f"_link.{n}"] = {"kind": link.kind, "matter": str(link.matter), "way": link.way, "ended": link.ended}
    return values


def _files(draft: Draft) -> list[FileRef]:
    return list({f.sha256: f for f in draft.files}.values())


def _entry(scope: Scope, draft: Draft, last: _Last, late: bool, commits: Mapping[str, str]) -> ledger.Entry:
    return ledger.Entry(
        county=scope.county,
        matter=str(draft.matter),
        seq=last.seq + 1,
        family=draft.family,
        act=draft.act,
        at=draft.at,
        written=draft.written,
        on_date=legal_day(draft.at),
        source={"kind": draft.source.kind, "detail": composed(draft.source.detail)},
        actor={"kind": draft.actor.kind, "id": draft.actor.id},
        office=draft.office,
        acting_for=draft.acting_for,
        late=late,
        about=draft.about,
        fields=commits,
        files=[{"sha256": f.sha256, "size": f.size, "media_type": f.media_type} for f in _files(draft)],
        audiences={a: sorted(n for n in shown if n in draft.fields) for a, shown in draft.audiences.items()},
        rules=draft.rules,
        calendar=draft.calendar,
        prev=last.digest,
    )


def _store(entry: ledger.Entry, stored: Mapping[str, Json], draft: Draft) -> Entry:
    return Entry.objects.create(
        county=entry.county,
        version=entry.version,
        algorithm=entry.algorithm,
        matter=draft.matter,
        seq=entry.seq,
        family=entry.family,
        act=entry.act,
        at=entry.at.astimezone(UTC),
        written=entry.written.astimezone(UTC),
        on_date=entry.on_date,
        month=entry.on_date.isoformat()[:7],
        source=entry.source["kind"],
        detail=entry.source["detail"],
        actor_kind=entry.actor["kind"],
        actor=entry.actor["id"],
        office=entry.office,
        acting_for=entry.acting_for,
        late=entry.late,
        about=entry.about,
        commits=entry.fields,
        files=stored["files"],
        audiences=stored["audiences"],
        rules=entry.rules,
        calendar=entry.calendar,
        prev=entry.prev,
        digest=ledger.digest(stored),
    )
