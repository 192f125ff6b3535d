"""All 58 offences: read strictly, each with its texts, and never a range that the law does not state."""

from datetime import date
from decimal import Decimal

import pytest

from wutong.law.offences import find, fine_words, offence, offences, outcomes_for, read_local, slots, span, statutes, zh
from wutong.law.offences.cites import is_cite, mark_words
from wutong.law.offences.loader import read_offences, read_statutes
from wutong.law.offences.ranges import LocalFine, Span, yuan
from wutong.law.offences.schema import Fine, Text
from wutong.law.offences.shelf import shelved
from wutong.law.procedure import RuleError
from wutong.law.refusal import Refused

STATUTES = """
statutes:
  旧法: {rank: law, texts: {2018: {in_force: 2018-01-01, until: 2026-08-14, mark: m}}}
  新法: {rank: law, texts: {2026: {in_force: 2026-08-15, mark: m}}}
  规章: {rank: rule, texts: {2005: {in_force: 2005-01-01, mark: m}}}
  地方: {rank: local, texts: {本地: {in_force: 2000-01-01, mark: m}}}
"""
GOOD = """
group: 组
offences:
  one:
    no: 1
    title: 题目
    norms:
      a:
        - {law: 旧法, texts: ["2018"], duty: "1", penalty: "2(1)", order: with, outcomes: [{liable: 人, fine: {from: 1, to: 5}}], mark: m}
        - {law: 新法, texts: ["2026"], duty: "1", penalty: "2(一)", order: with, outcomes: [{liable: 人, fine: {from: 1, to: 5}}], mark: m}
"""


def read(text: str) -> Text:
    return read_offences(text, "test.yaml", read_statutes(STATUTES, "statutes.yaml"))[0].norms["a"].texts[-1]


def test_it_has_every_row_of_the_list_once() -> None:
    assert [each.no for each in offences().values()] == list(range(1, 59))
    assert all(each.title and each.norms for each in offences().values())


@pytest.mark.parametrize("day", [date(2019, 5, 1), date(2023, 5, 1), date(2026, 9, 1)])
def test_it_has_a_text_for_each_offence_or_says_why_not(day: date) -> None:
    silent = {each.key for each in offences().values() if not any(norm.on(day) for norm in each.norms.values())}
    assert silent == ({"no_waste_plan"} if day.year == 2019 else set()), "no plan was demanded before 2020-09-01"


def test_it_cites_no_text_of_a_repealed_law_after_its_end() -> None:
    repealed = {"大气污染防治法", "噪声污染防治法", "固体废物污染环境防治法", "环境噪声污染防治法"}
    today = [
        text.law for each in offences().values() for norm in each.norms.values() if (text := norm.on(date(2026, 9, 1)))
    ]
    assert not repealed & set(today)
    assert today.count("生态环境法典") == 24
    assert statutes()["大气污染防治法"]["2018"].until == date(2026, 8, 14)


@pytest.mark.parametrize(
    ("key", "norm", "day", "party", "low", "high"),
    [
        ("street_stall", "road", "2019-05-01", "person", 0, 20000),
        ("load_spill", "air", "2019-05-01", "unit", 2000, 20000),
        ("load_spill", "rule139", "2026-09-01", "unit", 5000, 50000),
        ("site_dust", "air", "2026-09-01", "unit", 10000, 100000),
        ("night_work", "noise", "2023-05-01", "unit", 10000, 100000),
        ("litter_dumping", "waste", "2019-05-01", "person", 0, 200),
        ("litter_dumping", "waste", "2021-05-01", "unit", 50000, 500000),
        ("litter_dumping", "waste", "2026-09-01", "person", 100, 1000),
        ("kitchen_waste", "waste", "2021-05-01", "person", 100, 500),
        ("gas_protection", "gas", "2019-05-01", "unit", 50000, 100000),
        ("property_commons", "property", "2026-09-01", "person", 1000, 10000),
        ("drainage_permit", "drainage", "2026-09-01", "unit", 0, 500000),
    ],
)
def test_it_states_the_range_of_the_day(key: str, norm: str, day: str, party: str, low: int, high: int) -> None:
    on = date.fromisoformat(day)
    text = offence(key).norms[norm].on(on)
    assert text is not None
    assert span(outcomes_for(text, party, refused=False)[0], text, on=on) == Span(Decimal(low), Decimal(high))


