"""Changes the law one small thing at a time and asks whether a test of ``tests/law`` notices: ``make mutation``.

There are thousands of such changes, so a seeded sample of each package is tried, and the rate is told with the 95 % interval
that a sample of that size allows. What can be changed is in mutation_changes.py, how the tests are asked in
mutation_worker.py; why this is ours and not a library stands in docs/decisions/0012-proof.md.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import mutation_worker
from mutation_changes import Change, equivalent, every, key, words

INTERPRETER = (
    "expressions", "gates", "persons", "fold", "clocks", "several", "threads", "corrections", "loader", "texts_of_the_day",
    "examples", "complaint", "audit", "audit_penalty", "gates_count", "rulebook", "docs", "moves", "edges", "fileschema",
)  # fmt: skip
#: package → its files, the tests that are asked, nearest first, and how many changes are tried
PACKAGES: dict[str, tuple[tuple[str, ...], tuple[str, ...], int]] = {
    "interpreter": (("procedure/",), INTERPRETER, 160),
    "terms": (("terms.py",), ("terms", "clocks", "describe", "edges"), 150),
    "calendar": (
        ("calendar.py", "holidays.py"),
        ("calendar", "calendar_hours", "terms", "moves", "rulebook", "edges"),
        150,
    ),
    "discretion": (
        ("discretion/",),
        ("bands", "bands_cites", "grounds", "grounds_cites", "settle", "checks", "edges"),
        150,
    ),
    "competence": (("competence/",), ("competence", "powers", "edges"), 150),
    "audit": (("audit.py",), ("audit_penalty", "audit", "audit_sheet", "checks", "edges"), 150),
}
WANTED = 0.9


def interval(killed: int, tried: int) -> tuple[float, float]:
    """Wilson's 95 % interval."""
    if not tried:
        return 0.0, 1.0
    z, rate = 1.96, killed / tried
    middle = rate + z * z / (2 * tried)
    width = z * math.sqrt(rate * (1 - rate) / tried + z * z / (4 * tried * tried))
    return (middle - width) / (1 + z * z / tried), (middle + width) / (1 + z * z / tried)


def asked(package: str, chosen: list[Change], workers: int) -> Iterator[tuple[Change, str]]:
    """Each change with what the tests said: noticed, never back, lived."""
    forking = multiprocessing.get_context("fork")
    answers: multiprocessing.SimpleQueue[tuple[Change | None, str]] = forking.SimpleQueue()
    running = [
        forking.Process(target=mutation_worker.work, args=(PACKAGES[package][1], chosen[n::workers], answers))
        for n in range(min(workers, len(chosen)))
    ]
    for each in running:
        each.start()
    open_ones = len(running)
    while open_ones:
        change, said = answers.get()
        if change is None and said:
            raise SystemExit(f"the tests of {package} fail with nothing changed: {said}")
        if said == mutation_worker.FAULT:
            raise SystemExit(f"the runner itself failed at {change}")
        open_ones -= change is None
        if change is not None:
            yield change, said
    for each in running:
        each.join()


def main() -> int:
    parser = argparse.ArgumentParser(prog="make mutation", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default=",".join(PACKAGES), help="some of the packages")
    parser.add_argument("--sample", type=int, help="how many changes of each package; default as written above")
    parser.add_argument("--workers", type=int, default=max(1, (os.cpu_count() or 2) - 1), help="one core is left free")
    given = parser.parse_args()
    began, poor, lived, nothing = time.monotonic(), list[str](), list[Change](), equivalent()
    print(f"{datetime.now(UTC):%Y-%m-%d}, seed {given.seed}\n")
    print(
        "| package | changes | change nothing | tried | noticed | of these never back | rate, 95 % interval | seconds |"
    )
    print("|---|---:|---:|---:|---:|---:|---|---:|", flush=True)
    for package in [each for each in PACKAGES if each in given.only.split(",")]:
        paths, _tests, size = PACKAGES[package]
        found = every(paths)
        telling = [change for change in found if key(change) not in nothing]
        chosen = random.Random(given.seed).sample(telling, min(given.sample or size, len(telling)))
        now, said = time.monotonic(), dict[Change, str]()
        for change, answer in asked(package, chosen, given.workers):
            said[change] = answer
            if len(said) % 30 == 0:
                print(f"  {len(said)} of {len(chosen)}, {time.monotonic() - now:.0f} s", file=sys.stderr, flush=True)
            if answer == "lived":
                lived.append(change)
                print(f"  lived: {change}: {words(change)}", file=sys.stderr, flush=True)
        hung = sum(answer == "never back" for answer in said.values())
        killed = sum(answer != "lived" for answer in said.values())
        low, high = interval(killed, len(chosen))
        rate = killed / len(chosen)
        poor += [package] if rate < WANTED else []
        print(
            f"| {package} | {len(found)} | {len(found) - len(telling)} | {len(chosen)} | {killed} | {hung} | "
            f"{rate:.0%} ({low:.0%} to {high:.0%}) | {time.monotonic() - now:.0f} |",
            flush=True,
        )
    for change in sorted(lived, key=str):
        print(f"{change}: {words(change)}")
    print(f"\n{time.monotonic() - began:.0f} s in all" + (f"; below {WANTED:.0%}: {', '.join(poor)}" if poor else ""))
    return 1 if poor else 0


if __name__ == "__main__":
    sys.exit(main())
