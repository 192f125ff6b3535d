"""The eighth journey: two reports of one thing answered together and parted again; a photo made fit to be seen."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tests import needs
from tests.journeys.conftest import Come
from tests.journeys.visitor import Receipt, Visitor, photo, somewhere

pytestmark = [pytest.mark.browser, needs.chromium]

Pixels = Image.Image


def number(clerk: Visitor, matter: str) -> str:
    """The matter's own number, 诉…"""
    clerk.go(matter)
    return clerk.page.locator(".matter-meta b").first.inner_text().strip()


def replied(citizen: Visitor, receipt: Receipt) -> bool:
    citizen.go(f"/progress/{receipt.digits}")
    return "两件都看过了，摊点已经劝离" in citizen.text()


def test_it_answers_two_of_a_kind_at_once_and_parts_them_again(come: Come) -> None:
    first, second, citizen, clerk = somewhere(), somewhere(), come(width=390), come("唐敏")
    receipts = [citizen.report(place) for place in (first, second)]
    lead, other = clerk.find(first), clerk.find(second)
    clerk.do(lead, "受理")
    clerk.do(other, "受理")
    clerk.expect("422")
    clerk.open_act(other, "并件")
    clerk.fill(number="诉000000-0000")
    clerk.button("并件").click()
    clerk.page.locator(".fld-err").wait_for()
    clerk.fill(number=number(come("唐敏"), lead))
    clerk.press("并件")
    assert "已并件" in clerk.page.locator(".matter-head").inner_text()
    assert first in clerk.page.locator(".links").inner_text()
    clerk.go(lead)
    assert second in clerk.page.locator(".links").inner_text()

    clerk.open_act(lead, "答复")
    clerk.fill(text="两件都看过了，摊点已经劝离。", channel="page", proof="进度页")
    clerk.press("答复")
    assert second in clerk.text() and not replied(citizen, receipts[1]), "who gets it is seen before it goes"
    clerk.press("给这1件各写一条答复")
    clerk.page.wait_for_url(f"**{lead}")
    assert all(replied(citizen, r) for r in receipts), "each citizen reads a reply of his own"
    clerk.go(other)
    assert clerk.status() == "已答复"
    for place in (first, second):
        clerk.find(place)  # neither left the list

    clerk.do(other, "取消并件")
    assert "已并件" not in clerk.page.locator(".matter-head").inner_text()
    assert clerk.status() == "已答复", "parting takes no reply away"
    clerk.go(lead)
    assert second not in clerk.page.locator(".matter-facts").inner_text() or "并到本件" not in clerk.text()
    assert replied(citizen, receipts[1])


def spread(picture: Pixels, box: tuple[float, float, float, float]) -> int:
    """How far light and dark lie apart in a part of a photo: noise is wide, what is covered is flat."""
    w, h = picture.size
    part = picture.crop((int(box[0] * w), int(box[1] * h), int(box[2] * w), int(box[3] * h))).convert("L")
    low, high = part.getextrema()
    return int(high - low)  # type: ignore[operator]


def test_it_shows_everybody_the_covered_photo_only(come: Come) -> None:
    place, citizen = somewhere(), come(width=390)
    receipt = citizen.report(place, picture=photo())
    citizen.go(f"/progress/{receipt.digits}")
    assert citizen.page.locator("main img[src*=photo]").count() == 0
    assert "遮住人脸和车牌后才显示" in citizen.text()

    clerk = come("唐敏")
    matter = clerk.find(place)
    clerk.go(matter)
    original = clerk.page.locator(".photo-row img").get_attribute("src")
    assert original
    with clerk.page.expect_navigation():
        clerk.page.get_by_role("link", name="遮盖人脸车牌").click()
    picture = clerk.page.locator("[data-blur] img")
    picture.scroll_into_view_if_needed()
    frame = picture.bounding_box()
    assert frame
    at = lambda x, y: (frame["x"] + frame["width"] * x, frame["y"] + frame["height"] * y)  # noqa: E731
    clerk.page.mouse.move(*at(0.1, 0.1))
    clerk.page.mouse.down()
    clerk.page.mouse.move(*at(0.3, 0.3), steps=5)
    clerk.page.mouse.up()
    assert clerk.page.locator(".blur-box").count() == 1
    clerk.button("加一个框").focus()
    clerk.page.keyboard.press("Enter")
    for key in [*["ArrowRight"] * 20, *["ArrowDown"] * 20]:
        clerk.page.keyboard.press(key)
    assert clerk.page.locator(".blur-box").count() == 2
    clerk.press("遮盖后给反映人看")
    assert "遮盖过，反映人可见" in clerk.page.locator(".photo-row").inner_text()

    citizen.go(f"/progress/{receipt.digits}")
    shown = citizen.page.locator("main img[src*=photo]").get_attribute("src")
    assert shown
    seen = Image.open(io.BytesIO(citizen.context.request.get(shown).body()))
    assert spread(seen, (0.12, 0.12, 0.28, 0.28)) < 80, "the box of the mouse"
    assert spread(seen, (0.62, 0.62, 0.78, 0.78)) < 80, "the box of the keys"
    assert spread(seen, (0.35, 0.05, 0.55, 0.3)) > 150, "the rest stays as it was"
    before = original.rsplit("/", 1)[-1]
    assert citizen.context.request.get(f"/progress/{receipt.digits}/photo/{before}").status == 404
    assert citizen.context.request.get(original, max_redirects=0).status == 302, "the desk asks to sign in first"
