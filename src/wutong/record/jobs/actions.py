"""What changes a job: it is asked for, taken, kept, ended, given back. Every change names the state it starts from.

A job is taken by one conditional UPDATE, so of two workers one gets it; it is held by a lease, so a worker that was
killed loses it when the lease runs out. The queue goes by the machine's clock, whatever day a demo has set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet

from wutong.record.jobs.kinds import kinds
from wutong.record.jobs.models import DONE, FAILED, RUNNING, WAITING, Job, Period
from wutong.record.jobs.reasons import LOST, Reason
from wutong.record.jobs.rules import next_after
from wutong.record.scope import Scope
from wutong.record.shapes import Json

#: how long a job stays a silent worker's; a worker that lives says so three times in that span
LEASE = timedelta(seconds=60)
#: the first wait before a failed job is tried again; each next is four times as long, up to the longest
BACKOFF, LONGEST = timedelta(seconds=30), timedelta(hours=6)
#: how long ended jobs can be looked up; those that come round every few minutes
KEPT, KEPT_OFTEN = timedelta(days=30), timedelta(days=2)
PERIODIC = "period"


@dataclass(frozen=True)
class Taken:
    """A job that a worker holds."""

    id: int
    scope: Scope
    name: str
    args: Mapping[str, Json]
    tries: int
    lease: str


def ask(
    scope: Scope, name: str, args: Mapping[str, Json] | None = None, *, key: str = "", after: timedelta = timedelta()
) -> None:
    """Ask for a job. Called inside an act's transaction, it is asked for if and only if the act stands.

    :param key: the same thing waits only once; asked for again while it is being done, it is done once more.
    :raises LookupError: when no room has named such a job.
    """
    if name not in kinds():
        raise LookupError(f"no job is called {name}")
    now = datetime.now(UTC)
    Job.objects.bulk_create(
        [Job(county=scope.county, name=name, key=key, args=dict(args or {}), asked_at=now, due_at=now + after)],
        ignore_conflicts=bool(key),
    )


def tick(scope: Scope, now: datetime) -> int:
    """Ask for the periodic jobs whose time has come; gives how many. Of two processes one moves each rule on."""
    standing = {p.name: p for p in Period.objects.within(scope)}
    asked = 0
    for kind in kinds().values():
        if not kind.rule:
            continue
        row = standing.get(kind.name)
        if row is None:  # its first time is now
            Period.objects.bulk_create(
                [Period(county=scope.county, name=kind.name, rule=kind.rule, next_run=now)], ignore_conflicts=True
            )
            row = Period.objects.within(scope).get(name=kind.name)
        elif row.rule != kind.rule:  # a new version has another rule
            Period.objects.within(scope).filter(pk=row.pk, rule=row.rule).update(
                rule=kind.rule, next_run=min(row.next_run, next_after(kind.rule, now))
            )
            row.refresh_from_db()
        if row.next_run > now:
            continue
        with transaction.atomic():
            mine = Period.objects.within(scope).filter(pk=row.pk, next_run=row.next_run)
            if mine.update(next_run=next_after(kind.rule, now)):
                ask(scope, kind.name, key=PERIODIC)
                asked += 1
    return asked


def give_back(scope: Scope, now: datetime) -> int:
    """Give back the jobs whose worker fell silent; gives how many."""
    silent = Job.objects.within(scope).filter(state=RUNNING, lease_until__lt=now)
    return sum(_fail(_held(scope, row.pk, row.lease), row, LOST, now) for row in list(silent))


def take(scope: Scope, now: datetime, lease: str) -> Taken | None:
    """Take the next job of a county, or None. What is asked for under a key is never done by two at once."""
    waiting = Job.objects.within(scope).filter(state=WAITING, due_at__lte=now).order_by("due_at", "id")
    for row in waiting[:20]:
        free = Job.objects.within(scope).filter(pk=row.pk, state=WAITING)
        if row.key:
            busy = Job.objects.within(scope).filter(state=RUNNING, name=row.name, key=row.key)
            free = free.exclude(Q(name__in=busy.values("name")))
        got = free.update(
            state=RUNNING,
            tries=F("tries") + 1,
            lease=lease,
            lease_until=now + LEASE,
            began_at=now,
            ended_at=None,
        )
        if got:
            return Taken(row.pk, scope, row.name, row.args, row.tries + 1, lease)
    return None


def _held(scope: Scope, which: int, lease: str) -> QuerySet[Job]:
    return Job.objects.within(scope).filter(pk=which, state=RUNNING, lease=lease)


def keep(taken: Taken, now: datetime) -> bool:
    """Say that the worker lives; False when the job is no longer its."""
    return bool(_held(taken.scope, taken.id, taken.lease).update(lease_until=now + LEASE))


def done(taken: Taken, told: str, now: datetime) -> bool:
    """The job was done; False when it was given to another meanwhile, whose end will count."""
    mine = _held(taken.scope, taken.id, taken.lease)
    return bool(
        mine.update(
            state=DONE, ended_at=now, told=told[:200], reason="", remedy="", where="", lease="", lease_until=None
        )
    )


def failed(taken: Taken, reason: Reason, now: datetime) -> bool:
    """The job failed: it waits for its next try, longer each time, or has failed for good."""
    row = Job.objects.within(taken.scope).filter(pk=taken.id).first()
    return row is not None and _fail(_held(taken.scope, taken.id, taken.lease), row, reason, now)


def _fail(mine: QuerySet[Job], row: Job, reason: Reason, now: datetime) -> bool:
    kind = kinds().get(row.name)
    words = {"reason": reason.reason, "remedy": reason.remedy, "where": reason.where, "lease": "", "lease_until": None}
    if row.tries >= (kind.tries if kind else 1):
        return bool(mine.update(state=FAILED, ended_at=now, **words))
    wait = min(BACKOFF * 4 ** (row.tries - 1), LONGEST)
    try:
        with transaction.atomic():
            return bool(mine.update(state=WAITING, due_at=now + wait, **words))
    except IntegrityError:  # the same was asked for meanwhile, and does it all
        return bool(mine.update(state=DONE, ended_at=now, told="没有做成，由后一次接着做", **words))


def again(scope: Scope, which: int, now: datetime) -> bool:
    """Let a failed job be tried anew, from the first try on; False when it is not there or did not fail."""
    rows = Job.objects.within(scope).filter(pk=which, state=FAILED)
    try:
        with transaction.atomic():
            return bool(rows.update(state=WAITING, tries=0, due_at=now, ended_at=None))
    except IntegrityError:  # the same waits already
        return bool(rows.update(state=DONE, told="由后一次接着做"))


def tidy(scope: Scope, now: datetime) -> int:
    """Forget jobs that ended long ago; those that failed and were never tried again too."""
    rows = Job.objects.within(scope)
    often = [kind.name for kind in kinds().values() if kind.rule.startswith("every")]
    gone = rows.filter(state__in=[DONE, FAILED], ended_at__lt=now - KEPT).delete()[0]
    return gone + rows.filter(state=DONE, name__in=often, key=PERIODIC, ended_at__lt=now - KEPT_OFTEN).delete()[0]
