"""Seeded walks through the ordinary penalty procedure, judged by an oracle that knows the statute and not the rule file.

A walk is a lawful case with steps dropped, doubled, swapped and dated anew; whatever passes is written. The oracle keeps its own
memory of what passed and counts its own days. Taking a gate away must make some walk break the law: otherwise the walks are
blind there. That the decision itself looks at the outcome of the review is not on the list: the discussion does so before it.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.law.cases import CALENDAR, at
from wutong.law import rulebook
from wutong.law.procedure import Ask, Fold, Procedure, Thread, ask, fold, stand
from wutong.law.procedure.defects import past_of
from wutong.law.procedure.examples import asked_in
from wutong.law.refusal import Refused

PARAMS = {"penalty.ordinary.defence": "5 workdays", "penalty.ordinary.hearing_citizen": "2000"}
FACTS = (
    "party_kind=citizen public_interest=false grave_rights=false by_law_review=false social_impact=false grave=false"
)
FILED = "deputy_head filed {facts} complex={complex}"
DECIDED = "deputy_head decided amount={more} kinds=fine"
INVESTIGATION = ("officer interviewed", "officer examined", "officer investigated changes_notice=false")
NOTICE = ("officer notified amount={amount} kinds=fine hearing_told=true", "officer notified.served")
DEFENCE = ("outsider defence_made", "officer defence_weighed")
HEARING = ("outsider hearing_asked", "outsider hearing_withdrawn")
REVIEW = ("legal_reviewer reviewed agree={agree} person=bo", "bureau_head deliberated amount={amount} kinds=fine")
TRANSFER = ("bureau_head transferred", "outsider police_returned")
ALL = (*INVESTIGATION, *NOTICE, *DEFENCE, *HEARING, *REVIEW, *TRANSFER)
WALKS = 200


def walk(seed: int) -> Iterator[str]:
    """One history, its steps and days shaken."""
    chance = random.Random(seed)
    values = {
        "facts": FACTS, "complex": chance.choice(["true", "false"]), "amount": chance.choice(["1000", "1000", "5000"]),
        "agree": chance.choice(["true", "true", "false"]), "more": chance.choice(["500", "1000", "5000"]),
    }  # fmt: skip
    parts = [*INVESTIGATION, *NOTICE]
    for some, often in ((DEFENCE, 0.5), (HEARING, 0.3), (REVIEW, 0.7), (TRANSFER, 0.2)):
        parts += some if chance.random() < often else ()
    steps = [each for each in parts if chance.random() > 0.08]
    for _ in range(chance.randrange(2)):
        i, j = chance.randrange(len(steps)), chance.randrange(len(steps))
        steps[i], steps[j] = steps[j], steps[i]
    steps.insert(chance.randrange(len(steps)), chance.choice(ALL))
    now = at("2026-03-02 09:00")
    for step in (FILED, *steps, DECIDED, DECIDED, DECIDED):
        yield f"{now:%Y-%m-%d %H:%M} {step.format(**values)}"
        now += timedelta(days=chance.choice([0, 0, 1, 1, 2, 4]), minutes=7)


class Oracle:
    """What the statute demands of a decision, from its own memory of what passed."""

    def __init__(self) -> None:
        self.passed: list[Ask] = []

    def last(self, *acts: str) -> int:
        return max((n for n, each in enumerate(self.passed) if each.act in acts), default=-1)

    def unanswered(self, claim: str, *answers: str) -> bool:
        asked = sum(each.act == claim for each in self.passed)
        return asked > sum(each.act in answers for each in self.passed)

    def complaints(self, step: Ask) -> list[str]:
        """What is wrong with a step that is about to be written."""
        if step.act == "notified":
            pending = (
                self.unanswered("defence_made", "defence_weighed"),
                self.unanswered("hearing_asked", "hearing_withdrawn"),
            )
            return [word for word, bad in zip(("45", "63"), pending, strict=True) if bad]
        return list(self._decision(step)) if step.act == "decided" else []

    def _decision(self, step: Ask) -> Iterator[str]:
        notice, served = self.last("notified"), self.last("notified.served")
        if notice < 0 or served < notice:
            yield "44: no notice served"
            return
        told = self.passed[notice].fields
        if float(str(step.fields["amount"])) > float(str(told["amount"])):
            yield "44: more than was notified"
        if not self.waited(self.passed[served].at, step.at):
            yield "62: five working days"
        if self.unanswered("defence_made", "defence_weighed"):
            yield "45: defence not weighed"
        if self.unanswered("hearing_asked", "hearing_withdrawn"):
            yield "63: hearing neither held nor given up"
        if self.last("transferred") > self.last("police_returned"):
            yield "27: transfer not answered"
        if self.passed[0].fields.get("complex") is True:
            yield from self._grave(notice)
        if self.last("investigated") < self.last("interviewed"):
            yield "57: evidence after the investigation"

    def _grave(self, notice: int) -> Iterator[str]:
        review = self.last("reviewed")
        if review < max(notice, self.last("defence_made", "hearing_asked")):
            yield "58: no review"
        elif self.passed[review].fields["agree"] is not True:
            yield "58: the review said no"
        if self.last("deliberated") < max(notice, self.last("defence_made")):
            yield "57: no discussion"

    @staticmethod
    def waited(served: datetime, now: datetime) -> bool:
        day, left = served.date(), 5
        while left:
            day += timedelta(days=1)
            left -= CALENDAR.is_workday(day)
        return now.date() > day


def breaches(texts: tuple[Procedure, ...], seeds: range) -> tuple[list[str], int]:
    """What the oracle has against the walks, and how many decisions there were."""
    found: list[str] = []
    decisions = 0

    def text_on(day: date, params: Any) -> Procedure:
        return rulebook.bind(texts[-1], params)

    for seed in seeds:
        oracle, state = Oracle(), None
        for line in walk(seed):
            asked, text = asked_in(text_on, PARAMS, line)
            try:
                ask(text, state, asked, CALENDAR, thread=Thread("a", text.family))
            except Refused:
                continue
            found += oracle.complaints(asked)
            decisions += asked.act == "decided"
            oracle.passed.append(asked)
            state = fold(text, state, past_of(len(oracle.passed), asked), CALENDAR)
        _goes_on(text_on(date(2026, 3, 2), PARAMS), state)
    return found, decisions


def _goes_on(text: Procedure, state: Fold | None) -> None:
    """No open matter is at a dead end: some act other than a note of facts is possible."""
    assert state is not None
    found = stand(text, state, at("2026-12-01 09:00"), CALENDAR, roles=frozenset(), actor="", office="")
    assert {each.act for each in (*found.can, *found.others)} - {"stated"}


FAMILY = rulebook.with_examples("penalty.ordinary")


def test_no_walk_breaks_the_law_and_enough_of_them_come_to_a_decision() -> None:
    found, decisions = breaches(FAMILY, range(WALKS))
    assert found == []
    assert decisions >= 15


@pytest.mark.parametrize(
    ("act", "verb", "target"),
    [
        ("decided", "wait", "notified.served"),
        pytest.param("decided", "none_open", "defence_made", marks=pytest.mark.soak),
        ("decided", "none_open", "hearing_asked"),
        pytest.param("decided", "none_open", "transferred", marks=pytest.mark.soak),
        pytest.param("decided", "that", "as_notified", marks=pytest.mark.soak),
        pytest.param("decided", "done", "deliberated", marks=pytest.mark.soak),
        pytest.param("decided", "done", "investigated", marks=pytest.mark.soak),
        pytest.param("notified", "none_open", "defence_made", marks=pytest.mark.soak),
        pytest.param("notified", "none_open", "hearing_asked", marks=pytest.mark.soak),
    ],
)
def test_a_walk_breaks_the_law_once_the_gate_is_taken_away(act: str, verb: str, target: str) -> None:
    whole = FAMILY[-1].acts[act]
    also = {"done": "as_deliberated"}.get(verb, "")
    needs = [x for x in whole.needs if not (x.verb == verb and target in (x.target, getattr(x.expr, "name", "")))]
    needs = [x for x in needs if not also or getattr(x.expr, "name", "") != also]
    assert len(needs) < len(whole.needs)
    open_text = replace(FAMILY[-1], acts={**FAMILY[-1].acts, act: replace(whole, needs=tuple(needs))})
    found, _ = breaches((open_text,), range(WALKS))
    assert found
