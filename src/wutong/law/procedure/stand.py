"""Where a matter stands: what may be done now and by whom, what is refused and why, and how its clocks run.

One judgement serves the buttons of a page, the refusal of an illegal step and the board of dates: they cannot disagree.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from wutong.law.calendar import Calendar
from wutong.law.procedure import corrections
from wutong.law.procedure.clocks import Running
from wutong.law.procedure.fold import subjects_of
from wutong.law.procedure.forms import check_fields
from wutong.law.procedure.gates import judge
from wutong.law.procedure.schema import Act, Field, Json, Procedure
from wutong.law.procedure.state import Fold
from wutong.law.procedure.threads import Thread, adopting
from wutong.law.procedure.verbs import Verdict
from wutong.law.procedure.view import Check, MatterView
from wutong.law.procedure.who import Hand, Person
from wutong.law.procedure.yamlfile import nearest
from wutong.law.refusal import Reason, Refused


@dataclass(frozen=True)
class Ask:
    """A proposed entry. `offices`: the offices the actor acts for besides his own; `hands`: who took part, by name;
    `acting`: see :class:`Person`."""

    act: str
    at: datetime
    written: datetime
    fields: Mapping[str, Json]
    actor: str
    roles: frozenset[str]
    office: str
    about: int | None = None
    imported: bool = False
    offices: frozenset[str] = frozenset()
    hands: tuple[Hand, ...] = ()
    acting: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Possible:
    """An act that passes now. `by` is who may do it; `conditions` is what the form must show for it to pass.

    `subjects`: for which of several parties or goods it passes; none where it passes for all.
    """

    act: str
    title: str
    cite: str
    by: tuple[str, ...]
    fields: tuple[Field, ...]
    document: str
    effect_words: str
    mark: str = ""
    conditions: tuple[str, ...] = ()
    office: str = ""
    who: tuple[Reason, ...] = ()
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True)
class RefusedAct:
    """An act that does not pass now; `mine`: this person might do it otherwise."""

    act: str
    title: str
    reasons: tuple[Reason, ...]
    mine: bool = False


@dataclass(frozen=True)
class Stand:
    status: str
    closed: bool
    can: tuple[Possible, ...]
    others: tuple[Possible, ...]
    cannot: tuple[RefusedAct, ...]
    clocks: tuple[Running, ...]


def ask(
    procedure: Procedure,
    state: Fold | None,
    ask: Ask,
    calendar: Calendar,
    *,
    thread: Thread | None = None,
    checks: Mapping[str, Check] | None = None,
) -> tuple[Reason, ...]:
    """Returns if the entry may be written; raises Refused with every reason otherwise.

    What another body did is never refused for its order, because it happened: then the reasons come back as oddities.
    `thread`: the matters it shares a thread with; without it a rule that asks about them refuses. `checks`: computed
    answers by the names of words.CHECKS.
    """
    act = procedure.acts.get(ask.act)
    if act is None:
        near = nearest(ask.act, procedure.acts)
        remedy = f"是不是{procedure.acts[near].title}（{near}）" if near else ""
        raise Refused(
            ask.act, ask.act, [Reason(procedure.law, f"{procedure.title}没有这一步", remedy, mark=procedure.mark)]
        )
    reasons = _times(act, state, ask)
    odd: list[Reason] = []
    if act.built_in:
        if state is None:
            reasons.append(Reason(act.cite.text, "这件事还没有收到", "先登记"))
        else:
            reasons += corrections.check(procedure, state, ask)
    else:
        view = MatterView(
            procedure, state, ask.at, calendar, act.name, ask.fields, ask.imported, thread=thread, checks=checks or {}
        )
        person = Person(ask.actor, ask.roles, ask.office, ask.offices, ask.hands, ask.acting)
        verdict = _for_all(procedure, view, act, person, ask)
        if act.outside and state is not None:
            odd = [replace(each, effect="none") for each in verdict.reasons]
        else:
            reasons += verdict.reasons
        reasons += verdict.who + check_fields(act, ask.fields, imported=ask.imported)
        reasons += adopting(act, ask.fields, thread)
    if reasons:
        raise Refused(act.name, act.title, reasons)
    return tuple(odd)


def _for_all(procedure: Procedure, view: MatterView, act: Act, person: Person, ask: Ask) -> Verdict:
    """The act judged for each party or thing it concerns: one that names none concerns all."""
    known = view.state.subjects if view.state is not None else ()
    concerned = subjects_of(procedure, ask.fields) or known or ("",)
    found = [judge(procedure, view.about(subject), act, person, about=ask.about) for subject in concerned]
    if len(found) == 1:
        return found[0]
    whole = Verdict(who=list(dict.fromkeys(each for verdict in found for each in verdict.who)))
    for subject, verdict in zip(concerned, found, strict=True):
        for each in verdict.reasons:
            shared = all(each in other.reasons for other in found)
            shown = each if shared else replace(each, missing=f"{subject}：{each.missing}")
            whole.reasons += [shown] if shown not in whole.reasons else []
    return whole


def _times(act: Act, state: Fold | None, ask: Ask) -> list[Reason]:
    reasons = []
    if ask.at.tzinfo is None or ask.written.tzinfo is None:
        raise ValueError("times are aware")
    if ask.at > ask.written:
        reasons.append(Reason(act.cite.text, "发生时间晚于现在", "改正时间", mark=act.cite.mark))
    if state is not None and ask.at < state.opening.at:
        reasons.append(Reason(act.cite.text, "发生时间早于这件事收到的时间", "改正时间", mark=act.cite.mark))
    return reasons


def stand(
    procedure: Procedure,
    state: Fold,
    on: datetime,
    calendar: Calendar,
    *,
    roles: frozenset[str],
    actor: str,
    office: str,
    offices: frozenset[str] = frozenset(),
    thread: Thread | None = None,
    checks: Mapping[str, Check] | None = None,
    acting: Mapping[str, str] | None = None,
) -> Stand:
    """The matter at the instant `on`, seen by one person."""
    person = Person(actor, frozenset(roles), office, offices, acting=acting or {})
    whole = MatterView(procedure, state, on, calendar, "", None, False, thread=thread, checks=checks or {})
    assert whole.state is not None and whole.clocks is not None  # counted once, for every act that is judged below
    can: list[Possible] = []
    others: list[Possible] = []
    cannot: list[RefusedAct] = []
    for act in procedure.acts.values():
        if act.built_in or (act.start and not act.repeat and whole.ever(act.name)):
            continue
        verdict, passing = _for_some(procedure, whole.testing(act.name), act, person)
        if verdict.reasons:
            reasons = (*verdict.reasons, *verdict.who)
            cannot.append(RefusedAct(act.name, act.title, reasons, not verdict.who))
            continue
        possible = _possible(act, whole, verdict, passing)
        (others if verdict.who else can).append(possible)
    return Stand(whole.state.status, whole.state.closed, tuple(can), tuple(others), tuple(cannot), whole.clocks)


def _for_some(procedure: Procedure, view: MatterView, act: Act, person: Person) -> tuple[Verdict, tuple[str, ...]]:
    """An act is offered as soon as it passes for one of several; with the names of those for whom it does."""
    known = view.state.subjects if view.state is not None else ()
    found = [judge(procedure, view.about(subject), act, person) for subject in known or ("",)]
    passing = [n for n, verdict in enumerate(found) if not verdict.reasons]
    whole = len(passing) == len(found)
    return found[passing[0] if passing else 0], () if whole else tuple(known[n] for n in passing)


def clocks(procedure: Procedure, state: Fold, on: datetime, calendar: Calendar) -> tuple[Running, ...]:
    """Only the clocks of :func:`stand`, for those who write them down and ask about no person."""
    return MatterView(procedure, state, on, calendar, "", None, False).clocks


def _possible(act: Act, view: MatterView, verdict: Verdict, subjects: tuple[str, ...] = ()) -> Possible:
    assert view.state is not None
    return Possible(
        act=act.name,
        title=act.title,
        cite=act.cite.text,
        by=act.by,
        fields=act.carries,
        document=act.document,
        effect_words=effect_words(act, view),
        mark=act.cite.mark,
        conditions=tuple(verdict.conditions),
        office=view.state.office(act.office),
        who=tuple(verdict.who),
        subjects=subjects,
    )


def effect_words(act: Act, view: MatterView) -> str:
    """What follows from the act, for the line under its button: only what really changes."""
    assert view.state is not None
    procedure, words = view.procedure, []
    if act.status and act.status != view.state.status:
        words.append(f"状态变为{act.status}")
    rules = procedure.clocks.values()
    starts = [
        each for each in rules if act.name in each.froms and (each.kind != "first" or not view.state.ever(act.name))
    ]
    begun = [each.title for each in starts if not each.within.param or procedure.value(each.within.param)]
    running = {each.name for each in view.clocks if each.state in ("running", "stopped", "missed")}
    ended = [each.title for each in rules if act.name in each.to and each.name in running]
    if begun:
        words.append(f"开始计算{'、'.join(begun)}")
    if ended:
        words.append(f"{'、'.join(ended)}到此为止")
    stale = [procedure.acts[name].title for name in act.stales if name != act.name and view.state.fresh(name)]
    if stale:
        words.append(f"原来的{'、'.join(stale)}不再算数")
    return "；".join(words)
