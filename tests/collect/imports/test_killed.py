"""The command killed without warning between rows, and two commands at once: in the end each row is there once."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import needs
from tests.collect.imports.files import SAMPLES, csv_bytes, kept, row

ROOT = Path(__file__).resolve().parents[3]
pytestmark = [pytest.mark.soak, needs.sqlite]
ROWS = 150


def start(home: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("WUTONG_", "SUITE_", "DJANGO_"))}
    return subprocess.Popen(
        [sys.executable, "-m", "wutong", *arguments], cwd=ROOT, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, env=environment | {"WUTONG_HOME": str(home)},
    )  # fmt: skip


def counted(home: Path) -> tuple[int, int, int]:
    """Matters, their keys, and matters whose acts are not received, replied, closed."""
    with sqlite3.connect(f"file:{home}/wutong.sqlite3?mode=ro", uri=True) as database:
        one = database.execute("select count(*), count(distinct outside_key) from collect_complaint").fetchone()
        torn = database.execute(
            "select count(*) from (select matter from record_entry group by matter having count(*) <> 3)"
        ).fetchone()
    return (*one, *torn)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = start(tmp_path / "var", "init", str(SAMPLES / "county.yaml"))
    said, _ = made.communicate()
    assert made.returncode == 0, said
    return tmp_path / "var"


def test_a_killed_import_goes_on_where_it_was(home: Path, tmp_path: Path) -> None:
    path = kept(tmp_path / "t.csv", csv_bytes([row(n) for n in range(1, ROWS + 1)]))
    seen = 0
    for _ in range(3):
        run = start(home, "import", "complaints", str(path))
        until = time.monotonic() + 60
        while run.poll() is None and counted(home)[0] < seen + 20 and time.monotonic() < until:
            time.sleep(0.02)
        run.send_signal(signal.SIGKILL)
        run.wait()
        matters, keys, torn = counted(home)
        assert matters == keys and torn == 0
        assert seen <= matters
        seen = matters
    assert 0 < seen < ROWS
    last = start(home, "import", "complaints", str(path))
    said, _ = last.communicate()
    assert last.returncode == 0, said
    assert counted(home) == (ROWS, ROWS, 0)
    assert list((home / "imports").rglob("*.rows")) == []


def test_two_commands_at_once_make_no_double(home: Path, tmp_path: Path) -> None:
    path = kept(tmp_path / "t.csv", csv_bytes([row(n) for n in range(1, ROWS + 1)]))
    other = kept(tmp_path / "u.csv", csv_bytes([row(n) for n in range(1, ROWS + 1)], encoding="gbk"))
    runs = [start(home, "import", "complaints", str(p)) for p in (path, path, other)]
    said = [run.communicate()[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], said
    assert counted(home) == (ROWS, ROWS, 0)
