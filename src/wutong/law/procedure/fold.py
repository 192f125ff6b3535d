"""Folds entries into a state, one at a time. A fold never refuses: what the record holds, stands; defects are told elsewhere."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wutong.law.calendar import Calendar
from wutong.law.procedure.schema import Act, Procedure
from wutong.law.procedure.state import Fold, Past, Seen
from wutong.law.procedure.words import CONFIRMED, CORRECTED
from wutong.law.terms import Term


class OutOfOrder(ValueError):
    """Entries are folded in the order of their numbers, each once, and by the procedure that knows their act."""


def fold(procedure: Procedure, state: Fold | None, past: Past, calendar: Calendar) -> Fold:
    """The state after one more entry, judged by the text in force on its day. The calendar is asked by clocks, not here."""
    del calendar
    act = procedure.acts.get(past.act)
    if act is None:
        raise OutOfOrder(f"{procedure.family} has no act {past.act!r}")
    if state is None:
        state = Fold(procedure.family, 0, "", False, ())
    if state.family != procedure.family:
        raise OutOfOrder(f"a matter of {state.family!r} is not folded by {procedure.family!r}")
    if past.seq <= state.seq:
        raise OutOfOrder(f"entry {past.seq} after entry {state.seq}")
    entry = _seen(procedure, state, past)
    if act.built_in:
        return _built_in(procedure, state, entry)
    stale = set(act.stales)
    seen = tuple(replace(each, fresh=False) if each.act in stale and each.fresh else each for each in state.seen)
    open_ = _claims(procedure, act, state, entry, stale)
    closed = (state.closed or act.final) and not act.reopens
    return Fold(state.family, entry.seq, act.status or state.status, closed, (*seen, entry), open_)


def _claims(procedure: Procedure, act: Act, state: Fold, entry: Seen, stale: set[str]) -> tuple[int, ...]:
    open_ = [seq for seq in state.open if (each := state.entry(seq)) is not None and each.act not in stale]
    answered = answers(state, act, entry.about, open_)
    if answered is not None:
        open_.remove(answered)
    if entry.act in procedure.claims():
        open_.append(entry.seq)
    return tuple(open_)


def answers(state: Fold, act: Act, about: int | None, open_: list[int] | tuple[int, ...]) -> int | None:
    """The open claim that an act would answer: the one it names, else the oldest."""
    mine = [seq for seq in open_ if (each := state.entry(seq)) is not None and each.act in act.answers]
    if about is not None:
        return about if about in mine else None
    return mine[0] if mine else None


def _seen(procedure: Procedure, state: Fold, past: Past) -> Seen:
    keeps = procedure.keeps.get(past.act, {})
    if past.act == CORRECTED:
        target = state.entry(past.about)
        keeps = procedure.keeps.get(target.act, {}) if target else {}
    entry = Seen(
        past.seq,
        past.act,
        past.at,
        past.written,
        past.actor,
        past.office,
        past.about,
        past.imported,
        True,
        {name: kept for name, whole in keeps.items() if (kept := _kept(past.fields.get(name), whole)) is not None},
    )
    return replace(entry, terms=_terms(procedure, state, entry))


def _kept(value: object, whole: bool) -> Any:
    """The value where rules compare it; only that it was stated where people wrote it. Erased values are unstated."""
    if isinstance(value, list | tuple):
        return (tuple(value) if whole else True) if value else None
    if isinstance(value, bool | int):
        return value if whole else True
    if isinstance(value, str):
        return (str(value) if whole else True) if value.strip() else None
    return True if isinstance(value, Mapping) and value and not whole else None


def _terms(procedure: Procedure, state: Fold, entry: Seen) -> dict[str, tuple[str, str, str]]:
    """The length of each clock that this entry may start: it belongs to the text and the local value of its day."""
    terms: dict[str, tuple[str, str, str]] = {}
    for clock in procedure.clocks.values():
        if entry.act not in clock.froms or clock.within.fact:
            continue
        if clock.within.term:
            terms[clock.name] = (str(clock.within.term), clock.cite.mark, "")
            continue
        by = procedure.params[clock.within.param].by
        opening = state.seen[0] if state.seen else entry
        local = procedure.value(clock.within.param, str(opening.fields.get(by, "")) if by else "")
        if local is not None and isinstance(local.value, Term):
            terms[clock.name] = (str(local.value), local.mark, local.document)
        else:
            terms[clock.name] = ("", clock.cite.mark, "")
    return terms


def _built_in(procedure: Procedure, state: Fold, entry: Seen) -> Fold:
    seen = (*state.seen, entry)
    if entry.act == CONFIRMED:
        correction = state.entry(entry.about)
        if correction is not None and correction.act == CORRECTED:
            seen = tuple(_corrected(procedure, state, each, correction) for each in seen)
    return replace(state, seq=entry.seq, seen=seen)


def _corrected(procedure: Procedure, state: Fold, each: Seen, correction: Seen) -> Seen:
    """The entry with the confirmed values in place. A clock whose length hangs on a corrected fact is measured anew."""
    opening = state.seen[0]
    target = replace(each, fields={**each.fields, **correction.fields}) if each.seq == correction.about else each
    if opening.seq != correction.about or not target.terms:
        return target
    changed = replace(opening, fields={**opening.fields, **correction.fields})
    by = {param.by for param in procedure.params.values() if param.by} & set(correction.fields)
    anew = _terms(procedure, replace(state, seen=(changed, *state.seen[1:])), target) if by else {}
    return replace(target, terms={**target.terms, **anew})
