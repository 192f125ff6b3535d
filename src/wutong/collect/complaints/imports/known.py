"""The words under which categories, channels and ratings are recognised in a spreadsheet: codes, tags and labels."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache

from wutong.city.offices import api as offices
from wutong.collect.complaints.imports.mapping import CONSTANT_CHANNELS, plain
from wutong.collect.complaints.words import CHANNELS, RATINGS
from wutong.law import rulebook
from wutong.record.clock import legal_day
from wutong.record.scope import Scope


@lru_cache(maxsize=10_000)
def is_ruled(day: date) -> bool:
    """Whether a text of the complaint procedure was in force on a day: without one nothing can be judged by it."""
    try:
        rulebook.procedure("complaint", day)
    except KeyError:
        return False
    return True


def _categories(at: datetime, scope: Scope | None) -> tuple[rulebook.Category, ...]:
    """The county's own list where a county is asked about, else that of the rules."""
    day = legal_day(at)
    return offices.categories(scope, day) if scope else rulebook.categories("complaint", day)


def labels(at: datetime, scope: Scope | None = None) -> Mapping[str, str]:
    """category code → its plain word, for the title of a complaint that has none."""
    return {c.code: c.label for c in _categories(at, scope)}


def known(at: datetime, scope: Scope | None = None) -> Mapping[str, Mapping[str, str]]:
    """field → plain word → our code, as of the day of ``at``."""
    categories = _categories(at, scope)
    return {
        "category": {plain(w): c.code for c in categories for w in (c.code, c.tag, c.label) if w},
        "channel": {plain(w): code for code in CONSTANT_CHANNELS for w in (code, CHANNELS[code])},
        "rating": {plain(w): code for code, label in RATINGS.items() for w in (code, label)},
    }
