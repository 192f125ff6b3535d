"""The third journey: a spreadsheet with bad rows, checked, taken in, and handed in a second time."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from tests import needs
from tests.journeys import hands
from tests.journeys.conftest import Come
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, needs.chromium]

HEADS = "工单编号,标题,主要内容,受理时间,答复内容,答复时间,来电人,联系电话,事发地址\n"


def sheet(mark: str) -> bytes:
    """Three rows that can be taken, one of them without the time of its reply; three that cannot."""
    back = lambda days: f"{hands.today() - timedelta(days=days):%Y-%m-%d} 09:30"  # noqa: E731
    rows = [
        f"{mark}1,占道,门口摆摊{mark},{back(30)},已劝离,{back(25)},孙某某,13900005678,北关路1号",
        f"{mark}2,噪声,夜里施工{mark},{back(20)},,,,,",
        f"{mark}3,垃圾,垃圾没清{mark},{back(10)},已清运,,,,",
        f"{mark}4,井盖,井盖坏了{mark},2019年2月30日,,,,,",
        f"{mark}5,没有内容和标题的时间,,不记得了,,,,,",
        f"{mark}1,占道,同一个编号另一件事{mark},{back(29)},,,,,",
    ]
    return (HEADS + "\n".join(rows) + "\n").encode("gb18030")


def hand_in(clerk: Visitor, data: bytes) -> None:
    clerk.go("/desk/complaints/import")
    clerk.page.set_input_files("[name=file]", {"name": "热线工单.csv", "mimeType": "text/csv", "buffer": data})
    clerk.press("检查")
    clerk.page.wait_for_url(re.compile(r"/desk/complaints/import/\d+$"))


def counted(clerk: Visitor) -> dict[str, int]:
    """The figures at the head of the page: 一共, 能收 or 收下, 已有, 收不了 or 没有收."""
    parts = clerk.page.locator(".kfig").all()
    return {
        p.locator("dt").inner_text(): int(re.sub(r"\D", "", p.locator(".kfig-value").inner_text()) or 0) for p in parts
    }


def found(clerk: Visitor, words: str) -> int:
    clerk.go(f"/desk/complaints?q={words}")
    return int(clerk.page.locator("#rows tr[data-row]").count())


def test_it_takes_the_good_rows_names_the_bad_ones_and_makes_nothing_twice(come: Come) -> None:
    clerk, mark = come("唐敏"), f"J{uuid4().int % 10**8}"
    hand_in(clerk, sheet(mark))
    here = clerk.page.url
    assert "还什么都没有写" in clerk.text()
    assert counted(clerk) == {"一共": 6, "能收": 3, "已有": 0, "收不了": 3}
    problems = clerk.page.locator("#problems").inner_text()
    assert "没有这一天" in problems and "收不了" in problems
    assert "13900005678" not in clerk.text() and "孙某某" not in clerk.text(), "the preview hides people"
    assert found(clerk, mark) == 0, "the check has written something"

    clerk.page.goto(here)
    clerk.button("导入3件").click()
    clerk.page.get_by_text("导入办完了").wait_for()
    assert counted(clerk) == {"一共": 6, "收下": 3, "已有": 0, "没有收": 3}
    assert found(clerk, mark) == 3
    clerk.page.goto(here)
    with clerk.page.expect_navigation():
        clerk.page.locator("#rows tbody a").first.click()
    assert "导入" in clerk.page.locator(".matter-mid").inner_text()
    undated = clerk.find(f"垃圾没清{mark}")
    clerk.go(undated)
    assert "没有记答复时间" in clerk.text()

    hand_in(clerk, sheet(mark))  # once more, the very same file
    assert "这次什么都没有写" in clerk.page.locator("#toasts").inner_text()
    assert clerk.page.url == here, "the same file is the same batch, with the result it had"
    assert counted(clerk) == {"一共": 6, "收下": 3, "已有": 0, "没有收": 3}
    assert clerk.page.get_by_role("button", name=re.compile("^导入")).count() == 0
    assert found(clerk, mark) == 3

    hand_in(clerk, sheet(mark).replace("2019年2月30日".encode("gb18030"), b"2019-03-01 10:00"))  # one row mended
    assert counted(clerk) == {"一共": 6, "能收": 1, "已有": 3, "收不了": 2}
    clerk.button("导入1件").click()
    clerk.page.get_by_text("导入办完了").wait_for()
    assert found(clerk, mark) == 4


def test_it_says_of_a_file_it_cannot_read_what_it_is_and_what_to_do(come: Come) -> None:
    clerk = come("唐敏")
    clerk.expect("422")
    clerk.go("/desk/complaints/import")
    clerk.page.set_input_files(
        "[name=file]", {"name": "工单.xlsx", "mimeType": "application/zip", "buffer": b"\xff\xd8\xff\xe0" + bytes(90)}
    )
    clerk.press("检查")
    told = clerk.page.get_by_role("alert")
    assert "JPEG" in told.inner_text() and "什么都没有写" in told.inner_text()
    assert told.evaluate("node => node === document.activeElement || node.contains(document.activeElement)")
