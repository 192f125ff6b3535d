"""What the offices' door hands out: frozen, without a model inside, so nobody can write through it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from wutong.city.offices.roles import HEAD_ROLES, ROLES
from wutong.record.scope import Scope

if TYPE_CHECKING:
    from wutong.record.entries.api import Actor


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

    @property
    def scope(self) -> Scope:
        return Scope(self.code)
