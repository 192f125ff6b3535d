"""Several norms, several parties, several offences: one fine for one act, and each party its own outcome."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wutong.law.discretion import Candidate, Charge, Facts, Prior, Weighed, choose, not_fined_before, sample, settle
from wutong.law.offences import Act, LocalFine, Span, offence
from wutong.law.refusal import Refused

DECIDED = date(2026, 9, 1)
ACT = Act(date(2026, 8, 20))
FACTS = Facts(person=False, trivial=False, corrected=True, harm="real", first_time=False)
LOCAL = [LocalFine("load_spill.appearance", Span(Decimal(100), Decimal(1000)), "条例", "样例", date(2018, 1, 1))]


def charge(party: str, key: str, **more: object) -> Charge:
    base = Charge(party, "unit", key, ACT, ACT.end or DECIDED, FACTS, measured={"area": Decimal(20)})
    return replace(base, **more)  # type: ignore[arg-type]


def candidate(key: str, norm: str, low: int, high: int, day: date = DECIDED) -> Candidate:
    text = offence(key).norms[norm].on(day)
    assert text is not None
    return Candidate(norm, text, Span(Decimal(low), Decimal(high)))


def test_it_fines_once_under_the_higher_norm() -> None:
    found = settle([charge("甲公司", "load_spill")], DECIDED, bands=[sample()], local=LOCAL)["甲公司", "load_spill"]
    assert isinstance(found, Weighed) and found.chosen and found.sheet
    assert found.chosen.candidate.norm == "rule139"
    assert any("第29条" in step.cite for step in found.chosen.steps)
    assert found.sheet.grade == "较重" and found.sheet.band == Span(Decimal(18500), Decimal(32000))


def test_it_refuses_to_compare_with_a_norm_whose_amount_is_not_set() -> None:
    found = settle([charge("甲公司", "load_spill")], DECIDED, bands=[sample()])["甲公司", "load_spill"]
    assert isinstance(found, Refused) and "请设置load_spill.appearance" in str(found)


def test_a_rule_stands_back_for_the_law_on_the_same_act() -> None:
    found = settle([charge("甲公司", "waste_dumping")], DECIDED)["甲公司", "waste_dumping"]
    assert isinstance(found, Weighed) and found.chosen
    assert found.chosen.candidate.text.law == "生态环境法典"
    assert any("让位" in step.words and "[inference]" in step.mark for step in found.chosen.steps)
    both = [candidate("waste_dumping", "waste", 100, 1000), candidate("waste_dumping", "rule139", 0, 200)]
    assert not any("让位" in step.words for step in choose(both, "person", DECIDED, DECIDED).steps)
    early = [candidate("litter_dumping", norm, 1, 2, date(2019, 5, 1)) for norm in ("waste", "rule157")]
    with pytest.raises(Refused, match=r"\[needs lawyer\]"):
        choose(early, "unit", date(2019, 5, 1), date(2020, 5, 1))


def test_before_2021_several_norms_are_for_a_lawyer() -> None:
    two = [candidate("load_spill", "air", 2000, 20000), candidate("load_spill", "rule139", 5000, 50000)]
    with pytest.raises(Refused, match="2017年的文本没有写按哪一个"):
        choose(two, "unit", DECIDED, date(2021, 7, 14))
    assert choose(two, "unit", DECIDED, date(2021, 7, 15)).candidate.norm == "rule139"
    assert choose(two[:1], "unit", DECIDED, date(2021, 7, 14)).candidate.norm == "air"
    with pytest.raises(Refused, match="没有可以适用的条文"):
        choose([], "unit", DECIDED, DECIDED)


def test_the_same_act_is_not_fined_twice() -> None:
    prior = [Prior("县市场监管局", "〔2026〕3号", date(2026, 8, 25))]
    with pytest.raises(Refused, match="县市场监管局〔2026〕3号"):
        not_fined_before(prior, DECIDED)
    not_fined_before([], DECIDED)
    not_fined_before(prior, DECIDED, new_fact="责令改正以后又占道")
    not_fined_before(prior, DECIDED, daily_clause="生态环境法典第1060条")
    with pytest.raises(Refused, match=r"2017）第24条"):
        not_fined_before(prior, date(2020, 1, 1), new_fact=" ")


def test_each_party_and_each_offence_has_its_own_outcome_and_dates() -> None:
    child = Facts(
        person=True, born=date(2014, 1, 1), mental="able", trivial=False, corrected=True, harm="real", first_time=False
    )
    charges = [
        charge("甲公司", "load_spill"),
        charge("甲公司", "off_route", norms=("air",)),
        charge("乙", "load_spill", kind="person", facts=child),
        charge(
            "丙公司",
            "site_dust",
            act=Act(date(2022, 1, 1)),
            discovered_on=date(2024, 1, 2),
            facts=replace(FACTS, grave=False),
        ),
        charge("丁公司", "site_dust", facts=replace(FACTS, trivial=None, harm=None, corrected=None)),
        charge("戊公司", "site_dust", facts=replace(FACTS, harm="slight", first_time=True)),
    ]
    found = settle(charges, DECIDED, bands=[sample()], local=LOCAL)
    kinds = {key: each.whether.kind if isinstance(each, Weighed) else "refused" for key, each in found.items()}
    assert kinds == {
        ("甲公司", "load_spill"): "may",
        ("甲公司", "off_route"): "may",
        ("乙", "load_spill"): "must_not",
        ("丙公司", "site_dust"): "must_not",
        ("丁公司", "site_dust"): "refused",
        ("戊公司", "site_dust"): "may_not",
    }
    with pytest.raises(ValueError, match="twice"):
        settle([charges[0], charges[0]], DECIDED)


def test_it_asks_which_case_of_a_clause_it_is() -> None:
    planning = charge(
        "甲公司", "no_planning_permit", bases={"建设工程造价": Decimal(1000000)}, measured={"area": Decimal(10)}
    )
    key = ("甲公司", "no_planning_permit")
    assert "没有写明是哪一种" in str(settle([planning], DECIDED)[key])
    named = replace(planning, case="可以采取改正措施消除影响的")
    found = settle([named], DECIDED, bands=[sample()])[key]
    assert isinstance(found, Weighed) and found.sheet and found.sheet.band == Span(Decimal(50000), Decimal(70000))
    nothing = settle([charge("村民", "village_building", kind="person", facts=FACTS, case="没有罚款")], DECIDED)
    weighed = nothing["村民", "village_building"]
    assert isinstance(weighed, Weighed) and weighed.sheet is None and weighed.chosen


def test_a_refusal_to_correct_takes_the_later_stage() -> None:
    loud = charge("甲店", "loud_selling", facts=replace(FACTS, corrected=False))
    found = settle([loud], DECIDED)["甲店", "loud_selling"]
    assert isinstance(found, Weighed) and found.sheet and found.sheet.range == Span(Decimal(50000), Decimal(200000))


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 99)), min_size=1, max_size=4), st.randoms())
def test_the_order_of_norms_never_matters_and_no_higher_one_is_left(
    spans: list[tuple[int, int]], random: object
) -> None:
    base = offence("load_spill").norms["air"].on(DECIDED)
    assert base is not None
    norms = [Candidate(f"n{n}", base, Span(Decimal(low), Decimal(high))) for n, (low, high) in enumerate(spans)]
    shuffled = list(norms)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    chosen = choose(norms, "unit", DECIDED, DECIDED).candidate
    assert choose(shuffled, "unit", DECIDED, DECIDED).candidate == chosen
    assert chosen.range is not None and all(each.range and each.range.high <= chosen.range.high for each in norms)
