"""Kept files are named by their hash, lie in their county's folder, and are there whole or not at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings

from tests.record.acts import matter_of, put
from wutong.record.entries.api import orphans, sweep_orphans
from wutong.record.files import store
from wutong.record.files.api import FileRef, TooLarge, keep, largest, open_file
from wutong.record.scope import Scope


def nothing(scope: Scope, hashes: Sequence[str]) -> frozenset[str]:
    """No later room needs anything."""
    return frozenset()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    settings.HOME = tmp_path
    return tmp_path / "files"


def _all(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file())


def test_it_keeps_bytes_under_their_hash(scope: Scope, folder: Path) -> None:
    ref = keep(scope, b"photo", "image/png")
    name = hashlib.sha256(b"photo").hexdigest()
    assert ref == FileRef(name, 5, "image/png")
    assert _all(folder) == [folder / "510999" / name[:2] / name]
    with open_file(scope, name) as kept:
        assert kept.read() == b"photo"


def test_it_keeps_the_same_bytes_once(scope: Scope, folder: Path) -> None:
    assert keep(scope, b"photo", "image/png") == keep(scope, b"photo", "image/png")
    assert len(_all(folder)) == 1


def test_it_opens_only_the_countys_own(scope: Scope) -> None:
    ref = keep(scope, b"photo", "image/png")
    with pytest.raises(FileNotFoundError):
        open_file(Scope("510998"), ref.sha256)


@pytest.mark.parametrize(
    "name", ["", "..", "../510998/ab/" + "ab" * 32, "AB" * 32, "ab" * 31, "ab" * 32 + "\n", "/etc/x"]
)
def test_it_opens_nothing_that_is_not_a_hash(scope: Scope, name: str) -> None:
    with pytest.raises(FileNotFoundError, match="not the name"):
        open_file(scope, name)


@pytest.mark.parametrize("county", ["", "..", "510999/..", "5109991234567"])
def test_it_opens_no_county_that_is_a_path(county: str) -> None:
    with pytest.raises(FileNotFoundError, match="not the name"):
        open_file(Scope(county), "ab" * 32)


def test_it_writes_again_what_was_torn(scope: Scope, folder: Path) -> None:
    keep(scope, b"photo", "image/png")
    (path,) = _all(folder)
    path.write_bytes(b"pho")
    keep(scope, b"photo", "image/png")
    assert path.read_bytes() == b"photo"


def test_it_leaves_nothing_half_written(scope: Scope, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(handle: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="disk full"):
        keep(scope, b"photo", "image/png")
    assert _all(folder) == []


def test_it_is_on_the_disk_before_it_has_its_name(scope: Scope, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    fsync, rename = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append("fsync"), fsync(handle))[1])
    monkeypatch.setattr(os, "replace", lambda a, b: (done.append("rename"), rename(a, b))[1])
    keep(scope, b"photo", "image/png")
    assert done == ["fsync", "rename", "fsync"]


def test_it_is_readable_by_nobody_else(scope: Scope, folder: Path) -> None:
    keep(scope, b"photo", "image/png")
    (path,) = _all(folder)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("media_type", ["image/png", "video/mp4", "audio/ogg", "application/pdf", "x"])
def test_it_refuses_what_is_too_large(
    scope: Scope, folder: Path, monkeypatch: pytest.MonkeyPatch, media_type: str
) -> None:
    assert largest(media_type) >= 10_000_000
    monkeypatch.setattr(store, "LARGEST", {"image/": 4, "video/": 4, "audio/": 4, "": 4})
    keep(scope, b"1234", media_type)
    with pytest.raises(TooLarge) as no:
        keep(scope, b"12345", media_type)
    assert (no.value.size, no.value.largest) == (5, 4)
    assert len(_all(folder)) == 1


@pytest.mark.django_db
def test_it_sweeps_files_that_no_entry_names(scope: Scope, folder: Path) -> None:
    matter = matter_of(scope)
    named = keep(scope, b"named", "image/png")
    put(scope, matter, files=(named,))
    old = keep(scope, b"old and unnamed", "image/png")
    fresh = keep(scope, b"fresh and unnamed", "image/png")
    again = keep(scope, b"old, kept again", "image/png")
    for ref in (named, old, again):
        os.utime(store.path_of(scope, ref.sha256), (0, 0))
    keep(scope, b"old, kept again", "image/png")
    yesterday = datetime.now(UTC) - timedelta(days=1)
    assert sweep_orphans(scope, yesterday, nothing) == 1
    assert {p.name for p in _all(folder)} == {named.sha256, fresh.sha256, again.sha256}
    assert sweep_orphans(scope, yesterday, nothing) == 0


@pytest.mark.django_db
def test_it_spares_what_a_later_room_still_needs(scope: Scope, folder: Path) -> None:
    old = keep(scope, b"of a report not sent yet", "image/png")
    os.utime(store.path_of(scope, old.sha256), (0, 0))
    now = datetime.now(UTC)
    assert sweep_orphans(scope, now, lambda _, hashes: frozenset(hashes)) == 0
    assert list(orphans(scope, now, nothing)) == [old.sha256]
    assert sweep_orphans(Scope("510998"), now, nothing) == 0
    assert sweep_orphans(scope, now, nothing) == 1


@pytest.mark.django_db
def test_it_takes_nothing_that_is_kept_again_while_it_sweeps(scope: Scope, folder: Path) -> None:
    keep(scope, b"photo", "image/png")
    (path,) = _all(folder)
    os.utime(path, (0, 0))

    def meanwhile(_: Scope, hashes: Sequence[str]) -> frozenset[str]:
        keep(scope, b"photo", "image/png")
        return frozenset()

    assert sweep_orphans(scope, datetime.now(UTC) - timedelta(days=1), meanwhile) == 0
    assert path.read_bytes() == b"photo"


@pytest.mark.django_db
def test_it_lets_two_sweep_at_once(scope: Scope, folder: Path) -> None:
    for n in range(3):
        ref = keep(scope, b"%d" % n, "image/png")
        os.utime(store.path_of(scope, ref.sha256), (0, 0))
    now = datetime.now(UTC)

    def other(_: Scope, hashes: Sequence[str]) -> frozenset[str]:
        sweep_orphans(scope, now, nothing)
        return frozenset()

    assert sweep_orphans(scope, now, other) == 0
    assert _all(folder) == []


@pytest.mark.django_db
def test_it_takes_away_what_a_killed_process_left_half_written(scope: Scope, folder: Path) -> None:
    keep(scope, b"photo", "image/png")
    (path,) = _all(folder)
    for name, age in ((".coming-old", 2), (".coming-now", 0)):
        half = path.with_name(name)
        half.write_bytes(b"pho")
        at = datetime.now(UTC).timestamp() - age * 86400
        os.utime(half, (at, at))
    sweep_orphans(scope, datetime.now(UTC) - timedelta(days=1), nothing)
    assert [p.name for p in _all(folder)] == [".coming-now", path.name]
