"""A real server for what only the wire can do: a body cut off, a body at a trickle."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bad.wire import Phone
from tests.journeys.server import Server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The demo county, served by the product's own command."""
    folder = Path(tempfile.mkdtemp(prefix="wutong-bad-"))
    served = Server(folder / "home")
    served.home.mkdir()
    try:
        served.command("demo")
        served.start()
        yield served
    finally:
        served.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def phone(server: Server) -> Iterator[Phone]:
    """A citizen's browser of the barest kind; what the server wrote about its own failures fails the test."""
    before = server.errors()
    yield Phone(server.port)
    assert server.errors() == before, server.errors()
