"""What the law demands once an ordinary penalty is decided: service, publication, enforcement, the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from tests.law.proving.told import GONE, Step, Told, hearing_open, months_on, workdays_on
from wutong.law.calendar import legal_day


def closed(t: Told) -> Iterator[str]:
    ends = ("not_punished.served", "terminated", "police_filed", "executed")
    decided = t.last("decided") if t.at("decided") > t.at(*GONE) else None
    if not t.any(*ends):
        if decided is None or t.at("decided.served", "decided.announced") < t.at("decided"):
            yield "47: nothing has come to an end"
        else:
            kinds = set(decided.fields["kinds"])
            if kinds & {"fine", "confiscate"} and t.at("settled") < t.at("decided"):
                yield "66: not paid"
            if kinds - {"fine", "confiscate", "warn", "criticise"} and t.at("performed") < t.at("decided"):
                yield "66: not done"
    if t.unanswered("transferred", "police_filed", "police_returned"):
        yield "27: a transfer that nobody answered"
    if t.unanswered("remedy_used", "remedy_ended"):
        yield "73: a remedy that has not ended"
    for family, article in (
        ("seizure", "强制法27"),
        ("hold", "56"),
        ("payment", "66"),
        ("court_enforcement", "强制法53"),
    ):
        if not t.peers_closed(family):
            yield f"{article}: goods nobody has dealt with"


def demanded(t: Told) -> Iterator[str]:
    served = t.last("decided.served")
    if t.at("settled") > t.at("decided"):
        yield "强制法54: paid"
    if served is not None and t.today <= legal_day(served.at) + timedelta(days=15) and not t.any("deferred"):
        yield "强制法54: the time to pay is not over"
    if served is None or t.at("decided.served") < t.at(*GONE):
        yield "强制法54: no decision is served"
        return
    wait = t.params.get("penalty.ordinary.demand_after_suit") is not False
    if wait and t.today <= months_on(legal_day(served.at), 6):
        yield "强制法54: the time to sue is not over"


def court(t: Told) -> Iterator[str]:
    decided, served = t.last("decided.served"), t.last("demanded.served")
    if served is None or t.at("demanded.served") < t.at("demanded"):
        yield "强制法54: no demand served"
    elif t.today <= workdays_on(legal_day(served.at), 10):
        yield "强制法54: ten working days after the demand"
    if decided is not None and t.today <= months_on(legal_day(decided.at), 6):
        yield "强制法53: the time to sue is not over"
    if t.any("remedy_used"):
        yield "强制法53: a remedy was used"
    if t.at("settled") > t.at("decided"):
        yield "强制法54: paid"
    put_off = t.last("deferred")
    if put_off is not None and t.today <= date.fromisoformat(put_off.fields["until"]):
        yield "72: put off until later"


def amounts(steps: Sequence[Step], *acts: str) -> list[float]:
    return [float(str(each.fields["amount"])) for each in steps if each.act in acts]


def short(t: Told, *more: Step) -> bool:
    """Whether what was paid and not given back is less than the decision says, or the least that it was changed to."""
    since = (*t.steps[t.at("decided") :], *more) if t.at("decided") > t.at(*GONE) else ()
    kept = sum(amounts(t.steps[t.at(*GONE) + 1 :], "paid")) - sum(amounts(since, "refunded"))
    return kept < min(amounts(since, "decided", "changed"), default=0.0)


def settled(t: Told) -> Iterator[str]:
    if short(t):
        yield "66: less than is owed"


def refunded(t: Told) -> Iterator[str]:
    if float(str(t.form["amount"])) and short(t, t.step):
        yield "66: more goes back than was paid too much"


def terminated(t: Told) -> Iterator[str]:
    if t.at("decided") > t.at(*GONE):
        yield "令55: decided already"
    if t.unanswered("transferred", "police_filed", "police_returned"):
        yield "27: a transfer that nobody answered"
    if not t.any("filed"):
        yield "54: no case"


def published(t: Told) -> Iterator[str]:
    if t.at("decided.served", "decided.announced") < t.at("decided"):
        yield "61: published before it was served"
    if t.form.get("redacted") is not True:
        yield "50: not redacted"


def served_before(t: Told) -> Iterator[str]:
    announced = t.last("decided.announced")
    over = announced is not None and t.today > legal_day(announced.at) + timedelta(days=30)
    if t.at("decided.served") <= t.at("decided") and not over:
        yield "66: before the decision was served"


def enforced(t: Told) -> Iterator[str]:
    if not t.any("remedy_ended"):
        yield "行诉95: no judgment"
    if t.at("decided.served") < t.at("decided") and not t.any("decided.announced"):
        yield "行诉95: no decision is served"
    if t.at("settled") > t.at("decided"):
        yield "行诉95: paid"


def adjourned(t: Told) -> Iterator[str]:
    if not hearing_open(t, t.at(*GONE)):
        yield "64: no hearing to put off"
    if t.at("hearing_noticed") < 0 or t.value("hearing_noticed", "chair") != t.step.actor:
        yield "64: another chair than was told"
