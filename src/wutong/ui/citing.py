"""Where the text of a cited article can be read; the ui knows no statutes, so whoever has them says so at the start."""

from __future__ import annotations

from collections.abc import Callable

_known: list[Callable[[str], str]] = []


def known_by(address: Callable[[str], str]) -> None:
    """From now on ask ``address`` (citation → address of its text, "" where there is none)."""
    _known[:] = [address]


def address(text: str) -> str:
    """The address of an article's text, or ""."""
    return _known[0](text) if _known else ""
