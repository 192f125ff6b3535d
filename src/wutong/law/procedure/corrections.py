"""Corrections and erasures, built in for every procedure: an entry is never changed, another one takes its place in the fold.

A correction counts once a second person confirms it. It carries `why` and, under their own names, the fields it replaces, so
that each replaced value can be erased alone. Erasing is recorded and changes nothing about the state of the matter.
"""

from collections.abc import Mapping
from typing import Protocol

from wutong.law.procedure.forms import check_value
from wutong.law.procedure.schema import Act, Cite, Field, Procedure
from wutong.law.procedure.state import Fold, Seen
from wutong.law.procedure.words import CONFIRMED, CORRECTED, ERASED, HEADS, OUTSIDER, ROLES, roles_words
from wutong.law.refusal import Reason

RULE = Cite("留痕规则第3条")
ERASE_RULE = Cite("留痕规则第4条")
WHY = Field("why", "text", "更正理由")
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
    why = asking.fields.get("why")
    if not isinstance(why, str) or not why.strip():
        reasons.append(_reason(act, "缺更正理由", "填写更正理由"))
    replaced = [name for name in asking.fields if name != "why"]
    if not replaced:
        reasons.append(_reason(act, "没有改动任何一栏", "写出改成什么"))
    for name in replaced:
        field = target.field(name)
        if field is None:
            reasons.append(_reason(act, f"{target.title}没有“{name}”这一栏", "去掉这一栏"))
        else:
            problem = check_value(field, asking.fields[name])
            if problem:
                reasons.append(_reason(act, f"{field.label}{problem}", f"改正{field.label}"))
    return reasons


def _confirmation(procedure: Procedure, state: Fold, about: Seen, asking: Asking) -> list[Reason]:
    act = BUILT_IN[CONFIRMED]
    if about.act != CORRECTED:
        return [_reason(act, "这一条不是更正", "选要确认的更正")]
    if any(seen.act == CONFIRMED and seen.about == about.seq for seen in state.seen):
        return [_reason(act, "这条更正已经确认过", "")]
    target = state.entry(about.about)
    reasons = _who(procedure, target, asking, act) if target else []
    if asking.actor == about.actor:
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
