"""The second journey: a letter registered at the desk, late and with its reason, handed over to another body."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import needs
from tests.journeys import hands
from tests.journeys.conftest import Come
from tests.journeys.visitor import Receipt, somewhere

pytestmark = [pytest.mark.browser, needs.chromium]


def test_it_registers_a_letter_late_with_its_reason_and_hands_it_over(come: Come) -> None:
    place, clerk = somewhere(), come("唐敏")
    clerk.expect("422")
    clerk.go("/desk/complaints/new")
    came = hands.now() - timedelta(days=3)
    clerk.fill(channel="letter", received=came.strftime("%Y-%m-%dT%H:%M"), category="other")
    clerk.fill(text="门前停车位划线看不清", place=place, contact_name="胡先生", contact_phone="139-0000-1234")
    clerk.button("登记，给出编号").click()
    told = clerk.page.locator(".fld-err", has_text="为什么当天没有登记")
    told.wait_for()
    assert clerk.page.input_value("[name=text]") == "门前停车位划线看不清"
    clerk.fill(late_reason="周末值班收信，今天登记")
    clerk.press("登记，给出编号")

    shown = Receipt(clerk.page.inner_text("#number"), clerk.page.inner_text("#code"))
    assert len(shown.digits) == 15 and len(shown.secret) == 6
    citizen = come(width=390)
    assert citizen.go(f"/progress/{shown.digits}") == 200
    assert "胡先生" not in citizen.text() and place not in citizen.text()
    matter = clerk.find(place)
    other = come("唐敏")
    other.go(f"/desk/complaints/new/{shown.digits}")
    assert shown.secret not in other.text(), "the second secret is shown to nobody a second time"
    clerk.go(matter)
    line = clerk.page.locator(".matter-mid .tl-item", has_text="收到")
    assert "补记" in line.inner_text() and "周末值班收信" in line.inner_text()

    clerk.do(
        matter, "转交其他机关", body="梧桐县交通运输局", grounds="道路标线由交通运输部门管理", told="电话告知反映人"
    )
    assert clerk.status() == "已转出"
    citizen.go(f"/progress/{shown.digits}")
    assert "已转给有权办的机关" in citizen.text() and "梧桐县交通运输局" not in citizen.text()
    citizen.page.fill("[name=open-code]", shown.secret)
    citizen.press("用查询码打开")
    assert "梧桐县交通运输局" in citizen.text() and place in citizen.text()
    clerk.do(matter, "对方收件", receipt="交通局收发室王某签收")
    assert "签收" in clerk.page.locator(".matter-mid").inner_text()
    clerk.go(f"{matter}/record")
    told = clerk.page.locator("main").inner_text()
    assert "转交其他机关" in told and "道路标线由交通运输部门管理" in told and "网页" in told
    assert "其他" in told and "handed_over" not in told and "outsider" not in told and "胡先生" not in told
    citizen.go(f"/progress/{shown.digits}")
    assert "对方已收到" in citizen.text() and "王某签收" not in citizen.text()


def test_it_makes_a_new_secret_for_whoever_lost_the_first(come: Come) -> None:
    citizen, clerk, place = come(width=390), come("唐敏"), somewhere()
    receipt = citizen.report(place)
    clerk.go(clerk.find(place))
    clerk.press("核对身份后重发查询码")
    fresh = clerk.page.inner_text("#code").strip()
    citizen.go(f"/progress/{receipt.digits}")
    citizen.page.locator("summary", has_text="补充情况").click()
    citizen.page.fill("[name=more-text]", "晚上更多")
    citizen.page.fill("[name=more-code]", fresh)
    citizen.press("补充")
    citizen.page.locator(".tl", has_text="晚上更多").wait_for()
