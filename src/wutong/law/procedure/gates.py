"""Judges one act against the state: who may do it, what stands in the way, and what will depend on the form.

Reasons come in the order in which a clerk can mend them; the status of the matter is named only where nothing says
more.
"""

from dataclasses import replace

from wutong.law.calendar import date_words, legal_day
from wutong.law.procedure.clocks import length_of, most_of
from wutong.law.procedure.fold import answers
from wutong.law.procedure.forms import is_term
from wutong.law.procedure.schema import Act, Procedure
from wutong.law.procedure.state import Fold
from wutong.law.procedure.verbs import Verdict, for_lawyer, gate_holds, minute, reason, unknown
from wutong.law.procedure.view import MatterView
from wutong.law.procedure.who import Person, taking_part, who
from wutong.law.refusal import Reason
from wutong.law.terms import Term


def judge(procedure: Procedure, view: MatterView, act: Act, person: Person, *, about: int | None = None) -> Verdict:
    """Everything but the form's own fields. The view carries them where they are known."""
    verdict = Verdict()
    state = view.state
    if not view.imported and not act.outside:
        verdict.who += who(act, person, state, view)
        reasons, conditions = taking_part(procedure, act, person, view)
        verdict.reasons += reasons
        verdict.conditions += conditions
    if act.needs_lawyer:
        verdict.reasons.append(for_lawyer(act.cite, act.needs_lawyer))
    if state is None:
        if not act.start:
            verdict.reasons.append(reason(act.cite, "这件事还没有收到", "先登记"))
            return verdict
        for gate in act.needs:
            if gate.verb in ("that", "check", "lead", "lawyer"):
                gate_holds(procedure, act, gate, view, verdict)
        return verdict
    if state.closed and not (act.after_close or act.reopens):
        verdict.reasons.append(_closed(procedure, act, state))
        return verdict
    if act.tail_of and about is not None and all(seen.seq != about for seen in state.fresh(act.tail_of)):
        verdict.reasons.append(reason(act.cite, f"没有指明是哪一次{procedure.acts[act.tail_of].title}", ""))
    verdict.reasons += _earlier(procedure, act, view)
    verdict.reasons += _repeated(act, view)
    if act.when is not None:
        verdict.reasons += _when(procedure, act, view)
    for gate in act.needs:
        gate_holds(procedure, act, gate, view, verdict)
    if act.answers and answers(state, act, about, state.open, (view.subject,) if view.subject else ()) is None:
        titles = "、".join(procedure.acts[claim].title for claim in act.answers)
        verdict.reasons.append(reason(act.cite, f"没有等待答复的{titles}", ""))
    verdict.reasons += _extension(procedure, act, view)
    if act.froms and view.status not in act.froms and not verdict.reasons:
        verdict.reasons.append(_from(procedure, act, view))
    verdict.reasons = list(
        dict.fromkeys(each if each.effect else replace(each, effect=act.effect) for each in verdict.reasons)
    )
    return verdict


def _earlier(procedure: Procedure, act: Act, view: MatterView) -> list[Reason]:
    """A step that changes the status cannot lie before the one that led to it."""
    assert view.state is not None
    if not act.status:
        return []
    steps = view.state.of(procedure.steps, view.subject)
    if not steps or view.at >= steps[-1].at:
        return []
    last = procedure.acts[steps[-1].act]
    return [reason(act.cite, f"发生时间早于上一步{last.title}（{minute(steps[-1].at)}）", "改正时间")]


def _closed(procedure: Procedure, act: Act, state: Fold) -> Reason:
    ways = [each for each in procedure.acts.values() if each.reopens and _reachable(each, state)]
    doors = "、".join(each.title for each in ways)
    remedy = f"要再办，先{doors}" if doors else "不能再办"
    return reason(act.cite, f"这件事{state.status}", remedy, mend=tuple(each.name for each in ways))


def _reachable(act: Act, state: Fold) -> bool:
    return not act.froms or state.status in act.froms


def _repeated(act: Act, view: MatterView) -> list[Reason]:
    if act.repeat:
        return []
    fresh = view.fresh(act.name)
    if not fresh:
        return []
    day = legal_day(fresh[-1].at)
    return [reason(act.cite, f"已经在{date_words(day)}{act.title}", "不用再办；写错了用更正")]


def _when(procedure: Procedure, act: Act, view: MatterView) -> list[Reason]:
    assert act.when is not None
    truth = act.when.truth(view)
    if truth is True:
        return []
    if truth is False:
        return [reason(act.cite, f"这件事不适用{act.title}", "")]
    return [unknown(procedure, act.cite, act.when, view)]


def _extension(procedure: Procedure, act: Act, view: MatterView) -> list[Reason]:
    """An extension past its measure, or once more than the rule allows, is refused at once, not cut down later."""
    assert view.state is not None
    reasons = []
    for clock in procedure.clocks.values():
        for rule in clock.extends:
            if rule.by != act.name or (rule.when is not None and rule.when.truth(view) is not True):
                continue
            if len(view.state.of(frozenset((act.name,)), view.subject)) >= rule.times:
                reasons.append(reason(rule.cite, f"只能{act.title}{rule.times}次", "在现有的期限内办完"))
            most = most_of(procedure, rule.at_most, rule.at_most_param, length_of(procedure, clock, view.state))
            given = view.fact(f"{act.name}.{rule.field}") if rule.field else None
            if isinstance(given, str) and most:
                given = Term.parse(given).n if is_term(given) and Term.parse(given).unit == most.unit else None
            if most and isinstance(given, int) and given > most.n:
                reasons.append(reason(rule.cite, f"最多延长{most.zh()}", f"改为不超过{most.zh()}"))
    return reasons


def _from(procedure: Procedure, act: Act, view: MatterView) -> Reason:
    assert view.state is not None
    state = view.state
    ways = [each for each in procedure.acts.values() if each.status in act.froms and _reachable(each, state)]
    missing = f"现在是{view.status}，{act.title}要在{'、'.join(act.froms)}时办理"
    remedy = f"先{'或'.join(each.title for each in ways)}" if ways else ""
    return reason(act.cite, missing, remedy, mend=tuple(each.name for each in ways))
