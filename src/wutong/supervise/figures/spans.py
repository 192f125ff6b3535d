"""Which rows of the complaint table may be counted as they stand, for a report day."""

from __future__ import annotations

from datetime import date, timedelta

from wutong.collect.complaints.api import counts
from wutong.record.entries import api as record
from wutong.record.scope import Scope
from wutong.supervise.figures.declared import FAMILY
from wutong.supervise.figures.views import Period

#: acts that undo something and leave no trace of it in the row
UNDOING = ("unmerged", "handed_back")


def is_past(scope: Scope, as_of: date) -> bool:
    """Whether a complaint has been acted on after the report day: then rows speak of a later day."""
    after = record.entries(scope, family=FAMILY, since=as_of + timedelta(days=1))
    return next(after, None) is not None


def span(scope: Scope, period: Period, as_of: date) -> counts.Span:
    """The complaints received in a period, as they stood on the report day."""
    if not is_past(scope, as_of):
        return counts.Span(period.since, period.until, as_of)
    since = as_of + timedelta(days=1)
    undone = frozenset(
        entry.matter for act in UNDOING for entry in record.entries(scope, family=FAMILY, act=act, since=since)
    )
    return counts.Span(period.since, period.until, as_of, untouched=True, beside=undone)
