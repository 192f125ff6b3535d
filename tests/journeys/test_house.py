"""What a county changes of itself, each previewed, applied and taken back.

A squad goes up in another, confirmed by the head, and an open matter moves with it; a category comes and goes.
"""

from __future__ import annotations

import time

import pytest

from tests import needs
from tests.journeys import hands
from tests.journeys.conftest import Come
from tests.journeys.visitor import Visitor, somewhere

pytestmark = [pytest.mark.browser, needs.chromium]


def forwarded(clerk: Visitor, office: str) -> str:
    """A call, accepted and given to an office."""
    place = somewhere()
    clerk.go("/desk/complaints/new")
    clerk.fill(channel="call", category="other", text="来电说路灯不亮", place=place)
    clerk.press("登记，给出编号")
    matter = clerk.find(place)
    clerk.do(matter, "受理")
    clerk.do(matter, "交办", office=office)
    return matter


def until(visitor: Visitor, path: str, words: str) -> None:
    """Look again until the worker has done it."""
    for _ in range(120):
        visitor.go(path)
        if words in visitor.text():
            return
        time.sleep(0.5)
    raise AssertionError(f"{path} never said {words}")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("script", [True, False])
def test_it_merges_an_office_and_an_open_matter_moves_with_it(come: Come, script: bool) -> None:
    clerk, admin, head = come("唐敏"), come("吴越", script=script), come("顾明远", script=script)
    matter = forwarded(clerk, "zf5")
    admin.go("/desk/house")
    admin.page.get_by_role("link", name="合并机构").click()
    admin.page.check("[name=offices][value=zf5]")
    admin.page.select_option("[name=into]", "zf4")
    admin.page.fill("[name=document]", "梧编办〔2026〕8号")
    admin.press("预览")
    assert "街面执法五中队并入街面执法四中队" in admin.text() and "周伟" in admin.text()
    assert "件" in admin.page.locator("section", has_text="在办的事项到哪里去").inner_text()
    admin.press("提交确认")
    assert "等第二人确认" in admin.text()
    path = admin.page.url.removeprefix(admin.address)
    head.go(path)
    head.press("确认并施行")
    assert "已施行" in head.text()
    until(head, path, "都转完了")
    clerk.go(matter)
    assert "四中队" in clerk.text() and "随机构转交" in clerk.text()
    clerk.go("/desk/offices")
    assert "街面执法五中队" not in clerk.text()

    admin.go(f"{path}/undo")
    admin.press("撤销这一次")
    back = admin.page.url.removeprefix(admin.address)
    head.go(back)
    head.press("确认并施行")
    until(head, back, "都转完了")
    clerk.go("/desk/offices")
    assert "街面执法五中队" in clerk.text()
    assert hands.zh(hands.today()) in head.text()


@pytest.mark.timeout(600)
def test_a_category_is_offered_from_its_form_to_its_undo(come: Come) -> None:
    clerk, admin = come("唐敏"), come("吴越")
    admin.go("/desk/house")
    admin.page.get_by_role("link", name="投诉类别", exact=True).click()
    admin.fill(code="drone", label="无人机扰民", tag="机", document="梧执〔2026〕3号")
    admin.press("预览")
    assert "列表用字“机”" in admin.text() and "原有的10个类别" in admin.text()
    assert "无人机扰民" not in _offered(clerk), "a preview writes nothing"
    admin.press("施行")
    assert "已施行" in admin.text()
    path = admin.page.url.removeprefix(admin.address)
    assert "无人机扰民" in _offered(clerk)

    admin.go(f"{path}/undo")
    assert "回到规则里的类别表" in admin.text()
    admin.press("撤销这一次")
    assert "撤销的" in admin.text() and "已施行" in admin.text()
    assert "无人机扰民" not in _offered(clerk)
    admin.go(path)
    assert "已撤销" in admin.text()


def _offered(clerk: Visitor) -> str:
    """What a clerk may choose from at the counter."""
    clerk.go("/desk/complaints/new")
    return clerk.text()
