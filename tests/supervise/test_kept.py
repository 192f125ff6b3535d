"""The home page's four numbers: cheap for a large county, fresh for a small one, and never silent about their age."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from tests.supervise.acting import when
from wutong.record.scope import Scope
from wutong.supervise.figures import api as figures
from wutong.supervise.figures import kept

if TYPE_CHECKING:
    from tests.supervise.acting import Desk

DAY = date(2019, 6, 1)


def test_it_gives_four_numbers_with_their_fractions(desk: Desk) -> None:
    desk.handled("2019-04-03", "2019-04-10", "satisfied")
    desk.handled("2019-04-03", "2019-05-10", "dissatisfied")
    desk.receive(when("2019-05-30"))
    head = figures.headline(desk.scope, when("2019-06-01"))
    assert [f.key for f in head] == list(figures.HEADLINE)
    assert [f.value for f in head] == [3, Decimal("50.0"), Decimal("50.0"), Decimal("33.3")]
    assert head.figures[1].note == "应答复2件，按期1件"
    assert head.figures[3].note == "应办3件，15日内1件"
    assert head.counted_at == when("2019-06-01")
    assert figures.headline(desk.scope, DAY).figures == head.figures


def test_it_counts_a_small_county_at_every_view(desk: Desk) -> None:
    assert figures.headline(desk.scope, when("2019-06-01T09:00")).figures[0].value == 0
    desk.receive(when("2019-05-30"))
    assert figures.headline(desk.scope, when("2019-06-01T09:00")).figures[0].value == 1


def test_it_keeps_a_large_count_for_a_while_and_says_since_when(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: object
) -> None:
    monkeypatch.setattr(kept, "SMALL", 1)
    ticks = [100.0]

    def at(moment: datetime) -> kept.Counted:
        return kept.counted(desk.scope, 2019, DAY, moment, tick=lambda: ticks[0])

    desk.receive(when("2019-05-30"))
    first = at(when("2019-06-01T09:00"))
    desk.receive(when("2019-05-31"))
    with django_assert_num_queries(0):  # type: ignore[operator]
        again = at(when("2019-06-01T09:00") + timedelta(seconds=30))
    assert (again.months, again.received) == (first.months, 1)
    assert again.at == when("2019-06-01T09:00")
    ticks[0] += kept.LEAST
    later = at(when("2019-06-01T09:02"))
    assert later.received == 2
    assert later.at == when("2019-06-01T09:02")


def test_it_answers_with_what_is_there_while_another_counts(wutong: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "SMALL", 0)
    old = kept.Counted({}, {}, when("2019-06-01T09:00"), until=10.0)
    kept._keep((wutong.county, 2019, DAY), old)
    begun, let_go, answers = Event(), Event(), []

    def slow(*_: object) -> kept.Counted:
        begun.set()
        assert let_go.wait(10)
        return kept.Counted({}, {}, when("2019-06-01T09:05"))

    monkeypatch.setattr(kept, "_afresh", slow)

    def counting() -> None:
        answers.append(kept.counted(wutong, 2019, DAY, when("2019-06-01T09:05"), tick=lambda: 20.0))

    one = Thread(target=counting)
    one.start()
    assert begun.wait(10)
    assert kept.counted(wutong, 2019, DAY, when("2019-06-01T09:05"), tick=lambda: 20.0) is old
    let_go.set()
    one.join(10)
    assert answers[0].at == when("2019-06-01T09:05")


def test_it_keeps_counties_and_days_apart(desk: Desk, qingshan: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "SMALL", 0)
    desk.receive(when("2019-05-30"))
    assert kept.counted(desk.scope, 2019, DAY, when("2019-06-01")).received == 1
    assert kept.counted(qingshan, 2019, DAY, when("2019-06-01")).received == 0
    assert kept.counted(desk.scope, 2019, date(2019, 5, 1), when("2019-06-01")).received == 0


def test_it_does_not_keep_more_years_than_it_should(wutong: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "SMALL", 0)
    monkeypatch.setattr(kept, "KEPT", 3)
    for year in range(2000, 2010):
        kept.counted(wutong, year, DAY, when("2019-06-01"))
    assert len(kept._kept) == 3
    assert set(kept._locks) == set(kept._kept)


def test_it_asks_the_same_few_questions_however_many_complaints(
    desk: Desk, django_assert_max_num_queries: object
) -> None:
    for n in range(12):
        desk.receive(when("2019-05-01") + timedelta(days=n))
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        figures.headline(desk.scope, when("2019-06-01"))
