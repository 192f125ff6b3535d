"""The clerk's inbox is open while citizens report: what is new gathers under a button, through a restart too."""

from __future__ import annotations

import re

import pytest

from tests import needs
from tests.journeys.conftest import Come
from tests.journeys.server import Server
from tests.journeys.visitor import Visitor, somewhere

pytestmark = [pytest.mark.browser, needs.chromium]

LOST = ("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_EMPTY_RESPONSE", "ERR_CONNECTION_RESET")


def rows(visitor: Visitor) -> list[str]:
    found: list[str] = visitor.page.eval_on_selector_all("[data-row]", "rows => rows.map(r => r.dataset.href)")
    return found


def told(visitor: Visitor, words: str, patience: int = 60_000) -> None:
    """Wait until the page says it."""
    visitor.page.locator("[data-live]", has_text=words).wait_for(timeout=patience)


def number(visitor: Visitor) -> int:
    """How many new ones the page says there are."""
    found = re.search(r"有(\d+)条新的", visitor.page.locator("[data-live]").inner_text())
    return int(found[1]) if found else 0


def until(visitor: Visitor, n: int) -> None:
    """Other journeys may report at the same time: at least so many."""
    for _ in range(600):
        if number(visitor) >= n:
            return
        visitor.page.wait_for_timeout(100)
    raise AssertionError(f"not {n} new ones: {visitor.page.locator('[data-live]').inner_text()!r}")


def test_what_is_new_is_told_without_a_reload_and_shown_when_asked_for(come: Come) -> None:
    first, second, clerk, citizen = somewhere(), somewhere(), come("唐敏"), come(width=390)
    clerk.go("/desk")
    clerk.page.evaluate("window.same = true")
    before = rows(clerk)
    assert not clerk.page.locator("[data-live]").is_visible()
    citizen.report(first)
    until(clerk, 1)
    assert clerk.page.locator("[data-live]").is_visible()
    assert rows(clerk) == before and first not in clerk.text(), "no row moved"
    assert clerk.page.title().startswith("(")
    citizen.report(second)
    until(clerk, 2)
    clerk.page.keyboard.press("r")
    clerk.page.locator("[data-row]", has_text=second).wait_for()
    assert first in clerk.text() and not clerk.page.locator("[data-live]").is_visible()
    assert clerk.page.evaluate("window.same") is True, "the page was never loaded anew"
    assert not clerk.page.title().startswith("(")
    summed = clerk.page.inner_text(".top-sum")
    assert f"共{len(rows(clerk))}件" in summed or len(rows(clerk)) == 100


def test_another_office_is_told_nothing_until_it_is_its_turn(come: Come) -> None:
    place, clerk, squad = somewhere(), come("唐敏"), come("赵强")
    squad.go("/desk")
    come(width=390).report(place)
    clerk.go("/desk")
    matter = clerk.find(place)
    assert not squad.page.locator("[data-live]").is_visible()
    clerk.do(matter, "受理")
    clerk.do(matter, "交办", office="zf2")
    told(squad, "条新的")
    squad.button("看新的").click()
    squad.page.locator("[data-row]", has_text=place).wait_for()


def test_a_killed_server_is_said_and_what_came_meanwhile_is_told_after_it(come: Come, server: Server) -> None:
    place, missed = somewhere(), somewhere()
    clerk, citizen = come("唐敏", expects=LOST), come(width=390)
    clerk.go("/desk")
    clerk.page.evaluate("window.same = true")
    server.kill()
    try:
        told(clerk, "截至")
        assert rows(clerk), "what was shown stays"
    finally:
        server.start()
    citizen.report(missed)
    until(clerk, 1)
    assert "截至" not in clerk.page.locator("[data-live]").inner_text()
    clerk.button("看新的").click()
    clerk.page.locator("[data-row]", has_text=missed).wait_for()
    citizen.report(place)
    until(clerk, 1)
    assert clerk.page.evaluate("window.same") is True


def test_an_ended_session_is_said_on_the_page(come: Come) -> None:
    clerk = come("唐敏")
    clerk.go("/desk")
    other = clerk.window()
    other.goto("/me")
    other.evaluate("document.querySelector('form[action$=signout]').submit()")
    other.wait_for_url("**/")
    clerk.page.bring_to_front()
    told(clerk, "登录过期了", 40_000)
    assert "截至" in clerk.page.locator("[data-live]").inner_text()
    assert clerk.page.locator("a[href^='http']").count() == 0
    clerk.go("/desk")
    assert "/signin" in clerk.page.url


def test_it_is_the_same_page_without_script(come: Come) -> None:
    place = somewhere()
    clerk = come("唐敏", script=False)
    clerk.go("/desk")
    come(width=390).report(place)
    assert not clerk.page.locator("[data-live]").is_visible()
    clerk.go("/desk")
    assert place in clerk.text()


@pytest.mark.parametrize("how", ["refused", "held back"])
def test_it_asks_for_itself_where_no_stream_gets_through(come: Come, how: str) -> None:
    place, clerk = somewhere(), come("唐敏", expects=("502", "ERR_FAILED"))

    def proxy(route: object) -> None:
        if "event-stream" not in route.request.headers.get("accept", ""):  # type: ignore[attr-defined]
            route.continue_()  # type: ignore[attr-defined]
        elif how == "refused":
            route.fulfill(status=502)  # type: ignore[attr-defined]
        # held back: never answered

    clerk.page.route("**/desk/live*", proxy)
    clerk.go("/desk")
    come(width=390).report(place)
    until(clerk, 1)
