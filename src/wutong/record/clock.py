"""The one clock of the house, read only at the edge (pages, jobs, commands), never in law, ledger or actions.

Tests and the demo set it (``WUTONG_CLOCK``); everything below the edge is handed the instant it needs.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_fixed: datetime | None = None
_shift = timedelta()
#: how far the demo has been wound forward, on top of the setting; never back, because entries have been written
_ahead = timedelta()


def now() -> datetime:
    """The present instant, aware, UTC."""
    return (_fixed or datetime.now(UTC)).astimezone(UTC) + _shift + _ahead


def ahead() -> timedelta:
    """How far the demo has been wound forward."""
    return _ahead


def wind(by: timedelta) -> None:
    """Set how far the demo runs ahead.

    :raises ValueError: for less than before: what has been written would lie in the future.
    """
    global _ahead
    if by < _ahead:
        raise ValueError("a clock that entries were written by is never put back")
    _ahead = by


def legal_day(at: datetime) -> date:
    """The legal day of an aware instant: the calendar day in Asia/Shanghai."""
    if at.tzinfo is None:
        raise ValueError("an aware instant is needed")
    return at.astimezone(SHANGHAI).date()


def set_clock(text: str) -> None:
    """Set the clock: ``""`` real time, ``2026-12-28T09:00`` stands still (Shanghai), ``+3d``/``-2h`` runs shifted.

    :raises ValueError: when the text is none of these.
    """
    global _fixed, _shift
    _fixed, _shift = None, timedelta()
    if not text:
        return
    if text[0] in "+-":
        units = {"d": "days", "h": "hours", "m": "minutes"}
        sign = -1 if text[0] == "-" else 1
        _shift = sign * timedelta(**{units[text[-1]]: int(text[1:-1])})
        return
    at = datetime.fromisoformat(text)
    _fixed = at if at.tzinfo else at.replace(tzinfo=SHANGHAI)
