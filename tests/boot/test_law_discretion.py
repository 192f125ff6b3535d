"""``wutong law band`` and ``competent``: the county's own data decide, and what they do not say is refused."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wutong.boot.command import cli
from wutong.law.refusal import Refused

ACT = ["--act-end", "2026-08-20", "--decided", "2026-09-01"]
STALL = ["street_stall", *ACT, "--party", "person", "--norm", "road", "--measure", "area=6", "--measure", "days=1"]
PLACE = "990101101"


def law(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["law", *arguments])


def refused(*arguments: str) -> str:
    told = law(*arguments)
    assert told.exit_code == 1 and isinstance(told.exception, Refused), told.output
    return str(told.exception)


def test_it_shows_the_bands_marked_as_a_sample() -> None:
    told = law("band", "load_spill")
    assert told.exit_code == 0 and "样例" in told.output and "超过10、50各升一档" in told.output
    assert "没有这个案由的裁量基准" in law("band", "graffiti").output


def test_it_finds_the_band_and_judges_an_amount() -> None:
    told = law("band", *STALL, "--amount", "5000")
    assert told.exit_code == 0 and "4000元以上1万元以下" in told.output and "5000元在较重一档内" in told.output
    assert "没有集体讨论" in refused("band", *STALL, "--amount", "500", "--reasons", "情节轻")
    told = law("band", *STALL, "--amount", "500", "--reasons", "情节轻", "--deliberated")
    assert told.exit_code == 0 and "偏离裁量基准" in told.output
    assert "高于法定最高数额" in refused("band", *STALL, "--amount", "20001", "--reasons", "x", "--deliberated")
    told = law("band", *STALL, "--lighter", "removed_harm", "--amount", "3000")
    assert told.exit_code == 0 and "从轻，降一档：一般" in told.output


def test_it_takes_the_higher_of_two_norms() -> None:
    told = law("band", "load_spill", *ACT, "--measure", "area=60", "--norm", "air", "--norm", "rule139")
    assert told.exit_code == 0 and "按罚款数额高的城市建筑垃圾管理规定" in told.output
    assert "请设置load_spill.appearance" in refused("band", "load_spill", *ACT, "--measure", "area=60")


def test_it_reads_a_countys_own_files(tmp_path: Path) -> None:
    bands = tmp_path / "bands.yaml"
    bands.write_text(
        "discretion: x\nplace: 某县\ndocument: 某县文件\npublished: 2020-01-01\nin_force: 2020-01-01\nmark: 核过\nbands:\n"
        "  street_stall.road:\n    measures: {area: {label: 面积, above: [9]}}\n"
        "    grades: [{name: 轻, share: [0, 50]}, {name: 重, share: [50, 100]}]\n",
        encoding="utf-8",
    )
    told = law("band", *STALL[:-2], "--bands", str(bands), "--amount", "10000")
    assert told.exit_code == 0 and "1万元在轻一档内" in told.output
    bands.write_text("discretion: x\n", encoding="utf-8")
    assert law("band", *STALL, "--bands", str(bands)).exit_code == 2
    powers = tmp_path / "powers.yaml"
    powers.write_text("powers: x\n", encoding="utf-8")
    assert law("competent", "12", "--on", "2026-09-01", "--place", PLACE, "--list", str(powers)).exit_code == 2


def test_it_says_who_may_act() -> None:
    told = law("competent", "street_stall", "--on", "2026-09-01", "--place", PLACE, "--body", "bureau")
    assert told.exit_code == 0 and "最先立案" in told.output
    assert "移送梧桐县公安局" in refused(
        "competent", "fireworks", "--on", "2026-09-01", "--place", PLACE, "--body", "bureau"
    )
    assert "不在梧桐县" in refused("competent", "fireworks", "--on", "2026-09-01", "--place", "110101")


@pytest.mark.parametrize(
    "arguments",
    [
        ("band", "stret_stall"),
        ("band", "12", "--act-end", "2026-09-01"),
        ("band", *STALL, "--norm", "air"),
        ("band", *STALL, "--measure", "area"),
        ("band", *STALL, "--amount", "many"),
        ("competent", "12", "--on", "soon", "--place", PLACE),
        ("competent", "99", "--on", "2026-09-01", "--place", PLACE),
    ],
)
def test_it_tells_a_wrong_question_from_a_refusal(arguments: tuple[str, ...]) -> None:
    assert law(*arguments).exit_code == 2
