"""The server takes the port it is told, or the next free one, and says which."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from wutong.boot.serve import NoPort, listen, read_the_law
from wutong.law import rulebook
from wutong.law.procedure import RuleError


@pytest.fixture
def taken() -> Iterator[int]:
    """A port somebody else listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_it_takes_another_port_where_the_wished_one_is_taken(taken: int) -> None:
    with listen("127.0.0.1", taken) as sock:
        assert sock.getsockname()[1] != taken


def test_it_says_so_where_no_other_port_will_do(taken: int) -> None:
    with pytest.raises(NoPort):
        listen("127.0.0.1", taken, exactly=True)


def test_it_takes_a_free_port() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    with listen("127.0.0.1", free, exactly=True) as sock:
        assert sock.getsockname()[1] == free


def test_it_finds_a_port_at_the_end_of_the_range() -> None:
    with listen("127.0.0.1", 65535) as first, listen("127.0.0.1", 65535) as second:
        assert first.getsockname()[1] != second.getsockname()[1]


def test_it_stops_on_an_address_of_another_machine() -> None:
    with pytest.raises(OSError, match=r".") as stopped:
        listen("203.0.113.7", 0)
    assert not isinstance(stopped.value, NoPort)


def test_it_names_the_protocol_so_that_small_answers_are_not_held_back() -> None:
    """asyncio sets TCP_NODELAY only where the protocol is named; without it each kept-alive answer waits 40 ms."""
    with listen("127.0.0.1", 0) as sock:
        assert sock.proto == socket.IPPROTO_TCP


def test_it_reads_the_whole_law_before_anybody_asks_and_a_broken_file_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    read: list[str] = []

    def texts(family: str) -> tuple[()]:
        read.append(family)
        if family == "hold":
            raise RuleError("procedures/hold.yaml", 7, "act: x", "a map")
        return ()

    monkeypatch.setattr(rulebook, "texts", texts)
    read_the_law()
    assert read == list(rulebook.families())
    assert "hold.yaml, line 7" in caplog.text
