"""What the law demands of pulling down a building, and of doing in somebody's place what he has not done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.law.proving.told import (
    Demand,
    Told,
    after,
    among,
    answered,
    by_day,
    fresh,
    money,
    months_on,
    never,
    no,
    officers,
    once,
    one,
    past,
    workdays_on,
    yes,
)

DEFENDED = answered("defence_made", "defence_weighed", article="强制法36")


def _ours(t: Told) -> Iterator[str]:
    if t.fact("village") is not False and not (t.fact("village") is True and t.fact("transferred") is True):
        yield "规划65: the township's power"


def _not_curable(t: Told) -> Iterator[str]:
    if t.fact("village") is not True and t.value("classified", "result") != "not_curable":
        yield "规划64: nobody said that it cannot be put right"


def _told_first(t: Told) -> Iterator[str]:
    if t.at("notified.served") < t.at("notified") or not t.any("notified"):
        yield "处罚法44: no notice served"
        return
    day, wait = t.day("notified.served"), t.local_days("demolition.defence")
    if day is not None and (not wait or t.today <= workdays_on(day, wait)):
        yield "处罚法45: the time for the defence is not over"


def _order_stands(t: Told) -> Iterator[str]:
    if not t.any("ordered") or t.at("ordered.served") < t.at("ordered"):
        yield "强制法44: no order is served"
    if t.any("self_removed"):
        yield "强制法37: the party has done it"
    if t.any("ended"):
        yield "强制法40: it has been ended"


def _remedies_over(t: Told) -> Iterator[str]:
    """44: the party neither asks for a review in sixty days nor sues in six months; what runs must have ended."""
    served = t.day("ordered.served")
    building = t.fact("state") == "building" and t.params.get("demolition.wait_in_building") is False
    if not building and (served is None or t.today <= months_on(served, 6)):
        yield "强制法44: the time to sue is not over"
    if t.value("remedy_ended", "outcome") == "gone":
        yield "强制法40: the order is gone"
    if t.unanswered("remedy_used", "remedy_ended"):
        yield "强制法44: a remedy runs"


def _government(t: Told) -> Iterator[str]:
    if t.fact("village") is not True and not t.any("government_ordered"):
        yield "规划68: the county government has not ordered it"


def _demand_over(t: Told) -> Iterator[str]:
    served, until = t.day("demanded.served"), t.value("demanded", "until")
    if served is None or t.at("demanded.served") < t.at("demanded"):
        yield "强制法35: no demand is served"
    elif t.today <= date.fromisoformat(until):
        yield "强制法37: the time of the demand is not over"


def _not_suspended(t: Told) -> Iterator[str]:
    if t.at("suspended") > t.at("resumed"):
        yield "强制法39: suspended"


def _not_before_its_day(t: Told) -> Iterator[str]:
    on = t.value("enforcement_decided", "on") or t.value("decided", "on")
    if on is not None and t.today < date.fromisoformat(on):
        yield "强制法37: before the day that was told"


def _demolition_closed(t: Told) -> Iterator[str]:
    ends = ("self_removed", "demolished", "ended", "curable")
    if not t.any(*ends) and t.value("remedy_ended", "outcome") != "gone":
        yield "强制法37: it still stands"


DEMOLITION: dict[str, tuple[Demand, ...]] = {
    "stopped": (officers(2, "处罚法42"),), "notified": (_ours, yes("rights_told", "处罚法44")),
    "defence_weighed": (after("defence_made", article="处罚法45"),),
    "ordered": (_ours, _not_curable, _told_first, DEFENDED, yes("remedies_told", "强制法37")),
    "announced": (_order_stands,),
    "demanded": (_order_stands, after("announced", article="强制法44"), past("ordered", "until", "强制法34"), yes("rights_told", "强制法35")),
    "government_asked": (one("stopped", "ordered", article="规划68"),),
    "site_sealed": (after("stopped", article="规划68"), officers(2, "强制法18")),
    "enforcement_decided": (
        _order_stands, _demand_over, past("announced", "until", "强制法44"), _remedies_over, _government, DEFENDED, _not_suspended,
        yes("remedies_told", "强制法37"),
    ),
    "demolished": (
        fresh("enforcement_decided.served", article="强制法38"), _order_stands, _not_suspended, _not_before_its_day, by_day,
        answered("remedy_used", "remedy_ended", article="强制法44"),
        yes("listed", "118号文"), yes("filmed", "118号文"), officers(2, "强制法17"),
    ),
    "court_applied": (never("法释〔2013〕5号"),), "resumed": (after("suspended", article="强制法39"),),
    "closed": (_demolition_closed,),
}  # fmt: skip


def _in_place(t: Told) -> Iterator[str]:
    if t.value("begun", "harm") == "none":
        yield "强制法50: nobody is harmed"
    if t.form.get("performer") == "third" and t.form.get("neutral") is not True:
        yield "强制法50: somebody with an interest"
    if date.fromisoformat(t.form["on"]) <= t.today:
        yield "强制法51: a day that is gone"


def _three_days_ahead(t: Told) -> Iterator[str]:
    on = t.value("decided", "on")
    if on is not None and date.fromisoformat(on) < workdays_on(t.today, 3):
        yield "强制法51: three working days ahead"


def _open_place(t: Told) -> Iterator[str]:
    if t.form.get("place") not in ("road", "river", "channel", "public"):
        yield "强制法52: not on a road, in the water or a public place"


def _told_after(t: Told) -> Iterator[str]:
    if t.any("immediate") and t.value("immediate", "present") is not True and not t.any("immediate.told"):
        yield "强制法52: who was not there has not been told"


def _cost(t: Told) -> Iterator[str]:
    budget = t.value("decided", "budget")
    if budget is not None and money(t.form["amount"]) > money(budget) and not t.form.get("over_reason"):
        yield "强制法51: more than the budget"


def _performance_closed(t: Told) -> Iterator[str]:
    if not t.any("performed", "executed", "immediate", "ended"):
        yield "强制法51: not done"
    yield from _told_after(t)
    owed = t.value("cost_fixed", "amount")
    if owed is not None and t.sum("cost_paid") < money(owed) and not t.any("ended"):
        yield "强制法51: the cost is not paid"


PERFORMANCE: dict[str, tuple[Demand, ...]] = {
    "demanded": (past("begun", "until", "强制法50"), yes("rights_told", "强制法35"), once("performed", "ended", article="强制法51")),
    "decided": (_demand_over, DEFENDED, _in_place, once("performed", "ended", article="强制法51")),
    "demanded_again": (after("decided.served", article="强制法51"), _three_days_ahead),
    "executed": (
        fresh("demanded_again", "decided", article="强制法51"), once("performed", "ended", article="强制法51"), _not_suspended, _not_before_its_day,
        by_day, no("force", "强制法51"), yes("signed", "强制法51"),
    ),
    "immediate": (_open_place, yes("cannot", "强制法52"), among("what", "强制法52", "spill", "obstacle", "pollutant")),
    "cost_fixed": (yes("at_cost", "强制法51"), _cost), "resumed": (after("suspended", article="强制法39"),),
    "closed": (_performance_closed,),
}  # fmt: skip
