"""How long the figures of a large year take: to be counted, and until a visitor sees them, first, later and on a new day.

``python scripts/bench/figures.py --home FOLDER [--database URL]``; the home comes from fill.py.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.soak.person import Person  # noqa: E402
from tests.soak.server import Home  # noqa: E402

COUNT = """
import time
from datetime import timedelta
from wutong.record import clock
from wutong.supervise.figures import api as figures, kept
scope, now = Scope('990101'), clock.now()
today = clock.legal_day(now)
for year in (today.year, today.year - 1):
    for turn in range(3):
        began = time.perf_counter()
        got = kept._afresh(scope, year, today, now)
        print(f"count of {year} ({got.received:,}), turn {turn + 1}: {time.perf_counter() - began:.2f} s")
day = today - timedelta(days=30)
began = time.perf_counter()
got = kept._afresh(scope, today.year, day, now)
print(f"count of {today.year} as of {day} ({got.received:,}): {time.perf_counter() - began:.2f} s")
"""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--home", type=Path, required=True)
    asked.add_argument("--database", default="")
    given = asked.parse_args()
    home = Home(given.home)
    home.env |= {"WUTONG_DEMO": "1"} | ({"WUTONG_DATABASE": given.database} if given.database else {})
    print(home.python(COUNT), end="", flush=True)
    shelf = given.home / "figures"
    shutil.rmtree(shelf, ignore_errors=True)

    def view(title: str, many: int = 1, *, fresh: bool = True) -> None:
        """Start (if ``fresh``), and let so many look at once."""
        if fresh:
            home.start()
        took: list[float] = []

        def look(n: int) -> None:
            who = Person(home.address, f"10.9.{n // 250}.{n % 250 + 1}")
            began = time.perf_counter()
            got = who.get("/figures")
            assert got.status == 200, got.text[:300]
            took.append(time.perf_counter() - began)

        together(many, look)
        print(f"{title}: p50 {statistics.median(took):.2f} s, slowest {max(took):.2f} s", flush=True)

    def stop() -> None:
        home.stop()
        home.env.pop("WUTONG_CLOCK", None)

    try:
        view("never counted, one visitor")
        view("the next one", fresh=False)
        stop()
        view("after a restart, one visitor")
        view("the next eight at once", 8, fresh=False)
        stop()
        shutil.rmtree(shelf, ignore_errors=True)
        view("never counted, eight at once", 8)
        stop()
        home.env["WUTONG_CLOCK"] = "+1d"
        view("after a restart on a new day, eight at once", 8)
        stop()
    finally:
        home.stop()


def together(many: int, what: Callable[[int], None]) -> None:
    """So many at once."""
    threads = [threading.Thread(target=what, args=[n]) for n in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
