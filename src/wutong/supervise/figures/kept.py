"""Keeps the count of a large year for a while, so that a page anyone may open never counts a million rows per view.

A small year is counted at every view and is never old. A large one is kept in this process for a time that grows with
its size, and by how long it may be old is printed: every page says 截至. While one request counts afresh, the others
are answered with what is there. See docs/decisions/0006-figures.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from time import monotonic

from wutong.collect.complaints.api import counts
from wutong.record.scope import Scope
from wutong.supervise.figures import fast
from wutong.supervise.figures.declared import MEASURES
from wutong.supervise.figures.views import Period

#: a year with fewer complaints is counted at each view: some milliseconds
SMALL = 5_000
#: one second of keeping for so many complaints, and the least and the most
PER_SECOND, LEAST, MOST = 5_000, 60, 600
#: how many years are kept at most, over all counties
KEPT = 64


@dataclass(frozen=True)
class Counted:
    """A year's measures by month, how many came from one place with one subject, and the instant of counting."""

    months: dict[int, Counter[str]]
    grounds: dict[tuple[str, str], int]
    at: datetime
    until: float = 0.0

    @property
    def received(self) -> int:
        return sum(month["received"] for month in self.months.values())


_Key = tuple[str, int, date]
_kept: dict[_Key, Counted] = {}
_locks: dict[_Key, Lock] = {}
_guard = Lock()


def counted(scope: Scope, year: int, as_of: date, at: datetime, *, tick: Callable[[], float] = monotonic) -> Counted:
    """The year's measures, counted now or a moment ago.

    :param at: the instant of asking, printed as 截至 when it is counted now.
    """
    key = (scope.county, year, as_of)
    have = _kept.get(key)
    if have is not None and tick() < have.until:
        return have
    with _guard:
        lock = _locks.setdefault(key, Lock())
    if not lock.acquire(blocking=have is None):
        return have or _afresh(scope, year, as_of, at)
    try:
        have = _kept.get(key)
        if have is not None and tick() < have.until:
            return have
        fresh = _afresh(scope, year, as_of, at)
        if fresh.received >= SMALL:
            stay = min(max(LEAST, fresh.received // PER_SECOND), MOST)
            _keep(key, Counted(fresh.months, fresh.grounds, fresh.at, tick() + stay))
        return fresh
    finally:
        lock.release()
        with _guard:
            if key not in _kept:
                _locks.pop(key, None)


def _afresh(scope: Scope, year: int, as_of: date, at: datetime) -> Counted:
    months = fast.by_month(scope, year, as_of, MEASURES)
    whole = Period(year)
    return Counted(months, counts.by_ground(scope, counts.Span(whole.since, whole.until, as_of)), at)


def _keep(key: _Key, value: Counted) -> None:
    with _guard:
        while len(_kept) >= KEPT:
            oldest = min(_kept, key=lambda k: _kept[k].until)
            _kept.pop(oldest)
            _locks.pop(oldest, None)
        _kept[key] = value


def forget() -> None:
    """Drop everything kept (tests, and after an import)."""
    with _guard:
        _kept.clear()
        _locks.clear()
