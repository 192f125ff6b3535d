"""What a browser keeps of a form that was not sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page


def kept(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate("({...localStorage, s: JSON.stringify({...sessionStorage})})")
    return found


def wait_kept(page: Page, words: str) -> None:
    for _ in range(600):
        if words in str(kept(page)):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{words} was not kept: {kept(page)}")
