"""The looks of a clock: late is told from soon, an unannounced year from a sure one, an unset term from any."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace as Thing

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from wutong.ui import samples
from wutong.ui.clockface import Face, face


def clock(state: str = "running", left: object = None, **more: object) -> Thing:
    given = {
        "term": "5 workdays",
        "due": Thing(on=date(2019, 4, 26), certain=True),
        "name": "答复",
        "cite": "第3条",
        "mark": "",
    }
    return Thing(state=state, left=left, **(given | more))


def left(state: str, n: int, unit: str = "workdays", words: str = "") -> Thing:
    return Thing(state=state, n=n, unit=unit, words=words)


def shown(thing: object, count: object = None) -> str:
    return engines["django"].from_string("{% clock thing count %}").render({"thing": thing, "count": count})


def looks(thing: object, count: object = None) -> Face:
    found = face(thing, count)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("thing", "kind", "words"),
    [
        (clock(left=left("running", 4, words="还剩4个工作日")), "plain", "还剩4个工作日"),
        (clock(left=left("soon", 2)), "soon", "还剩2个工作日"),
        (clock(left=left("today", 0, words="今天18:00")), "today", "今天18:00"),
        (clock("late", left("late", 1)), "late", "超期1个工作日"),
        (clock("late"), "late", "超期"),
        (clock("stopped", awaits="等检测报告"), "hold", "等检测报告"),
        (clock("done"), "done", "按期"),
        (clock("missed", words="晚3个工作日"), "missed", "晚3个工作日"),
        (clock("unset", due=None), "blank", "请设置"),
        (clock(), "plain", "4月26日到期"),
    ],
)
def test_it_looks_as_the_law_says(thing: Thing, kind: str, words: str) -> None:
    assert (looks(thing).kind, looks(thing).words) == (kind, words)


def test_it_takes_the_count_beside_the_clock() -> None:
    assert looks(clock(), left("soon", 1)).kind == "soon"


def test_it_reads_rows_of_the_database_too() -> None:
    row = {"state": "running", "due": {"on": date(2019, 4, 26), "certain": False}, "term": "15 workdays"}
    assert looks(row, {"state": "running", "n": 6, "unit": "workdays", "words": ""}).tentative


@given(st.integers(1, 40), st.integers(-5, 60))
def test_it_never_draws_more_pips_than_the_term_has(term: int, rest: int) -> None:
    found = looks(clock(left=left("running", rest), term=f"{term} workdays"))
    assert found.total in {0, term}
    assert found.total == 0 or (term <= 15 and 0 <= found.used <= found.total)
    assert len(found.marks) == found.total
    assert sum(mark.spent for mark in found.marks) == found.used


def test_it_draws_no_pips_for_another_unit_or_a_long_term() -> None:
    assert looks(clock(left=left("running", 3, "days"))).total == 0
    assert looks(clock(left=left("running", 30, "days"), term="60 days")).total == 0
    assert looks(clock(left=left("running", 3, "days"), term="5 days")).total == 5


def test_it_marks_a_day_in_a_year_that_is_not_announced() -> None:
    html = shown(clock(left=left("running", 4), due=Thing(on=date(2027, 1, 8), certain=False)))
    assert "clock-tentative" in html
    assert "待国务院通知" in html


def test_it_tells_the_day_to_those_who_do_not_see_the_pips() -> None:
    html = shown(clock(left=left("soon", 2)))
    assert '<span class="vh">，2019年4月26日到期</span>' in html
    assert 'aria-hidden="true"' in html


def test_it_shows_a_sample_mark_and_a_dash_for_no_clock() -> None:
    assert "样例" in shown(clock(left=left("running", 4), mark="样例"))
    assert "—" in shown(None)


def test_it_shows_every_look_in_the_guide() -> None:
    kinds = {looks(one).kind for _, one, _ in samples.clocks()}
    assert kinds == {"plain", "soon", "today", "late", "hold", "done", "missed", "blank"}
