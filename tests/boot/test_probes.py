"""Machines are told whether the process lives, whether it may be sent people, and its numbers; strangers nothing more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from tests.people import CAST, as_person
from wutong.boot import metrics, probes
from wutong.record.scope import Scope

TOKEN = "k9Xw2PqLmZ7vR4tYbN8s"
AFAR = {"REMOTE_ADDR": "10.1.2.3"}
PROXIED = {"HTTP_X_FORWARDED_FOR": "10.1.2.3"}


@pytest.fixture(autouse=True)
def asked_anew() -> None:
    metrics.kept.forget()


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, metrics_token=TOKEN))


def test_it_is_alive_without_a_database_a_county_or_a_host_name() -> None:
    answer = Client().get("/healthz", HTTP_HOST="10.0.0.9:8000", **AFAR)  # no mark django_db: a query would fail
    assert answer.status_code == 200 and answer.content == b"ok\n"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics"])
def test_it_is_not_for_search_engines(address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 200
    assert "noindex" in answer.headers["X-Robots-Tag"] and answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert Client().post(address).status_code == 405


@pytest.mark.django_db
def test_it_is_ready_where_all_is_in_order() -> None:
    assert Client().get("/readyz").json() == {
        "ready": True, "disk": True, "database": True, "tables": True, "guards": True,
    }  # fmt: skip
    assert Client().get("/readyz", **AFAR).json() == {"ready": True}
    assert Client().get("/readyz", **PROXIED).json() == {"ready": True}


@pytest.mark.django_db(transaction=True)
def test_it_is_not_ready_without_a_guard() -> None:
    from wutong.record import guards

    guards.lift()
    try:
        answer = Client().get("/readyz")
        assert answer.status_code == 503 and answer.json()["guards"] is False
        assert Client().get("/readyz", **AFAR).json() == {"ready": False}
    finally:
        guards.install()


@pytest.mark.django_db
def test_it_is_not_ready_with_tables_that_are_older() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'docket'")
    assert Client().get("/readyz").json()["tables"] is False


@pytest.mark.django_db
def test_it_is_not_ready_where_the_disk_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "LEAST_DISK", 10**18)
    answer = Client().get("/readyz")
    assert answer.status_code == 503 and answer.json()["disk"] is False


def test_it_is_not_ready_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def gone(_: Any) -> None:
        raise OperationalError("the server went away")

    monkeypatch.setattr(probes.MigrationRecorder, "applied_migrations", gone)
    monkeypatch.setattr(connection, "close", lambda: None)
    answer = Client().get("/readyz")
    assert answer.status_code == 503 and answer.json()["database"] is False


@pytest.mark.django_db
@pytest.mark.parametrize("how", [AFAR, PROXIED, {"HTTP_X_REAL_IP": "10.1.2.3"}, {"REMOTE_ADDR": ""}])
def test_it_shows_numbers_to_nobody_elsewhere(how: dict[str, str]) -> None:
    assert Client().get("/metrics", **how).status_code == 404
    assert Client().get("/at/990101/metrics", **how).status_code in {404, 503}


@pytest.mark.django_db
def test_it_shows_numbers_to_who_brings_the_token(token: None) -> None:
    assert Client().get("/metrics", **AFAR, HTTP_AUTHORIZATION=f"Bearer {TOKEN}").status_code == 200
    for wrong in ("", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer 密码"):
        assert Client().get("/metrics", HTTP_AUTHORIZATION=wrong).status_code == 404


def numbers() -> dict[str, float]:
    """Every sample by its name and labels."""
    said = Client().get("/metrics").content.decode()
    return {
        name: float(value)
        for name, _, value in (line.rpartition(" ") for line in said.splitlines() if not line.startswith("#"))
    }


@pytest.mark.django_db
def test_it_counts_by_the_name_of_the_route_and_never_by_the_path(wutong: Scope) -> None:
    before = numbers()
    browser = Client()
    browser.get("/progress/12345678")
    browser.get("/wp-login.php?name=王女士")
    browser.generic("王女士", "/")
    after = numbers()
    for labels in (
        'method="GET",route="progress-matter"', 'method="GET",route="none",status="404"', 'method="other",route="none",status="405"',
    ):  # fmt: skip
        names = [name for name in after if name.startswith("wutong_requests_total{") and labels in name]
        assert names and sum(after[n] - before.get(n, 0) for n in names) == 1, labels
    told = Client().get("/metrics").content.decode()
    assert "12345678" not in told and "王女士" not in told and "wp-login" not in told
    assert after['wutong_request_seconds_count{route="progress-matter"}'] >= 1


@pytest.mark.django_db
def test_it_leaves_out_a_county_that_moved_out(wutong: Scope, qingshan: Scope) -> None:
    from uuid import uuid4

    from wutong.docket.matters.models import Matter
    from wutong.record import clock
    from wutong.record.jobs.models import Job
    from wutong.record.moved.api import close

    now = clock.now()
    for scope in (wutong, qingshan):
        Matter.objects.create(
            county=scope.county, id=uuid4(), number="2026-1", family="complaint", title="t", status="待受理", opened_at=now,
            opened_on=clock.legal_day(now),
        )  # fmt: skip
        Job.objects.create(county=scope.county, name="sweep", asked_at=now, due_at=now)
    close(qingshan, move="m1", at=now, home="new", address="")
    metrics.kept.forget()
    found = numbers()
    assert found['wutong_open_matters{county="990101"}'] == 1
    assert not [name for name in found if qingshan.county in name]


@pytest.mark.django_db
def test_it_counts_acts_refusals_and_what_waits(wutong: Scope) -> None:
    from datetime import timedelta
    from uuid import uuid4

    from wutong.docket.matters.models import Matter
    from wutong.record import clock
    from wutong.record.entries import api as record
    from wutong.record.jobs.models import Job

    metrics.kept._since = None
    assert numbers()["wutong_database_up"] == 1
    now = clock.now()
    id_ = uuid4()
    Matter.objects.create(
        county=wutong.county, id=id_, number="2026-1", family="complaint", title="t", status="待受理", opened_at=now,
        opened_on=clock.legal_day(now), due_at=now - timedelta(days=1),
    )  # fmt: skip
    record.write(
        wutong,
        record.Draft(
            matter=id_, family="complaint", act="received", at=now, written=now, source=record.Source("page"),
            actor=record.Actor("officer", "011"), office="zhihui", fields={"text": "夜市"}, rules="r", calendar="c",
        ),
    )  # fmt: skip
    Job.objects.create(county=wutong.county, name="sweep", asked_at=now, due_at=now)
    Job.objects.create(county=wutong.county, name="sweep", asked_at=now, due_at=now, state="done")
    record.refused(wutong, matter=id_, act="closed", reasons=[], actor=record.Actor("officer", "011"), at=now)
    assert 'wutong_acts_total{act="received",county="990101",family="complaint"}' not in numbers(), "kept for a minute"
    metrics.kept.forget()
    found = numbers()
    assert found['wutong_acts_total{act="received",county="990101",family="complaint"}'] == 1
    assert found['wutong_refusals_total{act="closed",county="990101"}'] == 1
    assert found['wutong_open_matters{county="990101"}'] == 1
    assert found['wutong_overdue_matters{county="990101"}'] == 1
    assert found["wutong_scrubs_pending"] == 0 and found["wutong_imports_unfinished"] == 0
    assert found['wutong_jobs{county="990101",state="waiting"}'] == 1
    assert found["wutong_database_bytes"] > 10_000 and found["wutong_disk_free_bytes"] > 0
    assert not [name for name in found if any(person in name for person in CAST)]


@pytest.mark.django_db
def test_every_answer_carries_its_code(wutong: Scope) -> None:
    codes = set()
    for browser, address in (
        (Client(), "/"), (Client(), "/none"), (Client(), "/healthz"), (as_person("唐敏"), "/desk"),
    ):  # fmt: skip
        codes.add(browser.get(address).headers["X-Request-Id"])
    codes.add(Client().get("/", HTTP_HOST="elsewhere.example").headers["X-Request-Id"])
    assert len(codes) == 5 and all(len(code) == 11 for code in codes)
