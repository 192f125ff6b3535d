"""Every page of the desk has a name in Chinese: the access record tells of refused pages, and no auditor reads route names."""

from __future__ import annotations

import re

from tests.house.test_routes import named_routes
from wutong.boot.page_names import NAMES

DESK = re.compile(r"\^?(desk|m|me)(/|$|\\Z)")


def test_it_names_every_page_of_the_desk_and_no_other() -> None:
    desk = {str(route.name) for route in named_routes() if DESK.match(str(route.pattern))}
    assert len(desk) > 60
    assert desk - set(NAMES) == set()
    assert set(NAMES) - desk == set(), "a name of a page that is gone"


def test_it_is_written_in_chinese_and_no_two_pages_are_called_the_same() -> None:
    assert all(re.fullmatch(r"[\u4e00-\u9fff]{2,14}", name) for name in NAMES.values())
    assert len(set(NAMES.values())) == len(NAMES)
