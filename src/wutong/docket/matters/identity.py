"""Identifiers that sort by time of creation, so that new matters stand together in every index (RFC 9562, version 7)."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from uuid import UUID


def uuid7(at: datetime) -> UUID:
    """A version-7 UUID: 48 bits of milliseconds of ``at`` (aware), 74 random bits."""
    millis = int(at.timestamp() * 1000) & ((1 << 48) - 1)
    value = (millis << 80) | (0x7 << 76) | (secrets.randbits(12) << 64) | (0b10 << 62) | secrets.randbits(62)
    return UUID(int=value)


def written_at(matter: UUID) -> datetime:
    """When a matter came into this system, to the millisecond: its identifier holds it."""
    return datetime.fromtimestamp((matter.int >> 80) / 1000, UTC)
