"""What the law demands of the ordinary penalty up to its decision, article by article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from tests.law.proving.penalty_after import (
    adjourned,
    closed,
    court,
    demanded,
    enforced,
    published,
    refunded,
    served_before,
    settled,
    terminated,
)
from tests.law.proving.told import (
    GONE,
    GRAVE,
    PENALTY_55,
    Demand,
    Told,
    after,
    hearing_open,
    officers,
    once,
    workdays_on,
)
from wutong.law.calendar import legal_day


def _notice(t: Told) -> tuple[int, int]:
    """The notice that counts, and its service: neither taken back by a revocation nor by changed facts."""
    cut = t.at(*GONE, "facts_changed")
    notice = t.at("notified")
    served = t.at("notified.served")
    announced = t.last("notified.announced")
    days = 60 if announced and legal_day(announced.at) < date(2022, 1, 1) else 30
    if announced and served < t.at("notified.announced") and t.at("notified.announced") > notice > cut:
        over = legal_day(announced.at) + timedelta(days=days)
        if t.today > over:  # 公告期满视为送达
            return notice, t.at("notified.announced")
    return (notice if notice > cut else -1), (served if served > notice > cut else -1)


def _served_on(t: Told, served: int) -> date:
    step = t.steps[served]
    if step.act == "notified.announced":
        return legal_day(step.at) + timedelta(days=60 if legal_day(step.at) < date(2022, 1, 1) else 30)
    return legal_day(step.at)


def _hearable(t: Told, form: Mapping[str, Any]) -> bool | None:
    kinds = set(form.get("kinds") or ())
    if kinds & GRAVE:
        return True
    if "fine" not in kinds:
        return False
    who = t.fact("party_kind")
    kinds_of_party = (who,) if who else ("citizen", "sole", "organisation")
    limits = [t.params.get(f"penalty.ordinary.hearing_{each}") for each in kinds_of_party]
    found = {None if limit is None else float(str(form["amount"])) >= float(str(limit)) for limit in limits}
    return found.pop() if len(found) == 1 else None


def pending(t: Told, since: int = -1) -> Iterator[str]:
    since = max(since, t.at(*GONE))
    if t.unanswered("defence_made", "defence_weighed", since=since):
        yield "45: a defence nobody has weighed"
    if hearing_open(t, since):
        yield "63: a hearing neither held nor given up"


def _major(t: Told) -> bool | None:
    held = t.at("hearing_held", "hearing_defaulted") > t.at("notified", *GONE, "facts_changed")
    grave_rights = t.fact("grave_rights")
    known = [t.fact("public_interest"), t.fact("complex"), t.fact("by_law_review"), grave_rights if held else False]
    return True if True in known else None if None in known else False


def _review_of(t: Told) -> Iterator[str]:
    heard = ("notified", "defence_made", "hearing_asked", "hearing_held", "investigated", "hearing_defaulted")
    if t.at("reviewed") < t.at(*heard, "facts_changed", *GONE):
        yield "58: no legal review of what there is now"
    elif t.value("reviewed", "agree") is not True:
        yield "58: the legal review said no"


def _decided(t: Told) -> Iterator[str]:
    notice, served = _notice(t)
    if served < 0:
        yield "44: no notice served"
        return
    told, form = t.steps[notice].fields, t.form
    if float(str(form["amount"])) > float(str(told["amount"])):
        yield "44: more than was notified"
    if set(form["kinds"]) - set(told["kinds"]):
        yield "44: a kind that was not notified"
    if form.get("same_basis") is not True:
        yield "44: another basis"
    day = _served_on(t, served)
    waived = t.at("defence_waived") > served or (
        t.steps[served].act == "notified.announced" and t.at("defence_waived") > notice
    )
    wait = t.local_days("penalty.ordinary.defence")
    if not waived and (not wait or t.today <= workdays_on(day, wait)):
        yield "62: the time for the defence is not over"
    hearable = _hearable(t, told)
    if hearable is not False:
        done = t.at("hearing_waived", "hearing_held", "hearing_defaulted", "hearing_withdrawn") > notice
        if t.at("hearing_asked") > t.at("hearing_waived") and t.at("hearing_waived") > notice:
            done = t.at("hearing_held", "hearing_defaulted", "hearing_withdrawn") > notice
        if not done and t.today <= workdays_on(day, 5):
            yield "64: the time to ask for a hearing is not over"
        if told.get("hearing_told") is not True:
            yield "63: the right to a hearing was not told"
    yield from pending(t)
    if _major(t) is not False:
        yield from _review_of(t)
    grave, complex_ = t.fact("grave"), t.fact("complex")
    if grave is not False or complex_ is not False:
        talked = t.last("deliberated")
        stale = t.at("notified", "defence_made", "hearing_asked", "investigated", "hearing_held", *GONE)
        if talked is None or t.at("deliberated") < stale:
            yield "57: the heads did not discuss what there is now"
        else:
            if talked.fields["conclusion"] != "punish":
                yield "57: the heads decided otherwise"
            if float(str(form["amount"])) > float(str(talked.fields["amount"])):
                yield "57: more than the heads agreed"
            if set(form["kinds"]) - set(talked.fields["kinds"]):
                yield "57: a kind that the heads did not agree"
    if t.at("investigated") < t.at("interviewed", "inspected", "appraisal_back"):
        yield "57: evidence after the end of the investigation"
    if t.unanswered("transferred", "police_filed", "police_returned"):
        yield "27: a transfer that nobody answered"
    if t.at("police_filed") > t.at("criminal_ended"):
        yield "8: a fine in the place of a crime"
    if t.unanswered("recusal_asked", "recusal_granted", "recusal_denied"):
        yield "43: a recusal that nobody decided"
    if t.any("not_punished"):
        yield "57: let off already"
    if t.value("filed", "competence") is not True:
        yield "17: not ours"
    looked = ("time_bar", "same_act", "capacity", "mitigation", "governing_text", "evidence", "range", "discretion")
    for name in looked:
        if t.value("examined", name) is not True:
            yield f"checked: {name}"
    if form.get("correction") == "ordered" and not t.any("correction_ordered"):
        yield "28: no order to correct"
    if form.get("remedies_told") is not True or form.get("payment_told") is not True:
        yield "59: what the decision must say"
    if t.fact("social_impact") is None:
        yield "48: whether it is published is not known"


def _notified(t: Told) -> Iterator[str]:
    if t.at("investigated") < max(t.at("interviewed", "inspected", "appraisal_back"), 0):
        yield "54: the investigation is not over"
    yield from pending(t)
    if t.step.officers() < 2:
        yield "42: two officers"
    if _hearable(t, t.form) is not False and t.form.get("hearing_told") is not True:
        yield "63: the right to a hearing must be told"
    before = [s.fields for s in t.steps if s.act == "notified"]
    spoken = t.any("defence_made", "hearing_asked")
    fresh = t.form.get("new_facts") is True and t.form.get("new_facts_text")
    if before and spoken and not fresh:
        if float(str(t.form["amount"])) > min(float(str(f["amount"])) for f in before):
            yield "45: heavier after the party spoke"
        if max(map(rank, t.form["kinds"])) > min(max(map(rank, f["kinds"])) for f in before):
            yield "45: a graver kind after the party spoke"
    if t.any("revoked") and t.form.get("new_basis") is not True:
        yield "行诉71: the same again"


ORDER = ("warn", "criticise", "fine", "confiscate", "suspend", "downgrade", "restrict", "revoke", "stop", "close", "bar", "other_grave")  # fmt: skip


def rank(kind: str) -> int:
    return ORDER.index(kind)


def _two_not_recused(t: Told) -> Iterator[str]:
    if t.step.officers() < 2:
        yield "42: two officers"
    gone = {s.fields["whom"] for s in t.steps if s.act == "recusal_granted"}
    if t.step.actor in gone or {h.person for h in t.step.hands} & gone:
        yield "43: somebody who was excluded"


def _investigated(t: Told) -> Iterator[str]:
    yield from _two_not_recused(t)
    if not t.any("filed"):
        yield "54: no case"
    if t.unanswered("recusal_asked", "recusal_granted", "recusal_denied"):
        yield "43: a recusal that nobody decided"
    sent = [n for n, s in enumerate(t.steps) if s.act == "appraisal_sent"]
    over = [s for n, s in enumerate(t.steps) if s.act in ("appraisal_back", "appraisal_lapsed")]
    still = [t.steps[n] for n in sent[len(over) :]]
    if any(t.today <= date.fromisoformat(s.fields["due"]) for s in still):
        yield "57: an appraisal is still out"
    if t.unanswered("suspended", "resumed"):
        yield "令55: the investigation is suspended"
    if _notice(t)[0] >= 0 and t.form.get("changes_notice") is not False:
        yield "44: the evidence may have changed what was notified"


def _hearing_refused(t: Told) -> Iterator[str]:
    notice, served = _notice(t)
    asked = t.last("hearing_asked")
    hearable = _hearable(t, t.steps[notice].fields) if notice >= 0 else None
    if t.form["ground"] == "out_of_scope" and hearable is not False:
        yield "63: within what may be heard"
    if t.form["ground"] == "late" and served >= 0 and asked is not None:
        first = (
            next(s for s in t.steps[served:] if s.act == "hearing_asked") if t.at("hearing_asked") > served else asked
        )
        if legal_day(first.at) <= workdays_on(_served_on(t, served), 5):
            yield "64: asked in time"
    if not hearing_open(t, t.at(*GONE)):
        yield "63: nothing to refuse"


def _hearing_noticed(t: Told) -> Iterator[str]:
    if not hearing_open(t, t.at(*GONE)):
        yield "64: nobody asked"
    if date.fromisoformat(t.form["date"]) <= workdays_on(t.today, 7):
        yield "64: seven working days ahead"


def hearing(t: Told) -> Iterator[str]:
    summons = t.last("hearing_noticed")
    if summons is None or t.at("hearing_noticed.served") < t.at("hearing_noticed"):
        yield "64: nobody was told"
        return
    if t.today <= workdays_on(legal_day(t.steps[t.at("hearing_noticed.served")].at), 7):
        yield "64: seven working days after the summons"
    if summons.fields["date"] != t.today.isoformat():
        yield "64: another day than was told"
    if summons.fields["chair"] != t.step.actor:
        yield "64: another chair than was told"
    if t.step.actor in t.did("checked", "interviewed", "inspected", "investigated"):
        yield "64: an investigator in the chair"
    if t.step.act == "hearing_defaulted" and t.form.get("reason_checked") is not True:
        yield "64: nobody asked for the reason"


def _reviewed(t: Told) -> Iterator[str]:
    if _notice(t)[1] < 0:
        yield "58: nothing to review before the notice is served"
    if t.step.actor in t.did("checked", "interviewed", "inspected", "investigated", "notified"):
        yield "58: reviewed by an investigator"
    yield from pending(t)
    if t.form.get("qualified") is not True:
        yield "58: not qualified"


def _deliberated(t: Told) -> Iterator[str]:
    heads = {h.person for h in t.step.hands if h.roles & {"bureau_head", "deputy_head"}} | {t.step.actor}
    if len(heads) < 2:
        yield "57: one head is no discussion"
    if _notice(t)[1] < 0:
        yield "44: discussed before the notice was served"
    if _major(t) is not False:
        yield from _review_of(t)
    yield from pending(t)


def _not_punished(t: Told) -> Iterator[str]:
    if t.at("decided") > t.at(*GONE):
        yield "57: punished already"
    if t.unanswered("transferred", "police_filed", "police_returned"):
        yield "27: a transfer that nobody answered"
    yield from pending(t)
    if t.at("investigated") < max(t.at("interviewed", "inspected", "appraisal_back"), 0):
        yield "57: the investigation is not over"
    if t.form["ground"] not in ("time_bar", "not_established") and not t.form.get("education"):
        yield "33: nobody was educated"


def _extended(t: Told) -> Iterator[str]:
    if t.today < PENALTY_55 or t.fact("field_of_work") != "housing":
        yield "60: no rule allows it"
    filed = t.last("filed")
    stopped = t.any("hearing_noticed", "appraisal_sent", "notified.announced")
    if filed is None or t.any("decided", "not_punished", "terminated", "transferred"):
        yield "60: nothing runs"
    elif not stopped and t.today > legal_day(filed.at) + timedelta(days=90 + 30 * t.any("extended")):
        yield "60: the ninety days are over"
    if t.step.act == "extended_again" and not t.any("extended"):
        yield "令55: not extended before"
    heads = {h.person for h in t.step.hands if h.roles & {"bureau_head", "deputy_head"}} | {t.step.actor}
    if t.step.act == "extended_again" and len(heads) < 2:
        yield "令55: one head is no discussion"


def _self_recusal(t: Told) -> Iterator[str]:
    if t.step.actor in {s.fields["whom"] for s in t.steps if s.act == "recusal_asked"}:
        yield "43: he decides about himself"


def filed(t: Told) -> Iterator[str]:
    if t.form.get("competence") is not True:
        yield "17: not ours"


def open_transfer(t: Told) -> Iterator[str]:
    if t.unanswered("transferred", "police_filed", "police_returned"):
        yield "27: transferred already"


ORDINARY: dict[str, tuple[Demand, ...]] = {
    "filed": (filed,), "not_filed": (once("filed", article="54"),), "clue": (once("filed", article="54"),),
    "checked": (officers(2, "42"),), "interviewed": (_two_not_recused,), "inspected": (_two_not_recused,),
    "correction_ordered": (officers(2, "42"),), "correction_ordered.rechecked": (officers(2, "42"),),
    "appraisal_sent": (officers(2, "42"),), "investigated": (_investigated,), "notified": (_notified,),
    "notified.served": (officers(2, "42"),), "notified.announced": (officers(2, "42"),),
    "defence_weighed": (officers(2, "42"),), "facts_changed": (pending, after("notified", article="44"), once("decided", article="44", but=GONE)),
    "recusal_granted": (_self_recusal,), "recusal_denied": (_self_recusal,),
    "hearing_refused": (_hearing_refused,), "hearing_noticed": (_hearing_noticed,),
    "hearing_noticed.served": (officers(2, "42"),), "hearing_held": (hearing,), "hearing_defaulted": (hearing,),
    "reviewed": (_reviewed,), "deliberated": (_deliberated,), "decided": (_decided,),
    "decided.served": (officers(2, "42"),), "decided.announced": (officers(2, "42"),), "decided.published": (published,),
    "not_punished": (_not_punished,), "not_punished.served": (officers(2, "42"),), "transferred": (open_transfer,),
    "extended": (_extended,), "extended_again": (_extended,), "terminated": (terminated,), "settled": (settled, after("paid", article="66")),
    "refunded": (refunded,),
    "performed": (served_before,), "demanded": (demanded,), "demanded.served": (officers(2, "42"),),
    "court_applied": (court,), "closed": (closed,), "suspended": (after("filed", article="令55"),),
    "examined": (after("filed", article="40"),), "self_corrected": (after("decided", article="75"),),
    "court_reapplied": (after("court_refused", article="强制法56"),), "judgment_enforcement": (enforced,),
    "hearing_adjourned": (adjourned,),
}  # fmt: skip
