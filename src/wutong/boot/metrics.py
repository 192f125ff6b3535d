"""The server's numbers for Prometheus: what was asked and how long it took, what was recorded, what waits.

Labels are names that stand in the code (routes, acts, counties), never a path, a person or a matter. What has to be asked
of the database is asked at most once a minute, however often somebody looks.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, disable_created_metrics
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"})
EVERY = 60.0

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for every first, which nobody looks at
registry = CollectorRegistry()
ProcessCollector(registry=registry)
_requests = Counter("wutong_requests", "Answers by route name.", ["route", "method", "status"], registry=registry)
_seconds = Histogram(
    "wutong_request_seconds",
    "How long answers took.",
    ["route"],
    buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10),
    registry=registry,
)


def observe(route: str, method: str, status: int, seconds: float) -> None:
    """Count one answer."""
    _requests.labels(route, method if method in METHODS else "other", str(status)).inc()
    _seconds.labels(route).observe(seconds)


def text() -> tuple[bytes, str]:
    """All numbers as text, and its media type."""
    return generate_latest(registry), CONTENT_TYPE_PLAIN_0_0_4


class Kept(Collector):
    """What the database knows, kept for a minute."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until = 0.0
        self._found: list[Metric] = []
        #: the last entry and attempt at the first look: acts are counted from there on, imports and all processes included
        self._since: tuple[int, int] | None = None

    def collect(self) -> Iterable[Metric]:
        with self._lock:
            if time.monotonic() >= self._until:
                self._found = list(self._look())
                self._until = time.monotonic() + EVERY
            return self._found

    def describe(self) -> Iterable[Metric]:
        return []  # so that nothing is asked of the database when this module is loaded

    def forget(self) -> None:
        """Ask anew at the next look."""
        self._until = 0.0

    def _look(self) -> Iterator[Metric]:
        from django.conf import settings
        from django.db import DatabaseError

        from wutong.boot.backup.make import last

        yield _gauge("wutong_disk_free_bytes", "Room on the home's disk.", shutil.disk_usage(Path(settings.HOME)).free)
        made = last(Path(settings.HOME))
        if made is not None:
            age = (datetime.now(UTC) - made[1]).total_seconds()
            yield _gauge("wutong_backup_age_seconds", "Since the last complete backup.", age)
        try:
            found = list(self._asked())
        except DatabaseError:
            found = []
        yield _gauge("wutong_database_up", "Whether the database answers.", 1 if found else 0)
        yield from found

    def _asked(self) -> Iterator[Metric]:
        from django.db.models import Count, Max

        from wutong.collect.complaints.imports.models import Batch
        from wutong.docket.matters.models import Matter
        from wutong.record import clock
        from wutong.record.entries.api import scrub_pending
        from wutong.record.entries.models import Entry
        from wutong.record.jobs.models import DONE, Job
        from wutong.record.models import Attempt
        from wutong.record.moved.api import is_gone

        if self._since is None:
            entry, attempt = (m.everything.aggregate(n=Max("id"))["n"] or 0 for m in (Entry, Attempt))
            self._since = (entry, attempt)
        entries = Entry.everything.filter(~is_gone(), id__gt=self._since[0]).values_list("county", "family", "act")
        acts = CounterMetricFamily(
            "wutong_acts", "Acts recorded since the first look.", labels=["county", "family", "act"]
        )
        for county, family, act, n in entries.annotate(n=Count("id")).order_by():
            acts.add_metric([county, family, act], n)
        yield acts
        refused = CounterMetricFamily(
            "wutong_refusals", "Acts that the law refused since then.", labels=["county", "act"]
        )
        attempts = Attempt.everything.filter(~is_gone(), id__gt=self._since[1]).values_list("county", "act")
        for county, act, n in attempts.annotate(n=Count("id")).order_by():
            refused.add_metric([county, act], n)
        yield refused
        opened = Matter.everything.filter(~is_gone(), is_open=True)  # what moved out is counted where it went
        for name, words, rows in (
            ("wutong_open_matters", "Matters not closed.", opened),
            (
                "wutong_overdue_matters",
                "Open matters whose next date has passed.",
                opened.filter(due_at__lt=clock.now()),
            ),
        ):
            gauge = GaugeMetricFamily(name, words, labels=["county"])
            for county, n in rows.values_list("county").annotate(n=Count("id")).order_by():
                gauge.add_metric([county], n)
            yield gauge
        yield _gauge("wutong_scrubs_pending", "Erasures whose bytes are not cleaned yet.", scrub_pending())
        running = Batch.everything.filter(~is_gone(), finished_at=None).count()
        yield _gauge("wutong_imports_unfinished", "Imports under way or cut off.", running)
        jobs = GaugeMetricFamily("wutong_jobs", "Jobs that wait, run, or failed for good.", labels=["county", "state"])
        undone = Job.everything.filter(~is_gone()).exclude(state=DONE).values_list("county", "state")
        for county, state, n in undone.annotate(n=Count("id")).order_by():
            jobs.add_metric([county, state], n)
        yield jobs
        yield _gauge("wutong_database_bytes", "Size of the database.", _size())


def _size() -> int:
    from django.conf import settings
    from django.db import connection

    from wutong.boot.backup import sqlite

    if connection.vendor == "sqlite":
        return sqlite.size(Path(str(settings.DATABASES["default"]["NAME"])))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=value)


kept = Kept()
registry.register(kept)
