"""A browser of the barest kind: raw sockets, its own cookies, a body that can stop anywhere."""

from __future__ import annotations

import io
import itertools
import re
import socket
from dataclasses import dataclass, field
from http.client import HTTPResponse
from urllib.parse import urlencode

from PIL import Image

BOUNDARY = "wutong-bad-boundary"
_hosts = itertools.count(1)


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Phone:
    """One visitor, from an address of his own (the server trusts the proxy's word here)."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    host: str = field(default_factory=lambda: f"10.77.{next(_hosts) // 250}.{next(_hosts) % 250 + 1}")

    def head(self, method: str, path: str, length: int | None = None, kind: str = "", more: str = "") -> bytes:
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"X-Forwarded-For: {self.host}"]
        lines.append("User-Agent: Mozilla/5.0 (Mobi)")
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{n}={v}" for n, v in self.cookies.items()))
        if length is not None:
            lines += [f"Content-Length: {length}", f"Content-Type: {kind}"]
        return "\r\n".join([*lines, *([more] if more else []), "", ""]).encode()

    def open(self) -> socket.socket:
        return socket.create_connection(("localhost", self.port), timeout=120)

    def answer(self, line: socket.socket) -> Answer:
        with HTTPResponse(line) as got:
            got.begin()
            text = got.read().decode("utf-8", "replace")
            for name, value in got.getheaders():
                if name.lower() == "set-cookie":
                    key, _, rest = value.partition("=")
                    self.cookies[key] = rest.partition(";")[0]
            return Answer(got.status, {n.lower(): v for n, v in got.getheaders()}, text)

    def get(self, path: str) -> Answer:
        with self.open() as line:
            line.sendall(self.head("GET", path, more="Connection: close"))
            return self.answer(line)

    def key(self, path: str) -> str:
        """The form's key of a page."""
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path).text)
        assert found, path
        return found.group(1)

    def post(self, path: str, data: dict[str, str]) -> Answer:
        body = urlencode(data).encode()
        with self.open() as line:
            line.sendall(
                self.head("POST", path, len(body), "application/x-www-form-urlencoded", "Connection: close") + body
            )
            return self.answer(line)

    def upload(self, key: str, name: str, data: bytes) -> bytes:
        """A multipart body with the form's key and one photo."""
        parts = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{key}\r\n'
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="photo"; filename="{name}"\r\n'
            "Content-Type: image/jpeg\r\n\r\n"
        )
        return parts.encode() + data + f"\r\n--{BOUNDARY}--\r\n".encode()


MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def picture(shade: int = 90, size: tuple[int, int] = (320, 240)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (shade % 256, 120, shade // 256 % 256)).save(out, "JPEG")
    return out.getvalue()
