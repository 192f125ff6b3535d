"""Corrections and erasures, built in for every procedure: an entry is never changed, another one stands in its place.

A correction counts once a second person confirms it. It carries a `reason` and one or more of: new values
(`replaced.text`), the time at which it really happened (`at`), or that it never happened (`void`). Erasing is recorded
and changes nothing about the state of the matter.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from wutong.law.procedure.fold import replaced_in
from wutong.law.procedure.forms import check_value
from wutong.law.procedure.schema import Act, Cite, Field, Procedure
from wutong.law.procedure.state import Fold, Seen
from wutong.law.procedure.who import stands_in
from wutong.law.procedure.words import CONFIRMED, CORRECTED, ERASED, HEADS, OUTSIDER, ROLES, roles_words
from wutong.law.refusal import Reason

RULE = Cite("留痕规则·更正")
ERASE_RULE = Cite("留痕规则·删除")
WHY = Field("reason", "text", "更正理由")
STAFF = tuple(role for role in ROLES if role != OUTSIDER)

BUILT_IN: dict[str, Act] = {
    CORRECTED: Act(CORRECTED, "更正", RULE, by=STAFF, carries=(WHY,), repeat=True, after_close=True, built_in=True),
    CONFIRMED: Act(CONFIRMED, "确认更正", RULE, by=STAFF, repeat=True, after_close=True, built_in=True),
    ERASED: Act(
        ERASED,
        "删除内容",
        ERASE_RULE,
        by=("administrator", *HEADS),
        carries=(Field("ground", "text", "删除依据"), Field("names", "choices", "删除的栏目")),
        repeat=True,
        after_close=True,
        built_in=True,
    ),
}


class Asking(Protocol):
    """The part of a proposed act that these checks read."""

    @property
    def act(self) -> str: ...
    @property
    def about(self) -> int | None: ...
    @property
    def actor(self) -> str: ...
    @property
    def roles(self) -> frozenset[str]: ...
    @property
    def office(self) -> str: ...
    @property
    def acting(self) -> Mapping[str, str]: ...
    @property
    def fields(self) -> Mapping[str, object]: ...


def check(procedure: Procedure, state: Fold, asking: Asking) -> list[Reason]:
    act = BUILT_IN[asking.act]
    about = state.entry(asking.about)
    if about is None:
        return [_reason(act, "没有指明是哪一条记录", "选一条记录")]
    if act.name == CORRECTED:
        return _correction(procedure, state, about, asking)
    if act.name == CONFIRMED:
        return _confirmation(procedure, state, about, asking)
    reasons = [] if set(asking.roles) & set(act.by) else [_reason(act, f"由{roles_words(act.by)}办理", "交给有权的人")]
    for name in ("ground", "names"):
        if not asking.fields.get(name):
            reasons.append(_reason(act, f"缺{'删除依据' if name == 'ground' else '删除的栏目'}", "补上"))
    return reasons


def _correction(procedure: Procedure, state: Fold, about: Seen, asking: Asking) -> list[Reason]:
    act = BUILT_IN[CORRECTED]
    target = procedure.acts.get(about.act)
    if target is None or target.built_in:
        return [_reason(act, "这一条不能更正", "更正原来的那一条")]
    reasons = _who(procedure, about, asking, act)
    reason = asking.fields.get("reason")
    if not isinstance(reason, str) or not reason.strip():
        reasons.append(_reason(act, "缺更正理由", "填写更正理由"))
    new = replaced_in(asking.fields)
    if not new and "at" not in asking.fields and asking.fields.get("void") is not True:
        reasons.append(_reason(act, "没有写出更正成什么", "填写正确的内容，或者说明整条作废"))
    if asking.fields.get("void") is True and about.seq == state.opening.seq:
        reasons.append(_reason(act, "第一条记录不能作废", "用撤回或备注"))
    return reasons + _values(act, target, new) + _moved(act, state, about, asking)


def _values(act: Act, target: Act, new: Mapping[str, object]) -> list[Reason]:
    reasons = []
    for name, value in new.items():
        field = target.field(name)
        if field is None:
            reasons.append(_reason(act, f"{target.title}没有“{name}”这一栏", "去掉这一栏"))
            continue
        problem = check_value(field, value)
        if problem:
            reasons.append(_reason(act, f"{field.label}{problem}", f"改正{field.label}"))
    return reasons


def _moved(act: Act, state: Fold, about: Seen, asking: Asking) -> list[Reason]:
    """A corrected time lies between the opening of the matter and the writing of the entry."""
    text = asking.fields.get("at")
    if text is None:
        return []
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        return [_reason(act, "更正的时间不像时间", "写日期和钟点")]
    if at > about.written:
        return [_reason(act, "更正后的时间晚于写下的时间", "改成实际发生的时间")]
    if about.seq != state.opening.seq and at < state.opening.at:
        return [_reason(act, "更正后的时间早于这件事收到的时间", "改成实际发生的时间")]
    return []


def _confirmation(procedure: Procedure, state: Fold, about: Seen, asking: Asking) -> list[Reason]:
    act = BUILT_IN[CONFIRMED]
    if about.act != CORRECTED:
        return [_reason(act, "这一条不是更正", "选要确认的更正")]
    if any(seen.act == CONFIRMED and seen.about == about.seq for seen in state.seen):
        return [_reason(act, "这条更正已经确认过", "")]
    target = state.entry(about.about)
    reasons = _who(procedure, target, asking, act) if target else []
    role = stands_in(act.by, asking.roles, asking.acting)
    if set(about.persons) & {asking.actor, asking.acting[role] if role else asking.actor}:
        reasons.append(_reason(act, "提出更正的人不能自己确认", "请本单位另一人或负责人确认"))
    return reasons


def _who(procedure: Procedure, target: Seen, asking: Asking, act: Act) -> list[Reason]:
    """The office that made the entry, or a head; what an outsider wrote is corrected by those who may register it."""
    if asking.roles & set(procedure.heads):
        return []
    if target.office and asking.office == target.office and asking.roles - {OUTSIDER}:
        return []
    owner = procedure.acts.get(target.act)
    clerks = set(owner.by) - {OUTSIDER} if owner else set()
    if not target.office and asking.roles & clerks:
        return []
    who = "作出这条记录的单位或负责人" if target.office else roles_words(tuple(sorted(clerks))) or "负责人"
    return [_reason(act, f"由{who}办理", f"交给{who}")]


def _reason(act: Act, missing: str, remedy: str) -> Reason:
    return Reason(act.cite.text, missing, remedy)
