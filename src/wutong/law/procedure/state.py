"""The state of a matter after its entries: small, JSON-able, and holding nothing that somebody may have to erase."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from operator import itemgetter
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
    #: everybody who took part besides the actor, each confirmed by himself
    hands: tuple[str, ...] = ()
    #: in whose place the actor acted; "" for himself
    acting_for: str = ""


@dataclass(frozen=True)
class Seen:
    """What a fold remembers of an entry.

    `fields` holds only what rules read. `terms`: length, mark and paper of each clock that the entry may start, as of
    its day. `fresh`: no later act took it back. `void`: a confirmed correction says it never happened. `moved`: a
    confirmed correction gave it its time, so it was not written late. `subjects`: whom of several parties, or which of
    several goods, it concerns (none named: all); `stale_for`: those for whom it no longer counts. `deemed`: nobody did
    it, silence became it; such an entry is never stored. `acting_for`: in whose place its actor acted.
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
    hands: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    stale_for: tuple[str, ...] = ()
    deemed: bool = False
    acting_for: str = ""

    def concerns(self, subject: str) -> bool:
        return not subject or not self.subjects or subject in self.subjects

    def counts(self, subject: str) -> bool:
        """Whether it stands, still counts, and concerns the subject ("" asks of the whole matter)."""
        return self.fresh and not self.void and self.concerns(subject) and subject not in self.stale_for

    @property
    def persons(self) -> tuple[str, ...]:
        """All whose hand it was; who acts in somebody's place and that person are never two hands."""
        return (self.actor, *self.hands, *((self.acting_for,) if self.acting_for else ()))

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
            **{name: list(getattr(self, name)) for name in LISTS if getattr(self, name)},
            **({"acting_for": self.acting_for} if self.acting_for else {}),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Seen":
        flags: dict[str, Any] = {name: name in data["flags"] for name in FLAGS}
        lists: dict[str, Any] = {name: tuple(data.get(name, ())) for name in LISTS}
        return cls(
            seq=data["seq"],
            act=data["act"],
            at=datetime.fromisoformat(data["at"]),
            written=datetime.fromisoformat(data["written"]),
            actor=data["actor"],
            office=data["office"],
            about=data["about"],
            **flags,
            fields={name: tuple(value) if isinstance(value, list) else value for name, value in data["fields"].items()},
            terms={name: (parts[0], parts[1], parts[2]) for name, parts in data["terms"].items()},
            **lists,
            acting_for=data.get("acting_for", ""),
        )


#: left out of a snapshot where they are empty, so that the snapshots of before still read
LISTS = ("hands", "subjects", "stale_for")
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

    # A question asks many gates and clocks, each about a few acts, and a fold never changes: the entries are put in order by
    # their acts once, so that a long matter is not read through for each gate. What follows hangs on these two.
    @cached_property
    def _by_act(self) -> Mapping[str, list[tuple[int, Seen]]]:
        found: dict[str, list[tuple[int, Seen]]] = {}
        for place, seen in enumerate(self.seen):
            found.setdefault(seen.act, []).append((place, seen))
        return found

    @cached_property
    def _place(self) -> Mapping[int, int]:
        """Where an entry stands; the first of its number, as silence may have become an act under the number of another."""
        return {seen.seq: place for place, seen in reversed(list(enumerate(self.seen)))}

    def _of(self, acts: frozenset[str], subject: str) -> tuple[tuple[int, Seen], ...]:
        told: dict[tuple[frozenset[str], str], tuple[tuple[int, Seen], ...]] = self.__dict__.setdefault("_told", {})
        if (acts, subject) not in told:
            found = [each for act in acts for each in self._by_act.get(act, ())]
            mine = (each for each in found if not each[1].void and each[1].concerns(subject))
            told[acts, subject] = tuple(sorted(mine, key=itemgetter(0)))
        return told[acts, subject]

    def entry(self, seq: int | None) -> Seen | None:
        place = self._place.get(seq) if seq is not None else None
        return None if place is None else self.seen[place]

    def of(self, acts: frozenset[str], subject: str = "") -> tuple[Seen, ...]:
        """Entries of these acts that happened, whether or not they still count, in the order of the matter."""
        return tuple(seen for _, seen in self._of(acts, subject))

    def after(self, start: Seen, acts: frozenset[str], subject: str = "") -> tuple[Seen, ...]:
        """Those of them that come after an entry."""
        place = self._place.get(start.seq, len(self.seen))
        return tuple(seen for at, seen in self._of(acts, subject) if at > place)

    def fresh(self, act: str, subject: str = "") -> tuple[Seen, ...]:
        """Entries of an act that still count, oldest first; for one subject only those that concern it."""
        told: dict[tuple[str, str], tuple[Seen, ...]] = self.__dict__.setdefault("_fresh", {})
        if (act, subject) not in told:
            told[act, subject] = tuple(seen for _, seen in self._by_act.get(act, ()) if seen.counts(subject))
        return told[act, subject]

    def office(self, acts: tuple[str, ...]) -> str:
        """The office that the latest entry of these acts which still counts has named; "" where there is none."""
        named = [seen for seen in self.of(frozenset(acts)) if seen.fresh]
        return str(named[-1].fields.get("office", "")) if named else ""

    def standing(self, subject: str = "") -> tuple[Seen, ...]:
        """Entries that happened, whether or not they still count."""
        return tuple(seen for seen in self.seen if not seen.void and seen.concerns(subject))

    def ever(self, act: str, subject: str = "") -> bool:
        return bool(self._of(frozenset((act,)), subject))

    def open_claims(self, act: str, subject: str = "") -> tuple[Seen, ...]:
        if not self.open:
            return ()
        return tuple(seen for _, seen in self._by_act.get(act, ()) if seen.seq in self.open and seen.concerns(subject))

    @cached_property
    def subjects(self) -> tuple[str, ...]:
        """Every party or thing that some entry has named, in the order in which they came."""
        return tuple(dict.fromkeys(name for seen in self.standing() for name in seen.subjects))

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
