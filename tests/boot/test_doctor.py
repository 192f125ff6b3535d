"""Each fault that the doctor claims to know is made here: it names it, with what mends it, and is content when that was done."""

from __future__ import annotations

import shutil
import time
from collections import namedtuple
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from tests.people import CAST  # noqa: F401  (the cast of the county below)
from wutong.boot import health, health_county, running, start
from wutong.boot.finding import Finding
from wutong.city.offices.models import DayOverride
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.files import api as files
from wutong.record.jobs.models import FAILED, Job, Period
from wutong.record.moved.api import close
from wutong.record.scope import Scope

pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, as the doctor wants it."""
    place = tmp_path / "home"
    place.mkdir(mode=0o700)
    monkeypatch.setattr(settings, "HOME", place)
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, home=place, clock=""))
    return place


def wrong(check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    found = list(check())
    assert found and all(f.ok or f.remedy for f in found)
    return [f for f in found if not f.ok]


def test_a_full_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not wrong(health.home)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 10**12 - 10**9, 10**9))
    (bad,) = wrong(health.home)
    assert "0.9 GB free" in bad.what and "larger disk" in bad.remedy


def test_a_home_that_others_may_enter_or_that_is_not_there(folder: Path) -> None:
    folder.chmod(0o750)
    (bad,) = wrong(health.home)
    assert "mode 750" in bad.what and "chmod 700" in bad.remedy
    folder.rmdir()
    (bad,) = wrong(health.home)
    assert "is not there" in bad.what and "wutong init" in bad.remedy


def test_a_migration_that_waits() -> None:
    assert not wrong(health.tables)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'docket' AND name LIKE '0006%%'")
    (bad,) = wrong(health.tables)
    assert "1 migrations pending" in bad.what and "wutong migrate" in bad.remedy


@pytest.mark.django_db(transaction=True)
def test_a_guard_that_is_gone() -> None:
    from wutong.record import guards

    guards.lift()
    try:
        (bad,) = wrong(health.tables)
        assert bad.what.startswith("guards of the record") and "wutong migrate" in bad.remedy
    finally:
        guards.install()


def test_a_secret_of_the_demo_and_one_that_is_too_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEMO", False)
    monkeypatch.setattr(settings, "SECRET_KEY", "demo-" + "0123456789abcdef" * 4)
    (bad,) = wrong(health.demo)
    assert "demo secret" in bad.remedy and "WUTONG_SECRET" in bad.remedy
    monkeypatch.setattr(settings, "SECRET_KEY", "x" * 60)
    (bad,) = wrong(health.secrets)
    assert "WUTONG_SECRET" in bad.remedy


def test_a_clock_that_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, clock=""))
    assert not wrong(health.time_of_day)
    monkeypatch.setattr(clock, "now", lambda: datetime(1970, 1, 1, 0, 5, tzinfo=UTC))
    (bad,) = wrong(health.time_of_day)
    assert "1970-01-01" in bad.what and "timedatectl set-ntp true" in bad.remedy


def test_a_year_whose_days_nobody_announced(wutong: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(day: date) -> list[Finding]:
        return wrong(lambda: health_county.days(day))

    assert not asked(date(2026, 6, 1)), "the notice of the next year comes in November"
    (bad,) = asked(date(2051, 6, 1))
    assert "2051: not announced" in bad.what and "county.yaml" in bad.remedy
    assert [f.what[:21] for f in asked(date(2050, 12, 2))] == ["working days of 2050:", "working days of 2051:"]
    DayOverride.objects.create(county=wutong.county, day=date(2051, 10, 1), kind="off", document="国办通知")
    assert not asked(date(2051, 6, 1)), "the second remedy was done, and the doctor is not content"


def test_a_home_without_a_county() -> None:
    (bad,) = wrong(health_county.counties)
    assert "wutong init" in bad.remedy


def test_a_file_of_the_record_that_is_gone_or_cut_short(wutong: Scope) -> None:
    ref = files.keep(wutong, uuid4().bytes * 500, "image/jpeg")
    now = clock.now()
    record.write(
        wutong,
        record.Draft(
            matter=uuid4(), family="complaint", act="received", at=now, written=now, source=record.Source("page"),
            actor=record.Actor("officer", "011"), office="", rules="r", calendar="c", files=(ref,),
        ),
    )  # fmt: skip
    assert not wrong(health_county.named_files)
    (path,) = (Path(settings.HOME) / "files").rglob(ref.sha256)
    whole = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(whole[:-1])
    (bad,) = wrong(health_county.named_files)
    assert ref.sha256[:12] in bad.what and "backup" in bad.remedy
    path.unlink()
    assert wrong(health_county.named_files)
    path.write_bytes(whole)
    assert not wrong(health_county.named_files)


def test_files_of_a_county_that_moved_out_are_not_looked_for(wutong: Scope, qingshan: Scope) -> None:
    now = clock.now()
    for scope in (wutong, qingshan):
        ref = files.keep(scope, uuid4().bytes * 500, "image/jpeg")
        record.write(
            scope,
            record.Draft(
                matter=uuid4(), family="complaint", act="received", at=now, written=now, source=record.Source("page"),
                actor=record.Actor("officer", "011"), office="", rules="r", calendar="c", files=(ref,),
            ),
        )  # fmt: skip
    (gone,) = (Path(settings.HOME) / "files" / qingshan.county).rglob(ref.sha256)
    (here,) = health_county.named_files()
    assert here.ok and "name, 2:" in here.what
    close(qingshan, move="m1", at=now, home="new", address="")
    gone.unlink()
    (here,) = health_county.named_files()
    assert here.ok and "name, 1:" in here.what


def test_jobs_that_nobody_does(folder: Path, wutong: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not wrong(health_county.jobs), "no server runs: that the jobs stand still is no fault of theirs"
    monkeypatch.setattr(health_county, "JUST_STARTED", 0.0)
    running.hold(folder)  # as a server does
    try:
        (bad,) = wrong(health_county.jobs)
        assert "nobody does them" in bad.what and "wutong work" in bad.remedy
        from wutong.record.jobs import api as jobs

        jobs.once(wutong)
        assert not wrong(health_county.jobs)
        Period.objects.within(wutong).update(next_run=datetime.now(UTC) - timedelta(hours=1))
        assert wrong(health_county.jobs)
    finally:
        _let_go(folder)


def test_a_server_that_has_just_started_is_waited_for(
    folder: Path, wutong: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wutong.record.jobs import api as jobs

    waited: list[float] = []

    def a_moment(seconds: float) -> None:
        waited.append(seconds)
        jobs.once(wutong)

    monkeypatch.setattr(time, "sleep", a_moment)
    running.hold(folder)
    try:
        assert not wrong(health_county.jobs) and len(waited) == 1
    finally:
        _let_go(folder)


def test_a_job_that_failed_for_good(folder: Path, wutong: Scope) -> None:
    now = datetime.now(UTC)
    Job.objects.create(
        county=wutong.county, name="sweep", state=FAILED, asked_at=now, due_at=now, ended_at=now, reason="磁盘满了",
        remedy="腾出地方",
    )  # fmt: skip
    (bad,) = wrong(health_county.jobs)
    assert "清理没有提交的反映" in bad.what and "磁盘满了" in bad.what and "/desk/jobs" in bad.remedy


def test_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise start.NotInOrder("the database cannot be opened (refused): check WUTONG_DATABASE or WUTONG_HOME")

    monkeypatch.setattr(start, "reach", away)
    (bad,) = wrong(health.database)
    assert "WUTONG_DATABASE" in bad.remedy


def test_a_look_that_breaks_is_a_finding_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Iterator[Any]:
        raise RuntimeError("no such table: record_entry")

    monkeypatch.setattr(health, "tables", broken)
    found = list(health.findings())
    (bad,) = [f for f in found if f.what.startswith("tables:")]
    assert not bad.ok and bad.remedy and any(f.what.startswith("page assets") for f in found)


def _let_go(folder: Path) -> None:
    import os

    os.close(running._held.pop(folder.absolute()))
