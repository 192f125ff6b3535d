"""Measures the desk while sixty slow phones each send a photo at a trickle, beside the desk alone, taking turns in one run.

Each phone is in the middle of its photo and sends a little twice a second; there are eight threads.
``python scripts/bench/uploads.py [--database URL] [--phones 60] [--rounds 4]``.
"""

from __future__ import annotations

import argparse
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from scripts.bench import table  # noqa: E402
from tests.bad.wire import MULTIPART, Phone, picture  # noqa: E402
from tests.soak.person import Person  # noqa: E402
from tests.soak.server import Home  # noqa: E402

#: looks of each round
LOOKS = 12


class Slow:
    """Phones that stand in the middle of their photo until they are let go on."""

    def __init__(self, port: int, phones: int) -> None:
        self.lines: list[tuple[Phone, socket.socket, bytes, int]] = []
        self.over = threading.Event()
        self.trickle = threading.Thread(target=self._trickle)
        self.trickle.start()  # at once: who sends nothing for a minute is not waited for
        for n in range(phones):
            phone = Phone(port)
            body = phone.upload(phone.key("/report/photo"), "a.jpg", picture(n * 7, (640, 480)))
            line = phone.open()
            sent = len(body) // 2
            line.sendall(phone.head("POST", "/report/photos", len(body), MULTIPART) + body[:sent])
            self.lines.append((phone, line, body, sent))

    def _trickle(self) -> None:
        while not self.over.wait(0.5):
            for n, (phone, line, body, sent) in enumerate(list(self.lines)):
                if sent < len(body) - 20:
                    line.sendall(body[sent : sent + 8])
                    self.lines[n] = (phone, line, body, sent + 8)

    def finish(self) -> int:
        """Send the rest; how many were taken."""
        self.over.set()
        self.trickle.join()
        for _, line, body, sent in self.lines:
            line.sendall(body[sent:])
        taken = sum(phone.answer(line).status == 200 for phone, line, _, _ in self.lines)
        for _, line, _, _ in self.lines:
            line.close()
        return taken


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--database", default="", help="a PostgreSQL; empty: SQLite")
    asked.add_argument("--phones", type=int, default=60)
    asked.add_argument("--rounds", type=int, default=4)
    given = asked.parse_args()
    table.heading(f"The desk beside {given.phones} slow phones, {'PostgreSQL' if given.database else 'SQLite'}")
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home", given.database)
        try:
            home.demo()
            home.start()
            desk = Person(home.address).sign_in("唐敏")
            matter = desk.get("/desk/complaints?state=open").text.partition('data-href="/m/')[2][:36]
            once = desk.once(desk.get(f"/m/{matter}/do/noted"))
            acts: dict[str, dict[bool, list[float]]] = {n: {False: [], True: []} for n in ("list", "matter", "note")}
            taken, key = 0, 0

            def took(name: str, slow: bool, path: str, **fields: str) -> None:
                began = time.perf_counter()
                got = desk.post(path, **fields) if fields else desk.get(path)
                assert got.status in {200, 302}, got.status
                acts[name][slow].append((time.perf_counter() - began) * 1000)

            for turn in range(2 * given.rounds):
                slow = Slow(home.port, given.phones) if turn % 2 else None
                for _ in range(LOOKS):
                    key += 1
                    took("list", bool(slow), "/desk/complaints")
                    took("matter", bool(slow), f"/m/{matter}")
                    took("note", bool(slow), f"/m/{matter}/do/noted", once=f"{once[:20]}{key:06d}", text=f"记{key}")
                if slow:
                    taken += slow.finish()
        finally:
            home.gone()
    table.table(["at the desk", "with/without, p50", "p95", "p50 without, ms", "p95", "p50 with, ms", "p95"])
    for name, times in acts.items():
        (a, b), (c, d) = (((table.at(times[s], 0.5)), table.at(times[s], 0.95)) for s in (False, True))
        table.row(name, f"{c / a:.2f}", f"{d / b:.2f}", f"{a:.1f}", f"{b:.1f}", f"{c:.1f}", f"{d:.1f}")
    table.said(f"Photos taken in the end: {taken} of {given.phones * given.rounds}.")


if __name__ == "__main__":
    main()
