"""Papers: every field the statutes list stands in its form, every act's paper is known, numbers are judged in words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wutong.law import documents, rulebook
from wutong.law.procedure.yamlfile import RuleError

STYLE = documents.Style("大综执")
DAY = date(2026, 3, 4)
NUMBERED = [f for each in documents.sets().values() for f in each.forms.values() if f.word]
SMALL = """
set: small
title: 小样
law: 样例规则
in_force: 2020-01-01
heading: {form: 文书名称, number: 文号}
endings: {internal: {approvals: 签名}, external: {seal: 印章}, signed: {signatures: 签名}}
forms:
  note: {title: 通知书, use: external, word: 通, cite: 3, fields: {facts: 事实}}
"""


#: written from the articles themselves: 59 (decision), 52 (on the spot), 强制法 24, 35, 37; what a paper must say at least
DEMANDED = {
    "penalty_decision": {"party", "facts", "basis", "payment", "remedies", "agency", "dated", "seal"},
    "summary_decision": {"party", "conduct", "basis", "amount", "when", "where", "remedies", "agency", "officers"},
    "penalty_notice": {"facts", "reasons", "basis", "content", "statement"},
    "hearing_notice_right": {"content", "hearing", "statement"},
    "seizure_decision": {"party", "reasons", "basis", "until", "items", "remedies", "agency", "dated", "seal"},
    "demand_notice": {"duty", "until", "way", "amount", "rights"},
    "enforcement_decision": {"party", "reasons", "way", "remedies", "agency"},
    "service_receipt": {"paper", "receiver", "received", "deliverers", "way"},
    "legal_review_opinion": {"opinion", "reviewer", "facts", "law", "procedure"},
}


@pytest.mark.parametrize("code", DEMANDED)
def test_it_asks_for_what_the_articles_list(code: str) -> None:
    assert DEMANDED[code] - set(documents.form(code).fields) == set()


def test_it_knows_the_paper_of_every_act() -> None:
    for family in rulebook.families():
        for text in rulebook._family(family):
            for act in text.acts.values():
                if act.document:
                    assert documents.form(act.document), act.name


def test_it_names_what_a_paper_does_not_say() -> None:
    form = documents.form("penalty_notice")
    given = dict.fromkeys(form.fields, "写了")
    assert form.lacks(given) == []
    reasons = form.lacks({**given, "content": "  ", "statement": None})
    assert [r.missing for r in reasons] == [
        "行政处罚事先告知书没有写拟作处罚的内容（种类和数额）",
        "行政处罚事先告知书没有写陈述申辩的权利和期限",
    ]
    assert reasons[0].article == "行政处罚法(2021)第44条"


def test_it_keeps_internal_papers_apart_and_marks_usage() -> None:
    assert documents.form("legal_review_opinion").second_volume and not documents.form("penalty_decision").second_volume
    assert (
        documents.form("recheck_record").cite.mark == "各地文书格式"
        and documents.form("penalty_decision").cite.mark == ""
    )
    assert "number" not in documents.form("scene_record").fields, "a paper without a number has no box for it"


@given(st.sampled_from(NUMBERED), st.integers(1000, 9999), st.integers(1, 10**6), st.booleans(), st.booleans())
def test_it_takes_apart_what_it_wrote(form: documents.Form, year: int, n: int, char: bool, nth: bool) -> None:
    style = documents.Style("大综执", char, nth)
    found, wrong = documents.judge(style.write(form, year, n), style, date(year, 6, 1))
    assert wrong == [] and found == documents.Numbered(form, year, n)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("大综执罚决[2026]12号", "六角括号"),
        ("大综执罚决（2026）12号", "六角括号"),
        ("大综执罚决〔2025〕12号", "不是一年"),
        ("大综执罚决〔2026〕012号", "前面有零"),
        ("大综执罚决字〔2026〕第12号", "写法与本机关的不同"),
        ("大综执飞〔2026〕12号", "没有代字"),
        ("小综执罚决〔2026〕12号", "不以本机关的代字开头"),
        ("十二号", "不是文号"),
        ("", "不是文号"),
    ],
)
def test_it_says_what_is_wrong_with_a_number_and_how_to_mend_it(number: str, said: str) -> None:
    _, wrong = documents.judge(number, STYLE, DAY)
    assert any(said in r.missing for r in wrong), wrong
    assert all(r.remedy for r in wrong)


@given(st.text(max_size=30))
def test_it_answers_whatever_was_typed(text: str) -> None:
    found, wrong = documents.judge(text, STYLE, DAY)
    assert found is not None or wrong


def test_it_writes_no_number_on_a_paper_that_bears_none() -> None:
    with pytest.raises(ValueError, match="不编文号"):
        STYLE.write(documents.form("scene_record"), 2026, 1)
    with pytest.raises(ValueError, match="1号"):
        STYLE.write(documents.form("penalty_decision"), 2026, 0)


@given(st.sets(st.integers(1, 60)))
def test_it_finds_holes_and_doubles(used: set[int]) -> None:
    top = max(used, default=0)
    assert set(documents.holes(used)) | used == set(range(1, top + 1))
    assert documents.doubled(sorted(used)) == []
    assert documents.doubled([*sorted(used), *sorted(used)]) == sorted(used)


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("use: external", "use: extern", "did you mean 'external'"),
        ("fields: {facts: 事实}", "fields: {Facts: 事实}", "small letters"),
        ("fields: {facts: 事实}", "fields: {seal: 事实}", "ending does not have"),
        ("title: 通知书, ", "", "no 'title'"),
        ("cite: 3", "cite: 3.1", "in quotes"),
        ("word: 通", "wrod: 通", "did you mean 'word'"),
        ("signed: {signatures: 签名}}", "}", "signed"),
    ],
)
def test_it_refuses_a_set_with_a_typo(was: str, now: str, said: str) -> None:
    assert documents.read(SMALL, "small.yaml").forms["note"].cite.text == "样例规则第3条"
    with pytest.raises(RuleError, match=r"small\.yaml, line \d+") as found:
        documents.read(SMALL.replace(was, now), "small.yaml")
    assert said in str(found.value)


def test_it_refuses_two_papers_with_the_same_letters() -> None:
    second = "  other: {title: 他, use: internal, word: 通, cite: 3, fields: {facts: 事实}}\n"
    with pytest.raises(RuleError, match="letters of its own"):
        documents.read(SMALL + second, "small.yaml")
