"""Conditions in three values: what nobody has stated is unknown, and unknown is neither true nor false."""

import itertools

import pytest

from tests.law.cases import CALENDAR, Case, at, text_of
from wutong.law.procedure import UNSTATED
from wutong.law.procedure import expressions as x
from wutong.law.procedure.view import MatterView

YAML = """
procedure: t
title: 试
law: 试法
in_force: 2020-01-01
params:
  t.limit: {type: number, law: local, label: 数额, cite: 9}
predicates:
  big: {cite: 5, fact: opened.amount, at_least: {param: t.limit}}
  night: {cite: 6, moment: night}
  rest: {cite: 6, moment: restday}
acts:
  opened:
    title: 开始
    cite: 1
    start: true
    by: officer
    carries:
      amount: {type: number, label: 数额, optional: true}
      kinds: {type: choices, label: 种类, optional: true, of: {a: 甲, b: 乙}}
      urgent: {type: yesno, label: 紧急, optional: true}
      note: {type: text, label: 说明, optional: true}
  heard: {title: 听证, cite: 2, by: officer, when: big, after: opened}
  quiet:
    title: 夜间
    cite: 3
    by: officer
    repeat: true
    needs:
      - {that: {not: night}, missing: 不得在夜间}
      - {that: {not: rest}, missing: 不得在休息日}
  noted: {title: 说明, cite: 4, by: officer, when: {fact: opened.note, stated: true}}
  both:
    title: 都要
    cite: 4
    by: officer
    needs:
      - {that: {fact: opened.kinds, meets: [a]}}
      - {that: {fact: opened.urgent, is: true}}
"""


def view(fields: dict[str, object]) -> MatterView:
    case = Case(procedure=text_of(YAML))
    case.do("opened", "2026-03-02 09:00", "officer", fields=fields)
    return MatterView(case.text(at("2026-03-02 09:00").date()), case.state, at("2026-03-02 09:00"), CALENDAR)


class Fixed:
    def __init__(self, value: bool | None) -> None:
        self.value = value

    def truth(self, _: x.View) -> bool | None:
        return self.value

    def unknown(self, _: x.View) -> tuple[str, ...]:
        return () if self.value is not None else ("f",)


@pytest.mark.parametrize("values", list(itertools.product((True, False, None), repeat=3)))
def test_it_joins_values_as_kleene_does(values: tuple[bool | None, ...]) -> None:
    parts = tuple(Fixed(value) for value in values)
    here = view({})
    every, some = x.Every(parts).truth(here), x.Some(parts).truth(here)
    assert every == (False if False in values else None if None in values else True)
    assert some == (True if True in values else None if None in values else False)
    assert x.Not(x.Every(parts)).truth(here) == x.Some(tuple(x.Not(part) for part in parts)).truth(here)
    assert x.Every(parts).unknown(here) == (("f",) if every is None else ())


def test_it_takes_every_of_nothing_as_true_and_some_as_false() -> None:
    assert x.Every(()).truth(view({})) is True
    assert x.Some(()).truth(view({})) is False


@pytest.mark.parametrize(
    ("op", "mine", "theirs", "expected"),
    [
        ("is", 3, 3, True),
        ("is", True, 1, False),
        ("is", "a", "b", False),
        ("in", "a", ("a", "b"), True),
        ("in", 1, (True,), False),
        ("meets", ("a", "c"), ("b", "c"), True),
        ("meets", ("a",), ("b",), False),
        ("at_least", 3, 3, True),
        ("at_most", 3, 3, True),
        ("over", 3, 3, False),
        ("under", 3, 3, False),
        ("over", 4, 3, True),
        ("under", 2, 3, True),
        ("at_least", "3", 3, None),
    ],
)
def test_it_compares_with_the_number_included_only_where_the_law_includes_it(
    op: str, mine: object, theirs: object, expected: bool | None
) -> None:
    assert x.OPERATORS[op](mine, theirs) is expected


def test_it_leaves_unstated_what_nobody_has_stated() -> None:
    assert view({}).fact("opened.amount") is UNSTATED
    assert view({"amount": 0}).fact("opened.amount") == 0
    assert view({"kinds": []}).fact("opened.kinds") is UNSTATED
    assert view({"urgent": False}).fact("urgent") is False


def test_it_keeps_of_a_text_only_that_it_was_stated() -> None:
    here = view({"note": "秘密"})
    assert here.fact("opened.note") is True
    assert "秘密" not in str(here.state)


def test_it_refuses_an_act_whose_condition_is_unknown_and_names_the_fact() -> None:
    case = Case({}, procedure=text_of(YAML, {"t.limit": 100}))
    case.do("opened", "2026-03-02 09:00", "officer")
    assert [reason.missing for reason in case.refused("heard", "2026-03-02 10:00", "officer").reasons] == [
        "还不知道数额"
    ]


def test_it_refuses_an_act_whose_local_value_nobody_has_set() -> None:
    case = Case(procedure=text_of(YAML))
    case.do("opened", "2026-03-02 09:00", "officer", fields={"amount": 500})
    assert case.refused("heard", "2026-03-02 10:00", "officer").reasons[0].missing == "本地没有设定数额"


@pytest.mark.parametrize(("amount", "passes"), [(99, False), (100, True), (101, True)])
def test_it_opens_an_act_from_the_local_value_on(amount: int, passes: bool) -> None:
    case = Case(procedure=text_of(YAML, {"t.limit": 100}))
    case.do("opened", "2026-03-02 09:00", "officer", fields={"amount": amount})
    if passes:
        case.do("heard", "2026-03-02 10:00", "officer")
    else:
        assert "不适用" in case.refused("heard", "2026-03-02 10:00", "officer").reasons[0].missing


@pytest.mark.parametrize(
    ("when", "missing"),
    [
        ("2026-03-03 05:59", "不得在夜间"),
        ("2026-03-03 06:00", ""),
        ("2026-03-03 21:59", ""),
        ("2026-03-03 22:00", "不得在夜间"),
        ("2026-03-07 10:00", "不得在休息日"),
        ("2026-09-20 10:00", ""),
    ],
)
def test_it_knows_night_and_rest_days(when: str, missing: str) -> None:
    case = Case(procedure=text_of(YAML))
    case.do("opened", "2026-03-02 09:00", "officer")
    if missing:
        assert case.refused("quiet", when, "officer").reasons[0].missing == missing
    else:
        case.do("quiet", when, "officer")


def test_it_asks_for_each_unknown_fact_of_an_act() -> None:
    case = Case(procedure=text_of(YAML))
    case.do("opened", "2026-03-02 09:00", "officer")
    found = case.refused("both", "2026-03-02 10:00", "officer").reasons
    assert [reason.missing for reason in found] == ["还不知道种类", "还不知道紧急"]
    assert "不适用" in case.refused("noted", "2026-03-02 10:00", "officer").reasons[0].missing
