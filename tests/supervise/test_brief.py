"""The head's morning: a day counted from the record, the piles that open their rows, the words for a message."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.people import as_person, seat
from tests.supervise.acting import REPLY, Desk
from wutong.docket.matters import api as docket
from wutong.record import clock
from wutong.record.scope import Scope
from wutong.supervise.brief import api as brief

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 18)


def noon(on: date, hour: int = 12) -> datetime:
    return datetime(on.year, on.month, on.day, hour, tzinfo=clock.SHANGHAI)


def test_it_counts_what_was_done_on_the_day_whenever_the_complaint_came_in(wutong: Scope, desk: Desk) -> None:
    old = desk.receive(noon(date(2026, 9, 1)))
    desk.act(old, "accepted", noon(date(2026, 9, 1), 14))
    fresh = desk.receive(noon(date(2026, 11, 17)))
    desk.act(fresh, "accepted", noon(date(2026, 11, 17), 14))
    came = desk.receive(noon(DAY, 9))
    for matter in (old, fresh):
        desk.act(matter, "replied", noon(DAY), dict(REPLY))
    desk.act(old, "rated", noon(DAY, 15), {"rating": "dissatisfied"}, docket.outsider())
    desk.act(fresh, "rated", noon(DAY, 16), {"rating": "basically"}, docket.outsider())
    desk.act(old, "reopened", noon(DAY, 17), {"reason": "又摆出来了"}, docket.outsider())
    day = brief.counted(wutong, DAY)
    assert {k: [h.matter for h in rows] for k, rows in day.rows.items()} == {
        "received": [came],
        "answered": sorted((old, fresh)),
        "late": [old],
        "reopened": [old],
        "rated": [old, fresh],
        "satisfied": [fresh],
    }
    assert str(day.satisfaction) == "50.0"
    before = brief.counted(wutong, DAY - timedelta(days=1))
    assert [before.n(k) for k in brief.KEYS] == [1, 0, 0, 0, 0, 0]


def test_what_happens_later_does_not_change_the_day(wutong: Scope, desk: Desk) -> None:
    matter = desk.receive(noon(date(2026, 9, 1)))
    desk.act(matter, "accepted", noon(date(2026, 9, 1), 14))
    desk.act(matter, "replied", noon(DAY), dict(REPLY))
    assert brief.counted(wutong, DAY).n("late") == 1
    desk.act(matter, "reopened", noon(DAY + timedelta(days=1)), {"reason": "没有解决"}, docket.outsider())
    day = brief.counted(wutong, DAY)
    assert (day.n("answered"), day.n("late")) == (1, 1)


def test_without_a_term_nothing_is_called_late(wutong: Scope, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    matter = desk.receive(noon(date(2026, 9, 1)))
    desk.act(matter, "accepted", noon(date(2026, 9, 1), 14))
    desk.act(matter, "replied", noon(DAY), dict(REPLY))
    from wutong.supervise.brief import day as days

    monkeypatch.setattr(days.offices, "params", lambda scope, on: {})
    day = brief.counted(wutong, DAY)
    assert not day.term_set and day.n("late") == 0 and day.n("answered") == 1


def test_each_number_opens_exactly_its_rows(wutong: Scope, desk: Desk) -> None:
    now = clock.now()
    yesterday = clock.legal_day(now) - timedelta(days=1)
    late = [desk.receive(now - timedelta(days=90 + n)) for n in range(3)]
    desk.receive(noon(yesterday))
    head = as_person("顾明远")
    page = head.get("/desk/brief").content.decode()
    numbers = [docket.views(wutong, [m])[m].number for m in late]
    sheet = brief.sheet(wutong, seat("顾明远"), now)
    assert sheet.late.count >= 3 and all(n in page for n in numbers[-1:])
    listed = head.get("/desk/deadlines?day=late").content.decode()
    assert f"{sheet.late.count}项" in listed
    until = sheet.until.isoformat()
    soon = head.get(f"/desk/deadlines?day={sheet.today.isoformat()}&to={until}").content.decode()
    assert f"{sheet.due.count}项" in soon and sheet.due.count == sum(n for _, n in sheet.ahead)
    rows = head.get(f"/desk/brief/{yesterday.isoformat()}/received").content.decode()
    assert rows.count("<tr data-row") == sheet.day.n("received") == 1


def test_the_message_names_no_place_and_no_person(wutong: Scope, desk: Desk) -> None:
    from tests.collect.telling import Tale

    Tale(
        wutong,
        at=clock.now() - timedelta(days=80),
        place="花园街18号",
        contact_name="欧阳某某",
        contact_phone="13800000009",
    )
    text = brief.text(brief.sheet(wutong, seat("顾明远"), clock.now()))
    assert "晨报" in text and "一、已超期" in text and "等你办的" in text and "昨天" in text
    assert not any(word in text for word in ("花园街", "欧阳", "13800000009", "夜市", "占道"))
    assert "等你办的" not in brief.text(brief.for_heads(wutong, clock.now()))
    answer = as_person("顾明远").get("/desk/brief.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8" and answer.content.decode().startswith("梧桐县")


def test_days_and_numbers_that_are_none_are_not_found(wutong: Scope) -> None:
    head = as_person("何志远")
    tomorrow = clock.legal_day(clock.now()) + timedelta(days=1)
    for path in (f"{tomorrow.isoformat()}/received", "2026-13-01/received", "2026-11-18/nothing"):
        assert head.get(f"/desk/brief/{path}").status_code == 404
    assert as_person("唐敏").get("/desk/brief").status_code == 403


def test_a_head_begins_with_it_and_a_clerk_with_his_work(wutong: Scope) -> None:
    from django.test import Client

    for login, first in (("guming", "/desk/brief"), ("sunli", "/desk/brief"), ("tangmin", "/desk")):
        from wutong.city.models import Account

        account = Account.everything.get(username=f"{login}@990101")
        account.set_password("a-long-enough-word-1")
        account.save()
        client = Client()
        answer = client.post("/signin", {"login": login, "password": "a-long-enough-word-1"})
        assert (answer.status_code, answer["Location"]) == (302, first), login


def test_a_page_of_rows_follows_the_last(wutong: Scope, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from wutong.supervise.brief.pages import desk as pages

    monkeypatch.setattr(pages, "SIZE", 2)
    for n in range(5):
        desk.receive(noon(DAY, 8 + n))
    head, seen, url = as_person("顾明远"), [], f"/desk/brief/{DAY.isoformat()}/received"
    while url:
        text = head.get(url).content.decode()
        seen += [part.split('"')[0] for part in text.split('data-href="')[1:]]
        url = text.split('rel="next" href="?after=')[1].split('"')[0] if 'href="?after=' in text else ""
        url = f"/desk/brief/{DAY.isoformat()}/received?after={url}" if url else ""
    assert len(seen) == len(set(seen)) == 5
