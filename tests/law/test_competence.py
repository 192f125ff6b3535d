"""Who may act: the body by list, place and day; the people by certificate, confirmation, recusal and separation."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wutong.law.competence import (
    Certificate,
    Hands,
    Officer,
    Presence,
    Tie,
    competent,
    decide_recusal,
    may_act,
    may_delegate,
    may_review,
    must_withdraw,
    read,
    sample,
    separated,
    two_officers,
)
from wutong.law.offences import offences
from wutong.law.procedure import RuleError
from wutong.law.refusal import Refused

DAY, OLD = date(2026, 9, 1), date(2019, 5, 1)
TOWN, COUNTY = "990101101", "990101"
CARD = Certificate("梧01", COUNTY, "", date(2019, 1, 1), date(2026, 12, 31))
LI, ZHAO = Officer("1", "李明", certificates=(CARD,)), Officer("2", "赵强", certificates=(CARD,))
ZHOU = Officer("3", "小周", assistant=True, certificates=(CARD,))
POWERS = """
powers: 清单
place: 某县
area: "990101"
document: 公告
published: 2020-01-01
in_force: 2020-01-01
until: 2026-12-31
mark: 样例
bodies:
  bureau: {name: 局, area: "990101"}
  town: {name: 镇, area: "990101101", town: true}
items:
  - {body: bureau, from: 2020-01-01, basis: 批复, offences: [a]}
  - {body: town, from: 2020-01-01, basis: 决定, offences: [a, b]}
delegations:
  - {delegate: 所, institution: true, body: bureau, paper: 委托书, published: 2022-01-01, from: 2022-01-01, until: 2023-01-01, offences: [a]}
  - {delegate: 公司, institution: false, body: bureau, paper: 委托书, published: 2022-01-01, from: 2022-01-01, until: 2023-01-01, offences: [a]}
