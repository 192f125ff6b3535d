"""Gathers every kind of job, and lets them be worked: in a thread beside the server, or in a process of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from wutong.boot import sweeping
from wutong.city.guard import jobs as guarded
from wutong.docket.ladders import jobs as ladders
from wutong.govern.house import jobs as house
from wutong.record.entries import jobs as erased
from wutong.record.jobs import api as jobs
from wutong.record.live import jobs as live
from wutong.record.scope import Scope

#: every kind that some room named; naming it here is what makes the rooms' modules known to the worker
KINDS = (sweeping.swept, erased.scrub_again, jobs.tidied, guarded.swept, live.tidied, ladders.climbed, house.followed)


def counties() -> list[Scope]:
    """Whose jobs are worked: every county of this server, those added since the start too."""
    from wutong.city.offices import api as offices

    return [Scope(county.code) for county in offices.at_home()]


def work(over: threading.Event) -> None:
    """Work until told that it is over."""
    jobs.work(counties, over)


def round_of_all() -> int:
    """Do what waits now in every county, one after the other; gives how many jobs that were."""
    total = 0
    while done := sum(jobs.once(scope) for scope in counties()):
        total += done
    return total


@contextmanager
def working(*, on: bool = True) -> Iterator[None]:
    """Work beside what is served; ends with the block. What is not done by then is given back when its lease runs out."""
    over = threading.Event()
    thread = threading.Thread(target=work, args=(over,), name="jobs", daemon=True)
    if on:
        thread.start()
    try:
        yield
    finally:
        over.set()
        if on:
            thread.join(5)
