"""Steps of urging fall in working hours, count as the terms do, and are read strictly."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from wutong.law import rulebook
from wutong.law.calendar import SHANGHAI, last_instant
from wutong.law.ladder import Step, is_working, moment, opening, read
from wutong.law.procedure.yamlfile import RuleError
from wutong.law.terms import Term

CALENDAR = rulebook.calendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def step(words: str) -> Step:
    ladder = f"ladder: x\ntitle: x\nmark: 样例\nin_force: 2019-01-01\nclocks: {{c: [{{at: {words}, to: head}}]}}"
    return read(ladder, "x.yaml").clocks["c"][0]


@pytest.mark.parametrize(
    ("words", "due_at", "then"),
    [
        # 2026: 9月25日到27日中秋，10月1日到7日国庆，9月20日和10月10日上班
        ("2 workhours before", "2026-09-30T23:59:59", "2026-09-30T16:00"),
        ("2 workhours before", "2026-09-29T09:30", "2026-09-28T17:00"),
        ("2 workhours before", "2026-09-29T15:00", "2026-09-29T10:30"),
        ("2 workhours before", "2026-10-08T09:00", "2026-09-30T16:30"),
        ("8 workhours before", "2026-09-28T08:30", "2026-09-23T17:00"),
        ("1 workdays before", "2026-10-08T23:59:59", "2026-09-30T08:30"),
        ("2 workdays before", "2026-10-09T23:59:59", "2026-09-30T08:30"),
        ("1 workdays before", "2026-10-04T23:59:59", "2026-09-29T08:30"),
        ("due", "2026-09-30T23:59:59", "2026-10-08T08:30"),
        ("due", "2026-09-29T12:30", "2026-09-29T14:30"),
        ("due", "2026-09-29T10:00", "2026-09-29T10:00"),
        ("1 workdays after", "2026-09-30T23:59:59", "2026-10-09T08:30"),
        ("1 workdays after", "2026-09-29T10:00", "2026-10-08T08:30"),
        ("3 days after", "2026-09-30T23:59:59", "2026-10-08T08:30"),
        ("2 workhours after", "2026-09-30T17:00", "2026-10-08T09:30"),
        ("1 workdays after", "2026-10-09T23:59:59", "2026-10-12T08:30"),
    ],
)
def test_a_step_falls_in_working_hours(words: str, due_at: str, then: str) -> None:
    found = moment(step(words), at(due_at), CALENDAR)
    assert found == at(then), found.astimezone(SHANGHAI)
    assert is_working(found, CALENDAR)


def test_a_saturday_that_is_worked_is_a_working_day() -> None:
    assert moment(step("1 workdays after"), last_instant(date(2026, 10, 8)), CALENDAR) == at("2026-10-10T08:30")
    assert is_working(at("2026-10-10T09:00"), CALENDAR) and not is_working(at("2026-10-11T09:00"), CALENDAR)
    assert not is_working(at("2026-10-10T12:30"), CALENDAR) and not is_working(at("2026-10-10T18:00"), CALENDAR)


def test_steps_of_one_clock_never_overtake_each_other() -> None:
    for ladder in rulebook.ladders(date(2026, 3, 2)).values():
        for steps in ladder.clocks.values():
            for day in range(400):
                due_at = last_instant(date(2026, 1, 1) + timedelta(days=day))
                found = [moment(s, due_at, CALENDAR) for s in steps]
                assert found == sorted(found) and len(set(found)) == len(found), (due_at, found)


def test_it_says_why_in_words() -> None:
    words = {w: step(w).zh() for w in ("2 workhours before", "due", "1 workdays after")}
    assert list(words.values()) == ["还剩2个工作小时", "到期还没有办", "超期满1个工作日"]
    assert Step(1, "due", None, "head").term is None and Term(1, "days")


def test_an_office_that_never_works_is_an_error() -> None:
    with pytest.raises(ValueError, match="no working day"):
        opening(
            at("2026-10-01T08:00"),
            type(CALENDAR)("x", off=frozenset(date(2026, 10, 1) + timedelta(d) for d in range(60))),
        )


def test_the_sample_is_marked_and_urges_by_clocks_that_exist() -> None:
    (ladder,) = rulebook.ladders(date(2026, 3, 2)).values()
    assert ladder.mark == "样例" and set(ladder.clocks) <= set(rulebook.procedure("complaint", date(2026, 3, 2)).clocks)
    assert not rulebook.ladders(date(2018, 12, 31))


@pytest.mark.parametrize(
    ("clocks", "expected"),
    [
        ("{c: [{at: 2 hours before, to: head}]}", "so many workdays or workhours before"),
        ("{c: [{at: soon, to: head}]}", "'due', '2 workhours before'"),
        ("{c: [{at: due, to: 局长}]}", "holder, head or the name of a role"),
        ("{c: [{at: due, to: head}, {at: 1 workdays before, to: holder}]}", "steps in order"),
        ("{c: [{at: due, who: head}]}", "one of at, to"),
        ("{c: []}", "steps in order"),
    ],
)
def test_it_is_read_strictly(clocks: str, expected: str) -> None:
    with pytest.raises(RuleError, match=expected):
        read(f"ladder: x\ntitle: x\nmark: 样例\nin_force: 2019-01-01\nclocks: {clocks}", "x.yaml")
