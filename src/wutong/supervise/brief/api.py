"""The door of the brief: a day counted from the record, the morning's sheet, and its plain text."""

from wutong.supervise.brief.day import KEYS, DayCount, Happened, Key, counted
from wutong.supervise.brief.sheet import DAYS, Pile, Share, Sheet, for_heads, sheet, short, text

__all__ = [
    "DAYS",
    "KEYS",
    "DayCount",
    "Happened",
    "Key",
    "Pile",
    "Share",
    "Sheet",
    "counted",
    "for_heads",
    "sheet",
    "short",
    "text",
]
