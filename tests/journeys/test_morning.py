"""The tenth journey: the demo's six presses, the clock wound forward, and the head's morning that opens its rows."""

from __future__ import annotations

import re

import pytest

from tests import needs
from tests.journeys.conftest import Come
from tests.journeys.visitor import somewhere

pytestmark = [pytest.mark.browser, needs.chromium]


def test_a_head_begins_with_the_morning_and_each_number_opens_its_rows(come: Come) -> None:
    head = come("顾明远")
    assert head.page.url.endswith("/desk/brief"), "a head begins here"
    late = head.page.locator(".kfig-late .kfig-value").first
    count = int(re.sub(r"\D", "", late.inner_text()))
    assert count >= 3
    with head.page.expect_navigation():
        late.click()
    assert f"已超期，{count}项" in head.text()
    assert head.page.locator(".board-list tbody tr").count() == min(count, 100)

    head.go("/desk/brief")
    for name in ("收到", "答复", "过期才答复", "退回重办", "评价满意"):
        box = head.page.locator(".kfigs-five").first.locator(".kfig", has=head.page.get_by_text(name, exact=True))
        link = box.locator("a.kfig-value")
        if not link.count():
            continue
        said = re.sub(r"\D", "", link.inner_text()) if name != "评价满意" else ""
        with head.page.expect_navigation():
            link.click()
        assert head.page.locator("tbody tr").count() >= 1
        if said:
            assert f"{said}件" in head.page.locator(".top-sum").inner_text(), name
        head.go("/desk/brief")

    head.page.emulate_media(media="print")
    assert head.page.locator(".brief-head").is_visible() and not head.page.locator(".strip").is_visible()
    head.page.emulate_media(media="screen")
    words = head.page.locator("#brief-text").inner_text()
    plain = head.page.request.get("/desk/brief.txt")
    assert plain.status == 200 and plain.text().split()[0] == words.split()[0]


def test_a_filter_is_kept_under_a_name_and_found_again(come: Come) -> None:
    clerk, place = come("唐敏"), somewhere()
    come(width=390).report(place, "只有这一件说到紫色的遮阳伞")
    clerk.go("/desk/complaints")
    clerk.page.fill("[name=q]", "遮阳伞")
    clerk.page.keyboard.press("Enter")
    clerk.page.locator("#f-name").wait_for()
    assert clerk.page.locator("#rows tbody tr").count() == 1
    name = f"伞{somewhere()[3:9]}"
    clerk.page.fill("#f-name", name)
    clerk.press("存下")
    clerk.go("/desk/complaints")
    with clerk.page.expect_navigation():
        clerk.page.get_by_role("link", name=name).click()
    assert place in clerk.page.locator("#rows").inner_text()
    assert clerk.page.locator("#rows tbody tr").count() == 1
    with clerk.page.expect_download() as got:
        clerk.page.get_by_role("link", name="下载表格").click()
    text = got.value.path().read_text(encoding="utf-8-sig")
    assert len(text.splitlines()) == 2 and place in text
    with clerk.page.expect_navigation():
        clerk.page.locator(".views .here button").click()
    assert clerk.page.get_by_role("link", name=name).count() == 0
