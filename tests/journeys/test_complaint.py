"""The first journey: a citizen's phone, the clerk, the squad, the leader's order, the reply, the rating, "not solved"."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from PIL import Image

from tests import needs
from tests.journeys import hands
from tests.journeys.conftest import Come
from tests.journeys.visitor import photo, somewhere

pytestmark = [pytest.mark.browser, needs.chromium]


def test_it_goes_from_a_phone_through_the_desks_to_the_citizens_rating(come: Come) -> None:
    place = somewhere()
    citizen = come(width=390)
    receipt = citizen.report(
        place, "早点摊占满了人行道", picture=photo(), phone="13812345678", called="王女士", spot=(0.5, 0.45)
    )
    assert re.fullmatch(r"\d{6}-\d{4}-\d{4}-\d", receipt.number)
    assert re.fullmatch(r"\d{6}", receipt.secret)
    citizen.page.reload()
    assert receipt.number in citizen.text()
    with citizen.page.expect_navigation():
        citizen.page.get_by_role("link", name="看进度").click()
    seen = citizen.text()
    assert "已经收到，等受理" in seen and place in seen
    assert "王女士" not in seen and "1381" not in seen and "早点摊占满" not in seen

    clerk = come("唐敏")
    assert place in clerk.text(), "it does not wait in the inbox"
    matter = clerk.find(place)
    clerk.go(matter)
    assert "早点摊占满了人行道" in clerk.text()
    assert "1381" not in clerk.text() and "王女士" not in clerk.text(), "shown before anybody asked for it"
    original = clerk.page.locator(".photo-row img").first.get_attribute("src")
    assert original
    served = clerk.context.request.get(original)
    assert served.ok
    assert b"WutongPhone" not in served.body() and b"Model-Nine" not in served.body()
    assert not Image.open(io.BytesIO(served.body())).getexif()
    assert "2019" in clerk.page.locator(".photo-row").first.inner_text(), "what the photo says of itself is a clue"
    clerk.page.get_by_role("button", name="看称呼和电话").click()
    clerk.page.get_by_text("13812345678").wait_for()
    assert "这次查看已记下" in clerk.text()

    clerk.do(matter, "受理")
    assert clerk.status() == "已受理"
    clerk.open_act(matter, "交办")
    assert clerk.page.input_value("[name=office]") == "zf1", "文庙社区 is the first squad's"
    clerk.fill(words="请到现场看")
    clerk.press("交办")
    assert clerk.status() == "承办中"

    captain = come("周伟")
    assert place in captain.text()
    captain.go(matter)
    assert "13812345678" not in captain.text() and "看称呼和电话" not in captain.text()
    captain.do(matter, "承办答复", text="到现场劝离，划了疏导点，早晚各巡一次。")
    assert captain.status() == "待答复"

    leader = come("何志远")
    by = hands.today() + timedelta(days=2)
    leader.do(matter, "督办", words="这条街反复出现，拿出办法。", due=by.isoformat())
    assert "督办中" in leader.text()
    assert hands.zh(by) in leader.page.locator(".clock-row", has_text="督办").inner_text(), "the order has its own date"

    captain.do(matter, "督办回复", text="固定一人守早高峰，两周后再看。")
    assert "督办中" not in captain.text()

    clerk.open_act(matter, "答复")
    assert clerk.page.input_value("[name=text]") == "到现场劝离，划了疏导点，早晚各巡一次。", (
        "the office's answer is the draft"
    )
    clerk.fill(text="你好，中队到现场劝离了摊点，划了疏导点。", channel="call", proof="通话2分钟")
    clerk.press("答复")
    assert clerk.status() == "已答复"
    clerk.do(matter, "办结")
    assert clerk.status() == "已办结"

    citizen.go(f"/progress/{receipt.digits}")
    seen = citizen.text()
    assert "办完了，答复在下面" in seen and "划了疏导点" in seen
    assert "这条街反复出现" not in seen and "固定一人守早高峰" not in seen, "an order is the bureau's own business"
    citizen.page.locator("label", has=citizen.page.locator("[value=satisfied]")).click()
    citizen.press("提交评价")
    citizen.page.locator(".tl", has_text="你的评价").wait_for()
    clerk.go(matter)
    assert "满意" in clerk.page.locator(".matter-facts").inner_text()


def test_it_takes_a_matter_back_when_the_citizen_says_it_is_not_solved(come: Come) -> None:
    place = somewhere()
    citizen = come(width=390)
    receipt = citizen.report(place, phone="13912340000", called="李先生")
    clerk = come("唐敏")
    matter = hands.answered_by_the_clerk(clerk, clerk.find(place))
    citizen.expect("422")

    citizen.go(f"/progress/{receipt.digits}")
    citizen.press("看完了，收起来")
    citizen.page.locator("#again summary").click()
    citizen.page.fill("[name=again-reason]", "昨晚又摆出来了，和原来一样。")
    wrong = f"{(int(receipt.secret) + 1) % 10**6:06d}"
    citizen.page.fill("[name=again-code]", wrong)
    citizen.button("退回重办").click()
    error = citizen.page.locator("#again .fld-err")
    error.wait_for()
    assert re.search(r"还可以试\d+次|还能试\d+次", error.inner_text()), error.inner_text()
    assert citizen.page.input_value("[name=again-reason]") == "昨晚又摆出来了，和原来一样。"
    citizen.page.fill("[name=again-code]", receipt.secret)
    citizen.press("退回重办")
    assert "退回以后，正在重办" in citizen.text()

    clerk.go("/desk")
    row = clerk.page.locator("tr[data-row]", has_text=place)
    assert row.count() == 1, "it is not back in the inbox"
    assert "退回重办" in row.inner_text()
    clerk.go(matter)
    assert clerk.status() == "待转办"

    clerk.go("/desk/figures")
    with clerk.page.expect_navigation():
        clerk.page.locator(".kfigs a").first.click()
    assert place in hands.rows_of_all_pages(clerk)

    visitor = come(width=390)
    visitor.go(f"/progress/{receipt.digits}")
    assert "退回以后，正在重办" in visitor.text() and "昨晚又摆出来了" not in visitor.text(), (
        "the number is not the secret"
    )
    for path in ("/", "/figures", f"/progress/{receipt.digits}"):
        visitor.go(path)
        assert "李先生" not in visitor.page.content() and "13912340000" not in visitor.page.content()
    visitor.go("/figures")
    with visitor.page.expect_navigation():
        visitor.page.locator(".kfigs a").first.click()
    assert place not in hands.rows_of_all_pages(visitor), "the rows for everybody name no place"
