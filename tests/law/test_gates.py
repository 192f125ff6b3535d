"""Gates beyond the complaint: waits, leads, counted acts, promises, claims, people who may not do two things."""

from datetime import date

import pytest

from tests.law.cases import Case, at, text_of

YAML = """
procedure: fine
title: 处罚
law: 处罚法
in_force: 2021-07-15
predicates:
  as_notified: {cite: 44, fact: decided.amount, at_most: {fact: notified.amount}}
  not_heavier: {cite: 45(2), any: [{not: {done: defence}}, {fact: notified.amount, at_most: {fact: before.notified.amount}}]}
acts:
  filed: {title: 立案, cite: 54, start: true, by: officer}
  interviewed: {title: 询问, cite: 55, by: officer, after: filed, repeat: true}
  notified:
    title: 告知
    cite: 44
    by: officer
    needs: [{done: interviewed, least: 2, missing: 至少询问两次}, {that: not_heavier, missing: 不得因申辩加重}]
    repeat: true
    stales: [notified.served, reviewed, defence]
    carries: {amount: {type: number, label: 数额}}
    then: {served: {title: 送达, cite: 61, by: officer, within: 7 workdays}}
  defence: {title: 申辩, cite: 45, outside: true, after: notified.served}
  reviewed: {title: 审核, cite: 58, by: legal_reviewer, not_by: interviewed, after: notified.served}
  heard: {title: 听证, cite: 64, by: officer, needs: [{lead: heard.day, for: 7 workdays}], carries: {day: {type: date, label: 听证日}}}
  decided:
    title: 决定
    cite: 57
    by: bureau_head
    after: [notified, reviewed]
    needs:
      - {wait: notified.served, for: 5 workdays, unless: {done: defence}, cite: 45, missing: 陈述申辩期未满}
      - {that: as_notified, missing: 不得高于告知的数额}
    carries: {amount: {type: number, label: 数额}}
"""


def served() -> Case:
    case = Case(procedure=text_of(YAML))
    case.do("filed", "2024-03-01 09:00", "officer", person="ming")
    case.do("interviewed", "2024-03-04 09:00", "officer", person="ming")
    case.do("interviewed", "2024-03-05 09:00", "officer", person="qiang")
    case.do("notified", "2024-03-11 09:00", "officer", fields={"amount": 500})
    case.do("notified.served", "2024-03-12 09:00", "officer")
    return case


def test_it_refuses_under_the_article_of_the_act_that_is_missing() -> None:
    case = Case(procedure=text_of(YAML))
    case.do("filed", "2024-03-01 09:00", "officer")
    articles = [reason.article for reason in case.refused("decided", "2024-03-20 09:00", "bureau_head").reasons]
    assert articles[:2] == ["处罚法第44条", "处罚法第58条"]


def test_it_counts_how_often_an_act_was_done() -> None:
    case = Case(procedure=text_of(YAML))
    case.do("filed", "2024-03-01 09:00", "officer")
    case.do("interviewed", "2024-03-04 09:00", "officer")
    assert "至少询问两次" in str(case.refused("notified", "2024-03-11 09:00", "officer"))


@pytest.mark.parametrize(("when", "passes"), [("2024-03-19 23:59", False), ("2024-03-20 00:00", True)])
def test_it_waits_the_whole_period_after_service(when: str, passes: bool) -> None:
    case = served()
    case.do("reviewed", "2024-03-13 09:00", "legal_reviewer")
    if passes:
        case.do("decided", when, "bureau_head", fields={"amount": 500})
        return
    (reason,) = case.refused("decided", when, "bureau_head", fields={"amount": 500}).reasons
    assert (reason.article, reason.missing) == ("处罚法第45条", "陈述申辩期未满")
    assert reason.opens is not None
    assert reason.opens == at("2024-03-20 00:00")
    case.do("decided", "2024-03-20 00:00", "bureau_head", fields={"amount": 500})


def test_it_does_not_wait_where_the_rule_says_unless() -> None:
    case = served()
    case.do("defence", "2024-03-13 09:00", "outsider")
    case.do("reviewed", "2024-03-13 10:00", "legal_reviewer")
    case.do("decided", "2024-03-14 09:00", "bureau_head", fields={"amount": 500})


