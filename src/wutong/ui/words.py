"""Dates, names, phones and numbers as people read them; every page words them the same way.

Nothing here knows a room. Instants are shown in Shanghai time, days are legal days.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
DASH = "—"
_WEEKDAYS = "一二三四五六日"
#: family names of two characters; the rest of a Chinese family name is one
_LONG_NAMES = frozenset(
    re.findall("..", "欧阳上官司马诸葛东方皇甫尉迟公孙慕容司徒令狐夏侯长孙宇文端木南宫独孤西门"),
)


def local(value: date | datetime) -> date | datetime:
    """An aware instant in Shanghai time; a day, or a naive instant, stays as it is."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(SHANGHAI)
    return value


def day(value: object) -> str:
    """2019年4月3日; a dash when there is no day."""
    if not isinstance(value, date):
        return DASH
    at = local(value)
    return f"{at.year}年{at.month}月{at.day}日"


def shortday(value: object) -> str:
    """4月3日."""
    if not isinstance(value, date):
        return DASH
    at = local(value)
    return f"{at.month}月{at.day}日"


def clocktime(value: object) -> str:
    """09:31; nothing for a mere day."""
    at = local(value) if isinstance(value, datetime) else None
    return f"{at:%H:%M}" if isinstance(at, datetime) else ""


def weekday(value: object) -> str:
    """星期五."""
    return f"星期{_WEEKDAYS[local(value).weekday()]}" if isinstance(value, date) else ""


def masked_name(value: object) -> str:
    """张某 for a person; a body's name is not masked here, the page decides whom it shows."""
    name = str(value or "").strip()
    if not name:
        return ""
    family = name[:2] if name[:2] in _LONG_NAMES and len(name) > 2 else name[:1]
    return f"{family}某"


def masked_phone(value: object) -> str:
    """138****1234; short numbers keep only their last two digits."""
    digits = re.sub(r"\D", "", str(value or ""))
    if not digits:
        return ""
    if len(digits) < 8:
        return "*" * max(len(digits) - 2, 2) + digits[-2:]
    return f"{digits[:3]}****{digits[-4:]}"


def zh_number(value: object) -> str:
    """1,646; a dash for nothing, never for zero."""
    if value is None or value == "":
        return DASH
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, int) or value == int(value):
        return f"{int(value):,}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def money(value: object) -> str:
    """500元, 1.2万元: whole ten-thousands and one decimal of them, else the exact sum."""
    if value is None or value == "":
        return DASH
    yuan = Decimal(str(value))
    if yuan >= 10_000 and (yuan / 1000) % 1 == 0:
        return f"{zh_number(yuan / 10_000)}万元"
    return f"{zh_number(yuan)}元"


def rate(numerator: int | None, denominator: int | None) -> str:
    """97.6%, one decimal; a dash where the denominator is nothing."""
    if not denominator or numerator is None:
        return DASH
    return f"{Decimal(numerator) * 100 / Decimal(denominator):.1f}%"


def fingerprint(value: object) -> tuple[str, str]:
    """The first eight characters of a digest in two groups: ("e573", "fc98")."""
    digest = str(value or "").removeprefix("sha256:")
    return digest[:4], digest[4:8]
