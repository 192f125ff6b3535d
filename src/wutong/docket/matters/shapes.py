"""What is handed to the docket and back: who acts, the act asked for, whose move it leaves, the durable answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from wutong.city.offices import api as offices
from wutong.city.offices.api import Acting
from wutong.docket.matters.models import Matter
from wutong.law import procedure as law
from wutong.record.entries import api as record
from wutong.record.files.api import FileRef


@dataclass(frozen=True)
class Doer:
    """Who acts: actor for the record, roles and office for the law. ``acts_for``: roles held in somebody's place only."""

    actor: record.Actor
    roles: frozenset[str]
    office: str = ""
    acting_for: str = ""
    offices: frozenset[str] = frozenset()
    acts_for: tuple[Acting, ...] = ()

    @property
    def name(self) -> str:
        """As the law names him."""
        return f"{self.actor.kind}:{self.actor.id}"

    @property
    def acting(self) -> Mapping[str, str]:
        """Role that he holds only in somebody's place → whom, as the law names people."""
        return {a.role: f"officer:{a.whom}" if a.whom else "" for a in self.acts_for}

    def stands_in(self, by: tuple[str, ...]) -> Acting | None:
        """In whose place he does an act of these roles; None where a role of his own is enough."""
        role = law.stands_in(by, self.roles, self.acting)
        return next((a for a in self.acts_for if a.role == role), None)


@dataclass(frozen=True)
class OnceKey:
    """What makes a request the same request: the form's key and the route it was posted to."""

    key: str
    route: str


@dataclass(frozen=True)
class Deed:
    """One act as it is asked for. ``at`` when it happened, ``written`` when it reached us (both aware)."""

    act: str
    at: datetime
    written: datetime
    doer: Doer
    source: record.Source
    fields: Mapping[str, record.Json] = field(default_factory=dict)
    files: tuple[FileRef, ...] = ()
    links: tuple[record.Link, ...] = ()
    about: int | None = None
    late_reason: str = ""
    audiences: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    imported: bool = False
    once: OnceKey | None = None


@dataclass(frozen=True)
class Turn:
    """Whose move it is after an act: a role anywhere in the county, or an office; and what is to be done."""

    role: str = ""
    office: str = ""
    act: str = ""
    by: str = ""


@dataclass
class Stood:
    """A matter inside its transaction, after the act: what ``also`` may read and change."""

    matter: Matter
    seq: int
    digest: str
    fold: law.Fold
    clocks: tuple[law.Running, ...] = ()
    turn: Turn | None = None


@dataclass(frozen=True)
class Done:
    """A durable answer: the entry stands."""

    matter: UUID
    number: str
    seq: int
    digest: str
    status: str
    repeated: bool = False


Also = Callable[[Stood], None]


@dataclass(frozen=True)
class Next:
    """An act that follows in the same transaction as the one before it, and what it changes beside the record."""

    deed: Deed
    also: Also | None = None


def who(deed: Deed) -> str:
    """The doer as the law names him."""
    return deed.doer.name


def seated(seat: offices.Seat) -> Doer:
    """The doer that a seat stands for."""
    own = tuple(a for a in seat.acts_for if a.role in seat.acting)
    return Doer(seat.actor, seat.roles, seat.office, offices=seat.offices, acts_for=own)


def outsider(audience: str = "reporter") -> Doer:
    """A citizen who holds a receipt; never named in the entry."""
    return Doer(record.Actor("outsider", audience), frozenset({"outsider"}))


def again(deed: Deed, **changes: object) -> Deed:
    """The same deed with some parts changed (used for one act over several matters)."""
    return replace(deed, **changes)  # type: ignore[arg-type]
