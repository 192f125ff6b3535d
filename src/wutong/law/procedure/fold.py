"""Folds entries into a state, one at a time. A fold never refuses: what the record holds, stands.

A confirmed correction changes what an earlier entry says, when it happened, or whether it happened at all. Then the
whole matter is folded again from what the state remembers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from wutong.law.calendar import Calendar, legal_day
from wutong.law.procedure.schema import Act, Param, Procedure
from wutong.law.procedure.state import Fold, Past, Seen
from wutong.law.procedure.words import CONFIRMED, CORRECTED, REPLACED, STATED
from wutong.law.terms import Term


class OutOfOrder(ValueError):
    """Entries are folded in the order of their numbers, each once, and by the procedure that knows their act."""


def fold(procedure: Procedure, state: Fold | None, past: Past, calendar: Calendar) -> Fold:
    """The state after one more entry, read by the text in force on its day.

    The calendar is not read: a fold holds instants and lengths, and the clocks count them when they are asked.
    """
    del calendar
    if past.act not in procedure.acts:
        raise OutOfOrder(f"{procedure.family} has no act {past.act!r}")
    if state is None:
        state = Fold(procedure.family, 0, "", False, ())
    if state.family != procedure.family:
        raise OutOfOrder(f"a matter of {state.family!r} is not folded by {procedure.family!r}")
    if past.seq <= state.seq:
        raise OutOfOrder(f"entry {past.seq} after entry {state.seq}")
    entry = _seen(procedure, state, past)
    state = _one_more(procedure, state, entry)
    if entry.act == CONFIRMED:
        correction = state.entry(entry.about)
        if correction is not None and correction.act == CORRECTED:
            return _again(procedure, state, correction)
    return state


def _one_more(procedure: Procedure, state: Fold, entry: Seen) -> Fold:
    act = procedure.acts.get(entry.act)
    if entry.void or act is None or act.built_in:
        return replace(state, seq=entry.seq, seen=(*state.seen, entry))
    stale = set(act.stales)
    seen = tuple(_staled(each, entry.subjects) if each.act in stale and each.fresh else each for each in state.seen)
    open_ = _claims(procedure, act, state, entry, stale)
    state = Fold(state.family, entry.seq, act.status or state.status, state.closed, (*seen, entry), open_)
    state = replace(state, closed=_closed(procedure, act, state))
    return _remeasured(procedure, state) if _chooses(procedure, entry) else state


def _staled(entry: Seen, subjects: tuple[str, ...]) -> Seen:
    """An entry taken back for all, or only for the parties or things that the later act concerns."""
    gone = set(entry.stale_for) | set(subjects)
    if not subjects or (entry.subjects and gone >= set(entry.subjects)):
        return replace(entry, fresh=False)
    return replace(entry, stale_for=tuple(dict.fromkeys((*entry.stale_for, *subjects))))


def _closed(procedure: Procedure, act: Act, state: Fold) -> bool:
    """One act closes the whole, unless it concerns only some of several: then each must have come to its end."""
    if act.reopens or not (state.closed or act.final):
        return False
    if state.closed or not state.seen[-1].subjects:
        return True
    finals = [each.name for each in procedure.acts.values() if each.final]
    return all(any(state.fresh(name, subject) for name in finals) for subject in state.subjects)


def _claims(procedure: Procedure, act: Act, state: Fold, entry: Seen, stale: set[str]) -> tuple[int, ...]:
    gone = {
        each.seq
        for each in state.seen
        if each.act in stale and (not entry.subjects or (each.subjects and set(each.subjects) <= set(entry.subjects)))
    }
    open_ = [seq for seq in state.open if seq not in gone]
    answered = answers(state, act, entry.about, open_, entry.subjects)
    if answered is not None:
        open_.remove(answered)
    if entry.act in procedure.claims:
        open_.append(entry.seq)
    return tuple(open_)


def answers(
    state: Fold, act: Act, about: int | None, open_: Sequence[int], subjects: tuple[str, ...] = ()
) -> int | None:
    """The open claim that an act would answer: the one it names, else the oldest of those it may concern."""
    mine = [
        seq
        for seq in open_
        if (each := state.entry(seq)) is not None
        and each.act in act.answers
        and (not subjects or any(each.concerns(subject) for subject in subjects))
    ]
    if about is not None and about in mine:
        return about
    return mine[0] if mine and about is None else None


def _seen(procedure: Procedure, state: Fold, past: Past) -> Seen:
    entry = Seen(past.seq, past.act, past.at, past.written, past.actor, past.office, past.about, past.imported)
    entry = replace(entry, hands=past.hands, acting_for=past.acting_for, subjects=subjects_of(procedure, past.fields))
    if past.act == CORRECTED:
        return replace(entry, fields=_proposal(procedure, state, past))
    entry = replace(entry, fields=_kept(procedure.keeps.get(past.act, {}), past.fields))
    return replace(entry, terms=terms_of(procedure, state, entry))


def subjects_of(procedure: Procedure, fields: Mapping[str, object]) -> tuple[str, ...]:
    """The parties or things that a form names; none means all of them."""
    value = fields.get(procedure.subjects.field) if procedure.subjects else None
    return tuple(str(each) for each in value) if isinstance(value, list | tuple) else ()


def _kept(keeps: Mapping[str, bool], fields: Mapping[str, object]) -> dict[str, Any]:
    return {name: kept for name, whole in keeps.items() if (kept := _value(fields.get(name), whole)) is not None}


def _value(value: object, whole: bool) -> Any:
    """The value where rules compare it; only that it was stated where people wrote it. What was erased is unstated."""
    if isinstance(value, list | tuple):
        return (tuple(value) if whole else True) if value else None
    if isinstance(value, bool | int):
        return value if whole else True
    if isinstance(value, str):
        return (str(value) if whole else True) if value.strip() else None
    return True if isinstance(value, Mapping) and value and not whole else None


def _proposal(procedure: Procedure, state: Fold, past: Past) -> dict[str, Any]:
    """Of a proposed correction: the new values that rules read, the new time, and whether the entry is void."""
    target = state.entry(past.about)
    keeps = procedure.keeps.get(target.act, {}) if target else {}
    kept = _kept(keeps, replaced_in(past.fields))
    found: dict[str, Any] = {f"{REPLACED}{name}": value for name, value in kept.items()}
    if past.fields.get("void") is True:
        found["void"] = True
    if isinstance(past.fields.get("at"), str):
        found["at"] = past.fields["at"]
    return found


def replaced_in(fields: Mapping[str, object]) -> dict[str, object]:
    """The new values that a correction carries, each as a field of its own (`replaced.text`) or together in a map."""
    whole = fields.get("replaced")
    found: dict[str, object] = {str(name): value for name, value in whole.items()} if isinstance(whole, Mapping) else {}
    found.update({name.removeprefix(REPLACED): value for name, value in fields.items() if name.startswith(REPLACED)})
    return found


def _again(procedure: Procedure, state: Fold, correction: Seen) -> Fold:
    again = Fold(state.family, 0, "", False, ())
    for each in state.seen:
        entry = replace(each, fresh=True)
        if each.seq == correction.about:
            entry = _corrected(entry, correction)
        again = refolded(procedure, again, entry)
    return _remeasured(procedure, again)


def refolded(procedure: Procedure, state: Fold, entry: Seen) -> Fold:
    """One remembered entry more, read by the text of its own day."""
    return _one_more(procedure.text_of(legal_day(entry.at)), state, replace(entry, stale_for=()))


def _corrected(entry: Seen, correction: Seen) -> Seen:
    new = {name.removeprefix(REPLACED): value for name, value in correction.fields.items() if name.startswith(REPLACED)}
    entry = replace(entry, fields={**entry.fields, **new}, void=entry.void or correction.fields.get("void") is True)
    at = correction.fields.get("at")
    if isinstance(at, str):
        moved = datetime.fromisoformat(at)
        entry = replace(entry, at=moved.astimezone(UTC), moved=True) if moved.tzinfo else entry
    return entry


def terms_of(procedure: Procedure, state: Fold, entry: Seen) -> dict[str, tuple[str, str, str]]:
    """The length of each clock that this entry may start: it belongs to the text and the local value of its day."""
    terms: dict[str, tuple[str, str, str]] = {}
    for clock in procedure.clocks.values():
        if clock.after or entry.act not in clock.froms or clock.within.fact:
            continue
        if clock.within.term:
            terms[clock.name] = (str(clock.within.term), clock.cite.mark, "")
            continue
        param = procedure.params[clock.within.param]
        local = procedure.value(param.name, _kind(param, state, entry))
        if local is not None and isinstance(local.value, Term):
            terms[clock.name] = (str(local.value), local.mark, local.document)
        else:
            terms[clock.name] = ("", clock.cite.mark, "")
    return terms


def _kind(param: Param, state: Fold, entry: Seen) -> str:
    """Which kind of a local value holds: the first of the fields that choose it which somebody has stated."""
    seen = state.standing() if entry in state.seen else (*state.standing(), entry)
    for path in param.by:
        owner, _, name = path.rpartition(".")
        mine = [
            each
            for each in seen
            if (each.act == owner if owner else each is seen[0] or each.act == STATED) and each.fields.get(name)
        ]
        if mine:
            return str(mine[-1].fields[name])
    return ""


def _chooses(procedure: Procedure, entry: Seen) -> bool:
    """Whether an entry states of what kind the matter is, and so how long its clocks are."""
    paths = {path for param in procedure.params.values() for path in param.by}
    return any(f"{entry.act}.{name}" in paths for name in entry.fields)


def _remeasured(procedure: Procedure, state: Fold) -> Fold:
    """The clocks whose length hangs on the kind of the matter, measured again; all others keep what they began with."""
    hanging = {
        clock.name
        for clock in procedure.clocks.values()
        if clock.within.param and procedure.params[clock.within.param].by
    }
    seen = []
    for each in state.seen:
        if hanging & set(each.terms):
            anew = terms_of(procedure, state, each)
            each = replace(each, terms={**each.terms, **{name: anew[name] for name in hanging & set(anew)}})
        seen.append(each)
    return replace(state, seen=tuple(seen))
