"""Fills a home with the invented demo county: ground, offices, the cast with one-click accounts, and their year.

Nothing here has a way of its own into the tables: the county comes from its file as any county does, and what happened
in it is written by the same doors that the pages call. Every step is safe to repeat, so a run that was cut off goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib import import_module
from importlib.resources import as_file, files
from importlib.util import find_spec
from typing import Protocol

from django.conf import settings

from wutong.boot.reckoning import reckon
from wutong.boot.start import NotInOrder
from wutong.record.scope import Scope


class Bar(Protocol):
    """A progress bar."""

    def update(self, n_steps: int) -> None: ...


OpenBar = Callable[[str, int], AbstractContextManager[Bar]]

#: modules with ``load(scope, bar)``: what happened in the demo county, in the order in which it happened
LOADERS = ("wutong.boot.demo_complaints",)

FIRST = """
先试这几样 / try first
  1. 市民：手机上反映一件事          {address}/report
  2. 工作人员：点一张卡片就登录        {address}/signin
  3. 看数字，点开每个数字的来源        {address}/figures
样例县是虚构的；数据在 {home}，删掉这个文件夹就回到开头。
The county is invented. Everything lies in {home}; delete that folder to begin again."""


def load(bar: OpenBar) -> Scope:
    """Load the demo county, its cast and what happened there.

    :raises NotInOrder: when the home already holds a real county.
    """
    from wutong.city.county import countyfile
    from wutong.city.county.api import ChangedHere, load_county
    from wutong.city.offices.api import counties

    real = [c.name for c in counties() if not c.demo]
    if real:
        raise NotInOrder(
            f"{settings.HOME} holds {', '.join(real)}: the demo is never mixed with real work, "
            "set WUTONG_HOME to another folder / 这里有真实县区，演示不能混进来"
        )
    with as_file(files("wutong.city") / "demo" / "county.yaml") as path:
        try:
            scope = Scope(load_county(path).county)
        except ChangedHere:  # played with: what was changed on pages stays
            scope = Scope(countyfile.read(path).code)
    reckon(scope, bar)
    for name in LOADERS:
        if find_spec(name) is not None:
            import_module(name).load(scope, bar)
    return scope
