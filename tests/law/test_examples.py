"""The examples that rule files carry are run as they stand: they are the lawyer's tests."""

from collections.abc import Mapping
from datetime import date

import pytest

from wutong.law import rulebook
from wutong.law.procedure.examples import run
from wutong.law.procedure.schema import Procedure

ALL = [
    (family, example)
    for family in rulebook.families()
    for example in rulebook.text_on(family, date(2026, 11, 1)).examples
]


@pytest.mark.parametrize(("family", "example"), ALL, ids=[str(example["title"]) for _, example in ALL])
def test_it_comes_out_as_the_example_says(family: str, example: Mapping[str, object]) -> None:
    def text_on(day: date, params: Mapping[str, object]) -> Procedure:
        return rulebook.procedure(family, day, params)

    assert run(text_on, example, rulebook.calendar()) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"refused": "第1条"}, "not for"),
        ({"allowed": True}, "refused"),
        ({"try": "2026-03-03 10:00 receiver noted", "refused": "第9条"}, "should be refused"),
        ({"status": "已办结", "try": None}, "status is 待受理"),
        ({"history": ["2026-03-02 09:00 outsider closed"], "status": "x"}, "不能办结"),
        ({"clock": {"name": "reply", "state": "running"}, "try": None}, "state is unset"),
        ({"wrong": 1, "allowed": True}, "keys are"),
    ],
)
def test_it_fails_when_an_example_is_not_so(change: dict[str, object], told: str) -> None:
    example: dict[str, object] = {
        "title": "t",
        "history": ["2026-03-02 09:00 outsider received"],
        "try": "2026-03-03 10:00 receiver closed",
        **change,
    }
    example = {key: value for key, value in example.items() if value is not None}
    found = run(lambda day, params: rulebook.procedure("complaint", day, params), example, rulebook.calendar())
    assert len(found) == 1
    assert told in found[0]
