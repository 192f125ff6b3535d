"""The streams of live pages, driven as a server drives them: who hears what, what is missed by nobody, when it ends."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import Client

from tests.collect.telling import Tale
from tests.people import as_person, build_qingshan, build_wutong
from wutong.boot import live
from wutong.city.offices.models import Post
from wutong.record.live import api as outbox

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 30


@pytest.fixture
def streams(monkeypatch: pytest.MonkeyPatch) -> Iterator[live.Live]:
    monkeypatch.setattr(live, "POLL", 0.02)
    with_pages = WSGIMiddleware(get_wsgi_application(), workers=2)
    made = live.Live(with_pages)
    yield made
    made.close()
    if made._follower is not None:
        made._follower.thread.join(PATIENCE)
    # the pool's threads keep connections that the next flush would wait for
    gate = threading.Barrier(2)

    def close(_: int) -> None:
        gate.wait(PATIENCE)
        connections.close_all()

    list(with_pages.executor.map(close, range(2)))
    with_pages.executor.shutdown()


class Listener:
    """One browser that listens."""

    def __init__(self) -> None:
        self.said: asyncio.Queue[tuple[str, int, str]] = asyncio.Queue()
        self.left = asyncio.Event()
        self.status = 0
        self.ended = False

    async def receive(self) -> Any:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            return
        for block in message["body"].decode().split("\n\n"):
            told = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
            if "event" in told:
                self.said.put_nowait((told["event"], int(told["id"]), told.get("data", "")))
        self.ended = self.ended or not message.get("more_body")

    async def next(self) -> tuple[str, str]:
        """The next thing said: its kind and the parts it names."""
        kind, _, data = await asyncio.wait_for(self.said.get(), PATIENCE)
        return kind, data


@asynccontextmanager
async def listening(
    streams: live.Live, client: Client, *, path: str = "/desk/live", after: str = "", last: str = ""
) -> AsyncIterator[Listener]:
    """A browser with the client's cookies asks for a stream."""
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    headers = [(b"host", b"localhost"), (b"accept", b"text/event-stream")]
    if cookie:
        headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie.value}".encode()))
    if last:
        headers.append((b"last-event-id", last.encode()))
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http", "path": path,
        "root_path": "", "query_string": f"after={after}".encode(), "headers": headers, "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
    }  # fmt: skip
    browser = Listener()
    task = asyncio.ensure_future(streams(scope, browser.receive, browser.send))
    try:
        yield browser
    finally:
        browser.left.set()
        await asyncio.wait_for(task, PATIENCE)


def run(story: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(story(), 2 * PATIENCE))  # type: ignore[arg-type]


def in_thread(do: Callable[[], Any]) -> Awaitable[Any]:
    """What another request does meanwhile."""

    def done() -> Any:
        try:
            return do()
        finally:
            connections.close_all()

    return asyncio.to_thread(done)


def test_it_tells_those_whose_pages_change_and_no_other_office_or_county(
    streams: live.Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "CALLED", 600)  # on PostgreSQL only its own call can bring it
    scope, other = build_wutong(), build_qingshan()
    clerk, squad, neighbours, elsewhere = (as_person(n) for n in ("唐敏", "李明", "赵强", "韩冰"))

    async def story() -> None:
        async with (
            listening(streams, clerk) as tang,
            listening(streams, squad) as li,
            listening(streams, neighbours) as zhao,
            listening(streams, elsewhere, path=f"/at/{other.county}/desk/live") as han,
        ):
            for browser in (tang, li, zhao, han):
                assert await browser.next() == ("here", "")
            tale = await in_thread(lambda: Tale(scope))
            assert await tang.next() == ("changed", "board inbox")
            await in_thread(lambda: tale.upto("forwarded"))
            assert await li.next() == ("changed", "board inbox")
            # what these hear first is their own, so nothing of the others' came before it
            await in_thread(lambda: outbox.tell(scope, ["hold:zf2"]))
            assert await zhao.next() == ("changed", "board")
            await in_thread(lambda: outbox.tell(other, ["role:receiver"]))
            assert await han.next() == ("changed", "inbox")
        assert streams.count() == 0

    run(story)


def test_a_browser_that_comes_back_misses_nothing(streams: live.Live) -> None:
    scope = build_wutong()
    clerk = as_person("唐敏")

    async def story() -> None:
        async with listening(streams, clerk) as browser:
            kind, number, _ = await asyncio.wait_for(browser.said.get(), PATIENCE)
            assert kind == "here"
        await in_thread(lambda: Tale(scope))  # while nobody listens
        async with listening(streams, clerk, after="0", last=str(number)) as browser:
            assert await browser.next() == ("here", "")
            kind, later, data = await asyncio.wait_for(browser.said.get(), PATIENCE)
            assert (kind, data) == ("changed", "board inbox") and later > number
        async with listening(streams, clerk, after=str(later)) as browser:
            assert await browser.next() == ("here", "")
            await in_thread(lambda: outbox.tell(scope, ["role:receiver"]))
            assert await browser.next() == ("changed", "inbox")

    run(story)


