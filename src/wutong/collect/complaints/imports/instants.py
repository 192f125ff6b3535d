"""Turns what another system calls a time into an instant; what is not clearly one is refused with the reason."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from wutong.collect.complaints.imports.table import Cell

_EARLIEST = date(1949, 10, 1)
#: days since 1899-12-30 that may stand for a date in a number cell (1954 to 2119)
_SERIALS = range(20_000, 80_000)
_EXCEL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a wall time without a zone

_DAY = r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?"
_COMPACT = r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"
_HALF = r"(?:(?P<half>上午|下午|中午|凌晨|晚上|AM|PM)\s*)?"
_TIME = (
    r"(?P<H>\d{1,2})\s*[:时点]\s*(?P<M>\d{1,2})?\s*分?(?:\s*:?\s*(?P<S>\d{1,2})(?:\.\d{1,9})?\s*秒?)?"
    r"\s*(?P<after>AM|PM)?"
)
_ZONE = r"(?P<zone>Z|[+-]\d{2}:?\d{2})?"
_WEEKDAY = r"(?:\s*[(]?(?:星期|周)[一二三四五六日天][)]?)?"
_PATTERNS = (
    re.compile(rf"{_DAY}{_WEEKDAY}(?:\s*T?\s*{_HALF}{_TIME}\s*{_ZONE})?", re.IGNORECASE),
    re.compile(
        rf"{_COMPACT}(?:\s*T?\s*(?P<H>\d{{2}}):?(?P<M>\d{{2}}):?(?P<S>\d{{2}})?(?P<half>)(?P<after>)\s*{_ZONE})?"
    ),
)


@dataclass(frozen=True)
class Instant:
    """An aware instant (UTC). ``day_only``: the other system gave the day without the hour; it stands at 0:00."""

    at: datetime
    day_only: bool = False


class NotATime(ValueError):
    """The words say what was expected; what was found is the caller's to show, masked."""


def read(cell: Cell, zone: ZoneInfo, formats: Sequence[str] = ()) -> Instant | None:
    """The instant a cell stands for; None when it is blank.

    :param formats: patterns of the mapping (as for ``strptime``), tried before the usual ways of writing.
    :raises NotATime: when it is no time, or one that cannot be.
    """
    if isinstance(cell, datetime):
        return _aware(cell, zone, day_only=(cell.hour, cell.minute, cell.second) == (0, 0, 0))
    if isinstance(cell, int | float):
        return _serial(cell, zone)
    words = unicodedata.normalize("NFKC", cell).strip()
    if not words:
        return None
    if len(words) > 60:
        raise NotATime("不是时间")
    for pattern in formats:
        try:
            wall = datetime.strptime(words, pattern)  # noqa: DTZ007 - the zone is the mapping's
        except ValueError:
            continue
        return _aware(wall, zone, day_only=not any(f in pattern for f in ("%H", "%I", "%X", "%c", "%T")))
    return _written(words, zone)


def _written(words: str, zone: ZoneInfo) -> Instant:
    for pattern in _PATTERNS:
        found = pattern.fullmatch(words)
        if found is None:
            continue
        part = found.groupdict()
        hour = int(part["H"] or 0)
        half = (part["half"] or part["after"] or "").upper()
        if (half in ("下午", "晚上", "PM") and hour < 12) or (half == "中午" and hour < 3):
            hour += 12
        if half in ("上午", "凌晨", "AM") and hour == 12:
            hour = 0
        try:
            wall = datetime(  # noqa: DTZ001 - the zone follows
                int(part["y"]), int(part["m"]), int(part["d"]), hour, int(part["M"] or 0), int(part["S"] or 0)
            )
        except ValueError as bad:
            raise NotATime("没有这一天或这一刻") from bad
        return _aware(wall, zone, day_only=part["H"] is None, offset=part["zone"])
    if re.fullmatch(r"\d{1,2}[-/.年]\d{1,2}[-/.月]\d{1,4}.*", words):
        raise NotATime("看不出哪个是年，年份写四位，放在最前面")
    raise NotATime("不是时间")


def _serial(value: float, zone: ZoneInfo) -> Instant:
    """A number cell: a spreadsheet's own count of days, or a day written without separators."""
    if isinstance(value, int | float) and float(value).is_integer() and 19_491_001 <= value <= 29_991_231:
        return _written(str(int(value)), zone)
    if not math.isfinite(value) or int(value) not in _SERIALS:
        raise NotATime("是数字，不是时间")
    seconds = round((value - int(value)) * 86_400)
    wall = _EXCEL_ZERO + timedelta(days=int(value), seconds=seconds)
    return _aware(wall, zone, day_only=seconds == 0)


def _aware(wall: datetime, zone: ZoneInfo, *, day_only: bool, offset: str | None = None) -> Instant:
    if wall.tzinfo is not None:
        at = wall
    elif offset:
        at = datetime.fromisoformat(f"{wall:%Y-%m-%dT%H:%M:%S}{'+00:00' if offset.upper() == 'Z' else offset}")
    else:
        at = wall.replace(tzinfo=zone)
    if at.date() < _EARLIEST:
        raise NotATime("早于1949年10月1日")
    if at.year > 2999:
        raise NotATime("没有这一天或这一刻")
    return Instant(at.astimezone(UTC), day_only)
