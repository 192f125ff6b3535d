"""Pages of figures: each number opens its rows; nobody sees more of a row than is his."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.people import as_person
from tests.supervise.acting import CLERK, SQUAD, when
from wutong.record import clock
from wutong.record.scope import Scope
from wutong.supervise.figures import api as figures
from wutong.supervise.figures.api import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.supervise.acting import Desk

AT = "2020-01-10T10:00"


@pytest.fixture(autouse=True)
def january() -> Iterator[None]:
    """All pages are opened on 10 January 2020."""
    import os

    clock.set_clock(AT)
    yield
    clock.set_clock(os.environ.get("WUTONG_CLOCK", ""))


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """A small 2019: three answered, one of them rated, one waiting with 一中队, one handed over."""
    desk.handled("2019-04-03", "2019-04-10", "satisfied")
    desk.handled("2019-04-05", "2019-05-30", channel="call")
    desk.handled("2019-07-01", "2019-07-02")
    waiting = desk.receive(when("2019-12-30"), "letter")
    desk.act(waiting, "accepted", when("2019-12-30T10:00"))
    desk.act(waiting, "forwarded", when("2019-12-30T11:00"), {"office": "zf1"})
    other = desk.receive(when("2019-08-01"))
    desk.act(other, "handed_over", when("2019-08-02"), {"body": "县住建局", "grounds": "归它管", "told": "电话"})
    return desk


def links(html: str, start: str) -> set[str]:
    return {u.replace("&amp;", "&") for u in re.findall(r'href="([^"]+)"', html) if u.startswith(start)}


def test_it_opens_every_number_to_exactly_its_rows(filled: Desk) -> None:
    client = as_person("陈静")
    page = client.get("/desk/figures/2019")
    assert page.status_code == 200
    html = page.content.decode()
    assert "截至2020年1月10日10:00" in html
    found = links(html, "/desk/figures/2019/complaints.")
    assert len(found) > 20
    for url in found:
        key, part = url.split("?")[0].split("/")[-2:]
        month = int(url.partition("month=")[2] or 0) or None
        (figure,) = figures.figures(filled.scope, 2019, month=month, as_of=date(2020, 1, 10), keys=[key])
        rows = client.get(url)
        assert rows.status_code == 200, url
        wanted = figure.numerator if part == "numerator" else figure.denominator
        assert rows.content.decode().count("<tr data-row") == wanted, url


def test_it_shows_the_rule_its_source_and_its_mark(filled: Desk) -> None:
    html = as_person("陈静").get("/desk/figures/2019").content.decode()
    assert "《信访条例》（2005年）第33条" in html
    assert "《信访工作条例》" not in html, "that text came into force in 2022"
    assert "样例" in html
    assert "推断" in html


def test_it_writes_no_style_and_no_script_into_the_page(filled: Desk) -> None:
    for url in ("/desk/figures/2019", "/figures/2019"):
        html = as_person("陈静").get(url).content.decode()
        assert '<svg class="months"' in html
        assert " style=" not in html
        assert "<script>" not in html


def test_it_counts_as_of_a_day_that_has_been(filled: Desk) -> None:
    html = as_person("陈静").get("/desk/figures/2019?as_of=2019-05-01").content.decode()
    assert "截至2019年5月1日" in html
    assert "as_of=2019-05-01" in html
    rows = as_person("陈静").get("/desk/figures/2019/complaints.handled/numerator?as_of=2019-05-01")
    assert rows.content.decode().count("<tr data-row") == 1


@pytest.mark.parametrize("as_of", ["2019-13-01", "2020-02-01", "x' OR 1=1"])
def test_it_says_what_is_wrong_with_a_report_day_and_counts_today(filled: Desk, as_of: str) -> None:
    page = as_person("陈静").get("/desk/figures/2019", {"as_of": as_of})
    assert page.status_code == 200
    assert "日期没有看懂" in page.content.decode()
    assert "截至2020年1月10日" in page.content.decode()


@pytest.mark.parametrize("url", [
    "/desk/figures/2021",
    "/desk/figures/1900",
    "/desk/figures/2019?month=13",
    "/desk/figures/2019/complaints.smiles/numerator",
    "/desk/figures/2019/complaints.received/denominator",
    "/desk/figures/2019/complaints.received/both",
    "/figures/2021",
    "/figures/2019/complaints.received/denominator",
])  # fmt: skip
def test_it_finds_nothing_where_there_is_nothing(wutong: Scope, url: str) -> None:
    assert as_person("陈静").get(url).status_code == 404


def test_it_shows_an_empty_year(wutong: Scope) -> None:
    for url in ("/desk/figures", "/desk/figures/2019", "/figures", "/figures/2019"):
        page = as_person("陈静").get(url)
        assert page.status_code == 200
        assert "—" in page.content.decode()
    rows = as_person("陈静").get("/desk/figures/2019/complaints.received/numerator")
    assert "没有一件" in rows.content.decode()


def test_it_asks_strangers_to_sign_in_and_shows_them_the_public_page(filled: Desk) -> None:
    for url in ("/desk/figures", "/desk/figures/2019.csv", "/desk/figures/2019/complaints.received/numerator"):
        assert Client().get(url).status_code == 302
    assert Client().get("/figures/2019").status_code == 200


def test_it_names_only_what_the_seat_may_see(filled: Desk) -> None:
    """一中队 sees its own matter; the others count, but are not named."""
    rows = as_person("李明").get("/desk/figures/2019/complaints.received/numerator").content.decode()
    assert rows.count("内容归承办单位看") == 4
    assert rows.count("<tr data-row") == 1
    sheet = b"".join(as_person("李明").get("/desk/figures/2019/complaints.received/numerator.csv")).decode()
    assert sheet.count("诉1") == 1


def test_it_never_shows_another_countys_rows(filled: Desk, qingshan: Scope) -> None:
    for url in (
        "/desk/figures/2019",
        "/desk/figures/2019.csv",
        "/desk/figures/2019/complaints.received/numerator",
        "/desk/figures/2019/complaints.received/numerator.csv",
    ):
        page = as_person("韩冰").get(url)
        text = (b"".join(page) if page.streaming else page.content).decode()
        assert page.status_code == 200
        assert "诉19" not in text
    assert as_person("韩冰").get("/at/990101/desk/figures/2019").status_code == 404
    assert "没有一件" in as_person("韩冰").get("/at/990102/figures/2019/complaints.received/numerator").content.decode()


def test_it_filters_and_pages_without_losing_or_doubling_a_row(desk: Desk) -> None:
    for n in range(23):
        desk.receive(when("2019-04-01") + timedelta(days=n // 8), "call" if n % 3 else "letter")
    seen: list[str] = []
    period, after = figures.Period(2019), ""
    while True:
        page = figures.rows(desk.scope, "complaints.received", period, "numerator", after, 5, as_of=date(2019, 12, 31))
        seen += [row.number for row in page.rows]
        after = page.after
        if not after:
            break
    assert len(seen) == len(set(seen)) == 23
    calls = figures.rows(
        desk.scope, "complaints.received", period, "numerator", "", 50, as_of=date(2019, 12, 31),
        filters={"channel": "call"},
    )  # fmt: skip
    assert len(calls.rows) == 15
    assert as_person("陈静").get("/desk/figures/2019/complaints.received/numerator?after=nonsense").status_code == 200


def test_it_defuses_what_a_spreadsheet_would_run(desk: Desk) -> None:
    from wutong.collect.complaints import api as complaints
    from wutong.record.entries.api import Source

    report = complaints.Report(
        channel="call",
        subject='=HYPERLINK("http://x.example")',
        text="电话",
        contact_name="王某",
        contact_phone="13800001234",
    )
    at = when("2019-04-01")
    complaints.receive(desk.scope, report, CLERK, at=at, written=at, source=Source("page"))
    sheet = b"".join(as_person("陈静").get("/desk/figures/2019/complaints.received/numerator.csv")).decode()
    assert "\"'=HYPERLINK" in sheet
    assert "13800001234" not in sheet
    assert "王某" not in sheet


def test_it_tells_the_public_nothing_that_leads_to_anybody(filled: Desk) -> None:
    from wutong.collect.complaints.models import Complaint

    client = Client()
    pages = [client.get("/figures/2019").content.decode()]
    pages += [client.get(url).content.decode() for url in links(pages[0], "/figures/2019/complaints.")]
    assert len(pages) > 15
    matters = [str(m) for m in Complaint.objects.within(filled.scope).values_list("pk", flat=True)]
    for html in pages:
        assert "诉19" not in html
        assert "摊子占道" not in html
        assert "门口有摊子" not in html
        assert "/m/" not in html
        assert not [m for m in matters if m in html or m.replace("-", "") in html]
    rows = client.get("/figures/2019/complaints.received/numerator").content.decode()
    assert "占道经营" in rows
    assert "4月3日" in rows
    assert "7日" in rows


def test_it_carries_no_matter_in_a_public_page_address(desk: Desk) -> None:
    for n in range(55):
        desk.receive(when("2019-04-01") + timedelta(minutes=n))
    html = Client().get("/figures/2019/complaints.received/numerator").content.decode()
    (further,) = re.findall(r'rel="next" href="([^"]+)"', html)
    assert further == "?after=20190401.50"
    last = Client().get(f"/figures/2019/complaints.received/numerator{further}").content.decode()
    assert last.count("4月1日") == 5


def test_it_names_a_community_only_among_enough() -> None:
    def row(category: str) -> Row:
        return Row(date(2019, 4, 1), "来电", category, "990101001001", "已办结", None, 3, True, "")

    grounds = {("stall", "990101001001"): 5, ("noise", "990101001001"): 4}
    assert figures.masked(row("stall"), grounds).community == "990101001001"
    assert figures.masked(row("noise"), grounds).community == ""
    assert figures.masked(row("smoke"), {}).community == ""


def test_it_gives_the_year_as_csv(filled: Desk) -> None:
    answer = as_person("陈静").get("/desk/figures/2019.csv")
    assert answer["Content-Type"].startswith("text/csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "key,label,value,unit,numerator,denominator"
    assert lines[1] == "complaints.received,收到反映,5,件,5,"


def test_it_answers_a_squads_own_row_with_its_link(filled: Desk) -> None:
    assert SQUAD.office == "zf1"
    html = as_person("李明").get("/desk/figures/2019/complaints.received/numerator").content.decode()
    assert len(links(html, "/m/")) == 1
