"""Fast-forward of the demo: its clock is wound forward and stays so, across processes and restarts, never back.

So one can see in a minute what a bureau sees in a week: periods that run out, a rating window that closes, a report
that becomes overdue. Only in the demo: where people work, nobody touches the clock.
"""

from __future__ import annotations

import os
from datetime import datetime, time, timedelta
from pathlib import Path

from wutong.law.calendar import SHANGHAI, Calendar
from wutong.record import clock

NAME = "demo-clock"
#: further than this the working days of the year after next would be needed
MOST = timedelta(days=370)


def _file(home: Path) -> Path:
    return home / NAME


def resume(home: Path) -> None:
    """Take up a wound clock where another process of this home left it; without a file, or a broken one, nothing."""
    try:
        by = timedelta(seconds=int(_file(home).read_text(encoding="ascii")))
    except (OSError, ValueError, OverflowError):
        return
    if clock.ahead() < by <= MOST:
        clock.wind(by)


def forward(home: Path, by: timedelta) -> timedelta:
    """Wind on; returns how far the demo is ahead now. At most ``MOST`` in all; then it stays where it is."""
    resume(home)
    ahead = min(clock.ahead() + max(by, timedelta()), MOST)
    part = _file(home).with_suffix(".part")
    part.write_text(str(int(ahead.total_seconds())), encoding="ascii")
    os.replace(part, _file(home))
    clock.wind(max(ahead, clock.ahead()))
    return ahead


def to_next_workday(now: datetime, calendar: Calendar) -> timedelta:
    """How far it is to nine in the morning of the next working day."""
    today = clock.legal_day(now)
    morning = datetime.combine(calendar.next_workday(today + timedelta(days=1)), time(9), tzinfo=SHANGHAI)
    return morning - now
