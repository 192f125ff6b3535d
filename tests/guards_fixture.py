"""Lets a transactional test empty the database although the record forbids it: guards are lifted around the flush only.

pytest-django resets a transactional test by flush (DELETE or TRUNCATE). The guards themselves stand, unchanged, during
every test. Put ``from tests.guards_fixture import guards_around_flush`` (noqa: F401) into a conftest to use it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session", autouse=True)
def guards_around_flush() -> Iterator[None]:
    """Lift the guards, flush, and put them back; for the whole session."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    from wutong.record import guards

    original = BaseDatabaseOperations.execute_sql_flush

    def around(self: Any, sql_list: Any) -> Any:
        guards.lift(self.connection)
        try:
            return original(self, sql_list)
        finally:
            guards.install(self.connection)

    BaseDatabaseOperations.execute_sql_flush = around  # type: ignore[method-assign]
    yield
    BaseDatabaseOperations.execute_sql_flush = original  # type: ignore[method-assign]
