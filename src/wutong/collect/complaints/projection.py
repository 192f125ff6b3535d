"""Brings the complaint's row and the matter's turn along with each act; the entries remain what counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from wutong.collect.complaints.models import Complaint
from wutong.collect.media.api import attach, forget_claims
from wutong.docket.matters import api as docket
from wutong.law.refusal import Reason, Refused
from wutong.record.clock import legal_day
from wutong.record.entries import api as record
from wutong.record.scope import Scope


def by_whom(doer: docket.Doer, name: str) -> str:
    """Who handed it on, in words for a colleague's list."""
    if doer.actor.kind == "outsider":
        return "反映人"
    return name or ("导入" if doer.actor.id == "import" else "")


def project(scope: Scope, stood: docket.Stood, deed: docket.Deed, name: str) -> None:
    """Bring the complaint's row and the matter's turn along after an act."""
    row = Complaint.objects.within(scope).get(matter=stood.matter)
    if deed.act == "moved" and stood.matter.office != deed.fields["from_office"]:
        words = "这一件已经不在原来的机构"
        raise Refused(deed.act, "随机构转交", [Reason("随机构转交只转原机构手里的", words, "不用再转")])
    change = PROJECT.get(deed.act)
    if change is not None:
        change(row, stood, deed)
        row.save()
    if deed.act == "correction_confirmed":
        before = row.merged_into
        retell(scope, stood)
        row.refresh_from_db()
        _tie_again(scope, stood.matter.id, before, row.merged_into, deed.written)
    if deed.files:
        attach(scope, stood.matter.id, [f.sha256 for f in deed.files], "", usage=deed.act[:20])
    turn = turn_of(scope, stood.matter.status, stood.matter.office, row)
    if turn is not None:
        stood.turn = replace(turn, by=by_whom(deed.doer, name))


def _tie_again(scope: Scope, matter: UUID, before: UUID | None, now: UUID | None, at: datetime) -> None:
    """The tie follows a correction of what was merged into what."""
    if before == now:
        return
    if before is not None:
        docket.links.undo(scope, "merged_into", matter, before, at)
    if now is not None:
        docket.links.make(scope, "merged_into", matter, now, at)


#: statuses of a matter that is on its way to a reply
ON_THE_WAY = frozenset({"待受理", "已受理", "待转办", "承办中", "待答复"})
#: acts of a matter after which those merged into it have no reply to wait for, or have one again
FREES = frozenset({"replied", "closed", "withdrawn", "handed_over", "handed_back", "reopened", "correction_confirmed"})


def free_merged(scope: Scope, lead: UUID, at: datetime, by: str) -> None:
    """After the lead went on: each matter merged into it is somebody's move again, or nobody's while the lead is handled.

    One short transaction a matter, after the lead's own; safe to run again.
    """

    def decide(matter: Any) -> docket.Turn | None:
        row = Complaint.objects.within(scope).get(matter=matter)
        turn = turn_of(scope, matter.status, matter.office, row)
        return replace(turn, by=by) if turn else None

    merged = Complaint.objects.within(scope).filter(merged_into=lead, outcome="open")
    for matter in list(merged.values_list("matter_id", flat=True)):
        docket.pass_turn(scope, matter, decide, at)


def turn_of(scope: Scope, status: str, office: str, row: Complaint) -> docket.Turn | None:
    """Whose move a status leaves. A merged matter waits for its lead, and no longer than the lead is handled itself."""
    if row.merged_into and status in ON_THE_WAY:
        lead = docket.views(scope, [row.merged_into]).get(row.merged_into)
        if lead is not None and lead.status in ON_THE_WAY:
            return docket.Turn()
    moves = {
        "待受理": docket.Turn(role="receiver", act="受理"),
        "已受理": docket.Turn(role="receiver", act="交办"),
        "待转办": docket.Turn(role="receiver", act="交办"),
        "承办中": docket.Turn(office=office, act="承办答复"),
        "待答复": docket.Turn(role="receiver", act="答复"),
        "已答复": docket.Turn(role="receiver", act="办结"),
        "已办结": docket.Turn(),
        "已转出": docket.Turn(),
        "已撤回": docket.Turn(),
    }
    return moves.get(status)


