"""Climbs the ladders: each step whose moment has come is taken once, in working hours, and those whom it names are told.

Safe to run as often as one likes and in two processes at once: a step is one row under a unique key, written under the
matter's lock, after the clock was seen to run on. What was missed while nobody looked is taken when somebody does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from wutong.city.offices import api as offices
from wutong.docket.ladders.models import Notice, NoticeTo
from wutong.docket.ladders.reads import running
from wutong.docket.matters.hearing import of_notice
from wutong.docket.matters.identity import written_at
from wutong.docket.matters.models import Clock, Matter
from wutong.law import rulebook
from wutong.law.calendar import Calendar
from wutong.law.ladder import Ladder, Step, is_working, moment
from wutong.record.clock import legal_day
from wutong.record.live import api as live
from wutong.record.scope import Scope

#: clocks that fall due later than this have no step yet; those overdue for longer have had theirs
AHEAD, BEHIND = timedelta(days=45), timedelta(days=120)
NOBODY = "没有人任这个岗位"


@dataclass(frozen=True)
class _Told:
    """Whom a step names: in words, and their numbers."""

    words: str
    officers: tuple[str, ...]


def climb(scope: Scope, at: datetime) -> int:
    """Take the steps whose moment has come; gives how many. Outside working hours nobody is told anything."""
    calendar = offices.calendar(scope)
    _lapse(scope)
    if not is_working(at, calendar):
        return 0
    ladders = rulebook.ladders(legal_day(at))
    clocks = _candidates(scope, ladders, at)
    taken = _taken(scope, {c.matter_id for c in clocks})
    people = _People(scope, at)
    done = 0
    for clock in clocks:
        ladder = ladders[clock.matter.family]
        for step, when in _come(clock, ladder.clocks[clock.name], at, calendar):
            if (clock.matter_id, clock.name, clock.started_at, clock.due_at, step.no) not in taken:
                done += _take(scope, clock, ladder, step, when, at, people)
    return done


def _candidates(scope: Scope, ladders: Mapping[str, Ladder], at: datetime) -> list[Clock]:
    """The agency's running clocks of what is open and somebody's move, as far as a ladder names them."""
    names = {name for ladder in ladders.values() for name in ladder.clocks}
    still = Matter.objects.within(scope).filter(is_open=True).values("pk")
    rows = Clock.objects.within(scope).filter(
        matter__in=still,
        bearer="agency",
        state="running",
        name__in=names,
        due_on__gte=legal_day(at - BEHIND),
        due_on__lte=legal_day(at + AHEAD),
    )
    found = rows.select_related("matter").defer("matter__fold").order_by("due_at", "id")
    return [
        c
        for c in found
        if c.name in getattr(ladders.get(c.matter.family), "clocks", {})
        and (c.matter.turn_role or c.matter.turn_office)
    ]


def _taken(scope: Scope, matters: set[UUID]) -> set[tuple[UUID, str, datetime, datetime, int]]:
    rows = Notice.objects.within(scope).filter(matter__in=matters)
    return set(rows.values_list("matter_id", "clock", "started_at", "due_at", "step"))


def _come(clock: Clock, steps: Sequence[Step], at: datetime, calendar: Calendar) -> list[tuple[Step, datetime]]:
    """The steps whose moment has come, and came after the matter was here: what lies before that, nobody missed."""
    if clock.due_at is None:
        return []
    here = written_at(clock.matter_id)
    moments = [(step, moment(step, clock.due_at, calendar)) for step in steps]
    return [(step, when) for step, when in moments if here <= when <= at]


def _take(scope: Scope, clock: Clock, ladder: Ladder, step: Step, when: datetime, at: datetime, people: _People) -> int:
    """Take one step, if the clock still runs to the same date and nobody else took it."""
    due_at = clock.due_at
    if due_at is None:
        return 0
    told = people.named(step.to, clock.matter)
    try:
        with transaction.atomic():
            Matter.objects.within(scope).select_for_update().get(pk=clock.matter_id)
            still = Clock.objects.within(scope).filter(pk=clock.pk, state="running", due_at=due_at)
            if not still.exists():
                return 0
            notice = Notice.objects.create(
                county=scope.county,
                matter_id=clock.matter_id,
                clock=clock.name,
                label=clock.title,
                started_at=clock.started_at,
                due_at=due_at,
                certain=clock.certain,
                step=step.no,
                ladder=ladder.title,
                mark=ladder.mark,
                why=step.zh(),
                to=told.words,
                meant_at=when,
                at=at,
            )
            NoticeTo.objects.bulk_create(
                NoticeTo(county=scope.county, notice=notice, officer=code) for code in told.officers
            )
            live.tell(scope, [of_notice(code) for code in told.officers])
            return 1
    except IntegrityError:  # taken by another process meanwhile
        return 0


def _lapse(scope: Scope) -> None:
    """Put aside the notices whose clock has stopped, ended, or runs to another date."""
    Notice.objects.within(scope).filter(over=False).exclude(running(scope)).update(over=True)


class _People:
    """Who holds what today, looked up once a round."""

    def __init__(self, scope: Scope, at: datetime) -> None:
        day = legal_day(at)
        self._offices = {o.code: o for o in offices.offices(scope, day)}
        self._by_role: dict[tuple[str, str], list[str]] = defaultdict(list)
        for person in offices.officers(scope, on=day).values():
            for post in person.posts:
                self._by_role[post.role, post.office].append(person.code)
                self._by_role[post.role, ""].append(person.code)

    def named(self, to: str, matter: Matter) -> _Told:
        """Whom a step names, for a matter as it stands."""
        if to == "holder":
            return self._holder(matter)
        if to == "head":
            return self._head(self._office_of(matter))
        return (
            _Told(offices.ROLES.get(to, to), self._of(to)) if self._of(to) else self._nobody(offices.ROLES.get(to, to))
        )

    def _of(self, role: str, office: str = "") -> tuple[str, ...]:
        return tuple(sorted(set(self._by_role[role, office])))

    def _holder(self, matter: Matter) -> _Told:
        if not matter.turn_office:
            words = offices.ROLES.get(matter.turn_role, matter.turn_role)
            return _Told(words, self._of(matter.turn_role)) if self._of(matter.turn_role) else self._nobody(words)
        found = self._of("officer", matter.turn_office) or self._of("squad_head", matter.turn_office)
        words = self._name(matter.turn_office)
        return _Told(words, found) if found else self._head(matter.turn_office)

    def _office_of(self, matter: Matter) -> str:
        """The office whose move it is; for a role, the office in which it is held."""
        if matter.turn_office:
            return matter.turn_office
        held = [
            office for (role, office), codes in self._by_role.items() if role == matter.turn_role and office and codes
        ]
        return min(held, default=matter.office)

    def _head(self, office: str) -> _Told:
        """The head of an office, or of the nearest above it that has one."""
        words = f"{self._name(office) or '承办单位'}负责人"
        while office in self._offices:
            unit = self._offices[office]
            if unit.head_code:
                return _Told(f"{unit.short or unit.name}负责人", (unit.head_code,))
            office = unit.parent
        return self._nobody(words)

    def _name(self, office: str) -> str:
        unit = self._offices.get(office)
        return (unit.short or unit.name) if unit else office

    def _nobody(self, words: str) -> _Told:
        return _Told(f"{words}（{NOBODY}）"[:40], ())