def test_it_takes_a_share_of_the_cost_that_the_file_states() -> None:
    text = offence("no_planning_permit").norms["planning"].texts[-1]
    curable, other = text.outcomes
    bases = {"建设工程造价": Decimal("123456.78")}
    assert span(curable, text, on=date(2019, 5, 1), bases=bases) == Span(Decimal("6172.839"), Decimal("12345.678"))
    assert span(other, text, on=date(2019, 5, 1), bases=bases) == Span(Decimal(0), Decimal("12345.678"))
    with pytest.raises(Refused, match=r"没有写明建设工程造价。把建设工程造价的数额和依据写进案卷"):
        span(curable, text, on=date(2019, 5, 1))
    with pytest.raises(Refused, match="没有写明"):
        span(curable, text, on=date(2019, 5, 1), bases={"建设工程造价": Decimal(-1)})


def test_it_caps_a_multiple() -> None:
    text = offence("unpaid_waste_fee").norms["rule157"].texts[0]
    unit, person = text.outcomes
    fee = {"应交的城市生活垃圾处理费": Decimal(600)}
    assert span(person, text, on=date(2019, 5, 1), bases=fee) == Span(Decimal(0), Decimal(1000))
    assert span(unit, text, on=date(2019, 5, 1), bases=fee) == Span(Decimal(0), Decimal(1800))


def test_it_refuses_a_local_slot_until_it_is_set_for_that_day() -> None:
    text = offence("piled_goods").norms["appearance"].texts[0]
    (outcome,) = text.outcomes
    assert slots([text]) == ("piled_goods.appearance",)
    with pytest.raises(Refused, match=r"请设置piled_goods.appearance.*别处的例子（不能直接用）：南阳"):
        span(outcome, text, on=date(2026, 9, 1))
    set_ = LocalFine(
        outcome.slot, Span(Decimal(50), Decimal(500)), "某市条例第3条", "样例", date(2020, 1, 1), date(2026, 1, 1)
    )
    assert span(outcome, text, on=date(2020, 1, 1), local=[set_]) == set_.span
    for day in (date(2019, 12, 31), date(2026, 1, 2)):
        with pytest.raises(Refused, match="请设置"):
            span(outcome, text, on=day, local=[set_])


def test_it_reads_a_file_of_local_ranges() -> None:
    told = "local: x\ndocument: 某市条例\nmark: 样例\nin_force: 2020-01-01\nfines:\n  piled_goods.appearance: {from: 50, to: 500, cite: 第3条}\n"
    (found,) = read_local(told, "local.yaml")
    assert (found.slot, found.span, found.document) == (
        "piled_goods.appearance",
        Span(Decimal(50), Decimal(500)),
        "某市条例第3条",
    )
    with pytest.raises(RuleError, match="not below 500"):
        read_local(told.replace("from: 50, to: 500", "from: 500, to: 50"), "local.yaml")


def test_it_asks_what_an_individual_business_is() -> None:
    text = offence("burning_rubbish").norms["air"].texts[0]
    with pytest.raises(Refused, match="个体工商户"):
        outcomes_for(text, "household", refused=False)
    assert outcomes_for(offence("cooking_fume").norms["air"].texts[0], "household", refused=False)
    with pytest.raises(ValueError, match="person, unit, household"):
        outcomes_for(text, "company", refused=False)


def test_it_adds_what_follows_a_refusal_to_correct() -> None:
    text = offence("loud_selling").norms["noise"].texts[-1]
    assert [o.stage for o in outcomes_for(text, "unit", refused=False)] == ["at_once"]
    assert [o.stage for o in outcomes_for(text, "unit", refused=True)] == ["at_once", "refused"]
    assert outcomes_for(offence("flue_restaurant").norms["air"].texts[0], "unit", refused=False) == ()