def _accepted(row: Complaint, stood: docket.Stood, deed: docket.Deed) -> None:
    row.accepted_on = legal_day(deed.at)


def _forwarded(row: Complaint, stood: docket.Stood, deed: docket.Deed) -> None:
    stood.matter.office = str(deed.fields["office"])
    docket.set_clock_office(stood.matter)


def _moved(row: Complaint, stood: docket.Stood, deed: docket.Deed) -> None:
    stood.matter.office = str(deed.fields["office"])
    docket.set_clock_office(stood.matter)


def _sent_back(row: Complaint, stood: docket.Stood, deed: docket.Deed) -> None:
    stood.matter.office, stood.matter.claim = "", ""
    docket.set_clock_office(stood.matter)


def _handed_over(row: Complaint, stood: docket.Stood, deed: docket.Deed) -> None:
    row.outcome = "handed_over"


def _handed_back(row: Complaint, stood: docket.Stood, deed: docket.Deed) -> None:
    row.outcome, row.accepted_on = "open", None


def _replied(row: Complaint, stood: docket.Stood, deed: docket.Deed) -> None:
    row.replied_at, row.replied_on = deed.at, legal_day(deed.at)
    row.reply_days = (row.replied_on - row.received_on).days
    row.reply_channel = str(deed.fields.get("channel", ""))
    row.undated_reply = False
    row.reply_on_time = _on_time(stood)


def _on_time(stood: docket.Stood) -> bool | None:
    """Whether the answer kept the county's term; nothing where no term was set."""
    state = next((c.state for c in reversed(stood.clocks) if c.name == "reply"), "")
    return {"done": True, "late": False, "missed": False}.get(state)


def _rated(row: Complaint, stood: docket.Stood, deed: docket.Deed) -> None:
    row.rating, row.rated_on = str(deed.fields["rating"]), legal_day(deed.at)


def _reopened(row: Complaint, stood: docket.Stood, deed: docket.Deed) -> None:
    row.reopened += 1
    row.replied_at = row.replied_on = row.reply_days = row.reply_on_time = None
    row.reply_channel, row.outcome = "", "open"


def _closed(row: Complaint, stood: docket.Stood, deed: docket.Deed) -> None:
    row.outcome = "closed"
    stood.matter.urged, stood.matter.claim = False, ""


def _withdrawn(row: Complaint, stood: docket.Stood, deed: docket.Deed) -> None:
    row.outcome = "withdrawn"


def _supervised(row: Complaint, stood: docket.Stood, deed: docket.Deed) -> None:
    stood.matter.urged = True


def _supervised_answered(row: Complaint, stood: docket.Stood, deed: docket.Deed) -> None:
    stood.matter.urged = False


def _merged(row: Complaint, stood: docket.Stood, deed: docket.Deed) -> None:
    row.merged_into = UUID(str(deed.fields["lead"]))


def _unmerged(row: Complaint, stood: docket.Stood, deed: docket.Deed) -> None:
    row.merged_into = None


def _reply_undated(row: Complaint, stood: docket.Stood, deed: docket.Deed) -> None:
    row.undated_reply = True


def _extension_asked(row: Complaint, stood: docket.Stood, deed: docket.Deed) -> None:
    stood.matter.claim = deed.act


def _extension_settled(row: Complaint, stood: docket.Stood, deed: docket.Deed) -> None:
    stood.matter.claim = ""


PROJECT: dict[str, Callable[[Complaint, docket.Stood, docket.Deed], None]] = {
    "accepted": _accepted,
    "forwarded": _forwarded,
    "moved": _moved,
    "sent_back": _sent_back,
    "handed_over": _handed_over,
    "handed_back": _handed_back,
    "replied": _replied,
    "rated": _rated,
    "reopened": _reopened,
    "closed": _closed,
    "withdrawn": _withdrawn,
    "extension_asked": _extension_asked,
    "extended": _extension_settled,
    "extension_denied": _extension_settled,
    "supervised": _supervised,
    "supervised.answered": _supervised_answered,
    "merged": _merged,
    "unmerged": _unmerged,
    "reply_undated": _reply_undated,
}


