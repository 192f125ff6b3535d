"""What an incident that was closed too early is worth: the recordings and the crime weigh, the order of the steps does not."""

from pathlib import Path

from click.testing import CliRunner

from wutong.boot.commands.law import law

HISTORY = """
procedure: security_incident
history:
  - 2026-03-02 09:30 officer reported kind=assault during=patrol injured=true crime=true
  - 2026-03-02 09:31 receiver acknowledged
  - 2026-03-02 09:36 officer police_called
  - 2026-03-20 10:00 police penalised kinds=detention
  - 2026-03-24 09:00 deputy_head closed
"""


def test_what_was_let_go_is_liability_and_a_missing_slip_is_not(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(HISTORY, encoding="utf-8")
    ran = CliRunner().invoke(law, ["try", str(path)])
    weight = {
        line.split("：")[1].split("（")[0]: line.rpartition("，")[2]
        for line in ran.output.splitlines()
        if "办结：" in line
    }
    assert weight == {
        "报了警，没有接警、报案回执": "不影响效力",
        "音像记录没有封存，或者封存没有解除": "追究责任",
        "有人受伤，没有救治、验伤的记录": "不影响效力",
        "涉嫌犯罪的，没有移送": "追究责任",
    }