def test_it_ends_with_the_session(streams: live.Live) -> None:
    build_wutong()
    clerk, squad = as_person("唐敏"), as_person("李明")

    async def story() -> None:
        async with listening(streams, clerk) as browser, listening(streams, squad) as other:
            assert await browser.next() == await other.next() == ("here", "")
            await in_thread(lambda: clerk.post("/signout"))
            assert await browser.next() == ("over", "")
            assert streams.count() == 1 or browser.ended
            assert other.said.empty()

    run(story)


def test_another_post_hears_of_another_office_at_once(streams: live.Live) -> None:
    scope = build_wutong()
    head = as_person("周伟")

    async def story() -> None:
        async with listening(streams, head) as browser:
            assert await browser.next() == ("here", "")
            await in_thread(lambda: head.post("/me/seat", {"office": "zf5"}))
            assert await browser.next() == ("changed", "board inbox")
            await in_thread(lambda: outbox.tell(scope, ["turn:zf1", "hold:zf1"]))
            await in_thread(lambda: outbox.tell(scope, ["hold:zf5"]))
            assert await browser.next() == ("changed", "board"), "of the new office only"

    run(story)


def test_who_has_no_post_any_more_hears_nothing(streams: live.Live) -> None:
    scope = build_wutong()
    squad = as_person("李明")

    def dismissed() -> None:
        Post.objects.within(scope).filter(officer__code="102").delete()
        outbox.tell(scope, [outbox.SEATS])

    async def story() -> None:
        async with listening(streams, squad) as browser:
            assert await browser.next() == ("here", "")
            await in_thread(dismissed)
            assert await browser.next() == ("over", "")

    run(story)


def test_it_asks_anew_from_time_to_time(streams: live.Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session that ran out tells nobody."""
    build_wutong()
    clerk = as_person("唐敏")
    monkeypatch.setattr(live, "CHECK", 0.05)

    async def story() -> None:
        async with listening(streams, clerk) as browser:
            assert await browser.next() == ("here", "")
            await in_thread(clerk.session.flush)
            assert await browser.next() == ("over", "")

    run(story)


def test_a_stranger_gets_no_stream(streams: live.Live) -> None:
    scope = build_wutong()
    build_qingshan()
    elsewhere = as_person("韩冰")

    async def story() -> None:
        for client, path in ((Client(), "/desk/live"), (elsewhere, f"/at/{scope.county}/desk/live")):
            async with listening(streams, client, path=path) as browser:
                pass
            assert browser.status == 403 and browser.said.empty()

    run(story)


def test_it_lets_the_server_end(streams: live.Live) -> None:
    build_wutong()
    clerk = as_person("唐敏")

    async def story() -> None:
        async with listening(streams, clerk) as browser:
            assert await browser.next() == ("here", "")
            streams.close()
            while streams.count():
                await asyncio.sleep(0)
        assert browser.ended and browser.said.empty(), "no word of an end: the browser comes back"

    run(story)


def test_one_process_has_only_so_many_and_the_rest_ask_for_themselves(
    streams: live.Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_wutong()
    clerk = as_person("唐敏")
    monkeypatch.setattr(live, "MOST", 0)

    async def story() -> None:
        async with listening(streams, clerk) as browser:
            pass
        assert browser.status == 200 and browser.ended and browser.said.empty(), "the page's own answer, not a stream"

    run(story)


def test_it_knows_its_own_address() -> None:
    def asked(path: str, accept: bytes = b"text/event-stream", method: str = "GET") -> bool:
        return live.is_stream({"path": path, "method": method, "headers": [(b"accept", accept)]})

    assert asked("/desk/live") and asked("/at/990101/desk/live")
    assert not asked("/desk/live", b"application/json") and not asked("/desk/live", method="POST")
    assert not asked("/desk/live/x") and not asked("/at/x/desk/live") and not asked("/at/990101/desk")
    assert live.number_of({"headers": [(b"last-event-id", b"7")], "query_string": b"after=3"}) == "7"
    assert live.number_of({"headers": [(b"last-event-id", b"x")], "query_string": b"after=3"}) == "3"
    assert live.number_of({"headers": [], "query_string": b""}) == ""
