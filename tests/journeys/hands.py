"""What several journeys do on the way to their own point, always by the pages, and the days they speak of."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from tests.journeys.visitor import Visitor

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The server's present, on a clock in Shanghai."""
    text = os.environ.get("WUTONG_CLOCK", "")
    if text and text[0] not in "+-":
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
    return datetime.now(UTC).astimezone(SHANGHAI)


def today() -> date:
    """The legal day at the server."""
    return now().date()


def zh(day: date) -> str:
    """As the pages write it: 2019年4月3日."""
    return f"{day.year}年{day.month}月{day.day}日"


def answered_by_the_clerk(clerk: Visitor, matter: str) -> str:
    """Accepted and replied to without an office, which the law allows."""
    clerk.do(matter, "受理")
    clerk.do(matter, "答复", text="已经处理好了。", channel="page", proof="进度页")
    assert clerk.status() == "已答复"
    return matter


def rows_of_all_pages(visitor: Visitor) -> str:
    """The text of a list, page after page."""
    words = visitor.text()
    for _ in range(40):
        further = visitor.page.get_by_role("link", name="下一页")
        if not further.count():
            return words
        with visitor.page.expect_navigation():
            further.click()
        words += visitor.text()
    raise AssertionError("the list does not end")
