"""The room served alone (``standalone.py``), and a visitor on a phone for whoever tests it in a browser."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import needs

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    assert (ROOT / "src/wutong/ui/static/ui/dist/wutong.js").is_file(), "the page assets are not built: make assets"
    command = [sys.executable, "-m", "tests.ui.standalone"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip().removesuffix("/guide")
        server.terminate()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=needs.chromium_path(), args=needs.CHROMIUM_FLAGS)
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A fresh visitor on a phone; whatever the browser complains of fails the test."""
    context = browser.new_context(base_url=address, viewport={"width": 390, "height": 844}, has_touch=True)
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console",
        lambda said: (
            complaints.append(said.text) if said.type == "error" and "Failed to load" not in said.text else None
        ),
    )
    yield opened
    context.close()
    assert not complaints, complaints
