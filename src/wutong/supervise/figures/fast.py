"""Counts in the complaint table, and turns back the few rows that a later day has changed.

Nothing in the record after the report day: every row stands as it did, one query counts the year. Otherwise the rows
something may have touched since are left out of the query and folded from their entries up to the report day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wutong.collect.complaints.api import counts
from wutong.record.scope import Scope
from wutong.supervise.figures import facts as said
from wutong.supervise.figures import recount
from wutong.supervise.figures.facts import Facts
from wutong.supervise.figures.spans import span
from wutong.supervise.figures.views import Period


@dataclass(frozen=True)
class Ground:
    """What a count stands on: the rows that speak for themselves, and the complaints folded from their entries."""

    span: counts.Span
    folded: tuple[Facts, ...]

    def also(self, measure: str) -> list[UUID]:
        """The folded complaints that count for a measure."""
        return [f.matter for f in self.folded if said.MEANS[measure](f)]


def ground(scope: Scope, period: Period, as_of: date) -> Ground:
    """Prepare to count a period as it stood on a report day."""
    on = span(scope, period, as_of)
    if not on.untouched:
        return Ground(on, ())
    return Ground(on, tuple(recount.judge(scope, counts.touched(scope, on), as_of)))


def by_month(scope: Scope, year: int, as_of: date, measures: Sequence[str]) -> dict[int, Counter[str]]:
    """Month → measure → how many complaints received in it; months after the report day are absent."""
    whole = Period(year)
    on = ground(scope, whole, as_of)
    months: dict[int, Counter[str]] = defaultdict(Counter)
    for key, found in counts.by_month(scope, on.span, measures).items():
        months[int(key[5:])].update(found)
    for each in on.folded:
        months[each.received_on.month].update(said.marks(each, measures))
    return {m: months[m] for m in range(1, 13) if Period(year, m).since <= as_of}
