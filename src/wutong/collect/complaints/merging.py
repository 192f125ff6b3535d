"""Duplicates handled together: tied by reversible links, each still counted, each with a reply of its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wutong.city.offices.api import Seat
from wutong.collect.complaints import acts
from wutong.collect.complaints.actions import do_seated
from wutong.collect.complaints.models import Complaint
from wutong.collect.complaints.projection import project
from wutong.docket.matters import api as docket
from wutong.law.refusal import Reason, Refused
from wutong.record.entries import api as record
from wutong.record.scope import Scope


def merge(seat: Seat, matter: UUID, lead: UUID, *, at: datetime, once: docket.OnceKey | None = None) -> docket.Done:
    """Tie a duplicate to the matter it is handled with. Both stay counted, both get their own reply; ``unmerge`` undoes it.

    :raises Refused: merging into itself, into a closed or itself merged matter, or by the law.
    """
    scope = seat.scope
    views = docket.views(scope, [matter, lead])
    target = views.get(lead)
    rows = {r.matter_id: r for r in Complaint.objects.within(scope).filter(matter__in=[matter, lead])}
    problem = ""
    if target is None or lead not in rows:
        problem = "没有找到要并入的事项"
    elif lead == matter:
        problem = "不能并入自己"
    elif rows[lead].merged_into:
        problem = f"{target.number}自己已经并入别的事项"
    elif not target.is_open:
        problem = f"{target.number}已经办结"
    elif Complaint.objects.within(scope).filter(merged_into=matter).exists():
        problem = "已有别的事项并入这一件"
    if problem or target is None:
        raise Refused("merged", "并件", [Reason("并件只并到在办的事项", problem, "换一件在办的事项")])
    fields: dict[str, Any] = {"lead": str(lead)}
    deed = docket.Deed(
        "merged", at, at, docket.seated(seat), record.Source("page", {}), fields,
        links=(record.Link("merged_into", lead),), audiences=acts.audiences("merged"), once=once,
    )  # fmt: skip

    def also(stood: docket.Stood) -> None:
        project(scope, stood, deed, seat.name)
        docket.links.make(scope, "merged_into", matter, lead, at)

    note = docket.Deed(
        "noted", at, at, docket.seated(seat), record.Source("page", {}),
        {"text": f"{views[matter].number}并入这一件"}, links=(record.Link("merged_into", matter, "in"),),
    )  # fmt: skip
    return _on_both(scope, matter, lead, deed, note, also)


def _on_both(
    scope: Scope, matter: UUID, lead: UUID, deed: docket.Deed, note: docket.Deed, also: docket.Also
) -> docket.Done:
    """One act on a matter and its note on the lead, in one transaction; both rows locked in one order."""
    try:
        with transaction.atomic():
            docket.lock(scope, [matter, lead])
            done = docket.act(scope, matter, deed, also=also)
            if not done.repeated:
                docket.act(scope, lead, note)
        return done
    except Refused as refused:
        docket.attempted(scope, matter, deed, refused)
        raise


def unmerge(seat: Seat, matter: UUID, *, at: datetime, once: docket.OnceKey | None = None) -> docket.Done:
    """Undo a merge: the matter goes on by itself from where its own acts left it."""
    scope = seat.scope
    row = Complaint.objects.within(scope).get(matter_id=matter)
    lead = row.merged_into
    if lead is None:
        raise Refused("unmerged", "撤销并件", [Reason("撤销并件要先有并件", "没有并件", "不用撤销")])
    deed = docket.Deed(
        "unmerged", at, at, docket.seated(seat), record.Source("page", {}), {},
        links=(record.Link("merged_into", lead, ended=True),), audiences=acts.audiences("unmerged"), once=once,
    )  # fmt: skip

    def also(stood: docket.Stood) -> None:
        project(scope, stood, deed, seat.name)
        docket.links.undo(scope, "merged_into", matter, lead, at)

    note = docket.Deed(
        "noted", at, at, docket.seated(seat), record.Source("page", {}), {"text": "一件并入的事项改为单独办"},
        links=(record.Link("merged_into", matter, "in", ended=True),),
    )  # fmt: skip
    return _on_both(scope, matter, lead, deed, note, also)


def reply_to_merged(seat: Seat, lead: UUID, *, at: datetime) -> tuple[int, list[str]]:
    """Give every matter merged into ``lead`` the lead's reply as its own; safe to run again.

    :returns: how many were answered now, and the numbers of those that could not be.
    """
    scope = seat.scope
    entries = [e for e in record.history(scope, lead) if e.act == "replied"]
    if not entries:
        return 0, []
    fields = {k: v for k, v in entries[-1].fields.items() if isinstance(v, str)}
    waiting = (
        Complaint.objects.within(scope)
        .filter(merged_into=lead, replied_at__isnull=True, outcome="open")
        .select_related("matter")
    )
    answered, failed = 0, []
    for row in waiting:
        try:
            with transaction.atomic():
                if row.accepted_on is None:
                    do_seated(seat, row.matter_id, "accepted", {}, at=at, written=at)
                do_seated(seat, row.matter_id, "replied", fields, at=at, written=at)
            answered += 1
        except Refused:
            failed.append(row.matter.number)
    return answered, failed


def count_open_merged(scope: Scope, lead: UUID) -> int:
    """How many merged matters still wait for their own reply."""
    return Complaint.objects.within(scope).filter(merged_into=lead, replied_at__isnull=True, outcome="open").count()
