"""A person before a plain HTTP client: keeps cookies, fills in forms, notices when nobody answers."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

#: what a client sees when the server died or is not there
GONE = (http.client.HTTPException, OSError)
_ONCE = re.compile(r'name="once" value="([0-9a-f]+)"')


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    where: str
    text: str
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def went(self) -> bool:
        """Whether it leads on: a form that was taken answers with a redirect."""
        return self.status == 302


class Person:
    """One browser. ``address`` like ``127.0.0.1:8000``; ``host`` is what a proxy would say of where it comes from."""

    def __init__(self, address: str, host: str = "", *, timeout: float = 90) -> None:
        self.address, self.host, self.timeout = address, host, timeout
        self.cookies: dict[str, str] = {}
        #: sent along with everything
        self.headers: dict[str, str] = {}
        self._line: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        """Asked again on a fresh line when the old one had been closed while idle; a POST is never repeated here."""
        fresh = self._line is None
        try:
            return self._ask("GET", path, None)
        except http.client.RemoteDisconnected:
            if fresh:
                raise
            return self._ask("GET", path, None)

    def post(self, path: str, **fields: str) -> Answer:
        fields.setdefault("csrfmiddlewaretoken", self.cookies.get("wutong-csrf", ""))
        return self._ask("POST", path, urlencode(fields).encode())

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def sign_in(self, name: str) -> Person:
        """As one of the demo's cast, by their card."""
        page = self.get("/signin")
        card = re.search(rf'name="officer" value="([^"]+)">(?:(?!</form>).)*?<b>{name}</b>', page.text, re.DOTALL)
        assert card, f"no card of {name}: {page.status} {page.where} {page.text[:2000]}"
        assert self.post("/signin/cast", officer=card.group(1)).went
        return self

    def once(self, page: Answer) -> str:
        """The key that makes a second sending of this form the same."""
        found = _ONCE.search(page.text)
        assert found, f"no form here: {page.status} {page.text[:300]}"
        return found.group(1)

    def _ask(self, method: str, path: str, body: bytes | None) -> Answer:
        if self._line is None:
            at = urlsplit(f"//{self.address}")
            self._line = http.client.HTTPConnection(at.hostname or "", at.port, timeout=self.timeout)
        headers = {"Host": "localhost", "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        headers |= self.headers
        if self.host:
            headers["X-Forwarded-For"] = self.host
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._line.request(method, path, body, headers)
            got = self._line.getresponse()
            text = got.read().decode("utf-8", "replace")
        except GONE:
            self.close()
            raise
        for name, value in got.getheaders():
            if name.lower() == "set-cookie":
                for key, morsel in SimpleCookie(value).items():
                    self.cookies[key] = morsel.value
        return Answer(got.status, got.getheader("Location", ""), text, {n.lower(): v for n, v in got.getheaders()})
