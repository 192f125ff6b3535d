"""A backup of PostgreSQL comes back whole, erased stays erased, and a county that went stays away."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.boot import homes
from tests.boot.test_backup import newest
from tests.soak.server import Home
from tests.soak.truth import truth
from wutong.boot.backup import disk, keys, layout

pytestmark = pytest.mark.timeout(600)
#: the county moves out after the backup, as far as this database can tell
GO_AWAY = """
from wutong.record import clock
from wutong.record.moved import api as moved
moved.close(Scope("990101"), move="1", at=clock.now(), home="/srv/new", address="")
"""


@pytest.fixture
def on_postgresql(postgresql: str, tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path / "home", postgresql)
    try:
        yield home
    finally:
        home.gone()


def test_it_backs_up_and_restores_postgresql(on_postgresql: Home, tmp_path: Path) -> None:
    home, folder = on_postgresql, tmp_path / "set"
    home.demo()
    homes.add_photo(home)
    report = homes.first_report(home)
    done = homes.run(home, "backup", str(folder))
    assert done.returncode == 0, done.stderr
    whole = newest(folder)
    assert whole.kind == "postgresql" and whole.manifest["rows"]["record_entry"] > 100
    homes.erase(home, report["matter"], 1, "contact_phone")
    homes.add_photo(home, "later")
    home.python(GO_AWAY)

    refused = homes.run(home, "restore", str(folder), "--into", str(tmp_path / "other"))
    assert refused.returncode == 1 and "not empty" in refused.stderr
    home.start()
    refused = homes.run(home, "restore", str(folder), "--into", str(tmp_path / "other"), "--replace")
    home.stop()
    assert refused.returncode == 1 and "connected to the database" in refused.stderr

    done = homes.run(home, "restore", str(folder), "--replace")
    assert done.returncode == 0, done.stderr + done.stdout
    assert "in schema public_before_" in done.stdout and "1 values erased since" in done.stdout
    found = home.python(
        "from wutong.record.entries.models import Entry; print(Entry.objects.within(Scope('990101')).count())"
    )
    assert int(found) == whole.manifest["rows"]["record_entry"] + 1, "the backup's entries and the erasure done again"
    assert "990101: moved out since the backup, closed again" in done.stdout
    refused = homes.run(home, "figures", "2026", "--county", "990101")
    assert refused.returncode == 1 and "已经搬走" in refused.stderr
    wrong = homes.run(home, "restore", str(folder), "--into", str(tmp_path / "x"), WUTONG_DATABASE="")
    assert wrong.returncode == 1 and "set WUTONG_DATABASE to match" in wrong.stderr
    assert homes.run(home, "backup", str(folder)).returncode == 0, "the schema aside is not in it"
    assert newest(folder).manifest["rows"]["record_entry"] == int(found)


def test_it_takes_the_erasures_of_a_newer_postgresql_that_is_named(
    on_postgresql: Home, postgresql: str, tmp_path: Path
) -> None:
    """The newer database lives on; the older backup goes into another one, as on the day of a drill or a move."""
    home, folder = on_postgresql, tmp_path / "set"
    home.demo()
    report, photo = homes.first_report(home), homes.add_photo(home)
    assert homes.run(home, "backup", str(folder)).returncode == 0
    homes.erase(home, report["matter"], 1, "contact_phone", "text")
    homes.erase(home, photo["matter"], int(photo["seq"]), f"file:{photo['sha256']}")
    other = Home(tmp_path / "other", postgresql)
    other.env["WUTONG_DEMO"] = "1"
    ask = (
        f"from wutong.collect.complaints.models import Complaint\nrow = Complaint.objects.within(Scope('990101')).get("
        f"matter_id={report['matter']!r})\nprint(repr(row.contact_phone), {report['text']!r} in row.text)"
    )
    try:
        words = ("restore", str(folder), "--into", str(other.folder))
        for wrong in (other.database, "postgresql://nobody@127.0.0.1:1/none"):  # empty, and not there
            refused = homes.run(other, *words, "--erasures-from", wrong)
            assert refused.returncode == 1 and "Traceback" not in refused.stderr, refused.stderr
            assert not other.folder.exists() or not any(other.folder.iterdir())
        done = homes.run(other, *words, "--erasures-from", home.database)
        assert done.returncode == 0 and "3 values erased since" in done.stdout, done.stderr + done.stdout
        assert other.python(ask).strip() == "'' False"
        assert not list(other.folder.rglob(photo["sha256"])) and list(home.folder.parent.rglob(photo["sha256"]))
        stands = truth(other)
        stands.stands(erased=3)
    finally:
        other.gone()


def test_what_postgresql_gave_back_is_verified_by_a_program_that_knows_no_wutong(
    on_postgresql: Home, tmp_path: Path
) -> None:
    """Backup, restore, export, ``verify.py``: matter by matter, the same digests before and after, the files beside."""
    home, folder = on_postgresql, tmp_path / "set"
    home.demo()
    photos = [homes.add_photo(home, f"photo {n}") for n in range(3)]
    before = truth(home)
    before.stands()
    assert homes.run(home, "backup", str(folder)).returncode == 0
    homes.add_photo(home, "later")
    assert homes.run(home, "restore", str(folder), "--replace").returncode == 0
    after = truth(home)
    after.stands()
    assert (after.acts, after.texts, after.notes) == (before.acts, before.texts, before.notes)
    for photo in photos:
        (path,) = (home.folder / "files").rglob(photo["sha256"])
        assert disk.sha256_of(path) == photo["sha256"]


def test_no_server_starts_on_a_postgresql_whose_restore_was_cut_off(on_postgresql: Home, tmp_path: Path) -> None:
    import psycopg

    home, folder = on_postgresql, tmp_path / "set"
    home.demo()
    homes.run(home, "backup", str(folder))
    with psycopg.connect(home.database) as line:
        line.execute("CREATE TABLE wutong_restoring (since int)")
    done = homes.run(home, "figures", "2026")
    assert done.returncode == 1 and "cut off before its end" in done.stderr
    assert homes.run(home, "restore", str(folder), "--replace").returncode == 0
    assert homes.run(home, "figures", "2026").returncode == 0


def test_it_says_which_tool_is_missing(on_postgresql: Home, tmp_path: Path) -> None:
    home = on_postgresql
    home.demo()
    done = homes.run(home, "backup", str(tmp_path / "set"), PATH=str(tmp_path))
    assert done.returncode == 1 and "pg_dump is not on this machine" in done.stderr
    assert not layout.complete(tmp_path / "set") and not list((tmp_path / "set").glob(".unfinished*"))


# ---- without a home


def test_it_tells_a_changed_manifest() -> None:
    said = json.loads(layout.seal({"format": layout.FORMAT, "files": {}}))
    assert said["digest"] == layout.digest(said)
    assert layout.digest({**said, "files": {"a": {}}}) != said["digest"]


def test_it_passes_over_a_name_that_leads_out_of_the_backup(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"")
    whole = layout.Whole(tmp_path / "b", {"files": {"../x": {"sha256": "", "size": 0}}})
    assert list(layout.faults(whole)) == ["../x: leads out of the backup"]


def test_it_finds_a_free_name(tmp_path: Path) -> None:
    from datetime import UTC, datetime

    at, names = datetime(2026, 11, 25, 2, tzinfo=UTC), []
    for _ in range(4):
        names.append(layout.free_name(tmp_path, at))
        (tmp_path / names[-1]).mkdir()
    assert names == [f"wutong-20261125-100000{tail}" for tail in ("", "-2", "-3", "-4")]
    assert all(layout.NAME.fullmatch(name) for name in names)


def test_it_copies_where_the_disk_knows_no_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no(*_: object) -> None:
        raise OSError(1, "not permitted")

    monkeypatch.setattr(os, "link", no)
    assert disk.link(tmp_path / "a", tmp_path / "b") is False


def test_it_refuses_before_it_writes_what_the_disk_has_no_room_for(tmp_path: Path) -> None:
    with pytest.raises(disk.Trouble, match="make room"):
        disk.demand_room(tmp_path, 10**18, "this backup")


def test_it_takes_a_key_from_a_file_from_its_folder_or_from_the_folder_above(tmp_path: Path) -> None:
    place = keys.keep(tmp_path / "none", "s" * 60, tmp_path / "set-keys")
    for given in (place / "secret", place, tmp_path / "set-keys"):
        assert keys.take(given, place.name) == {"secret": b"s" * 60}
    with pytest.raises(disk.Trouble, match="no key"):
        keys.take(tmp_path, "x")
