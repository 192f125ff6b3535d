"""What the scripts promise, in a real browser against a real server: nothing typed is lost, and keys work.

The room is served alone (tests/ui/standalone.py); whole journeys through the product are tested elsewhere.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import needs
from tests.ui.drafts import kept, wait_kept

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, needs.chromium]
ROOT = Path(__file__).resolve().parents[2]


def fill(page: Page, text: str) -> None:
    page.goto("/trial")
    page.fill("#id_text", text)
    page.fill("#id_phone", "13800001234")
    page.fill("#id_word", "geheim")


def send(page: Page) -> None:
    page.click("button[name=how]")


def test_it_puts_back_what_was_typed_before_the_tab_was_closed(page: Page) -> None:
    fill(page, "摆满人行道")
    wait_kept(page, "摆满人行道")
    page.goto("/done")
    page.goto("/trial")
    assert page.input_value("#id_text") == "摆满人行道"
    assert page.input_value("#id_phone") == "13800001234"
    assert page.input_value("#id_word") == ""
    assert "放回来了" in page.inner_text(".keep-bar")
    page.click(".keep-bar button")
    assert page.input_value("#id_text") == ""
    page.reload()
    assert page.input_value("#id_text") == ""


def test_it_keeps_no_password_and_contact_only_for_the_window(page: Page) -> None:
    fill(page, "摆满人行道")
    wait_kept(page, "13800001234")
    stored = kept(page)
    window = stored.pop("s")
    assert "geheim" not in str(stored) + window
    assert "13800001234" in window
    assert "13800001234" not in str(stored)
    other = page.context.new_page()
    other.goto("/trial")
    assert other.input_value("#id_text") == "摆满人行道"
    assert other.input_value("#id_phone") == ""


def test_it_forgets_what_the_server_has_stored(page: Page) -> None:
    fill(page, "好")
    wait_kept(page, "好")
    send(page)
    page.wait_for_url("**/done")
    page.goto("/trial")
    assert page.input_value("#id_text") == ""
    assert page.locator(".keep-bar").count() == 0


def test_it_carries_a_new_key_when_one_comes_back_for_another(page: Page) -> None:
    fill(page, "好")
    first = page.input_value("[name=once]")
    send(page)
    page.wait_for_url("**/done")
    page.go_back()
    page.wait_for_load_state("networkidle")
    assert page.input_value("[name=once]") not in {"", first}


@pytest.mark.parametrize("text", ["broken", "no network"])
def test_it_loses_nothing_when_the_server_breaks_or_is_not_there(page: Page, text: str) -> None:
    fill(page, text)
    if text == "no network":
        page.context.set_offline(True)
    send(page)
    note = page.locator("[data-send-words]")
    note.wait_for()
    assert "没有保存，填的内容都在" in note.inner_text()
    assert page.input_value("#id_text") == text
    assert page.input_value("#id_word") == "geheim"
    page.context.set_offline(False)
    page.fill("#id_text", "好了")
    note.get_by_role("button", name="再试一次").click()
    page.wait_for_url("**/done")


def test_it_sends_the_same_key_again_after_a_broken_answer(page: Page) -> None:
    keys: list[str] = []
    page.on("request", lambda r: keys.extend(re.findall(r'name="once"\r\n\r\n(\w+)', r.post_data or "")))
    fill(page, "broken once")
    send(page)
    page.get_by_role("button", name="再试一次").click()
    page.wait_for_url("**/done")
    assert len(keys) == 2
    assert keys[0] == keys[1] != ""


def test_it_gives_up_waiting_and_says_so(page: Page) -> None:
    page.clock.install()
    fill(page, "slow")
    page.route("**/answer", lambda route: None)  # never answers
    send(page)
    page.clock.run_for(400)
    assert page.get_attribute("button[name=how]", "aria-busy") == "true"
    assert page.get_attribute("button[name=how]", "data-busy") == "正在提交"
    page.clock.run_for(20_000)
    note = page.locator("[data-send-words]")
    note.wait_for()
    assert "没有应答" in note.inner_text()
    assert page.input_value("#id_text") == "slow"


def test_it_brings_back_the_form_with_the_focus_on_the_mistake(page: Page) -> None:
    fill(page, "好")
    page.fill("#id_area", "六点二")
    send(page)
    page.locator(".fld-bad").wait_for()
    assert page.evaluate("document.activeElement.id") == "id_area"
    assert page.input_value("#id_area") == "六点二"
    assert page.input_value("#id_text") == "好"
    assert page.url.endswith("/trial")


def test_it_keeps_the_form_when_the_session_is_over(page: Page) -> None:
    fill(page, "sign in")
    send(page)
    link = page.get_by_role("link", name="在新窗口登录")
    link.wait_for()
    assert "next=%2Ftrial" in (link.get_attribute("href") or "")
    assert link.get_attribute("target") == "_blank"
    assert page.input_value("#id_text") == "sign in"


def test_it_fetches_a_fresh_key_when_the_old_one_is_worthless(page: Page) -> None:
    fill(page, "好")
    page.evaluate("document.querySelector('[name=csrfmiddlewaretoken]').value = 'x'.repeat(64)")
    send(page)
    page.wait_for_url("**/done")


def test_it_shows_a_refusal_over_the_form(page: Page) -> None:
    fill(page, "refused")
    send(page)
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    assert "现在还不能办结" in dialog.inner_text()
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.name") == "how"
    assert page.input_value("#id_text") == "refused"


def test_it_opens_a_refused_act_in_a_dialog_and_gives_the_focus_back(page: Page) -> None:
    page.goto("/desk/matter")
    page.click(".act-no")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    assert page.evaluate("document.querySelector('dialog').contains(document.activeElement)")
    dialog.get_by_text("返回").click()
    dialog.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.classList.contains('act-no')")


def test_it_walks_a_list_by_keys(page: Page) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto("/desk/0")
    where = "document.querySelector('.row-on')?.querySelector('[data-open]').textContent"
    page.keyboard.press("j")
    first = page.evaluate(where)
    page.keyboard.press("j")
    assert page.evaluate(where) != first
    page.keyboard.press("k")
    assert page.evaluate(where) == first
    page.keyboard.press("x")
    assert page.evaluate("document.querySelector('.row-on input').checked")
    page.keyboard.press(" ")
    page.get_by_role("dialog").get_by_text("早餐摊").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    page.keyboard.press("?")
    page.get_by_role("dialog").get_by_text("快捷键").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")  # what is closing still takes keys
    page.keyboard.press("/")
    page.wait_for_function("document.activeElement?.matches('[data-key-search]')")
    page.keyboard.type("jk")
    assert page.input_value("[data-key-search]") == "jk"
    assert page.evaluate(where) == first
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/matter")


def test_it_remembers_the_colours_and_the_size(page: Page) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto("/trial")
    page.locator(".pub-head").get_by_role("button", name="深色").click()
    page.get_by_role("button", name="大字版").click()
    page.goto("/done")
    assert page.evaluate("[document.documentElement.dataset.theme, document.documentElement.dataset.size]") == [
        "dark",
        "large",
    ]


SIZES = [(390, 844), (1366, 768), (1920, 1080)]
PAGES = ["/guide", "/trial", "/phone", "/desk/0", "/desk/matter", "/desk/refuse", "/no-such-page"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_readable_at_every_size(browser: Browser, address: str, theme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    faults = []
    for width, height in SIZES:
        context = browser.new_context(base_url=address, viewport={"width": width, "height": height}, color_scheme=theme)
        page = context.new_page()
        for path in PAGES:
            page.goto(path)
            page.wait_for_load_state("networkidle")
            where = f"{path} at {width} px, {theme}"
            if page.evaluate("document.documentElement.scrollWidth") > width:
                faults.append(f"{where}: scrolls sideways")
            for found in Axe().run(page).response["violations"]:
                if found["impact"] in {"serious", "critical"}:
                    faults.append(f"{where}: {found['id']}: {found['nodes'][0]['html'][:120]}")
            small = page.evaluate(
                """[...document.querySelectorAll("body *")].filter((e) => e.offsetParent && parseFloat(
                getComputedStyle(e).fontSize) < 12 && [...e.childNodes].some((n) => n.nodeType == 3 && n.data.trim()))
                .map((e) => e.outerHTML.slice(0, 80))"""
            )
            faults += [f"{where}: under 12 px: {html}" for html in small]
        context.close()
    assert not faults, "\n".join(faults)
