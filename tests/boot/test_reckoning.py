"""The command line reckons open matters anew after the law of a county changed, and the doctor says where it did not."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests import needs
from tests.boot.test_command import wutong
from tests.boot.test_start import COUNTY

pytestmark = [needs.sqlite, pytest.mark.timeout(600)]

TERMS = 'terms: {{complaint.reply: {{value: {days} workdays, document: "本局1号", in_force: 2019-01-01}}}}\n'
ROW = "工单编号,标题,主要内容,受理时间,办理结果,答复时间\nGD1,占道,早餐摊占道,2026-11-02 08:15:20,,\n"


def due(home: Path) -> str:
    with sqlite3.connect(home / "wutong.sqlite3") as db:
        ((on,),) = db.execute("select due_on from docket_clock where name = 'reply'").fetchall()
    db.close()
    return str(on)


def test_it_reckons_anew_after_a_changed_file_and_after_an_upgrade(tmp_path: Path) -> None:
    home, file, rows = tmp_path / "home", tmp_path / "county.yaml", tmp_path / "rows.csv"
    clock = {"WUTONG_CLOCK": "2026-11-03T10:00", "WUTONG_DEMO": "1"}
    file.write_text(COUNTY + TERMS.format(days=15), encoding="utf-8")
    rows.write_text(ROW, encoding="utf-8")
    assert wutong("init", str(file), home=home, **clock).returncode == 0
    taken = wutong("import", "complaints", str(rows), home=home, **clock)
    assert taken.returncode == 0, taken.stdout + taken.stderr
    assert due(home) == "2026-11-23"

    file.write_text(COUNTY + TERMS.format(days=3), encoding="utf-8")
    done = wutong("init", str(file), home=home, **clock)
    assert done.returncode == 0 and "1 open matters reckoned anew, 1 dates moved" in done.stdout, done.stdout
    assert due(home) == "2026-11-05"
    assert "reckoned" not in wutong("init", str(file), home=home, **clock).stdout

    with sqlite3.connect(home / "wutong.sqlite3") as db:  # as after an upgrade that brought another text
        db.execute("update docket_reckoned set law = 'another'")
        db.execute("update docket_clock set due_on = '2026-11-23', due_at = '2026-11-23 15:59:59.999999'")
    db.close()
    assert "not ok  dates of open matters in 试验县" in wutong("doctor", home=home, **clock).stdout
    assert "1 dates moved" in wutong("migrate", home=home, **clock).stdout
    assert due(home) == "2026-11-05"
    assert "ok      dates of open matters" in wutong("doctor", home=home, **clock).stdout
