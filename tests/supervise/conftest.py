"""The two counties, and a county's complaints by the real doors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.supervise.acting import Desk
    from wutong.record.scope import Scope


@pytest.fixture
def desk(wutong: Scope) -> Desk:
    """The complaint desk of the demo county."""
    from tests.supervise.acting import Desk

    return Desk(wutong)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No count outlives its test, and what is counted beside is counted on the spot: a thread sees no test's rows."""
    from wutong.supervise.figures import kept, shelf

    monkeypatch.setattr(kept, "_beside", lambda work: work())
    monkeypatch.setattr(shelf, "_path", lambda scope, year: tmp_path / "figures" / scope.county / f"{year}.json")
    kept.forget()
    yield
    kept.forget()
