"""What a report and an act cost the database: how often they wait for the disk, how many statements (both databases).

A count, never a time: these are the costs that docs/bench.md found to matter.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.collect.telling import START, Tale
from tests.people import build_wutong
from wutong.collect.complaints import guard
from wutong.docket.matters.models import Clock
from wutong.record.scope import Scope

pytestmark = pytest.mark.django_db(transaction=True)
SQLITE = connection.vendor == "sqlite"


@pytest.fixture
def scope() -> Scope:
    return build_wutong()


def asked(what: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as caught:
        what()
    return [query["sql"] for query in caught.captured_queries]


def test_a_report_waits_for_the_disk_once_and_for_its_number_where_others_write_too(scope: Scope) -> None:
    Tale(scope)  # the first of a day makes the day's counter
    said = asked(lambda: Tale(scope))
    assert said.count("COMMIT") == (1 if SQLITE else 2)
    there = [s for s in said if "docket_search" in s and s.startswith(("SELECT", "DELETE"))]
    assert not there, "a new matter has no row in the index yet"


def test_counting_a_report_waits_for_the_disk_once(scope: Scope) -> None:
    for who in ("10.0.0.1", "10.0.0.1", "10.9.0.1"):
        said = asked(lambda who=who: guard.count(scope, "report", who, START))
        assert said.count("COMMIT") == 1
    assert guard.seen(scope, "report", "10.0.0.1", START) == 2


def test_an_act_writes_the_clocks_it_changed_and_no_other(scope: Scope) -> None:
    tale = Tale(scope)
    assert Clock.objects.within(scope).filter(matter=tale.matter).count() == 2
    note = asked(lambda: tale.do("唐敏", "noted", text="记一笔"))
    accept = asked(lambda: tale.do("唐敏", "accepted"))
    clocks = [[s for s in said if s.startswith('UPDATE "docket_clock"')] for said in (note, accept)]
    assert [len(c) for c in clocks] == [0, 1], "a note changes none of the two, accepting ends one"
    states = Clock.objects.within(scope).filter(matter=tale.matter).values_list("name", "state").order_by("name")
    assert dict(states) == {"accept": "done", "reply": "running"}
