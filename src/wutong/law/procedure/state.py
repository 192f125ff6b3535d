"""The state of a matter after its entries: small, JSON-able, and holding nothing that somebody may have to erase."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from wutong.law.procedure.schema import Json

FORMAT = 1


@dataclass(frozen=True)
class Past:
    """An entry as the record hands it in: as it was written, without corrections laid over it."""

    seq: int
    act: str
    at: datetime
    written: datetime
    fields: Mapping[str, Json]
    actor: str
    office: str
    about: int | None = None
    imported: bool = False


@dataclass(frozen=True)
class Seen:
    """What a fold remembers of an entry.

    `fields` holds only what rules read. `terms`: length, mark and paper of each clock that the entry may start, as of
    its day. `fresh`: no later act took it back. `void`: a confirmed correction says it never happened. `moved`: a
    confirmed correction gave it its time, so it was not written late.
    """

    seq: int
    act: str
    at: datetime
    written: datetime
    actor: str
    office: str
    about: int | None = None
    imported: bool = False
    fresh: bool = True
    void: bool = False
    moved: bool = False
    fields: Mapping[str, Any] = field(default_factory=dict)
    terms: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)

    @property
    def judged(self) -> datetime:
        """The worse of when it happened and when it was written; an imported entry is judged on when it happened."""
        return self.at if self.imported or self.moved else max(self.at, self.written)

    def to_json(self) -> dict[str, Any]:
        return {
            "seq": self.seq,
            "act": self.act,
            "at": _iso(self.at),
            "written": _iso(self.written),
            "actor": self.actor,
            "office": self.office,
            "about": self.about,
            "flags": [name for name in FLAGS if getattr(self, name)],
            "fields": {name: list(value) if isinstance(value, tuple) else value for name, value in self.fields.items()},
            "terms": {name: list(parts) for name, parts in self.terms.items()},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Seen":
        return cls(
            seq=data["seq"],
            act=data["act"],
            at=datetime.fromisoformat(data["at"]),
            written=datetime.fromisoformat(data["written"]),
            actor=data["actor"],
            office=data["office"],
            about=data["about"],
            **{name: name in data["flags"] for name in FLAGS},
            fields={name: tuple(value) if isinstance(value, list) else value for name, value in data["fields"].items()},
            terms={name: (parts[0], parts[1], parts[2]) for name, parts in data["terms"].items()},
        )


FLAGS = ("imported", "fresh", "void", "moved")


@dataclass(frozen=True)
class Fold:
    """A matter after `seq` entries. `open`: the claims (an extension asked, a merge) nobody has answered yet."""

    family: str
    seq: int
    status: str
    closed: bool
    seen: tuple[Seen, ...]
    open: tuple[int, ...] = ()

    def entry(self, seq: int | None) -> Seen | None:
        return next((seen for seen in self.seen if seen.seq == seq), None)

    def fresh(self, act: str) -> tuple[Seen, ...]:
        """Entries of an act that still count, oldest first."""
        return tuple(seen for seen in self.seen if seen.act == act and seen.fresh and not seen.void)

    def standing(self) -> tuple[Seen, ...]:
        """Entries that happened, whether or not they still count."""
        return tuple(seen for seen in self.seen if not seen.void)

    def ever(self, act: str) -> bool:
        return any(seen.act == act and not seen.void for seen in self.seen)

    def open_claims(self, act: str) -> tuple[Seen, ...]:
        return tuple(seen for seen in self.seen if seen.act == act and seen.seq in self.open)

    @property
    def opening(self) -> Seen:
        return self.seen[0]

    def to_json(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "family": self.family,
            "seq": self.seq,
            "status": self.status,
            "closed": self.closed,
            "open": list(self.open),
            "seen": [seen.to_json() for seen in self.seen],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Fold":
        """Raises ValueError for a snapshot of another format: fold again from the entries."""
        if data.get("format") != FORMAT:
            raise ValueError(f"a snapshot of format {data.get('format')!r}, not {FORMAT}: fold the entries again")
        return cls(
            family=data["family"],
            seq=data["seq"],
            status=data["status"],
            closed=data["closed"],
            seen=tuple(Seen.from_json(each) for each in data["seen"]),
            open=tuple(data["open"]),
        )


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
