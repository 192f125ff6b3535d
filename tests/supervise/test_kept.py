"""The home page's four numbers: cheap for a large county, fresh for a small one, and never silent about their age."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest
from django.db import connections
from django.test import Client

from tests.people import as_person
from tests.supervise.acting import when
from wutong.record import clock
from wutong.record.scope import Scope
from wutong.supervise.figures import api as figures
from wutong.supervise.figures import kept, shelf

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

    def at(moment: datetime) -> shelf.Counted:
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


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """Every year is large, nobody waits, and what would be counted beside waits here until it is called."""
    waiting: list[Callable[[], None]] = []
    monkeypatch.setattr(kept, "SMALL", 0)
    monkeypatch.setattr(kept, "PATIENCE", 0)
    monkeypatch.setattr(kept, "_beside", waiting.append)
    return waiting


def test_it_answers_with_what_is_there_while_one_count_runs_beside(
    wutong: Scope, beside: list[Callable[[], None]]
) -> None:
    def asked(at: str, tick: float) -> shelf.Counted:
        return kept.counted(wutong, 2019, DAY, when(at), tick=lambda: tick)

    old = asked("2019-06-01T09:00", 0.0)
    assert asked("2019-06-01T09:05", 1000.0) is old
    assert asked("2019-06-01T09:05", 1000.0) is old
    assert len(beside) == 1, "one counts, however many ask"
    beside.pop()()
    assert asked("2019-06-01T09:06", 1001.0).at == when("2019-06-01T09:05")
    assert not beside
    asked("2019-06-01T10:00", 5000.0)
    assert len(beside) == 1


def test_it_shows_the_last_count_with_its_minute_after_a_restart(
    desk: Desk, beside: list[Callable[[], None]], django_assert_num_queries: object
) -> None:
    desk.receive(when("2019-05-30"))
    first = figures.year_view(desk.scope, 2019, DAY, when("2019-06-01T09:00"))
    desk.receive(when("2019-05-31"))
    kept.forget()
    with django_assert_num_queries(0):  # type: ignore[operator]
        again = kept.counted(desk.scope, 2019, DAY, when("2019-06-01T09:30"))
    assert (again.received, again.grounds, again.at) == (1, first.grounds, when("2019-06-01T09:00"))
    assert figures.headline(desk.scope, when("2019-06-01T09:30")).counted_at == when("2019-06-01T09:00")
    beside.pop()()
    assert kept.counted(desk.scope, 2019, DAY, when("2019-06-01T09:31")).received == 2


def test_it_shows_yesterdays_count_as_yesterdays_on_a_new_day(desk: Desk, beside: list[Callable[[], None]]) -> None:
    desk.receive(when("2019-05-30"))
    figures.headline(desk.scope, when("2019-06-01T23:50"))
    for restart in (False, True):
        kept.forget() if restart else None
        head = figures.headline(desk.scope, when("2019-06-02T00:10"))
        assert (head.as_of, head.counted_at) == (DAY, when("2019-06-01T23:50"))
        view = figures.year_view(desk.scope, 2019, date(2019, 6, 2), when("2019-06-02T00:10"))
        assert (view.as_of, view.counted_at) == (DAY, when("2019-06-01T23:50"))
    beside.pop()()
    assert figures.headline(desk.scope, when("2019-06-02T00:11")).as_of == date(2019, 6, 2)


def test_it_says_on_every_page_of_when_the_numbers_are(
    desk: Desk, beside: list[Callable[[], None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.receive(when("2019-05-30"))
    figures.headline(desk.scope, when("2019-06-01T23:50"))
    monkeypatch.setattr(clock, "now", lambda: when("2019-06-02T08:10"))
    assert "1月1日至6月1日23:50" in Client().get("/").content.decode()
    assert "截至2019年6月1日23:50" in Client().get("/figures").content.decode()
    rows = Client().get("/figures/2019/complaints.received/numerator").content.decode()
    assert "截至2019年6月1日23:50" in rows
    for page in ("/desk/figures/2019", "/desk/figures/2019/complaints.received/numerator"):
        assert "截至2019年6月1日23:50" in as_person("陈静").get(page).content.decode()
    assert len(beside) == 1, "no page counts a large year for itself"


def test_it_answers_no_past_report_day_with_the_count_of_another(desk: Desk, beside: list[Callable[[], None]]) -> None:
    desk.receive(when("2019-05-30"))
    kept.counted(desk.scope, 2019, DAY, when("2019-06-01"))
    assert kept.counted(desk.scope, 2019, date(2019, 5, 1), when("2019-06-01")).received == 0
    kept.forget()
    assert kept.counted(desk.scope, 2019, date(2019, 5, 1), when("2019-06-01")).received == 0
    assert not beside


def test_it_never_shows_a_count_of_a_later_moment(desk: Desk, beside: list[Callable[[], None]]) -> None:
    desk.receive(when("2019-05-30"))
    kept.counted(desk.scope, 2019, DAY, when("2019-06-01"))
    kept.forget()
    assert kept.counted(desk.scope, 2019, date(2019, 5, 29), when("2019-05-29")).received == 0


def test_it_goes_on_with_the_last_count_when_counting_fails(
    desk: Desk, beside: list[Callable[[], None]], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    old = kept.counted(desk.scope, 2019, DAY, when("2019-06-01"), tick=lambda: 0.0)
    with monkeypatch.context() as broken:
        broken.setattr(kept, "_afresh", lambda *_: 1 / 0)
        assert kept.counted(desk.scope, 2019, DAY, when("2019-06-01"), tick=lambda: 900.0) is old
        beside.pop()()
    assert "could not be counted again" in caplog.text
    assert kept.counted(desk.scope, 2019, DAY, when("2019-06-01"), tick=lambda: 900.0) is old
    beside.pop()()
    assert kept.counted(desk.scope, 2019, DAY, when("2019-06-01"), tick=lambda: 901.0).until > 900.0


def test_it_gives_the_new_count_to_whoever_started_it_when_it_is_quick(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "SMALL", 0)
    kept.counted(desk.scope, 2019, DAY, when("2019-06-01"), tick=lambda: 0.0)
    desk.receive(when("2019-05-30"))
    assert kept.counted(desk.scope, 2019, DAY, when("2019-06-01T12:00"), tick=lambda: 900.0).received == 1


def test_it_counts_beside_in_a_thread_with_a_connection_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    closed, over = list[str](), Event()

    def close_all() -> None:
        closed.append(threading.current_thread().name)
        over.set()

    monkeypatch.setattr(connections, "close_all", close_all)
    kept._beside(lambda: None)
    assert over.wait(10)
    assert closed == ["figures"]


@pytest.mark.parametrize(
    "said",
    ["", "{", "[]", "null", '{"form": 1}', '{"form": 0}', "\x00", '{"form":1,"measures":[],"months":{}}', "not utf-8"],
)
def test_it_counts_afresh_when_what_lies_on_the_disk_does_not_read(
    desk: Desk, beside: list[Callable[[], None]], said: str
) -> None:
    kept.counted(desk.scope, 2019, DAY, when("2019-06-01"))
    path = shelf._path(desk.scope, 2019)
    assert path.exists()
    path.write_bytes(b"\xff\xfe" if said == "not utf-8" else said.encode())
    kept.forget()
    assert kept.counted(desk.scope, 2019, DAY, when("2019-06-01T10:00")).at == when("2019-06-01T10:00")
    assert not beside


def test_it_counts_afresh_when_other_measures_were_kept(desk: Desk, beside: list[Callable[[], None]]) -> None:
    kept.counted(desk.scope, 2019, DAY, when("2019-06-01"))
    path = shelf._path(desk.scope, 2019)
    path.write_text(path.read_text().replace('"closed"', '"shut"'))
    assert shelf.get(desk.scope, 2019) is None


def test_it_keeps_on_the_disk_what_it_kept_in_memory(desk: Desk, beside: list[Callable[[], None]]) -> None:
    desk.handled("2019-04-03", "2019-04-10", "satisfied")
    desk.receive(when("2019-05-30"), "letter")
    value = kept.counted(desk.scope, 2019, DAY, when("2019-06-01"), tick=lambda: -kept.LEAST)
    assert shelf.get(desk.scope, 2019) == value
    assert shelf.get(desk.scope, 2018) is None


def test_it_shows_numbers_also_where_the_disk_takes_nothing(
    desk: Desk, beside: list[Callable[[], None]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(shelf, "_path", lambda scope, year: tmp_path / "file" / f"{year}.json")
    assert kept.counted(desk.scope, 2019, DAY, when("2019-06-01")).received == 0


def test_it_keeps_no_small_year_on_the_disk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "SMALL", 1)
    desk.receive(when("2019-05-30"))
    kept.counted(desk.scope, 2019, DAY, when("2019-06-01"))
    assert shelf.get(desk.scope, 2019)
    monkeypatch.setattr(kept, "SMALL", 5)
    kept.counted(desk.scope, 2019, DAY, when("2019-06-01T12:00"), tick=lambda: 1e12)
    assert shelf.get(desk.scope, 2019) is None and not kept._kept


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
