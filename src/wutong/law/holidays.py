"""Reads the State Council's yearly notices into a calendar, each with its number and the day it was published.

A year may have two notices (2019: the May holiday was changed in March), so a date counted before the second can still
be explained.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from wutong.law.calendar import Calendar, DayOverride
from wutong.law.procedure.yamlfile import Node, whole


@dataclass(frozen=True)
class Notice:
    number: str
    published: date
    off: frozenset[date]
    work: frozenset[date]
    undo: frozenset[date] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Year:
    """`provisional`: days that will surely be off, by the rule on public holidays, while no notice exists."""

    year: int
    notices: tuple[Notice, ...]
    provisional: frozenset[date]


def read_year(text: str, file: str) -> Year:
    top = whole(text, file, date.max).fields(("year", "notices", "provisional"), ("year",))
    notices = tuple(_notice(node) for node in top["notices"].list()) if "notices" in top else ()
    provisional = _days(top["provisional"]) if "provisional" in top else frozenset()
    return Year(top["year"].number(), notices, provisional)


def _notice(node: Node) -> Notice:
    fields = node.fields(("number", "published", "mark", "off", "work", "undo"), ("number", "published", "off"))
    return Notice(
        fields["number"].text(),
        fields["published"].day(),
        _days(fields["off"]),
        _days(fields["work"]) if "work" in fields else frozenset(),
        _days(fields["undo"]) if "undo" in fields else frozenset(),
    )


def _days(node: Node) -> frozenset[date]:
    """Dates, or spans written as [first, last]."""
    days: set[date] = set()
    for each in node.list():
        if each.is_list:
            pair = [part.day() for part in each.list()]
            if len(pair) != 2 or pair[0] > pair[1]:
                raise each.error("a span [first, last]")
            days |= {pair[0] + timedelta(days=n) for n in range((pair[1] - pair[0]).days + 1)}
        else:
            days.add(each.day())
    return frozenset(days)


def read_fixed(text: str, file: str) -> frozenset[tuple[int, int]]:
    """Days of the year that are off by rule, whatever the year's notice says."""
    top = whole(text, file, date.max).fields(("rule", "in_force", "mark", "fixed"), ("rule", "fixed"))
    found = set()
    for node in top["fixed"].list():
        month, _, day = node.text().partition("-")
        if not (month.isdigit() and day.isdigit()):
            raise node.error("a day like '10-01'")
        found.add((int(month), int(day)))
    return frozenset(found)


def build_calendar(
    years: Sequence[Year],
    fixed: frozenset[tuple[int, int]],
    overrides: Sequence[DayOverride],
    hours: tuple[tuple[time, time], ...],
    known_on: date | None,
    later: tuple[tuple[date, tuple[tuple[time, time], ...]], ...] = (),
) -> Calendar:
    off: set[date] = set()
    work: set[date] = set()
    announced: set[int] = set()
    newest = date.min
    for year in years:
        known = [notice for notice in year.notices if known_on is None or notice.published <= known_on]
        for notice in sorted(known, key=lambda each: each.published):
            off = (off | notice.off) - notice.undo - notice.work
            work = (work | notice.work) - notice.undo - notice.off
            announced.add(year.year)
            newest = max(newest, notice.published)
        if not known:
            off |= year.provisional
    for override in overrides:
        (off if override.kind == "off" else work).add(override.date)
        (work if override.kind == "off" else off).discard(override.date)
    parts = [sorted(map(str, off)), sorted(map(str, work)), sorted(announced), sorted(fixed), hours]
    papers = sorted(f"{each.date} {each.kind} {each.document}" for each in overrides)
    # a calendar whose hours never changed keeps the version that entries were judged by before hours had days
    told = (parts, papers, later) if later else (parts, papers)
    digest = hashlib.sha256(repr(told).encode()).hexdigest()
    return Calendar(
        version=f"{newest}+{digest[:12]}",
        off=frozenset(off),
        work=frozenset(work),
        announced=frozenset(announced),
        hours=hours,
        fixed=fixed,
        later=later,
    )
