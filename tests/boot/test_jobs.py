"""The page of the jobs, the worker beside the server and the one of its own, and the jobs that the product has."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client

from tests.people import as_person
from wutong.boot import schedule
from wutong.record.entries import jobs as erased
from wutong.record.entries.models import ScrubPending
from wutong.record.jobs import api as jobs
from wutong.record.jobs.models import FAILED, WAITING, Job
from wutong.record.scope import Scope

ROOT = Path(__file__).resolve().parents[2]


def broken(scope: Scope, **more: object) -> Job:
    """A job that failed for good, of a person whose data must not be seen."""
    now = datetime.now(UTC)
    values = {"name": "sweep", "state": FAILED, "tries": 5, "asked_at": now, "due_at": now, "ended_at": now}
    return Job.objects.create(county=scope.county, **{**values, **more})


@pytest.mark.django_db
def test_it_shows_a_failing_job_in_plain_chinese_without_personal_data(
    wutong: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> object:
        raise OSError(28, "No space left on device: /home/files/王女士13800000001.jpg")

    monkeypatch.setattr("wutong.boot.sweeping.sweep", breaks)
    for _ in range(5):
        jobs.ask(wutong, "sweep", {"matter": "0193"}, key="k")
        Job.objects.within(wutong).update(due_at=datetime(2026, 1, 1, tzinfo=UTC))
        while jobs.once(wutong):
            pass
    page = as_person("吴越").get("/desk/jobs").content.decode()
    assert "清理没有提交的反映和没有用到的文件" in page and "磁盘满了" in page and "腾出磁盘空间" in page
    assert "再试一次" in page and "boot/sweeping.py" in page
    for secret in ("王女士", "13800000001", "0193", "No space left", "/home/files"):
        assert secret not in page


@pytest.mark.django_db
def test_it_tries_again_what_failed_once_however_often_it_is_pressed(wutong: Scope, qingshan: Scope) -> None:
    mine, theirs = broken(wutong), broken(qingshan)
    admin = as_person("吴越")
    assert admin.post(f"/desk/jobs/{theirs.pk}/again").status_code == 404
    assert admin.get(f"/desk/jobs/{mine.pk}/again").status_code == 405
    for _ in range(2):
        assert admin.post(f"/desk/jobs/{mine.pk}/again").status_code == 302
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.state, mine.tries, theirs.state) == (WAITING, 0, FAILED)


@pytest.mark.django_db
def test_it_says_that_nobody_works_and_shows_no_other_countys_jobs(wutong: Scope, qingshan: Scope) -> None:
    broken(qingshan, reason="别县的事")
    page = as_person("吴越").get("/desk/jobs").content.decode()
    assert "没有进程在做后台任务" in page and "wutong work" in page and "别县的事" not in page
    assert schedule.round_of_all() >= 2 * len(schedule.KINDS)
    page = as_person("吴越").get("/desk/jobs").content.decode()
    assert "没有进程在做后台任务" not in page and "每天3:10" in page and "没有要清的" in page
    assert as_person("唐敏").get("/desk/jobs").status_code == 403
    assert Client().get("/desk/jobs").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_an_erasure_that_could_not_be_cleaned_is_cleaned_by_the_job(
    wutong: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    ScrubPending.objects.create(county=wutong.county, asked=datetime.now(UTC), files=[])
    jobs.ask(wutong, erased.SCRUB, key=erased.SCRUB)
    with monkeypatch.context() as held:
        held.setattr(erased, "scrub", lambda: False)
        while jobs.once(wutong):
            pass
    row = Job.objects.within(wutong).get(name=erased.SCRUB, key=erased.SCRUB)
    assert row.state == WAITING and "痕迹没有清掉" in row.reason
    Job.objects.within(wutong).filter(state=WAITING).update(due_at=datetime(2026, 1, 1, tzinfo=UTC))
    while jobs.once(wutong):
        pass
    row.refresh_from_db()
    assert row.told == "清干净了" and not ScrubPending.objects.within(wutong).exists()


def test_it_works_beside_the_server_and_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    began = threading.Event()

    def work(over: threading.Event) -> None:
        began.set()
        over.wait(30)

    monkeypatch.setattr(schedule, "work", work)
    with schedule.working():
        assert began.wait(30)
    assert not any(t.name == "jobs" for t in threading.enumerate())
    began.clear()
    with schedule.working(on=False):
        assert not any(t.name == "jobs" for t in threading.enumerate())


def test_it_works_in_a_process_of_its_own(tmp_path: Path) -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("WUTONG_", "SUITE_", "DJANGO_"))}
    env |= {"WUTONG_HOME": str(tmp_path / f"home-{uuid4()}"), "WUTONG_DEMO": "1"}

    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "wutong", *words], cwd=ROOT, env=env, capture_output=True, text=True, timeout=600
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("init", "samples/county.yaml")
    assert f"{len(schedule.KINDS)} jobs done" in run("work", "--once")
    assert "0 jobs done" in run("work", "--once")
    working = subprocess.Popen(
        [sys.executable, "-u", "-m", "wutong", "work"], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
    )
    assert working.stdout is not None and "doing the jobs" in working.stdout.readline()
    working.terminate()
    assert working.wait(30) == 0 and "stopped" in working.stdout.read()
