"""The public side and the desks apart: each answers its own addresses, and the other's are not there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.boot.test_command import wutong as command
from tests.house.test_routes import TABLE, Row, named_routes, table
from tests.people import as_person
from wutong.boot import environment, profiles
from wutong.record.scope import Scope

ROWS = table(TABLE.read_text(encoding="utf-8"))
#: on both sides
BOTH = {"map-svg", "where", "article", "calculator", "ui-guide", "privacy", "healthz", "readyz", "metrics"}
#: open to anyone, yet the desks'; and closed to most, yet a citizen's own
OTHERWISE = {
    "signin": "desk",
    "signin-cast": "desk",
    "signin-passkey": "desk",
    "signout": "desk",
    "report-photo-file": "public",
    "progress-photo": "public",
    "demo-clock": "public",
}
STANDINS = {"int": "1", "uuid": "0189d5f0-0000-7000-8000-000000000000", "str": "x", "slug": "x"}


def side(row: Row) -> set[str]:
    """Which profiles answer a route, by the table of who may open what: what anyone may open is public."""
    if row.name in BOTH:
        return {"public", "desk"}
    return {OTHERWISE.get(row.name, "public" if row.anyone else "desk")}


def address(name: str) -> str:
    route = next(route for route in named_routes() if route.name == name)
    kinds = {
        n: type(c).__name__.removesuffix("Converter").lower().replace("string", "str")
        for n, c in route.pattern.converters.items()
    }
    return reverse(name, kwargs={n: STANDINS[kind] for n, kind in kinds.items()})


@pytest.fixture
def profile(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, profile=request.param))
    return str(request.param)


def test_every_route_has_its_side() -> None:
    both = {"public", "desk"}
    for profile in both:
        expected = {name for name, row in ROWS.items() if profile in side(row)}
        assert profiles.names(profile) == expected, sorted(profiles.names(profile) ^ expected)
    assert profiles.names("all") == set(ROWS)
    assert profiles.names("public") & profiles.names("desk") == BOTH


@pytest.mark.django_db
@pytest.mark.parametrize("profile", ["public", "desk"], indirect=True)
def test_the_other_sides_addresses_are_not_there(wutong: Scope, profile: str) -> None:
    """Asked as anybody and as an officer, by every method, with and without a form's key and the county's prefix."""
    for name in sorted(set(ROWS) - profiles.names(profile) - ({"home"} if profile == "desk" else set())):
        for where in (address(name), f"/at/990101{address(name)}"):
            for browser in (Client(), Client(enforce_csrf_checks=True), as_person("顾明远")):
                got = [browser.get(where), browser.post(where, {"x": "y"}), browser.head(where)]
                assert [answer.status_code for answer in got] == [404, 404, 404], (name, where)
                assert "没有找到" in got[0].content.decode(), name


@pytest.mark.django_db
@pytest.mark.parametrize("profile", ["public"], indirect=True)
def test_the_public_side_knows_no_seats(wutong: Scope, profile: str) -> None:
    page = as_person("唐敏").get("/")
    assert page.status_code == 200 and "唐敏" not in page.content.decode()
    assert page.wsgi_request.seat is None
    for where in ("/report", "/progress", "/figures", "/privacy", "/healthz"):
        assert Client().get(where, follow=True).status_code == 200
    assert Client().post("/signin", {"login": "tangmin", "password": "x"}).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("profile", ["desk"], indirect=True)
def test_the_desks_work_without_the_public_side(wutong: Scope, profile: str) -> None:
    assert Client().get("/")["Location"] == "/desk"
    assert Client().get("/signin").status_code == 200
    clerk = as_person("唐敏")
    for where in ("/desk", "/desk/complaints", "/desk/complaints/new", "/desk/deadlines", "/desk/figures", "/me"):
        assert clerk.get(where).status_code == 200, where
    assert clerk.post("/signout").status_code == 302
    assert Client().get("/report").status_code == 404


@pytest.mark.django_db
def test_all_answers_both(wutong: Scope) -> None:
    assert Client().get("/").status_code == 200 and as_person("唐敏").get("/desk").status_code == 200


def test_it_stops_on_a_profile_it_does_not_know() -> None:
    with pytest.raises(environment.SettingsError):
        environment.read({"WUTONG_PROFILE": "staff"})
    assert environment.read({"WUTONG_PROFILE": "desk"}).profile == "desk"


def test_the_command_takes_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    done = command("serve", "--profile", "staff", home=tmp_path_factory.mktemp("x"))
    assert done.returncode == 2 and "public" in done.stderr
