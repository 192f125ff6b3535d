"""Guards around the flush, so that transactional tests can be reset, and a county to write in."""

from __future__ import annotations

import pytest

from tests.guards_fixture import guards_around_flush  # noqa: F401
from wutong.record.scope import Scope


@pytest.fixture
def scope() -> Scope:
    return Scope("510999")
