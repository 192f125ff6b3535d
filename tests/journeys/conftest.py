"""The stage of the journeys: one server and one browser, a visitor for whoever comes along, nothing pretended.

The server lives as long as the run. The browser lives as long as a module: Playwright's loop would otherwise stand in
the way of other tests' database work in the same process. Whatever the browser complains of fails the journey.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from tests import needs
from tests.journeys.server import ROOT, Server, demo
from tests.journeys.visitor import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

#: each visitor comes from an address of his own, as citizens do; the server trusts the proxy's word here
_hosts = itertools.count(1)

Come = Callable[..., Visitor]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The demo county, loaded and served."""
    assert (ROOT / "src/wutong/ui/static/ui/dist/wutong.js").is_file(), "the page assets are not built: make assets"
    with demo("journey") as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium, the machine's own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=needs.chromium_path(), args=needs.CHROMIUM_FLAGS)
        yield found
        found.close()


@pytest.fixture
def come(browser: Browser, server: Server) -> Iterator[Come]:
    """``come("唐敏")`` signs in at a desk; ``come()`` is a citizen with a phone. Closed and examined at the end."""
    here: list[Visitor] = []

    def comes(
        name: str = "", *, width: int = 0, script: bool = True, county: str = "", expects: tuple[str, ...] = ()
    ) -> Visitor:
        n = next(_hosts)
        visitor = Visitor(
            browser, server.address, name, width or (1366 if name else 390), f"10.{os.getpid() % 250}.{n // 250}.{n % 250 + 1}",
            script=script, county=county, expects=expects,
        )  # fmt: skip
        here.append(visitor)
        if name:
            visitor.sign_in()
        return visitor

    before = server.errors()
    yield comes
    said = [words for visitor in here for words in visitor.complaints()]
    for visitor in here:
        visitor.leave()
    assert not said, said
    assert server.errors() == before, server.errors()
