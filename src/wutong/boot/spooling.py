"""Takes a whole body in before a thread is taken: sixty slow phones must not keep the desks waiting.

Eight threads answer everything. A page reads its body where it needs it, so each upload at a trickle would hold one of
them until its last byte; here it holds an open file without a name instead. A body that is cut off never reaches a
page: what came of it would be taken for all of it. What is too large, or says no length, is handed on unread, and the
page refuses it (``ui/sizes.py``).
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.conf import settings
from django.urls import Resolver404, resolve

from wutong.ui.sizes import FORM, MEGA, limit_of

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

#: seconds without a byte, and for a whole body, after which nobody waits any longer
SILENT, WHOLE = 60.0, 1800.0
#: bytes of unfinished bodies that one process takes at a time
MOST = 2048 * MEGA
#: what stays in memory of one body; the rest lies on the disk
IN_MEMORY = 128 * 1024
BLOCK = 128 * 1024

_AT = re.compile(r"^/at/[0-9]{6,12}(?=/)")
_PAGE = (
    "<!doctype html><html lang=zh-CN><meta charset=utf-8><title>{title}</title><h1>{title}</h1>"
    "<p>{said}什么都没有写下，也没有删掉，填过的还在：退回上一页，再交一次。</p></html>"
)


class CutOff(ConnectionError):
    """The browser went away before its body had come."""


class Spooled:
    """The pages behind bodies that have come whole."""

    def __init__(self, app: App) -> None:
        self.app = app
        #: bytes announced by bodies that are still coming
        self.coming = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        size = awaited(scope) if scope["type"] == "http" else 0
        if not size:
            await self.app(scope, _whole(receive), send)
            return
        if self.coming + size > MOST:
            await _tell(send, 503, "正有很多人在上传", "等一分钟。")
            return
        self.coming += size
        try:
            with tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(settings.HOME)) as body:
                try:
                    async with asyncio.timeout(WHOLE):
                        await _take(receive, body)
                except TimeoutError:
                    await _tell(send, 408, "没有传完", "网络太慢，很久没有收到下一段。")
                    return
                except CutOff:
                    return
                await self.app(scope, _again(body, receive), send)
        finally:
            self.coming -= size


def awaited(scope: Message) -> int:
    """How many bytes are taken in before the page is asked; 0 where it is asked at once."""
    headers = {bytes(name).lower(): bytes(value) for name, value in scope.get("headers", ())}
    length = headers.get(b"content-length", b"")
    if b"transfer-encoding" in headers or not length.isdigit() or len(length) > 15:
        return 0
    path = _AT.sub("", scope["path"])
    try:
        found = resolve(path)
    except Resolver404:
        limit, signed_in = FORM, False
    else:
        limit, signed_in = limit_of(found.func, found.kwargs)
    size = int(length)
    if size > limit.most or (size > FORM.most and signed_in and not _has_session(headers.get(b"cookie", b""))):
        return 0
    return size


def _has_session(cookie: bytes) -> bool:
    """Whether a session is claimed at all; the page finds out whose it is."""
    name = settings.SESSION_COOKIE_NAME.encode() + b"="
    return any(part.strip().startswith(name) for part in cookie.split(b";"))


async def _take(receive: Receive, body: Any) -> None:
    more = True
    while more:
        async with asyncio.timeout(SILENT):
            message = await receive()
        if message["type"] == "http.disconnect":
            raise CutOff
        body.write(message.get("body", b""))
        more = message.get("more_body", False)
    body.seek(0)


def _again(body: Any, receive: Receive) -> Receive:
    """The body once more, from where it was put."""
    over = False

    async def next_block() -> Message:
        nonlocal over
        if over:
            return await receive()
        block = body.read(BLOCK)
        over = len(block) < BLOCK
        return {"type": "http.request", "body": block, "more_body": not over}

    return next_block


def _whole(receive: Receive) -> Receive:
    """A body that is read as it comes: cut off, it is a fault and no shorter body."""
    ended = False

    async def next_block() -> Message:
        nonlocal ended
        message = await receive()
        if message["type"] == "http.disconnect" and not ended:
            raise CutOff("the body was cut off")
        ended = not message.get("more_body", False)
        return message

    return next_block


async def _tell(send: Send, status: int, title: str, said: str) -> None:
    page = _PAGE.format(title=title, said=said).encode()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(page)).encode()),
        (b"retry-after", b"60"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": page})
