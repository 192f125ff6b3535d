"""When something comes round: ``daily 03:10`` (Shanghai) or ``every 5 minutes``. Two forms are all that is needed."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from wutong.record.clock import SHANGHAI

_DAILY = re.compile(r"daily ([01]\d|2[0-3]):([0-5]\d)").fullmatch
_EVERY = re.compile(r"every ([1-9]\d{0,3}) minutes").fullmatch


def next_after(rule: str, at: datetime) -> datetime:
    """The first time after ``at`` that a rule comes round; what was missed meanwhile is not made up for.

    :raises ValueError: for a rule of neither form.
    """
    if found := _DAILY(rule):
        local = at.astimezone(SHANGHAI)
        today = datetime.combine(local.date(), time(int(found[1]), int(found[2])), SHANGHAI)
        return today if today > local else today + timedelta(days=1)
    if found := _EVERY(rule):
        return at + timedelta(minutes=int(found[1]))
    raise ValueError(f"{rule!r}: a rule reads 'daily 03:10' or 'every 5 minutes'")


def words(rule: str) -> str:
    """The rule as an administrator reads it."""
    if found := _DAILY(rule):
        return f"每天{int(found[1])}:{found[2]}"
    found = _EVERY(rule)
    return f"每{found[1]}分钟" if found else rule
