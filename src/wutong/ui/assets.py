"""Addresses of the room's built files, with a version taken from their content.

A browser may then keep them for long, and a new build is seen at once. Without a build the plain address is given: the
pages work unstyled rather than not at all.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.templatetags.static import static

ROOT = Path(__file__).parent / "static" / "ui"


@lru_cache(maxsize=64)
def _version(path: Path, changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def url(name: str) -> str:
    """``/static/ui/<name>?v=<version>``."""
    path = ROOT.joinpath(*name.split("/"))  # a template hands over a SafeString, which pathlib refuses
    address = static(f"ui/{name}")
    try:
        return f"{address}?v={_version(path, path.stat().st_mtime_ns)}"
    except FileNotFoundError:
        return address
