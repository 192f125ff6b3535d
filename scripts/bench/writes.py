"""Compares what a report and a clerk's acts cost through the whole server with their own SQL, sent again without us.

The same statements in the same transactions on a copy of the same database, by as many clients, with the same pragmas:
what remains is the page, the form, the law, the record's digests and Django. Beside it the least that a Django view can do
(one row in one transaction). All take turns in one run. Aim: an eighth of the bare SQL, ten times what Signalen's POST did.
``python scripts/bench/writes.py [--database URL] [--people 4] [--each 25] [--rounds 3]``.
"""

from __future__ import annotations

import argparse
import json
import re
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from scripts.bench import table  # noqa: E402
from tests.soak.person import Person  # noqa: E402
from tests.soak.server import Home  # noqa: E402

FLOOR = "from scripts.bench import floor; floor.main({port})"
#: published: Signalen's POST of a signal, on two cores and by another run, a second
SIGNALEN = (14, 19)
WAITING = "/desk/complaints?status=%E5%BE%85%E5%8F%97%E7%90%86"
#: per table; the copy's row numbers and the record's never meet those of another table
APART = 10**9


def ready(home: Home, n: int, each: int, turn: int) -> list[Person]:
    """Reports filled in up to their last press, each from an address of its own."""
    out = []
    for i in range(each):
        who = Person(home.address, f"10.{100 + n}.{turn}.{i + 1}")
        who.headers["X-Bench"] = str(n)
        who.get("/report/photo")
        who.post("/report/where", place="花园街18号门口")
        who.post("/report/what", category="stall", text=f"{turn} {n} {i} 夜市把桌子摆满了人行道")
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


def waiting(desk: Person, many: int) -> list[str]:
    """So many complaints that nobody has accepted yet."""
    found: list[str] = []
    path = WAITING
    while len(found) < many:
        text = desk.get(path).text
        found += [part[:36] for part in text.split('data-href="/m/')[1:]]
        further = re.search(r'rel="next" href="([^"]+)"', text)
        assert further or len(found) >= many, f"only {len(found)} wait"
        path = "/desk/complaints" + unescape(further.group(1)) if further else ""
    return found[:many]


