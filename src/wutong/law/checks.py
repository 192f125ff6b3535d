"""The named checks that the facts of a dossier suffice to compute, for `wutong law try` and `wutong law audit`.

A computation stands before what somebody wrote about the same question, so it answers only where its facts are all there:
an offence that the shelf knows, the days of the act and of its discovery, who the party is. Else it says nothing, and the field
counts in which a named person answered. Facts count from the entry that states them: what was stated later was not known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from wutong.law.calendar import legal_day
from wutong.law.discretion import Charge, Facts, applied, time_bar
from wutong.law.offences import Act, Offence, governing
from wutong.law.offences import offence as find
from wutong.law.procedure.comparisons import number
from wutong.law.procedure.stand import Ask
from wutong.law.procedure.view import Check, MatterView
from wutong.law.refusal import Refused

#: how the offences name the kinds of party; of a sole trader nobody has settled which he is, so nothing is computed for him
PARTIES = {"citizen": "person", "organisation": "unit"}
Answer = tuple[bool | None, str]


@dataclass(frozen=True)
class Told:
    """What the entries up to an instant state of the matter."""

    entries: Sequence[Ask]
    view: MatterView

    def fact(self, name: str) -> object:
        found = [each.fields[name] for each in self.entries if each.at <= self.view.at and each.fields.get(name)]
        return found[-1] if found else None

    def day(self, name: str) -> date | None:
        value = self.fact(name)
        try:
            return date.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            return None

    @property
    def offence(self) -> Offence | None:
        key = self.fact("offence")
        try:
            return find(key) if isinstance(key, str) else None
        except KeyError:
            return None

    @property
    def act(self) -> Act | None:
        end = self.day("act_end")
        return Act(end, self.day("act_start")) if end is not None else None

    @property
    def on(self) -> date:
        return legal_day(self.view.at)


def computed(entries: Sequence[Ask]) -> Mapping[str, Check]:
    """The checks that these entries may suffice for, by the names of words.CHECKS."""

    def bound(answer: Callable[[Told], Answer]) -> Check:
        return lambda view: answer(Told(entries, view))

    return {
        "time_bar": bound(_time_bar),
        "capacity": bound(_capacity),
        "governing_text": bound(_governing_text),
        "range": bound(_range),
    }


def _time_bar(told: Told) -> Answer:
    act, discovered = told.act, told.day("discovered_on")
    if act is None or discovered is None:
        return None, ""
    try:
        answer = time_bar(act, discovered, told.on)
    except Refused as refused:
        return None, refused.reasons[0].missing
    return not answer.barred, answer.steps[-1].words.rstrip("。")


def _capacity(told: Told) -> Answer:
    """Age and mental state are asked of people alone (行政处罚法 30, 31; 2017: 25, 26); of a person no dossier holds the birthday."""
    if PARTIES.get(str(told.fact("party_kind"))) != "unit":
        return None, ""
    return True, "法人和其他组织没有年龄和精神状况的问题"


def _governing_text(told: Told) -> Answer:
    """Only what no reading of the decision is needed for: no text punished the act, or punishes it any more."""
    offence, act = told.offence, told.act
    if offence is None or act is None:
        return None, ""
    try:
        texts = [governing(offence, norm, act, told.on).text for norm in offence.norms]
    except Refused as refused:
        return None, refused.reasons[0].missing
    if any(text is not None for text in texts):
        return None, ""
    return False, f"{offence.title}在行为时或者决定时没有条文处罚"


def _range(told: Told) -> Answer:
    """An amount above every fine that the offence allows is outside; one below may be mitigated, and that a person answers."""
    offence, act = told.offence, told.act
    party = PARTIES.get(str(told.fact("party_kind")))
    amount = number((told.view.fields or {}).get("amount"))
    if offence is None or act is None or party is None or amount is None:
        return None, ""
    charge = Charge("当事人", party, offence.key, act, told.on, Facts(person=party == "person"))
    try:
        chosen, _ = applied(charge, told.on)
    except Refused as refused:
        return None, refused.reasons[0].missing
    span = chosen.candidate.range
    if span is None or Decimal(amount) < span.low:
        return None, ""
    return Decimal(amount) <= span.high, f"{amount}元不在{span.zh()}以内"
