"""Guards around the flush, so that transactional tests can be reset, and a county to write in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.guards_fixture import guards_around_flush  # noqa: F401

if TYPE_CHECKING:
    from wutong.record.scope import Scope


@pytest.fixture
def scope() -> Scope:
    from wutong.record.scope import Scope

    return Scope("510999")
