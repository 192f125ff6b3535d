"""An import is killed again and again, at any moment, and started again until it is through: exactly the rows."""

from __future__ import annotations

import csv
import random
import time
from pathlib import Path

import psycopg
import pytest

from tests import needs
from tests.soak.server import ROOT, Home
from tests.soak.truth import truth

pytestmark = pytest.mark.soak
COUNTY = "990001"
ROWS = 400


def generated(path: Path, luck: random.Random) -> dict[str, list[str]]:
    """A file of messages with and without replies; outside key → the acts it must become."""
    wanted: dict[str, list[str]] = {}
    with path.open("w", encoding="utf-8", newline="") as out:
        sheet = csv.writer(out)
        sheet.writerow(["id", "subject", "sent_at", "body", "reply", "replied_at"])
        for n in range(ROWS):
            kind = luck.choice(["open", "answered", "answered", "undated"])
            reply = "" if kind == "open" else f"已经办好，第{n}件"
            day = f"2019-{n % 12 + 1:02d}-{n % 27 + 1:02d}"
            replied = f"{day} 15:30:00" if kind == "answered" else ""
            sheet.writerow(
                [f"K{n}", f"路灯不亮{n}", f"{day} 08:{n % 60:02d}:00", f"第{n}盏路灯不亮，晚上看不见", reply, replied]
            )
            wanted[f"petitions:K{n}"] = {
                "open": ["received"],
                "answered": ["received", "replied", "closed"],
                "undated": ["received", "reply_undated"],
            }[kind]
    return wanted


def rows_in(home: Home) -> int:
    """How many complaints are stored, asked from beside the import."""
    if home.database:
        with psycopg.connect(home.database) as line:
            found = line.execute("SELECT count(*) FROM collect_complaint").fetchone()
    else:
        import sqlite3

        line_ = sqlite3.connect(f"file:{home.folder}/wutong.sqlite3?mode=ro", uri=True, timeout=20)
        found = line_.execute("SELECT count(*) FROM collect_complaint").fetchone()
        line_.close()
    assert found
    return int(found[0])


def killed(home: Home, path: Path, kills: int, rows: int, luck: random.Random) -> int:
    """Start and kill; two in three are killed among their rows, the others anywhere from the first instant on."""
    mid = 0
    for n in range(kills):
        before = rows_in(home)
        running = home.start_command("import", "complaints", str(path))
        if n % 3 == 2:
            time.sleep(luck.uniform(0, 4))
        else:
            enough = before + luck.randint(1, max(2, (rows - before) // 3))
            while running.poll() is None and rows_in(home) < enough:
                time.sleep(luck.uniform(0.002, 0.03))
        if running.poll() is None:
            running.kill()
        running.wait()
        now = rows_in(home)
        mid += before < now < rows
        if now >= rows:
            break
    return mid


def test_it_takes_every_row_once_however_often_it_is_killed(
    home: Home, tmp_path: Path, kills: int, luck: random.Random
) -> None:
    home.command("init", str(ROOT / "samples/county.yaml"))
    path = tmp_path / "messages.csv"
    wanted = generated(path, luck)
    mid = killed(home, path, kills, ROWS, luck)
    assert mid, "no kill hit the rows"
    between = truth(home, COUNTY)
    between.stands()
    assert sorted(between.batch_matters) == sorted(between.acts), "a row and its matter stand or fall together"
    home.command("import", "complaints", str(path))
    after = truth(home, COUNTY)
    after.stands()
    assert after.keys == dict.fromkeys(wanted, 1)
    assert {k: after.acts[after.of_text[f"第{k[11:]}盏路灯不亮，晚上看不见"]] for k in wanted} == wanted
    assert "locked" not in home.said()
    home.command("import", "complaints", str(path))
    assert truth(home, COUNTY).acts == after.acts, "a repeated import changes nothing"


@needs.shared_data
def test_it_takes_the_real_messages_once_however_often_it_is_killed(
    home: Home, kills: int, luck: random.Random
) -> None:
    home.command("init", str(ROOT / "samples/county.yaml"))
    path = needs.shared_path("petitions_replied.csv")
    with path.open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.DictReader(source))
    assert killed(home, path, kills, len(rows), luck), "no kill hit the rows"
    home.command("import", "complaints", str(path), also=(1,))
    after = truth(home, COUNTY)
    after.stands()
    assert set(after.keys.values()) == {1}
    assert len(after.keys) == len({r["id"] for r in rows}) == after.outcomes["good"] + after.outcomes.get("part", 0)
    assert "locked" not in home.said()
