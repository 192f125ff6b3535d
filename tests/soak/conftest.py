"""The stage of the long tests: each runs on SQLite and on a throw-away PostgreSQL, in a home of its own.

``WUTONG_TEST_KILLS`` says how often something is killed (default 20), ``WUTONG_TEST_SEED`` at which moments.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soak.server import ROOT, Home

sys.path.insert(0, str(ROOT / "scripts"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a long test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            assert item.get_closest_marker("soak"), f"{item.nodeid} lies in tests/soak without the mark"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL: the given one, else a throw-away cluster; a superuser's address, so that backends can be ended."""
    import postgres

    given = os.environ.get("SUITE_POSTGRESQL", "")
    if given:
        yield given
        return
    try:
        with postgres.cluster() as address:
            yield address
    except postgres.NoPostgres as lacking:
        pytest.skip(str(lacking))


@pytest.fixture(params=["sqlite", "postgresql"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:  # type: ignore[override]
    """An empty home on either database."""
    made = Home(tmp_path / "home", request.getfixturevalue("postgresql") if request.param == "postgresql" else "")
    try:
        yield made
    finally:
        made.gone()


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path / "home")
    try:
        yield made
    finally:
        made.gone()


@pytest.fixture
def on_postgresql(tmp_path: Path, postgresql: str) -> Iterator[Home]:
    made = Home(tmp_path / "home", postgresql)
    try:
        yield made
    finally:
        made.gone()


@pytest.fixture
def kills() -> int:
    """How often."""
    return int(os.environ.get("SUITE_KILLS", "20"))


@pytest.fixture
def luck() -> random.Random:
    """At which moments; the seed is printed, so that a failure can be had again (as far as a machine repeats itself)."""
    seed = int(os.environ.get("SUITE_SEED", "0")) or int(time.time())
    print(f"seed {seed}")
    return random.Random(seed)
