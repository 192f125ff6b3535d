"""What a rule may reckon: the sum of what entries say, an amount less another, a share of it by the day, the day of a clock."""

import pytest

from tests.law.cases import Case, text_of
from wutong.law.procedure.yamlfile import RuleError
from wutong.law.telling import tell

YAML = """
procedure: t
title: 试
law: 试法
in_force: 2020-01-01
acts:
  owed: {title: 开始, cite: 1, start: true, by: officer, carries: {amount: money, n: number}}
  paid:
    title: 缴款
    cite: 2
    by: officer
    repeat: true
    needs: [{that: {fact: total.paid.amount, at_most: {fact: owed.amount}}, missing: 多缴了}]
    carries: {amount: money, extra: {type: number, label: 件数, optional: true}}
  settled: {title: 缴清, cite: 3, by: officer, needs: [{that: {fact: total.paid.amount, at_least: {fact: owed.amount}}, missing: 没有缴清}]}
  counted: {title: 点数, cite: 3, by: officer, needs: [{that: {fact: total.paid.extra, is: {fact: owed.n}}, missing: 件数不对}]}
  charged:
    title: 加处
    cite: 4
    by: officer
    repeat: true
    needs:
      - {that: {days_between: [due.pay, charged.until], at_least: {fact: charged.days}}, missing: 天数多了}
      - {that: {fact: charged.amount, at_most: {fact: owed.amount, less: total.paid.amount, percent: 3, per: charged.days}}, missing: 多算了}
    carries: {until: date, days: number, amount: money}
  voided: {title: 作废, cite: 5, by: officer, stales: [paid]}
clocks:
  pay: {from: owed, to: settled, within: 15 days, cite: 2}
"""


def case(amount: str = "1000", n: int = 0) -> Case:
    found = Case(procedure=text_of(YAML))
    found.do("owed", "2026-03-02 09:00", "officer", fields={"amount": amount, "n": n})
    return found


def pay(to: Case, amount: str, **more: object) -> int:
    return to.do("paid", "2026-03-10 09:00", "officer", fields={"amount": amount, **more})


def test_a_sum_counts_every_entry_that_stands_and_the_one_under_test() -> None:
    told = case()
    assert "没有缴清" in str(told.refused("settled", "2026-03-03 09:00", "officer"))
    pay(told, "999.99")
    assert "多缴了" in str(told.refused("paid", "2026-03-10 10:00", "officer", fields={"amount": "0.02"}))
    pay(told, "0.01")
    told.do("settled", "2026-03-11 09:00", "officer")


def test_what_was_taken_back_is_no_longer_in_the_sum() -> None:
    told = case()
    pay(told, "1000")
    told.do("voided", "2026-03-11 09:00", "officer")
    assert "没有缴清" in str(told.refused("settled", "2026-03-12 09:00", "officer"))


def test_a_field_that_may_stay_empty_adds_nothing_while_it_is_empty() -> None:
    told = case(n=3)
    pay(told, "1", extra=3)
    pay(told, "1")
    told.do("counted", "2026-03-11 09:00", "officer")
    assert "件数不对" in str(case(n=1).refused("counted", "2026-03-11 09:00", "officer"))


@pytest.mark.parametrize(
    ("until", "days", "amount", "wrong"),
    [
        ("2026-03-27", 10, "300.00", ""),
        ("2026-03-27", 10, "300.01", "多算了"),
        ("2026-03-26", 10, "300", "天数多了"),
        ("2026-03-27", 9, "271", "多算了"),
    ],
)
def test_a_share_of_an_amount_for_each_day_after_the_last_day_of_a_clock(
    until: str, days: int, amount: str, wrong: str
) -> None:
    """The clock ends on 2026-03-17; ten days later it is 10 times 3 percent."""
    told, fields = case(), {"until": until, "days": days, "amount": amount}
    if wrong:
        assert wrong in str(told.refused("charged", "2026-03-30 09:00", "officer", fields=fields))
    else:
        told.do("charged", "2026-03-30 09:00", "officer", fields=fields)


def test_what_is_paid_bears_nothing_any_more_and_parts_of_a_fen_fall_away() -> None:
    told = case("1000.33")
    pay(told, "500")
    fields = {"until": "2026-03-18", "days": 1, "amount": "15.01"}
    assert "多算了" in str(told.refused("charged", "2026-03-30 09:00", "officer", fields=fields))
    told.do("charged", "2026-03-30 09:00", "officer", fields={**fields, "amount": "15.00"})


def test_before_the_form_is_filled_it_is_a_condition_and_not_a_refusal() -> None:
    can = {each.act: each.conditions for each in case().stand("2026-03-30 09:00", "officer").can}
    assert can["paid"] == ("多缴了",) and can["charged"] == ("天数多了", "多算了")


def test_it_reads_in_plain_words() -> None:
    told = "\n".join(tell(text_of(YAML)))
    assert "须缴款的amount合计不少于开始的amount" in told
    assert "须pay的最后一天到加处的until不少于加处的days" in told
    assert "不超过（开始的amount减去缴款的amount合计）的3%乘以加处的days" in told


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("due.pay", "due.pya", "the name of a clock"),
        ("fact: total.paid.amount, at_most: {fact: owed.amount}", "fact: total.charged.until, stated: true", "added up"),
        ("within: 15 days", "within: {fact: due.pay}", "somebody wrote"),
        ("percent: 3", "percent: x", "a whole number"),
        ("within: 15 days", "within: 15 days, when: {fact: due.pay, stated: true}", "asks no clock"),
        ("within: 15 days", "within: 15 days, stops: [{from: paid, to: voided, when: {fact: due.pay, stated: true}}]", "asks no clock"),
        ("within: 15 days", "within: 15 days, extend: [{by: paid, add: 1 days, when: {fact: due.pay, day: on}}]", "asks no clock"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_reckoned_is_an_error(old: str, new: str, expected: str) -> None:
    assert YAML.count(old) == 1
    with pytest.raises(RuleError, match=expected):
        text_of(YAML.replace(old, new))
