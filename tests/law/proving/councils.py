"""What the law demands of decisions that bind many, of legal advice, and of making peace between two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from tests.law.proving.told import Demand, Told, after, no, once, yes


def _thirty_days(t: Told) -> Iterator[str]:
    first, last = date.fromisoformat(t.form["from"]), date.fromisoformat(t.form["until"])
    if (last - first).days < 30 and not t.form.get("why_shorter"):
        yield "713号令15: less than thirty days"


def _asked_the_public(t: Told, article: str) -> Iterator[str]:
    last = t.value("solicited", "until")
    if last is None:
        yield f"{article}: the public was not asked"
    elif t.today <= date.fromisoformat(last):
        yield f"{article}: the public is still asked"
    elif t.at("opinions_sorted") < t.at("solicited"):
        yield f"{article}: what the public said was not sorted"


def _drafted_norm(t: Told) -> Iterator[str]:
    if t.fact("urgent") is not True:
        yield from _asked_the_public(t, "37号文")
    if t.form.get("creates_nothing") is not True:
        yield "37号文: it takes rights or makes duties"
    if t.fact("market") is not False and t.form.get("fair_competition") is not True:
        yield "公平竞争审查: not examined"


def _reviewed_norm(t: Told) -> Iterator[str]:
    if t.value("reviewed", "outcome") not in ("lawful", "change"):
        yield "37号文: the legal review said no"


def _quorum(name: str, article: str) -> Demand:
    def demand(t: Told) -> Iterator[str]:
        heads = {h.person for h in t.step.hands if h.roles & {"bureau_head", "deputy_head"}} | {t.step.actor}
        if len(heads) < int(str(t.params.get(name, 2))):
            yield f"{article}: one head is no discussion"

    return demand


def _five_years(t: Told) -> Iterator[str]:
    until = date.fromisoformat(t.form["until"])
    if until <= t.today:
        yield "37号文: over already"


def _prolonged(t: Told) -> Iterator[str]:
    if t.value("evaluated", "outcome") != "keep":
        yield "37号文: not evaluated"
    if date.fromisoformat(t.form["until"]) <= t.today:
        yield "37号文: over already"


def _run_out(t: Told) -> Iterator[str]:
    until = t.value("prolonged", "until") or t.value("published", "until")
    if until is None or t.today <= date.fromisoformat(until):
        yield "37号文: still in force"


NORMATIVE: dict[str, tuple[Demand, ...]] = {
    "review_sent": (after("drafted", article="37号文"), _drafted_norm), "reviewed": (after("review_sent", article="37号文"),),
    "discussed": (after("reviewed", article="37号文"), _reviewed_norm, _quorum("normative.quorum", "37号文")),
    "numbered": (after("discussed", article="37号文"),),
    "published": (after("reviewed", "discussed", "numbered", article="37号文"), _reviewed_norm, yes("whole", "37号文"), _five_years),
    "prolonged": (after("published", article="37号文"), _prolonged), "repealed": (after("published", article="37号文"),),
    "expired": (_run_out,), "evaluated": (after("published", article="37号文"),), "dropped": (once("published", article="37号文"),),
}  # fmt: skip


def _scope(t: Told) -> Iterator[str]:
    if t.value("proposed", "scope") != "policy":
        yield "713号令3: no such decision"


def _gone_through(t: Told) -> Iterator[str]:
    """Public, experts, risk: whatever the matter asks for, before the legal unit sees it."""
    if t.fact("public") is not False:
        yield from _asked_the_public(t, "713号令14")
    elif not t.any("heard", "solicited", "hearing_held"):
        yield "713号令14: nobody was heard"
    if t.fact("specialised") is not False and not t.any("experts_heard"):
        yield "713号令19: no experts"
    if t.fact("risk") is not False and not t.any("risk_assessed"):
        yield "713号令22: the risk was not assessed"


def _reviewed_decision(t: Told) -> Iterator[str]:
    if t.value("risk_assessed", "outcome") == "uncontrollable":
        yield "713号令24: the risk cannot be controlled"
    if t.value("reviewed", "outcome") not in ("lawful", "pilot"):
        yield "713号令25: the legal review said no"


def _discussed(t: Told) -> Iterator[str]:
    if t.form.get("head_last") is not True:
        yield "713号令30: the head did not speak last"
    if t.form.get("recorded") is not True:
        yield "713号令30: not recorded who said what"
    if t.form.get("with_majority") is not True and not t.form.get("reasons"):
        yield "713号令30: against the majority without reasons"


def _materials(t: Told) -> Iterator[str]:
    if date.fromisoformat(t.form["date"]) <= t.today + timedelta(days=6):
        yield "713号令17: the papers seven days ahead"


def _decision_closed(t: Told) -> Iterator[str]:
    if not t.any("decided"):
        yield "713号令30: nothing is decided"
    if t.value("decided", "secret") is not True and not t.any("decided.published"):
        yield "713号令32: not published"
    if not t.any("decided.archived"):
        yield "713号令33: not archived"


MAJOR: dict[str, tuple[Demand, ...]] = {
    "started": (_scope, yes("listed", "713号令3")), "drafted": (after("started", article="713号令12"),),
    "solicited": (after("drafted", article="713号令14"), _thirty_days), "hearing_noticed": (_materials,),
    "hearing_held": (after("hearing_noticed", article="713号令17"),), "experts_heard": (no("interested", "713号令20"), yes("signed", "713号令21")),
    "review_sent": (after("drafted", article="713号令25"), yes("complete", "713号令26"), _gone_through),
    "reviewed": (after("review_sent", article="713号令25"),),
    "discussed": (after("reviewed", article="713号令25"), _reviewed_decision, _discussed, _quorum("major_decision.quorum", "713号令30")),
    "reported": (after("discussed", article="713号令31"),),
    "decided": (after("discussed", "reported", article="713号令31"), _reviewed_decision), "closed": (_decision_closed,),
    "decided.published": (after("decided", article="713号令32"),), "evaluated": (after("decided", article="713号令36"),),
    "dropped": (once("decided", article="713号令30"),), "paused": (after("decided", article="713号令35"),),
}  # fmt: skip


def _all_willing(t: Told) -> Iterator[str]:
    if t.form.get("all_willing") is not True:
        yield "调解法3: not all are willing"
    if t.form.get("charged") is not False:
        yield "调解法4: it costs nothing"


def _agreed(t: Told) -> Iterator[str]:
    if t.form.get("lawful") is not True:
        yield "调解法3: against the law"
    if t.form.get("form") == "written" and t.form.get("signed") is not True:
        yield "调解法29: not signed"


def _changed(t: Told) -> Iterator[str]:
    if t.form.get("in") == t.form.get("out"):
        yield "调解法19: the same person again"


def _peace_closed(t: Told) -> Iterator[str]:
    if not t.any("agreed", "refused", "failed"):
        yield "调解法27: nothing has come of it"
    if t.fact("violation") is not False and not t.any("case_noted"):
        yield "处罚法54: a violation, no case and no reason"


MEDIATION: dict[str, tuple[Demand, ...]] = {
    "accepted": (_all_willing,), "held": (after("accepted", article="调解法17"), once("refused", article="调解法26")),
    "agreed": (after("accepted", "held", article="调解法28"), once("refused", article="调解法26"), _agreed),
    "changed": (after("accepted", article="调解法19"), _changed), "performed": (after("agreed", article="调解法31"),),
    "failed": (yes("remedies_told", "调解法26"), once("agreed", article="调解法26")),
    "not_accepted": (yes("remedies_told", "调解法26"),), "closed": (_peace_closed,),
}  # fmt: skip


def _free(t: Told) -> Iterator[str]:
    if t.form.get("conflict") is not False:
        yield "法律顾问: an interest of his own"
    if date.fromisoformat(t.form["until"]) < t.today:
        yield "法律顾问: the contract is over"


def _used(t: Told) -> Iterator[str]:
    if t.form.get("followed") is not True and not t.form.get("reasons"):
        yield "法律顾问: not followed, and no reasons"


COUNSEL: dict[str, tuple[Demand, ...]] = {
    "assigned": (_free,), "sent": (after("assigned", article="法律顾问"), yes("complete", "法律顾问")),
    "supplemented": (after("more_asked", article="法律顾问"),), "used": (after("answered", article="法律顾问"), _used),
    "rated": (after("answered", article="法律顾问"),), "closed": (after("answered", "used", article="法律顾问"),),
}  # fmt: skip
