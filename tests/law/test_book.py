"""The book as a whole: procedures that name each other, circles, and every article of two statutes accounted for."""

import pytest

from wutong.law import book, rulebook
from wutong.law.procedure import Procedure
from wutong.law.procedure.loader import versions


def shelf() -> dict[str, tuple[Procedure, ...]]:
    return {family: rulebook.with_examples(family) for family in rulebook.families()}


def test_the_procedures_that_ship_fit_together() -> None:
    assert book.lint(shelf()) == []


def test_every_article_of_the_statutes_is_cited_or_has_a_reason() -> None:
    found = book.coverage(shelf())
    assert [each.law for each in found] == ["行政强制法", "行政处罚法(2021)"]
    assert [problem for each in found for problem in each.wrong] == []
    assert "penalty.ordinary act reviewed" in found[1].cited[58]


def test_a_missing_reason_and_one_that_no_longer_holds_are_errors() -> None:
    (_, penalty) = book.coverage(shelf())
    gone = book.Coverage(penalty.law, 87, penalty.cited, {**penalty.reasons, 44: "x", 90: "y"})
    told = " ".join(gone.wrong)
    assert (
        "第87条: no rule cites it" in told and "第44条: cited by" in told and "第90条: the statute ends with 87" in told
    )


A = """
procedure: a
title: 甲
law: 法
in_force: 2020-01-01
facts: {kind: {type: choice, label: 类, of: [x]}}
acts:
  begun: {title: 开始, cite: 1, start: true, by: officer, opens: {procedure: b, with: [kind]}}
  ended: {title: 结束, cite: 2, by: officer, final: true, needs: [{that: {every: b, that: closed}}]}
  looked: {title: 看, cite: 3, by: officer, needs: [{that: {some: b, that: {done: begun}}}]}
"""
B = (
    A.replace("procedure: a", "procedure: b")
    .replace("{procedure: b, with: [kind]}", "{procedure: a}")
    .replace("every: b", "every: a")
    .replace("some: b", "some: a")
)


def pair(a: str, b: str) -> dict[str, tuple[Procedure, ...]]:
    return {"a": versions(a, "a.yaml"), "b": versions(b, "b.yaml")}


def test_two_procedures_that_wait_for_each_other_to_close_are_a_circle() -> None:
    assert book.lint(pair(A, B)) == ["a and b wait for each other to close"]
    assert book.lint(pair(A, B.replace("that: closed", "that: {done: begun}"))) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("opens: {procedure: b, with: [kind]}", "opens: {procedure: c}", "opens 'c', which is no procedure"),
        ("{some: b, that: {done: begun}}", "{some: c, that: closed}", "asks about 'c'"),
        ("{some: b, that: {done: begun}}", "{some: b, that: {done: gone}}", "asks b for the act 'gone'"),
        (
            "facts: {kind: {type: choice, label: 类, of: [x]}}",
            "facts: {kind: {type: yesno, label: 类}}",
            "hands 'kind'",
        ),
    ],
)
def test_a_name_that_means_nothing_in_the_other_procedure_is_an_error(old: str, new: str, told: str) -> None:
    assert A.count(old) == 1
    other = B.replace("that: closed", "that: {done: begun}")
    assert [told in problem for problem in book.lint(pair(A.replace(old, new), other))] == [True]
