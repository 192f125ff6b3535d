"""Compares what a report and a clerk's act cost, through the whole server, with the least a Django view can do.

The floor is one bare view that inserts one row in one transaction, in the same server, without sessions, forms, law or
record; the three take turns in one run. ``python scripts/bench/writes.py [--database URL] [--people 4] [--each 40]``.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.soak.person import Person  # noqa: E402
from tests.soak.server import Home  # noqa: E402

#: the product's own application and server, with one more address in front of its middleware
FLOOR = """
import sys
import django
django.setup()
from wutong.boot import serve
from wutong.boot import start
start.check()
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections, connection, transaction

def floor(environ, start_response):
    if environ["PATH_INFO"] != "/floor":
        return product(environ, start_response)
    close_old_connections()
    size = int(environ.get("CONTENT_LENGTH") or 0)
    text = environ["wsgi.input"].read(size).decode()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO soak_floor(text) VALUES (%s)", [text])
    start_response("302 Found", [("Location", "/"), ("Content-Length", "0")])
    return [b""]

with connection.cursor() as cursor:
    key = "INTEGER PRIMARY KEY" if connection.vendor == "sqlite" else "bigserial PRIMARY KEY"
    cursor.execute(f"CREATE TABLE IF NOT EXISTS soak_floor (id {key}, text text)")
connection.close()
product, serve.application = serve.application, floor
serve.serve(0, ready=lambda address: print("Wutong", address, flush=True))
"""


def ready(home: Home, n: int, each: int, tag: str) -> list[Person]:
    """Reports filled in up to their last press, each from an address of its own."""
    out = []
    for i in range(each):
        who = Person(home.address, f"10.{100 + n}.{int(time.time()) % 250}.{i + 1}")
        who.get("/report/photo")
        who.post("/report/where", place="花园街18号门口")
        who.post("/report/what", category="stall", text=f"{tag} {n} {i} 夜市把桌子摆满了人行道")
        who.post("/report/contact", confidential="on")
        out.append(who)
    return out


def together(people: int, what: Callable[[int], list[float]]) -> tuple[float, float]:
    """Acts a second, and p50 in ms, when so many do it at once."""
    took: list[float] = []
    broke: list[BaseException] = []

    def run(n: int) -> None:
        try:
            took.extend(what(n))
        except BaseException as bad:
            broke.append(bad)

    threads = [threading.Thread(target=run, args=[n]) for n in range(people)]
    began = time.perf_counter()
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    whole = time.perf_counter() - began
    if broke:
        raise broke[0]
    return len(took) / whole, statistics.median(took) * 1000


def timed(who: Person, path: str, **fields: str) -> float:
    """One form sent on a line of its own: a citizen comes with none, and the server closes idle ones."""
    who.close()
    began = time.perf_counter()
    got = who.post(path, **fields)
    assert got.went, (got.status, got.text[:400])
    return time.perf_counter() - began


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--database", default="", help="a PostgreSQL; empty: SQLite")
    asked.add_argument("--people", type=int, default=4)
    asked.add_argument("--each", type=int, default=25)
    asked.add_argument("--rounds", type=int, default=3)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home", given.database)
        try:
            home.demo()
            home.start(code=FLOOR)
            desks = [Person(home.address).sign_in("唐敏") for _ in range(given.people)]
            matter = desks[0].get("/desk/complaints?state=open").text.partition('data-href="/m/')[2][:36]
            once = [desks[n].once(desks[n].get(f"/m/{matter}/do/noted")) for n in range(given.people)]
            floors = [Person(home.address) for _ in range(given.people)]
            found: dict[str, list[tuple[float, float]]] = {"floor": [], "report": [], "act": []}
            for turn in range(given.rounds):
                reports = [ready(home, n, given.each, f"{turn}") for n in range(given.people)]
                time.sleep(2.1)

                def floor(n: int) -> list[float]:
                    return [timed(floors[n], "/floor", text="x" * 60) for _ in range(given.each)]

                def report(n: int, reports: list[list[Person]] = reports) -> list[float]:
                    return [timed(who, "/report/check") for who in reports[n]]

                def act(n: int, turn: int = turn) -> list[float]:
                    keys = [f"{once[n][:20]}{turn:03d}{i:05d}" for i in range(given.each)]
                    return [timed(desks[n], f"/m/{matter}/do/noted", once=key, text=f"记一笔{key}") for key in keys]

                for name, what in (("floor", floor), ("report", report), ("act", act)):
                    found[name].append(together(given.people, what))
            print(
                f"{'PostgreSQL' if given.database else 'SQLite'}, {given.people} at once, {given.rounds} x {given.each} each"
            )
            print("| what | a second | p50, ms | of the floor |\n|---|---:|---:|---:|")
            base = statistics.median(rate for rate, _ in found["floor"])
            for name, results in found.items():
                rate = statistics.median(r for r, _ in results)
                print(f"| {name} | {rate:.0f} | {statistics.median(p for _, p in results):.0f} | {rate / base:.3f} |")
        finally:
            home.gone()


if __name__ == "__main__":
    main()
