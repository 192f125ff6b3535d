"""Serves Wutong in one process: Django's WSGI application on eight threads under uvicorn.

Measured (docs/bench.md): Django under ASGI opens a thread, and with it a connection, for every request and is two to
three times slower. Only the streams of live pages (``boot/live.py``) are ASGI, because a thread each would be wasted.
"""

from __future__ import annotations

import errno
import logging
import os
import socket
import threading
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wutong.boot.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

log = logging.getLogger("wutong.boot")

THREADS = 8
#: blocks of an answer that wait for a slow reader before its thread does; our largest file is a hundred of them
QUEUE = 256
#: how many ports above the wished one are tried before the system is asked for any free one
TRIES = 20


class NoPort(OSError):
    """The wished port cannot be had, and the caller said that no other will do."""


def listen(host: str, port: int, *, exactly: bool = False) -> socket.socket:
    """A listening socket on ``port``, or on the next free one above it.

    The socket itself is handed to the server, so no other process can take the port between the look and the use.

    :raises NoPort: when ``exactly`` this port was wished and it is taken, or the port needs rights we do not have.
    """
    for wish in [port] if exactly else [*range(port, port + TRIES), 0]:
        if wish > 65535:
            continue
        # the protocol is named because asyncio turns Nagle's delay off only on sockets that name it: 40 ms a page
        sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, wish))
            sock.listen(1024)
        except OSError as bad:
            sock.close()
            if bad.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
            continue
        sock.set_inheritable(True)
        return sock
    raise NoPort(errno.EADDRINUSE, f"port {port} is taken or not allowed")


def read_the_law() -> None:
    """Read every procedure beforehand: seconds of work that nobody shall wait for who opens the first page that asks it."""
    from wutong.law import rulebook
    from wutong.law.procedure import RuleError

    for family in rulebook.families():
        try:
            rulebook.texts(family)
        except RuleError:  # told with its line to whoever asks for it, and by `wutong law check`
            log.exception("a rule file cannot be read")


def serve(
    port: int = 8000,
    host: str = "127.0.0.1",
    *,
    exactly: bool = False,
    jobs: bool = True,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve until Ctrl-C or SIGTERM; ``ready`` is called with the address once the socket listens.

    :param jobs: also do the jobs; without it, another process does (``wutong work``).
    """
    import uvicorn
    from a2wsgi import WSGIMiddleware

    from wutong.boot import schedule
    from wutong.boot.live import Live
    from wutong.boot.spooling import Spooled

    class Server(uvicorn.Server):
        """Ends the streams first: they would keep it from stopping."""

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            streams.close()
            await super().shutdown(sockets)

    streams = Live(Spooled(WSGIMiddleware(application, workers=THREADS, send_queue_size=QUEUE)))
    sock = listen(host, port, exactly=exactly)
    shown = "localhost" if host in {"127.0.0.1", "::1", "0.0.0.0", "::"} else host
    address = f"http://{shown}:{sock.getsockname()[1]}"
    config = uvicorn.Config(
        streams,
        log_level="warning",
        log_config=None,  # its words go where ours go (boot/logs.py)
        access_log=False,
        lifespan="auto",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=10,
    )
    if ready is not None:
        ready(address)
    threading.Thread(target=read_the_law, name="law", daemon=True).start()
    with schedule.working(on=jobs):
        Server(config).run(sockets=[sock])
