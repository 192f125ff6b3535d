"""Each test of imports has a home of its own, so that what is kept in it can be counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def own_home(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    settings.HOME = tmp_path_factory.mktemp("home")
    return Path(settings.HOME)
