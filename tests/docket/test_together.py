"""Many hands on one matter and on many: nothing lost, nothing done twice, no error shown (both databases)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection, connections

from tests.collect.telling import START, Tale
from tests.people import build_wutong, seat
from wutong.collect.complaints import api as complaints
from wutong.docket.matters import api as docket
from wutong.law.refusal import Refused
from wutong.record.entries import api as record


@pytest.mark.django_db(transaction=True)
def test_it_lets_one_of_many_accept_and_tells_the_rest(tmp_path: object) -> None:
    scope = build_wutong()
    tale = Tale(scope)
    who = seat("唐敏", START.date())

    def accept(n: int) -> str:
        try:
            complaints.do_seated(
                who, tale.matter, "accepted", {}, at=START + timedelta(minutes=1), written=START + timedelta(minutes=1)
            )
            return "done"
        except Refused:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as hands:
        said = list(hands.map(accept, range(6)))
    assert sorted(said) == ["done"] + ["refused"] * 5
    assert tale.acts == ["received", "accepted"]


@pytest.mark.django_db(transaction=True)
def test_it_loses_no_note_and_keeps_one_chain(tmp_path: object) -> None:
    scope = build_wutong()
    tale = Tale(scope)
    who = seat("唐敏", START.date())

    def note(n: int) -> None:
        try:
            at = START + timedelta(minutes=5)
            complaints.do_seated(who, tale.matter, "noted", {"text": f"第{n}条"}, at=at, written=at)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as hands:
        list(hands.map(note, range(18)))
    history = record.history(scope, tale.matter)
    assert [e.seq for e in history] == list(range(1, 20))
    assert all(b.prev == a.digest for a, b in pairwise(history))
    assert {e.fields["text"] for e in history[1:]} == {f"第{n}条" for n in range(18)}


@pytest.mark.django_db(transaction=True)
def test_it_numbers_matters_without_double(tmp_path: object) -> None:
    scope = build_wutong()

    def report(n: int) -> str:
        try:
            return Tale(scope, text=f"第{n}件").view.number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as hands:
        numbers = list(hands.map(report, range(12)))
    assert len(set(numbers)) == 12
    assert docket.count(scope, docket.Ask(family="complaint"), None) == 12
    assert connection.vendor in {"sqlite", "postgresql"}
