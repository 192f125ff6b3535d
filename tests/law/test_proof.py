"""Every procedure on the shelf, walked: no step that the law forbids, a way on from every state, an end, no silent period.

A sample of the states here; the whole, and each wall taken away, in the long tests. A file that is added is walked without
anybody naming it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.law.proving import report
from tests.law.proving.moves import clocks_that_nobody_reads
from tests.law.proving.oracle import Oracle
from tests.law.proving.told import months_on, workdays_on
from tests.law.proving.walk import NOT_COVERED, Found, Walk
from tests.law.proving.walls import without
from wutong.law import rulebook
from wutong.law.procedure import Procedure
from wutong.law.procedure.loader import versions

CALENDAR = rulebook.calendar()
SAMPLE = {"penalty.ordinary": 12, "incident": 25}


#: one wall of each family that a lawyer would miss first, and what the oracle says when the sample meets a step that it alone refuses
SPINE: dict[str, tuple[str, str, str]] = {
    "check": ("entered_urgently", "hands", "42: two officers"),
    "complaint": ("replied", "done accepted", "53号文: before accepted"),
    "counsel": ("used", "that followed_or_reasons", "法律顾问: not followed"),
    "court_enforcement": ("applied", "wait demanded.served", "强制法54: ten working days"),
    "credit": ("shown", "that by_catalogue", "49号文: a list of its own"),
    "demolition": ("demolished", "that by_day", "强制法43: at night"),
    "disclosure": ("published", "that redacted", "50: not redacted"),
    "hearing": ("noticed", "lead noticed.date", "64: seven days ahead"),
    "incident": ("closed", "that law_looked_at", "处罚法54: a violation"),
    "information_request": ("answered", "that third_party_heard", "公开32: the third party"),
    "litigation": ("answered", "that own_evidence", "行诉35: collected"),
    "major_decision": ("solicited", "that thirty_days", "713号令15: less than thirty"),
    "mediation": ("accepted", "that willing", "调解法3: not all"),
    "normative": ("review_sent", "that no_creation", "37号文: it takes rights"),
    "payment": ("settled", "that principal_paid", "66: less than is owed"),
    "performance": ("executed", "that no_force", "强制法51: force"),
    "petition": ("investigated", "not_by", "28: he deals"),
    "proposal": ("answered", "that contacted", "代表法51: nobody spoke"),
    "random_inspection": ("drawn", "that two_officers", "42: two officers"),
    "register.certificate": ("issued", "that passed", "42: exam_passed"),
    "review": ("replied", "that own_evidence", "复议46: evidence"),
    "security_incident": ("resumed", "that safe", "现场安全: nothing has changed"),
}


def walked(texts: tuple[Procedure, ...], most: int, mode: str = "set") -> Found:
    oracle = Oracle(texts[-1].family)
    return Walk(texts, len(texts) - 1, oracle, CALENDAR, mode=mode).run(most, whole_walls=False)


@pytest.mark.parametrize("family", rulebook.families())
def test_a_sample_of_its_histories_breaks_no_law_and_goes_on(family: str) -> None:
    found = walked(rulebook.with_examples(family), SAMPLE.get(family, 40))
    assert found.opened >= 10 and found.edges
    assert (found.breaches, found.stuck, found.silent, found.endless) == ({}, [], [], [])
    if family in SPINE:
        act, wall, said = SPINE[family]
        assert found.killed.get((act, wall), "").startswith(said), found.killed


def test_every_family_has_demands_and_a_wall_that_is_missed() -> None:
    for family in rulebook.families():
        assert Oracle(family).demands(date(2026, 3, 2)), family
        assert family in SPINE or family in (
            "hold",
            "penalty.ordinary",
            "penalty.summary",
            "permit",
            "police_transfer",
            "seizure",
        )


def test_the_small_ones_are_walked_to_the_last_state() -> None:
    for family in ("hold", "police_transfer"):
        found = walked(rulebook.with_examples(family), 500)
        assert found.whole and found.endless == []
        assert found.acts == {act.name for act in rulebook.with_examples(family)[-1].acts.values() if not act.built_in}


@pytest.mark.parametrize(
    ("family", "act", "wall", "said"),
    [
        ("seizure", "confiscated", "that in_term", "25: past the term"),
        ("seizure", "seized", "that told", "18: told, listed, recorded"),
        ("seizure", "seized", "hands", "18: two officers"),
        ("hold", "turned_to_seizure", "that in_term", "56: past seven days"),
        ("penalty.summary", "decided", "none_open defence_made", "45: a defence"),
        ("penalty.summary", "decided", "that eligible", "51: too much"),
        ("police_transfer", "sent", "hands", "310号令5: 2 officers"),
    ],
)
def test_a_wall_taken_away_is_noticed(family: str, act: str, wall: str, said: str) -> None:
    texts = rulebook.with_examples(family)
    assert any(step.startswith(f"{act}: {said}") for step in breaches(texts, len(texts) - 1, act, wall, 120))


@pytest.mark.parametrize(
    ("family", "at", "act", "wall", "said"),
    [
        ("penalty.ordinary", 2, "interviewed", "hands", "37: 2 officers"),
        ("penalty.summary", 0, "decided", "none_open defence_made", "32: a defence"),
    ],
)
def test_a_wall_of_the_text_of_2017_is_noticed(family: str, at: int, act: str, wall: str, said: str) -> None:
    texts = rulebook.with_examples(family)
    assert any(step.startswith(f"{act}: {said}") for step in breaches(texts, at, act, wall, 20))


def breaches(texts: tuple[Procedure, ...], at: int, act: str, wall: str, most: int) -> dict[str, str]:
    """What the oracle has against the histories of a text that lacks one wall."""
    whole = texts[at]
    open_ = replace(whole, acts={**whole.acts, act: without(whole.acts[act], (act, wall))})
    walk = Walk((*texts[:at], open_, *texts[at + 1 :]), at, Oracle(whole.family), CALENDAR)
    return walk.run(most, whole_walls=False).breaches


DEAD = """
procedure: dead
title: 死路
law: 法
in_force: 2020-01-01
acts:
  begun: {title: 开始, cite: 1, start: true, by: officer, status: 开始}
  left: {title: 走, cite: 2, by: officer, after: begun, status: 半路}
  ended: {title: 结束, cite: 3, by: officer, needs: [{that: {not: {done: left}}}], final: true, status: 结束}
