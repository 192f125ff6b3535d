"""Backups and restores are killed at random moments while people report: what is there under its name is whole, always."""

from __future__ import annotations

import random
import shutil
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from tests.soak.server import Home
from tests.soak.test_server_killed import Storm
from tests.soak.truth import truth
from wutong.boot.backup import layout

pytestmark = pytest.mark.soak
LEAST = 20
#: acts with files, so that copying takes longer than a blink
FILL = """
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.files import api as files
from wutong.docket.matters import api as docket
from wutong.docket.matters.models import Matter
import os
scope, now = Scope("990101"), clock.now()
matter = Matter.objects.within(scope).filter(is_open=True).order_by("id").first()
doer = docket.Doer(record.Actor("officer", "011"), frozenset({"receiver"}), "zhihui", offices=frozenset({"zhihui"}))
for n in range(HOW_MANY):
    ref = files.keep(scope, os.urandom(200_000), "image/jpeg")
    docket.act(scope, matter.id, docket.Deed("noted", now, now, doer, record.Source("page"), {"text": f"第{n}张"}, files=(ref,)))
"""


def fill(home: Home, how_many: int) -> None:
    home.python(f"HOW_MANY = {how_many}\n{FILL}")


def took(home: Home, *words: str) -> float:
    began = time.monotonic()
    home.command(*words)
    return time.monotonic() - began


def killed(home: Home, luck: random.Random, whole: float, *words: str) -> bool:
    """Run a command and kill it at some moment of its life; False where it was done before."""
    running = home.start_command(*words)
    try:
        running.wait(luck.uniform(0.2 * whole, 1.6 * whole))
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()
        return True
    return False


def all_whole(folder: Path) -> list[layout.Whole]:
    """Everything in a set that bears a backup's name is a whole backup."""
    named = [path for path in folder.iterdir() if layout.NAME.fullmatch(path.name)]
    found = layout.complete(folder)
    assert {whole.path for whole in found} == set(named)
    for whole in found:
        assert not list(layout.faults(whole)), whole.path
    return found


def twin(home: Home, folder: Path) -> Home:
    """An empty home on the same kind of database, under the same settings."""
    other = Home(folder, home.postgresql)
    other.env["WUTONG_DEMO"] = "1"
    return other


def test_a_backup_that_was_killed_is_not_there(home: Home, tmp_path: Path, kills: int, luck: random.Random) -> None:
    home.demo()
    fill(home, 150)
    home.start()
    folder = tmp_path / "set"
    whole = took(home, "backup", str(folder), "--keep", "4")
    storm = Storm(home)
    threads = [storm.run(storm.citizen, n) for n in range(3)] + [storm.run(storm.clerk, 0)]
    cut = 0
    for n in range(max(kills, LEAST)):
        cut += killed(home, luck, whole, "backup", str(folder), "--keep", "4")
        assert all_whole(folder), "a killed backup took an earlier one with it"
        if n % 5 == 4:
            fill(home, 10)
            home.command("backup", str(folder), "--keep", "4")
            assert not [p for p in folder.iterdir() if p.name.startswith((layout.UNFINISHED, layout.GONE))]
    storm.over.set()
    for thread in threads:
        thread.join(180)
    assert not storm.broke, storm.broke[:2]
    home.command("backup", str(folder), "--keep", "4")
    home.stop()
    found = all_whole(folder)
    print(f"{cut} killed of {max(kills, LEAST)}, {len(found)} backups, {len(storm.sent)} reports meanwhile")
    assert cut > 3 and storm.sent and len(found) <= 4
    for n, backup in enumerate(found):
        other = twin(home, tmp_path / f"other-{n}")
        try:
            other.command("restore", str(backup.path), "--keys", str(tmp_path / "set-keys"))
            stands = truth(other)
            stands.stands()
            assert len(stands.acts) == backup.manifest["matters"]
            if backup is found[-1]:
                lost = [text for text in storm.sent if stands.texts.get(text) != 1]
                assert not lost, lost[:3]
        finally:
            other.gone()


def test_a_restore_that_was_killed_changed_nothing_or_everything(
    home: Home, tmp_path: Path, kills: int, luck: random.Random
) -> None:
    home.demo()
    fill(home, 100)
    folder, trial = tmp_path / "set", tmp_path / "trial"
    home.command("backup", str(folder))
    whole = all_whole(folder)[-1]
    fill(home, 5)  # what a restore leaves behind: old and new can be told apart
    entries = int(whole.manifest["rows"]["record_entry"])
    other = twin(home, trial)
    try:
        other.command("restore", str(folder))
        lasts = took(other, "restore", str(folder), "--replace")
        fill(other, 5)
        cut = served = 0
        for _ in range(max(kills, LEAST)):
            cut += killed(other, luck, lasts, "restore", str(folder), "--replace")
            served += stands_or_refuses(other, entries)
        other.command("restore", str(folder), *([] if not trial.exists() else ["--replace"]))
        print(f"{cut} killed of {max(kills, LEAST)}, {served} times there was a home to work in")
        assert cut > 3 and served
        truth(other).stands()
        assert count(other) == entries
        left = [p.name for p in trial.parent.iterdir() if p.name.startswith(".restoring-")]
        assert not left, left
        other.start()
        other.stop()
    finally:
        other.gone()
        for path in trial.parent.glob("trial.before-*"):
            shutil.rmtree(path)


def stands_or_refuses(home: Home, entries: int) -> bool:
    """After a kill the old home stands or the new one; or no command works in it, and says so in a line."""
    done = subprocess.run(
        home_command(home, "figures", "2026"), env=home.env, capture_output=True, text=True, timeout=300, check=False
    )
    if done.returncode:
        assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
        assert any(word in done.stderr for word in ("nothing here yet", "cut off before its end", "no county here")), (
            done.stderr
        )
        return False
    found = truth(home)
    found.stands()
    assert count(home) in {entries, entries + 5}
    missing = home.python(
        "from wutong.boot.backup import checks\nfrom pathlib import Path\nfrom django.conf import settings\n"
        "looked = checks.Looked(); checks.files(looked, Path(settings.HOME)); print(len(looked.faults))"
    )
    assert int(missing) == 0
    return True


def home_command(home: Home, *words: str) -> list[str]:
    import sys

    return [sys.executable, "-m", "wutong", *words]


def count(home: Home) -> int:
    return int(
        home.python(
            "from wutong.record.entries.models import Entry; print(Entry.objects.within(Scope('990101')).count())"
        )
    )


def test_two_backups_at_once_do_not_mix(home: Home, tmp_path: Path) -> None:
    home.demo()
    fill(home, 60)
    folder = tmp_path / "set"
    running = [home.start_command("backup", str(folder)) for _ in range(4)]
    codes = sorted(process.wait(300) for process in running)
    assert codes[0] == 0 and set(codes) <= {0, 1}
    assert len(all_whole(folder)) == codes.count(0)


def test_a_dump_whose_connection_was_cut_is_not_there(on_postgresql: Home, tmp_path: Path) -> None:
    home, folder = on_postgresql, tmp_path / "set"
    home.demo()
    fill(home, 30)
    home.command("backup", str(folder))
    name = home.database.rpartition("/")[2]
    for _ in range(5):
        running = home.start_command("backup", str(folder))
        with psycopg.connect(home.postgresql, autocommit=True) as line:
            while running.poll() is None:
                line.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND application_name = %s",
                    [name, "wutong backup"],
                )
        assert running.returncode == 1
        assert len(all_whole(folder)) == 1
