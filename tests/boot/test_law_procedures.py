"""``wutong law check``, ``show`` and ``try`` at the command line, without a home."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wutong.boot.commands.law import law
from wutong.law import book, rulebook
from wutong.law.procedure import RuleError

HISTORY = """
procedure: penalty.ordinary
params: {penalty.ordinary.defence: 5 workdays, penalty.ordinary.hearing_citizen: "2000"}
on: "2026-03-20 09:00"
history:
  - 2026-03-02 09:00 deputy_head filed party_kind=citizen complex=true grave=false
  - 2026-03-02 14:00 officer interviewed hands=li
  - 2026-03-02 16:00 officer investigated
  - 2026-03-09 09:00 officer notified amount=1000 kinds=fine
  - 2026-03-10 09:00 officer notified.served
"""


def run(*words: str) -> Result:
    return CliRunner().invoke(law, list(words))


def test_it_reads_every_file_runs_every_example_and_accounts_for_every_article() -> None:
    answer = run("check", "--uncited")
    assert answer.exit_code == 0
    assert f"{len(rulebook.families())} procedures" in answer.output
    assert "行政处罚法(2021): " in answer.output and "第10条至第16条：处罚的设定" in answer.output


def test_a_broken_file_is_told_with_its_line_and_the_right_word(monkeypatch: pytest.MonkeyPatch) -> None:
    def texts(family: str) -> object:
        raise RuleError(f"procedures/{family}.yaml", 7, "key 'carry'", "one of carries", "carries")

    monkeypatch.setattr(rulebook, "with_examples", texts)
    answer = run("check")
    assert answer.exit_code == 1
    assert (
        "procedures/permit.yaml:7: found / 写的是 key 'carry'; expected / 应当是 one of carries; did you mean / 是不是 carries"
        in answer.output
    )


def test_a_reason_that_no_longer_holds_fails_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    stale = book.Coverage("行政处罚法(2021)", 1, {1: ("permit act x",)}, {1: "没有人引用"})
    monkeypatch.setattr(book, "coverage", lambda shelf: [stale])
    answer = run("check")
    assert answer.exit_code == 1 and "though said to be uncited" in answer.output


@pytest.mark.parametrize(
    ("day", "told", "untold"),
    [
        ("2019-05-01", "行政处罚法(2017)第38条第3款，二手", "办案期限（decide）"),
        ("2021-08-01", "办案期限（decide）：从立案到处罚决定", "延长办案期限加30日"),
        ("2026-11-24", "延长办案期限加30日，1次，当“适用住建部令55”", "行政处罚法(2017)"),
    ],
)
def test_it_tells_a_procedure_in_the_text_of_the_day(day: str, told: str, untold: str) -> None:
    answer = run("show", "penalty.ordinary", "--on", day)
    assert answer.exit_code == 0
    assert told in answer.output and untold not in answer.output
    assert "[needs lawyer]" in answer.output


def test_every_procedure_can_be_told_in_every_text() -> None:
    for family in rulebook.families():
        for text in rulebook.with_examples(family):
            answer = run("show", family, "--on", str(text.in_force))
            assert answer.exit_code == 0
            for act in text.acts.values():
                assert act.built_in or f"{act.title}（{act.name}）" in answer.output


def test_it_names_the_procedures_there_are() -> None:
    answer = run("show", "penalty.ordinari")
    assert answer.exit_code != 0 and "did you mean 'penalty.ordinary'" in answer.output and "petition" in answer.output


def test_it_judges_a_history(tmp_path: Path) -> None:
    file = tmp_path / "h.yaml"
    file.write_text(HISTORY, encoding="utf-8")
    lines = run("try", str(file)).output.splitlines()
    assert "状态：已告知" in lines
    assert any("法制审核（reviewed）" in line for line in lines[: lines.index("现在不能办：")])
    assert "    行政处罚法(2021)第58条第1款：还没有法制审核。先法制审核" in lines
    assert any(line.startswith("  办案期限90日：2026年5月31日") for line in lines)
    (defect,) = lines[lines.index("瑕疵：") + 1 :]
    assert defect.startswith("  第2步 询问：有执法资格的人员不到2名") and defect.endswith("可撤销")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("2026-03-02 14:00 officer", "2026-03-02 officer", "h.yaml:7"),
        ('on: "2026-03-20 09:00"', "on: yesterday", "h.yaml:4"),
        ("history:", "histroy:", "history"),
        ("penalty.ordinary\n", "penalty.ordinari\n", "did you mean"),
    ],
)
def test_a_history_that_does_not_read_is_told_with_its_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    file = tmp_path / "h.yaml"
    assert old in HISTORY
    file.write_text(HISTORY.replace(old, new), encoding="utf-8")
    answer = run("try", str(file))
    assert answer.exit_code == 2 and told in answer.output and "Traceback" not in answer.output
