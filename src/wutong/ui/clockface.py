"""Turns what the law says of a period (running, stopped, done, late, unset) into one of the nine looks of a clock.

The words come from the law's own answer; this file only chooses the look and counts the pips. It reads attributes or
keys, so that a row read back from the database shows the same as a live answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from wutong.ui.words import day, shortday

#: up to this many units pips are drawn; above it only words
MOST_PIPS = 15
_UNITS = {"workdays": "个工作日", "days": "天", "months": "个月", "years": "年", "hours": "小时"} | {
    "workhours": "个工作小时"
}
_LEFT = {"running": "plain", "soon": "soon", "today": "today", "late": "late"}
_ICONS = {"today": "clock", "late": "clock", "hold": "pause", "done": "check", "missed": "x"}
AWAITED = "待国务院通知"


@dataclass(frozen=True)
class Pip:
    """One unit of a period: where it is drawn, how wide, and whether it is spent."""

    x: int
    w: int
    spent: bool


@dataclass(frozen=True)
class Face:
    """How a clock looks: ``kind`` is the class, ``total`` and ``used`` are its pips (0: none)."""

    kind: str
    words: str
    icon: str = ""
    total: int = 0
    used: int = 0
    due: date | None = None
    tentative: bool = False
    tip: str = ""
    mark: str = ""

    @property
    def step(self) -> int:
        """Width of one pip with its gap: wide to seven, thin to fifteen."""
        return 8 if self.total <= 7 else 5

    @property
    def marks(self) -> list[Pip]:
        """The pips, left to right: those used first."""
        return [Pip(n * self.step, self.step - 2, n < self.used) for n in range(self.total)]


def look(thing: Any, name: str, default: Any = None) -> Any:
    """``thing.name`` or ``thing[name]``, whichever there is."""
    if isinstance(thing, dict):
        return thing.get(name, default)
    return getattr(thing, name, default)


def term_of(term: Any) -> tuple[int, str]:
    """(15, "workdays") from ``15 workdays`` or a term with ``n`` and ``unit``; (0, "") when it is neither."""
    number, unit = look(term, "n"), look(term, "unit")
    if number is None:
        found = re.fullmatch(r"\s*(\d+)\s+([a-z]+)\s*", str(term or ""))
        number, unit = (found[1], found[2]) if found else (0, "")
    return int(number), str(unit or "")


def words_of(n: int, unit: str, *, late: bool) -> str:
    """还剩2个工作日 / 超期1个工作日, for an answer that brings no words."""
    return f"{'超期' if late else '还剩'}{n}{_UNITS.get(unit, '')}"


def _running(state: str, thing: Any, left: Any) -> tuple[str, str]:
    due = look(look(thing, "due"), "on")
    if left is None:
        if state == "late":
            return "late", "超期"
        return "plain", f"{shortday(due)}到期" if due else "在算"
    kind = "late" if state == "late" else _LEFT.get(str(look(left, "state", "running")), "plain")
    number, unit = int(look(left, "n", 0) or 0), str(look(left, "unit", ""))
    return kind, str(look(left, "words") or words_of(number, unit, late=kind == "late"))


def face(thing: Any, left: Any = None) -> Face | None:
    """The look of a running clock; ``left`` is the count if the clock itself does not carry it. None for no clock."""
    if thing is None or thing == "":
        return None
    left = left if left is not None else look(thing, "left")
    if left is None and look(thing, "words") and look(thing, "due") is None and look(thing, "name") is None:
        left = thing  # a bare count
    state = str(look(thing, "state", "running"))
    due_at = look(thing, "due") or look(left, "due")
    due, certain = look(due_at, "on"), bool(look(due_at, "certain", True)) and bool(look(thing, "certain", True))
    words = str(look(thing, "words") or look(left, "words") or "")
    if state == "unset":
        kind, words, due = "blank", "请设置", None
    elif state in {"stopped", "hold"}:
        kind, words = "hold", str(look(thing, "awaits") or words or "暂停")
    elif state == "done":
        kind, words = "done", "按期"
    elif state == "missed":
        kind, words = "missed", words or "晚了"
    else:
        kind, words = _running(state, thing, left)
    open_ended = kind in {"plain", "soon", "today", "late"}
    total, unit = term_of(look(thing, "term"))
    rest, rest_unit = int(look(left, "n", 0) or 0), str(look(left, "unit", unit) or unit)
    pips = kind in {"plain", "soon"} and left is not None and unit in {"workdays", "days"} and unit == rest_unit
    total = total if pips and 0 < total <= MOST_PIPS else 0
    tentative = open_ended and not certain
    title, cite = str(look(thing, "name") or ""), str(look(thing, "cite") or "")
    tips = [t for t in (title if re.search(r"[一-鿿]", title) else "", f"{day(due)}到期" if due else "", cite) if t]
    return Face(
        kind=kind,
        words=words,
        icon=_ICONS.get(kind, ""),
        total=total,
        used=min(total, max(0, total - rest)),
        due=due,
        tentative=tentative,
        tip="，".join(tips) + (f"，{AWAITED}" if tentative else ""),
        mark=str(look(thing, "mark") or ""),
    )
