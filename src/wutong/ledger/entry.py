"""Entry v1: what a stored act is, what its digest covers, and how it commits to values that may one day be erased.

An entry holds, for each field, only a salted commitment. Value and salt lie beside it and can go; the digest, and with
it the chain, still holds, with a hole. The form is described for strangers in docs/record.md.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from wutong.ledger.canonical import NotCanonical, canonical, day, instant

VERSION = 1
ALGORITHM = "sha256"
RESERVED = ("sm3",)
SALT_BYTES = 32

_FIELD = b"wutong/field/v1\x00"
_ENTRY = b"wutong/entry/v1\x00"
_NAME = re.compile(r"_?[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")


def commit(name: str, value: Any, salt: bytes) -> str:
    """The commitment to one field: sha256 over a tag, the 32-byte salt, and the canonical form of ``[name, value]``.

    The name is inside, so that a value cannot be moved to another field; the salt hides short values from guessing.

    :raises NotCanonical: when the value has no canonical form.
    :raises ValueError: when the salt is not 32 bytes or the name is not a field name.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    if len(name) > 96 or not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not a field name (a-z, 0-9, _ and dots, at most 96)")
    try:
        body = canonical([name, value])
    except NotCanonical as bad:
        raise NotCanonical(f"{name}{bad.where.removeprefix('$[1]')}", bad.what) from bad
    return hashlib.sha256(_FIELD + salt + body).hexdigest()


def digest(entry: Mapping[str, Any]) -> str:
    """The digest of an entry's map (:meth:`Entry.to_map`): sha256 over a tag and its canonical form."""
    algorithm = entry.get("algorithm")
    if algorithm != ALGORITHM:
        raise ValueError(
            f"algorithm {algorithm!r} is not in use (in use: {ALGORITHM}; reserved: {', '.join(RESERVED)})"
        )
    return hashlib.sha256(_ENTRY + canonical(entry)).hexdigest()


@dataclass(frozen=True)
class Entry:
    """The part of an act that is never erased. ``fields`` holds commitments, not values."""

    county: str
    matter: str
    seq: int
    family: str
    act: str
    at: datetime
    written: datetime
    on_date: date
    source: Mapping[str, Any]
    actor: Mapping[str, str]
    office: str
    acting_for: str
    late: bool
    about: int | None
    fields: Mapping[str, str]
    files: Sequence[Mapping[str, Any]]
    audiences: Mapping[str, Sequence[str]]
    rules: str
    calendar: str
    prev: str
    version: int = field(default=VERSION)
    algorithm: str = field(default=ALGORITHM)

    def to_map(self) -> dict[str, Any]:
        """The map that the digest covers: every member always present, times and days as text."""
        return {
            "version": self.version,
            "algorithm": self.algorithm,
            "county": self.county,
            "matter": self.matter,
            "seq": self.seq,
            "family": self.family,
            "act": self.act,
            "at": instant(self.at),
            "written": instant(self.written),
            "on_date": day(self.on_date),
            "source": {"kind": self.source["kind"], "detail": self.source["detail"]},
            "actor": {"kind": self.actor["kind"], "id": self.actor["id"]},
            "office": self.office,
            "acting_for": self.acting_for,
            "late": self.late,
            "about": self.about,
            "fields": dict(self.fields),
            "files": [{"sha256": f["sha256"], "size": f["size"], "media_type": f["media_type"]} for f in self.files],
            "audiences": {name: sorted(shown) for name, shown in self.audiences.items()},
            "rules": self.rules,
            "calendar": self.calendar,
            "prev": self.prev,
        }
