"""The board of dates: each number opens exactly so many rows, whatever lies on the board, and the heading says how many."""

from __future__ import annotations

import random
import re
from datetime import datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest

from tests.collect.telling import Tale
from tests.people import as_person
from wutong.docket.matters import board as boards
from wutong.docket.matters.models import Clock, Matter
from wutong.record import clock
from wutong.record.scope import Scope

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 14, 30, tzinfo=clock.SHANGHAI)
OFFICES = ("", "zf1", "zf2", "dayuan", "gone")
KINDS = ("答复", "答复反映人", "受理", "督办&限期", "整改 复查")
CELL = re.compile(r'<a class="due[^"]*" href="([^"]+)"[^>]*><span>[^<]*</span><b>(\d+)</b>')
DAY = re.compile(r'<a class="day-link" href="([^"]+)"')
HEADING = re.compile(r'<h2 id="day">[^<]*，(\d+)项</h2>')
NEXT = re.compile(r'rel="next" href="([^"]+)"')


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """An afternoon that does not move."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def strewn(scope: Scope, luck: random.Random, many: int) -> None:
    """Periods of every office and kind, state and hour, some of what is closed, some of the reporter's."""
    matters = [Tale(scope, at=NOW - timedelta(days=3)).matter for _ in range(4)]
    Matter.objects.within(scope).filter(pk=matters[0]).update(is_open=False)
    Clock.objects.within(scope).filter(matter__in=matters).delete()
    rows = []
    for n in range(many):
        state = luck.choice(["running"] * 6 + ["done", "unset", "stopped"])
        due = NOW + timedelta(hours=luck.randint(-24 * 9, 24 * 16)) if luck.random() < 0.95 else NOW
        rows.append(
            Clock(
                county=scope.county, matter_id=luck.choice(matters), name=f"c{n}", title=luck.choice(KINDS),
                bearer=luck.choice(["agency"] * 5 + ["reporter"]), office=luck.choice(OFFICES), unit="workdays",
                started_at=NOW - timedelta(days=10), due_at=None if state == "unset" else due,
                due_on=None if state == "unset" else clock.legal_day(due), state=state, calendar="c", rules="r",
            )
        )  # fmt: skip
    Clock.objects.bulk_create(rows)


def opened(client: Client, address: str) -> tuple[int, list[str]]:
    """What the heading says, and the rows of all pages."""
    said, rows, link = -1, list[str](), address
    while link:
        text = client.get("/desk/deadlines" + unescape(link).partition("#")[0]).content.decode()
        heading = HEADING.search(text)
        assert heading
        assert said in (-1, int(heading.group(1))), "each page says the same"
        said = int(heading.group(1))
        rows += re.findall(r"<tr><td>([^<]*)</td><td class=\"main-cell\">", text)
        further = NEXT.search(text)
        link = further.group(1) if further else ""
    return said, rows


@pytest.mark.parametrize("who", ["唐敏", "周伟", "赵强"])
@pytest.mark.parametrize("seed", range(3))
def test_it_opens_exactly_the_rows_that_a_cell_counts(
    wutong: Scope, who: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    luck = random.Random(seed)
    monkeypatch.setattr(boards, "SIZE", luck.choice([1, 2, 100]))
    strewn(wutong, luck, 120)
    client = as_person(who)
    text = client.get("/desk/deadlines").content.decode()
    cells = CELL.findall(text)
    assert len(cells) > 2
    for address, count in cells:
        said, rows = opened(client, address)
        assert said == len(rows) == int(count), address
        assert len(set(rows)) == 1, "one kind a cell"
    for address in DAY.findall(text):
        day = unescape(address).partition("=")[2]
        said, rows = opened(client, address)
        assert said == len(rows) == sum(int(n) for link, n in cells if f"day={day}&" in unescape(link)), address
    for days in (("2026-11-26", "2026-11-29"), ("2026-12-07", "2026-12-20"), ("2026-12-12", "2026-12-13")):
        said, rows = opened(client, f"?day={days[0]}&to={days[1]}&kind=答复")
        assert said == len(rows), days


def test_it_says_the_whole_number_beyond_the_first_hundred(wutong: Scope) -> None:
    matter = Tale(wutong, at=NOW - timedelta(days=3)).matter
    Clock.objects.within(wutong).filter(matter=matter).delete()
    Clock.objects.bulk_create(
        Clock(
            county=wutong.county, matter_id=matter, name=f"c{n}", title="答复", bearer="agency", office="zf1",
            unit="workdays", started_at=NOW, due_at=NOW - timedelta(days=1), due_on=clock.legal_day(NOW) - timedelta(days=1),
            state="running", calendar="c", rules="r",
        )
        for n in range(237)
    )  # fmt: skip
    client = as_person("唐敏")
    text = client.get("/desk/deadlines?day=late").content.decode()
    assert "已超期，237项" in text and "共237项，这一页100项，后面还有" in text
    said, rows = opened(client, "?day=late")
    assert said == len(rows) == 237


def test_it_tells_no_office_yet_from_any_office(wutong: Scope) -> None:
    Tale(wutong, at=NOW - timedelta(days=1))
    Tale(wutong, at=NOW - timedelta(days=1)).upto("forwarded")
    client = as_person("唐敏")
    text = client.get("/desk/deadlines").content.decode()
    received = [link for link, _ in CELL.findall(text) if "office=&" in unescape(link)]
    assert received
    page = client.get("/desk/deadlines" + unescape(received[0])).content.decode()
    assert "，受理，" in page and "街面执法" not in page.partition('id="day"')[2]


@pytest.mark.parametrize(
    "asked",
    [
        "day=late&office=%00",
        "kind=%00x",
        "day=2026-13-40",
        "after=x",
        "after=~9",
        "day=late&after=20261125T000000.000000%2B0000~99999999999999999999999",
    ],
)
def test_it_takes_any_address(wutong: Scope, asked: str) -> None:
    Tale(wutong, at=NOW - timedelta(days=1))
    assert as_person("唐敏").get(f"/desk/deadlines?{asked}").status_code in (200, 400)
