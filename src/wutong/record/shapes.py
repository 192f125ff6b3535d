"""The frozen shapes that the room's topics hand to each other and to callers: who, whence, what, which file.

They are re-exported by the doors (`record/entries/api.py`, `record/files/api.py`); import them from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypeAlias
from uuid import UUID

Json: TypeAlias = "bool | int | str | list[Json] | tuple[Json, ...] | Mapping[str, Json] | None"


@dataclass(frozen=True)
class Actor:
    """Who acted: an officer by code, an outsider by receipt audience, the system, an outside body. Never a name."""

    kind: str
    id: str


@dataclass(frozen=True)
class Source:
    """How the act reached us. ``detail`` is part of the digest and cannot be erased: no personal data in it.

    phone: ``device_at``, ``received_at``, ``drift_seconds``; import: ``file`` (sha256) and ``row``.
    """

    kind: str
    detail: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Erased:
    """Stands where a value or a file was, after its erasure: a hole with its ground and legal day."""

    ground: str
    on: date


@dataclass(frozen=True)
class FileRef:
    """A kept file, by the hash of its bytes. ``erased`` is set when the bytes are gone by a recorded act."""

    sha256: str
    size: int
    media_type: str
    erased: Erased | None = None


@dataclass(frozen=True)
class Link:
    """A typed link to another matter, seen from this one. ``ended`` takes an earlier link of the same kind back."""

    kind: str
    matter: UUID
    way: Literal["out", "in"] = "out"
    ended: bool = False


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An act that the law has let pass, about to be written.

    ``audiences``: audience → names of the fields it may see; what is not named is shown to nobody outside.
    """

    matter: UUID
    family: str
    act: str
    at: datetime
    written: datetime
    source: Source
    actor: Actor
    office: str
    rules: str
    calendar: str
    acting_for: str = ""
    fields: Mapping[str, Json] = field(default_factory=dict)
    files: tuple[FileRef, ...] = ()
    links: tuple[Link, ...] = ()
    about: int | None = None
    late_reason: str = ""
    audiences: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    """The durable answer to a written entry."""

    id: int
    seq: int
    digest: str


@dataclass(frozen=True)
class Correction:
    """A proposed correction of one entry; it counts only once a second person has confirmed it.

    ``original`` holds what the corrected fields said before; ``at`` is the corrected time, if that was wrong.
    """

    matter: UUID
    seq: int
    about: int
    replaced: Mapping[str, Json | Erased]
    reason: Json | Erased
    by: Actor
    proposed: datetime
    void: bool = False
    at: datetime | None = None
    confirmed_by: Actor | None = None
    confirmed: datetime | None = None
    confirmed_seq: int | None = None
    original: Mapping[str, Json | Erased] = field(default_factory=dict)
    original_at: datetime | None = None


@dataclass(frozen=True)
class EntryView:
    """One stored entry as it can be read today: erased values are :class:`Erased`, corrections only if asked for."""

    id: int
    matter: UUID
    family: str
    seq: int
    act: str
    at: datetime
    written: datetime
    on_date: date
    source: Source
    actor: Actor
    office: str
    acting_for: str
    fields: Mapping[str, Json | Erased]
    files: tuple[FileRef, ...]
    links: tuple[Link, ...]
    about: int | None
    audiences: Mapping[str, tuple[str, ...]]
    rules: str
    calendar: str
    digest: str
    prev: str
    late: bool
    late_reason: str
    imported: bool
    corrections: tuple[Correction, ...] = ()
    voided: bool = False
