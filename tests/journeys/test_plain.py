"""The sixth and seventh journeys: without script, and without a mouse."""

from __future__ import annotations

import re
import time

import pytest

from tests import needs
from tests.journeys.conftest import Come
from tests.journeys.visitor import Visitor, photo, somewhere

pytestmark = [pytest.mark.browser, needs.chromium]


def test_it_takes_a_whole_report_without_script(come: Come) -> None:
    place, citizen = somewhere(), come(width=390, script=False)
    citizen.expect("422")
    citizen.go("/")
    with citizen.page.expect_navigation():
        citizen.page.get_by_role("link", name="反映问题").first.click()
    citizen.page.set_input_files(
        "input[type=file]",
        [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": photo((400, 300))} for n in (1, 2)],
    )
    citizen.press("下一步")
    citizen.press("就是这里")
    assert "在什么地方" in citizen.page.locator(".fld-bad").inner_text()
    citizen.page.fill("[name=place]", place)
    citizen.press("就是这里")
    citizen.give_kind("噪声", "夜里十二点还在打桩")
    citizen.press("下一步")
    citizen.page.fill("[name=phone]", "138")
    citizen.press("下一步")
    assert citizen.page.locator("[aria-invalid=true]").input_value() == "138"
    citizen.page.fill("[name=phone]", "13812345678")
    citizen.press("下一步")
    assert citizen.page.locator(".review img").count() == 2
    with citizen.page.expect_navigation():
        citizen.page.get_by_role("link", name=re.compile("修改 ?照片")).click()
    citizen.page.locator(".up-x").first.click()
    citizen.page.wait_for_load_state()
    assert citizen.page.locator("[data-shot]").count() == 1
    citizen.go("/report/check")
    citizen.be_human(time.monotonic())
    citizen.press("提交")
    receipt = citizen.receipt()
    citizen.press("记下了，这里不再显示")
    assert "已经收到" in citizen.text() and place not in citizen.text()

    clerk = come("唐敏")
    matter = clerk.find(place)
    clerk.go(matter)
    assert clerk.page.locator(".photo-row").count() == 1
    clerk.do(matter, "受理")
    clerk.do(matter, "答复", text="已经停了。", channel="page", proof="进度页")
    citizen.go("/progress")
    citizen.page.fill("[name=number]", receipt.number)
    citizen.page.fill("[name=code]", receipt.secret)
    citizen.press("查询")
    assert "已经停了" in citizen.text()
    citizen.page.locator("#again summary").click()
    citizen.page.fill("[name=again-reason]", "昨晚又开始了")
    citizen.press("退回重办")
    assert "正在重办" in citizen.text()


def focused(visitor: Visitor, what: str) -> str:
    found: str = visitor.page.evaluate(f"(() => {{ const n = document.activeElement; return {what}; }})()")
    return found


def tab_to(visitor: Visitor, test: str) -> None:
    """Tab until the focus stands on something, and see that one sees it there."""
    for _ in range(80):
        visitor.page.keyboard.press("Tab")
        if focused(visitor, test):
            ring = focused(
                visitor,
                "[n, n.parentElement, n.nextElementSibling].filter(Boolean).map(e => getComputedStyle(e))"
                ".some(s => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none')",
            )
            assert ring, "one does not see where the focus stands"
            return
    raise AssertionError(f"Tab never comes to {test}")


def test_it_needs_no_mouse_from_the_inbox_to_the_act(come: Come) -> None:
    place = somewhere()
    come(width=390).report(place)
    clerk = come("唐敏")
    keys = clerk.page.keyboard
    rows = clerk.page.locator("tr[data-row]")
    assert rows.count() >= 2
    keys.press("j")
    assert "row-on" in (rows.nth(0).get_attribute("class") or "")
    keys.press("j")
    assert "row-on" in (rows.nth(1).get_attribute("class") or "")
    keys.press("k")
    assert "row-on" in (rows.nth(0).get_attribute("class") or "")
    for _ in range(rows.count()):
        if place in (clerk.page.locator("tr.row-on").inner_text()):
            break
        keys.press("j")
    assert place in focused(clerk, "n.innerText")
    with clerk.page.expect_navigation():
        keys.press("Enter")
    assert place in clerk.page.locator("h1").inner_text()
    matter = clerk.page.url

    keys.press("?")
    clerk.page.locator("dialog[open]").wait_for()
    assert focused(clerk, "Boolean(n.closest('dialog'))"), "the focus does not go into the dialog"
    keys.press("Escape")
    assert clerk.page.locator("dialog[open]").count() == 0

    with clerk.page.expect_navigation():
        keys.press("e")
    assert clerk.page.url.endswith("/do/accepted"), "E opens the usual next act"
    tab_to(clerk, "n.tagName === 'BUTTON' && n.innerText.includes('受理')")
    with clerk.page.expect_navigation():
        keys.press("Enter")
    assert clerk.status() == "已受理"

    clerk.page.locator(".acts-no summary").focus()
    keys.press("Enter")
    clerk.expect("409")
    tab_to(clerk, "n.classList.contains('act-no') && n.innerText.includes('办结')")
    keys.press("Enter")
    clerk.page.locator("dialog[open]").get_by_text("还没有答复反映人").wait_for()
    keys.press("Escape")
    assert focused(clerk, "n.classList.contains('act-no') && n.innerText.includes('办结')"), "back where one was"

    clerk.page.goto(f"{matter}/do/replied")
    tab_to(clerk, "n.name === 'text'")
    keys.type("已经处理")
    tab_to(clerk, "n.name === 'channel'")
    keys.press("Space")
    assert clerk.page.locator("[name=channel]:checked").count() == 1
    tab_to(clerk, "n.name === 'proof'")
    keys.type("进度页")
    tab_to(clerk, "n.tagName === 'BUTTON' && n.innerText.includes('答复')")
    with clerk.page.expect_navigation():
        keys.press("Enter")
    assert clerk.status() == "已答复"


def test_it_sets_the_pin_without_a_mouse(come: Come) -> None:
    place, citizen = somewhere(), come(width=1366)
    citizen.go("/report/where")
    tab_to(citizen, "n.hasAttribute('data-map-view')")
    citizen.page.keyboard.press("+")
    citizen.page.keyboard.press("ArrowUp")
    citizen.page.keyboard.press("Shift+ArrowLeft")
    citizen.page.locator("[data-map-says] b").wait_for()
    assert float(citizen.page.input_value("[name=lat]")) and float(citizen.page.input_value("[name=lon]"))
    tab_to(citizen, "n.name === 'place'")
    citizen.page.keyboard.type(place)
    with citizen.page.expect_navigation():
        citizen.page.keyboard.press("Enter")
    assert citizen.page.url.endswith("/report/what")
