"""Who may open what: every route, for every role, in the matter's own office, in another office, in another county.

The allowed cells stand in routes.yaml, written by hand; nothing of them is taken from the code. A route that is not in
the table fails, and so does a row whose route is gone. Requests are real: sign-in, county, gate and view all answer.

"Opened" is any answer but these: sent to sign in (302), not yours (403), not found (404).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from ruamel.yaml import YAML

from tests.house import cast
from tests.house.cast import ELSEWHERE, HERE, OTHER, OWN, ROLE_NAMES, Ground

TABLE = Path(__file__).with_name("routes.yaml")
COLUMNS = {"own", "other", "elsewhere"}


@dataclass(frozen=True)
class Row:
    """One route of the table."""

    name: str
    method: str
    args: dict[str, str]
    data: dict[str, str]
    anyone: bool
    own: frozenset[str]
    other: frozenset[str]
    elsewhere: frozenset[str]


def roles(written: Any, where: str) -> frozenset[str]:
    """A cell: ``all``, ``none`` or a list of roles."""
    if written == "all":
        return frozenset(ROLE_NAMES)
    if written in ("none", None):
        return frozenset()
    unknown = set(written) - set(ROLE_NAMES)
    assert not unknown, f"{where}: unknown roles {sorted(unknown)}"
    return frozenset(written)


def table(text: str) -> dict[str, Row]:
    """The rows of routes.yaml by route."""
    rows: dict[str, Row] = {}
    for name, given in YAML(typ="safe").load(text).items():
        unknown = set(given) - COLUMNS - {"anyone", "method", "args", "data", "why"}
        assert not unknown, f"{name}: unknown columns {sorted(unknown)}"
        assert "anyone" in given and set(given) >= COLUMNS, f"{name}: every column is written, none is guessed"
        rows[name] = Row(
            name=name,
            method=given.get("method", "get"),
            args=dict(given.get("args") or {}),
            data=dict(given.get("data") or {}),
            anyone=given["anyone"],
            own=roles(given["own"], name),
            other=roles(given["other"], name),
            elsewhere=roles(given["elsewhere"], name),
        )
    return rows


def named_routes(patterns: list[URLPattern | URLResolver] | None = None) -> Iterator[URLPattern]:
    """Every route of the project."""
    for part in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(part, URLResolver):
            yield from named_routes(part.url_patterns)
        else:
            yield part


def opened(status: int, location: str) -> bool:
    """Whether an answer is the page itself."""
    return status not in {403, 404} and not (status == 302 and "/signin" in location)


Ask = Callable[[Row, str, str], tuple[bool, str]]


@pytest.fixture(scope="module")
def ask(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Ask a route as somebody: ``ask(row, role, office)``; the role "" is a visitor. Nothing stays of a request.

    The two counties are laid once for the whole table, inside a transaction that is rolled back at its end.
    """
    quiet = logging.getLogger("django.request")
    level = quiet.level
    quiet.setLevel(logging.CRITICAL)  # a thousand refusals are what is asked for
    with django_db_blocker.unblock(), transaction.atomic():
        ground: Ground = cast.lay(tmp_path_factory.mktemp("counties"))
        sessions: dict[tuple[str, str], str] = {}
        for role in ROLE_NAMES:
            for office in (OWN, OTHER, ELSEWHERE):
                browser = Client()
                browser.force_login(ground.account(role, office))
                sessions[role, office] = browser.cookies[settings.SESSION_COOKIE_NAME].value

        def client(role: str, office: str) -> Client:
            """A browser as its owner left it: what an earlier answer did to its cookies is forgotten."""
            fresh = Client(raise_request_exception=False)
            if role:
                fresh.cookies[settings.SESSION_COOKIE_NAME] = sessions[role, office]
            return fresh

        def asked(row: Row, role: str, office: str) -> tuple[bool, str]:
            given = {name: ground.value(value, office) for name, value in row.args.items()}
            data = {name: ground.value(value, office) for name, value in row.data.items()}
            address = f"/at/{HERE}" + reverse(row.name, kwargs=given)
            browser = client(role, office)
            with transaction.atomic():
                answer = getattr(browser, row.method)(address, data)
                transaction.set_rollback(True)
            return opened(answer.status_code, answer.headers.get("Location", "")), f"{answer.status_code} {address}"

        yield asked
        transaction.set_rollback(True)
    quiet.setLevel(level)


def mismatches(row: Row, ask: Ask) -> list[str]:
    """Cells in which the server answers otherwise than the table says, alike ones told together."""
    told = [("", OWN, row.anyone)]
    told += [(role, OWN, role in row.own) for role in ROLE_NAMES]
    told += [(role, OTHER, role in row.other) for role in ROLE_NAMES]
    told += [(role, ELSEWHERE, role in row.elsewhere) for role in ROLE_NAMES]
    found: dict[str, list[str]] = {}
    for role, office, allowed in told:
        is_open, said = ask(row, role, office)
        if is_open != allowed or said.startswith("5"):
            words = f"{row.name}, {office}: {'may' if allowed else 'may not'} open it, but the answer is {said}"
            found.setdefault(words, []).append(role or "anyone")
    return [f"{words}: {', '.join(who)}" for words, who in found.items()]


def test_it_lists_every_route() -> None:
    rows = table(TABLE.read_text(encoding="utf-8"))
    real = {route.name or f"(no name) {route.pattern}" for route in named_routes()}
    assert not real - set(rows), f"routes whose cells nobody wrote down: {sorted(real - set(rows))}"
    assert not set(rows) - real, f"rows whose route is gone: {sorted(set(rows) - real)}"


def test_it_puts_a_gate_on_every_view() -> None:
    bare = [route.name for route in named_routes() if getattr(route.callback, "gate", None) is None]
    assert not bare, f"views without @public or @staff: {bare}"


@pytest.mark.django_db
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", sorted(table(TABLE.read_text(encoding="utf-8"))))
def test_it_opens_a_route_to_those_the_table_names(name: str, ask: Ask) -> None:
    row = table(TABLE.read_text(encoding="utf-8"))[name]
    if name not in {route.name for route in named_routes()}:
        pytest.fail(f"the route {name} is gone")
    found = mismatches(row, ask)
    assert not found, "\n" + "\n".join(found)


def test_it_catches_a_cell_that_differs() -> None:
    row = Row("x", "get", {}, {}, False, frozenset({"receiver"}), frozenset(), frozenset())
    assert mismatches(row, lambda row, role, office: (True, "200 /x"))
    assert mismatches(row, lambda row, role, office: (False, "404 /x"))
    assert not mismatches(row, lambda row, role, office: (role == "receiver" and office == OWN, "200 /x"))
    assert mismatches(row, lambda row, role, office: (role == "receiver" and office == OWN, "500 /x"))


def test_it_demands_every_column() -> None:
    with pytest.raises(AssertionError, match="every column"):
        table("x: {anyone: true, own: all}")
    with pytest.raises(AssertionError, match="unknown roles"):
        table("x: {anyone: true, own: [king], other: all, elsewhere: all}")
