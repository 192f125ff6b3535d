"""The words under which categories, channels and ratings are recognised in a spreadsheet: codes, tags and labels."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from wutong.collect.complaints.imports.mapping import CONSTANT_CHANNELS, plain
from wutong.collect.complaints.words import CHANNELS, RATINGS
from wutong.law import rulebook
from wutong.record.clock import legal_day


def known(at: datetime) -> Mapping[str, Mapping[str, str]]:
    """field → plain word → our code, as of the day of ``at``."""
    categories = rulebook.categories("complaint", legal_day(at))
    return {
        "category": {plain(w): c.code for c in categories for w in (c.code, c.tag, c.label) if w},
        "channel": {plain(w): code for code in CONSTANT_CHANNELS for w in (code, CHANNELS[code])},
        "rating": {plain(w): code for code, label in RATINGS.items() for w in (code, label)},
    }
