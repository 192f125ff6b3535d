"""Questions about changes: what waits, what stands, what was taken back; which office goes on for which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from wutong.city.house.asking import KINDS, Move, Plan
from wutong.city.house.models import APPLIED, PROPOSED, UNDONE, WAITING, WITHDRAWN, Change
from wutong.city.house.state import Key, Op
from wutong.city.offices.models import Successor
from wutong.city.offices.reads import offices
from wutong.record.scope import Scope

STATES = {
    PROPOSED: "等第二人确认",
    WAITING: "到日子施行",
    APPLIED: "已施行",
    UNDONE: "已撤销",
    WITHDRAWN: "没有办",
}


@dataclass(frozen=True)
class ChangeView:
    """One change as pages show it."""

    number: str
    kind: str
    day: date
    document: str
    reason: str
    asked: Mapping[str, Any]
    title: str
    state: str
    plan: Plan
    moved: bool
    proposed_by: str
    proposed_at: datetime
    confirmed_by: str
    applied_at: datetime | None
    undoes: str
    matter: UUID | None
    seq: int | None
    proposed_for: str = ""
    confirmed_for: str = ""

    @property
    def kind_name(self) -> str:
        return KINDS.get(self.kind, self.kind)

    @property
    def state_name(self) -> str:
        return STATES[self.state]

    @property
    def waits(self) -> bool:
        return self.state == PROPOSED

    @property
    def stands(self) -> bool:
        return self.state == APPLIED

    @property
    def scheduled(self) -> bool:
        return self.state == WAITING


def view(row: Change) -> ChangeView:
    """A row as a view."""
    plan = Plan(row.title, tuple(Op.from_json(o) for o in row.ops), tuple(Move.from_json(m) for m in row.moves))
    return ChangeView(
        row.number, row.kind, row.day, row.document, row.reason, row.asked, row.title, row.state, plan, row.moved,
        row.proposed_by, row.proposed_at, row.confirmed_by, row.applied_at, row.undoes, row.matter, row.seq,
        row.proposed_for, row.confirmed_for,
    )  # fmt: skip


def changes(scope: Scope, *, states: Iterable[str] = (), most: int = 200) -> list[ChangeView]:
    """Changes, the latest first."""
    rows = Change.objects.within(scope).order_by("-id")
    if states:
        rows = rows.filter(state__in=list(states))
    return [view(r) for r in rows[:most]]


def change(scope: Scope, number: str) -> ChangeView | None:
    """One change by its number."""
    row = Change.objects.within(scope).filter(number=number).first()
    return view(row) if row else None


def to_move(scope: Scope, today: date) -> list[ChangeView]:
    """Changes whose open matters have still to go on to their new office, in the order in which they were applied."""
    rows = Change.objects.within(scope).filter(state=APPLIED, moved=False, day__lte=today).order_by("applied_at", "id")
    return [view(r) for r in rows]


def touching(scope: Scope, table: str, key: Key, since: int) -> str:
    """The latest standing change after one that touched the same row: its number and title, "" where none did."""
    for row in Change.objects.within(scope).filter(state=APPLIED, pk__gt=since).order_by("-id"):
        if any(op["table"] == table and tuple(op["key"]) == key for op in row.ops):
            return f"{row.number} {row.title}"
    return ""


def changed_here(scope: Scope) -> list[ChangeView]:
    """What was changed on pages and still stands since the county's file was last put in its place."""
    last = Change.objects.within(scope).filter(kind="replaced").order_by("-id").values_list("pk", flat=True).first()
    rows = Change.objects.within(scope).filter(state__in=[APPLIED, UNDONE], pk__gt=last or 0).exclude(kind="replaced")
    return [view(r) for r in rows.order_by("id")]


@dataclass(frozen=True)
class Succession:
    """From a day on an office's work is another's, all of it or that of some communities."""

    office: str
    to: str
    kind: str
    communities: frozenset[str]
    since: date


def successions(scope: Scope) -> list[Succession]:
    """Which office went on for which, the earliest first."""
    rows = Successor.objects.within(scope).select_related("office", "to").order_by("valid_from", "id")
    return [Succession(r.office.code, r.to.code, r.kind, frozenset(r.communities), r.valid_from) for r in rows]


def office_now(links: Iterable[Succession], office: str, community: str, on: date) -> str:
    """Who does on a day what an office did: the links are followed in the order of their days, each once."""
    for link in links:
        if link.since <= on and link.office == office and (link.kind == "merge" or community in link.communities):
            office = link.to
    return office


def heir(scope: Scope, office: str, community: str, on: date) -> str:
    """The office that goes on for one that is there no more; itself where it stands, "" where nobody does."""
    standing = {o.code for o in offices(scope, on)}
    if office in standing:
        return office
    found = office_now(successions(scope), office, community, on)
    return found if found in standing else ""
