"""Persons by name: two qualified officers, a quorum of heads, who is named, who is excluded."""

import pytest

from tests.law.cases import Case, text_of
from wutong.law.procedure import Hand

YAML = """
procedure: t
title: 试
law: 试法
in_force: 2020-01-01
hands: {cite: 42}
params:
  t.heads: {type: number, law: local, label: 讨论人数, cite: 57}
acts:
  filed: {title: 立案, cite: 54, start: true, by: deputy_head, status: 已立案}
  asked: {title: 询问, cite: 55, by: officer, hands: 2, repeat: true, carries: {away: {type: officer, label: 回避的人, optional: true}}}
  noticed: {title: 通知, cite: 64, by: officer, repeat: true, carries: {chair: {type: officer, label: 主持人}}}
  heard: {title: 听证, cite: 64, by: [legal_reviewer, deputy_head], named: noticed.chair, not_by: {acts: [asked, asked.away], cite: 64项4}}
  talked: {title: 讨论, cite: 57, by: bureau_head, repeat: true,
    quorum: {least: 2, of: [bureau_head, deputy_head], cite: 57款2, param: t.heads}}
"""


def case(params: dict[str, object] | None = None) -> Case:
    found = Case(procedure=text_of(YAML, params or {}))
    found.do("filed", "2026-03-02 09:00", "deputy_head")
    return found


def hand(name: str, role: str = "officer", certified: bool | None = True, confirmed: bool | None = True) -> Hand:
    return Hand(name, frozenset({role}), certified, confirmed)


@pytest.mark.parametrize(
    ("hands", "told"),
    [
        ((), "不到2名"),
        ((hand("li"),), "不到2名"),
        ((hand("li"), hand("li")), "不到2名"),
        ((hand("li"), hand("xu", "assistant")), "xu是协管人员"),
        ((hand("li"), hand("wu", certified=False)), "wu没有有效的执法证"),
        ((hand("li"), hand("wu", certified=None)), "wu不知道有没有有效的执法证"),
        ((hand("li"), hand("wu", confirmed=False)), "wu没有确认在场"),
        ((hand("li"), hand("wu")), ""),
        ((hand("li"), hand("wu"), hand("xu", "assistant")), ""),
    ],
)
def test_it_wants_two_qualified_officers_by_name(hands: tuple[Hand, ...], told: str) -> None:
    here = case()
    if not told:
        here.do("asked", "2026-03-03 09:00", "officer", hands=hands)
        return
    (reason,) = here.refused("asked", "2026-03-03 09:00", "officer", hands=hands).reasons
    assert (reason.article, told in reason.missing) == ("试法第42条", True)


def test_a_button_says_who_must_take_part_before_anybody_is_named() -> None:
    (possible,) = [x for x in case().stand("2026-03-03 09:00", "officer").can if x.act == "asked"]
    assert possible.conditions == ("须有2名有执法资格的人员，各自确认",)


def test_only_the_person_named_may_do_it() -> None:
    here = case()
    assert "没有指定" in str(here.refused("heard", "2026-03-03 09:00", "legal_reviewer", person="qi"))
    here.do("noticed", "2026-03-03 09:00", "officer", fields={"chair": "qi"})
    assert "指定的是qi" in str(here.refused("heard", "2026-03-04 09:00", "legal_reviewer", person="bo"))
    here.do("heard", "2026-03-04 09:00", "legal_reviewer", person="qi")


def test_whoever_took_part_before_is_excluded_and_so_is_whom_a_field_names() -> None:
    for fields, hands in (({}, (hand("qi"), hand("li"))), ({"away": "qi"}, (hand("wu"), hand("li")))):
        here = case()
        here.do("noticed", "2026-03-03 09:00", "officer", fields={"chair": "qi"})
        here.do("asked", "2026-03-03 10:00", "officer", hands=hands, fields=fields)
        (reason,) = here.refused("heard", "2026-03-04 09:00", "legal_reviewer", person="qi").reasons
        assert reason.article == "试法第64条第4项"


@pytest.mark.parametrize(
    ("local", "present", "passes"), [(None, 1, True), (None, 0, False), (3, 1, False), (3, 2, True)]
)
def test_a_quorum_counts_heads_and_a_county_may_ask_for_more(local: int | None, present: int, passes: bool) -> None:
    here = case({"t.heads": local} if local else {})
    hands = tuple(hand(f"d{n}", "deputy_head", None) for n in range(present))
    if passes:
        here.do("talked", "2026-03-03 09:00", "bureau_head", hands=hands)
    else:
        (reason,) = here.refused("talked", "2026-03-03 09:00", "bureau_head", hands=hands).reasons
        assert reason.article == "试法第57条第2款"