"""
LIST = read(POWERS, "p.yaml", ("a", "b"))


def here(officer: Officer, by: str | None = None) -> Presence:
    return Presence(officer, officer.number if by is None else by)


@pytest.mark.parametrize("day", [OLD, date(2021, 1, 1), DAY])
def test_every_offence_has_a_body_in_the_sample_on_every_day(day: date) -> None:
    for key in offences():
        assert competent(sample(), key, TOWN, day).bodies


def test_it_follows_the_division_of_the_day() -> None:
    def names(key: str, day: str) -> list[str]:
        return [each.key for each in competent(sample(), key, TOWN, date.fromisoformat(day)).bodies]

    assert names("pavement_parking", "2020-06-30") == ["police"]
    assert names("pavement_parking", "2020-07-01") == ["bureau"]
    assert names("loud_selling", "2022-06-04") == ["police"]
    assert names("loud_selling", "2022-06-05") == ["bureau"]
    assert names("street_stall", "2021-12-31") == ["bureau"]
    assert names("street_stall", "2022-01-01") == ["bureau", "qingxi"]
    assert any("最先立案" in step.words for step in competent(sample(), "street_stall", TOWN, DAY).steps)
    assert [each.key for each in competent(sample(), "street_stall", "990101102", DAY).bodies] == ["bureau"]
    assert names("village_building", "2019-05-01") == ["qingxi"], "by the clause itself, before any transfer"


def test_it_refuses_the_wrong_body_and_says_who_may() -> None:
    assert may_act(sample(), "bureau", "street_stall", TOWN, DAY)
    with pytest.raises(Refused, match=r"由梧桐县公安局办理，不是梧桐县综合行政执法局。移送梧桐县公安局"):
        may_act(sample(), "bureau", "fireworks", TOWN, DAY)
    with pytest.raises(Refused, match="不是no_such"):
        may_act(sample(), "no_such", "fireworks", TOWN, DAY)
    with pytest.raises(Refused, match=r"第22条（样例）：110101不在梧桐县"):
        competent(sample(), "street_stall", "110101", DAY)
    with pytest.raises(Refused, match="没有施行的清单"):
        competent(sample(), "street_stall", TOWN, date(2018, 1, 1))


def test_it_uses_no_list_that_is_not_published_or_silent() -> None:
    hidden = read(POWERS.replace("published: 2020-01-01\nin", "in"), "p.yaml", ("a", "b"))
    with pytest.raises(Refused, match="公告没有公布"):
        competent(hidden, "a", TOWN, DAY)
    with pytest.raises(Refused, match="没有把这个案由交给任何机关"):
        competent(LIST, "c", TOWN, DAY)
    with pytest.raises(Refused, match="没有施行的清单"):
        competent(LIST, "a", TOWN, date(2027, 1, 1))


def test_a_town_has_no_transferred_power_before_2021() -> None:
    assert [each.key for each in competent(LIST, "a", TOWN, date(2021, 7, 14)).bodies] == ["bureau"]
    assert len(competent(LIST, "a", TOWN, date(2021, 7, 15)).bodies) == 2
    with pytest.raises(Refused, match="省级赋权"):
        competent(LIST, "b", TOWN, date(2021, 7, 14))
    assert [each.key for each in competent(LIST, "b", TOWN, date(2021, 7, 15)).bodies] == ["town"]


def test_a_delegate_needs_a_published_paper_for_the_day_and_the_offence() -> None:
    (step,) = may_delegate(sample(), "梧桐县市容管理所", "graffiti", TOWN, date(2022, 1, 1))
    assert "以梧桐县综合行政执法局的名义" in step.words
    for delegate, offence, day, told in (
        ("梧桐县市容管理所", "graffiti", "2023-01-05", "不在期限内"),
        ("梧桐县市容管理所", "street_stall", "2022-01-01", "没有写这个案由"),
        ("某保安公司", "graffiti", "2022-01-01", "没有某保安公司的委托书"),
    ):
        with pytest.raises(Refused, match=told):
            may_delegate(sample(), delegate, offence, TOWN, date.fromisoformat(day))
    with pytest.raises(Refused, match="个人和公司不能受委托"):
        may_delegate(LIST, "公司", "a", TOWN, date(2022, 5, 1))
    assert may_delegate(LIST, "所", "a", TOWN, date(2022, 5, 1))
    late = read(POWERS.replace("published: 2022-01-01", "published: 2022-06-01"), "p.yaml", ("a", "b"))
    with pytest.raises(Refused, match="没有向社会公布"):
        may_delegate(late, "所", "a", TOWN, date(2022, 5, 1))
    with pytest.raises(Refused, match="不在某县"):
        may_delegate(LIST, "所", "a", "110101", date(2022, 5, 1))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('area: "990101"\ndocument', "area: 990101\ndocument", "text"),
        ('area: "990101"\ndocument', 'area: "9901"\ndocument', "6 to 12 digits"),
        ("offences: [a]}", "offences: [z]}", "one of a, b"),
        ("body: bureau, from", "body: bureu, from", "did you mean 'bureau'"),
        ("from: 2020-01-01, basis: 批复", "from: 2020-01-01, until: 2019-01-01, basis: 批复", "from 2020-01-01 on"),
        ("basis: 决定", 'basis: 决定, area: "990101"', "within 990101101"),
        ("town: true", "town: yes", "true or false"),
    ],
)
def test_it_says_where_a_list_is_wrong(old: str, new: str, told: str) -> None:
    assert old in POWERS
    with pytest.raises(RuleError, match=told):
        read(POWERS.replace(old, new, 1), "p.yaml", ("a", "b"))


def test_two_different_certified_people_each_confirmed_by_himself() -> None:
    assert "李明、赵强" in two_officers([here(LI), here(ZHAO)], DAY, TOWN)[0].words
    for second, told in (
        (here(LI), "只有1名"),
        (here(ZHOU), "小周是协管员"),
        (here(ZHAO, by="1"), "赵强没有本人确认"),
        (here(ZHAO, by=""), "赵强没有本人确认"),
        (here(Officer("4", "钱二")), "钱二没有执法证件"),
    ):
        with pytest.raises(Refused, match=told):
            two_officers([here(LI), second], DAY, TOWN)


@pytest.mark.parametrize(
    ("card", "day", "good"),
    [
        (CARD, date(2026, 12, 31), True),
        (CARD, date(2027, 1, 1), False),
        (CARD, date(2018, 12, 31), False),
        (Certificate("x", COUNTY, "", date(2019, 1, 1), date(2030, 1, 1), withdrawn=DAY), DAY, False),
        (Certificate("x", COUNTY, "", date(2019, 1, 1), date(2030, 1, 1), withdrawn=date(2026, 9, 2)), DAY, True),
        (Certificate("x", "990102", "", date(2019, 1, 1), date(2030, 1, 1)), DAY, False),
        (Certificate("x", COUNTY, "城管", date(2019, 1, 1), date(2030, 1, 1)), DAY, True),
        (Certificate("x", COUNTY, "交通", date(2019, 1, 1), date(2030, 1, 1)), DAY, False),
    ],
)
def test_a_certificate_holds_for_its_days_places_and_field(card: Certificate, day: date, good: bool) -> None:
    wide = Certificate("w", COUNTY, "", date(2000, 1, 1), date(2040, 1, 1))
    present = [here(Officer("9", "甲", certificates=(card,))), here(Officer("8", "乙", certificates=(wide,)))]
    if good:
        assert two_officers(present, day, TOWN, field="城管")
    else:
        with pytest.raises(Refused, match="甲"):
            two_officers(present, day, TOWN, field="城管")


def test_the_text_of_2017_asked_for_one_on_the_spot() -> None:
    assert two_officers([here(LI)], OLD, TOWN, summary=True)
    for day, summary in ((OLD, False), (date(2021, 7, 15), True)):
        with pytest.raises(Refused, match="要2名"):
            two_officers([here(LI)], day, TOWN, summary=summary)


@given(st.lists(st.sampled_from([here(LI), here(ZHAO), here(ZHOU), here(ZHAO, by="1"), here(LI, by="2")]), max_size=6))
def test_more_names_never_make_up_for_two_who_count(present: list[Presence]) -> None:
    enough = here(LI) in present and here(ZHAO) in present
    if enough:
        assert two_officers(present, DAY, TOWN)
    else:
        with pytest.raises(Refused):
            two_officers(present, DAY, TOWN)


def test_it_tells_who_must_withdraw_by_the_text_of_the_day() -> None:
    direct, other = Tie("1", True, "李明是当事人的弟弟"), Tie("1", False, "李明与当事人合伙开店")
    assert len(must_withdraw("1", [direct, other], DAY)) == 2
    assert [step.words for step in must_withdraw("1", [direct, other], OLD)] == ["李明是当事人的弟弟，应当回避。"]
    assert must_withdraw("2", [direct], DAY) == ()


def test_nobody_decides_about_himself() -> None:
    assert decide_recusal("1", "9", ["9"], DAY)
    with pytest.raises(Refused, match="不能决定自己"):
        decide_recusal("9", "9", ["9"], DAY)
    with pytest.raises(Refused, match="不是行政机关负责人"):
        decide_recusal("1", "2", ["9"], DAY)


def one(*numbers: str) -> frozenset[str]:
    return frozenset(numbers)


def test_it_keeps_apart_what_the_law_keeps_apart_and_only_advises_the_rest() -> None:
    fine = Hands(one("1", "2"), one("3"), one("4"), one("9"))
    assert separated(fine, DAY) == ()
    with pytest.raises(Refused, match=r"第58条.*1既调查又审核") as both:
        separated(Hands(one("1", "2"), one("1"), one("2"), one("9")), DAY)
    assert len(both.value.reasons) == 2
    with pytest.raises(Refused, match=r"（2017）第42条第1款第\(四\)项"):
        separated(Hands(one("1"), chairs=one("1")), OLD)
    advice = separated(Hands(one("1"), one("3"), one("3"), one("1")), DAY)
    assert [("建议" in step.words, step.mark) for step in advice] == [(True, "[inference]")] * 2


NUMBERS = st.frozensets(st.sampled_from("123456"), max_size=4)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_it_refuses_exactly_who_investigated_and_also_reviewed_or_chaired(
    a: frozenset[str], b: frozenset[str], c: frozenset[str], d: frozenset[str]
) -> None:
    if a & (b | c):
        with pytest.raises(Refused):
            separated(Hands(a, b, c, d), DAY)
    else:
        assert len(separated(Hands(a, b, c, d), DAY)) == len(b & c) + len(a & d)


def test_a_first_reviewer_needs_the_qualification() -> None:
    assert may_review(False, None, DAY) == () == may_review(None, None, date(2017, 12, 31))
    assert may_review(True, True, DAY)
    for first, qualified, told in (
        (None, True, "是否初次"),
        (True, None, "法律职业资格考试"),
        (True, False, "没有取得"),
    ):
        with pytest.raises(Refused, match=told):
            may_review(first, qualified, DAY)
    with pytest.raises(Refused, match=r"（2017）第38条"):
        may_review(True, False, OLD)


NEW, BEFORE = date(2021, 7, 15), date(2021, 7, 14)
HIDDEN = read(POWERS.replace("published: 2020-01-01\nin", "in"), "p.yaml", ("a", "b"))


@pytest.mark.parametrize(
    ("act", "new", "old"),
    [
        (lambda on: competent(LIST, "c", TOWN, on), "第17条、第18条", "第15条、第16条"),
        (lambda on: competent(LIST, "a", "110101", on), "第22条", "第20条"),
        (lambda on: competent(HIDDEN, "a", TOWN, on), "第39条", "第4条第3款"),
        (lambda on: may_act(LIST, "nobody", "a", TOWN, on), "第17条、第38条", "第15条"),
        (lambda on: may_delegate(LIST, "某人", "a", TOWN, on), "第20条", "第18条"),
        (lambda on: may_delegate(LIST, "所", "a", TOWN, on), "第20条", "第18条"),
        (lambda on: two_officers([], on, TOWN), "第42条第1款", "第37条第1款"),
        (lambda on: decide_recusal("9", "9", ["9"], on), "第43条第2款", "第37条第3款"),
        (lambda on: decide_recusal("1", "2", ["9"], on), "第43条第2款", "第37条第3款"),
        (lambda on: separated(Hands(one("1"), one("1")), on), "第58条", "第38条第3款"),
        (lambda on: separated(Hands(one("1"), chairs=one("1")), on), "第64条第(四)项", "第42条第1款第(四)项"),
        (lambda on: may_review(True, False, on), "第58条第2款", "第38条第3款"),
        (lambda on: may_review(None, True, on), "第58条第2款", "第38条第3款"),
        (lambda on: may_review(True, None, on), "第58条第2款", "第38条第3款"),
    ],
)
def test_a_refusal_cites_the_text_of_the_day(act: Callable[[date], object], new: str, old: str) -> None:
    for on, article in ((NEW, f"行政处罚法（2021）{new}"), (BEFORE, f"行政处罚法（2017）{old}")):
        with pytest.raises(Refused) as refused:
            act(on)
        assert refused.value.reasons[0].article == article


@pytest.mark.parametrize(
    ("delegate", "offence", "on", "article"),
    [
        ("所", "a", date(2023, 1, 2), "第20条"),
        ("所", "a", date(2021, 12, 31), "第20条"),
        ("所", "b", date(2022, 5, 1), "第20条"),
        ("公司", "a", date(2022, 5, 1), "第21条"),
    ],
)
def test_a_delegation_is_refused_under_the_article_it_misses(
    delegate: str, offence: str, on: date, article: str
) -> None:
    with pytest.raises(Refused) as refused:
        may_delegate(LIST, delegate, offence, TOWN, on)
    assert refused.value.reasons[0].article == f"行政处罚法（2021）{article}"


def test_a_delegation_of_the_old_text_needs_no_publication_but_a_day_and_an_offence() -> None:
    old = read(POWERS.replace("from: 2022-01-01, until", "from: 2020-01-01, until"), "p.yaml", ("a", "b"))
    assert may_delegate(old, "所", "a", TOWN, BEFORE)
    for delegate, offence, on, article in (
        ("所", "a", NEW, "（2021）第20条"),
        ("所", "b", BEFORE, "（2017）第18条"),
        ("公司", "a", BEFORE, "（2017）第19条"),
    ):
        with pytest.raises(Refused) as refused:
            may_delegate(old, delegate, offence, TOWN, on)
        assert refused.value.reasons[0].article == f"行政处罚法{article}"


@pytest.mark.parametrize("on", [date(2022, 1, 1), date(2023, 1, 1)])
def test_a_delegation_holds_on_its_first_and_its_last_day(on: date) -> None:
    assert may_delegate(LIST, "所", "a", TOWN, on)


def test_a_list_holds_on_its_first_and_its_last_day_and_from_the_day_it_is_published() -> None:
    assert competent(LIST, "a", TOWN, date(2020, 1, 1)) and competent(LIST, "a", TOWN, date(2026, 12, 31))
    for on in (date(2019, 12, 31), date(2027, 1, 1)):
        with pytest.raises(Refused, match="没有施行的清单"):
            competent(LIST, "a", TOWN, on)
    later = read(POWERS.replace("published: 2020-01-01", "published: 2020-03-01"), "p.yaml", ("a", "b"))
    assert competent(later, "a", TOWN, date(2020, 3, 1))
    with pytest.raises(Refused, match="没有公布"):
        competent(later, "a", TOWN, date(2020, 2, 29))


def test_an_item_holds_on_its_first_and_its_last_day() -> None:
    text = POWERS.replace("{body: bureau, from: 2020-01-01,", "{body: bureau, from: 2020-02-01, until: 2020-02-01,")
    dated = read(text, "p.yaml", ("a", "b"))
    assert [each.key for each in competent(dated, "a", TOWN, date(2020, 2, 1)).bodies] == ["bureau"]
    for on in (date(2020, 1, 31), date(2020, 2, 2)):
        with pytest.raises(Refused, match="省级赋权"):
            competent(dated, "a", TOWN, on)


def test_a_town_acts_by_a_statute_of_its_own_before_any_transfer() -> None:
    own = read(POWERS.replace("basis: 决定", "basis: 条例, statutory: true"), "p.yaml", ("a", "b"))
    assert [each.key for each in competent(own, "b", TOWN, BEFORE).bodies] == ["town"]
    with pytest.raises(Refused) as refused:
        competent(LIST, "b", TOWN, BEFORE)
    assert refused.value.reasons[0].article == "行政处罚法（2017）第20条"


def test_two_bodies_are_told_who_goes_first_under_the_text_of_the_day() -> None:
    own = read(POWERS.replace("basis: 决定", "basis: 条例, statutory: true"), "p.yaml", ("a", "b"))
    assert [competent(own, "a", TOWN, on).steps[-1].cite for on in (NEW, BEFORE)] == [
        "行政处罚法（2021）第25条",
        "行政处罚法（2017）第21条",
    ]
    assert len(competent(own, "a", TOWN, NEW).steps) == 3 and len(competent(own, "b", TOWN, NEW).steps) == 1


@pytest.mark.parametrize("code", ["99010", "9901011011012", "99010a", "９９０１０１"])
def test_a_place_has_six_to_twelve_digits(code: str) -> None:
    with pytest.raises(RuleError, match="6 to 12 digits"):
        read(POWERS.replace('area: "990101"\ndocument', f'area: "{code}"\ndocument'), "p.yaml", ("a", "b"))


def test_a_place_may_be_written_with_twelve_digits() -> None:
    long = read(POWERS.replace('"990101101"', '"990101101000"'), "p.yaml", ("a", "b"))
    assert long.bodies["town"].area == "990101101000" and long.bodies["town"].town and not long.bodies["bureau"].town


def test_a_step_that_passes_cites_the_text_of_the_day_too() -> None:
    tie = Tie("1", True, "李明是当事人的弟弟")
    for on, withdraw, decide, review, officers in (
        (NEW, "（2021）第43条第1款", "（2021）第43条第2款", "（2021）第58条第2款", "（2021）第42条第1款"),
        (BEFORE, "（2017）第37条第3款", "（2017）第37条第3款", "（2017）第38条第3款", "（2017）第37条第1款"),
    ):
        assert must_withdraw("1", [tie], on)[0].cite == f"行政处罚法{withdraw}"
        assert decide_recusal("1", "9", ["9"], on)[0].cite == f"行政处罚法{decide}"
        assert may_review(True, True, on)[0].cite == f"行政处罚法{review}"
        assert two_officers([here(LI), here(ZHAO)], on, TOWN)[0].cite == f"行政处罚法{officers}"
    assert len(must_withdraw("1", [Tie("1", False, "合伙")], NEW)) == 1 and not must_withdraw(
        "1", [Tie("1", False, "合伙")], BEFORE
    )
    assert may_review(True, True, date(2018, 1, 1)) and not may_review(True, True, date(2017, 12, 31))


def test_advice_cites_who_should_decide_under_the_text_of_the_day() -> None:
    for on, article in ((NEW, "行政处罚法（2021）第57条"), (BEFORE, "行政处罚法（2017）第38条")):
        (advice,) = separated(Hands(one("1"), deciders=one("1")), on)
        assert advice.cite == article


def test_how_many_are_missing_is_said_before_why_each_does_not_count() -> None:
    with pytest.raises(Refused, match=r"执法。\n[^\n]*要2名[^\n]*\n[^\n]*小周是协管员"):
        two_officers([here(LI), here(ZHOU)], DAY, TOWN)
