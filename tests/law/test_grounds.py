"""Whether to punish at all: capacity, time bar, what must not and need not be punished; unknown is asked for."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wutong.law.discretion import Facts, reached, time_bar, to_punish, whether
from wutong.law.offences import Act
from wutong.law.refusal import Refused

DECIDED = date(2026, 9, 1)
FOUND = date(2026, 8, 1)
ACT = Act(date(2026, 8, 1))
GROWN = Facts(
    person=True, born=date(1980, 1, 1), mental="able", trivial=False, corrected=True, harm="real", first_time=False
)
UNIT = replace(GROWN, person=False, born=None, mental=None)


def test_it_punishes_where_nothing_stands_against_it() -> None:
    answer = whether(GROWN, ACT, FOUND, DECIDED)
    assert (answer.kind, answer.offers, answer.asks) == ("may", ("punish",), ())
    assert to_punish(answer) == ()
    assert whether(UNIT, ACT, FOUND, DECIDED).kind == "may", "a unit has no age and no mind"


def test_it_reads_the_age_on_the_day_of_the_act() -> None:
    assert reached(date(2012, 2, 29), 14) == date(2026, 3, 1)
    child = replace(GROWN, born=date(2012, 8, 1))
    assert whether(child, ACT, FOUND, DECIDED).kind == "must_not", "fourteen is reached the day after the birthday"
    youth = whether(replace(GROWN, born=date(2012, 7, 31)), ACT, FOUND, DECIDED)
    assert (youth.kind, youth.lighter, to_punish(youth)) == ("may", ("minor",), ("minor",))
    assert whether(replace(GROWN, born=date(2008, 7, 31)), ACT, FOUND, DECIDED).lighter == ()
    with pytest.raises(Refused, match="责令监护人"):
        to_punish(whether(child, ACT, FOUND, DECIDED))


def test_it_asks_for_the_mind_and_spares_who_could_not_know() -> None:
    assert whether(replace(GROWN, mental="unable"), ACT, FOUND, DECIDED).kind == "must_not"
    assert whether(replace(GROWN, mental="partly"), ACT, FOUND, DECIDED).lighter == ("partly_able",)
    with pytest.raises(Refused, match="没有写明精神状态是否正常"):
        to_punish(whether(replace(GROWN, mental=None), ACT, FOUND, DECIDED))
    with pytest.raises(Refused, match="没有写明出生日期"):
        to_punish(whether(replace(GROWN, born=None), ACT, FOUND, DECIDED))
    with pytest.raises(ValueError, match="mental is one of"):
        Facts(person=True, mental="odd")


def test_it_never_punishes_the_trivial_that_was_corrected_without_harm() -> None:
    trivial = replace(GROWN, trivial=True, harm="none")
    answer = whether(trivial, ACT, FOUND, DECIDED)
    assert (answer.kind, answer.offers) == ("must_not", ("not_punish",))
    assert whether(trivial, ACT, FOUND, date(2026, 9, 2)).steps[-1].cite == "行政处罚法（2021）第33条第1款"
    old = Act(date(2019, 5, 1))
    assert whether(trivial, old, date(2019, 5, 1), date(2019, 6, 1)).steps[-1].cite == "行政处罚法（2017）第27条第2款"
    with pytest.raises(Refused, match="不予处罚决定"):
        to_punish(answer)


def test_it_offers_the_first_time_first_and_wants_to_know_why_not() -> None:
    first = replace(GROWN, first_time=True, harm="slight")
    answer = whether(first, ACT, FOUND, DECIDED)
    assert (answer.kind, answer.offers) == ("may_not", ("not_punish", "punish"))
    with pytest.raises(Refused, match="先考虑不予处罚"):
        to_punish(answer)
    with pytest.raises(Refused, match="先考虑不予处罚"):
        to_punish(answer, declined="  ")
    assert to_punish(answer, declined="三次劝告后仍占道，影响通行") == ()
    early = whether(first, Act(date(2021, 7, 1)), date(2021, 7, 1), date(2021, 7, 14))
    assert early.kind == "may", "the text of 2017 knew no first time"


def test_it_asks_for_what_the_answer_hangs_on() -> None:
    for missing, told in (("trivial", "是否轻微"), ("first_time", "是否初次违法"), ("harm", "危害后果")):
        facts = replace(replace(GROWN, trivial=True, harm="none", first_time=True), **{missing: None})
        answer = whether(facts, ACT, FOUND, DECIDED)
        if missing == "first_time":
            assert answer.kind == "must_not", "one ground is enough"
        else:
            assert told in answer.asks
    assert whether(replace(GROWN, first_time=None, harm="slight"), ACT, FOUND, DECIDED).asks == ("是否初次违法",)
    assert whether(replace(GROWN, first_time=None), ACT, FOUND, DECIDED).asks == (), "real harm: it no longer matters"


def test_it_spares_who_proved_no_fault_and_hands_over_a_crime() -> None:
    assert whether(replace(GROWN, no_fault=True), ACT, FOUND, DECIDED).kind == "must_not"
    assert (
        whether(replace(GROWN, no_fault=True), Act(date(2020, 1, 1)), date(2020, 1, 1), date(2020, 2, 1)).kind == "may"
    )
    answer = whether(replace(GROWN, crime=True, trivial=True, harm="none"), ACT, FOUND, DECIDED)
    assert answer.kind == "transfer"
    with pytest.raises(Refused, match="移送公安机关"):
        to_punish(answer)


@pytest.mark.parametrize(
    ("end", "found", "grave", "barred"),
    [
        ("2024-08-01", "2026-08-01", None, False),
        ("2024-08-01", "2026-08-02", False, True),
        ("2024-08-01", "2026-08-02", True, False),
        ("2021-07-15", "2026-07-15", True, False),
        ("2021-07-15", "2026-07-16", True, True),
        ("2019-05-01", "2026-08-01", True, True),
        ("2024-02-29", "2026-02-28", None, False),
        ("2024-02-29", "2026-03-01", False, True),
    ],
)
def test_it_bars_after_two_or_five_years(end: str, found: str, grave: bool | None, barred: bool) -> None:
    bar = time_bar(Act(date.fromisoformat(end)), date.fromisoformat(found), date(2026, 10, 1), grave)
    assert bar.barred is barred


def test_it_asks_or_refuses_where_the_bar_is_not_plain() -> None:
    with pytest.raises(Refused, match="没有写明是否涉及"):
        time_bar(Act(date(2024, 1, 1)), date(2026, 2, 1), DECIDED)
    with pytest.raises(Refused, match=r"\[needs lawyer\]"):
        time_bar(Act(date(2020, 1, 1)), date(2022, 2, 1), DECIDED, grave=True)
    with pytest.raises(Refused, match="早于行为"):
        time_bar(Act(date(2026, 8, 2)), date(2026, 8, 1), DECIDED)
    assert time_bar(Act(date(2017, 1, 1)), date(2019, 2, 1), date(2019, 3, 1), grave=True).barred, (
        "2017: two years only"
    )


def test_it_does_not_count_while_an_act_goes_on() -> None:
    bar = time_bar(Act(None, date(2010, 1, 1)), FOUND, DECIDED)
    assert bar.last is None and not bar.barred
    assert not time_bar(Act(date(2026, 7, 1), date(2010, 1, 1)), FOUND, DECIDED).barred


@given(st.dates(date(2021, 7, 15), date(2024, 1, 1)), st.integers(0, 2500), st.integers(0, 400))
def test_found_later_is_never_better_for_the_agency(end: date, after: int, more: int) -> None:
    decided = date(2032, 1, 1)
    for grave in (True, False):
        early = time_bar(Act(end), end + timedelta(days=after), decided, grave)
        late = time_bar(Act(end), end + timedelta(days=after + more), decided, grave)
        assert not early.barred or late.barred
    assert not time_bar(Act(end), end + timedelta(days=after), decided, True).barred or early.barred


KNOWN = st.sampled_from([None, True, False])


@given(KNOWN, KNOWN, KNOWN, st.sampled_from([None, "none", "slight", "real"]), st.booleans())
def test_a_fact_told_never_turns_a_settled_answer(
    trivial: bool | None, corrected: bool | None, first: bool | None, harm: str | None, no_fault: bool
) -> None:
    facts = replace(UNIT, trivial=trivial, corrected=corrected, first_time=first, harm=harm, no_fault=no_fault)
    answer = whether(facts, ACT, FOUND, DECIDED)
    if answer.asks and answer.kind == "may":
        return
    for name, values in (
        ("trivial", (True, False)),
        ("corrected", (True, False)),
        ("harm", ("none", "slight", "real")),
    ):
        if getattr(facts, name) is None and not answer.asks:
            for value in values:
                assert whether(replace(facts, **{name: value}), ACT, FOUND, DECIDED).kind == answer.kind
