"""The stage of the tests of this folder: two counties laid once, each test's requests undone."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

if TYPE_CHECKING:
    from tests.walls.ground import Stage


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Stage]:
    from tests.walls.ground import Stage, lay  # only when Django is ready, which it is not where this file is read
    from wutong.record import clock

    quiet = logging.getLogger("django.request")
    level = quiet.level
    quiet.setLevel(logging.CRITICAL)  # hundreds of refusals are what is asked for
    with django_db_blocker.unblock(), transaction.atomic():
        clock.set_clock("2026-11-24T15:00")
        yield Stage(*lay(tmp_path_factory.mktemp("counties")))
        clock.set_clock("")
        transaction.set_rollback(True)
    quiet.setLevel(level)


@pytest.fixture
def nothing_stays(stage: Stage) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
