"""What the penalty law of 2017 demanded: a dossier of 2019 is judged by it, not by the text of today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.law.proving.penalty import open_transfer, pending, rank
from tests.law.proving.penalty_after import closed, court, demanded, published, refunded, settled
from tests.law.proving.summary import summary_closed
from tests.law.proving.told import (
    Demand,
    Told,
    after,
    answered,
    days_on,
    hearing_open,
    money,
    officers,
    once,
    yes,
)

#: 38 第三款 came into force later than the rest of the text
REVIEWED_SINCE = date(2018, 1, 1)
OVERTURNED = ("revoked",)


def _hearable(t: Told, form: Mapping[str, Any]) -> bool | None:
    """42: business stopped, a licence revoked, a large fine; 指导案例6号: a large confiscation too."""
    kinds = set(form.get("kinds") or ())
    if kinds & {"stop", "revoke"}:
        return True
    found: set[bool | None] = {False}
    if "fine" in kinds:
        who = t.fact("party_kind")
        for each in (who,) if who else ("citizen", "sole", "organisation"):
            limit = t.params.get(f"penalty.ordinary.hearing_{each}")
            found.add(None if limit is None else money(form["amount"]) >= money(limit))
    if "confiscate" in kinds:
        limit, worth = t.params.get("penalty.ordinary.hearing_confiscation"), form.get("confiscated")
        found.add(None if limit is None or worth is None else money(worth) >= money(limit))
    return True if True in found else None if None in found else False


def _filed(t: Told) -> Iterator[str]:
    if t.form.get("competence") is not True:
        yield "15: not ours"


def _notified(t: Told) -> Iterator[str]:
    yield from pending(t)
    if _hearable(t, t.form) is not False and t.form.get("hearing_told") is not True:
        yield "42: the right to a hearing must be told"
    before = [s.fields for s in t.steps if s.act == "notified"]
    if before and t.any("defence_made", "hearing_asked") and t.form.get("new_facts") is not True:
        if money(t.form["amount"]) > min(money(f["amount"]) for f in before):
            yield "32: heavier after the party spoke"
        if max(map(rank, t.form["kinds"])) > min(max(map(rank, f["kinds"])) for f in before):
            yield "32: a graver kind after the party spoke"


def _investigated(t: Told) -> Iterator[str]:
    if not t.any("filed"):
        yield "36: no case"
    if t.step.officers() < 2:
        yield "37: two officers"


def _hearing_over(t: Told, notice: int) -> Iterator[str]:
    told = t.steps[notice].fields
    if _hearable(t, told) is False:
        return
    if told.get("hearing_told") is not True:
        yield "42: the right to a hearing was not told"
    ended = t.at("hearing_waived", "hearing_held", "hearing_withdrawn") > notice
    served = t.day("notified.served")
    if not ended and (served is None or t.today <= days_on(served, 3)):
        yield "42: the time to ask for a hearing is not over"


def _decided(t: Told) -> Iterator[str]:
    notice, form = t.at("notified"), t.form
    if notice < t.at(*OVERTURNED) or notice < 0 or t.at("notified.served") < notice:
        yield "41: no notice, no decision"
        return
    yield from _hearing_over(t, notice)
    yield from pending(t)
    talked = ("notified", "defence_made", "hearing_held", "investigated", *OVERTURNED)
    if t.today >= REVIEWED_SINCE and t.at("reviewed") < t.at(*talked):
        yield "38: no legal review of what there is now"
    if t.fact("grave") is not False and t.at("deliberated") < t.at(*talked):
        yield "38: the heads did not discuss what there is now"
    if t.at("investigated") < max(t.at("interviewed", "inspected"), 0):
        yield "38: the investigation is not over"
    if t.any("transferred") and t.at("police_returned") < t.at("transferred"):
        yield "22: with the police"
    if t.any("not_punished"):
        yield "38: let off already"
    for name in ("time_bar", "same_act", "capacity", "mitigation", "evidence", "range"):
        if t.value("examined", name) is not True:
            yield f"checked: {name}"
    if form.get("correction") == "ordered" and not t.any("correction_ordered"):
        yield "23: no order to correct"
    if form.get("remedies_told") is not True:
        yield "39: the remedies"


def _hearing_refused(t: Told) -> Iterator[str]:
    notice, served, wish = t.last("notified"), t.day("notified.served"), t.day("hearing_asked")
    if t.form["ground"] == "out_of_scope" and notice is not None and _hearable(t, notice.fields) is not False:
        yield "42: within what may be heard"
    if t.form["ground"] == "late" and served is not None and wish is not None and wish <= days_on(served, 3):
        yield "42: asked in time"
    if not hearing_open(t, t.at(*OVERTURNED)):
        yield "42: nothing to refuse"


def _hearing_noticed(t: Told) -> Iterator[str]:
    if not hearing_open(t, t.at(*OVERTURNED)):
        yield "42: nobody asked"
    if date.fromisoformat(t.form["date"]) <= t.today + timedelta(days=6):
        yield "42: seven days ahead"


def _hearing(t: Told) -> Iterator[str]:
    summons = t.last("hearing_noticed")
    if summons is None or t.at("hearing_noticed.served") < t.at("hearing_noticed"):
        yield "42: nobody was told"
        return
    if summons.fields["date"] != t.today.isoformat():
        yield "42: another day than was told"
    if summons.fields["chair"] != t.step.actor:
        yield "42: another chair than was told"
    if t.step.actor in t.did("checked", "interviewed", "inspected", "investigated"):
        yield "42: an investigator in the chair"


def _deliberated(t: Told) -> Iterator[str]:
    heads = {h.person for h in t.step.hands if h.roles & {"bureau_head", "deputy_head"}} | {t.step.actor}
    if len(heads) < 2:
        yield "38: one head is no discussion"


def _not_punished(t: Told) -> Iterator[str]:
    if t.at("decided") > t.at(*OVERTURNED):
        yield "38: punished already"
    if t.at("investigated") < max(t.at("interviewed", "inspected"), 0):
        yield "38: the investigation is not over"


ORDINARY_2017: dict[str, tuple[Demand, ...]] = {
    "filed": (_filed,), "checked": (officers(2, "37"),), "interviewed": (officers(2, "37"),),
    "inspected": (officers(2, "37"),), "investigated": (_investigated,), "notified": (_notified,),
    "defence_weighed": (after("defence_made", article="32"),), "examined": (after("filed", article="36"),),
    "hearing_refused": (_hearing_refused,), "hearing_noticed": (_hearing_noticed,), "hearing_held": (_hearing,),
    "deliberated": (_deliberated,), "decided": (_decided,), "decided.published": (published,),
    "not_punished": (_not_punished, answered("transferred", "police_filed", "police_returned", article="22"), pending),
    "transferred": (open_transfer,), "settled": (settled, after("paid", article="46")), "refunded": (refunded,),
    "demanded": (demanded,), "court_applied": (court,), "closed": (closed,),
}  # fmt: skip


def _summary(t: Told) -> Iterator[str]:
    if t.value("told", "rights") is not True:
        yield "31: the rights were not told"
    if t.value("found", "certain") is not True:
        yield "33: not certain"
    if t.unanswered("defence_made", "defence_weighed"):
        yield "32: a defence nobody has weighed"
    who, local = t.fact("party_kind"), t.params.get("penalty.summary.sole")
    most = {"citizen": Decimal(50), "organisation": Decimal(1000), "sole": money(local) if local else None}
    limit = most.get(who or "")
    if t.form["kind"] == "fine" and (limit is None or money(t.form["amount"]) > limit):
        yield "33: too much for the spot"


def _collected(t: Told) -> Iterator[str]:
    small = money(t.value("decided", "amount")) <= 20
    if not small and t.fact("hard_later") is not True and t.fact("remote") is not True:
        yield "47: not to be collected on the spot"
    if money(t.form["amount"]) > money(t.value("decided", "amount")):
        yield "46: more than the decision says"


SUMMARY_2017: dict[str, tuple[Demand, ...]] = {
    "found": (yes("id_shown", "34"),), "told": (after("found", article="31"),), "decided": (_summary,),
    "defence_weighed": (after("defence_made", article="32"),), "turned": (once("decided", article="33"),),
    "decided.reported": (after("decided", article="34"),), "collected": (after("decided.delivered", article="34"), _collected),
    "banked": (after("collected.handed", article="50"),), "refunded": (refunded,), "closed": (summary_closed,),
}  # fmt: skip
