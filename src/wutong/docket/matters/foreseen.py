"""When open matters would fall due by a law that is only thought of: reckoned from their entries, nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from wutong.docket.matters.clocks import refold
from wutong.docket.matters.laws import Laws
from wutong.docket.matters.reads import MatterView
from wutong.law import procedure as law
from wutong.record.entries import api as record
from wutong.record.scope import Scope

CHUNK = 200


def foresee(
    scope: Scope, matters: Sequence[MatterView], at: datetime, laws: Laws
) -> Iterator[tuple[MatterView, datetime | None]]:
    """Each matter with the next due date the bureau would have; one that such a law cannot read is left out."""
    for start in range(0, len(matters), CHUNK):
        chunk = matters[start : start + CHUNK]
        histories = record.histories(scope, [m.id for m in chunk])
        for matter in chunk:
            try:
                fold, asked = refold(laws, matter.family, histories[matter.id])
            except (LookupError, ValueError):
                continue
            running = law.clocks(asked.procedure, fold, at, asked.calendar)
            yield matter, _next(running)


def _next(running: Sequence[law.Running]) -> datetime | None:
    """The earliest of the agency's clocks that still runs, or that is past and not ended."""
    owed = [r for r in running if r.bearer == "agency" and r.due is not None and _still(r)]
    return min((r.due.at for r in owed if r.due is not None), default=None)


def _still(run: law.Running) -> bool:
    return run.state == "running" or (run.state == "missed" and run.done_at is None)
