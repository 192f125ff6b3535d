"""Questions about complaints: one, a list with the columns a clerk needs, what the reporter may see, near duplicates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from wutong.city.offices import api as offices
from wutong.collect.complaints import acts
from wutong.collect.complaints.models import Complaint, Draft
from wutong.docket.matters import api as docket
from wutong.record.entries import api as record
from wutong.record.scope import Scope
from wutong.ui.masking import masked_text


@dataclass(frozen=True)
class ComplaintView:
    """A complaint without the reporter: name and number are read one at a time through :func:`contact`."""

    matter: UUID
    channel: str
    category: str
    subject: str
    text: str
    place: str
    lat: float | None
    lon: float | None
    community: str
    cell: str
    confidential: bool
    has_name: bool
    has_phone: bool
    received_at: datetime
    received_on: date
    accepted_on: date | None
    replied_at: datetime | None
    replied_on: date | None
    reply_days: int | None
    reply_on_time: bool | None
    rating: str
    reopened: int
    outcome: str
    merged_into: UUID | None
    undated_reply: bool
    outside_key: str


@dataclass(frozen=True)
class Contact:
    """The reporter, as far as he said who he is."""

    name: str
    phone: str


@dataclass(frozen=True)
class Near:
    """A complaint near another in place and time."""

    matter: UUID
    number: str
    subject: str
    status: str
    received_at: datetime
    category: str
    same_category: bool


@dataclass(frozen=True)
class Step:
    """One line of the reporter's progress page: only what the act's audiences allow."""

    act: str
    title: str
    at: datetime
    shown: Mapping[str, object]
    digest: str
    imported: bool
    office: str = ""


def _view(row: Complaint) -> ComplaintView:
    return ComplaintView(
        row.matter_id, row.channel, row.category, row.subject, row.text, row.place, row.lat, row.lon, row.community,
        row.cell, row.confidential, bool(row.contact_name), bool(row.contact_phone), row.received_at, row.received_on,
        row.accepted_on, row.replied_at, row.replied_on, row.reply_days, row.reply_on_time, row.rating, row.reopened,
        row.outcome, row.merged_into, row.undated_reply, row.outside_key,
    )  # fmt: skip


def without_numbers(row: ComplaintView) -> ComplaintView:
    """For whoever may not see a reporter's number: his words without the middle of the numbers in them."""
    return replace(row, subject=masked_text(row.subject), text=masked_text(row.text), place=masked_text(row.place))


def complaint(scope: Scope, matter: UUID) -> ComplaintView | None:
    """One complaint, or None."""
    row = Complaint.objects.within(scope).filter(matter_id=matter).first()
    return _view(row) if row else None


def complaints(scope: Scope, matters: Sequence[UUID]) -> dict[UUID, ComplaintView]:
    """Many complaints in one query."""
    return {r.matter_id: _view(r) for r in Complaint.objects.within(scope).filter(matter__in=matters)}


def contact(scope: Scope, matter: UUID) -> Contact:
    """Name and number of the reporter. The caller writes the look into the access record first."""
    row = Complaint.objects.within(scope).get(matter_id=matter)
    return Contact(row.contact_name, row.contact_phone)


def has_outside_key(scope: Scope, keys: Sequence[str]) -> dict[str, UUID]:
    """Which keys of another system are here already, and under which matter."""
    return dict(Complaint.objects.within(scope).filter(outside_key__in=keys).values_list("outside_key", "matter_id"))


def near(
    scope: Scope,
    *,
    h3_ring: Sequence[int],
    at: datetime,
    category: str = "",
    days: int = 14,
    leave_out: UUID | None = None,
    held_by: frozenset[str] | None = None,
    most: int = 5,
) -> list[Near]:
    """Open complaints in the same or a neighbouring H3 cell (resolution 9, about 150 m) within ``days``; same kind first.

    ``held_by``: only those these offices hold. Asked here and not of the answer: what is left out afterwards would have
    taken a place among the ``most``, and so told that it is there.
    """
    if not h3_ring:
        return []
    rows = (
        Complaint.objects.within(scope)
        .filter(h3_r9__in=list(h3_ring), received_at__gte=at - timedelta(days=days), received_at__lte=at)
        .filter(outcome="open", merged_into__isnull=True)
        .select_related("matter")
        .order_by("-received_at")
    )
    if leave_out is not None:
        rows = rows.exclude(matter_id=leave_out)
    if held_by is not None:
        rows = rows.filter(matter__office__in=held_by)
    found = [
        Near(
            r.matter_id,
            r.matter.number,
            masked_text(r.subject),
            r.matter.status,
            r.received_at,
            r.category,
            r.category == category,
        )
        for r in rows[: most * 4]
    ]
    return sorted(found, key=lambda n: (not n.same_category, -n.received_at.timestamp()))[:most]


def steps(scope: Scope, matter: UUID) -> list[Step]:
    """What the reporter may see, newest first; inner acts (notes, returns, orders) do not appear."""
    out = []
    history = [e for e in record.history(scope, matter, corrected=True) if not e.voided]
    units = {o.code: o.name for o in offices.offices(scope, history[-1].on_date)} if history else {}
    for entry in history:
        names = entry.audiences.get("reporter")
        if names is None or entry.act not in acts.PUBLIC_TITLES:
            continue
        shown = {
            n: entry.fields[n] for n in names if n in entry.fields and not isinstance(entry.fields[n], record.Erased)
        }
        out.append(
            Step(
                entry.act,
                acts.PUBLIC_TITLES[entry.act],
                entry.at,
                shown,
                entry.digest,
                entry.imported,
                units.get(str(shown.get("office", "")), ""),
            )
        )
    return list(reversed(out))


@dataclass(frozen=True)
class DraftView:
    """A report being filled in."""

    token: str
    data: dict[str, object]
    started_at: datetime
    sent: Mapping[str, str] | None
    touched_at: datetime | None = None


def draft(scope: Scope, token: str) -> DraftView | None:
    """A citizen's draft by its cookie token."""
    row = Draft.objects.within(scope).filter(token=token).first() if token else None
    return DraftView(row.token, row.data, row.started_at, row.sent, row.touched_at) if row else None


def merged_rows(scope: Scope, lead: UUID) -> list[ComplaintView]:
    """The complaints merged into a lead."""
    return [_view(r) for r in Complaint.objects.within(scope).filter(merged_into=lead).order_by("received_at")]


def few(scope: Scope, conditions: Mapping[str, object], most: int = 500) -> tuple[UUID, ...] | None:
    """The complaints that meet conditions on their own row, where they are few; None where they are many.

    A list in the order of opening finds many quickly as it goes, but for few it would go through the whole county.
    """
    rows = Complaint.objects.within(scope).filter(**conditions).values_list("pk", flat=True)
    found = tuple(rows[: most + 1])
    return found if len(found) <= most else None


def lately(scope: Scope, most: int) -> list[ComplaintView]:
    """The complaints closed last, for the public home page (only kind, community, days and rating are shown of them)."""
    newest = docket.recently_closed(scope, acts.FAMILY, most)
    rows = complaints(scope, newest)
    return [rows[m] for m in newest if m in rows and rows[m].reply_days is not None]
