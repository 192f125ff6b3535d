"""Judges one act against the state: who may do it, what stands in the way, and what will depend on the form.

Reasons come in the order in which a clerk can mend them; the status of the matter is named only where nothing says
more.
"""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from wutong.law.calendar import SHANGHAI, day_words, legal_day
from wutong.law.procedure.clocks import length_of, most_of
from wutong.law.procedure.expressions import Expr
from wutong.law.procedure.fold import answers
from wutong.law.procedure.schema import Act, Cite, Gate, Procedure
from wutong.law.procedure.state import Fold
from wutong.law.procedure.view import MatterView
from wutong.law.procedure.words import roles_words
from wutong.law.refusal import Reason
from wutong.law.terms import due


@dataclass(frozen=True)
class Person:
    """Who acts. `offices`: the offices he acts for, his own among them (a squad acts for its brigade)."""

    actor: str
    roles: frozenset[str]
    office: str
    offices: frozenset[str] = frozenset()

    def belongs(self, office: str) -> bool:
        return bool(office) and (office == self.office or office in self.offices)


@dataclass
class Verdict:
    """`who`: reasons against this person; `reasons`: against anybody; `conditions`: what the form must still show."""

    who: list[Reason] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)


def judge(procedure: Procedure, view: MatterView, act: Act, person: Person, *, about: int | None = None) -> Verdict:
    """Everything but the form's own fields. The view carries them where they are known."""
    verdict = Verdict()
    state = view.state
    if not view.imported and not act.outside:
        verdict.who += _who(act, person, state)
    if state is None:
        if not act.start:
            verdict.reasons.append(_reason(act.cite, "这件事还没有收到", "先登记"))
        return verdict
    if state.closed and not (act.after_close or act.reopens):
        verdict.reasons.append(_closed(procedure, act, state))
        return verdict
    if act.tail_of and about is not None and all(seen.seq != about for seen in state.fresh(act.tail_of)):
        verdict.reasons.append(_reason(act.cite, f"没有指明是哪一次{procedure.acts[act.tail_of].title}", ""))
    verdict.reasons += _earlier(procedure, act, view)
    verdict.reasons += _repeated(act, state)
    if act.when is not None:
        verdict.reasons += _when(procedure, act, view)
    for gate in act.needs:
        _gate(procedure, act, gate, view, verdict)
    if act.answers and answers(state, act, about, state.open) is None:
        titles = "、".join(procedure.acts[claim].title for claim in act.answers)
        verdict.reasons.append(_reason(act.cite, f"没有等待答复的{titles}", ""))
    verdict.reasons += _extension(procedure, act, view)
    if act.froms and state.status not in act.froms and not verdict.reasons:
        verdict.reasons.append(_from(procedure, act, state))
    verdict.reasons = list(dict.fromkeys(verdict.reasons))
    return verdict


def _reason(cite: Cite, missing: str, remedy: str, opens: datetime | None = None) -> Reason:
    return Reason(cite.text, missing, remedy, opens=opens, mark=cite.mark)


def _who(act: Act, person: Person, state: Fold | None) -> list[Reason]:
    reasons = []
    if act.by and not person.roles & set(act.by):
        words = roles_words(act.by)
        reasons.append(_reason(act.cite, f"{act.title}由{words}办理", f"交给{words}"))
    if state is None:
        return reasons
    if act.office:
        fresh = state.fresh(act.office)
        office = str(fresh[-1].fields.get("office", "")) if fresh else ""
        if office and not person.belongs(office):
            reasons.append(_reason(act.cite, f"{act.title}由承办单位（{office}）的人办理", "交给承办单位"))
    for name in act.not_by:
        if any(seen.act == name and seen.actor == person.actor for seen in state.standing()):
            reasons.append(_reason(act.cite, "提出的人不能自己决定", f"请另一名{roles_words(act.by)}办理"))
            break
    return reasons