def copied(home: Home) -> str:
    """A copy of the database as it is now, with row numbers set apart; the server is stopped meanwhile."""
    home.stop()
    if not home.postgresql:
        copy = str(home.folder.with_name("copy.sqlite3"))
        with sqlite3.connect(home.folder / "wutong.sqlite3") as line, sqlite3.connect(copy) as to:
            names = [n for (n,) in line.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'")]
            line.executemany("DELETE FROM sqlite_sequence WHERE name = ?", [(n,) for n in names])
            line.executemany(
                "INSERT INTO sqlite_sequence(name, seq) VALUES (?, ?)",
                [(n, APART * k) for k, n in enumerate(names, start=1)],
            )
            line.commit()
            line.backup(to)
        return copy
    name = f"{home.database.rpartition('/')[2]}_copy"
    with psycopg.connect(home.database, autocommit=True) as line_:
        found = line_.execute(
            "SELECT schemaname, sequencename FROM pg_sequences WHERE data_type = 'bigint'::regtype ORDER BY 2"
        ).fetchall()
        for k, (schema, sequence) in enumerate(found, start=1):
            line_.execute("SELECT setval(%s::regclass, %s)", [f'{schema}."{sequence}"', APART * k])
    with psycopg.connect(home.postgresql, autocommit=True) as line_:
        line_.execute(f'CREATE DATABASE "{name}" TEMPLATE "{home.database.rpartition("/")[2]}"')  # type: ignore[arg-type]
    return urlsplit(home.database)._replace(path=f"/{name}").geturl()


def uncopied(home: Home, copy: str) -> None:
    if home.postgresql:
        with psycopg.connect(home.postgresql, autocommit=True) as line:
            line.execute(f'DROP DATABASE IF EXISTS "{copy.rpartition("/")[2]}" WITH (FORCE)')  # type: ignore[arg-type]


class Bench:
    """One home, its desks, and what was measured of each thing so far."""

    def __init__(self, home: Home, people: int, each: int) -> None:
        self.home, self.people, self.each = home, people, each
        self.found: dict[str, list[tuple[float, float]]] = {}
        self.floor: dict[str, list[dict[str, Any]]] = {}

    def measure(self, name: str, what: Callable[[int], list[float]]) -> None:
        self.found.setdefault(name, []).append(together(self.people, what))

    def replay(self, name: str, copy: str) -> None:
        asked = Person(self.home.address).get(f"/floor-replay?name={name}&copy={quote(copy, safe='')}")
        got = json.loads(asked.text)
        assert not got["broke"], got["broke"][:3]
        self.floor.setdefault(name, []).append(got)

    def rounds(self, many: int) -> None:
        home, people, each = self.home, self.people, self.each
        home.start(code=FLOOR.format(port=home.port))
        desks = [Person(home.address).sign_in("唐敏") for _ in range(people)]
        open_ones = desks[0].get("/desk/complaints?state=open").text.split('data-href="/m/')[1 : people + 1]
        matters = [part[:36] for part in open_ones]
        once = [desks[n].once(desks[n].get(f"/m/{matters[n]}/do/noted")) for n in range(people)]
        for n, desk in enumerate(desks):
            desk.headers["X-Bench"] = str(n)
        reports = [[ready(home, n, each, turn) for n in range(people)] for turn in range(many)]
        copy = copied(home)
        try:
            home.start(code=FLOOR.format(port=home.port))
            time.sleep(2.1)
            bare = [Person(home.address) for _ in range(people)]
            found: list[list[str]] = []
            for turn in range(many):

                def key(n: int, i: int, tag: str, turn: int = turn) -> str:
                    return f"{once[n][:19]}{tag}{turn:03d}{i:05d}"

                def note(n: int, key: Callable[..., str] = key) -> list[float]:
                    path = f"/m/{matters[n]}/do/noted"
                    return [timed(desks[n], path, once=key(n, i, "a"), text=f"记一笔{i}") for i in range(each)]

                def accept(n: int, key: Callable[..., str] = key) -> list[float]:
                    own = enumerate(found[-1][n::people])
                    return [timed(desks[n], f"/m/{m}/do/accepted", once=key(n, i, "b")) for i, m in own]

                self.measure("insert", lambda n: [timed(bare[n], "/floor", text="x" * 60) for _ in range(each)])
                self.measure("report", lambda n, turn=turn: [timed(w, "/report/check") for w in reports[turn][n]])  # type: ignore[misc]
                self.replay("report", copy)
                found.append(waiting(desks[0], people * each))
                self.measure("accept", accept)
                self.replay("accept", copy)
                self.measure("note", note)
                self.replay("note", copy)
        finally:
            home.stop()
            uncopied(home, copy)

    def print(self) -> None:
        def middle(values: list[float]) -> float:
            return statistics.median(values)

        table.table(["what", "ratio to its SQL alone", "aim ≥ 1/8", "by processor time", "a second", "its SQL alone", "p50, ms",
                     "its SQL alone", "processor, ms", "its SQL alone", "statements", "commits", "ratio to a bare Django insert"])  # fmt: skip
        least = middle([r for r, _ in self.found["insert"]])
        for name, floors in self.floor.items():
            rate, ms = (middle([x[i] for x in self.found[name]]) for i in (0, 1))
            bare, bare_ms, ours, theirs = (middle([x[k] for x in floors]) for k in ("rate", "ms", "ours", "processor"))
            table.row(name, f"1/{bare / rate:.1f}", table.kept(rate / bare, 1 / 8), f"1/{ours / theirs:.1f}", f"{rate:.0f}",
                      f"{bare:.0f}", f"{ms:.1f}", f"{bare_ms:.1f}", f"{ours:.1f}", f"{theirs:.1f}",
                      f"{floors[0]['statements']:.0f}", f"{floors[0]['commits']:.0f}", f"1/{least / rate:.1f}")  # fmt: skip
        rate = middle([r for r, _ in self.found["report"]])
        low, high = SIGNALEN
        table.said(
            f"A bare Django insert: {least:.0f} a second. Beside Signalen's published {low} to {high} POST a second (another "
            f"run, another machine): {rate / high:.1f} to {rate / low:.1f} times (aim ≥ 10: {table.kept(rate / high, 10)})."
        )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--database", default="", help="a PostgreSQL; empty: SQLite")
    asked.add_argument("--people", type=int, default=4)
    asked.add_argument("--each", type=int, default=25)
    asked.add_argument("--rounds", type=int, default=3)
    given = asked.parse_args()
    kind = "PostgreSQL" if given.database else "SQLite"
    table.heading(
        f"Writing, {kind}: {given.people} at once, {given.rounds} times {given.each} each, the middle of the rounds"
    )
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home", given.database)
        try:
            home.demo()
            bench = Bench(home, given.people, given.each)
            bench.rounds(given.rounds)
            bench.print()
        finally:
            home.gone()


if __name__ == "__main__":
    main()
