"""Matters on one thread; checks that a computation or a person answers; questions for a lawyer; the lowest that was said."""

import pytest

from tests.law.cases import CALENDAR, Case, text_of
from wutong.law.procedure import Hand, MatterView, Peer, Thread, ask
from wutong.law.refusal import Refused

SEIZURE = """
procedure: seizure
title: 扣押
law: 强制法
in_force: 2012-01-01
acts:
  seized: {title: 扣押, cite: 24, start: true, by: officer, status: 已扣押}
  released: {title: 解除, cite: 28, by: officer, after: seized, final: true, status: 已解除}
"""
CASE = """
procedure: case
title: 案
law: 处罚法
in_force: 2020-01-01
acts:
  filed: {title: 立案, cite: 54, start: true, by: officer, status: 已立案}
  taken: {title: 并入, cite: 27, by: officer, adopts: seizure, repeat: true, carries: {matter: {type: matter, label: 扣押}}}
  closed: {title: 结案, cite: 57, by: officer, needs: [{that: {every: seizure, that: closed}, missing: 扣押没有处理}], final: true}
  ended: {title: 终结, cite: 57, by: officer, needs: [{that: {some: seizure, that: {done: released}}, missing: 没有解除}], final: true}
"""


def seizure(number: str, *, closed: bool, of: tuple[str, ...] = ()) -> Peer:
    here = Case(procedure=text_of(SEIZURE))
    here.do("seized", "2026-03-02 09:00", "officer")
    if closed:
        here.do("released", "2026-03-03 09:00", "officer")
    return Peer(number, text_of(SEIZURE), here.fold, of)


def other_case(taken: str = "") -> Peer:
    here = Case(procedure=text_of(CASE))
    here.do("filed", "2026-03-02 09:00", "officer")
    if taken:
        asked, text = here.ask_of("taken", "2026-03-02 10:00", "officer", fields={"matter": taken})
        here.take(text, asked)
    return Peer("案2", text_of(CASE), here.fold)


@pytest.mark.parametrize(
    ("act", "peers", "told"),
    [
        ("closed", (), ""),
        ("ended", (), "没有解除"),
        ("closed", (seizure("扣1", closed=False),), "扣押没有处理"),
        ("closed", (seizure("扣1", closed=True),), ""),
        ("ended", (seizure("扣1", closed=False), seizure("扣2", closed=True)), ""),
        ("closed", (seizure("扣1", closed=False, of=("案2",)), other_case()), ""),
        ("closed", (seizure("扣1", closed=False, of=("案1",)), other_case()), "扣押没有处理"),
        ("closed", (seizure("扣1", closed=True), other_case()), "还不知道seizure属于哪一案"),
        ("closed", (seizure("扣1", closed=False), other_case("扣1")), ""),
    ],
)
def test_it_asks_the_matters_that_are_its_own(act: str, peers: tuple[Peer, ...], told: str) -> None:
    here = Case(procedure=text_of(CASE))
    here.do("filed", "2026-03-02 09:00", "officer")
    asked, text = here.ask_of(act, "2026-03-04 09:00", "officer")
    if not told:
        ask(text, here.state, asked, CALENDAR, thread=Thread("案1", "case", peers))
        return
    with pytest.raises(Refused, match=told):
        ask(text, here.state, asked, CALENDAR, thread=Thread("案1", "case", peers))


def test_nothing_is_assumed_where_nobody_handed_the_thread_in() -> None:
    here = Case(procedure=text_of(CASE))
    here.do("filed", "2026-03-02 09:00", "officer")
    assert "还不知道" in str(here.refused("closed", "2026-03-04 09:00", "officer"))


def test_a_seizure_that_came_first_is_taken_in_by_the_case_that_follows() -> None:
    here = Case(procedure=text_of(CASE))
    here.do("filed", "2026-03-02 09:00", "officer")
    thread = Thread(
        "案1", "case", (seizure("扣1", closed=False), seizure("扣2", closed=True, of=("案2",)), other_case())
    )
    for number, told in (("扣9", "不在同一线索上"), ("扣2", "已经属于案2"), ("案2", "不在同一线索上")):
        asked, text = here.ask_of("taken", "2026-03-03 09:00", "officer", fields={"matter": number})
        with pytest.raises(Refused, match=told):
            ask(text, here.state, asked, CALENDAR, thread=thread)
    asked, text = here.ask_of("taken", "2026-03-03 09:00", "officer", fields={"matter": "扣1"})
    ask(text, here.state, asked, CALENDAR, thread=thread)
    here.take(text, asked)
    mine = thread.mine("seizure", here.state)
    assert mine is not None
    assert [peer.number for peer in mine] == ["扣1"]


