"""Every way of every page leads somewhere: each of the cast and a citizen follow the links of a living county.

A link to a page that is not there, is broken, or is not this person's to open, is a fault of the page that shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from tests.people import CAST, CITIZEN, as_person, build_wutong
from tests.walls import hunt
from wutong.boot import demo_complaints
from wutong.docket.matters.models import Matter
from wutong.record import clock

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]

#: so many pages of each person; the walk ends long before where each kind of page is taken twice
MOST = 600
_MATTER = re.compile(r"/m/([0-9a-f-]{36})")
_ID = re.compile(r"""\sid=["']?([^"'\s>]+)""")


@pytest.fixture(scope="module")
def statuses(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """The living demo county; matter → its status."""
    with django_db_blocker.unblock(), transaction.atomic():
        clock.set_clock("2026-11-24T15:00")
        demo_complaints.load(build_wutong(), lambda title, n: nullcontext(SimpleNamespace(update=lambda steps: None)))
        yield {str(pk): status for pk, status in Matter.everything.values_list("pk", "status")}
        clock.set_clock("")
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def nothing_stays(statuses: dict[str, str]) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def faults(answer: hunt.Answer) -> list[str]:
    """What is wrong with an answer, for whoever followed a link to it."""
    said = f"{answer.status} {answer.address} (from {answer.via})"
    # 409: the law refuses an act, with its remedy; 422: a form that only asks, asked without its choices
    if answer.status not in {200, 302, 303, 409, 422}:
        return [said]
    if not answer.is_page:
        return []
    ids = set(_ID.findall(answer.text))
    anchors = [link[1:] for link in answer.found.links if link.startswith("#") and len(link) > 1]
    return [f"{answer.address}: no place #{anchor} on it" for anchor in anchors if anchor not in ids]


#: they open no matter, so their rail leads to no dates of matters
STEWARDS = {"吴越", "程立", "袁慧"}
#: one of each kind of seat in every run; all of the cast in the long tests
ALWAYS = {"唐敏", "吴越", CITIZEN}


@pytest.mark.parametrize(
    "name", [pytest.param(who, marks=[] if who in ALWAYS else [pytest.mark.soak]) for who in [*CAST, CITIZEN]]
)
def test_every_link_leads_where_its_reader_may_go(statuses: dict[str, str], name: str) -> None:
    def kind(address: str) -> tuple[str, ...]:
        """A matter's page is another one for each status; so is each act's form."""
        found = _MATTER.search(address)
        act = address.rpartition("/do/")[2].partition("?")[0] if "/do/" in address else ""
        return (*hunt.kind_of(address), statuses.get(found[1], "") if found else "", act)

    found, routes = [], set()
    start = ["/"] if name == CITIZEN else ["/", "/desk"]
    for answer in hunt.walk(as_person(name), start, choices=True, kind=kind, at_most=MOST):
        found += faults(answer)
        routes.add(answer.route)
        if name != CITIZEN and answer.location and "/signin" in answer.location:
            found.append(f"{answer.address} (from {answer.via}) asks to sign in again")
    assert not found, "\n".join(found[:30])
    assert {"home", "report", "public-figures", "progress"} <= routes, routes
    if name in STEWARDS:
        assert {"inbox", "figures", "me"} <= routes and "deadline-board" not in routes, routes
    elif name != CITIZEN:
        assert {"inbox", "complaint-list", "deadline-board", "figures", "me"} <= routes, routes


def test_it_finds_a_dead_link_a_broken_page_and_a_place_that_is_not_there() -> None:
    def answered(status: int, text: str = "") -> hunt.Answer:
        return hunt.Answer("/x", "x", status, text, b"", "", "/")

    assert faults(answered(404)) and faults(answered(403)) and faults(answered(500))
    assert faults(answered(200, "<!doctype html><a href='#gone'>x</a><p id=here>"))
    assert not faults(answered(200, "<!doctype html><a href='#here'>x</a><p id=here>"))
