"""Counts complaints by month in the complaint table, and pages the rows behind a count: the fast way to a figure.

Every measure is one condition on a row. The other way to the same numbers reads the record's entries and knows nothing
of this table (`supervise/figures/recount.py`); a test and a command hold both together.

A row says how a complaint stands now. For a report day that lies back, only rows that nothing has touched since may be
counted here: ``untouched``. The others are the caller's, who has their histories.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Count, Q, QuerySet, Value, When

from wutong.collect.complaints.models import Complaint
from wutong.collect.complaints.words import CHANNELS, OUTCOMES, RATINGS, REPLY_CHANNELS
from wutong.docket.matters.api import owing
from wutong.record.scope import Scope

__all__ = [
    "CHANNELS",
    "OUTCOMES",
    "RATINGS",
    "REPLY_CHANNELS",
    "Counted",
    "Span",
    "by_ground",
    "by_month",
    "by_office",
    "each",
    "first_day",
    "marks",
    "members",
    "named",
    "page",
    "touched",
]


@dataclass(frozen=True)
class Span:
    """Complaints received from ``since`` to ``until`` (legal days, both included), as they stood on ``as_of``.

    ``untouched``: count only rows that nothing has touched after ``as_of``, without those in ``beside``.
    """

    since: date
    until: date
    as_of: date
    untouched: bool = False
    beside: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Counted:
    """A row behind a count, as it stands now. No contact, no text."""

    matter: UUID
    number: str
    title: str
    office: str
    status: str
    received_on: date
    channel: str
    category: str
    community: str
    outcome: str
    replied_on: date | None
    reply_days: int | None
    on_time: bool | None
    rating: str
    reopened: int
    merged: bool
    imported: bool
    undated: bool


def conditions(scope: Scope, as_of: date) -> dict[str, Q]:
    """Measure → condition on a complaint row."""
    ours = ~Q(outcome__in=["handed_over", "withdrawn"])
    overdue = ours & Q(replied_on__isnull=True) & Q(pk__in=owing(scope, "reply", as_of))
    return {
        "received": Q(received_on__isnull=False),
        "ours": ours,
        "closed": Q(outcome="closed"),
        "answered": ours & Q(replied_on__isnull=False),
        "within_15": ours & Q(reply_days__lte=15),
        "within_60": ours & Q(reply_days__lte=60),
        "rated": ~Q(rating=""),
        "satisfied": Q(rating__in=["satisfied", "basically"]),
        "due": (ours & Q(reply_on_time__isnull=False)) | overdue,
        "on_time": ours & Q(reply_on_time=True),
        "late": ours & Q(reply_on_time=False),
        "overdue": overdue,
        "reopened": Q(reopened__gt=0),
        "not_ours": Q(outcome="handed_over"),
        "withdrawn": Q(outcome="withdrawn"),
        "merged": Q(merged_into__isnull=False),
        "imported": Q(matter__imported=True),
        "undated": Q(undated_reply=True),
        **{f"channel.{channel}": Q(channel=channel) for channel in CHANNELS},
    }


def _touched(as_of: date, beside: Collection[UUID]) -> Q:
    """Rows whose present state may differ from that of ``as_of``. Wide on purpose: a row too many costs only time."""
    after = Q(matter__is_open=True) | Q(matter__closed_on__gt=as_of)
    after |= Q(replied_on__gt=as_of) | Q(rated_on__gt=as_of)
    after |= Q(reopened__gt=0) | Q(merged_into__isnull=False)
    return after | Q(pk__in=list(beside)) if beside else after


def _rows(scope: Scope, span: Span) -> QuerySet[Complaint]:
    rows = Complaint.objects.within(scope).filter(
        received_on__gte=span.since, received_on__lte=min(span.until, span.as_of)
    )
    return rows.exclude(_touched(span.as_of, span.beside)) if span.untouched else rows


def touched(scope: Scope, span: Span) -> list[UUID]:
    """The complaints of a span that ``untouched`` leaves out."""
    rows = _rows(scope, Span(span.since, span.until, span.as_of))
    return list(rows.filter(_touched(span.as_of, span.beside)).order_by("received_on").values_list("pk", flat=True))


def by_month(scope: Scope, span: Span, measures: Sequence[str]) -> dict[str, Counter[str]]:
    """Month (``2019-04``) → measure → how many; one query, whatever the number of measures."""
    asked = conditions(scope, span.as_of)
    counts = {f"n{i}": Count("pk", filter=asked[measure]) for i, measure in enumerate(measures)}
    found = _rows(scope, span).order_by().values_list("received_month").annotate(**counts)
    return {month: Counter({m: n for m, n in zip(measures, numbers, strict=True) if n}) for month, *numbers in found}


def by_office(scope: Scope, span: Span, measures: Sequence[str]) -> dict[tuple[str, str], Counter[str]]:
    """(office that has or had the matter, community) → measure → how many; one query."""
    asked = conditions(scope, span.as_of)
    counts = {f"n{i}": Count("pk", filter=asked[measure]) for i, measure in enumerate(measures)}
    found = _rows(scope, span).order_by().values_list("matter__office", "community").annotate(**counts)
    return {(o, c): Counter({m: n for m, n in zip(measures, ns, strict=True) if n}) for o, c, *ns in found}


def by_ground(scope: Scope, span: Span) -> dict[tuple[str, str], int]:
    """(category, community) → how many were received: how far a row without a name still points at somebody."""
    found = _rows(scope, span).order_by().values_list("category", "community").annotate(Count("pk"))
    return {(category, community): n for category, community, n in found}


def marks(scope: Scope, matters: Collection[UUID], as_of: date, measures: Sequence[str]) -> dict[UUID, frozenset[str]]:
    """Which of the measures each of these complaints counts for, by its row; a complaint without a row is absent."""
    asked = conditions(scope, as_of)
    flags = {
        f"n{i}": Case(When(asked[measure], then=Value(True)), default=Value(False), output_field=BooleanField())
        for i, measure in enumerate(measures)
    }
    rows = Complaint.objects.within(scope).filter(pk__in=list(matters)).annotate(**flags)
    names = list(flags)
    return {
        pk: frozenset(m for m, said in zip(measures, said_all, strict=True) if said)
        for pk, *said_all in rows.values_list("pk", *names)
    }


def members(scope: Scope, span: Span) -> Iterator[UUID]:
    """Every complaint of a span, as a stream."""
    yield from _rows(scope, span).order_by("received_on", "pk").values_list("pk", flat=True).iterator(chunk_size=2000)


def named(scope: Scope, matters: Collection[UUID]) -> dict[UUID, str]:
    """The numbers of complaints."""
    rows = Complaint.objects.within(scope).filter(pk__in=list(matters))
    return dict(rows.values_list("pk", "matter__number"))


_COLUMNS = (
    "pk", "matter__number", "matter__title", "matter__office", "matter__status", "received_on", "channel", "category",
    "community", "outcome", "replied_on", "reply_days", "reply_on_time", "rating", "reopened", "merged_into",
    "matter__imported", "undated_reply",
)  # fmt: skip
_MERGED = _COLUMNS.index("merged_into")


def _listed(
    scope: Scope,
    span: Span,
    measure: str,
    also: Collection[UUID],
    filters: Mapping[str, str],
    held: Mapping[str, Collection[str]] | None = None,
) -> QuerySet[Complaint]:
    """The rows that count for a measure: by their row, or named in ``also`` (counted by the caller)."""
    rows = _rows(scope, span).filter(conditions(scope, span.as_of)[measure])
    if held is not None:
        places = [Q(matter__office=office, community__in=sorted(held[office])) for office in sorted(held)]
        rows = rows.filter(reduce(or_, places)) if places else rows.none()
    if span.untouched:
        counts = Q(pk__in=rows.values("pk"))
        rows = _rows(scope, Span(span.since, span.until, span.as_of)).filter(counts | Q(pk__in=list(also)))
    for name in ("channel", "category", "outcome", "rating"):
        if filters.get(name):
            rows = rows.filter(**{name: filters[name]})
    return rows


def page(
    scope: Scope,
    span: Span,
    measure: str,
    *,
    also: Collection[UUID] = (),
    filters: Mapping[str, str],
    after: tuple[date, int] | None,
    size: int,
    held: Mapping[str, Collection[str]] | None = None,
) -> tuple[list[Counted], tuple[date, int] | None]:
    """One page of the rows behind a measure, the latest received first, and where the next begins.

    The key is a legal day and how many of its rows have been shown: it names no matter, so a public page may carry it.

    :param held: office → communities: of the rows that speak for themselves only those that these offices have there.
    """
    rows = _listed(scope, span, measure, also, filters, held).order_by("-received_on", "-pk")
    skip = 0
    if after is not None:
        rows, skip = rows.filter(received_on__lte=after[0]), after[1]
    found = [_counted(row) for row in rows.values_list(*_COLUMNS)[skip : skip + size + 1]]
    if len(found) <= size:
        return found, None
    found = found[:size]
    last = found[-1].received_on
    shown = sum(row.received_on == last for row in found)
    return found, (last, shown + (skip if after and after[0] == last else 0))


def each(
    scope: Scope, span: Span, measure: str, *, also: Collection[UUID] = (), filters: Mapping[str, str]
) -> Iterator[Counted]:
    """Every row behind a measure, as a stream, in the order of ``page``."""
    rows = _listed(scope, span, measure, also, filters).order_by("-received_on", "-pk")
    for row in rows.values_list(*_COLUMNS).iterator(chunk_size=2000):
        yield _counted(row)


def _counted(row: tuple[Any, ...]) -> Counted:
    values = list(row)
    values[_MERGED] = values[_MERGED] is not None
    return Counted(*values)


def first_day(scope: Scope) -> date | None:
    """The legal day on which the county's first complaint was received."""
    rows = Complaint.objects.within(scope).order_by("received_on", "pk")
    return rows.values_list("received_on", flat=True).first()
