"""A PostgreSQL cluster of the tests' own, started once; each home makes a database of its own in it."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.needs import ROOT

sys.path.insert(0, str(ROOT / "scripts"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Its address; where there is no PostgreSQL the test skips with the reason."""
    import postgres

    try:
        with postgres.cluster() as address:
            yield address
    except postgres.NoPostgres as lacking:
        pytest.skip(str(lacking))
