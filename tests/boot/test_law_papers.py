"""``wutong law papers`` and ``wutong law number`` at the command line, without a home."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from wutong.boot.commands.law import law


def run(*words: str) -> Result:
    return CliRunner().invoke(law, list(words))


def test_it_lists_every_paper_in_the_order_of_a_case() -> None:
    lines = run("papers").output.splitlines()
    assert lines.index("投诉办理文书，投诉办理样例规则（样例）") < lines.index("行政处罚文书，行政处罚法(2021)")
    order = ["立案审批表", "行政处罚事先告知书", "法制审核意见书", "行政处罚决定书", "结案审批表"]
    places = [next(i for i, line in enumerate(lines) if title in line) for title in order]
    assert places == sorted(places)


def test_it_says_what_a_paper_must_say_and_by_which_article() -> None:
    lines = run("papers", "seizure_decision").output.splitlines()
    assert lines[0] == "查封（扣押）决定书，发给当事人，行政强制法 第24条" and "  until  期限" in lines


def test_it_suggests_the_nearest_code() -> None:
    answer = run("papers", "penalty_desision")
    assert answer.exit_code != 0 and "did you mean penalty_decision" in answer.output


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        ("大综执罚决〔2026〕12号", 0, "行政处罚决定书，2026年第12号"),
        ("大综执罚决[2026]12号", 1, "写成大综执罚决〔2026〕12号"),
        ("大综执罚决〔2025〕12号", 1, "在2026年的序号里编"),
    ],
)
def test_it_judges_a_number(number: str, code: int, said: str) -> None:
    answer = run("number", number, "--on", "2026-03-04", "--prefix", "大综执")
    assert answer.exit_code == code and said in answer.output, answer.output


def test_it_refuses_a_day_that_is_none() -> None:
    answer = run("number", "x", "--on", "4.3.2026", "--prefix", "大综执")
    assert answer.exit_code not in {0, 1} or "2026-03-04" in answer.output
