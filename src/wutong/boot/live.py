"""Tells open pages that something changed: server-sent events beside the pages, one thread for all of them.

A stream says only which *part* of a page changed (待办, 期限); the page then asks for itself by the ordinary way, through
every gate. Who may hear what is asked of ``/desk/live`` at the start, each minute, and whenever posts or sessions of
that officer change. Numbers are those of ``record.live``, so a browser that comes back misses nothing.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode

from django.db import DatabaseError, connection, connections

from wutong.docket.matters import api as docket
from wutong.record.live import api as live
from wutong.record.scope import Scope

log = logging.getLogger("wutong.live")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

ADDRESS = "/desk/live"
#: seconds between signs of life; a page that hears none for three times as long knows that a proxy holds them back
BEAT = 15.0
#: seconds after which it is asked anew who sits there
CHECK = 60.0
#: seconds between looks into the outbox where the database does not call out, and where it does
POLL, CALLED = 0.5, 5.0
#: streams of one process; whoever comes later asks every ten seconds instead
MOST = 2000
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


@dataclass(eq=False)
class Stream:
    """One open page: what it hears of, how far it is, what it has not been told yet."""

    scope: Scope
    hears: Mapping[str, str]
    number: int
    parts: set[str] = field(default_factory=set)
    check: bool = False
    over: bool = False
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, news: live.News) -> None:
        """Take in what changed, as far as it is this page's."""
        self.number = news.number
        to = self.hears if news.to is None else news.to
        parts = {self.hears[address] for address in to if address in self.hears}
        if docket.SEAT in parts:
            parts.discard(docket.SEAT)
            self.check = True
        self.parts |= parts
        if self.parts or self.check:
            self.wake.set()


@dataclass(frozen=True)
class Answer:
    """What ``/desk/live`` said."""

    status: int
    body: Mapping[str, Any]


class Live:
    """The application beside the pages: streams for those who ask for one, everything else is handed on."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.streams: dict[str, set[Stream]] = {}
        self.reached: dict[str, int] = {}
        self._follower: Follower | None = None
        self._over = False

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and is_stream(scope) and not self._over and self.count() < MOST:
            await self._stream(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def count(self) -> int:
        """How many pages listen."""
        return sum(len(streams) for streams in self.streams.values())

    def close(self) -> None:
        """End every stream, so that the server can; browsers come back by themselves, to whoever serves then."""
        self._over = True
        if self._follower is not None:
            self._follower.over.set()
        for streams in self.streams.values():
            for stream in streams:
                stream.over = True
                stream.wake.set()

    async def ask(self, scope: Message, after: str) -> Answer:
        """Ask ``/desk/live`` as the browser would: the same cookie, county and gates."""
        query = {"hears": "1", **({"after": after} if after else {})}
        asked = {**scope, "method": "GET", "query_string": urlencode(query).encode()}
        said: list[Message] = []

        async def nothing() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def keep(message: Message) -> None:
            said.append(message)

        await self.app(asked, nothing, keep)
        status = next((m["status"] for m in said if m["type"] == "http.response.start"), 500)
        body = b"".join(m.get("body", b"") for m in said if m["type"] == "http.response.body")
        return Answer(status, json.loads(body) if status == 200 else {})

    async def _stream(self, scope: Message, receive: Receive, send: Send) -> None:
        answer = await self.ask(scope, number_of(scope))
        if answer.status != 200:
            status = 503 if answer.status >= 500 else 403
            await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})
            return
        body = answer.body
        stream = Stream(Scope(body["county"]), body["hears"], body["number"], set(body["parts"]))
        self._join(stream)
        gone: asyncio.Future[Any] = asyncio.ensure_future(_gone(receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await send(_block("here", stream.number, "", b"retry: 3000\n"))
            await self._tell(scope, stream, send, gone)
        finally:
            gone.cancel()
            self.streams[stream.scope.county].discard(stream)
        with suppress(OSError):  # the browser may be gone
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _join(self, stream: Stream) -> None:
        county = stream.scope.county
        self.streams.setdefault(county, set()).add(stream)
        if self._follower is None:
            self._follower = Follower(self, asyncio.get_running_loop())
        self._follower.follow(county, stream.number)
        if self.reached.get(county, 0) > stream.number:
            # between the answer and here others were told of more: look at everything
            stream.parts |= set(stream.hears.values()) - {docket.SEAT}

    async def _tell(self, scope: Message, stream: Stream, send: Send, gone: asyncio.Future[Any]) -> None:
        loop = asyncio.get_running_loop()
        asked, spoke = loop.time(), loop.time()
        while not gone.done() and not stream.over:
            if stream.check or loop.time() - asked >= CHECK:
                stream.check, asked = False, loop.time()
                answer = await self.ask(scope, str(stream.number))
                if answer.status >= 500:  # no answer: the browser comes back
                    return
                if answer.status != 200 or answer.body["county"] != stream.scope.county:
                    await send(_block("over", stream.number, ""))
                    return
                if answer.body["hears"] != stream.hears:  # another seat: what it missed is not this one's
                    stream.hears = answer.body["hears"]
                    stream.parts |= set(stream.hears.values()) - {docket.SEAT}
            if stream.parts:
                parts, stream.parts, spoke = sorted(stream.parts), set(), loop.time()
                await send(_block("changed", stream.number, " ".join(parts)))
            elif loop.time() - spoke >= BEAT:
                spoke = loop.time()
                await send(_block("here", stream.number, ""))
            stream.wake.clear()
            if stream.parts or stream.check or stream.over:
                continue
            until = min(spoke + BEAT, asked + CHECK) - loop.time()
            waiting: asyncio.Future[Any] = asyncio.ensure_future(stream.wake.wait())
            await asyncio.wait({waiting, gone}, timeout=max(until, 0.01), return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()

    def fan_out(self, county: str, news: live.News) -> None:
        """Let every page of a county hear what changed; runs in the server's loop."""
        self.reached[county] = news.number
        for stream in self.streams.get(county, ()):
            if news.number > stream.number or news.to is None:
                stream.hear(news)


