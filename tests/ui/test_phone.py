"""What the scripts do for a thumb, in a real browser: a pin put and moved, photos sent one by one, boxes drawn over a face."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import needs
from tests.ui.drafts import wait_kept

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, needs.chromium]


def pin(page: Page) -> tuple[float, float]:
    lat, lon = page.input_value("[data-map-lat]"), page.input_value("[data-map-lon]")
    return (float(lat), float(lon)) if lat else (0.0, 0.0)


def test_it_places_and_moves_a_pin_by_finger_and_by_key(page: Page) -> None:
    page.goto("/phone")
    view = page.locator("[data-map-view]").bounding_box()
    assert view
    page.touchscreen.tap(view["x"] + view["width"] / 2, view["y"] + view["height"] / 2)
    lat, lon = pin(page)
    assert 30.52 < lat < 30.54
    assert 105.23 < lon < 105.27
    page.mouse.move(view["x"] + view["width"] / 2, view["y"] + view["height"] / 2 - 20)
    page.mouse.down()
    page.mouse.move(view["x"] + view["width"] / 2 + 60, view["y"] + view["height"] / 2 - 20, steps=4)
    page.mouse.up()
    assert pin(page)[1] > lon
    before = pin(page)
    page.focus("[data-map-view]")
    page.keyboard.press("ArrowUp")
    assert pin(page)[0] > before[0]
    assert pin(page)[1] == before[1]
    wait_kept(page, str(pin(page)[0]))


def test_it_drags_the_ground_without_moving_the_pin(page: Page) -> None:
    page.goto("/phone")
    page.click("[data-map-in]")
    view = page.locator("[data-map-view]").bounding_box()
    assert view
    page.touchscreen.tap(view["x"] + 60, view["y"] + 60)
    before, paper = pin(page), page.get_attribute("[data-map-paper]", "style")
    page.mouse.move(view["x"] + 200, view["y"] + 200)
    page.mouse.down()
    page.mouse.move(view["x"] + 150, view["y"] + 180, steps=4)
    page.mouse.up()
    assert pin(page) == before
    assert page.get_attribute("[data-map-paper]", "style") != paper


def test_it_goes_to_where_the_phone_is_or_says_why_not(page: Page) -> None:
    page.goto("/phone")
    page.get_by_role("button", name="回到我的位置").click()
    page.get_by_text("没有拿到位置").wait_for()
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 30.54, "longitude": 105.27, "accuracy": 8})
    page.get_by_role("button", name="回到我的位置").click()
    page.get_by_text("图钉放好了").wait_for()
    assert pin(page) == (30.54, 105.27)
    assert page.input_value("[data-map-accuracy]") == "8"
    page.context.set_geolocation({"latitude": 31.5, "longitude": 105.27, "accuracy": 8})
    page.get_by_role("button", name="回到我的位置").click()
    page.get_by_text("不在本县").wait_for()
    assert pin(page) == (30.54, 105.27)


def test_it_sends_photos_one_by_one_and_says_which_failed(page: Page) -> None:
    page.goto("/phone")
    good = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"x" * 2000}
    bad = {"name": "b.jpg", "mimeType": "image/jpeg", "buffer": b"x"}
    page.set_input_files("input[type=file]", [good, bad, good, good])  # one more than there is room for
    page.locator(".up-bad", has_text="这不是照片").wait_for()
    page.locator("[data-photos]:not([aria-busy])").wait_for()
    assert page.locator("[data-shot]").count() == 3
    assert page.locator(".up-bad").count() == 1
    assert page.locator(".up-add").is_hidden()
    page.locator(".up-bad .up-x").click()
    assert page.locator("[data-shot]").count() == 2
    assert page.locator(".up-add").is_visible()


def test_it_draws_boxes_over_a_photo_as_fractions(page: Page) -> None:
    page.goto("/guide")
    boxes = "JSON.parse(document.querySelector('[data-blur-boxes]').value)"
    assert page.evaluate(boxes) == [{"x": 0.2, "y": 0.35, "w": 0.22, "h": 0.2}]
    page.locator(".blur").scroll_into_view_if_needed()
    frame = page.locator(".blur").bounding_box()
    assert frame
    page.mouse.move(frame["x"] + frame["width"] * 0.6, frame["y"] + frame["height"] * 0.6)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] * 0.8, frame["y"] + frame["height"] * 0.9, steps=4)
    page.mouse.up()
    drawn = page.evaluate(boxes)[1]
    assert drawn == pytest.approx({"x": 0.6, "y": 0.6, "w": 0.2, "h": 0.3}, abs=0.01)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowUp")
    moved = page.evaluate(boxes)[1]
    assert moved["x"] == pytest.approx(drawn["x"] - 0.01, abs=1e-4)
    assert moved["h"] == pytest.approx(drawn["h"] - 0.01, abs=1e-4)
    page.keyboard.press("Delete")
    assert len(page.evaluate(boxes)) == 1
