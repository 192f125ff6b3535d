"""Urging, walked through day by day with a clock of the test's own: when, whom, by which ladder, once, and no longer."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from tests.collect.telling import Tale
from tests.people import as_person, build_wutong, seat
from wutong.city.offices.models import Post
from wutong.docket.ladders import api as ladders
from wutong.docket.ladders.models import Notice, NoticeTo
from wutong.docket.matters.identity import written_at
from wutong.docket.matters.models import Clock, Matter
from wutong.law import rulebook
from wutong.law.ladder import is_working
from wutong.record import clock
from wutong.record.clock import SHANGHAI
from wutong.record.jobs import api as jobs
from wutong.record.live.models import Change
from wutong.record.scope import Scope

#: a Tuesday; tomorrow is the last working day before the National Day (1st to 7th of October 2026)
TUESDAY = datetime(2026, 9, 29, 10, 0, tzinfo=SHANGHAI)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI)


def hours(first: datetime, last: datetime) -> Iterator[datetime]:
    """Every half hour of a span."""
    while first <= last:
        yield first
        first += timedelta(minutes=30)


def walk(scope: Scope, first: datetime, last: datetime) -> list[tuple[str, str, str, str]]:
    """What was said while time passed: when, of which clock, why, to whom by name."""
    for now in hours(first, last):
        ladders.climb(scope, now)
    return told(scope)


def told(scope: Scope) -> list[tuple[str, str, str, str]]:
    rows = Notice.objects.within(scope).order_by("at", "id")
    names = {"011": "唐敏", "012": "刘洋", "001": "顾明远", "002": "何志远", "101": "周伟", "102": "李明"}
    return [
        (
            f"{row.at.astimezone(SHANGHAI):%m-%d %H:%M}",
            row.clock,
            row.why,
            "、".join(
                names[t] for t in NoticeTo.objects.within(scope).filter(notice=row).values_list("officer", flat=True)
            ),
        )
        for row in rows
    ]


@pytest.mark.django_db
def test_it_climbs_step_by_step_in_working_hours_through_a_holiday(wutong: Scope) -> None:
    Tale(wutong, at=TUESDAY)  # to be accepted within one working day: by the end of the 30th
    assert walk(wutong, TUESDAY, at("10-10T18:00")) == [
        ("09-30 16:00", "accept", "还剩2个工作小时", "唐敏"),
        ("10-08 08:30", "accept", "到期还没有办", "刘洋"),
        ("10-09 08:30", "accept", "超期满1个工作日", "何志远"),
    ]
    calendar = rulebook.calendar()
    assert all(is_working(row.at, calendar) for row in Notice.objects.within(wutong))


@pytest.mark.django_db
def test_each_step_goes_to_whose_move_it_is_by_then(wutong: Scope) -> None:
    tale = Tale(wutong, at=TUESDAY)
    tale.upto("forwarded")  # five working days for the squad, fifteen for the reply; the reply is urged later
    found = walk(wutong, TUESDAY, at("10-16T18:00"))
    assert [row for row in found if row[1] == "office"] == [
        ("10-10 08:30", "office", "还剩1个工作日", "李明"),
        ("10-13 08:30", "office", "到期还没有办", "周伟"),
        ("10-14 08:30", "office", "超期满1个工作日", "何志远"),
    ]
    assert not [row for row in found if row[1] == "accept"], "it was accepted in time"


@pytest.mark.django_db
def test_what_was_done_is_urged_no_more_and_leaves_the_inbox(wutong: Scope) -> None:
    tale = Tale(wutong, at=TUESDAY)
    walk(wutong, TUESDAY, at("10-08T09:00"))
    clerk = seat("唐敏", date(2026, 10, 8))
    (before,) = ladders.before(clerk)
    assert (before.label, before.why, before.ladder, before.mark) == (
        "受理期限",
        "还剩2个工作小时",
        "投诉催办样例阶梯",
        "样例",
    )
    assert before.hour == "24:00", "a day ends at 24:00"
    assert [n.names for n in ladders.of_matter(wutong, tale.matter)] == [("刘洋",), ("唐敏",)]
    tale.at = at("10-08T09:30")
    tale.do("唐敏", "accepted")
    assert not ladders.before(clerk)
    assert [n.standing for n in ladders.of_matter(wutong, tale.matter)] == [False, False], (
        "it is still told that it was said"
    )
    assert len(walk(wutong, at("10-08T10:00"), at("10-10T18:00"))) == 2
    assert not Notice.objects.within(wutong).filter(over=False).exists()


@pytest.mark.django_db
def test_a_date_that_moves_begins_the_ladder_anew(wutong: Scope) -> None:
    tale = Tale(wutong, at=TUESDAY)
    tale.upto("forwarded")
    reply = Clock.objects.within(wutong).get(matter=tale.matter, name="reply")
    assert reply.due_on == date(2026, 10, 26)
    found = [row for row in walk(wutong, at("10-21T08:00"), at("10-23T12:00")) if row[1] == "reply"]
    assert found == [("10-22 08:30", "reply", "还剩2个工作日", "李明")]
    tale.at = at("10-23T13:00")
    tale.do("李明", "extension_asked", days=3, reason="要测噪声")
    tale.do("周伟", "extended", days=3)
    assert not [n for n in ladders.before(seat("李明", date(2026, 10, 23))) if n.label == "答复期限"]
    found = [row for row in walk(wutong, at("10-23T14:00"), at("10-28T00:00")) if row[1] == "reply"]
    assert found == [
        ("10-22 08:30", "reply", "还剩2个工作日", "李明"),
        ("10-27 08:30", "reply", "还剩2个工作日", "李明"),
    ]


@pytest.mark.django_db
def test_looking_often_or_late_changes_nothing(wutong: Scope) -> None:
    Tale(wutong, at=TUESDAY)
    assert ladders.climb(wutong, at("10-09T23:00")) == 0, "nobody is told at night"
    assert ladders.climb(wutong, at("10-09T09:00")) == 3 and ladders.climb(wutong, at("10-09T09:00")) == 0
    rows = list(Notice.objects.within(wutong).order_by("step"))
    assert [f"{r.meant_at.astimezone(SHANGHAI):%m-%d %H:%M}" for r in rows] == [
        "09-30 16:00",
        "10-08 08:30",
        "10-09 08:30",
    ]
    found = ladders.of_matter(wutong, rows[0].matter_id)
    assert [n.late for n in found] == [False, True, True], "said later than it was meant, and shown so"


@pytest.mark.django_db
def test_the_same_step_is_refused_by_the_database(wutong: Scope) -> None:
    Tale(wutong, at=TUESDAY)
    ladders.climb(wutong, at("09-30T16:00"))
    row = Notice.objects.within(wutong).get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_takes_a_step() -> None:
    scope = build_wutong()
    for n in range(3):
        Tale(scope, at=TUESDAY + timedelta(minutes=n))

    def climb(_: int) -> int:
        try:
            return ladders.climb(scope, at("10-09T09:00"))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as hands:
        assert sum(hands.map(climb, range(4))) == 9
    assert Notice.objects.within(scope).count() == 9 == NoticeTo.objects.within(scope).count()


@pytest.mark.django_db
def test_what_was_overdue_before_it_came_here_is_urged_by_nobody(wutong: Scope) -> None:
    """An import of old messages is not a flood of urging; what falls due after it came is urged."""
    tale = Tale(wutong, at=TUESDAY)
    late = Matter.objects.within(wutong).get(pk=tale.matter)
    assert abs(written_at(late.pk) - TUESDAY) < timedelta(seconds=1)
    Clock.objects.within(wutong).filter(name="accept").update(
        due_at=TUESDAY - timedelta(days=4), due_on=date(2026, 9, 25)
    )
    assert not [row for row in walk(wutong, TUESDAY, at("10-12T18:00")) if row[1] == "accept"]


@pytest.mark.django_db
def test_where_nobody_holds_a_role_it_is_said_and_the_ladder_goes_on(wutong: Scope) -> None:
    Post.objects.within(wutong).filter(role="receiver").delete()
    tale = Tale(wutong, at=TUESDAY)
    walk(wutong, TUESDAY, at("10-09T09:00"))
    to = [n.to for n in reversed(ladders.of_matter(wutong, tale.matter))]
    assert to == ["受理员（没有人任这个岗位）", "承办单位负责人（没有人任这个岗位）", "副局长"]
    assert ladders.of_matter(wutong, tale.matter)[0].names == ("何志远",)


@pytest.mark.django_db
def test_an_office_without_a_head_has_one_above_it(wutong: Scope) -> None:
    Post.objects.within(wutong).filter(office__code="zhihui").update(leads=False)
    tale = Tale(wutong, at=TUESDAY)
    walk(wutong, TUESDAY, at("10-08T09:00"))
    last = ladders.of_matter(wutong, tale.matter)[0]
    assert (last.to, last.names) == ("局领导负责人", ("顾明远",))


@pytest.mark.django_db
def test_another_county_is_not_urged(wutong: Scope, qingshan: Scope) -> None:
    Tale(wutong, at=TUESDAY)
    assert ladders.climb(qingshan, at("10-09T09:00")) == 0
    assert not NoticeTo.objects.within(qingshan).exists()


@pytest.mark.django_db
def test_it_is_laid_before_the_officer_by_the_job_and_calls_his_page(
    wutong: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    tale = Tale(wutong, at=TUESDAY)
    monkeypatch.setattr(clock, "now", lambda: at("10-09T09:00"))
    jobs.ask(wutong, "ladders")
    while jobs.once(wutong):
        pass
    assert set(Change.objects.within(wutong).latest("id").to) == {"note:002"}
    inbox = as_person("何志远").get("/desk").content.decode()
    assert "催办" in inbox and "超期满1个工作日" in inbox and "投诉催办样例阶梯" in inbox and "样例" in inbox
    assert f"/m/{tale.matter}" in inbox
    assert "超期满1个工作日" not in as_person("唐敏").get("/desk").content.decode()
    page = as_person("唐敏").get(f"/m/{tale.matter}").content.decode()
    for words in ("催办", "唐敏", "刘洋", "何志远", "还剩2个工作小时", "投诉催办样例阶梯"):
        assert words in page
