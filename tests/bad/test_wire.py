"""Uploads that are cut off, too large or endlessly slow: nothing half is taken, no memory is filled, nobody else waits."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.bad.wire import MULTIPART, Phone, picture
from tests.journeys.server import Server

MEGA = 1024 * 1024


def memory(server: Server) -> int:
    """Bytes of memory that the server's process holds now."""
    assert server.process is not None
    for line in Path(f"/proc/{server.process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    pytest.skip("this machine does not say how much memory a process holds")


def pour(line: socket.socket, size: int) -> int:
    """Send so many bytes; how many went out before the other side had enough."""
    block, sent = b"\xff" * MEGA, 0
    while sent < size:
        try:
            line.sendall(block[: size - sent])
        except (BrokenPipeError, ConnectionResetError):
            break
        sent += min(MEGA, size - sent)
    return sent


def kept_files(server: Server) -> int:
    return sum(1 for p in (server.home / "files").rglob("*") if p.is_file())


def test_it_takes_nothing_of_200_megabytes_cut_at_the_end_and_does_not_grow(server: Server, phone: Phone) -> None:
    key = phone.key("/report/photo")
    before, files = memory(server), kept_files(server)
    size = 200 * MEGA
    start = phone.upload(key, "a.jpg", b"")[:-30]
    with phone.open() as line:
        line.sendall(phone.head("POST", "/report/photos", size, MULTIPART) + start)
        pour(line, size * 99 // 100 - len(start))
    assert phone.get("/report/photo").status == 200
    assert memory(server) - before < 60 * MEGA
    assert kept_files(server) == files


def test_it_says_how_much_it_takes_while_the_rest_still_comes(phone: Phone) -> None:
    with phone.open() as line:
        line.sendall(phone.head("POST", "/report/photos", 200 * MEGA, MULTIPART))
        answer = phone.answer(line)
    assert answer.status == 413 and "20兆" in answer.text


@pytest.mark.parametrize("path", ["/report/photos", "/report/photo"])
def test_it_takes_no_photo_that_did_not_come_whole(server: Server, phone: Phone, path: str) -> None:
    key = phone.key("/report/photo")
    body = phone.upload(key, "a.jpg", picture(1000 + len(path), (1600, 1200)) + b"\0" * 3 * MEGA)
    before, files = memory(server), kept_files(server)
    with phone.open() as line:
        line.sendall(phone.head("POST", path, len(body), MULTIPART) + body[: len(body) * 99 // 100])
    assert phone.get("/report/photo").status == 200
    assert kept_files(server) == files and memory(server) - before < 60 * MEGA
    with phone.open() as line:  # sent again, whole
        line.sendall(phone.head("POST", path, len(body), MULTIPART, "Connection: close") + body)
        assert phone.answer(line).status in {200, 302}
    assert kept_files(server) == files + 1


def test_it_does_nothing_with_words_that_were_cut_off(phone: Phone) -> None:
    """Half a form looks like a whole one with shorter words; it must not be written down."""
    key = phone.key("/report/what")
    body = f"csrfmiddlewaretoken={key}&category=stall&text=".encode() + b"a" * 2000 + b"THE+END"
    with phone.open() as line:
        line.sendall(phone.head("POST", "/report/what", len(body), "application/x-www-form-urlencoded") + body[:-200])
    assert "aaaa" not in phone.get("/report/what").text
    with phone.open() as line:
        line.sendall(
            phone.head("POST", "/report/what", len(body), "application/x-www-form-urlencoded", "Connection: close")
            + body
        )
        assert phone.answer(line).status == 302
    assert "THE END" in phone.get("/report/what").text


def test_sixty_slow_phones_keep_no_desk_waiting(server: Server, phone: Phone) -> None:
    """Each upload stands still in the middle of its photo; there are eight threads."""
    slow: list[tuple[Phone, socket.socket, bytes]] = []
    try:
        for n in range(60):
            one = Phone(server.port)
            body = one.upload(one.key("/report/photo"), "a.jpg", picture(n * 7, (640, 480)))
            line = one.open()
            line.sendall(one.head("POST", "/report/photos", len(body), MULTIPART) + body[: len(body) // 2])
            slow.append((one, line, body))
        clerk = Phone(server.port)
        key = clerk.key("/signin")
        assert clerk.post("/signin/cast", {"csrfmiddlewaretoken": key, "officer": "011"}).status in {302, 404}
        for path in ("/", "/progress", "/figures", "/signin", "/privacy", "/report/what"):
            assert phone.get(path).status == 200
        for _, line, body in slow:
            line.sendall(body[len(body) // 2 :])
        answers = [one.answer(line) for one, line, _ in slow]
        assert [a.status for a in answers] == [200] * 60
    finally:
        for _, line, _ in slow:
            line.close()


def test_it_waits_for_no_silent_browser(server: Server, phone: Phone) -> None:
    """Connections that say how much will come, and then nothing: more of them than threads."""
    phone.key("/report/what")
    lines = []
    for _ in range(20):
        line = phone.open()
        line.sendall(phone.head("POST", "/report/what", 1000, "application/x-www-form-urlencoded"))
        lines.append(line)
    assert phone.get("/progress").status == 200
    for line in lines:
        line.close()


def test_it_asks_for_the_length(phone: Phone) -> None:
    with phone.open() as line:
        head = phone.head("POST", "/report/photos", more="Transfer-Encoding: chunked\r\nContent-Type: text/plain")
        line.sendall(head + b"5\r\nhello\r\n")
        assert phone.answer(line).status == 411