RULED = """
procedure: t
title: 试
law: 处罚法
in_force: 2020-01-01
params: {t.large: {type: money, law: local, label: 较大数额, cite: 63}}
predicates:
  large: {cite: 63, fact: noticed.amount, at_least: {param: t.large}}
  not_heavier:
    cite: 45款2
    all:
      - {fact: noticed.amount, at_most: {fact: lowest.noticed.amount}}
      - {fact: noticed.kinds.rank, at_most: {fact: lowest.noticed.kinds.rank}}
acts:
  filed: {title: 立案, cite: 54, start: true, by: officer}
  looked: {title: 核对, cite: 40, by: officer, repeat: true, carries: {bar: {type: yesno, label: 没有过时效, optional: true}}}
  noticed: {title: 告知, cite: 44, by: officer, repeat: true, needs: [{that: not_heavier, when: {ever: noticed}, missing: 加重}],
    carries: {amount: {type: money, label: 数额}, kinds: {type: choices, label: 种类, of: {warn: 警告, fine: 罚款, revoke: 吊销}}}}
  decided: {title: 决定, cite: 57, by: officer, needs: [{check: time_bar, stated: looked.bar, cite: 36, effect: void}]}
  heard: {title: 听证, cite: 63, by: officer, when: large}
  split: {title: 分案, cite: 29, by: officer, needs_lawyer: 法律没有说}
"""


def ruled(params: dict[str, object] | None = None) -> Case:
    here = Case(procedure=text_of(RULED, params or {}))
    here.do("filed", "2026-03-02 09:00", "officer")
    return here


@pytest.mark.parametrize(
    ("amount", "kinds", "passes"),
    [
        ("900", ["warn"], True),
        ("1000", ["fine"], True),
        ("1000.01", ["fine"], False),
        ("1000", ["warn", "revoke"], False),
    ],
)
def test_it_compares_with_the_lowest_that_was_ever_notified_in_amount_and_kind(
    amount: str, kinds: list[str], passes: bool
) -> None:
    here = ruled()
    here.do("noticed", "2026-03-03 09:00", "officer", fields={"amount": "5000", "kinds": ["revoke"]})
    here.take(
        *reversed(here.ask_of("noticed", "2026-03-04 09:00", "officer", fields={"amount": "1000", "kinds": ["fine"]}))
    )
    if passes:
        here.do("noticed", "2026-03-05 09:00", "officer", fields={"amount": amount, "kinds": kinds})
    else:
        (reason,) = here.refused(
            "noticed", "2026-03-05 09:00", "officer", fields={"amount": amount, "kinds": kinds}
        ).reasons
        assert reason.article == "处罚法第45条第2款"


def test_a_check_is_answered_by_a_computation_before_a_person_and_is_never_assumed() -> None:
    here = ruled()
    (reason,) = here.refused("decided", "2026-03-05 09:00", "officer").reasons
    assert (reason.article, reason.effect, "还没有核对" in reason.missing) == ("处罚法第36条", "void", True)
    here.do("looked", "2026-03-05 09:00", "officer", fields={"bar": True})
    asked, text = here.ask_of("decided", "2026-03-05 10:00", "officer")
    ask(text, here.state, asked, CALENDAR)

    def computed(view: MatterView) -> tuple[bool | None, str]:
        return False, f"过了{len(view.fresh('filed')) + 1}年"

    with pytest.raises(Refused, match="过了2年"):
        ask(text, here.state, asked, CALENDAR, checks={"time_bar": computed})
    here.do("looked", "2026-03-05 11:00", "officer", fields={"bar": False})
    assert "不符合" in str(here.refused("decided", "2026-03-05 12:00", "officer"))


def test_a_local_amount_that_nobody_has_set_refuses_and_asks_the_county() -> None:
    here = ruled()
    here.do("noticed", "2026-03-03 09:00", "officer", fields={"amount": "2000", "kinds": ["fine"]})
    (reason,) = here.refused("heard", "2026-03-04 09:00", "officer").reasons
    assert (reason.missing, reason.remedy) == ("本地没有设定较大数额", "请设置")
    for large, passes in (("2000", True), ("2000.01", False)):
        here.procedure = text_of(RULED, {"t.large": large})
        possible = {x.act for x in here.stand("2026-03-04 09:00", "officer").can}
        assert ("heard" in possible) is passes


def test_an_open_question_of_law_refuses_and_says_so() -> None:
    assert "法律没有说 [needs lawyer]" in str(ruled().refused("split", "2026-03-04 09:00", "officer"))


def test_the_hand_that_was_recorded_is_in_the_snapshot() -> None:
    here = ruled()
    here.do("looked", "2026-03-05 09:00", "officer", hands=(Hand("li"),), fields={"bar": True})
    assert here.fold.seen[-1].hands == ("li",)
