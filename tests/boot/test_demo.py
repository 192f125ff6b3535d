"""The living demo: something overdue, due, waiting and done yesterday whenever it is loaded; its clock goes forward only."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests.people import as_person
from wutong.boot import demo_complaints, tour, winding
from wutong.city.offices import api as offices
from wutong.docket.matters import api as docket
from wutong.record import clock
from wutong.record.scope import Scope
from wutong.supervise.brief import api as brief


@pytest.fixture
def still() -> Any:
    """The demo's clock as it was, afterwards."""
    before = clock._ahead
    yield
    clock._ahead = before


def loaded(scope: Scope) -> None:
    demo_complaints.load(scope, lambda title, n: nullcontext(SimpleNamespace(update=lambda steps: None)))


@pytest.mark.django_db
@pytest.mark.parametrize("when", ["2026-11-24T16:00", "2026-11-30T08:40", "2026-12-28T10:00", "2027-03-01T09:30"])
def test_it_is_alive_on_any_morning(wutong: Scope, when: str, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.fromisoformat(when).replace(tzinfo=clock.SHANGHAI).astimezone(UTC)
    monkeypatch.setattr(clock, "_fixed", now)
    loaded(wutong)
    sheet = brief.for_heads(wutong, now)
    day = sheet.workday or sheet.day
    assert sheet.late.count >= 3 and sheet.due.count >= 1
    assert day.n("answered") >= 2 and day.n("late") >= 1 and day.n("reopened") >= 1
    assert day.n("rated") == 2 and day.n("satisfied") == 1
    before = docket.count(wutong, docket.Ask(), None)
    loaded(wutong)
    assert docket.count(wutong, docket.Ask(), None) == before == len(demo_complaints.STORIES)


@pytest.mark.django_db
def test_the_way_is_six_presses_and_each_leads_somewhere(wutong: Scope) -> None:
    steps = tour.steps(wutong)
    assert len(steps) == 6
    for step in steps:
        who = offices.officers(wutong, [step.officer])[step.officer].name if step.officer else "王女士"
        assert as_person(who).get(step.url, follow=True).status_code == 200, step


def test_it_goes_forward_stays_so_and_never_back(tmp_path: Path, still: None) -> None:
    began = clock.now()
    winding.forward(tmp_path, timedelta(days=3))
    assert timedelta(days=3) <= clock.now() - began < timedelta(days=3, minutes=5)
    clock._ahead = timedelta()  # another process of the same home
    winding.resume(tmp_path)
    assert clock.ahead() == timedelta(days=3)
    assert winding.forward(tmp_path, -timedelta(days=9)) == timedelta(days=3)
    with pytest.raises(ValueError, match="never put back"):
        clock.wind(timedelta(days=1))
    assert winding.forward(tmp_path, timedelta(days=4000)) == winding.MOST


@pytest.mark.parametrize("text", ["", "soon", "-5", "99999999999999999999", "\0"])
def test_a_broken_file_is_no_clock(tmp_path: Path, still: None, text: str) -> None:
    (tmp_path / winding.NAME).write_text(text)
    ahead = clock.ahead()
    winding.resume(tmp_path)
    assert clock.ahead() == ahead


@pytest.mark.django_db
def test_the_next_working_morning_is_after_the_holidays(wutong: Scope) -> None:
    calendar = offices.calendar(wutong)
    eve = datetime(2026, 9, 30, 18, 0, tzinfo=clock.SHANGHAI)
    there = (eve + winding.to_next_workday(eve, calendar)).astimezone(clock.SHANGHAI)
    assert (there.hour, there.minute) == (9, 0) and calendar.is_workday(there.date()) and there.date() > eve.date()


@pytest.mark.django_db
def test_outside_the_demo_nobody_winds(wutong: Scope, still: None) -> None:
    ahead = clock.ahead()
    assert Client().post("/demo/clock", {"by": "3d"}).status_code == 404
    assert clock.ahead() == ahead


@pytest.mark.django_db
def test_in_the_demo_everybody_sees_the_new_day(wutong: Scope, still: None, settings: Any, tmp_path: Path) -> None:
    settings.DEMO, settings.HOME = True, tmp_path
    answer = Client().post("/demo/clock", {"by": "7d"})
    assert (answer.status_code, answer["Location"]) == (302, "/#demo")
    day = clock.legal_day(clock.now())
    assert clock.ahead() == timedelta(days=7)
    home = Client().get("/").content.decode()
    assert f"{day.year}年{day.month}月{day.day}日" in home and "已经快进7天" in home


def test_it_names_the_folder_that_really_holds_the_demo() -> None:
    from wutong.boot.demo import FIRST

    said = FIRST.format(address="http://x", home="/srv/demo")
    assert said.count("/srv/demo") == 2 and "./var" not in said
