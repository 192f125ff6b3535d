"""What the law demands of a penalty on the spot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.law.proving.penalty_after import refunded, short
from tests.law.proving.told import Demand, Told, after, officers, once, yes


def _summary(t: Told) -> Iterator[str]:
    told = t.last("told")
    if told is None or told.fields.get("rights") is not True:
        yield "44: the rights were not told"
    if t.value("found", "certain") is not True:
        yield "51: not certain"
    if t.unanswered("defence_made", "defence_weighed"):
        yield "45: a defence nobody has weighed"
    if t.any("turned"):
        yield "51: it has become an ordinary case"
    if t.step.officers() < 2:
        yield "42: two officers"
    amount, who = float(str(t.form["amount"])), t.fact("party_kind")
    local = t.params.get("penalty.summary.sole")
    most = {"citizen": 200.0, "organisation": 3000.0, "sole": float(str(local)) if local else None}.get(who or "")
    if t.form["kind"] == "fine" and (most is None or amount > most):
        yield "51: too much for the spot"
    if t.form.get("remedies_told") is not True:
        yield "52: the remedies"
    if t.today >= date(2024, 1, 1) and t.form.get("review_first") is not True:
        yield "复议23: review comes first"


def _collected(t: Told) -> Iterator[str]:
    small = float(str(t.value("decided", "amount") or "0")) <= 100
    if not small and t.fact("hard_later") is not True and t.fact("remote") is not True:
        yield "68: not to be collected on the spot"


def summary_closed(t: Told) -> Iterator[str]:
    if not t.any("decided.delivered"):
        yield "52: not handed over"
    elif t.value("decided", "kind") == "fine" and not t.any("banked") and short(t):
        yield "67: not paid"


SUMMARY: dict[str, tuple[Demand, ...]] = {
    "collected": (officers(2, "42"), after("decided.delivered", article="52"), _collected),
    "banked": (after("collected.handed", article="71"),), "closed": (summary_closed,), "refunded": (refunded,),
    "found": (yes("id_shown", "52"), officers(2, "42")), "told": (officers(2, "42"), after("found", article="51")),
    "turned": (once("decided", article="51"),),
    "defence_weighed": (officers(2, "42"),), "decided": (_summary,), "decided.delivered": (officers(2, "42"),),
    "decided.published": (after("decided.delivered", article="52"),),
}  # fmt: skip
