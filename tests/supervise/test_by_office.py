"""Every number of the table by office opens as many rows, over all pages, on each report day and under both trees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from tests.city.test_house import apply
from tests.people import as_person
from tests.supervise.acting import SQUAD, Desk, when
from wutong.record import clock
from wutong.record.scope import Scope
from wutong.supervise.figures import api as figures
from wutong.supervise.figures.views import Row

TODAY = date(2019, 6, 3)
DAYS = (date(2019, 3, 10), date(2019, 4, 12), date(2019, 4, 25), date(2019, 5, 20), TODAY)


@pytest.fixture
def year(wutong: Scope) -> Iterator[dict[str, UUID]]:
    """Matters that changed hands, were sent back, answered late, re-opened, handed over, or lay with nobody."""
    clock.set_clock(f"{TODAY}T10:00")
    apply("term", term="complaint.reply", value="15 workdays")
    desk = Desk(wutong)

    def given(received: str, office: str = "zf1") -> UUID:
        matter, at = desk.receive(when(received)), when(received)
        desk.act(matter, "accepted", at + timedelta(minutes=1))
        if office:
            desk.act(matter, "forwarded", at + timedelta(minutes=2), {"office": office})
        return matter

    found = {"wandering": given("2019-03-05"), "answered": given("2019-03-05T11:00"), "again": given("2019-03-06")}
    for name, day in (("answered", "2019-04-10"), ("again", "2019-03-12")):
        desk.act(found[name], "answered", when(f"{day}T08:00"), {"text": "已经办好"}, SQUAD)
    desk.act(found["wandering"], "sent_back", when("2019-03-20"), {"reason": "不归我们管"}, SQUAD)
    desk.act(found["wandering"], "forwarded", when("2019-04-15"), {"office": "zf3"})
    desk.reply(found["answered"], when("2019-04-10"))
    desk.act(found["answered"], "closed", when("2019-04-10T10:00"))
    desk.reply(found["again"], when("2019-03-12"))
    desk.act(found["again"], "reopened", when("2019-04-20"), {"reason": "又摆出来了"})
    for day in range(3):
        given(f"2019-05-{6 + day:02d}", "zf2")
        given(f"2019-05-{6 + day:02d}T11:00", "")
    yield found
    clock.set_clock("")


def every(scope: Scope, as_of: date, tree: figures.Tree, office: str, measure: str, size: int) -> list[Row]:
    """The rows behind a number, page by page."""
    found: list[Row] = []
    after = ""
    while True:
        _, page = figures.office_rows(scope, 2019, as_of, tree, TODAY, office, measure, after, size)
        assert len(page.rows) <= size
        found += page.rows
        if not page.after:
            return found
        after = page.after


@pytest.mark.parametrize("tree", ["then", "now"])
def test_each_number_has_its_rows(wutong: Scope, year: dict[str, UUID], tree: figures.Tree) -> None:
    apply("merge", offices=["zf1", "zf2"], code="zf9", name="城区执法大队", parent="ju")
    seen = 0
    for as_of in DAYS:
        lines = figures.office_lines(wutong, 2019, as_of, tree, TODAY)
        assert ("zf9" in {line.code for line in lines}) == (tree == "now")
        for line in lines:
            for measure, number in zip(figures.MEASURES, line.numbers, strict=True):
                rows = every(wutong, as_of, tree, line.code, measure, 2)
                assert len({row.matter for row in rows}) == len(rows) == number, (as_of, line.name, measure)
                assert [r.received_on for r in rows] == sorted((r.received_on for r in rows), reverse=True)
                seen += number
    assert seen > 60


def test_a_matter_counts_for_who_had_it_on_the_report_day(wutong: Scope, year: dict[str, UUID]) -> None:
    def having(as_of: date) -> set[str]:
        lines = figures.office_lines(wutong, 2019, as_of, "then", TODAY)
        return {
            line.code
            for line in lines
            if year["wandering"] in {r.matter for r in every(wutong, as_of, "then", line.code, "received", 2)}
        }

    assert [having(day) for day in DAYS] == [{"zf1"}, {""}, {"zf3"}, {"zf3"}, {"zf3"}]


def test_the_page_leads_on_and_back(wutong: Scope, year: dict[str, UUID]) -> None:
    desk = Desk(wutong)
    for n in range(60):
        desk.receive(when("2019-05-13") + timedelta(seconds=n))
    client = as_person("顾明远")
    path = reverse("figure-office-rows", args=[2019, "received"])
    asked = {"tree": "then", "office": "", "as_of": "2019-05-20"}
    first = client.get(path, asked)
    text = first.content.decode()
    assert text.count("诉19") == 50 and "下一页" in text and "回第一页" not in text
    assert "tree=then&amp;as_of=2019-05-20" in text, "the table of the same report day"
    second = client.get(path + first.context["next"]).content.decode()
    assert second.count("诉19") == 13 and "回第一页" in second and "没有交给机构的" in second
    assert client.get(path, {**asked, "after": "x.y"}).content.decode().count("诉19") == 50
