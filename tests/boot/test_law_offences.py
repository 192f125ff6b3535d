"""``wutong law offences`` and ``offence``: a lawyer asks without a home, and sees each step or what is missing."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wutong.boot.command import cli

DAYS = ["--act-end", "2019-05-01", "--decided", "2026-09-01"]


def law(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["law", *arguments])


def test_it_lists_and_searches() -> None:
    assert len(law("offences").output.splitlines()) == 58
    found = law("offences", "渣土", "--on", "2019-05-01")
    assert found.exit_code == 0
    assert "12 load_spill" in found.output and "大气污染防治法（2018）第116条" in found.output
    assert "生态环境法典" not in found.output
    assert "生态环境法典（2026）第1129条" in law("offences", "渣土", "--on", "2026-09-01").output
    assert len(law("offences", "--doubtful").output.splitlines()) == 22
    assert law("offences", "飞碟").exit_code == 2


def test_it_explains_which_text_applies() -> None:
    told = law("offence", "open_barbecue", *DAYS, "--corrected", "--party", "unit", "--explain")
    assert told.exit_code == 0, told.output
    assert "生态环境法典（2026）第1132条第3款" in told.output
    assert "新的规定处罚较轻" in told.output and "[inference]" in told.output
    assert "罚款500元以上5000元以下" in told.output
    assert "新的规定处罚较轻" not in law("offence", "open_barbecue", *DAYS, "--corrected").output


def test_it_refuses_with_article_and_remedy() -> None:
    told = law("offence", "22", *DAYS)
    assert told.exit_code == 1
    assert "行政处罚法（2021）第37条" in told.output and "请法制机构" in told.output
    told = law("offence", "piled_goods", *DAYS, "--party", "person")
    assert told.exit_code == 1 and "请设置piled_goods.appearance" in told.output


def test_it_takes_local_ranges_and_bases(tmp_path: Path) -> None:
    path = tmp_path / "local.yaml"
    path.write_text(
        "local: 某县\ndocument: 某市条例\nmark: 样例\nin_force: 2018-01-01\n"
        "fines:\n  piled_goods.appearance: {from: 50, to: 500, cite: 第3条}\n",
        encoding="utf-8",
    )
    told = law("offence", "piled_goods", *DAYS, "--party", "person", "--local", str(path))
    assert told.exit_code == 0 and "50元以上500元以下" in told.output
    path.write_text("local: 1\n", encoding="utf-8")
    assert law("offence", "piled_goods", *DAYS, "--party", "person", "--local", str(path)).exit_code == 2
    path.write_bytes(b"\xff\xfe\x00")
    assert law("offence", "piled_goods", *DAYS, "--party", "person", "--local", str(path)).exit_code == 2
    told = law("offence", "5", *DAYS, "--party", "person", "--base", "建设工程造价=500000")
    assert told.exit_code == 0 and "2.5万元以上5万元以下" in told.output
    assert law("offence", "5", *DAYS, "--party", "person").exit_code == 1
    assert law("offence", "31", *DAYS, "--party", "household").exit_code == 1


def test_it_shows_all_texts_without_dates() -> None:
    told = law("offence", "随意倾倒、抛撒生活垃圾")
    assert told.exit_code == 0
    for text in (
        "固体废物污染环境防治法（2016）",
        "固体废物污染环境防治法（2020）",
        "生态环境法典（2026）第1169条",
        "让位",
    ):
        assert text in told.output


def test_it_says_that_an_act_was_not_punished_then_and_takes_one_that_goes_on() -> None:
    told = law("offence", "off_route", *DAYS, "--explain")
    assert "生态环境法典：不能按这一条处罚" in told.output and "不能用后来的规定处罚" in told.output
    told = law(
        "offence", "off_route", "--continuing", "--act-start", "2026-08-01", "--decided", "2026-09-01", "--explain"
    )
    assert "生态环境法典（2026）第1129条" in told.output and "存疑" in told.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("stret_stall",),
        ("12", "--decided", "2026-09-01"),
        ("12", "--act-end", "2026-09-01"),
        ("12", *DAYS, "--continuing"),
        ("12", *DAYS, "--act-end", "soon"),
        ("5", *DAYS, "--party", "person", "--base", "建设工程造价"),
        ("5", *DAYS, "--party", "person", "--base", "建设工程造价=NaN"),
    ],
)
def test_it_tells_a_wrong_question_from_a_refusal(arguments: tuple[str, ...]) -> None:
    assert law("offence", *arguments).exit_code == 2
