"""What the law demands of paying a fine, and of asking the court to make somebody pay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from tests.law.proving.told import (
    NEW,
    Demand,
    Told,
    after,
    answered,
    asked,
    days_on,
    money,
    months_on,
    never,
    once,
    past,
    workdays_on,
    yes,
)


def _owed(t: Told) -> Decimal:
    """The fine itself: what the decision says, or what it was changed to."""
    if t.any("revoked"):
        return Decimal(0)
    return money(t.value("reduced", "amount") if t.any("reduced") else t.value("begun", "amount"))


def _fees(t: Told) -> Decimal:
    """Added by decisions that were served, unless an agreement waived it."""
    return sum((money(s.fields["amount"]) for s in t.steps if s.act == "late_fee_charged"), Decimal(0))


def _deferred(t: Told) -> Iterator[str]:
    if date.fromisoformat(t.form["until"]) <= t.today:
        yield "66: put off to a day that is gone"


def _fee(t: Told) -> Iterator[str]:
    begun, form = t.steps[0], t.form
    first, last = date.fromisoformat(form["from"]), date.fromisoformat(form["until"])
    due = t.value("deferred", "until")
    earliest = date.fromisoformat(due) if due else days_on(t.day("begun") or t.today, 15)
    amount, days = money(form["amount"]), Decimal(str(form["days"]))
    if begun.fields.get("rate_told") is not True:
        yield "强制法45: the rate was not told"
    if first < earliest:
        yield "67: before the time to pay was over"
    if days > (last - first).days or last > t.today:
        yield "72: more days than have passed"
    if amount > _owed(t) * days * Decimal("0.03"):
        yield "72: more than three in a hundred a day"
    if amount + _fees(t) > _owed(t):
        yield "72: more than the fine itself"
    if t.today >= NEW and t.unanswered("remedy_used", "remedy_ended"):
        yield "73: not while a remedy runs"
    if t.any("settled", "executed", "revoked"):
        yield "72: nothing is owed"


def _agreed(t: Told) -> Iterator[str]:
    if t.form.get("waived") is True and t.form.get("remedied") is not True:
        yield "强制法42: the added fine is waived for who has put it right"


def _settled(t: Told) -> Iterator[str]:
    if t.sum("paid") - t.sum("refunded") < _owed(t):
        yield "66: less than is owed"
    waived = t.value("agreed", "waived") is True
    if not waived and t.sum("paid", "fee") - t.sum("refunded", "fee") < min(_fees(t), _owed(t)):
        yield "72: the added fine is not paid"


def _refunded(t: Told) -> Iterator[str]:
    if money(t.form["amount"]) > t.sum("paid") - t.sum("refunded") - _owed(t):
        yield "66: more goes back than was paid too much"


def _pay_closed(t: Told) -> Iterator[str]:
    if not t.any("settled", "executed", "ended", "revoked"):
        yield "66: not paid"
    if t.any("revoked") and t.sum("paid") > t.sum("refunded"):
        yield "强制法41: what was paid has not gone back"


def _ended(t: Told) -> Iterator[str]:
    if t.form.get("ground") == "revoked" and not t.any("revoked"):
        yield "强制法40: nobody revoked it"
    if t.at("settled") > t.at("revoked"):
        yield "强制法40: paid"


PAYMENT: dict[str, tuple[Demand, ...]] = {
    "deferred": (
        asked("deferral_asked", "deferred", "deferral_denied", article="66"), yes("hardship", "66"), _deferred, once("settled", article="66"),
    ),
    "deferral_denied": (asked("deferral_asked", "deferred", "deferral_denied", article="66"),),
    "instalment_fixed": (after("deferred", article="66"),),
    "late_fee_charged": (_fee,), "agreed": (_agreed,), "principal_waived": (never("强制法42"),),
    "settled": (_settled, after("paid", article="66")), "refunded": (_refunded,), "ended": (_ended,), "closed": (_pay_closed,),
}  # fmt: skip


def _gone(t: Told) -> bool:
    return "gone" in (t.value("review_decided", "outcome"), t.value("suit_ended", "outcome"))


def _still_owed(t: Told) -> Iterator[str]:
    if t.any("performed", "executed", "auctioned"):
        yield "强制法53: done already"
    if _gone(t):
        yield "强制法40: the decision is gone"


def _time_to_sue(t: Told) -> Iterator[str]:
    """Six months, a year where nobody told of it; fifteen days after a review; and no suit at all."""
    day = t.day("begun")
    assert day is not None
    told = t.value("begun", "remedies_told") is True
    if t.today <= months_on(day, 6 if told else 12):
        yield "强制法53: the time to sue is not over"
    if t.unanswered("review_asked", "review_decided"):
        yield "强制法53: a review runs"
    reviewed = t.day("review_decided")
    if reviewed is not None and t.today <= days_on(reviewed, 15):
        yield "行诉45: fifteen days after the review"
    if t.any("sued"):
        yield "强制法53: the party has sued"


def _demand_over(t: Told) -> Iterator[str]:
    served = t.day("demanded.served")
    if served is None or t.at("demanded.served") < t.at("demanded") or t.today <= workdays_on(served, 10):
        yield "强制法54: ten working days after the demand"


def _not_put_off(t: Told) -> Iterator[str]:
    until = t.value("deferred", "until")
    if until is not None and t.today <= date.fromisoformat(until):
        yield "72: put off until later"


def _no_building(t: Told) -> Iterator[str]:
    if t.value("begun", "building") is not False:
        yield "法释〔2013〕5号: the court takes no such building"


def _to_the_court(act: str, article: str) -> Demand:
    """Fifteen days to go to the court above."""

    def demand(t: Told) -> Iterator[str]:
        day = t.day(act)
        if day is not None and t.today > days_on(day, 15):
            yield f"{article}: past fifteen days"

    return demand


def _objected(t: Told) -> Iterator[str]:
    if t.value("ruled", "execute") is not False:
        yield "强制法58: nothing was refused"


def _judgment(t: Told) -> Iterator[str]:
    if t.value("suit_ended", "outcome") != "kept":
        yield "行诉95: no judgment that upholds it"


def _court_closed(t: Told) -> Iterator[str]:
    if not t.any("performed", "executed", "auctioned", "ended", "judgment_executed") and not _gone(t):
        over = t.value("ruled", "execute") is False or t.any("not_accepted")
        if not over:
            yield "强制法53: nothing has come to an end"


ENFORCEMENT: dict[str, tuple[Demand, ...]] = {
    "demanded": (past("begun", "until", "强制法34"), yes("rights_told", "强制法35"), _still_owed, _not_put_off),
    "demanded.served": (after("demanded", article="强制法38"),),
    "auctioned": (_time_to_sue, _demand_over, _still_owed, answered("defence_made", "defence_weighed", article="强制法36")),
    "applied": (
        _demand_over, _time_to_sue, _still_owed, _not_put_off, _no_building, yes("papers", "强制法55"), yes("signed", "强制法55"),
        answered("defence_made", "defence_weighed", article="强制法36"),
    ),
    "urgent_asked": (after("applied", article="强制法59"),), "fee_paid": (never("强制法60"),),
    "reapplied": (after("not_accepted", article="强制法56"), _to_the_court("not_accepted", "强制法56")),
    "objected": (_objected, _to_the_court("ruled", "强制法58")),
    "judgment_applied": (_judgment,), "closed": (_court_closed,),
}  # fmt: skip
