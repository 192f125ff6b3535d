"""The examples that rule files carry are run as they stand: they are the lawyer's tests."""

from collections.abc import Mapping
from datetime import date
from functools import partial

import pytest

from wutong.law import rulebook
from wutong.law.procedure.examples import run
from wutong.law.procedure.schema import Procedure


def family_on(family: str, day: date, params: Mapping[str, object]) -> Procedure:
    return rulebook.procedure(family, day, params)


def every_example() -> list[tuple[str, Mapping[str, object]]]:
    """Those of each file once: the texts of a file share them."""
    found: list[tuple[str, Mapping[str, object]]] = []
    for family in rulebook.families():
        for text in rulebook.with_examples(family):
            found += [(family, example) for example in text.examples if (family, example) not in found]
    return found


ALL = every_example()


@pytest.mark.parametrize(("family", "example"), ALL, ids=[f"{x}: {example['title']}" for x, example in ALL])
def test_it_comes_out_as_the_example_says(family: str, example: Mapping[str, object]) -> None:
    assert run(partial(family_on, family), example, rulebook.calendar(), family_on) == []


def test_every_text_on_the_shelf_reads_and_carries_examples() -> None:
    assert {family for family, _ in ALL} == set(rulebook.families())


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
