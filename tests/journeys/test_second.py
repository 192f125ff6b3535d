"""The eleventh journey: a second factor in a real browser: an app by its key, a passkey of the machine's own, and out elsewhere."""

from __future__ import annotations

import re

import pytest

from tests import needs
from tests.city.keys import digits
from tests.journeys.conftest import Come
from tests.journeys.visitor import Visitor
from wutong.city.county.load import DEMO_PASSWORD

pytestmark = [pytest.mark.browser, needs.chromium]


def by_password(visitor: Visitor, login: str) -> None:
    visitor.go("/signin")
    visitor.page.fill("[name=login]", login)
    visitor.page.fill("[name=password]", DEMO_PASSWORD)
    visitor.press("登录")


def drop_all(visitor: Visitor) -> None:
    """Leave the account as it was: other journeys click its card."""
    visitor.go("/me/second")
    while visitor.button("去掉").count():
        with visitor.page.expect_navigation():
            visitor.button("去掉").first.click()


def test_an_app_is_set_up_by_its_key_and_asked_for_after_the_password(come: Come) -> None:
    him = come("袁慧")
    him.expect("422")
    him.go("/me")
    with him.page.expect_navigation():
        him.page.get_by_role("link", name="第二重验证").click()
    with him.page.expect_navigation():
        him.page.get_by_role("link", name="用手机上的验证器").click()
    picture = him.page.locator(".second-qr")
    assert picture.evaluate("img => img.complete && img.naturalWidth > 0"), "the policy lets the picture through"
    secret = him.page.locator("#key").inner_text()
    assert re.fullmatch(r"([A-Z2-7]{4} )+[A-Z2-7]{1,4}", secret)
    him.page.fill("[name=code]", "000000")
    him.press("设好")
    assert "没有对上" in him.text() and him.page.locator("#key").inner_text() == secret
    him.page.fill("[name=code]", digits(secret, -1))
    him.press("设好")
    codes = him.page.locator("#codes code").all_inner_texts()
    assert len(codes) == 10
    with him.page.expect_navigation():
        him.page.get_by_role("link", name="抄好了").click()
    assert "还有10个没有用过" in him.text() and codes[0] not in him.text()

    again = come()
    by_password(again, "yuanhui")
    assert again.page.url.endswith("/signin/second")
    assert again.go("/desk/offices") == 200 and again.page.url.split("?")[0].endswith("/signin")
    again.go("/signin/second")
    again.page.fill("[name=code]", codes[2])
    again.press("登录")
    assert not again.page.url.endswith("/signin/second")
    again.go("/me/sittings")
    again.press("退出别处")
    assert "那边退出了" in again.text()
    him.go("/me")
    assert "在别处退出了" in him.text() and "/signin" in him.page.url
    drop_all(again)


@pytest.mark.parametrize("width", [390, 1366])
def test_a_passkey_of_the_machine_signs_in_alone(come: Come, width: int) -> None:
    him = come("程立", width=width)
    devtools = him.context.new_cdp_session(him.page)
    devtools.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    machine = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device})["authenticatorId"]
    him.go("/me/second/passkey")
    him.page.fill("[name=name]", "值班室电脑")
    him.press("让这台设备做一把")
    assert him.page.locator("#codes code").count() == 10
    kept = devtools.send("WebAuthn.getCredentials", {"authenticatorId": machine})["credentials"]
    assert len(kept) == 1 and kept[0]["isResidentCredential"] and kept[0]["rpId"] == "localhost"
    him.go("/me/second")
    assert "值班室电脑" in him.text()

    him.go("/privacy")  # no page that listens is left behind without its cookie
    him.context.clear_cookies()
    him.go("/signin?next=/me")
    him.press("用通行密钥登录")
    him.page.wait_for_url("**/me")
    assert "程立" in him.text()

    him.go("/privacy")  # no page that listens is left behind without its cookie
    him.context.clear_cookies()
    by_password(him, "chengli")
    assert him.page.url.endswith("/signin/second")
    him.press("用通行密钥")
    assert not him.page.url.endswith("/signin/second")

    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": machine, "isUserVerified": False})
    him.go("/privacy")  # no page that listens is left behind without its cookie
    him.context.clear_cookies()
    him.go("/signin")
    him.button("用通行密钥登录").click()
    him.page.locator("[data-passkey-words]:not([hidden])").wait_for()
    assert "没有做成" in him.text() and him.go("/me") == 200 and "/signin" in him.page.url

    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": machine, "isUserVerified": True})
    him.go("/signin")
    him.press("用通行密钥登录")
    drop_all(him)
