"""Several parties, or several goods, in one matter: each with its own acts, outcome and clocks."""

from datetime import date

from tests.law.cases import Case, due_on, text_of

YAML = """
procedure: t
title: 试
law: 试法
in_force: 2020-01-01
subjects: {field: parties, label: 当事人}
acts:
  filed: {title: 立案, cite: 54, start: true, by: officer, status: 已立案}
  noticed: {title: 告知, cite: 44, by: officer, repeat: true, stales: [defended], status: 已告知}
  defended: {title: 申辩, cite: 45, by: officer, after: noticed, repeat: true}
  weighed: {title: 复核, cite: 45, by: officer, answers: defended, repeat: true}
  decided: {title: 决定, cite: 57, by: officer, repeat: true, status: 已决定,
    needs: [{wait: noticed, for: 5 workdays}, {none_open: defended}]}
  paid: {title: 缴款, cite: 67, by: officer, after: decided, repeat: true, status: 已缴款, final: true}
  dropped: {title: 不予处罚, cite: 33, by: officer, repeat: true, status: 不予处罚, final: true}
clocks:
  pay: {title: 缴款期限, from: decided, to: paid, within: 15 days, roll: true, cite: 67, bearer: party, missed: note}
"""


def case() -> Case:
    here = Case(procedure=text_of(YAML))
    here.do("filed", "2026-03-02 09:00", "officer", fields={"parties": ["p1", "p2"]})
    return here


def test_an_act_that_names_nobody_concerns_all() -> None:
    here = case()
    here.do("noticed", "2026-03-03 09:00", "officer")
    here.do("decided", "2026-03-12 09:00", "officer", fields={"parties": ["p1"]})
    here.do("decided", "2026-03-12 09:00", "officer", fields={"parties": ["p2"]})


def test_each_has_its_own_waits_and_a_refusal_says_whose() -> None:
    here = case()
    here.do("noticed", "2026-03-03 09:00", "officer", fields={"parties": ["p1"]})
    here.do("noticed", "2026-03-09 09:00", "officer", fields={"parties": ["p2"]})
    here.do("decided", "2026-03-12 09:00", "officer", fields={"parties": ["p1"]})
    refused = here.refused("decided", "2026-03-12 09:00", "officer")
    assert [reason.missing.split("：")[0] for reason in refused.reasons] == ["p2"]


def test_a_new_notice_to_one_leaves_the_defence_of_the_other() -> None:
    here = case()
    here.do("noticed", "2026-03-03 09:00", "officer")
    here.do("defended", "2026-03-04 09:00", "officer", fields={"parties": ["p1"]})
    here.do("noticed", "2026-03-05 09:00", "officer", fields={"parties": ["p2"]})
    assert [seen.seq for seen in here.fold.open_claims("defended")] == [3]
    here.do("decided", "2026-03-16 09:00", "officer", fields={"parties": ["p2"]})
    assert "申辩还没有答复" in str(here.refused("decided", "2026-03-16 09:00", "officer", fields={"parties": ["p1"]}))
    here.do("weighed", "2026-03-16 10:00", "officer", fields={"parties": ["p1"]})
    here.do("decided", "2026-03-16 11:00", "officer", fields={"parties": ["p1"]})


def test_each_comes_to_its_own_end_and_the_matter_closes_with_the_last() -> None:
    here = case()
    here.do("noticed", "2026-03-03 09:00", "officer")
    here.do("dropped", "2026-03-04 09:00", "officer", fields={"parties": ["p2"]})
    assert not here.fold.closed
    here.do("decided", "2026-03-12 09:00", "officer", fields={"parties": ["p1"]})
    (pay,) = here.clocks("pay", "2026-03-12 10:00")
    assert (pay.subjects, due_on(pay)) == (("p1",), date(2026, 3, 27))
    here.do("paid", "2026-03-20 09:00", "officer", fields={"parties": ["p1"]})
    assert here.fold.closed


def test_a_button_says_for_whom_it_passes() -> None:
    here = case()
    here.do("noticed", "2026-03-03 09:00", "officer", fields={"parties": ["p1"]})
    (possible,) = [x for x in here.stand("2026-03-12 09:00", "officer").can if x.act == "decided"]
    assert possible.subjects == ("p1",)


def test_a_party_is_named_by_a_number_inside_the_matter_never_by_name() -> None:
    refused = case().refused("noticed", "2026-03-03 09:00", "officer", fields={"parties": ["张三"]})
    assert "应当是编号" in str(refused)
