"""What a correction must be before it is written: about something real, reasoned, and confirmed by somebody else."""

from __future__ import annotations

from collections.abc import Sequence

from wutong.law.refusal import Reason, Refused
from wutong.record.entries.corrections import BUILT_IN, CONFIRMED, PROPOSED, corrected_time, replaced_in
from wutong.record.shapes import Draft, EntryView, Erased

RULE = "留痕规则·更正"
_TITLES = {PROPOSED: "更正", CONFIRMED: "确认更正"}


def check(draft: Draft, entries: Sequence[EntryView]) -> None:
    """Refuse a correction that would not hold; ``entries`` is the matter's history so far.

    :raises Refused: with each thing that is missing.
    """
    if draft.act not in _TITLES:
        return
    about = next((e for e in entries if e.seq == draft.about), None)
    if about is None:
        reasons = [Reason(RULE, "没有指明更正哪一条", "先选出那一条记录")]
    elif draft.act == PROPOSED:
        reasons = _proposal(draft, about)
    else:
        reasons = _confirmation(draft, about, entries)
    if reasons:
        raise Refused(draft.act, _TITLES[draft.act], reasons)


def _proposal(draft: Draft, about: EntryView) -> list[Reason]:
    reasons = []
    new = replaced_in(draft.fields)
    at = corrected_time(draft.fields)
    if about.act in BUILT_IN:
        reasons.append(Reason(RULE, "更正、确认和清除本身不能再更正", "对原记录重新提出更正"))
    if not str(draft.fields.get("reason") or "").strip():
        reasons.append(Reason(RULE, "缺少更正原因", "写明错在哪里"))
    if not new and at is None and draft.fields.get("void") is not True:
        reasons.append(Reason(RULE, "没有写出更正成什么", "填写正确的内容，或者说明整条作废"))
    if gone := [name for name in new if isinstance(about.fields.get(name), Erased)]:
        reasons.append(Reason(RULE, f"已依法清除的内容不能再写回：{'、'.join(gone)}", "去掉这几项"))
    if at is not None and at > about.written:
        reasons.append(Reason("留痕规则·两个时间", "更正后的时间晚于写下的时间", "改成实际发生的时间"))
    return reasons


def _confirmation(draft: Draft, about: EntryView, entries: Sequence[EntryView]) -> list[Reason]:
    if about.act != PROPOSED:
        return [Reason(RULE, "所指的不是一条更正", "先选出要确认的更正")]
    reasons = []
    if any(e.act == CONFIRMED and e.about == about.seq for e in entries):
        reasons.append(Reason(RULE, "这条更正已经确认过", ""))
    if draft.actor.kind != "officer":
        reasons.append(Reason(RULE, "更正要由工作人员确认", "请另一名工作人员确认"))
    proposers = {about.actor.id, about.acting_for} - {""}
    if proposers & {draft.actor.id, draft.acting_for}:
        reasons.append(Reason(RULE, "提出的人不能自己确认", "请另一名工作人员确认"))
    return reasons