def judge_again(scope: Scope, stood: docket.Stood) -> None:
    """Bring the row along after an open matter was reckoned anew: whether the answer that stands was on time."""
    row = Complaint.objects.within(scope).get(matter=stood.matter)
    if row.replied_at is not None and row.reply_on_time != _on_time(stood):
        row.reply_on_time = _on_time(stood)
        row.save(update_fields=["reply_on_time"])


#: fields of the first entry that the row repeats, field by field
TAKEN_OVER = (
    "channel", "category", "text", "place", "community", "cell", "contact_name", "contact_phone", "confidential",
)  # fmt: skip
_BLANK: dict[str, object] = {
    "accepted_on": None, "replied_at": None, "replied_on": None, "reply_days": None, "reply_channel": "",
    "reply_on_time": None, "rating": "", "rated_on": None, "reopened": 0, "outcome": "open", "merged_into": None,
    "undated_reply": False,
}  # fmt: skip


def retell(scope: Scope, stood: docket.Stood) -> None:
    """Make the row again from the entries with their confirmed corrections laid over them, in the caller's transaction."""
    row = Complaint.objects.within(scope).get(matter=stood.matter)
    for name, value in _BLANK.items():
        setattr(row, name, value)
    for entry in record.history(scope, stood.matter.id, corrected=True):
        if entry.voided:
            continue
        fields = {k: v for k, v in entry.fields.items() if not isinstance(v, record.Erased)}
        deed = docket.Deed(
            entry.act,
            entry.at,
            entry.written,
            docket.Doer(entry.actor, frozenset(), entry.office),
            entry.source,
            fields,
        )
        if entry.act == "received":
            _received_again(row, stood, deed)
        change = PROJECT.get(entry.act)
        if change is not None:
            change(row, stood, deed)
    row.save()
    docket.search.write(scope, stood.matter.id, search_words(scope, row))


def _received_again(row: Complaint, stood: docket.Stood, deed: docket.Deed) -> None:
    for name in TAKEN_OVER:
        if name in deed.fields:
            setattr(row, name, deed.fields[name])
    if deed.fields.get("subject"):
        row.subject = stood.matter.title = str(deed.fields["subject"])[:200]
    day = legal_day(deed.at)
    row.received_at, row.received_on, row.received_month = deed.at, day, f"{day:%Y-%m}"
    stood.matter.opened_at, stood.matter.opened_on = deed.at, day
    stood.matter.community = row.community


ERASED_TITLE = "（内容已依法删除）"


def erase_row(scope: Scope, matter: UUID, names: Sequence[str]) -> None:
    """Take erased values of the first entry out of every copy of them: row, title, photos' claims, search."""
    row = Complaint.objects.within(scope).select_related("matter").get(matter_id=matter)
    for name in {"contact_name", "contact_phone", "text", "place", "cell", "community"} & set(names):
        setattr(row, name, "")
    if {"lat", "lon"} & set(names):
        row.lat = row.lon = row.h3_r9 = row.h3_r11 = None
    if "community" in names:
        row.matter.community = ""
    if {"subject", "text", "place"} & set(names):  # the title is made of these
        row.subject = row.matter.title = ERASED_TITLE
    row.matter.save(update_fields=["title", "community"])
    row.save()
    if "claims" in names:
        forget_claims(scope, matter)
    docket.search.write(scope, matter, search_words(scope, row))


def search_words(scope: Scope, row: Complaint) -> str:
    """What a complaint is found by: both numbers, title, words, place."""
    receipt = docket.receipts.number_of(scope, row.matter_id)
    return " ".join((row.matter.number, receipt, row.subject, row.text, row.place))
