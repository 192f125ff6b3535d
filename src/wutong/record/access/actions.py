"""Writes the access record; all three are called after the page's own transaction, so that a refusal leaves its trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from wutong.record.access.models import Attempt, Look, Note
from wutong.record.clock import legal_day
from wutong.record.scope import Scope
from wutong.record.shapes import Actor


def look(scope: Scope, *, matter: UUID, what: str, actor: Actor, at: datetime) -> None:
    """Record that somebody looked at personal data of a matter; ``what`` names the kind of data, never the data."""
    Look.objects.create(
        county=scope.county,
        matter=matter,
        what=what,
        actor_kind=actor.kind,
        actor=actor.id,
        at=at,
        on_date=legal_day(at),
    )


def refused(scope: Scope, *, matter: UUID | None, act: str, reasons: Sequence[Any], actor: Actor, at: datetime) -> None:
    """Record an attempt that the law refused, with the reasons it gave."""
    Attempt.objects.create(
        county=scope.county,
        matter=matter,
        act=act,
        reasons=[_reason(r) for r in reasons],
        actor_kind=actor.kind,
        actor=actor.id,
        at=at,
        on_date=legal_day(at),
    )


#: what a note can be of; the audit page says it in words
KINDS = frozenset({"signin", "failed", "signout", "list", "export", "rights", "denied", "audit"})


def note(
    scope: Scope,
    kind: str,
    *,
    actor: Actor,
    at: datetime,
    what: str = "",
    about: str = "",
    detail: Mapping[str, str | int] | None = None,
    rows: int | None = None,
    network: str = "",
) -> None:
    """Record what belongs to no single matter. ``detail`` holds codes, counts and filters, never what a citizen wrote
    or what somebody typed into a search.

    :raises ValueError: for a kind that the audit page would not know.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind {kind!r}: one of {sorted(KINDS)}")
    Note.objects.create(
        county=scope.county,
        kind=kind,
        what=what,
        about=about,
        detail=dict(detail or {}),
        rows=rows,
        network=network,
        actor_kind=actor.kind,
        actor=actor.id,
        at=at,
        on_date=legal_day(at),
    )


def _reason(reason: Any) -> dict[str, str]:
    return {name: value for name, value in asdict(reason).items() if isinstance(value, str) and value}
