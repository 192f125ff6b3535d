"""Keeps the count of a large year for a while, so that a page anyone may open never counts a million rows per view.

A small year is counted at every view and is never old. A large one is kept for a time that grows with its size, in this
process and on the disk, so that nobody waits for it after a restart or on a new day either: whoever comes when it is
too old starts a count beside him, and after a moment is answered with what is there. By how long it may be old is
printed: every page says 截至. See docs/decisions/0006-figures.md.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from threading import Event, Lock, Thread
from time import monotonic

from django.db import connections

from wutong.collect.complaints.api import counts
from wutong.record.clock import legal_day
from wutong.record.scope import Scope
from wutong.supervise.figures import fast, shelf
from wutong.supervise.figures.declared import MEASURES
from wutong.supervise.figures.shelf import Counted
from wutong.supervise.figures.views import Period

#: a year with fewer complaints is counted at each view: some milliseconds
SMALL = 5_000
#: one second of keeping for so many complaints, and the least and the most
PER_SECOND, LEAST, MOST = 5_000, 60, 600
#: how many years are kept at most, over all counties
KEPT = 64
#: how many seconds the one who starts a count waits for it before he is shown the last one
PATIENCE = 0.5

_Key = tuple[str, int, date]
_kept: dict[_Key, Counted] = {}
_locks: dict[_Key, Lock] = {}
_guard = Lock()
_log = logging.getLogger("wutong.supervise")


def counted(scope: Scope, year: int, as_of: date, at: datetime, *, tick: Callable[[], float] = monotonic) -> Counted:
    """The year's measures, counted now or a while ago: the answer says when, and for which report day.

    :param as_of: the report day; only for the day of ``at`` itself may an earlier day's count be the answer.
    :param at: the instant of asking, printed as 截至 when it is counted now.
    """
    key = (scope.county, year, as_of)
    have = _kept.get(key)
    if have is not None and tick() < have.until:
        return have
    old = (have or _last(scope, year, at)) if as_of == legal_day(at) else None
    with _guard:
        lock = _locks.setdefault(key, Lock())
    if old is not None:
        if lock.acquire(blocking=False):
            done = Event()
            _beside(lambda: _renew(scope, key, at, tick, lock, done))
            done.wait(PATIENCE)
        return _kept.get(key) or old
    if not lock.acquire(blocking=have is None):
        return have or _afresh(scope, year, as_of, at)
    try:
        have = _kept.get(key)
        if have is not None and tick() < have.until:
            return have
        return _count(scope, key, at, tick)
    finally:
        _let_go(key, lock)


def _beside(work: Callable[[], None]) -> None:
    """Do it in a thread of its own, with a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    Thread(target=run, name="figures", daemon=True).start()


def _renew(scope: Scope, key: _Key, at: datetime, tick: Callable[[], float], lock: Lock, done: Event) -> None:
    try:
        _count(scope, key, at, tick)
    except Exception:
        _log.exception("the figures of %s could not be counted again; the last ones stay", key[1])
    finally:
        _let_go(key, lock)
        done.set()


def _count(scope: Scope, key: _Key, at: datetime, tick: Callable[[], float]) -> Counted:
    """Count, and keep what is large."""
    _, year, as_of = key
    fresh = _afresh(scope, year, as_of, at)
    if fresh.received >= SMALL:
        stay = min(max(LEAST, fresh.received // PER_SECOND), MOST)
        fresh = replace(fresh, until=tick() + stay)
        _keep(key, fresh)
        if fresh.is_of_its_day:
            shelf.put(scope, year, fresh)
    else:
        with _guard:
            _kept.pop(key, None)
        shelf.drop(scope, year)
    return fresh


def _let_go(key: _Key, lock: Lock) -> None:
    lock.release()
    with _guard:
        if key not in _kept:
            _locks.pop(key, None)


def _last(scope: Scope, year: int, at: datetime) -> Counted | None:
    """The latest count of a year that was made for its own day, of this process or from the disk."""
    with _guard:
        mine = [c for (county, y, _), c in _kept.items() if (county, y) == (scope.county, year) and c.is_of_its_day]
    found = max(mine, key=lambda c: c.at) if mine else shelf.get(scope, year)
    return found if found is not None and found.at <= at else None


def _afresh(scope: Scope, year: int, as_of: date, at: datetime) -> Counted:
    months = fast.by_month(scope, year, as_of, MEASURES)
    whole = Period(year)
    return Counted(months, counts.by_ground(scope, counts.Span(whole.since, whole.until, as_of)), as_of, at)


def _keep(key: _Key, value: Counted) -> None:
    with _guard:
        while len(_kept) >= KEPT:
            oldest = min(_kept, key=lambda k: _kept[k].until)
            _kept.pop(oldest)
            _locks.pop(oldest, None)
        _kept[key] = value


def forget() -> None:
    """Drop everything this process keeps (tests)."""
    with _guard:
        _kept.clear()
        _locks.clear()
