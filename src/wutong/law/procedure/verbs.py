"""The verbs of a gate, each judged by itself: done, open, none_open, wait, lead, that, check, lawyer.

What hangs on the form of the act under test is a condition while the form is empty, and a refusal once it is not.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from wutong.law.calendar import SHANGHAI, date_words, day_words, legal_day
from wutong.law.procedure.expressions import Expr, bare
from wutong.law.procedure.schema import Act, Cite, Gate, Procedure
from wutong.law.procedure.view import MatterView
from wutong.law.procedure.words import CHECKS, NEEDS_LAWYER, STATED
from wutong.law.refusal import Reason
from wutong.law.terms import Term, due

#: how to mend what nothing mends: a refusal never ends without the next step
NOTHING = "这一步补不了，回到事项，办现在能办的那一步"


@dataclass
class Verdict:
    """`who`: reasons against this person; `reasons`: against anybody; `conditions`: what the form must still show."""

    who: list[Reason] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)


def reason(cite: Cite, missing: str, remedy: str, opens: datetime | None = None, mend: tuple[str, ...] = ()) -> Reason:
    return Reason(cite.text, missing, remedy or NOTHING, opens=opens, mark=cite.mark, mend=mend)


def minute(at: datetime) -> str:
    """The minute; the end of a day is written as its 24:00."""
    local = at.astimezone(SHANGHAI)
    hour = "24:00" if local.time() == time.max else f"{local:%H:%M}"
    return f"{date_words(local)}{hour}"


def unknown(procedure: Procedure, cite: Cite, expr: Expr, view: MatterView) -> Reason:
    """What nobody has stated; a local value that nobody has set is asked of the county, not of the clerk."""
    paths = expr.unknown(view)
    unset = "、".join(procedure.params[path].label for path in paths if path in procedure.params)
    names = "、".join(_path_words(procedure, path) for path in paths if path not in procedure.params)
    if unset and not names:
        return unset_value(cite, unset)
    names = names or "所需事实"
    also = (f"；本地没有设定{unset}", f"；{unset}请设置") if unset else ("", "")
    mend = (STATED,) if STATED in procedure.acts else ()
    return reason(cite, f"还不知道{names}{also[0]}", f"写明{names}{also[1]}", mend=mend)


def unset_value(cite: Cite, label: str) -> Reason:
    """A value that the law leaves to local rule and that nobody has set: the rule cannot be judged, so it refuses."""
    return reason(cite, f"本地没有设定{label}", "请设置")


def _path_words(procedure: Procedure, path: str) -> str:
    owner, _, name = bare(path).rpartition(".")
    owners = [procedure.acts[owner]] if owner in procedure.acts else list(procedure.acts.values())
    return next((found.label for act in owners if (found := act.field(name))), name)


def gate_holds(procedure: Procedure, act: Act, gate: Gate, view: MatterView, verdict: Verdict) -> None:
    """Adds what the gate has against the act. A gate whose `when` is unknown applies, and asks for the fact too."""
    applies = gate.when.truth(view) if gate.when is not None else True
    if applies is False or (gate.unless is not None and gate.unless.truth(view) is True):
        return
    cite = _cite(procedure, act, gate)
    found = Verdict()
    _judged(procedure, act, gate, cite, view, found)
    if found.reasons and applies is None and gate.when is not None:
        found.reasons.append(unknown(procedure, cite, gate.when, view))
    effect = gate.effect or act.effect
    verdict.reasons += [replace(each, effect=effect) for each in found.reasons]
    verdict.conditions += found.conditions


def _cite(procedure: Procedure, act: Act, gate: Gate) -> Cite:
    """The article of a gate: its own, that of the act it needs, that of the named condition, that of its act."""
    if gate.cite:
        return gate.cite
    if gate.target in procedure.acts:
        return procedure.acts[gate.target].cite
    named = getattr(gate.expr, "name", "")
    return procedure.predicates[named][1] if named in procedure.predicates else act.cite


def _judged(procedure: Procedure, act: Act, gate: Gate, cite: Cite, view: MatterView, verdict: Verdict) -> None:
    title = procedure.acts[gate.target].title if gate.target in procedure.acts else ""
    match gate.verb:
        case "done":
            _done(gate, cite, title, view, verdict)
        case "open":
            if not view.open_claims(gate.target):
                verdict.reasons.append(reason(cite, gate.missing or f"没有等待处理的{title}", gate.remedy))
        case "none_open":
            if view.open_claims(gate.target):
                missing = gate.missing or f"{title}还没有答复"
                ways = tuple(each.name for each in procedure.acts.values() if gate.target in each.answers)
                verdict.reasons.append(reason(cite, missing, gate.remedy or f"先处理{title}", mend=ways))
        case "wait" | "lead":
            term = gate.term or _local(procedure, gate.param)
            if term is None:
                verdict.reasons.append(unset_value(cite, procedure.params[gate.param].label))
            elif gate.verb == "wait":
                _wait(gate, term, cite, title, view, verdict)
            else:
                _lead(gate, term, cite, view, verdict)
        case "check":
            _check(gate, cite, view, verdict)
        case "lawyer":
            verdict.reasons.append(for_lawyer(cite, gate.target))
        case _:
            _that(procedure, act, gate, cite, view, verdict)


def for_lawyer(cite: Cite, question: str) -> Reason:
    """The law is open: nothing is decided here for the bureau."""
    return Reason(cite.text, f"{question} {NEEDS_LAWYER}", "先请本局法律顾问定，再办", mark=cite.mark)


def _local(procedure: Procedure, param: str) -> Term | None:
    local = procedure.value(param)
    return local.value if local is not None and isinstance(local.value, Term) else None


def _done(gate: Gate, cite: Cite, title: str, view: MatterView, verdict: Verdict) -> None:
    fresh = view.fresh(gate.target)
    in_time = [seen for seen in fresh if seen.at <= view.at]
    if len(fresh) < gate.least:
        missing, remedy = gate.missing or f"还没有{title}", gate.remedy or f"先{title}"
        verdict.reasons.append(reason(cite, missing, remedy, mend=(gate.target,)))
    elif len(in_time) < gate.least:
        day = legal_day(fresh[-1].at)
        missing = f"{title}在{date_words(day)}，晚于所填时间"
        verdict.reasons.append(reason(cite, missing, "改正时间"))


def _check(gate: Gate, cite: Cite, view: MatterView, verdict: Verdict) -> None:
    """What a computation says; where none answers, what a named person stated about it."""
    computed = view.checks.get(gate.target)
    truth, words = computed(view) if computed else (None, "")
    title = CHECKS[gate.target]
    if truth is None and gate.stated:
        told = view.fact(gate.stated)
        truth = told if isinstance(told, bool) else None
        own = bare(gate.stated).rpartition(".")[0] in ("this", view.act)
        if truth is None and view.fields is None and own:
            verdict.conditions.append(gate.missing or title)
            return
    if truth is False:
        verdict.reasons.append(reason(cite, gate.missing or words or f"不符合：{title}", gate.remedy))
    elif truth is None:
        verdict.reasons.append(reason(cite, f"还没有核对：{title}", gate.remedy or "核对以后写明结果"))


def _wait(gate: Gate, term: Term, cite: Cite, title: str, view: MatterView, verdict: Verdict) -> None:
    """A wait counts from the latest entry that still counts; it is over when the last day is over."""
    fresh = view.fresh(gate.target)
    if not fresh:
        missing, remedy = gate.missing or f"还没有{title}", gate.remedy or f"先{title}"
        verdict.reasons.append(reason(cite, missing, remedy, mend=(gate.target,)))
        return
    roll = gate.roll and term.unit in ("days", "months", "years")
    limit = due(term, fresh[-1].at, view.calendar, roll=roll)
    if view.at <= limit.at:
        missing = gate.missing or f"{title}后{term.zh()}还没有满"
        remedy = gate.remedy or f"等到{minute(limit.at)}以后"
        verdict.reasons.append(reason(cite, missing, remedy, limit.at + timedelta(microseconds=1)))


def _lead(gate: Gate, term: Term, cite: Cite, view: MatterView, verdict: Verdict) -> None:
    """The day that somebody fixes must lie a full term ahead of the act."""
    value = view.fact(gate.target)
    if not isinstance(value, str):
        if view.fields is None:
            verdict.conditions.append(gate.missing or f"须提前{term.zh()}")
        return
    limit = due(term, view.at, view.calendar)
    if value <= limit.on.isoformat():
        verdict.reasons.append(
            reason(cite, gate.missing or f"须提前{term.zh()}", gate.remedy or f"改到{day_words(limit.on)}以后")
        )


def _that(procedure: Procedure, act: Act, gate: Gate, cite: Cite, view: MatterView, verdict: Verdict) -> None:
    assert gate.expr is not None
    truth = gate.expr.truth(view)
    if truth is True:
        return
    if truth is None and view.imported is None and not gate.expr.unknown(view):
        truth = False
    if truth is False:
        verdict.reasons.append(reason(cite, gate.missing or "条件不满足", gate.remedy))
    elif view.fields is None and _own(act, gate.expr.unknown(view)):
        verdict.conditions.append(gate.missing or "看所填内容")
    else:
        verdict.reasons.append(unknown(procedure, cite, gate.expr, view))


def _own(act: Act, paths: tuple[str, ...]) -> bool:
    return bool(paths) and all(bare(path).rpartition(".")[0] in ("this", act.name) for path in paths)