def test_it_finds_an_offence_by_key_number_title_and_words() -> None:
    assert offence("12") is offence("load_spill") is offence("渣土运输未密闭、遗撒")
    assert [each.no for each in find("渣土")] == [12, 13]
    assert len(find("")) == 58
    with pytest.raises(KeyError, match="did you mean 'street_stall'"):
        offence("stret_stall")


def test_it_keeps_the_marks_of_what_nobody_checked() -> None:
    assert offence("site_dust").marks() == ()
    assert "款项待核" in offence("no_waste_plan").marks()
    assert "[inference]" in offence("open_barbecue").marks()
    assert sum(bool(each.marks()) for each in offences().values()) == 22


@pytest.mark.parametrize(
    ("text", "words"),
    [("118(1)", "第118条第1款"), ("36(二)", "第36条第(二)项"), ("25(1)(二)", "第25条第1款第(二)项"), ("42", "第42条"),
     ("1174(4?)", "第1174条（4是款是项待核）"), ("56?", "第56条（条号待核）")],
)  # fmt: skip
def test_it_tells_a_paragraph_from_an_item(text: str, words: str) -> None:
    assert zh(text) == words


@pytest.mark.parametrize("text", ["第118条", "118(一)(1)", "58.10", "", "118()"])
def test_it_reads_no_other_article(text: str) -> None:
    assert not is_cite(text)
    with pytest.raises(ValueError, match="an article reads"):
        zh(text)


def test_it_writes_amounts_as_people_do() -> None:
    told = [yuan(Decimal(each)) for each in ("200", "20000", "25000", "12345.60", "1000000", "15500", "0.5")]
    assert told == ["200", "2万", "2.5万", "12345.6", "100万", "15500", "0.5"]
    assert fine_words(Fine("percent", Decimal(5), Decimal(10), "造价")) == "罚款造价的5%以上10%以下"
    assert fine_words(None) == "没有罚款"
    assert Span(Decimal(5), Decimal(5)).zh() == "5元"
    assert Decimal(5) in Span(Decimal(5), Decimal(6)) and Decimal("6.01") not in Span(Decimal(5), Decimal(6))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("law: 旧法", "law: 旧发", "test.yaml, line 9: found '旧发'; expected a statute"),
        ('texts: ["2018"]', 'texts: ["2017"]', "a text of 旧法: 2018"),
        ('penalty: "2(1)"', 'penalty: "2.1"', "an article like"),
        ("order: with", "order: wiht", "did you mean 'with'"),
        ("from: 1, to: 5", "from: 6, to: 5", "not below 6"),
        ("from: 1, to: 5", "from: 1, to: 0.5", "a whole number"),
        ("from: 1, to: 5", "from: 1", "'to', the most"),
        ("from: 1, to: 5", "to: 0", "above 0"),
        ("from: 1, to: 5", "to: 5, cap: 9", "'cap' only"),
        ("from: 1, to: 5", "percent_of: x, to: 101", "at most 100"),
        ("from: 1, to: 5", "percent_of: x, times_of: y, to: 5", "one of 'percent_of'"),
        ("from: 1, to: 5", "local: true, to: 5", "'local: true'"),
        ("from: 1, to: 5", "to: nan", "an amount"),
        ("liable: 人, fine", "liable: 人, party: firm, fine", "one of any, person, unit"),
        ("liable: 人, fine: {from: 1, to: 5}", "liable: 人", "'fine', 'also'"),
        ("order: with", "order: first", "'with': a fine of this text falls at once"),
        ("liable: 人, fine", "liable: 人, stage: refused, fine", "'first': every fine"),
        ("mark: m}\n        - {law: 新法", "compared: {is: same, why: w, mark: m}, mark: m}\n        - {law: 新法", "no 'compared' on the first"),
        ('- {law: 新法, texts: ["2026"], duty: "1"', '- {law: 新法, texts: ["2026"], new: true, duty: "1"', "on the first text only"),
        ('- {law: 新法, texts: ["2026"], duty: "1"', '- {law: 新法, texts: ["2026"], yields: {to: b, why: w, mark: m}, duty: "1"', "to yield to"),
        ("order: with, outcomes: [{liable: 人, fine: {from: 1, to: 5}}]", "order: with", "'outcomes', or 'punished"),
        ("no: 1", "nr: 1", "one of no, norms, note, title"),
    ],
)  # fmt: skip
def test_it_says_where_a_row_is_wrong(old: str, new: str, told: str) -> None:
    assert read(GOOD).law == "新法"
    assert old in GOOD
    with pytest.raises(RuleError, match=told):
        read(GOOD.replace(old, new, 1))


