"""The fifth journey: nothing typed is lost, whatever happens to the server, the tab, the finger or the patience."""

from __future__ import annotations

import re

import pytest

from tests import needs
from tests.journeys.conftest import Come
from tests.journeys.server import Server
from tests.journeys.visitor import Visitor, photo, somewhere

pytestmark = [pytest.mark.browser, needs.chromium]

WORDS = "你好，中队到现场劝离了摊点，划了疏导点，早晚各巡一次。"


def waiting_for_a_reply(come: Come) -> tuple[Visitor, str]:
    """A clerk before the form of a reply."""
    place = somewhere()
    come(width=390).report(place)
    clerk = come("唐敏")
    matter = clerk.find(place)
    clerk.do(matter, "受理")
    clerk.open_act(matter, "答复")
    return clerk, matter


def times_told(clerk: Visitor, matter: str, title: str) -> int:
    clerk.go(matter)
    return [t.split("\n")[0] for t in clerk.page.locator(".matter-mid .tl-title").all_inner_texts()].count(title)


def wait_kept(visitor: Visitor, words: str) -> None:
    visitor.page.wait_for_function("words => JSON.stringify({...localStorage}).includes(words)", arg=words)


def test_it_keeps_a_reply_when_the_server_dies_and_stores_it_once_when_it_is_back(come: Come, server: Server) -> None:
    clerk, matter = waiting_for_a_reply(come)
    clerk.expect("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE")
    clerk.fill(text=WORDS, channel="call", proof="通话2分钟")
    server.kill()
    try:
        clerk.button("答复").click()
        told = clerk.page.get_by_role("alert")
        told.wait_for()
        assert "没有保存，填的内容都在" in told.inner_text()
        assert clerk.page.input_value("[name=text]") == WORDS
        assert clerk.page.is_checked("[name=channel][value=call]")
    finally:
        server.start()
    with clerk.page.expect_event("load"):
        clerk.page.get_by_role("button", name="再试一次").click()
    assert clerk.status() == "已答复"
    assert times_told(clerk, matter, "答复") == 1
    assert WORDS in clerk.page.locator(".matter-mid").inner_text()
    clerk.expect("409")
    clerk.go(f"{matter}/do/replied")
    assert clerk.page.locator(".keep-bar").count() == 0, "what is stored is kept no longer"


def test_it_puts_back_what_stood_in_a_tab_that_was_closed(come: Come) -> None:
    clerk, matter = waiting_for_a_reply(come)
    clerk.fill(text=WORDS, channel="letter")
    wait_kept(clerk, WORDS)
    clerk.page.close()
    clerk.page = clerk.window()
    clerk.go(f"{matter}/do/replied")
    assert clerk.page.input_value("[name=text]") == WORDS
    assert clerk.page.is_checked("[name=channel][value=letter]")
    assert "放回来了" in clerk.page.inner_text(".keep-bar")
    clerk.fill(proof="挂号信")
    clerk.press("答复")
    assert times_told(clerk, matter, "答复") == 1


def test_it_writes_one_entry_for_a_double_click(come: Come) -> None:
    clerk, matter = waiting_for_a_reply(come)
    clerk.go(f"{matter}/do/noted")
    clerk.fill(text="打过电话，没有人接")
    with clerk.page.expect_event("load"):
        clerk.button("备注").dblclick()
    assert times_told(clerk, matter, "备注") == 1
    # the same form, sent a second time by going back to it
    clerk.page.go_back()
    assert clerk.page.locator("[name=text]").is_visible()
    clerk.fill(text="第二次打，接了")
    clerk.press("备注")
    assert times_told(clerk, matter, "备注") == 2


def test_it_makes_one_matter_of_a_report_sent_twice(come: Come) -> None:
    place, citizen = somewhere(), come(width=390)
    citizen.report_until_check(place)
    with citizen.page.expect_event("load"):
        citizen.button("提交").dblclick()
    first = citizen.receipt()
    citizen.page.go_back()
    assert citizen.receipt().number == first.number, "going back to the last step shows what was sent"
    assert citizen.go("/report/check") == 200
    assert citizen.receipt().number == first.number
    come("唐敏").find(place)
    other = come(width=390)
    other.go("/report/check")
    assert other.page.url.endswith("/report/photo"), "nobody sends what was not begun"


def test_it_lets_one_go_back_and_refresh_between_the_steps(come: Come) -> None:
    place, citizen = somewhere(), come(width=390)
    citizen.report_until_check(place, picture=photo((640, 480)), phone="13812345678")
    citizen.page.reload()
    review = citizen.page.locator(".review").inner_text()
    assert place in review and "占道经营" in review and "138****5678" in review
    assert citizen.page.locator(".review img").count() == 1
    citizen.page.go_back()
    assert citizen.page.input_value("[name=phone]") == "13812345678"
    citizen.page.go_back()
    assert citizen.page.input_value("[name=text]") == "早点摊占满了人行道"
    citizen.page.fill("[name=text]", "改过的话")
    citizen.press("下一步")
    citizen.press("下一步")
    assert "改过的话" in citizen.page.locator(".review").inner_text()
    citizen.page.get_by_role("link", name=re.compile("修改 ?位置")).click()
    citizen.page.wait_for_url("**/report/where")
    assert citizen.page.input_value("[name=place]") == place
    assert citizen.page.locator("[data-map-pin]").is_visible()
    citizen.page.fill("[name=place]", f"{place}对面")
    citizen.press("就是这里")
    citizen.press_on_to_check()
    citizen.press("提交")
    citizen.receipt()
    clerk = come("唐敏")
    clerk.go(clerk.find(f"{place}对面"))
    assert "改过的话" in clerk.text()
    citizen.go("/report")
    assert citizen.page.locator("[data-shot]").count() == 0, "a new report starts empty"
    citizen.go("/report/what")
    assert citizen.page.input_value("[name=text]") == ""
