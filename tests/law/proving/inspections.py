"""What the law demands of a hearing, of an inspection, and of drawing lots for whom to inspect."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from tests.law.proving.told import (
    NEW,
    Demand,
    Told,
    after,
    among,
    answered,
    asked,
    days_on,
    officers,
    once,
    one,
    workdays_on,
    yes,
)

#: 国办发〔2024〕54号 is published: who may visit an enterprise, and how
ENTERPRISE = date(2025, 1, 3)


def _last_day_to_ask(day: date) -> date:
    return workdays_on(day, 5) if day >= NEW else days_on(day, 3)


def _refused(t: Told) -> Iterator[str]:
    first, told = t.day("asked"), t.day("told")
    if t.form["ground"] == "late" and first is not None and told is not None and first <= _last_day_to_ask(told):
        yield "64: asked in time"
    if t.form["ground"] == "out_of_scope" and t.value("told", "in_scope") is not False:
        yield "63: within what may be heard"


def _noticed(t: Told) -> Iterator[str]:
    ahead = workdays_on(t.today, 7) if t.today >= NEW else t.today + timedelta(days=6)
    if date.fromisoformat(t.form["date"]) <= ahead:
        yield "64: seven days ahead"
    if t.form.get("public") is not True and t.form.get("secret") is not True:
        yield "64: behind closed doors without a secret"


def _in_session(t: Told) -> Iterator[str]:
    summons = t.last("noticed")
    if summons is None or t.at("noticed.served") < t.at("noticed"):
        yield "64: nobody was told"
        return
    if summons.fields["date"] != t.today.isoformat():
        yield "64: another day than was told"
    if summons.fields["chair"] != t.step.actor:
        yield "64: another chair than was told"
    if t.at("adjourned") > t.at("noticed"):
        yield "64: put off, and no new day told"
    if t.step.actor in (t.value("told", "investigator"), t.value("told", "second")):
        yield "64: an investigator in the chair"
    granted = [s for s in t.steps if s.act == "challenge_decided" and s.fields.get("granted")]
    if t.step.actor in {s.fields.get("whom") for s in granted}:
        yield "43: somebody who was excluded"


def _held(t: Told) -> Iterator[str]:
    if t.form.get("both_spoke") is not True:
        yield "64: not both spoke"
    if t.form.get("signed") is not True:
        yield "64: the record is not signed"
    if t.form.get("charged") is not False:
        yield "64: the party paid for it"


def _not_about_himself(t: Told) -> Iterator[str]:
    if t.step.actor == t.value("challenged", "whom"):
        yield "43: he decides about himself"


def _hearing_closed(t: Told) -> Iterator[str]:
    if _still_open(t):
        yield "63: a hearing neither held nor given up"
    if t.any("held") and t.at("reported") < t.at("held"):
        yield "65: no report of the hearing"
    told = t.day("told")
    over = told is not None and t.today > _last_day_to_ask(told)
    if (
        not t.any("waived", "withdrawn", "refused", "held", "defaulted")
        and not over
        and t.value("told", "in_scope") is not False
    ):
        yield "64: the time to ask for a hearing is not over"


def _still_open(t: Told) -> bool:
    return t.unanswered("asked", "held", "withdrawn", "refused", "defaulted")


HEARING: dict[str, tuple[Demand, ...]] = {
    "refused": (asked("asked", "held", "withdrawn", "refused", "defaulted", article="63"), _refused),
    "noticed": (asked("asked", "held", "withdrawn", "refused", "defaulted", article="63"), _noticed),
    "held": (_in_session, _held, answered("challenged", "challenge_decided", article="43")),
    "defaulted": (_in_session, yes("reason_checked", "64")), "challenge_decided": (_not_about_himself,),
    "adjourned": (after("noticed", article="64"),), "reported": (after("held", article="65"),), "closed": (_hearing_closed,),
}  # fmt: skip


def _enterprise(t: Told) -> bool:
    return t.today >= ENTERPRISE and t.fact("enterprise") is not False


def _entered(t: Told) -> Iterator[str]:
    if t.form.get("id_shown") is not True:
        yield "55: the certificate was not shown"
    if t.step.officers() < 2:
        yield "42: two officers"
    if _enterprise(t) and t.form.get("outsiders") is not False:
        yield "54号文: somebody who may not inspect"


def _approved_visit(t: Told) -> Iterator[str]:
    plan = t.last("approved")
    if not _enterprise(t):
        return
    if plan is None:
        yield "54号文: nobody approved"
        return
    if not date.fromisoformat(plan.fields["from"]) <= t.today <= date.fromisoformat(plan.fields["until"]):
        yield "54号文: another day than was approved"
    if t.form.get("in_scope") is not True:
        yield "54号文: beyond what was approved"
    if t.form.get("rights_told") is not True:
        yield "54号文: the rights were not told"


def _published_item(t: Told) -> Iterator[str]:
    if _enterprise(t) and t.value("proposed", "item_published") is not True:
        yield "54号文: an item that is not published"


def _recused(t: Told) -> Iterator[str]:
    gone = {s.fields["who"] for s in t.steps if s.act == "recused"}
    if t.step.persons & gone:
        yield "43: somebody who was excluded"


def _himself(t: Told) -> Iterator[str]:
    if t.step.actor == t.value("recusal_asked", "who"):
        yield "43: he decides about himself"


def _found_something(t: Told) -> Iterator[str]:
    if t.value("recorded", "violation") is not True:
        yield "28: nothing was found"


def _concluded(t: Told) -> Iterator[str]:
    result, found = t.form.get("result"), t.value("recorded", "violation")
    if result == "clean" and found is not False:
        yield "54: something was found"
    if result == "corrected" and not t.any("ordered"):
        yield "28: nobody ordered it to be corrected"
    if result == "filed" and not t.any("case_opened"):
        yield "54: no case was opened"
    if result == "handed" and not t.any("handed_over"):
        yield "25: it was not handed over"
    if found is True and not t.any("case_opened", "handed_over") and not t.form.get("why_no_case"):
        yield "54: a violation, no case and no reason"


def _made_up(t: Told) -> Iterator[str]:
    if t.any("entered_urgently") and _enterprise(t) and not t.any("made_up"):
        yield "54号文: the approval was not made up for"


CHECK: dict[str, tuple[Demand, ...]] = {
    "approved": (_published_item, once("declined", "cancelled", article="54号文")),
    "entered": (_entered, _approved_visit, _recused), "entered_urgently": (_entered,),
    "made_up": (after("entered_urgently", article="54号文"),), "recused": (_himself,), "recusal_denied": (_himself,),
    "recorded": (one("entered", "entered_urgently", article="55"), officers(2, "42"), _recused),
    "ordered": (_found_something,), "rechecked": (after("ordered", article="28"), officers(2, "42")),
    "concluded": (after("recorded", article="55"), _concluded), "concluded.published": (yes("redacted", "50"),),
    "closed": (after("concluded", article="118号文"), _made_up),
}  # fmt: skip


def _drawn(t: Told) -> Iterator[str]:
    if t.form.get("way") not in ("system", "lots"):
        yield "58号文: picked, not drawn"
    if int(t.form["officers"]) < 2:
        yield "42: two officers"


def _redrawn(t: Told) -> Iterator[str]:
    if t.form.get("in") == t.form.get("out"):
        yield "43: the same person again"
    if t.step.actor == t.form.get("out"):
        yield "43: he decides about himself"


def _asked_himself(t: Told) -> Iterator[str]:
    if t.step.actor == t.value("recusal_asked", "who"):
        yield "43: he decides about himself"


def _planned(t: Told) -> Iterator[str]:
    if t.value("planned", "listed") is not True:
        yield "58号文: not on the published list"


def _pursued(t: Told) -> Iterator[str]:
    if t.value("checked", "result") == "problem" and not t.any("followed_up"):
        yield "54: something was found, and nothing came of it"


RANDOM: dict[str, tuple[Demand, ...]] = {
    "approved": (_planned,), "pools_fixed": (after("approved", article="58号文"), once("drawn", article="58号文")),
    "drawn": (after("approved", "pools_fixed", article="58号文"), _drawn), "redrawn": (after("drawn", article="43"), _redrawn),
    "recusal_denied": (_asked_himself,),
    "sent": (after("drawn", article="58号文"), answered("recusal_asked", "redrawn", "recusal_denied", article="43")),
    "checked": (after("sent", article="58号文"), officers(2, "42")), "checked.published": (after("checked", article="5号文"), yes("redacted", "50")),
    "followed_up": (after("checked", article="54"), among("how", "54", "order", "case", "handed")),
    "called_off": (once("checked", article="58号文"),), "closed": (after("checked", "checked.published", article="5号文"), _pursued),
}  # fmt: skip
