"""Holds many live pages open against one server while complaints come in, and says how many heard of each, and how late.

Each report is written through the door in a process of its own, so that the time from its commit to the page's event holds
all of it: numbering, the look into the outbox or the database's call, and the way through the loop.
``python scripts/bench/live.py [--clients 500] [--rounds 20] [--database URL]``.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from scripts.bench import table  # noqa: E402
from tests.soak.person import Person  # noqa: E402
from tests.soak.server import Home  # noqa: E402

#: who hears of every matter of the county, so that every page is to be told of every report
LISTENERS = ("唐敏", "刘洋", "何志远", "顾明远", "陈静", "孙丽")
#: seconds between two reports: longer than the server waits between two looks
APART = 1.5

REPORTS = """
import json, time
from wutong.city.offices.api import counties
from wutong.collect.complaints import api as complaints
from wutong.docket.matters import api as docket
from wutong.record import clock
from wutong.record.entries.api import Source
scope, told = Scope(counties()[0].code), []
for n in range({rounds}):
    now, began = clock.now(), time.monotonic()
    report = complaints.Report(channel="web", text=f"第{{n}}件", category="stall")
    complaints.receive(scope, report, docket.outsider(), at=now, written=now, source=Source("page", {{}}), label="占道经营")
    told.append((began, time.monotonic()))
    time.sleep({apart})
print(json.dumps(told))
"""


async def listen(home: Home, cookies: str, heard: list[float], ready: asyncio.Semaphore) -> None:
    """One page: note when each event comes, until it is cancelled."""
    reader, writer = await asyncio.open_connection("127.0.0.1", home.port)
    writer.write(
        f"GET /desk/live HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nCookie: {cookies}\r\n\r\n".encode()
    )
    try:
        while line := await reader.readline():
            if line.startswith(b"event: here") and not heard:
                heard.append(0.0)
                ready.release()
            elif line.startswith(b"event: changed"):
                heard.append(time.monotonic())
    finally:
        writer.close()


def resident(home: Home) -> int:
    """The server's memory, in MB."""
    assert home.process is not None
    status = Path(f"/proc/{home.process.pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) // 1024


async def run(home: Home, clients: int, rounds: int) -> None:
    people = [Person(home.address).sign_in(name) for name in LISTENERS]
    cookies = ["; ".join(f"{k}={v}" for k, v in p.cookies.items()) for p in people]
    before, began, ready = resident(home), time.monotonic(), asyncio.Semaphore(0)
    heard: list[list[float]] = [[] for _ in range(clients)]
    tasks = [asyncio.create_task(listen(home, cookies[n % len(cookies)], heard[n], ready)) for n in range(clients)]
    for _ in range(clients):
        await asyncio.wait_for(ready.acquire(), 120)
    opened = time.monotonic() - began
    told = json.loads(await asyncio.to_thread(home.python, REPORTS.format(rounds=rounds, apart=APART)))
    after = resident(home)
    for task in tasks:
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*tasks, return_exceptions=True)
    late: list[float] = []
    for n, (start, committed) in enumerate(told):
        until = told[n + 1][0] if n + 1 < len(told) else float("inf")
        for events in heard:
            first = next((at for at in events[1:] if start <= at < until), None)
            if first is not None:
                late.append(max(0.0, first - committed))
    ms = [1000 * x for x in late] or [0.0]
    whole = clients * rounds
    table.table(
        [
            "events of those due",
            "all",
            "p50 after the commit, ms",
            "p99",
            "most",
            "pages open in, s",
            "memory before, MB",
            "with all",
        ]
    )
    table.row(f"{len(late):,} of {whole:,}", table.kept(len(late) / whole, 1), f"{table.at(ms, 0.5):.0f}", f"{table.at(ms, 0.99):.0f}",
              f"{max(ms):.0f}", f"{opened:.1f}", before, after)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--clients", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--database", default="", help="a PostgreSQL server; default SQLite")
    asked = parser.parse_args()
    table.heading(f"{asked.clients} live pages, {'PostgreSQL' if asked.database else 'SQLite'}")
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home", asked.database)
        home.demo()
        home.start()
        try:
            asyncio.run(run(home, asked.clients, asked.rounds))
        finally:
            home.gone()


if __name__ == "__main__":
    main()