clocks:
  quiet: {title: 没人问, from: begun, to: ended, within: 5 days, missed: note, cite: 4}
"""


def test_a_dead_end_and_a_period_that_nobody_would_miss_are_told() -> None:
    found = walked(rulebook.shelved(versions(DEAD, "dead.yaml")), 50)
    assert [each.partition(":")[0] for each in found.stuck] == ["半路"]
    assert len(found.endless) == 1 and "left" in found.endless[0]
    assert len(found.silent) >= 1 and found.silent[0].startswith("quiet: ")


def test_a_gap_that_no_clock_of_the_file_shows_is_found_by_the_oracles_own_periods() -> None:
    """Without its clock the seizure would never end; the oracle counts thirty days by itself."""
    (text,) = rulebook.with_examples("seizure")
    acts = {
        name: without(act, (name, "that in_term")) if name == "destroyed" else act for name, act in text.acts.items()
    }
    found = walked((replace(text, acts=acts),), 120)
    assert any(step.startswith("destroyed: 25") for step in found.breaches)


def test_the_oracle_counts_its_own_days() -> None:
    assert workdays_on(date(2026, 3, 10), 5) == date(2026, 3, 17)
    assert workdays_on(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert months_on(date(2026, 8, 31), 6) == date(2027, 2, 28)


def test_notes_that_nobody_reads_are_of_others_periods_only() -> None:
    """A period of the agency itself is never a mere note that no rule asks for."""
    for family in rulebook.families():
        text = rulebook.with_examples(family)[-1]
        for name in clocks_that_nobody_reads(text):
            assert text.clocks[name].bearer != "agency", (family, name)


def test_what_is_accepted_belongs_to_a_procedure_and_has_a_reason() -> None:
    assert NOT_COVERED
    for part in ("unreached", "survivors"):
        for family, listed in report.accepted()[part].items():
            assert family in rulebook.families()
            assert all(isinstance(reason, str) and len(reason) > 10 for reason in listed.values())


@pytest.mark.soak
@pytest.mark.parametrize("family", rulebook.families())
def test_every_history_up_to_the_bound_and_each_wall_taken_away(family: str) -> None:
    found = report.walked(family)
    print("", *report.table(found), "not covered: " + "; ".join(NOT_COVERED), sep="\n")
    assert report.problems(family, found) == []
