"""Duplicates handled together: tied by reversible links, each still counted, each with a reply of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
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


@dataclass(frozen=True)
class Waiting:
    """A merged matter that has no reply of its own yet; ``reasons``: why it cannot be given now, empty where it can."""

    matter: UUID
    number: str
    title: str
    status: str
    received_at: datetime
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Said:
    """The reply of the lead as it stands, corrections laid over it. ``mark`` changes with every one of them."""

    text: str
    channel: str
    proof: str
    mark: str


@dataclass(frozen=True)
class Replies:
    """What came of replying to all merged ones: the numbers of those answered now, and the others with the reasons."""

    answered: tuple[str, ...] = ()
    failed: tuple[Waiting, ...] = ()


def merge(seat: Seat, matter: UUID, lead: UUID, *, at: datetime, once: docket.OnceKey | None = None) -> docket.Done:
    """Tie a duplicate to the matter it is handled with. Both stay counted, both get their own reply; ``unmerge`` undoes it.

    :raises Refused: merging into itself, into a closed or itself merged matter, or by the law.
    """
    scope = seat.scope
    views = docket.views(scope, [matter, lead])
    fields: dict[str, Any] = {"lead": str(lead)}
    deed = docket.Deed(
        "merged", at, at, docket.seated(seat), record.Source("page", {}), fields,
        links=(record.Link("merged_into", lead),), audiences=acts.audiences("merged"), once=once,
    )  # fmt: skip

    def sensible() -> None:
        if not docket.answered(scope, f"{seat.actor.kind}:{seat.actor.id}", once, matter):
            _mergeable(scope, matter, lead)

    def also(stood: docket.Stood) -> None:
        project(scope, stood, deed, seat.name)
        docket.links.make(scope, "merged_into", matter, lead, at)

    number = views[matter].number if matter in views else ""
    note = docket.Deed(
        "noted", at, at, docket.seated(seat), record.Source("page", {}),
        {"text": f"{number}并入这一件"}, links=(record.Link("merged_into", matter, "in"),),
    )  # fmt: skip
    return _on_both(scope, matter, lead, deed, note, also, sensible)


def _mergeable(scope: Scope, matter: UUID, lead: UUID) -> None:
    """Asked under both locks, so that two who merge crosswise do not make a circle.

    :raises Refused: what a merge may not do.
    """
    target = docket.views(scope, [lead]).get(lead)
    into = Complaint.objects.within(scope).filter(matter=lead).first()
    problem = ""
    if target is None or into is None:
        problem = "没有找到要并入的事项"
    elif lead == matter:
        problem = "不能并入自己"
    elif into.merged_into:
        problem = f"{target.number}自己已经并入别的事项"
    elif not target.is_open:
        problem = f"{target.number}已经办结"
    elif Complaint.objects.within(scope).filter(merged_into=matter).exists():
        problem = "已有别的事项并入这一件"
    if problem:
        raise Refused("merged", "并件", [Reason("并件只并到在办的事项", problem, "换一件在办的事项")])


def _on_both(
    scope: Scope,
    matter: UUID,
    lead: UUID,
    deed: docket.Deed,
    note: docket.Deed,
    also: docket.Also,
    sensible: Callable[[], None],
) -> docket.Done:
    """One act on a matter and its note on the lead, in one transaction; both rows locked in one order."""
    try:
        with transaction.atomic():
            docket.lock(scope, [matter, lead])
            sensible()
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
    lead = _lead_of(scope, matter)
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
    return _on_both(scope, matter, lead, deed, note, also, lambda: None)


def _lead_of(scope: Scope, matter: UUID) -> UUID | None:
    """The matter that this one is merged into, also where a confirmed correction says into another one than was written."""
    return Complaint.objects.within(scope).values_list("merged_into", flat=True).get(matter_id=matter)


def standing_reply(scope: Scope, lead: UUID) -> Said | None:
    """The reply that stands, as corrected; None where none was given, or it was taken back or its words were erased."""
    if not Complaint.objects.within(scope).filter(matter_id=lead, replied_at__isnull=False).exists():
        return None
    found = [e for e in record.history(scope, lead, corrected=True) if e.act == "replied" and not e.voided]
    said = {k: v for k, v in found[-1].fields.items() if isinstance(v, str)} if found else {}
    if not said.get("text"):
        return None
    mark = ".".join(str(n) for n in (found[-1].seq, *(c.seq for c in found[-1].corrections)))
    return Said(said["text"], said.get("channel", ""), said.get("proof", ""), mark)


def waiting(seat: Seat, lead: UUID, at: datetime) -> list[Waiting]:
    """The merged matters without a reply of their own, the oldest first; what the law says against replying now."""
    rows = (
        Complaint.objects.within(seat.scope)
        .filter(merged_into=lead, replied_at__isnull=True, outcome="open")
        .select_related("matter")
        .order_by("received_at", "matter_id")
    )
    return [
        Waiting(r.matter_id, r.matter.number, r.subject, r.matter.status, r.received_at, _against(seat, r, at))
        for r in rows
    ]


def _against(seat: Seat, row: Complaint, at: datetime) -> tuple[Reason, ...]:
    """Why this seat cannot give the reply now. What has only to be accepted first is accepted on the way."""
    standing = docket.stand(seat.scope, row.matter_id, seat, at)
    can = {p.act for p in standing.can}
    if "replied" in can or (row.accepted_on is None and "accepted" in can):
        return ()
    for no in standing.cannot:
        if no.act == "replied":
            return tuple(no.reasons)
    return (Reason("答复由受理员办", "这一步不是你的", "请受理员答复"),)


def reply_to_merged(
    seat: Seat, lead: UUID, *, at: datetime, channel: str = "", proof: str = "", once: docket.OnceKey | None = None
) -> Replies:
    """Give every matter merged into ``lead`` the lead's reply as its own; safe to run again, also with the same ``once``.

    :param channel: how the reply reached these reporters, and its ``proof``; those of the lead where nothing is given.
    :raises Refused: when there is no reply that could be given on.
    """
    scope = seat.scope
    said = standing_reply(scope, lead)
    if said is None:
        raise Refused(
            "replied", "答复并入的事项",
            [Reason("并入的事项用主办件的答复", "这一件还没有可以转用的答复", "先答复这一件；答复内容已依法删除的，逐件答复")],
        )  # fmt: skip
    fields = {"text": said.text, "channel": channel or said.channel, "proof": proof or said.proof}
    answered, failed = [], []
    for one in waiting(seat, lead, at):
        if one.reasons:
            failed.append(one)
            continue
        try:
            _reply(seat, one.matter, fields, at, once)
        except Refused as refused:
            if Complaint.objects.within(scope).filter(matter_id=one.matter, replied_at__isnull=False).exists():
                continue  # somebody else gave it in the same moment
            failed.append(replace(one, reasons=refused.reasons))
            record.refused(scope, matter=one.matter, act="replied", reasons=refused.reasons, actor=seat.actor, at=at)
        else:
            answered.append(one.number)
    return Replies(tuple(answered), tuple(failed))


def _reply(seat: Seat, matter: UUID, fields: dict[str, str], at: datetime, once: docket.OnceKey | None) -> None:
    """The reply of one merged matter, with its acceptance where that is still due, in one transaction."""

    def key(act: str) -> docket.OnceKey | None:
        return docket.OnceKey(once.key, f"{once.route}-{act}-{matter}") if once else None

    with transaction.atomic():
        docket.lock(seat.scope, [matter])
        if Complaint.objects.within(seat.scope).filter(matter_id=matter, accepted_on__isnull=True).exists():
            do_seated(seat, matter, "accepted", {}, at=at, written=at, once=key("accepted"))
        do_seated(seat, matter, "replied", fields, at=at, written=at, once=key("replied"))
