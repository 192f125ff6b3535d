"""A full disk, a file that may not grow, a lost connection: a plain answer, nothing half stored, and on as before."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.soak.person import Answer, Person
from tests.soak.server import Home
from tests.soak.truth import truth

pytestmark = pytest.mark.soak
KEPT = "填的内容都在"
LONG = "夜市把桌子摆满了人行道，油烟很大，天天到半夜。" * 60


def reported(home: Home, host: str, text: str) -> tuple[Person, Answer]:
    """A report up to its last press; the answer may be any."""
    who = Person(home.address, host)
    got = who.get("/report/photo")
    for step, fields in (
        ("where", {"place": "花园街18号门口"}),
        ("what", {"category": "stall", "text": text}),
        ("contact", {"confidential": "on"}),
    ):
        if got.status >= 500:
            return who, got
        got = who.post(f"/report/{step}", **fields)
    if got.status >= 500:
        return who, got
    time.sleep(2.1)
    return who, who.post("/report/check")


def plain(got: Answer) -> None:
    """A broken request is told in plain words, never as a traceback or an empty page."""
    assert got.status in (500, 503, 507), (got.status, got.text[:300])
    assert KEPT in got.text, got.text[:400]
    assert "Traceback" not in got.text and "OperationalError" not in got.text and "disk" not in got.text


def fill_until_broken(home: Home, prefix: str, most: int = 400) -> tuple[list[str], Person, Answer]:
    """Reports until one is not taken: what was acknowledged, who was not, and what he was told."""
    taken: list[str] = []
    for n in range(most):
        text = f"{prefix}{n}：{LONG}"
        who, got = reported(home, f"10.7.{n // 250}.{n % 250 + 1}", text)
        if got.status >= 500:
            return taken, who, got
        assert got.went, (got.status, got.text[:400])
        taken.append(text[:4000])
    raise AssertionError("nothing ever ran out")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MB; needs the right to mount."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    if (
        os.geteuid() != 0
        or not mount
        or subprocess.run([mount, "-t", "tmpfs", "-o", "size=24m", "tmpfs", place]).returncode
    ):
        pytest.skip("no right to mount a small disk here; the file limit below tests the same")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


def test_it_says_so_when_the_disk_is_full_and_goes_on_when_there_is_room(small_disk: Path) -> None:
    home = Home(small_disk / "home")
    home.log = small_disk.parent / "server.log"  # the log lies on another disk, as it does with a service manager
    try:
        home.demo()
        home.start()
        before = truth(home)
        weight = small_disk / "weight"
        free = shutil.disk_usage(small_disk).free
        weight.write_bytes(b"\0" * max(0, free - 300_000))
        taken, who, told = fill_until_broken(home, "满盘")
        plain(told)
        assert Person(home.address, "10.6.6.6").get("/").status == 200, "reading goes on"
        weight.unlink()
        again = who.post("/report/check") if who.cookies.get("wutong-report") else None
        assert again is None or again.status in (200, 302), (again.status, again.text[:300])
        _, after_room = reported(home, "10.6.6.7", "有地方了：又满了人行道")
        assert after_room.went, (after_room.status, after_room.text[:400])
        found = truth(home)
        found.stands()
        for text in taken:
            assert found.texts[text] == 1
        assert found.texts["有地方了：又满了人行道"] == 1
        extra = 1 if again is not None and again.went else 0
        assert len(found.acts) == len(before.acts) + len(taken) + 1 + extra
    finally:
        home.gone()


def test_it_says_so_when_the_database_file_may_not_grow(on_sqlite: Home) -> None:
    home = on_sqlite
    home.demo()
    before = truth(home)
    size = max(p.stat().st_size for p in home.folder.glob("wutong.sqlite3*"))
    home.start(largest_file=size + 150_000)
    taken, _, told = fill_until_broken(home, "不能再长")
    plain(told)
    assert Person(home.address, "10.6.6.6").get("/").status == 200, "reading goes on"
    home.stop()
    found = truth(home)
    found.stands()
    assert len(found.acts) == len(before.acts) + len(taken)
    home.start()
    _, got = reported(home, "10.6.6.7", "可以再长了")
    assert got.went
    truth(home).stands()


def test_it_shows_the_page_that_keeps_everything_when_the_connection_is_cut(
    on_postgresql: Home, luck: random.Random
) -> None:
    home = on_postgresql
    home.demo()
    home.start()
    name = home.database.rpartition("/")[2]
    over, cut = threading.Event(), [0]

    def cutter() -> None:
        with psycopg.connect(home.postgresql, autocommit=True) as line:
            while not over.is_set():
                cut[0] += len(
                    line.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
                    ).fetchall()
                )
                over.wait(luck.uniform(0.2, 2))

    clerk = Person(home.address).sign_in("唐敏")
    thread = threading.Thread(target=cutter, daemon=True)
    thread.start()
    taken, told = [], []
    try:
        for n in range(10):
            text = f"断线{n}：夜市把桌子摆满了人行道"
            _, got = reported(home, f"10.7.1.{n + 1}", text)
            (taken if got.went else told).append(text if got.went else got)
            seen = clerk.get("/desk")
            if seen.status >= 500:
                told.append(seen)
    finally:
        over.set()
        thread.join()
    print(f"{cut[0]} connections cut, {len(taken)} taken, {len(told)} told")
    assert cut[0] > 5
    for answer in told:
        assert isinstance(answer, Answer)
        plain(answer)
    _, got = reported(home, "10.6.6.7", "线接上了：又满了人行道")
    assert got.went, (got.status, got.text[:400])
    assert clerk.get("/desk").status == 200
    found = truth(home)
    found.stands()
    for text in [*taken, "线接上了：又满了人行道"]:
        assert found.texts[str(text)] == 1
