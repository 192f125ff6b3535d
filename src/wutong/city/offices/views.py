"""What the offices' door hands out: frozen, without a model inside, so nobody can write through it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from wutong.city.offices.roles import HEAD_ROLES, LOOK_ROLES, ROLES
from wutong.law.procedure import stands_in
from wutong.record.scope import Scope

if TYPE_CHECKING:
    from wutong.record.entries.api import Actor


@dataclass(frozen=True)
class Acting:
    """A role held in somebody's place: whose (``whom`` is his code, "" where the post is vacant), from when to when.

    Its scope is this role in this office and those below it.
    """

    role: str
    office: str
    office_name: str
    whom: str
    name: str
    since: date
    until: date | None
    document: str = ""

    @property
    def stood_for(self) -> str:
        """As the record names it: the person's code, or the vacant post."""
        return self.whom or f"{self.office}/{self.role}"

    @property
    def words(self) -> str:
        """Whose authority it is: 代秦海, or 代理街面执法二中队队长 where the post is vacant."""
        return f"代{self.name}" if self.whom else f"代理{self.office_name}{ROLES[self.role]}"

    @property
    def role_name(self) -> str:
        return ROLES[self.role]

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Seat:
    """An officer at a desk today: in which county and office, with which roles. Every permission starts here."""

    scope: Scope
    officer: str
    name: str
    office: str
    office_name: str
    offices: frozenset[str]
    roles: frozenset[str]
    assistant: bool
    on: date
    acting: frozenset[str] = frozenset()
    account: int = 0
    acts_for: tuple[Acting, ...] = ()

    @property
    def only_acting(self) -> bool:
        """Whether nothing of one's own is held here."""
        return bool(self.acts_for) and self.acting == self.roles

    def acting_for(self, needed: Iterable[str] = ()) -> Acting | None:
        """In whose place an act is done for which one of these roles is needed; None where a role of one's own is enough."""
        role = stands_in(tuple(needed), self.roles, self.acting)
        return next((a for a in self.acts_for if a.role == role), None)

    @property
    def actor(self) -> Actor:
        """The same person as the record names an actor."""
        from wutong.record.entries.api import Actor

        return Actor(kind="officer", id=self.officer)

    @property
    def role_names(self) -> tuple[str, ...]:
        """The roles in Chinese, in the order of ROLES, acting ones marked."""
        return tuple((f"{zh}（代理）" if r in self.acting else zh) for r, zh in ROLES.items() if r in self.roles)

    @property
    def may_look(self) -> bool:
        """Whether this seat may see a reporter's name and number, and numbers inside his words."""
        return bool(self.roles & LOOK_ROLES)

    @property
    def leads(self) -> bool:
        return bool(self.roles & HEAD_ROLES)


@dataclass(frozen=True)
class OfficeView:
    """An office as it stood on a day. ``head`` is the leading officer's name ("" where nobody was)."""

    code: str
    name: str
    kind: str
    parent: str
    head: str
    short: str
    head_code: str = ""
    depth: int = 0
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class PostView:
    """One post of an officer."""

    office: str
    office_name: str
    role: str
    leads: bool
    acting: bool
    valid_from: date
    valid_to: date | None
    acting_for: str = ""

    @property
    def role_name(self) -> str:
        return ROLES[self.role]


@dataclass(frozen=True)
class OfficerView:
    """An officer as he stood on a day; ``office`` is that of the first post, "" where there was none."""

    code: str
    name: str
    office: str
    office_name: str
    assistant: bool
    roles: frozenset[str]
    posts: tuple[PostView, ...] = ()
    certificate: str = ""
    certificate_to: date | None = None

    @property
    def role_names(self) -> tuple[str, ...]:
        return tuple(zh for r, zh in ROLES.items() if r in self.roles)


@dataclass(frozen=True)
class TermValue:
    """A local term as a county set it: the value as text ("5 workdays"), the mark to show, the paper, the day."""

    value: str
    mark: str
    document: str
    in_force: date


@dataclass(frozen=True)
class CountyView:
    """A county's own facts."""

    code: str
    name: str
    bureau: str
    region: str
    hotline: str
    hours: str
    address: str
    demo: bool
    hosts: tuple[str, ...] = ()
    map: Mapping[str, Any] = field(default_factory=dict)
    places_version: str = ""
    terms: Mapping[str, TermValue] = field(default_factory=dict)
    #: it moved out to a home of its own, and nothing is done here any more
    closed: bool = False

    @property
    def scope(self) -> Scope:
        return Scope(self.code)
