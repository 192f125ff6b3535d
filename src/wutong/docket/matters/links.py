"""Typed, reversible ties between matters: merged duplicates, a case raised from a complaint. No link lowers a count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from wutong.docket.matters.models import Link
from wutong.record.scope import Scope
from wutong.ui.masking import masked_text

KINDS = {"merged_into": "并入", "raised_from": "由…引起", "split_from": "由…分出", "decided_with": "一并决定"}


@dataclass(frozen=True)
class Tie:
    """One live link as seen from a matter: the other matter and which way it points."""

    kind: str
    outward: bool
    matter: UUID
    number: str
    title: str
    status: str
    family: str


def make(scope: Scope, kind: str, source: UUID, target: UUID, at: datetime) -> None:
    """Tie two matters, in the caller's transaction; a tie that stands already stays as it is."""
    if kind not in KINDS:
        raise ValueError(f"unknown link kind {kind}")
    standing = Link.objects.within(scope).filter(kind=kind, source_id=source, target_id=target, undone_at__isnull=True)
    if not standing.exists():
        Link.objects.create(county=scope.county, kind=kind, source_id=source, target_id=target, made_at=at)


def undo(scope: Scope, kind: str, source: UUID, target: UUID, at: datetime) -> bool:
    """Undo a tie; False when none stood."""
    return bool(
        Link.objects.within(scope)
        .filter(kind=kind, source_id=source, target_id=target, undone_at__isnull=True)
        .update(undone_at=at)
    )


def of(scope: Scope, matter: UUID) -> Sequence[Tie]:
    """The live ties of a matter, both ways."""
    rows = (
        Link.objects.within(scope)
        .filter(Q(source_id=matter) | Q(target_id=matter), undone_at__isnull=True)
        .select_related("source", "target")
        .order_by("made_at", "id")
    )
    ties = []
    for row in rows:
        outward = row.source_id == matter
        other = row.target if outward else row.source
        ties.append(
            Tie(row.kind, outward, other.id, other.number, masked_text(other.title), other.status, other.family)
        )
    return ties


def merged_under(scope: Scope, lead: UUID) -> list[UUID]:
    """Matters merged into ``lead`` (live links only)."""
    return list(
        Link.objects.within(scope)
        .filter(kind="merged_into", target_id=lead, undone_at__isnull=True)
        .values_list("source_id", flat=True)
    )
