"""What a test needs beyond Python: ``@needs.chromium``, ``@needs.shared_data``, ``@needs.postgresql``.

On a stranger's machine such a test skips and says why. Where the suite is the judge (CI sets
``WUTONG_TEST_COMPULSORY=1``) a missing thing fails the test instead: a green run must have run everything.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

postgresql = pytest.mark.needs("postgresql")
sqlite = pytest.mark.needs("sqlite")
chromium = pytest.mark.needs("chromium")
shared_data = pytest.mark.needs("shared_data")


def is_compulsory() -> bool:
    """Whether a missing thing fails the test (``tests/conftest.py`` moved the switch to this name)."""
    return os.environ.get("SUITE_COMPULSORY", os.environ.get("WUTONG_TEST_COMPULSORY", "")) == "1"


def is_on_postgresql() -> bool:
    """Whether this run's database is PostgreSQL."""
    return os.environ.get("SUITE_DATABASE", os.environ.get("WUTONG_TEST_DATABASE", "sqlite")) == "postgresql"


def shared_folder() -> Path | None:
    """The folder of real data that lies beside a checkout: ``$SHARED/data`` or ``../shared/data``; None without it."""
    given = os.environ.get("SHARED")
    places = [Path(given), Path(given) / "data"] if given else []
    places.append(ROOT.parent / "shared" / "data")
    for place in places:
        if (place / "petitions_replied.csv").is_file():
            return place
    return None


def shared_path(name: str) -> Path:
    """A file of the real data; only in a test marked ``@needs.shared_data``."""
    folder = shared_folder()
    if folder is None:
        pytest.fail("shared_path() in a test that is not marked @needs.shared_data")
    return folder / name


#: how every test starts it: without what a browser does on its own account in the background
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def chromium_path() -> str | None:
    """The machine's own Chromium (Debian's, or any on the PATH); a browser is never downloaded."""
    given = os.environ.get("CHROMIUM")
    names = [given] if given else ["chromium", "chromium-browser", "google-chrome", "/usr/bin/chromium"]
    return next((found for name in names if (found := shutil.which(name))), None)


def lacking(thing: str) -> tuple[str, bool]:
    """Why ``thing`` is not here ("" when it is), and whether that may fail a compulsory run."""
    if thing == "postgresql":
        return ("" if is_on_postgresql() else "belongs to the PostgreSQL run (WUTONG_TEST_DATABASE=postgresql)"), False
    if thing == "sqlite":
        return ("" if not is_on_postgresql() else "belongs to the SQLite run"), False
    if thing == "chromium":
        if chromium_path() is None:
            return "no Chromium: sudo apt install chromium fonts-noto-cjk", True
        if importlib.util.find_spec("playwright") is None:
            return "the package playwright is missing: make dev", True
        return "", True
    if thing == "shared_data":
        return ("" if shared_folder() else "no ../shared/data with petitions_replied.csv beside the checkout"), True
    raise ValueError(f"a test needs {thing!r}, which tests/needs.py does not know")
