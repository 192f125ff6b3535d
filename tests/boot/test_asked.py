"""A page asks nothing twice; a form that is sent, and whatever is no page, asks anew each time."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.collect.telling import Tale
from tests.people import as_person
from wutong.record import asked, clock
from wutong.record.scope import Scope

pytestmark = pytest.mark.django_db


def test_it_answers_again_only_while_a_page_is_looked_at() -> None:
    told: list[int] = []

    @asked.once
    def question(n: int) -> int:
        told.append(n)
        return n

    assert [question(1), question(1)] == [1, 1] and told == [1, 1]
    with asked.looking():
        assert [question(1), question(2), question(1)] == [1, 2, 1] and told == [1, 1, 1, 2]
    question(1)
    assert told == [1, 1, 1, 2, 1]


@pytest.mark.parametrize("path", ["/desk", "/desk/complaints", "/desk/deadlines", "/m/{0}"])
@pytest.mark.parametrize("who", ["唐敏", "李明"])
def test_a_page_asks_for_no_whole_list_of_the_house_twice(wutong: Scope, who: str, path: str) -> None:
    tale = Tale(wutong, at=clock.now() - timedelta(hours=3)).upto("forwarded")
    client = as_person(who)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path.format(tale.matter)).status_code == 200
    told = Counter(q["sql"] for q in caught.captured_queries if '"city_' in q["sql"])
    of_two_sets_of_people = 'ORDER BY "city_officeperiod"."valid_from"'
    again = [sql for sql, n in told.items() if n > 1 and of_two_sets_of_people not in sql]
    assert len(told) > 5 and not again, again


def test_a_form_that_is_sent_asks_anew(wutong: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    tale, looks = Tale(wutong, at=clock.now() - timedelta(hours=3)), []
    real = asked.looking
    monkeypatch.setattr(asked, "looking", lambda: looks.append(True) or real())
    client = as_person("唐敏")
    assert client.post(f"/m/{tale.matter}/do/accepted", {"once": "k1"}).status_code == 302 and not looks
    assert client.get(f"/m/{tale.matter}").status_code == 200 and looks == [True]
