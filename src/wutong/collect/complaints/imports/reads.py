"""Questions about imports: one batch's result, its rows not taken, the list of batches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q

from wutong.collect.complaints.imports import store
from wutong.collect.complaints.imports.judge import Problem
from wutong.collect.complaints.imports.models import Batch, BatchRow
from wutong.collect.complaints.imports.report import MOST_PROBLEMS, Month, Report, Result
from wutong.collect.complaints.models import Complaint
from wutong.record.scope import Scope

OUTCOMES = {"good": "收下", "part": "收下一部分", "added": "补上", "already": "已有", "bad": "没有收"}


@dataclass(frozen=True)
class BatchView:
    """A batch in the list. ``kept``: its rows are still here, so it can be gone on with."""

    id: int
    name: str
    sha256: str
    mapping: str
    by: str
    made_at: datetime
    finished_at: datetime | None
    started: bool
    rows: int
    settled: int
    taken: int
    already: int
    bad: int
    kept: bool

    @property
    def left(self) -> int:
        return max(self.rows - self.settled, 0)


@dataclass(frozen=True)
class TakenRow:
    """A row of a batch and the matter it became, if any."""

    row: int
    outcome: str
    matter: UUID | None
    number: str
    title: str
    problems: tuple[Problem, ...]

    @property
    def outcome_words(self) -> str:
        return OUTCOMES[self.outcome]


def _problems(row: BatchRow) -> tuple[Problem, ...]:
    return tuple(
        Problem(row.row, p["field"], p["found"], p["reason"], p.get("kept", False), p.get("again", False))
        for p in row.problems
    )


def result(scope: Scope, which: int) -> Result:
    """How far a batch has come."""
    batch = Batch.objects.within(scope).get(pk=which)
    outcomes = BatchRow.objects.within(scope).filter(batch=batch)
    counts = dict(outcomes.order_by().values_list("outcome").annotate(Count("id")))
    settled = outcomes.filter(row__lt=batch.next_row).count()
    told = outcomes.exclude(problems=[]).order_by("row")
    problems: list[Problem] = []
    for row in told[:MOST_PROBLEMS]:
        problems += _problems(row)
    taken = Complaint.objects.within(scope).filter(matter__in=outcomes.filter(matter__isnull=False).values("matter"))
    months = (
        taken.order_by("received_month")
        .values("received_month")
        .annotate(n=Count("matter"), answered=Count("matter", filter=Q(replied_at__isnull=False)))
        .values_list("received_month", "n", "answered")
    )
    monthly = tuple(Month(*m) for m in months)
    finished = batch.finished_at is not None
    return Result(
        rows=batch.rows, good=counts.get("good", 0), part=counts.get("part", 0), added=counts.get("added", 0), already=counts.get("already", 0),
        bad=counts.get("bad", 0), batch=batch.pk, left=0 if finished else max(batch.rows - settled, 0),
        finished=finished, answered=sum(m.answered for m in monthly),
        undated=taken.filter(undated_reply=True).count(), problems=tuple(problems[:MOST_PROBLEMS]),
        more_problems=max(len(problems) - MOST_PROBLEMS, 0), months=monthly,
    )  # fmt: skip


def report_of(scope: Scope, which: int) -> Report | None:
    """The check that a batch was begun with; None when there is no such batch in this county."""
    batch = Batch.objects.within(scope).filter(pk=which).first()
    return Report.from_json(batch.report) if batch else None


def batch(scope: Scope, which: int) -> BatchView | None:
    """One batch as the list shows it."""
    return next(iter(_views(scope, list(Batch.objects.within(scope).filter(pk=which)))), None)


def batches(scope: Scope, most: int = 50) -> list[BatchView]:
    """The latest batches, newest first."""
    return _views(scope, list(Batch.objects.within(scope).order_by("-made_at", "-pk").defer("report")[:most]))


def _views(scope: Scope, found: list[Batch]) -> list[BatchView]:
    grouped = (
        BatchRow.objects.within(scope)
        .filter(batch__in=found)
        .order_by()
        .values("batch", "outcome")
        .annotate(n=Count("id"), settled=Count("id", filter=Q(row__lt=F("batch__next_row"))))
        .values_list("batch", "outcome", "n", "settled")
    )
    counts: dict[int, dict[str, int]] = {}
    done: dict[int, int] = {}
    for which, outcome, n, settled in grouped:
        counts.setdefault(which, {})[outcome] = n
        done[which] = done.get(which, 0) + settled
    return [
        BatchView(
            b.pk,
            b.name,
            b.sha256,
            b.mapping,
            b.by,
            b.made_at,
            b.finished_at,
            b.next_row > 0,
            b.rows,
            done.get(b.pk, 0),
            c.get("good", 0) + c.get("part", 0) + c.get("added", 0),
            c.get("already", 0),
            c.get("bad", 0),
            store.is_kept(scope, store.name_of(b.sha256, b.mapping_hash)),
        )
        for b in found
        for c in (counts.get(b.pk, {}),)
    ]


def taken_rows(scope: Scope, which: int, *, outcome: str = "", after: int = 0, size: int = 50) -> list[TakenRow]:
    """Rows of a batch in order, with their matters."""
    rows = BatchRow.objects.within(scope).filter(batch=which, row__gt=after).order_by("row")
    if outcome:
        rows = rows.filter(outcome=outcome)
    got = list(rows[:size])
    found = (
        Complaint.objects.within(scope).filter(matter__in=[r.matter for r in got if r.matter]).select_related("matter")
    )
    names = {c.matter_id: (c.matter.number, c.subject) for c in found}
    return [
        TakenRow(r.row, r.outcome, r.matter, *names.get(r.matter, ("", "")), _problems(r))  # type: ignore[arg-type]
        for r in got
    ]


def problems(scope: Scope, which: int) -> Iterator[Problem]:
    """Every problem of a batch's settled rows, in order of rows."""
    rows = BatchRow.objects.within(scope).filter(batch=which).exclude(problems=[]).order_by("row")
    for row in rows.iterator(chunk_size=500):
        yield from _problems(row)
