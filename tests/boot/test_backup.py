"""A backup is whole or not there; what was restored is looked through; what was erased does not come back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.boot import homes
from tests.soak.server import Home
from wutong.boot.backup import disk, layout

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The demo county with two photos, made once; tests copy it."""
    home = Home(tmp_path_factory.mktemp("backup") / "home")
    home.demo()
    homes.add_photo(home, "one")
    homes.add_photo(home, "two")
    return home


@pytest.fixture
def home(made: Home, tmp_path: Path) -> Home:
    copy = Home(tmp_path / "home")
    shutil.copytree(made.folder, copy.folder)
    copy.env["WUTONG_DEMO"] = "1"
    return copy


def newest(folder: Path) -> layout.Whole:
    return layout.complete(folder)[-1]


def test_it_is_made_though_nobody_reads_what_it_tells(home: Home, tmp_path: Path) -> None:
    """``wutong backup | head``: the pipe closes, no disk is at fault, the backup is there, and the exit code says so."""
    reads, writes = os.pipe()
    os.close(reads)
    done = subprocess.run(
        [sys.executable, "-m", "wutong", "backup", str(tmp_path / "set")],
        env=home.env, stdout=writes, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    os.close(writes)
    assert (done.stderr, done.returncode) == ("", 0)
    assert not list(layout.faults(newest(tmp_path / "set")))


def test_it_copies_everything_but_the_keys_and_puts_it_back(home: Home, tmp_path: Path) -> None:
    (home.folder / "imports" / "990101").mkdir(parents=True)
    (home.folder / "imports" / "990101" / "x.rows").write_text("13800000000")
    done = homes.run(home, "backup", str(tmp_path / "set"))
    assert done.returncode == 0, done.stderr
    whole = newest(tmp_path / "set")
    assert not list(layout.faults(whole))
    assert whole.manifest["digest"] in done.stdout and "NOT in the backup" in done.stdout
    assert sum(name.startswith("files/") for name in whole.files) == 2
    secret = (home.folder / "keys" / "demo-secret").read_text()
    assert not homes.holds(tmp_path / "set", secret), "the secret lies in the backup"
    assert not homes.holds(tmp_path / "set", "13800000000"), "an import under way lies in the backup"
    assert homes.holds(tmp_path / "set-keys", secret) == ["demo-secret"]
    assert all(p.stat().st_mode & 0o077 == 0 for p in (tmp_path / "set").rglob("*"))

    other = tmp_path / "other"
    back = homes.run(home, "restore", str(tmp_path / "set"), "--into", str(other), "--keys", str(tmp_path / "set-keys"))
    assert back.returncode == 0, back.stderr + back.stdout
    assert "guards of the record: stand" in back.stdout and "key: the one of the backup" in back.stdout
    assert sorted(p.name for p in (other / "files").rglob("*") if p.is_file()) == sorted(
        p.name for p in (home.folder / "files").rglob("*") if p.is_file()
    )
    with sqlite3.connect(home.folder / "wutong.sqlite3") as was, sqlite3.connect(other / "wutong.sqlite3") as now:
        ask = "SELECT county, matter, seq, digest FROM record_entry ORDER BY id"
        assert was.execute(ask).fetchall() == now.execute(ask).fetchall()
        assert now.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'").fetchone()[0]
        assert not now.execute("SELECT count(*) FROM django_session").fetchone()[0]


def test_it_names_a_file_again_instead_of_copying_it(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    homes.run(home, "backup", str(folder))
    photo = homes.add_photo(home, "three")
    assert homes.run(home, "backup", str(folder)).returncode == 0
    first, second = layout.complete(folder)
    old = next(name for name in first.files if name.startswith("files/"))
    new = next(name for name in second.files if name.endswith(photo["sha256"]))
    assert (first.path / old).stat().st_ino == (second.path / old).stat().st_ino
    assert new not in first.files and (second.path / new).stat().st_nlink == 1


def test_it_keeps_the_newest_and_touches_nothing_else(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    for _ in range(2):
        homes.run(home, "backup", str(folder))
    half = folder / "wutong-20200101-000000"
    half.mkdir()
    (half / "manifest.json").write_text("{}")
    (folder / "notes.txt").write_text("mine")
    done = homes.run(home, "backup", str(folder), "--keep", "2")
    assert done.returncode == 0 and "removed wutong-" in done.stdout
    assert len(layout.complete(folder)) == 2
    assert half.is_dir() and (folder / "notes.txt").exists()


def test_it_leaves_nothing_that_looks_complete_where_the_disk_fails(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    homes.run(home, "backup", str(folder))
    (home.folder / "wutong.sqlite3").write_bytes((home.folder / "wutong.sqlite3").read_bytes()[:200_000])
    done = homes.run(home, "backup", str(folder), "--keep", "1")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert len(layout.complete(folder)) == 1
    assert not [p for p in folder.iterdir() if p.name.startswith(".")]


def test_it_sweeps_what_a_killed_backup_left(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    left = folder / ".unfinished-wutong-20261101-000000"
    left.mkdir(parents=True)
    (left / "manifest.json").write_text("{}")
    assert homes.run(home, "backup", str(folder)).returncode == 0
    assert not left.exists()


def test_it_refuses_a_set_of_another_county(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    homes.run(home, "backup", str(folder))
    whole = newest(folder)
    other = {**whole.manifest, "counties": {"990102": "青杉县"}}
    (whole.path / "manifest.json").write_bytes(layout.seal(other))
    done = homes.run(home, "backup", str(folder), "--keep", "1")
    assert done.returncode == 1 and "青杉县" in done.stderr
    assert whole.path.is_dir()


def test_it_names_a_file_of_the_home_that_is_damaged(home: Home, tmp_path: Path) -> None:
    photo = next(p for p in (home.folder / "files").rglob("*") if p.is_file())
    photo.write_bytes(b"x" + photo.read_bytes()[1:])
    done = homes.run(home, "backup", str(tmp_path / "set"))
    assert done.returncode == 1 and "damaged" in done.stderr
    assert newest(tmp_path / "set").manifest["damaged"] == [photo.relative_to(home.folder).as_posix()]


@pytest.mark.parametrize("spoil", ["database.sqlite3", "heads.txt", "manifest.json", "files"])
def test_it_restores_nothing_of_a_damaged_backup(home: Home, tmp_path: Path, spoil: str) -> None:
    folder, other = tmp_path / "set", tmp_path / "other"
    homes.run(home, "backup", str(folder))
    path = newest(folder).path
    victim = path / spoil if spoil != "files" else next(p for p in (path / "files").rglob("*") if p.is_file())
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.write_bytes(data)
    done = homes.run(home, "restore", str(path), "--into", str(other))
    assert done.returncode == 1 and "take another backup" in done.stderr and "Traceback" not in done.stderr
    assert not other.exists()
    assert homes.run(home, "restore", str(path), "--check").returncode == 1


def test_it_puts_nothing_over_a_home_in_which_work_lies(home: Home, tmp_path: Path) -> None:
    homes.run(home, "backup", str(tmp_path / "set"))
    before = (home.folder / "wutong.sqlite3").read_bytes()
    done = homes.run(home, "restore", str(tmp_path / "set"))
    assert done.returncode == 1 and "--replace" in done.stderr
    assert (home.folder / "wutong.sqlite3").read_bytes() == before


def test_it_restores_nothing_while_a_server_runs(home: Home, tmp_path: Path) -> None:
    homes.run(home, "backup", str(tmp_path / "set"))
    home.start()
    try:
        done = homes.run(home, "restore", str(tmp_path / "set"), "--replace")
        assert done.returncode == 1 and "stop it first" in done.stderr
    finally:
        home.stop()
    assert homes.run(home, "restore", str(tmp_path / "set"), "--replace").returncode == 0


def test_it_does_not_bring_back_what_was_erased_since(home: Home, tmp_path: Path) -> None:
    report = homes.first_report(home)
    photo = homes.add_photo(home, "a face")
    homes.run(home, "backup", str(tmp_path / "set"))
    homes.erase(home, report["matter"], 1, "contact_phone", "text")
    homes.erase(home, photo["matter"], int(photo["seq"]), f"file:{photo['sha256']}")
    younger = homes.add_photo(home, "later")
    assert not homes.holds(home.folder, report["phone"])

    done = homes.run(home, "restore", str(tmp_path / "set"), "--replace")
    assert done.returncode == 0, done.stderr + done.stdout
    assert "3 values erased since" in done.stdout and "younger than the backup" in done.stdout
    assert not homes.holds(home.folder, report["phone"]) and not homes.holds(home.folder, report["text"])
    assert not list(home.folder.rglob(photo["sha256"])) and not list(home.folder.rglob(younger["sha256"]))
    aside = next(p for p in home.folder.parent.iterdir() if p.name.startswith("home.before-"))
    assert (aside / "wutong.sqlite3").exists() and list(aside.rglob(younger["sha256"]))
    assert "ok      erasures are finished" in homes.run(home, "doctor").stdout


def test_it_takes_the_erasures_of_a_newer_home_that_is_named(home: Home, tmp_path: Path) -> None:
    report = homes.first_report(home)
    homes.run(home, "backup", str(tmp_path / "set"))
    homes.erase(home, report["matter"], 1, "contact_phone")
    words = ("restore", str(tmp_path / "set"), "--into", str(tmp_path / "other"))
    assert homes.run(home, *words, "--erasures-from", str(home.folder)).returncode == 0
    assert not homes.holds(tmp_path / "other", report["phone"])


def test_it_replaces_a_home_that_can_no_longer_be_read_and_says_what_that_costs(home: Home, tmp_path: Path) -> None:
    homes.run(home, "backup", str(tmp_path / "set"))
    (home.folder / "wutong.sqlite3").write_bytes(b"x" * 8192)
    for tail in ("-wal", "-shm"):
        (home.folder / f"wutong.sqlite3{tail}").unlink(missing_ok=True)
    done = homes.run(home, "restore", str(tmp_path / "set"), "--replace")
    assert done.returncode == 1 and "its erasures are not repeated" in done.stdout
    assert homes.run(home, "figures", "2026").returncode == 0


def test_it_says_when_the_record_was_broken_before_it_was_backed_up(home: Home, tmp_path: Path) -> None:
    with sqlite3.connect(home.folder / "wutong.sqlite3") as db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{name}"')
        db.execute("UPDATE record_entry SET office = 'zf2' WHERE id = 5")
    db.close()
    homes.run(home, "backup", str(tmp_path / "set"))
    done = homes.run(home, "restore", str(tmp_path / "set"), "--into", str(tmp_path / "other"))
    assert done.returncode == 1 and "its digest does not fit" in done.stdout
    assert (tmp_path / "other" / "wutong.sqlite3").exists()


def test_it_refuses_a_backup_of_a_newer_program(home: Home, tmp_path: Path) -> None:
    homes.run(home, "backup", str(tmp_path / "set"))
    whole = newest(tmp_path / "set")
    with sqlite3.connect(whole.database) as db:
        db.execute("INSERT INTO django_migrations(app, name, applied) VALUES ('docket', '9999_later', '2030-01-01')")
    db.close()
    said = dict(whole.manifest)
    said["files"][whole.database.name] = {
        "sha256": disk.sha256_of(whole.database), "size": whole.database.stat().st_size,
    }  # fmt: skip
    said["rows"]["django_migrations"] += 1
    said["migrations"] = [*said["migrations"], "docket.9999_later"]
    (whole.path / layout.MANIFEST).write_bytes(layout.seal({k: v for k, v in said.items() if k != "digest"}))
    done = homes.run(home, "restore", str(tmp_path / "set"), "--into", str(tmp_path / "other"))
    assert done.returncode == 1 and "newer program" in done.stderr, done.stderr
    assert "laid down" not in done.stdout, "on PostgreSQL the tables would be replaced by then"
    assert not (tmp_path / "other").exists()


def test_it_says_that_the_home_was_made_anew_under_another_key(home: Home, tmp_path: Path) -> None:
    homes.run(home, "backup", str(tmp_path / "set"))
    done = homes.run(home, "restore", str(tmp_path / "set"), "--into", str(tmp_path / "other"))
    assert done.returncode == 0 and "a new one was made" in done.stdout
    assert (tmp_path / "other" / "keys" / "demo-secret").read_text() != (
        home.folder / "keys" / "demo-secret"
    ).read_text()