class Follower:
    """The one thread that looks into the outbox, for all pages of this process."""

    def __init__(self, to: Live, loop: asyncio.AbstractEventLoop) -> None:
        self.to, self.loop = to, loop
        self.over = threading.Event()
        self.cursors: dict[str, int] = {}
        self.thread = threading.Thread(target=self.run, name="live", daemon=True)
        self.thread.start()

    def follow(self, county: str, number: int) -> None:
        """Follow a county from a number on, if it is not followed yet."""
        self.cursors.setdefault(county, number)

    def run(self) -> None:
        """Look, tell, wait for the next call, until it is over."""
        calls = Calls()
        while not self.over.is_set():
            try:
                for county in list(self.cursors):
                    self.look(county)
                calls.wait(self.over)
            except DatabaseError as bad:
                log.error("live pages wait for the database: %s", type(bad).__name__)
                calls.close()
                connections.close_all()
                self.over.wait(1)
        calls.close()
        connections.close_all()

    def look(self, county: str) -> None:
        """Number what was committed, and hand on what is new."""
        scope = Scope(county)
        live.settle(scope)
        news = live.since(scope, self.cursors[county])
        if news.number != self.cursors[county]:
            self.cursors[county] = news.number
            with suppress(RuntimeError):  # the loop has ended
                self.loop.call_soon_threadsafe(self.to.fan_out, county, news)


class Calls:
    """Waits for the database to call out (PostgreSQL), or for a moment (SQLite, or where the call cannot be heard)."""

    def __init__(self) -> None:
        self._heard: Any = None

    def wait(self, over: threading.Event) -> None:
        """Return when there may be something, or it is over."""
        if connection.vendor != "postgresql":
            over.wait(POLL)
            return
        import psycopg

        try:
            if self._heard is None:
                self._heard = psycopg.connect(**_parameters(), autocommit=True)
                self._heard.execute(f"LISTEN {live.CHANNEL}")
                return  # what was called before one listened
            waited = 0.0
            while not over.is_set() and waited < CALLED:
                if any(True for _ in self._calls()):
                    return
                waited += POLL
        except psycopg.Error:
            self.close()
            over.wait(POLL)

    def _calls(self) -> Iterator[Any]:
        yield from self._heard.notifies(timeout=POLL, stop_after=1)

    def close(self) -> None:
        """Stop listening."""
        if self._heard is not None:
            with suppress(Exception):
                self._heard.close()
            self._heard = None


def _parameters() -> dict[str, Any]:
    """How Django reaches the database, without what is only Django's."""
    given = connection.get_connection_params()
    return {k: v for k, v in given.items() if k not in {"cursor_factory", "context", "prepare_threshold"}}


def is_stream(scope: Message) -> bool:
    """Whether the browser asks for a stream at the live address, of any county."""
    path: str = scope["path"]
    at, _, rest = path.removeprefix("/at/").partition("/") if path.startswith("/at/") else ("0", "", path[1:])
    if f"/{rest}" != ADDRESS or not at.isdecimal() or scope["method"] != "GET":
        return False
    return b"text/event-stream" in dict(scope["headers"]).get(b"accept", b"")


def number_of(scope: Message) -> str:
    """How far the browser has heard: where it broke off, else what its page was made with."""
    last = dict(scope["headers"]).get(b"last-event-id", b"").decode("latin-1")
    given = parse_qs(scope["query_string"].decode("latin-1")).get("after", [""])[0]
    return next((text for text in (last, given) if text.isdecimal()), "")


def _block(kind: str, number: int, data: str, before: bytes = b"") -> Message:
    body = before + f"event: {kind}\nid: {number}\ndata: {data}\n\n".encode()
    return {"type": "http.response.body", "body": body, "more_body": True}


async def _gone(receive: Receive) -> None:
    """Ends when the browser has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
