"""What the law demands of a permit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.law.proving.told import Demand, Told, after, officers, once, workdays_on, yes
from wutong.law.calendar import legal_day


def _permit_end(t: Told) -> Iterator[str]:
    if t.unanswered("hearing_asked", "hearing_refused", "hearing_closed"):
        yield "47: a hearing nobody has dealt with"
    if t.step.act == "granted":
        if t.fact("third_party") is not False and not t.any("third_party_told"):
            yield "36: those concerned were not told"
        if t.fact("must_hear") is not False and not t.any("hearing_held"):
            yield "46: not heard"
        if t.any("refused"):
            yield "38: refused already"
    else:
        if t.form.get("remedies_told") is not True:
            yield "38: the remedies"
        if t.any("granted"):
            yield "38: granted already"


def _permit_hearing(t: Told) -> Iterator[str]:
    summons = t.last("hearing_noticed")
    if summons is None or summons.fields["date"] != t.today.isoformat():
        yield "48: another day than was told"
    if summons is not None and summons.fields["chair"] != t.step.actor:
        yield "48: another chair than was told"
    if t.step.actor in t.did("checked"):
        yield "48: who checked sits in the chair"


def _seven_ahead(t: Told) -> Iterator[str]:
    if date.fromisoformat(t.form["date"]) <= workdays_on(t.today, 7):
        yield "48: seven working days ahead"


def _permit_closed(t: Told) -> Iterator[str]:
    if not t.any("granted.delivered", "refused.delivered"):
        yield "44: not delivered"


def _permit_accepted(t: Told) -> Iterator[str]:
    if t.any("correction_asked") and not t.any("supplemented"):
        yield "32: what was missing has not come"


def _permit_refused(t: Told) -> Iterator[str]:
    told, asked = t.last("hearing_told"), t.last("hearing_asked")
    if told is not None and asked is not None and legal_day(asked.at) <= workdays_on(legal_day(told.at), 5):
        yield "47: asked in time"
    if told is None:
        yield "47: nobody was told"


def _accepted(t: Told) -> Iterator[str]:
    """Taken on, or taken on by silence: nobody asked for anything within five working days."""
    applied, asked = t.last("applied"), t.last("correction_asked")
    last = workdays_on(legal_day(applied.at), 5) if applied else t.today
    silent = (asked is None or legal_day(asked.at) > last) and t.today > last
    if not t.any("accepted") and not silent:
        yield "32: not taken on yet"


PERMIT: dict[str, tuple[Demand, ...]] = {
    **dict.fromkeys(("third_party_told", "opinion_heard", "hearing_told"), (_accepted,)),
    "granted": (_permit_end, _accepted), "refused": (_permit_end, _accepted), "hearing_held": (_permit_hearing,),
    "hearing_noticed": (_seven_ahead, _accepted), "test_sent": (yes("told", "45"), _accepted),
    "supplemented": (after("correction_asked", article="32"),),
    "closed": (_permit_closed,), "accepted": (_permit_accepted,), "checked": (officers(2, "34"), _accepted),
    "hearing_refused": (_permit_refused,), "hearing_closed": (after("hearing_held", article="48"),),
    "extended": (once("granted", "refused", article="42"),),
    "not_needed": (once("accepted", article="32"),), "not_ours": (once("accepted", article="32"),),
    "correction_asked": (once("accepted", article="32"),),
}  # fmt: skip