def test_it_refuses_a_gap_between_texts_and_a_law_that_simply_ends() -> None:
    lines = GOOD.splitlines()
    with pytest.raises(RuleError, match="2026-08-15 on"):
        read("\n".join(lines[:9]))
    gap = GOOD.replace('law: 新法, texts: ["2026"]', 'law: 规章, texts: ["2005"]')
    with pytest.raises(RuleError, match="a text in force on the day after 2026-08-14"):
        read(gap)
    lapsed = '\n        - {law: 新法, texts: ["2026"], order: none, punished: false, mark: m}'
    assert not read("\n".join(lines[:9]) + lapsed).punished


def test_it_refuses_a_mark_that_the_numbers_contradict() -> None:
    marked = GOOD.replace("{from: 1, to: 5}}], mark: m}\n", "{from: 1, to: 9}}], mark: m}\n", 1)
    told = marked.replace('penalty: "2(一)", order', 'penalty: "2(一)", compared: {is: %s, why: w, mark: m}, order')
    assert read(told % "lighter").compared is not None
    for wrong in ("same", "heavier"):
        with pytest.raises(RuleError, match="'is: lighter'"):
            read(told % wrong)


def test_it_refuses_statutes_that_leave_a_gap_or_end_before_they_begin() -> None:
    gap = "statutes:\n  法: {rank: law, texts: {1: {in_force: 2018-01-01, until: 2019-01-01, mark: m}, 2: {in_force: 2019-02-01, mark: m}}}"
    with pytest.raises(RuleError, match="the day after 1 ends"):
        read_statutes(gap, "s.yaml")
    with pytest.raises(RuleError, match="from 2018-01-01 on"):
        read_statutes(
            "statutes:\n  法: {rank: law, texts: {1: {in_force: 2018-01-01, until: 2017-01-01, mark: m}}}", "s.yaml"
        )


def test_it_refuses_a_number_that_stands_twice() -> None:
    one = offence("street_stall")
    with pytest.raises(RuleError, match="stand once"):
        shelved([one, one])


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        ("[checked: LRB, JL]", "对照过2025年的公开文本、2026年的公开文本"),
        ("[checked: LRB-DLC]", "对照过2025年的公开文本、外地的规定"),
        ("[checked: web:a, b; Art 13 from memory]", "对照过网上的摘录，第13条未核 [from memory]"),
        ("[checked: LRB; 2016 from memory]", "对照过2025年的公开文本，2016年的文本未核 [from memory]"),
        ("[checked: JL] [inference]", "对照过2026年的公开文本，推定 [inference]"),
        ("[from memory]", "未核 [from memory]"),
        ("款项待核", "款项待核"),
    ],
)
def test_a_mark_is_told_in_words_and_keeps_its_doubt(mark: str, words: str) -> None:
    assert mark_words(mark) == words


def test_no_mark_on_the_shelf_is_told_in_a_short_name() -> None:
    for row in offences().values():
        for _, text in row.texts():
            told = mark_words(text.mark)
            assert told and not any(name in told for name in ("LRB", "JL", "DLC", "web", "checked"))
            assert ("memory" in told, "inference" in told) == ("memory" in text.mark, "inference" in text.mark)
