"""The fourth journey: what the law, the office or the county does not allow, tried by an address typed by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import needs
from tests.journeys.conftest import Come
from tests.journeys.server import Server
from tests.journeys.visitor import somewhere
from tests.people import QINGSHAN, QINGSHAN_FILE

pytestmark = [pytest.mark.browser, needs.chromium]


@pytest.fixture(scope="session")
def neighbours(server: Server) -> str:
    """A second county in the same home."""
    path = Path(server.home) / "qingshan.yaml"
    path.write_text(QINGSHAN_FILE, encoding="utf-8")
    server.command("init", str(path))
    return QINGSHAN


def test_it_refuses_to_close_without_a_reply_and_says_how_to_get_there(come: Come) -> None:
    place = somewhere()
    come(width=390).report(place)
    clerk = come("唐敏")
    clerk.expect("409")
    matter = clerk.find(place)
    clerk.do(matter, "受理")

    assert clerk.go(f"{matter}/do/closed") == 409
    said = clerk.page.locator(".refusal").inner_text()
    assert "现在还不能办结" in said
    assert "还没有答复反映人" in said, "what is missing"
    assert "第9条" in said, "which article"
    assert "先答复" in said, "how to make good"
    assert "什么都没有变动" in said
    assert clerk.page.locator(".refusal .dlg-foot a").get_attribute("href") == matter, "the way back"

    clerk.go(matter)
    clerk.page.locator(".acts-no summary").click()
    clerk.page.locator("a.act-no", has_text="办结").click()
    clerk.page.locator("dialog[open]").get_by_text("还没有答复反映人").wait_for()
    clerk.page.keyboard.press("Escape")
    assert clerk.page.locator("dialog[open]").count() == 0
    assert clerk.page.url.endswith(matter)
    assert clerk.status() == "已受理"


def test_it_tells_a_colleague_whose_matter_it_is_and_a_stranger_nothing(come: Come, neighbours: str) -> None:
    place = somewhere()
    come(width=390).report(place, "夜市的炉子", spot=(0.5, 0.45))
    clerk = come("唐敏")
    matter = clerk.find(place)
    clerk.do(matter, "受理")
    clerk.open_act(matter, "交办")
    clerk.press("交办")

    colleague = come("赵强")
    colleague.expect("403")
    assert colleague.go(matter) == 403
    said = colleague.text()
    assert "街面执法一中队" in said and "周伟" in said
    assert place not in said and "夜市的炉子" not in said
    for path in (f"{matter}/record", f"{matter}/do/answered"):
        assert colleague.go(path) == 403
        assert place not in colleague.text()

    stranger = come("韩冰", county=neighbours)
    stranger.expect("404")
    for path in (matter, f"{matter}/record", f"/at/{neighbours}{matter}", f"/at/990101{matter}"):
        assert stranger.go(path) == 404, path
        assert place not in stranger.text() and "一中队" not in stranger.text()


def test_it_lets_no_assistant_answer(come: Come) -> None:
    place = somewhere()
    come(width=390).report(place, spot=(0.5, 0.45))
    clerk = come("唐敏")
    matter = clerk.find(place)
    clerk.do(matter, "受理")
    clerk.open_act(matter, "交办")
    clerk.press("交办")

    helper = come("小周")
    helper.expect("409")
    helper.go(matter)
    assert helper.status() == "承办中"
    assert helper.page.locator("a.act-usual, a.act-also").filter(has_text="承办答复").count() == 0
    assert helper.go(f"{matter}/do/answered") == 409
    said = helper.page.locator(".refusal").inner_text()
    assert "承办答复" in said and "周伟" in said, "whom to ask"
