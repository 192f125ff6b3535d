"""What every page's frame knows: the county, who sits at the desk, where the rail leads, the day, the demo mark.

A context processor, so that no page hands these on. It must survive a request that failed before its county or seat
was known: an error page has a frame too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from wutong.record import clock

#: word on the rail, what it is for, the names of the pages it may lead to (the first that exists and is allowed)
RAIL: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("晨报", "今天要管的和昨天的数字", ("brief",)),
    ("待办", "等我办的事", ("inbox", "desk-inbox", "desk")),
    ("归集", "群众反映和来信来访", ("complaint-list",)),
    ("研判", "并件和多发地", ("triage", "duplicate-list")),
    ("指挥", "派遣", ("order-list", "command-desk")),
    ("执法", "检查和案件", ("case-list", "check-list")),
    ("监督", "数字和督办", ("figure-list", "figures")),
    ("法治", "决策和文件", ("govern-desk",)),
    ("期限", "哪天到期", ("deadlines", "deadline-board", "dates")),
    ("留痕", "全部记录", ("entry-list", "record-list", "record-entries")),
)

#: words about matters: not for whoever holds nothing but one of the three administrators' posts, to whom no matter opens
OF_MATTERS = frozenset({"待办", "归集", "研判", "指挥", "执法", "期限"})
#: what stands on their rail instead: a rail of one word would hide their own work in a menu
OF_STEWARDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("机构", "合并、改名、任免、代理、期限", ("house",)),
    ("账号", "谁能登录，忘了密码发新的", ("accounts",)),
    ("登录", "规则、锁住的账号、第二重验证", ("guard",)),
    ("查阅", "谁看过个人信息，谁登录过", ("access-list",)),
    ("任务", "没有做成的、昨晚做了什么", ("jobs",)),
)

#: what stands under one's own name: not a function of the bureau, but needed by everyone now and then
MINE: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("我的岗位和密码", "岗位、执法证、密码", ("me",)),
    ("机构和人员", "哪一天有哪些机构，谁任什么职", ("office-list",)),
    ("机构变更", "合并、改名、任免、代理、期限", ("house",)),
    ("区划和网格", "一个点归谁管", ("place-list",)),
    ("案由", "哪种行为按哪一条罚", ("offence-list",)),
    ("账号", "谁能登录，忘了密码发新的", ("accounts",)),
    ("登录和验证", "规则、锁住的账号、第二重验证", ("guard",)),
    ("查阅记录", "谁看过个人信息，谁登录过", ("access-list",)),
    ("后台任务", "没有做成的、昨晚做了什么", ("jobs",)),
)


@dataclass(frozen=True)
class Item:
    """One word on the rail; ``url`` is empty where the page does not exist yet or is not this seat's."""

    word: str
    title: str
    url: str
    here: bool


@dataclass(frozen=True)
class Shell:
    """The frame of one page."""

    county: Any
    seat: Any
    nav: tuple[Item, ...]
    mine: tuple[Item, ...]
    today: date
    demo: bool
    scope: Any


def may_open(view: Callable[..., Any], roles: frozenset[str]) -> bool:
    """Whether a seat with these roles passes the view's gate (see ``city.offices.pages.gate``)."""
    gate = getattr(view, "gate", None)
    if gate is None or gate[0] == "public":
        return True
    wanted = frozenset(gate[1]) if len(gate) > 1 else frozenset()
    return not wanted or bool(wanted & roles)


def _url(names: tuple[str, ...], roles: frozenset[str]) -> str:
    for name in names:
        try:
            url = reverse(name)
            path = url.removeprefix(_prefix().rstrip("/")) or "/"
            view = resolve(path).func
        except (NoReverseMatch, Resolver404):
            continue
        if may_open(view, roles):
            return url
    return ""


def _prefix() -> str:
    from django.urls import get_script_prefix

    return get_script_prefix()


def nav(seat: Any, path: str) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """The rail and the menu under one's name: only words whose page exists and whom the seat may open.

    The page one is on is the longest address of either that leads to it, so that /desk/places is not also 待办.
    """
    from wutong.city.offices.api import STEWARDS

    steward = seat.roles <= frozenset(STEWARDS)
    words = (*OF_STEWARDS, *(w for w in RAIL if w[0] not in OF_MATTERS)) if steward else RAIL
    rail, mine = _items(words, seat, path), _items(MINE, seat, path)
    longest = max((len(item.url) for item in (*rail, *mine) if item.here), default=0)

    def one_here(items: list[Item]) -> tuple[Item, ...]:
        return tuple(Item(i.word, i.title, i.url, i.here and len(i.url) == longest) for i in items)

    return one_here(rail), one_here(mine)


def _items(words: tuple[tuple[str, str, tuple[str, ...]], ...], seat: Any, path: str) -> list[Item]:
    items = []
    for word, title, names in words:
        url = _url(names, frozenset(seat.roles))
        if url:
            items.append(Item(word, title, url, path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))))
    return items


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Django's context processor: ``{{ shell.county.name }}``, ``{% for item in shell.nav %}`` …"""
    from wutong.city.offices import api as offices

    scope = getattr(request, "county", None)
    seat = getattr(request, "seat", None)
    rail, mine = nav(seat, request.path) if seat is not None else ((), ())
    return {
        "shell": Shell(
            county=offices.county(scope) if scope is not None else None,
            seat=seat,
            nav=rail,
            mine=mine,
            today=clock.legal_day(clock.now()),
            demo=bool(settings.DEMO),
            scope=scope,
        )
    }
