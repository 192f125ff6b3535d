"""Reckons every open matter of a county anew after its terms, its days or the rules changed; closed ones stay as judged.

The county keeps by which law its open matters were reckoned last and how far that has come, in one transaction with the
matters themselves: a run that was cut off goes on where it stopped, and one that has nothing to do does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from wutong.docket.matters.clocks import restand_row
from wutong.docket.matters.hearing import addresses
from wutong.docket.matters.laws import Laws, edition
from wutong.docket.matters.models import Matter, Reckoned
from wutong.docket.matters.shapes import Also
from wutong.record.entries import api as record
from wutong.record.live import api as live
from wutong.record.scope import Scope

#: matters to a transaction: a clerk who writes at the same time waits for no more than these
BATCH = 40


@dataclass(frozen=True)
class Restood:
    """What a run did. ``failed``: numbers of matters that the present law cannot read, and why; they stay as they were."""

    looked: int = 0
    moved: int = 0
    failed: tuple[tuple[str, str], ...] = ()


def is_reckoned(scope: Scope) -> bool:
    """Whether every open matter of the county stands by the law as it is known now; a county without matters does."""
    if not Matter.objects.within(scope).filter(is_open=True).exists():
        return True
    return Reckoned.objects.within(scope).filter(law=edition(scope), done=True).exists()


def to_restand(scope: Scope) -> list[UUID]:
    """The open matters that are still to be reckoned by the law as it is known now, in the order of the run.

    A changed law begins the run anew, an unchanged one goes on after the last batch.
    """
    now = edition(scope)
    mark = Reckoned.objects.within(scope).first()
    if mark is None:
        mark = _first(scope, now)
    elif mark.law != now:
        Reckoned.objects.within(scope).filter(pk=mark.pk).update(law=now, after=None, done=False)
        mark.after, mark.done = None, False
    if mark.done:
        return []
    rows = Matter.objects.within(scope).filter(is_open=True)
    if mark.after is not None:
        rows = rows.filter(pk__gt=mark.after)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _first(scope: Scope, law: str) -> Reckoned:
    try:
        with transaction.atomic():
            return Reckoned.objects.create(county=scope.county, law=law)
    except IntegrityError:
        return Reckoned.objects.within(scope).get()


def restand_open(
    scope: Scope,
    at: datetime,
    *,
    also: Mapping[str, Also] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Restood:
    """Reckon the open matters anew where the law changed since the last time; safe to run twice and to cut off.

    :param also: family → what a higher room brings along beside each matter.
    :param progress: is told after every batch how many more are done.
    """
    laws, waiting = Laws(scope), to_restand(scope)
    mark = Reckoned.objects.within(scope).filter(done=False, law=edition(scope))
    moved, failed = 0, []
    for start in range(0, len(waiting), BATCH):
        chunk = waiting[start : start + BATCH]
        with transaction.atomic():
            some, broken = _batch(scope, chunk, at, laws, also or {})
            mark.update(after=chunk[-1])
        moved += some
        failed += broken
        if progress is not None:
            progress(len(chunk))
    # those that failed are looked at again the next time, with all the others: nothing is done twice by that
    mark.update(after=None, done=not failed)
    return Restood(len(waiting), moved, tuple(failed))


def _batch(
    scope: Scope, chunk: list[UUID], at: datetime, laws: Laws, also: Mapping[str, Also]
) -> tuple[int, list[tuple[str, str]]]:
    moved, failed = 0, []
    touched: set[str] = set()
    rows = list(Matter.objects.within(scope).select_for_update().filter(pk__in=chunk).order_by("pk"))
    histories = record.histories(scope, chunk)
    for row in rows:
        if not row.is_open:  # closed since the list was made, by whoever held the lock before
            continue
        try:
            with transaction.atomic():
                if restand_row(scope, row, at, laws=laws, entries=histories[row.pk], also=also.get(row.family)):
                    moved += 1
                    touched |= addresses(row)
        except (LookupError, ValueError) as bad:
            failed.append((row.number, str(bad)))
    live.tell(scope, touched)
    return moved, failed
