"""Silence that the law turns into an act: an application nobody asked to complete counts as accepted, a public notice
that has run its days counts as served.

Such an act is never written down. It is laid into the state whenever somebody asks, from the clock that ran out, and
everything after it is read anew.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from wutong.law.calendar import Calendar, legal_day
from wutong.law.procedure.clocks import Applies, Running, standing
from wutong.law.procedure.fold import refolded, terms_of
from wutong.law.procedure.schema import Clock, Procedure
from wutong.law.procedure.state import Fold, Seen

#: deemed entries are numbered far behind all written ones, by the entry that started their clock
BEHIND = 10**9
NOBODY = "（视为）"


def deemed(procedure: Procedure, state: Fold, on: datetime, calendar: Calendar, applies: Applies) -> Fold:
    """The state with every act that silence has become until `on`; the number of the last entry stays."""
    rules = [clock for clock in procedure.clocks.values() if clock.deem]
    laid = state
    # One deemed act may start the clock of the next; each clock of each entry is laid in once, so this ends.
    while rules:
        entry = _next(procedure, laid, on, calendar, rules, applies)
        if entry is None:
            break
        laid = _laid(procedure, laid, entry)
    # an untouched state is handed back as it came: what it has put in order for one question serves the next
    return state if laid is state else replace(laid, seq=state.seq)


def _next(
    procedure: Procedure, state: Fold, on: datetime, calendar: Calendar, rules: list[Clock], applies: Applies
) -> Seen | None:
    for running in standing(procedure, state, on, calendar, applies, frozenset(clock.name for clock in rules)):
        clock = procedure.clocks[running.name]
        if not _over(running) or running.due is None:
            continue
        seq = BEHIND + running.seq * 100 + rules.index(clock)
        if state.entry(seq) is not None:
            continue
        at = running.started if clock.deem_at_start else running.due.at + timedelta(microseconds=1)
        entry = Seen(seq, clock.deem, at, at, NOBODY, "", running.seq, deemed=True, subjects=running.subjects)
        return replace(entry, terms=terms_of(procedure.text_of(legal_day(at)), state, entry))
    return None


def _over(running: Running) -> bool:
    """Missed, or ended too late: what came after the last day does not undo what silence already did."""
    return running.state in ("missed", "late")


def _laid(procedure: Procedure, state: Fold, entry: Seen) -> Fold:
    again = Fold(state.family, 0, "", False, ())
    waiting: Seen | None = entry
    begun = False
    for each in state.seen:
        if waiting is not None and begun and each.at > entry.at:
            again, waiting = refolded(procedure, again, waiting), None
        begun = begun or each.seq == entry.about
        again = refolded(procedure, again, replace(each, fresh=True))
    return again if waiting is None else refolded(procedure, again, waiting)
