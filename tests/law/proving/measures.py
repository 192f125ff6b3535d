"""What the law demands of registration and hold, seizure, and transfer to the police."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from tests.law.proving.told import NEW, Demand, Told, after, officers, once, workdays_on, yes
from wutong.law.calendar import legal_day


def _hold_end(t: Told) -> Iterator[str]:
    held = t.last("held")
    if held is None:
        yield "56: nothing is held"
    elif t.step.act != "returned" and t.today > hold_last(legal_day(held.at)):
        yield "56: past seven days only what is returned"
    if t.any("returned", "kept_as_evidence", "turned_to_seizure"):
        yield "56: dealt with already"


def hold_last(day: date) -> date:
    return workdays_on(day, 7) if day >= NEW else day + timedelta(days=7)


HOLD: dict[str, tuple[Demand, ...]] = {
    "approved": (yes("may_be_lost", "56"),),
    "held": (after("approved", article="56"), yes("listed", "56"), officers(2, "42")),
    "returned": (_hold_end,), "kept_as_evidence": (_hold_end,), "turned_to_seizure": (_hold_end,),
}  # fmt: skip


def _seizure_last(t: Told) -> date | None:
    """30 days from the measure, 30 more once, and what tests took while the party was told."""
    seized = t.last("seized")
    if seized is None:
        return None
    last = legal_day(seized.at) + timedelta(days=30 + 30 * t.any("extended"))
    out: datetime | None = None
    for each in t.steps:
        if each.act == "test_sent" and out is None:
            out = each.at
        elif each.act == "test_back" and out is not None:
            last += legal_day(each.at) - legal_day(out)
            out = None
    return date.max if out is not None else last


def _seized(t: Told) -> Iterator[str]:
    if not t.any("approved", "urgent"):
        yield "18: nobody approved"
    if not all(t.form.get(name) is True for name in ("rights_told", "listed", "recorded")):
        yield "18: told, listed, recorded"
    if t.step.officers() < 2:
        yield "18: two officers"


def _in_term(t: Told) -> Iterator[str]:
    last = _seizure_last(t)
    if last is None:
        yield "25: nothing is seized"
    elif t.today > last:
        yield "25: past the term only release"


def _goods_once(t: Told) -> Iterator[str]:
    if t.any("confiscated", "released", "destroyed"):
        yield "27: dealt with already"


def _decision(t: Told) -> Iterator[str]:
    """Where the case is on the thread, it has decided to confiscate."""
    cases = [peer for peer in t.thread.peers if peer.procedure.family.startswith("penalty.ordinary")]
    taken = [
        seen
        for case in cases
        for seen in case.state.standing()
        if seen.act == "decided" and seen.fresh and "confiscate" in (seen.fields.get("kinds") or ())
    ]
    if cases and not taken:
        yield "27: the case has not decided it"


def _basis(t: Told) -> Iterator[str]:
    if t.form.get("by_statute") is not True:
        yield "10: no statute"
    if t.form.get("daily") is not False:
        yield "23: what people live on"


SEIZURE: dict[str, tuple[Demand, ...]] = {
    "approved": (_basis,), "urgent": (_basis, officers(2, "18")), "approved_after": (after("urgent", article="19"),),
    "seized": (_seized,), "extended": (_in_term, once("extended", article="25")),
    "confiscated": (_in_term, _goods_once, _decision), "destroyed": (_in_term, _goods_once),
    "released": (after("seized", article="28"), _goods_once), "released.returned": (officers(2, "18"),),
    "test_sent": (after("seized", article="25"), yes("told", "25")),
    "fee_charged": (lambda t: iter(["26: never"]),),
}  # fmt: skip


def _transfer_closed(t: Told) -> Iterator[str]:
    if not t.any("goods_handed", "penalised"):
        yield "310号令10: nothing followed"


def _in_three_days(t: Told) -> Iterator[str]:
    refused = t.last("refused")
    if refused is not None and t.today > legal_day(refused.at) + timedelta(days=3):
        yield "310号令9: past three days"


TRANSFER: dict[str, tuple[Demand, ...]] = {
    "approved": (once("declined", article="310号令5"),), "declined": (once("approved", article="310号令5"),),
    "sent": (after("approved", article="310号令5"), yes("complete", "310号令6"), officers(2, "310号令5")),
    "goods_handed": (after("filed", article="310号令12"), officers(2, "310号令12")),
    "closed": (_transfer_closed,), "procuratorate_asked": (after("refused", article="310号令9"),),
    "objected": (after("refused", article="310号令9"), _in_three_days), "penalised": (after("refused", article="310号令10"),),
    "reported": (officers(2, "310号令5"),),
}  # fmt: skip
