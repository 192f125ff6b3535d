"""A real server for what only the wire can do: a body cut off, a body at a trickle."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bad.wire import Phone
from tests.journeys.server import Server, demo


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The demo county, served by the product's own command."""
    with demo("bad") as served:
        yield served


@pytest.fixture
def phone(server: Server) -> Iterator[Phone]:
    """A citizen's browser of the barest kind; what the server wrote about its own failures fails the test."""
    before = server.errors()
    yield Phone(server.port)
    assert server.errors() == before, server.errors()
