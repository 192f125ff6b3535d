"""What lies before an officer, and what was said of a matter. A notice stands while its clock runs to the same date."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from wutong.city.offices import api as offices
from wutong.docket.ladders.models import Notice, NoticeTo
from wutong.docket.matters.models import Clock
from wutong.docket.matters.reads import views
from wutong.record.clock import SHANGHAI, legal_day
from wutong.record.scope import Scope

#: notices on one page
MOST = 50


@dataclass(frozen=True)
class NoticeView:
    """One notice: of which clock of which matter, why, to whom, by which ladder. ``names``: who was told.

    ``hour``: when on its last day the period ends; a day ends at 24:00.
    """

    matter: UUID
    number: str
    title: str
    label: str
    due_at: datetime
    hour: str
    certain: bool
    why: str
    to: str
    ladder: str
    mark: str
    at: datetime
    late: bool
    standing: bool
    names: tuple[str, ...]


def running(scope: Scope) -> Exists:
    """The condition of a notice whose clock still runs to the same date."""
    clocks = Clock.objects.within(scope).filter(
        matter=OuterRef("matter"), name=OuterRef("clock"), started_at=OuterRef("started_at"),
        due_at=OuterRef("due_at"), state="running",
    )  # fmt: skip
    return Exists(clocks)


def standing(scope: Scope) -> QuerySet[Notice]:
    """The notices that still ask for something."""
    return Notice.objects.within(scope).filter(running(scope), over=False, matter__is_open=True)


def before(seat: offices.Seat) -> tuple[NoticeView, ...]:
    """What lies before an officer now, of matters he may see, the latest first: the highest step of each clock only."""
    scope = seat.scope
    mine = NoticeTo.objects.within(scope).filter(officer=seat.officer).values("notice")
    rows = list(standing(scope).filter(pk__in=mine).select_related("matter").order_by("-at", "-step")[:MOST])
    seen = views(scope, [row.matter_id for row in rows], seat)
    highest: dict[tuple[UUID, str, datetime], Notice] = {}
    for row in rows:
        if row.matter_id in seen:
            highest.setdefault((row.matter_id, row.clock, row.started_at), row)
    return tuple(_view(row, (seat.name,), True) for row in highest.values())


def of_matter(scope: Scope, matter: UUID) -> tuple[NoticeView, ...]:
    """Every notice of a matter, the latest first."""
    rows = list(Notice.objects.within(scope).filter(matter=matter).select_related("matter").order_by("-at", "-step"))
    still = set(standing(scope).filter(matter=matter).values_list("pk", flat=True))
    told: dict[int, list[str]] = defaultdict(list)
    for notice, officer in NoticeTo.objects.within(scope).filter(notice__in=rows).values_list("notice_id", "officer"):
        told[notice].append(officer)
    people = offices.officers(scope, {code for codes in told.values() for code in codes})
    return tuple(
        _view(row, tuple(people[c].name for c in sorted(told[row.pk]) if c in people), row.pk in still) for row in rows
    )


def _view(row: Notice, names: tuple[str, ...], standing: bool) -> NoticeView:
    return NoticeView(
        row.matter_id, row.matter.number, row.matter.title, row.label, row.due_at, _hour(row.due_at), row.certain, row.why, row.to,
        row.ladder, row.mark, row.at, legal_day(row.at) != legal_day(row.meant_at), standing, names,
    )  # fmt: skip


def _hour(at: datetime) -> str:
    local = at.astimezone(SHANGHAI)
    return "24:00" if (local.hour, local.minute, local.second) == (23, 59, 59) else f"{local:%H:%M}"
