"""The two counties, and a county's complaints by the real doors."""

from __future__ import annotations

from collections.abc import Iterator
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
def nothing_kept() -> Iterator[None]:
    """No count outlives its test."""
    from wutong.supervise.figures import kept

    kept.forget()
    yield
    kept.forget()
