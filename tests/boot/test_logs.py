"""Nothing that a person typed or is comes into a log: every public form is sent full of it, and broken on purpose."""

from __future__ import annotations

import json
import logging
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.db import IntegrityError, OperationalError
from django.test import Client
from django.urls import URLPattern, reverse

from tests.collect.telling import Tale
from tests.house.test_routes import named_routes
from tests.people import as_person
from wutong.boot import environment, logs
from wutong.collect.complaints import guard
from wutong.collect.complaints.models import Complaint
from wutong.docket.matters import api as docket
from wutong.record.scope import Scope

#: what a person types, or is
PERSONAL = {
    "name": "王秀兰女士",
    "phone": "13812345678",
    "id": "510923199001011239",
    "plate": "川J5K7Q2",
    "place": "花园街18号3单元502",
    "text": "楼下烧烤摊的老板刘大山骂人",
    "mail": "wangxiulan@example.org",
    "address": "203.0.113.77",
}
ALL = " ".join(PERSONAL.values())
FIELDS = (
    "name", "phone", "text", "place", "number", "code", "words", "reason", "login", "password", "website", "lat", "lon",
    "category", "rating", "answer", "sum", "officer", "confidential", "next", "stamp", "query", "by", "county", "once",
)  # fmt: skip


class Heard(logging.StreamHandler):  # type: ignore[type-arg]
    """Collects lines as the real handler would write them."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(logs.Lines())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    @property
    def read(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines]

    def names(self, *more: str) -> list[str]:
        """The lines in which something personal stands."""
        words = [*PERSONAL.values(), "秀兰", "刘大山", "12345678", "wangxiulan", *more]
        return [line for line in self.lines if any(word in line for word in words)]


@pytest.fixture
def heard() -> Iterator[Heard]:
    """Everything that would be written, by the handlers of a real server."""
    into = Heard()
    places = [logging.getLogger(name) for name in ("", logs.REQUESTS)]
    for place in places:
        place.addHandler(into)
    yield into
    for place in places:
        place.removeHandler(into)


def public_routes() -> list[URLPattern]:
    return [route for route in named_routes() if route.callback.gate[0] == "public"]  # type: ignore[attr-defined]


def address(route: URLPattern, typed: str) -> str:
    """The address of a route with something typed wherever text may stand."""
    others = {"IntConverter": 7, "SlugConverter": "contact"}
    kinds = route.pattern.converters.items()
    return reverse(str(route.name), kwargs={name: others.get(type(kind).__name__, typed) for name, kind in kinds})


@pytest.mark.django_db
@pytest.mark.parametrize("strict", [False, True], ids=["", "without the form's key"])
def test_no_public_form_leaves_anything_personal_in_the_log(wutong: Scope, heard: Heard, strict: bool) -> None:
    asked = 0
    for route in public_routes():
        for typed in (PERSONAL["phone"], PERSONAL["name"]):
            where = address(route, typed)
            browser = Client(enforce_csrf_checks=strict, raise_request_exception=False, REMOTE_ADDR="203.0.113.77")
            browser.get(where, dict.fromkeys(FIELDS, ALL), HTTP_REFERER=f"http://testserver/?{ALL.encode().hex()}")
            browser.post(where, dict.fromkeys(FIELDS, ALL), HTTP_USER_AGENT=PERSONAL["mail"])
            browser.post(f"{where}?q={PERSONAL['phone']}", ALL, content_type="text/plain")
            asked += 3
    lines = [line for line in heard.read if "route" in line and "ms" in line]
    assert len(lines) >= asked - 18, "a line for each, but for what machines ask"
    assert {"report-step", "progress-matter", "signin"} <= {line["route"] for line in lines}
    assert not heard.names(), heard.names()[:3]


@pytest.mark.django_db
def test_a_whole_report_leaves_its_routes_and_nothing_else(wutong: Scope, heard: Heard) -> None:
    with mock.patch.object(guard, "FASTEST", timedelta(0)):
        browser = Client(raise_request_exception=False)
        browser.get("/report/photo")
        browser.post("/report/where", {"place": PERSONAL["place"]})
        browser.post("/report/what", {"category": "stall", "text": PERSONAL["text"]})
        browser.post("/report/contact", {"phone": PERSONAL["phone"], "name": PERSONAL["name"], "confidential": "on"})
        assert browser.post("/report/check").status_code == 302
        page = browser.get("/report/sent").content.decode()
        assert PERSONAL["phone"] not in page
    row = Complaint.objects.within(wutong).get()
    number = docket.receipts.number_of(wutong, row.matter_id)
    browser.get(f"/progress/{number}")
    assert [line["route"] for line in heard.read][-1] == "progress-matter"
    assert not heard.names(number, str(row.matter_id)), heard.names(number, str(row.matter_id))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "bad",
    [
        ValueError(f"invalid literal: {ALL}"),
        KeyError(ALL),
        IntegrityError(f"duplicate key\nDETAIL: Key (phone)=({PERSONAL['phone']}) exists"),
        OperationalError(f'fts5: syntax error near "{PERSONAL["name"]}" {PERSONAL["phone"]}'),
        OSError(28, "No space left on device", PERSONAL["place"]),
        AttributeError(ALL),
    ],
    ids=lambda bad: type(bad).__name__,
)
def test_a_fault_is_told_without_what_was_typed(
    wutong: Scope, heard: Heard, bad: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **options: object) -> None:
        try:
            raise RuntimeError(ALL)
        except RuntimeError:
            raise bad from None

    monkeypatch.setattr("wutong.boot.home.figures.headline", broken)
    browser = Client(raise_request_exception=False)
    answer = browser.get("/", {"q": ALL})
    assert answer.status_code == 500
    told = next(line for line in heard.read if line["level"] == "ERROR")
    assert told["error"][0].startswith(type(bad).__name__)
    assert any(frame.startswith("wutong/boot/home.py:") for frame in told["frames"])
    assert told["id"] == answer.headers["X-Request-Id"] and told["id"] in answer.content.decode()
    assert "报错码" in answer.content.decode() and told["route"] == "home"
    assert not heard.names(), heard.names()


def test_it_keeps_the_words_of_a_machine() -> None:
    assert logs.fault(OperationalError("database is locked"))["error"] == ["OperationalError: database is locked"]
    assert logs.fault(OSError(28, "No space left on device"))["error"] == ["OSError: No space left on device"]
    assert logs.fault(AttributeError("'NoneType' object has no attribute 'x'"))["error"][0].endswith("attribute 'x'")


@pytest.mark.django_db
def test_a_line_says_office_and_roles_and_never_who(wutong: Scope, heard: Heard) -> None:
    matter = Tale(wutong).view.id
    heard.lines.clear()
    as_person("唐敏").get(f"/m/{matter}?tab={PERSONAL['phone']}")
    line = heard.read[-1]
    assert set(line) == {"time", "level", "id", "method", "route", "status", "ms", "county", "office", "roles"}
    assert (line["route"], line["status"], line["office"]) == ("matter", 200, "zhihui")
    assert "receiver" in line["roles"] and line["county"] == "990101"
    assert not heard.names("唐敏", "tangmin", str(matter), matter.hex)


@pytest.mark.django_db
def test_it_writes_an_address_only_where_it_is_told_to(
    wutong: Scope, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, log_addresses=True))
    Client(REMOTE_ADDR="203.0.113.77").get("/")
    assert heard.read[-1]["from"] == "203.0.113.77"


@pytest.mark.django_db
def test_it_keeps_quiet_about_what_machines_ask(wutong: Scope, heard: Heard) -> None:
    for where in ("/healthz", "/readyz", "/metrics"):
        Client().get(where)
    assert not heard.lines
    Client().get("/metrics", REMOTE_ADDR="203.0.113.77")
    assert heard.read[-1]["status"] == 404


def test_it_writes_a_file_for_its_owner_that_does_not_grow_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "home" / "log" / "wutong-all.jsonl"
    writer = logs.Rotated(path, maxBytes=2000, backupCount=2, encoding="utf-8", delay=True)
    writer.setFormatter(logs.Lines())
    assert not path.parent.exists()
    for n in range(100):
        writer.handle(logging.makeLogRecord({"name": logs.REQUESTS, "told": {"id": n}, "levelname": "INFO"}))
    writer.close()
    kept = sorted(path.parent.iterdir())
    assert [p.name for p in kept] == ["wutong-all.jsonl", "wutong-all.jsonl.1", "wutong-all.jsonl.2"]
    assert all(stat.S_IMODE(p.stat().st_mode) == 0o600 and p.stat().st_size <= 2000 for p in kept)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert json.loads(path.read_text().splitlines()[-1])["id"] == 99


def test_it_writes_requests_where_the_setting_says(tmp_path: Path) -> None:
    def where(**given: str) -> list[str]:
        env = environment.read({"WUTONG_HOME": str(tmp_path), **given})
        return list(logs.configuration(env)["loggers"][logs.REQUESTS]["handlers"])

    assert where() == ["stderr"] and where(WUTONG_LOG="file") == ["file"]
    assert where(WUTONG_DEMO="1") == ["file"] and where(WUTONG_TESTING="1") == []
    with pytest.raises(environment.SettingsError):
        where(WUTONG_LOG="syslog")


def test_it_asks_every_public_route() -> None:
    assert len(public_routes()) > 15
