"""The public calculator of terms: the law's own count, the days laid out, and every wrong question answered."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from click.testing import CliRunner
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from wutong.boot.command import cli
from wutong.docket.calculator.counting import MOST, counted
from wutong.law import rulebook
from wutong.law.calendar import SHANGHAI
from wutong.law.terms import Term
from wutong.record.scope import Scope

DAYS = st.dates(date(2011, 1, 1), date(2027, 6, 30))


@given(DAYS, st.integers(1, 60))
def test_the_squares_number_exactly_the_working_days_up_to_the_last(day: date, n: int) -> None:
    calendar = rulebook.calendar()
    found = counted(Term(n, "workdays"), datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI), calendar)
    squares = [d for m in found.months for week in m.weeks for d in week if d]
    if not squares:
        return
    numbered = [d for d in squares if d.nth]
    assert [d.nth for d in numbered] == list(range(1, n + 1))
    assert all(calendar.is_workday(d.on) and d.on > day for d in numbered)
    assert numbered[-1].last and numbered[-1].on == found.due.on
    assert [d.on for d in squares if d.first] == [day]
    assert all(b.on - a.on == timedelta(days=1) for a, b in pairwise(squares))


@pytest.mark.django_db
def test_it_answers_with_the_day_and_the_reason(wutong: Scope) -> None:
    text = Client().get("/terms?day=2026-09-17&n=5&unit=workdays").content.decode()
    assert "2026年9月23日" in text and "9月20日调休上班，计入" in text
    assert "暂算" not in text
    text = Client().get("/terms?day=2026-12-28&n=5&unit=workdays").content.decode()
    assert "2027年1月5日" in text and "暂算" in text


@pytest.mark.django_db
def test_a_partys_last_day_moves_on_and_an_agencys_does_not(wutong: Scope) -> None:
    get = Client().get
    assert "2026年10月3日" in get("/terms?day=2026-08-04&n=60&unit=days").content.decode()
    assert "2026年10月8日" in get("/terms?day=2026-08-04&n=60&unit=days&roll=on").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("day=&n=5&unit=workdays", "这一项没有填"),
        ("day=2026-02-30&n=5&unit=workdays", "从哪一天起"),
        ("day=1900-01-01&n=5&unit=workdays", "1949"),
        ("day=2026-09-17&n=0&unit=workdays", "多长"),
        ("day=2026-09-17&n=99999&unit=workdays", "最多算750个工作日"),
        ("day=2026-09-17&n=5&unit=fortnights", "单位"),
        ("day=2026-09-17&n=4&unit=hours", "要写从几点起"),
    ],
)
def test_a_question_that_cannot_be_counted_says_what_is_wrong(wutong: Scope, query: str, word: str) -> None:
    answer = Client().get(f"/terms?{query}")
    assert answer.status_code == 422 and word in answer.content.decode()


@pytest.mark.parametrize("unit", sorted(MOST))
def test_the_longest_of_each_unit_is_counted(unit: str) -> None:
    calendar, start = rulebook.calendar(), datetime(2026, 9, 17, 9, tzinfo=SHANGHAI)
    assert counted(Term(MOST[unit], unit), start, calendar).due.at > start
    with pytest.raises(ValueError, match="最多"):
        counted(Term(MOST[unit] + 1, unit), start, calendar)


def test_the_command_counts_without_a_home() -> None:
    said = CliRunner().invoke(cli, ["law", "count", "5 workdays", "--from", "2026-09-17", "--explain"])
    assert said.exit_code == 0 and said.stdout.splitlines()[0] == "2026-09-23" and "调休" in said.stdout
    hours = CliRunner().invoke(cli, ["law", "count", "24 hours", "--from", "2026-09-17T14:30"])
    assert hours.stdout == "2026-09-18 14:30\n"
    early = CliRunner().invoke(cli, ["law", "count", "6 workdays", "--from", "2019-04-24", "--known-on", "2019-01-01"])
    late = CliRunner().invoke(cli, ["law", "count", "6 workdays", "--from", "2019-04-24"])
    assert (early.stdout, late.stdout) == ("2019-05-03\n", "2019-05-05\n"), "the second notice of 2019 moved it"


@pytest.mark.parametrize(
    "arguments",
    [["5 fortnights", "--from", "2026-09-17"], ["5 days", "--from", "soon"], ["4 hours", "--from", "2026-09-17"]],
)
def test_the_command_refuses_what_it_cannot_read(arguments: list[str]) -> None:
    said = CliRunner().invoke(cli, ["law", "count", *arguments])
    assert said.exit_code == 2
