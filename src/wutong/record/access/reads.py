"""Reads the access record, newest first, one page at a time by key (an offset would slip while rows are added)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from wutong.record.access.models import Attempt, Look
from wutong.record.scope import Scope
from wutong.record.shapes import Actor

R = TypeVar("R", Look, Attempt)


@dataclass(frozen=True)
class LookView:
    """One look. ``mark`` is where the next page begins: hand it back as ``after``."""

    matter: UUID
    what: str
    actor: Actor
    at: datetime
    mark: str


@dataclass(frozen=True)
class AttemptView:
    """One refused attempt. ``mark`` is where the next page begins: hand it back as ``after``."""

    matter: UUID | None
    act: str
    reasons: tuple[dict[str, str], ...]
    actor: Actor
    at: datetime
    mark: str


def looks(
    scope: Scope, matter: UUID | None = None, *, officer: str = "", after: str = "", limit: int = 50
) -> list[LookView]:
    """Who looked at a matter, or what an officer looked at; newest first."""
    rows = _page(Look.objects.within(scope), matter, officer, after, limit)
    return [LookView(r.matter, r.what, Actor(r.actor_kind, r.actor), r.at, _mark(r)) for r in rows]


def attempts(
    scope: Scope, matter: UUID | None = None, *, officer: str = "", after: str = "", limit: int = 50
) -> list[AttemptView]:
    """What was refused on a matter, or to an officer; newest first."""
    rows = _page(Attempt.objects.within(scope), matter, officer, after, limit)
    return [AttemptView(r.matter, r.act, tuple(r.reasons), Actor(r.actor_kind, r.actor), r.at, _mark(r)) for r in rows]


def _page(rows: QuerySet[R], matter: UUID | None, officer: str, after: str, limit: int) -> QuerySet[R]:
    if matter is not None:
        rows = rows.filter(matter=matter)
    if officer:
        rows = rows.filter(actor_kind="officer", actor=officer)
    if after:
        at, key = _read_mark(after)
        rows = rows.filter(Q(at__lt=at) | Q(at=at, id__lt=key))
    return rows.order_by("-at", "-id")[: max(1, min(limit, 500))]


def _mark(row: Any) -> str:
    return f"{row.at.isoformat()}_{row.pk}"


def _read_mark(mark: str) -> tuple[datetime, int]:
    at, _, key = mark.rpartition("_")
    return datetime.fromisoformat(at), int(key)
