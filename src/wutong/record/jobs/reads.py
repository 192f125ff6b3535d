"""What an administrator sees of the jobs of his county: running, waiting, failed, what ran last, what comes round when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from wutong.record.jobs.kinds import kinds
from wutong.record.jobs.models import DONE, FAILED, RUNNING, WAITING, Job, Period
from wutong.record.jobs.rules import words
from wutong.record.scope import Scope

#: rows of one list
MOST = 100
#: a periodic job this long after its time: nobody works
SILENT = timedelta(minutes=5)


@dataclass(frozen=True)
class JobView:
    """One job, in words; ``seconds``: how long it took."""

    id: int
    name: str
    title: str
    state: str
    tries: int
    most: int
    asked_at: datetime
    due_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    seconds: float | None
    told: str
    reason: str
    remedy: str
    where: str


@dataclass(frozen=True)
class PeriodView:
    """One periodic kind and when it comes round next."""

    title: str
    rule: str
    next_run: datetime


@dataclass(frozen=True)
class Board:
    """All that the page of the jobs shows."""

    running: tuple[JobView, ...]
    waiting: tuple[JobView, ...]
    failed: tuple[JobView, ...]
    done: tuple[JobView, ...]
    periods: tuple[PeriodView, ...]
    stalled: bool


def _view(row: Job) -> JobView:
    kind = kinds().get(row.name)
    took = (row.ended_at - row.began_at).total_seconds() if row.ended_at and row.began_at else None
    return JobView(
        row.pk, row.name, kind.title if kind else row.name, row.state, row.tries, kind.tries if kind else 1, row.asked_at,
        row.due_at, row.began_at, row.ended_at, took, row.told, row.reason, row.remedy, row.where,
    )  # fmt: skip


def board(scope: Scope, now: datetime, since: datetime) -> Board:
    """The jobs of a county; ``done`` are those that ended since ``since``, the newest of each few-minute kind only."""
    rows = Job.objects.within(scope)
    ended = rows.filter(state=DONE, ended_at__gte=since).order_by("-ended_at", "-id")
    often = {k.name for k in kinds().values() if k.rule.startswith("every")}
    latest = [ended.filter(name=name).first() for name in sorted(often)]
    done = [*(row for row in latest if row is not None), *ended.exclude(name__in=often)[:MOST]]
    return Board(
        tuple(_view(r) for r in rows.filter(state=RUNNING).order_by("began_at", "id")[:MOST]),
        tuple(_view(r) for r in rows.filter(state=WAITING).order_by("due_at", "id")[:MOST]),
        tuple(_view(r) for r in rows.filter(state=FAILED).order_by("-ended_at", "-id")[:MOST]),
        tuple(_view(r) for r in sorted(done, key=lambda r: (r.ended_at or now, r.pk), reverse=True)),
        tuple(
            PeriodView(kinds()[p.name].title, words(p.rule), p.next_run)
            for p in Period.objects.within(scope).order_by("next_run", "name")
            if p.name in kinds()
        ),
        stalled(scope, now),
    )


def stalled(scope: Scope, now: datetime) -> bool:
    """Whether nobody works: something periodic is long past its time, or never came round at all."""
    names = [k.name for k in kinds().values() if k.rule]
    rows = list(Period.objects.within(scope).filter(name__in=names).values_list("next_run", flat=True))
    return bool(names) and (not rows or min(rows) < now - SILENT)


def exists(scope: Scope, which: int) -> bool:
    """Whether the county has this job."""
    return Job.objects.within(scope).filter(pk=which).exists()
