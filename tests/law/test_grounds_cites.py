"""Whether to punish and under which norm, by the article of the day: on the days where the texts change, and step by step."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.law.test_grounds import ACT, DECIDED, FOUND, GROWN, UNIT
from tests.law.test_settle import FACTS, candidate, charge
from wutong.law.discretion import (
    Candidate,
    Facts,
    Prior,
    Weighed,
    Whether,
    applied,
    choose,
    not_fined_before,
    settle,
    time_bar,
    to_punish,
    whether,
)
from wutong.law.discretion.settle import _fits, _one
from wutong.law.offences import Act, Outcome, Span
from wutong.law.offences.schema import Yields
from wutong.law.refusal import Refused

NEW, BEFORE = date(2021, 7, 15), date(2021, 7, 14)
OLD_ACT = Act(date(2021, 7, 1))
LAW = {NEW: "行政处罚法（2021）", BEFORE: "行政处罚法（2017）"}


def refusal(does: Callable[[], object]) -> tuple[str, str]:
    """The article of the only reason, and its mark."""
    with pytest.raises(Refused) as refused:
        does()
    (reason,) = refused.value.reasons
    return reason.article, reason.mark


@pytest.mark.parametrize(
    ("facts", "kind", "new", "old"),
    [
        (replace(GROWN, crime=True), "transfer", "第27条第1款", "第22条"),
        (replace(GROWN, born=date(2010, 1, 1)), "must_not", "第30条", "第25条"),
        (replace(GROWN, mental="unable"), "must_not", "第31条", "第26条"),
        (replace(GROWN, trivial=True, harm="none"), "must_not", "第33条第1款", "第27条第2款"),
        (replace(GROWN, no_fault=True), "must_not", "第33条第2款", None),
        (replace(GROWN, first_time=True, harm="slight"), "may_not", "第33条第1款", None),
        (GROWN, "may", "第36条", "第29条"),
    ],
)
def test_the_last_step_stands_on_the_text_of_the_day(facts: Facts, kind: str, new: str, old: str | None) -> None:
    for on, article in ((NEW, new), (BEFORE, old)):
        answer = whether(facts, OLD_ACT, date(2021, 7, 2), on)
        if article is None:
            assert answer.kind == "may" and answer.offers == ("punish",)
            continue
        assert (answer.kind, answer.steps[-1].cite) == (kind, f"{LAW[on]}{article}")
        assert all(step.mark == "[checked: LRB]" for step in answer.steps)
        if kind in ("must_not", "transfer"):
            assert refusal(lambda answer=answer: to_punish(answer)) == (f"{LAW[on]}{article}", "[checked: LRB]")  # type: ignore[misc]
            assert answer.offers == (("transfer",) if kind == "transfer" else ("not_punish",))


def test_who_must_not_be_punished_is_told_in_the_words_of_the_step_and_what_to_do() -> None:
    with pytest.raises(Refused) as child:
        to_punish(whether(replace(GROWN, mental="unable"), ACT, FOUND, DECIDED))
    (reason,) = child.value.reasons
    assert reason.missing.startswith("不能辨认") and not reason.missing.endswith("。")
    assert reason.remedy == "作出不予处罚决定，并教育当事人"
    with pytest.raises(Refused) as crime:
        to_punish(whether(replace(GROWN, crime=True), ACT, FOUND, DECIDED))
    assert crime.value.reasons[0].remedy == "移送公安机关"


def test_an_offer_passed_over_is_refused_under_its_article() -> None:
    first = whether(replace(GROWN, first_time=True, harm="slight"), ACT, FOUND, DECIDED)
    assert refusal(lambda: to_punish(first)) == ("行政处罚法（2021）第33条第1款", "[checked: LRB]")
    assert refusal(lambda: to_punish(Whether("may_not", (), ()))) == ("行政处罚法第33条", "[checked: LRB]")
    assert to_punish(Whether("may_not", (), (), ("minor",)), declined="屡劝不改") == ("minor",)


def test_what_nobody_stated_is_asked_for_once_and_under_its_articles() -> None:
    blank = replace(GROWN, born=None, mental=None, trivial=None, corrected=None, harm=None, first_time=None)
    answer = whether(blank, ACT, FOUND, DECIDED)
    assert (answer.kind, answer.asks) == (
        "may",
        ("出生日期", "精神状态是否正常", "是否轻微", "是否及时改正", "危害后果", "是否初次违法"),
    )
    with pytest.raises(Refused) as refused:
        to_punish(answer)
    assert [each.missing for each in refused.value.reasons] == [f"没有写明{each}" for each in answer.asks]
    assert {each.article for each in refused.value.reasons} == {"行政处罚法第30条至第33条"}
    early = whether(blank, OLD_ACT, date(2021, 7, 2), BEFORE)
    assert "是否初次违法" not in early.asks and len(early.asks) == 5


def test_one_fact_that_settles_it_spares_the_questions() -> None:
    for known in ({"trivial": False}, {"corrected": False}, {"harm": "real"}):
        some = replace(replace(UNIT, trivial=None, corrected=None, harm=None, first_time=False), **known)  # type: ignore[arg-type]
        assert whether(some, ACT, FOUND, DECIDED).asks == ()
    some = replace(UNIT, trivial=None, corrected=True, harm=None, first_time=None)
    assert whether(some, ACT, FOUND, DECIDED).asks == ("是否轻微", "危害后果", "是否初次违法")
    slight = replace(UNIT, trivial=True, corrected=None, harm="slight", first_time=None)
    assert whether(slight, ACT, FOUND, DECIDED).asks == ("是否初次违法", "是否及时改正")


def test_a_mind_half_able_is_a_ground_of_the_new_text_only() -> None:
    half = replace(GROWN, mental="partly")
    told = whether(half, OLD_ACT, date(2021, 7, 2), NEW)
    assert told.lighter == ("partly_able",) and told.steps[0].cite == "行政处罚法（2021）第31条"
    assert whether(half, OLD_ACT, date(2021, 7, 2), BEFORE).lighter == ()
    youth = replace(GROWN, born=date(2005, 1, 1))
    for on, article in ((NEW, "第30条"), (BEFORE, "第25条")):
        answer = whether(youth, OLD_ACT, date(2021, 7, 2), on)
        assert (answer.lighter, answer.steps[0].cite) == (("minor",), f"{LAW[on]}{article}")
    first = replace(youth, first_time=True, harm="slight", mental=None)
    offered = whether(first, OLD_ACT, date(2021, 7, 2), NEW)
    assert (offered.kind, offered.lighter, offered.asks) == ("may_not", ("minor",), ("精神状态是否正常",))


def test_the_age_of_an_act_that_goes_on_is_read_on_the_day_of_the_decision() -> None:
    child = replace(GROWN, born=date(2012, 9, 1))
    going_on = Act(None, date(2026, 1, 1))
    assert whether(child, going_on, FOUND, DECIDED).kind == "must_not"
    assert whether(child, going_on, FOUND, date(2026, 9, 2)).lighter == ("minor",)
    assert whether(replace(GROWN, born=date(2008, 9, 1)), going_on, FOUND, DECIDED).lighter == ("minor",)
    assert whether(replace(GROWN, born=date(2008, 8, 31)), going_on, FOUND, DECIDED).lighter == ()


def test_what_is_barred_is_not_punished_whatever_else_is_known() -> None:
    barred = whether(replace(GROWN, grave=False, trivial=None), Act(date(2022, 1, 1)), date(2024, 1, 2), DECIDED)
    assert (barred.kind, barred.offers, barred.asks, len(barred.steps)) == ("must_not", ("not_punish",), (), 2)


@pytest.mark.parametrize(("on", "article"), [(NEW, "第36条"), (BEFORE, "第29条")])
def test_a_time_bar_stands_on_the_text_of_the_decisions_day(on: date, article: str) -> None:
    def bar(end: str | None, found: str) -> tuple[date | None, bool, list[str]]:
        act = Act(date.fromisoformat(end) if end else None, date(2018, 1, 1))
        told = time_bar(act, date.fromisoformat(found), on)
        return told.last, told.barred, [step.cite for step in told.steps]

    cite = f"{LAW[on]}{article}"
    assert bar(None, "2021-07-01") == (None, False, [f"{cite}第2款"])
    assert bar("2019-07-01", "2021-07-01") == (date(2021, 7, 1), False, [f"{cite}第2款", cite])
    last, barred, cites = bar("2019-07-01", "2021-07-02")
    assert (last, barred) == (date(2021, 7, 1), True) and cites == [f"{cite}第2款", cite, cite][: len(cites)]
    assert len(cites) == (3 if on == NEW else 2)
    assert refusal(lambda: time_bar(Act(date(2021, 7, 2)), date(2021, 7, 1), on)) == (cite, "")


@pytest.mark.parametrize(
    ("end", "grave", "last", "barred"),
    [
        ("2019-07-14", True, "2021-07-14", True),
        ("2019-07-14", None, "2021-07-14", True),
        ("2019-07-15", None, "asks", False),
        ("2019-07-15", False, "2021-07-15", True),
        ("2019-07-15", True, "lawyer", False),
        ("2021-07-14", True, "lawyer", False),
        ("2021-07-15", True, "2026-07-15", False),
    ],
)
def test_five_years_revive_nothing_and_hold_from_the_day_of_the_new_text(
    end: str, grave: bool | None, last: str, barred: bool
) -> None:
    def ask() -> tuple[str, bool, int]:
        bar = time_bar(Act(date.fromisoformat(end)), date(2024, 8, 1), DECIDED, grave)
        return str(bar.last), bar.barred, len(bar.steps)

    if last in ("asks", "lawyer"):
        mark = "[needs lawyer]" if last == "lawyer" else "[checked: LRB]"
        assert refusal(ask) == ("行政处罚法（2021）第36条", mark)
    else:
        assert ask() == (last, barred, 2 if grave is False else 3)


def test_facts_are_of_the_words_that_are_known() -> None:
    plain = Facts(person=True)
    assert (plain.no_fault, plain.crime, plain.grave, plain.born) == (False, False, None, None)
    for wrong in ({"harm": "odd"}, {"mental": "odd"}):
        with pytest.raises(ValueError, match="harm one of"):
            Facts(person=False, **wrong)  # type: ignore[arg-type]


def no_fine(norm: str) -> Candidate:
    return replace(candidate("load_spill", norm, 0, 0), range=None)


def test_one_norm_needs_no_rule_and_several_name_the_rule() -> None:
    air, rule = candidate("load_spill", "air", 2000, 20000), candidate("load_spill", "rule139", 5000, 50000)
    (only,) = choose([air], "unit", DECIDED, DECIDED).steps
    assert (only.words, only.cite, only.mark) == (
        "适用生态环境法典（2026）第1129条。",
        "生态环境法典（2026）第1129条",
        air.text.mark,
    )
    both = choose([air, rule], "unit", DECIDED, DECIDED).steps
    assert [(step.cite, step.mark) for step in both] == [("行政处罚法（2021）第29条", "[checked: LRB]")] * 2
    assert "第1129条2000元以上2万元以下、" in both[0].words and "城市建筑垃圾管理规定（2005）第23条" in both[1].words
    assert refusal(lambda: choose([], "unit", DECIDED, DECIDED)) == ("行政处罚法第4条", "")
    assert refusal(lambda: choose([air, rule], "unit", DECIDED, BEFORE)) == (
        "行政处罚法（2017）第24条",
        "[needs lawyer]",
    )


def test_where_no_norm_fines_the_first_is_taken_and_one_with_a_fine_goes_before() -> None:
    both = choose([no_fine("air"), no_fine("rule139")], "unit", DECIDED, DECIDED)
    assert both.candidate.norm == "air" and [step.mark for step in both.steps] == ["[inference]"]
    assert both.steps[0].cite == "生态环境法典（2026）第1129条"
    mixed = choose([no_fine("air"), candidate("load_spill", "rule139", 1, 2)], "unit", DECIDED, DECIDED)
    assert mixed.candidate.norm == "rule139"


def test_of_two_fines_alike_the_higher_statute_counts_and_of_one_end_the_greater_least() -> None:
    air, rule = candidate("load_spill", "air", 1, 9), candidate("load_spill", "rule139", 1, 9)
    assert [choose(each, "unit", DECIDED, DECIDED).candidate.norm for each in ([air, rule], [rule, air])] == ["air"] * 2
    more = replace(rule, range=Span(Decimal(2), Decimal(9)))
    assert choose([air, more], "unit", DECIDED, DECIDED).candidate.norm == "rule139"


@pytest.mark.parametrize(
    ("to", "party", "since", "yields"),
    [
        ("air", "any", None, True),
        ("air", "unit", None, True),
        ("air", "person", None, False),
        ("waste", "any", None, False),
        ("air", "any", DECIDED, True),
        ("air", "any", date(2026, 9, 2), False),
    ],
)
def test_a_norm_yields_to_one_that_is_there_for_a_party_and_from_a_day(
    to: str, party: str, since: date | None, yields: bool
) -> None:
    air, rule = candidate("load_spill", "air", 1, 9), candidate("load_spill", "rule139", 1, 99)
    rule = replace(rule, text=replace(rule.text, yields=Yields(to, party, since, "下位法", "[inference]")))
    found = choose([air, rule], "unit", DECIDED, DECIDED)
    assert found.candidate.norm == ("air" if yields else "rule139")
    assert ("城市建筑垃圾管理规定（2005）第23条让位：下位法。" in [step.words for step in found.steps]) is yields


def test_a_norm_without_an_article_is_called_by_its_statute() -> None:
    bare = candidate("load_spill", "air", 1, 9)
    bare = replace(bare, text=replace(bare.text, penalty=""))
    assert choose([bare], "unit", DECIDED, DECIDED).steps[0].cite == "生态环境法典（2026）"


@pytest.mark.parametrize(("on", "article"), [(NEW, "第29条"), (BEFORE, "第24条")])
def test_a_second_fine_is_refused_under_the_text_of_the_day(on: date, article: str) -> None:
    prior = [Prior("甲局", "1号", date(2021, 7, 1)), Prior("乙局", "2号", date(2021, 7, 2))]
    assert refusal(lambda: not_fined_before(prior, on)) == (f"{LAW[on]}{article}", "[checked: LRB]")
    with pytest.raises(Refused, match="甲局1号（2021-07-01）已经罚过；乙局2号（2021-07-02）已经罚过"):
        not_fined_before(prior, on, new_fact=" ", daily_clause=" ")


@pytest.mark.parametrize(
    ("wanted", "told", "fits"),
    [("", "", True), ("甲", "", True), ("", "甲", True), ("甲", "甲", True), ("甲", "乙", False)],
)
def test_an_outcome_fits_whoever_is_not_told_apart(wanted: str, told: str, fits: bool) -> None:
    assert _fits(wanted, told) is fits


def test_the_later_stage_counts_and_two_alike_are_asked_about() -> None:
    now, later = Outcome("单位", case="轻"), Outcome("单位", stage="serious", case="重")
    told = replace(charge("甲", "load_spill"), case="重")
    assert _one((now, later), "条", told) is later and _one((later, now), "条", told) is later
    for outcomes, words in (
        ((now, replace(now, case="", role="主管")), "轻、主管"),
        ((now, Outcome("个人")), "轻、个人"),
    ):
        with pytest.raises(Refused, match=f"写明：{words}") as refused:
            _one(outcomes, "条", told)
        assert refused.value.reasons[0].article == "条"
    for lone in (now, Outcome("单位", role="主管")):
        with pytest.raises(Refused, match="没有写明是哪一种"):
            _one((lone,), "条", charge("甲", "load_spill"))
        assert _one((lone,), "条", replace(told, role="主管")) is lone


def test_a_charge_that_is_not_offered_a_penalty_has_no_norm_and_one_that_declines_has() -> None:
    first = replace(FACTS, harm="slight", first_time=True)
    kept = settle([charge("甲", "off_route", norms=("air",), facts=first)], DECIDED)["甲", "off_route"]
    assert isinstance(kept, Weighed) and (kept.chosen, kept.outcome, kept.sheet) == (None, None, None)
    declined = charge("甲", "off_route", norms=("air",), facts=first, declined="屡劝不改")
    found = settle([declined], DECIDED)["甲", "off_route"]
    assert isinstance(found, Weighed) and found.whether.kind == "may_not" and found.outcome is not None
    chosen, outcome = applied(declined, DECIDED)
    assert (chosen, outcome) == (found.chosen, found.outcome) and chosen.candidate.norm == "air"