def _earlier(procedure: Procedure, act: Act, view: MatterView) -> list[Reason]:
    """A step that changes the status cannot lie before the one that led to it."""
    assert view.state is not None
    if not act.status:
        return []
    steps = [seen for seen in view.state.standing() if seen.act in procedure.acts and procedure.acts[seen.act].status]
    if not steps or view.at >= steps[-1].at:
        return []
    last = procedure.acts[steps[-1].act]
    return [_reason(act.cite, f"发生时间早于上一步{last.title}（{_minute(steps[-1].at)}）", "改正时间")]


def _minute(at: datetime) -> str:
    """The minute; the end of a day is written as its 24:00."""
    local = at.astimezone(SHANGHAI)
    hour = "24:00" if local.time() == time.max else f"{local:%H:%M}"
    return f"{local.year}年{local.month}月{local.day}日{hour}"


def _closed(procedure: Procedure, act: Act, state: Fold) -> Reason:
    doors = "、".join(each.title for each in procedure.acts.values() if each.reopens and _reachable(each, state))
    return _reason(act.cite, f"这件事{state.status}", f"要再办，先{doors}" if doors else "不能再办")


def _reachable(act: Act, state: Fold) -> bool:
    return not act.froms or state.status in act.froms


def _repeated(act: Act, state: Fold) -> list[Reason]:
    if act.repeat:
        return []
    fresh = state.fresh(act.name)
    if not fresh:
        return []
    day = legal_day(fresh[-1].at)
    return [_reason(act.cite, f"已经在{day.year}年{day.month}月{day.day}日{act.title}", "不用再办；写错了用更正")]


def _when(procedure: Procedure, act: Act, view: MatterView) -> list[Reason]:
    assert act.when is not None
    truth = act.when.truth(view)
    if truth is True:
        return []
    if truth is False:
        return [_reason(act.cite, f"这件事不适用{act.title}", "")]
    return [_unknown(procedure, act, act.when, view)]


def _unknown(procedure: Procedure, act: Act, expr: Expr, view: MatterView) -> Reason:
    names = "、".join(_path_words(procedure, path) for path in expr.unknown(view)) or "所需事实"
    return _reason(act.cite, f"还不知道{names}", f"写明{names}")


def _path_words(procedure: Procedure, path: str) -> str:
    if path in procedure.params:
        return procedure.params[path].label
    owner, _, name = path.removeprefix("before.").rpartition(".")
    owners = [procedure.acts[owner]] if owner in procedure.acts else list(procedure.acts.values())
    return next((found.label for act in owners if (found := act.field(name))), name)


def _gate(procedure: Procedure, act: Act, gate: Gate, view: MatterView, verdict: Verdict) -> None:
    if gate.when is not None and gate.when.truth(view) is False:
        return
    if gate.unless is not None and gate.unless.truth(view) is True:
        return
    assert view.state is not None
    cite = gate.cite or (procedure.acts[gate.target].cite if gate.target in procedure.acts else act.cite)
    title = procedure.acts[gate.target].title if gate.target in procedure.acts else ""
    match gate.verb:
        case "done":
            fresh = view.state.fresh(gate.target)
            in_time = [seen for seen in fresh if seen.at <= view.at]
            if len(fresh) < gate.least:
                verdict.reasons.append(_reason(cite, gate.missing or f"还没有{title}", gate.remedy or f"先{title}"))
            elif len(in_time) < gate.least:
                day = legal_day(fresh[-1].at)
                missing = f"{title}在{day.year}年{day.month}月{day.day}日，晚于所填时间"
                verdict.reasons.append(_reason(cite, missing, "改正时间"))
        case "open":
            if not view.state.open_claims(gate.target):
                verdict.reasons.append(_reason(cite, gate.missing or f"没有等待处理的{title}", gate.remedy))
        case "none_open":
            if view.state.open_claims(gate.target):
                missing = gate.missing or f"{title}还没有答复"
                verdict.reasons.append(_reason(cite, missing, gate.remedy or f"先处理{title}"))
        case "wait":
            _wait(gate, cite, title, view, verdict)
        case "lead":
            _lead(gate, cite, view, verdict)
        case _:
            _that(procedure, act, gate, view, verdict)


