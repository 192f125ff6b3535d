"""The doctor names what whoever looks after the machine has let slide: backups, clocks, what lies aside."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from tests import needs
from tests.boot.test_command import wutong
from tests.boot.test_start import COUNTY
from wutong.boot import upkeep
from wutong.boot.backup import layout, make
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.scope import Scope

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for the checks."""
    place = tmp_path / "home"
    place.mkdir()
    monkeypatch.setattr(settings, "HOME", place)
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, backup_days=2, clock=""))
    return place


def backed_up(folder: Path, at: datetime) -> Path:
    path = folder.parent / "set" / "wutong-20261125-010000"
    path.mkdir(parents=True)
    (path / "manifest.json").write_bytes(layout.seal({"format": layout.FORMAT, "made": at.isoformat(), "files": {}}))
    make.note(folder, path, at)
    return path


def test_it_misses_a_backup(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [(ok, what) for ok, what, _ in upkeep.backups()] == [(False, "no backup was ever made of this home")]
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, backup_days=0))
    assert not list(upkeep.backups())


def test_it_is_content_with_a_young_one(folder: Path) -> None:
    path = backed_up(folder, datetime.now(UTC))
    assert [ok for ok, _, _ in upkeep.backups()] == [True]
    (path / "manifest.json").write_text("{}")
    assert ["not complete" in what for _, what, _ in upkeep.backups()] == [True]
    shutil.rmtree(path)
    assert [ok for ok, _, _ in upkeep.backups()] == [False]


def test_it_names_one_that_is_old(folder: Path) -> None:
    backed_up(folder, datetime.now(UTC) - timedelta(days=3))
    found = list(upkeep.backups())
    assert len(found) == 1 and "older than 2 days" in found[0][1]


@pytest.mark.django_db
def test_it_sees_a_clock_that_went_back(folder: Path, wutong: Scope) -> None:
    (folder / "wutong.sqlite3").touch()
    assert all(ok for ok, _, _ in upkeep.clocks())
    later = time.time() + 7200
    os.utime(folder / "wutong.sqlite3", (later, later))
    assert next(what for ok, what, _ in upkeep.clocks() if not ok).startswith("newest file of")
    (folder / "wutong.sqlite3").unlink()
    from uuid import uuid4

    later_still = clock.now() + timedelta(hours=3)
    record.write(
        wutong,
        record.Draft(
            matter=uuid4(), family="complaint", act="received", at=later_still, written=later_still,
            source=record.Source("page"), actor=record.Actor("officer", "011"), office="", rules="r", calendar="c",
        ),
    )  # fmt: skip
    assert next(what for ok, what, _ in upkeep.clocks() if not ok).startswith("last entry written")


@pytest.mark.django_db
def test_it_names_what_a_restore_moved_aside_long_ago(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder.parent / "home.before-20261001-010101").mkdir()
    assert not list(upkeep.aside())
    monkeypatch.setattr(upkeep, "ASIDE", timedelta(seconds=-1))
    assert [ok for ok, what, _ in upkeep.aside() if "home.before-20261001" in what] == [False]


@needs.postgresql
@pytest.mark.django_db
def test_it_names_a_schema_that_a_restore_moved_aside_long_ago(folder: Path) -> None:
    from django.db import connection

    young = datetime.now(clock.SHANGHAI) - timedelta(days=29)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA public_before_{young:%Y%m%d_%H%M%S}")
        assert not list(upkeep.aside()), "whoever restored yesterday may look into it for a while"
        cursor.execute("CREATE SCHEMA public_before_20250101_010101")
        cursor.execute("CREATE SCHEMA public_before_odd")
    ((ok, what, remedy),) = upkeep.aside()
    assert not ok and what.endswith("public_before_20250101_010101, public_before_odd") and "DROP SCHEMA" in remedy


@needs.sqlite
def test_the_doctor_is_content_with_a_home_that_was_just_restored(tmp_path: Path) -> None:
    """The handbook asks it before the server starts again: what the restore knows must not be held against it."""
    home, file = tmp_path / "home", tmp_path / "county.yaml"
    file.write_text(COUNTY, encoding="utf-8")
    assert wutong("init", str(file), home=home).returncode == 0
    assert wutong("backup", str(tmp_path / "set"), home=home).returncode == 0
    assert wutong("restore", str(tmp_path / "set"), "--replace", home=home).returncode == 0
    said = wutong("doctor", home=home)
    assert said.returncode == 0 and "last backup 20" in said.stdout, said.stdout


@needs.sqlite
def test_the_doctor_says_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    file = tmp_path / "county.yaml"
    file.write_text(COUNTY, encoding="utf-8")
    assert wutong("init", str(file), home=home).returncode == 0
    assert "not ok  no backup was ever made" in wutong("doctor", home=home).stdout
    assert wutong("backup", str(tmp_path / "set"), home=home).returncode == 0
    said = wutong("doctor", home=home)
    assert "ok      last backup 20" in said.stdout and said.returncode == 0, said.stdout
