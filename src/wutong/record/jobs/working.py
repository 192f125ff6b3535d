"""The worker: takes one job after the other, keeps its lease while it works, and ends each with words. Runs in a thread.

An exception is never swallowed: it becomes the job's reason, and its place goes to the log, without its message.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.db import DatabaseError, connections

from wutong.record import clock
from wutong.record.jobs import actions, reasons
from wutong.record.jobs.kinds import kinds
from wutong.record.scope import Scope

log = logging.getLogger("wutong.jobs")

Counties = Callable[[], Iterable[Scope]]

#: how long a worker that found nothing waits before it looks again, in seconds
INTERVAL = 1.0


def work(counties: Counties, over: threading.Event, *, interval: float = INTERVAL) -> None:
    """Work until ``over`` is set; a database that is away is waited for."""
    lease = secrets.token_hex(8)
    while not over.is_set():
        found = 0
        try:
            found = sum(once(scope, lease, over) for scope in counties())
        except DatabaseError as bad:
            log.error("the jobs wait for the database: %s", reasons.place(bad))
            connections.close_all()
        finally:
            if not found:
                over.wait(interval)
    connections.close_all()


def once(scope: Scope, lease: str = "", over: threading.Event | None = None) -> int:
    """Ask for what has come round in a county, and do its next job; gives how many were done."""
    now = datetime.now(UTC)
    actions.tick(scope, now)
    actions.give_back(scope, now)
    taken = actions.take(scope, datetime.now(UTC), lease or secrets.token_hex(8))
    if taken is None:
        return 0
    kind = kinds().get(taken.name)
    if kind is None:
        actions.failed(taken, reasons.UNKNOWN_KIND, datetime.now(UTC))
        return 1
    try:
        with _kept(taken):
            told = kind.do(taken.scope, taken.args, clock.now())
    except Exception as bad:
        why = reasons.told(bad)
        log.error("job %s of %s failed (try %d): %s", taken.name, scope.county, taken.tries, why.where)
        actions.failed(taken, why, datetime.now(UTC))
    else:
        actions.done(taken, told, datetime.now(UTC))
    return 1


@contextmanager
def _kept(taken: actions.Taken) -> Iterator[None]:
    """Keep the lease from a thread of its own; a job that ends soon never opens that thread's connection."""
    ended = threading.Event()

    def keep() -> None:
        try:
            while not ended.wait(actions.LEASE.total_seconds() / 3):
                try:
                    if not actions.keep(taken, datetime.now(UTC)):
                        return
                except DatabaseError as bad:
                    log.error("job %s could not keep its lease: %s", taken.name, reasons.place(bad))
                    connections.close_all()
        finally:
            connections.close_all()

    thread = threading.Thread(target=keep, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
