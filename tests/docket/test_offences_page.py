"""案由 at a desk: all 58, on a chosen day, found by word; a wrong day is told beside the box."""

from __future__ import annotations

import pytest

from tests.people import CITIZEN, as_person
from wutong.record.scope import Scope

pytestmark = pytest.mark.django_db
PAGE = "/desk/offences"


def shown(**asked: str) -> str:
    answer = as_person("唐敏").get(PAGE, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_lists_every_offence_with_its_marks(wutong: Scope) -> None:
    page = shown()
    assert "58个案由" in page
    assert "29 禁止区域露天烧烤、提供场地" in page and "[inference]" in page


def test_it_shows_the_text_of_the_chosen_day(wutong: Scope) -> None:
    then, now = shown(q="露天烧烤", on="2019-05-01"), shown(q="露天烧烤", on="2026-09-01")
    assert "大气污染防治法（2018）第118条第3款" in then and "生态环境法典" not in then
    assert "生态环境法典（2026）第1132条第3款" in now and "大气污染防治法" not in now
    assert "责令后拒不改正的" in now


def test_it_says_why_a_norm_is_silent_on_a_day(wutong: Scope) -> None:
    assert "这一天还没有处罚这种行为" in shown(q="规定路线", on="2019-05-01")
    assert "这一天的文本没有收录" in shown(q="随意倾倒建筑垃圾", on="2019-05-01")


def test_it_leads_on_where_nothing_is_found_and_keeps_what_was_typed(wutong: Scope) -> None:
    page = shown(q="飞碟")
    assert "没有找到这样的案由" in page and 'value="飞碟"' in page


@pytest.mark.parametrize("day", ["1066-10-14", "soon", "2019-02-30", "9" * 5000])
def test_it_tells_a_day_that_cannot_be(wutong: Scope, day: str) -> None:
    answer = as_person("唐敏").get(PAGE, {"q": "渣土", "on": day})
    assert answer.status_code == 422
    assert 'value="渣土"' in answer.content.decode()


def test_it_is_for_staff(wutong: Scope) -> None:
    assert as_person(CITIZEN).get(PAGE).status_code in (302, 403)