def test_it_shows_a_condition_on_the_form_and_refuses_once_it_is_filled_in() -> None:
    case = served()
    case.do("reviewed", "2024-03-13 09:00", "legal_reviewer")
    found = {each.act: each for each in case.stand("2024-03-20 09:00", "bureau_head").can}
    assert found["decided"].conditions == ("不得高于告知的数额",)
    refusal = case.refused("decided", "2024-03-20 09:00", "bureau_head", fields={"amount": 501})
    assert [(reason.article, reason.missing) for reason in refusal.reasons] == [("处罚法第44条", "不得高于告知的数额")]


def test_it_takes_back_what_a_new_notice_makes_stale() -> None:
    case = served()
    case.do("reviewed", "2024-03-13 09:00", "legal_reviewer")
    case.do("notified", "2024-03-14 09:00", "officer", fields={"amount": 400})
    refusal = case.refused("decided", "2024-03-25 09:00", "bureau_head", fields={"amount": 400})
    assert [reason.article for reason in refusal.reasons] == ["处罚法第58条", "处罚法第45条"]


def test_it_compares_a_new_notice_with_the_one_before() -> None:
    case = served()
    case.do("defence", "2024-03-13 09:00", "outsider")
    assert "不得因申辩加重" in str(case.refused("notified", "2024-03-14 09:00", "officer", fields={"amount": 600}))
    case.do("notified", "2024-03-14 09:00", "officer", fields={"amount": 500})


def test_it_bars_who_did_an_act_over_the_whole_history() -> None:
    case = served()
    assert "做过询问的人不能审核" in str(case.refused("reviewed", "2024-03-13 09:00", "legal_reviewer", person="ming"))
    case.do("notified", "2024-03-14 09:00", "officer", fields={"amount": 400})
    case.do("notified.served", "2024-03-15 09:00", "officer")
    case.refused("reviewed", "2024-03-16 09:00", "legal_reviewer", person="qiang")
    case.do("reviewed", "2024-03-16 09:00", "legal_reviewer", person="jing")


@pytest.mark.parametrize(("day", "passes"), [("2024-03-21", False), ("2024-03-22", True)])
def test_it_wants_a_named_day_a_full_period_ahead(day: str, passes: bool) -> None:
    case = served()
    if passes:
        case.do("heard", "2024-03-12 10:00", "officer", fields={"day": day})
    else:
        assert "须提前7个工作日" in str(case.refused("heard", "2024-03-12 10:00", "officer", fields={"day": day}))


def test_it_counts_each_promise_by_its_own_entry() -> None:
    case = served()
    second = case.do("notified", "2024-03-14 09:00", "officer", fields={"amount": 400})
    first, other = case.clocks("notified.served", "2024-03-15 09:00")
    assert (first.state, other.state, other.seq) == ("done", "running", second)
    case.refused("notified.served", "2024-03-15 09:00", "officer", about=1)
    case.do("notified.served", "2024-03-14 10:00", "officer", about=first.seq)
    assert [each.state for each in case.clocks("notified.served", "2024-03-15 09:00")] == ["done", "running"]
    case.do("notified.served", "2024-03-15 09:00", "officer", about=second)
    assert [each.state for each in case.clocks("notified.served", "2024-03-15 09:00")] == ["done", "done"]


def test_it_never_asks_who_an_outside_act_was_done_by() -> None:
    case = served()
    found = case.stand("2024-03-13 09:00", "receiver")
    assert "defence" in {each.act for each in found.can}


def test_it_refuses_an_act_dated_before_the_one_it_needs() -> None:
    case = served()
    refusal = case.refused("reviewed", "2024-03-11 10:00", "legal_reviewer")
    assert any("送达在2024年3月12日，晚于所填时间" in reason.missing for reason in refusal.reasons)


def test_it_lists_an_act_once_under_can_others_or_cannot() -> None:
    found = served().stand("2024-03-13 09:00", "officer", person="wei")
    assert {each.act for each in found.others} == {"reviewed"}
    assert {each.act: each.mine for each in found.cannot} == {"decided": False}
    assert found.others[0].by == ("legal_reviewer",)
    assert date(2024, 3, 12) == found.clocks[0].done_at.date()  # type: ignore[union-attr]
