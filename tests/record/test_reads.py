"""Histories come without a query per matter, and a year streams through flat memory."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.record.acts import NOON, matter_of, put
from wutong.record.entries import reads
from wutong.record.entries.api import entries, histories, history
from wutong.record.scope import Scope

pytestmark = pytest.mark.django_db


def test_it_reads_many_histories_in_as_many_queries_as_one(scope: Scope) -> None:
    matters = [matter_of(scope, "a", "b") for _ in range(7)]
    with CaptureQueriesContext(connection) as one:
        histories(scope, matters[:1])
    with CaptureQueriesContext(connection) as all_of_them:
        found = histories(scope, [*matters, uuid4()])
    assert len(all_of_them) == len(one)
    assert [len(found[m]) for m in matters] == [2] * 7
    assert len(found) == 8
    assert found[matters[3]] == history(scope, matters[3])


def test_it_reads_more_matters_than_fit_one_question(scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "CHUNK", 2)
    matters = [matter_of(scope, str(n)) for n in range(5)]
    found = histories(scope, matters)
    assert [found[m][0].fields["text"] for m in matters] == ["0", "1", "2", "3", "4"]


def test_it_streams_by_family_act_and_legal_day(scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "CHUNK", 2)
    matter = uuid4()
    midnight = datetime(2019, 12, 31, 16, 0, tzinfo=UTC)
    for n in range(5):
        put(scope, matter, at=midnight + timedelta(days=n), fields={"n": n})
    put(scope, matter, "closed", at=midnight)
    put(scope, matter, family="order", at=midnight)
    put(Scope("510998"), matter, at=midnight)

    def days(**asked: object) -> list[date]:
        return [e.on_date for e in entries(scope, family="complaint", **asked)]  # type: ignore[arg-type]

    assert [e.fields["n"] for e in entries(scope, family="complaint", act="noted")] == [0, 1, 2, 3, 4]
    assert days(act="noted", since=date(2020, 1, 2), until=date(2020, 1, 3)) == [date(2020, 1, 2), date(2020, 1, 3)]
    assert days(until=date(2020, 1, 1)) == [date(2020, 1, 1)] * 2
    assert days(until=date(2019, 12, 31)) == []


def test_it_streams_without_holding_what_it_gave(scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "CHUNK", 3)
    matter_of(scope, *"abcdefgh")
    held: list[int] = []
    whole = reads._views

    def watched(scope: Scope, rows: list[object]) -> list[object]:
        held.append(len(rows))
        return whole(scope, rows)  # type: ignore[arg-type]

    monkeypatch.setattr(reads, "_views", watched)
    stream = entries(scope, family="complaint")
    next(stream)
    assert held == [3]
    assert len(list(stream)) == 7
    assert held == [3, 3, 2]


def test_it_gives_aware_utc_instants(scope: Scope) -> None:
    (entry,) = history(scope, matter_of(scope, "a"))
    assert entry.at == NOON
    assert entry.at.utcoffset() == timedelta(0)