def _wait(gate: Gate, cite: Cite, title: str, view: MatterView, verdict: Verdict) -> None:
    """A wait counts from the latest entry that still counts; it is over when the last day is over."""
    assert view.state is not None and gate.term is not None
    fresh = view.state.fresh(gate.target)
    if not fresh:
        verdict.reasons.append(_reason(cite, gate.missing or f"还没有{title}", gate.remedy or f"先{title}"))
        return
    roll = gate.roll and gate.term.unit in ("days", "months", "years")
    limit = due(gate.term, fresh[-1].at, view.calendar, roll=roll)
    if view.at <= limit.at:
        missing = gate.missing or f"{title}后{gate.term.zh()}还没有满"
        remedy = gate.remedy or f"等到{_minute(limit.at)}以后"
        verdict.reasons.append(_reason(cite, missing, remedy, limit.at + timedelta(microseconds=1)))


def _lead(gate: Gate, cite: Cite, view: MatterView, verdict: Verdict) -> None:
    """The day that somebody fixes must lie a full term ahead of the act."""
    assert gate.term is not None
    value = view.fact(gate.target)
    if not isinstance(value, str):
        if view.fields is None:
            verdict.conditions.append(gate.missing or f"须提前{gate.term.zh()}")
        return
    limit = due(gate.term, view.at, view.calendar)
    if value <= limit.on.isoformat():
        verdict.reasons.append(
            _reason(cite, gate.missing or f"须提前{gate.term.zh()}", gate.remedy or f"改到{day_words(limit.on)}以后")
        )


def _that(procedure: Procedure, act: Act, gate: Gate, view: MatterView, verdict: Verdict) -> None:
    assert gate.expr is not None
    truth = gate.expr.truth(view)
    if truth is True:
        return
    if truth is None and view.imported is None and not gate.expr.unknown(view):
        truth = False
    named = getattr(gate.expr, "name", "")
    cite = gate.cite or (procedure.predicates[named][1] if named in procedure.predicates else act.cite)
    if truth is False:
        verdict.reasons.append(_reason(cite, gate.missing or "条件不满足", gate.remedy))
    elif view.fields is None and _own(act, gate.expr.unknown(view)):
        verdict.conditions.append(gate.missing or "看所填内容")
    else:
        found = _unknown(procedure, act, gate.expr, view)
        verdict.reasons.append(Reason(cite.text, found.missing, found.remedy, mark=cite.mark))


def _own(act: Act, paths: tuple[str, ...]) -> bool:
    return bool(paths) and all(path.rpartition(".")[0] in ("this", act.name) for path in paths)


def _extension(procedure: Procedure, act: Act, view: MatterView) -> list[Reason]:
    """An extension past its measure, or once more than the rule allows, is refused at once, not cut down later."""
    assert view.state is not None
    reasons = []
    for clock in procedure.clocks.values():
        for rule in clock.extends:
            if rule.by != act.name:
                continue
            if len([seen for seen in view.state.standing() if seen.act == act.name]) >= rule.times:
                reasons.append(_reason(rule.cite, f"只能{act.title}{rule.times}次", ""))
            most = most_of(procedure, rule.at_most, rule.at_most_param, length_of(procedure, clock, view.state))
            given = view.fact(f"{act.name}.{rule.field}") if rule.field else None
            if most and isinstance(given, int) and given > most.n:
                reasons.append(_reason(rule.cite, f"最多延长{most.zh()}", f"改为不超过{most.zh()}"))
    return reasons


def _from(procedure: Procedure, act: Act, state: Fold) -> Reason:
    ways = [each.title for each in procedure.acts.values() if each.status in act.froms and _reachable(each, state)]
    wanted = "、".join(act.froms)
    return _reason(
        act.cite, f"现在是{state.status}，{act.title}要在{wanted}时办理", f"先{'或'.join(ways)}" if ways else ""
    )
