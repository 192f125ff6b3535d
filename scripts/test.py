"""Runs the suite: the checks, then all tests on SQLite, then the rooms with tables once more on PostgreSQL.

``python scripts/test.py all|check|odd|soak [pytest arguments]``. The last line adds up what every run closed with, so
a reader (or a CI) sees at one look how much was really tested.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import postgres  # noqa: E402  (found through the line above)

COMPULSORY = os.environ.get("WUTONG_TEST_COMPULSORY") == "1"
#: folders of tests that touch no table of ours, or that look at the code itself: one run of them is enough
NO_TABLES = {"law", "ledger", "ui", "boot", "house", "journeys"}
#: folders that walk every page with every kind of nonsense: minutes of work, in which the day plays no part
NO_DAYS = {"bad", "walls"}
#: the real messages are read as on a fixed day, whatever the day is
FIXED = "tests/collect/imports/test_real.py"
#: the awkward surroundings of `make test-odd`
ODD = (
    {"TZ": "America/New_York"},
    {"WUTONG_CLOCK": "2026-12-28T10:00"},
    {"WUTONG_CLOCK": "2027-03-01T00:20"},
)
CHECKS = (
    ("ruff", ["-m", "ruff", "check", "."]),
    ("format", ["-m", "ruff", "format", "--check", "."]),
    ("types", ["-m", "mypy"]),
    ("imports", ["-c", "from importlinter.cli import lint_imports_command as c; c()"]),
)
CLOSING = re.compile(r"(\d+) (passed|failed|errors?|skipped|deselected|xfailed|xpassed)\b")

total: Counter[str] = Counter()
broken: list[str] = []


def folders() -> list[str]:
    """The folders of tests that touch tables, for the runs that need not be whole."""
    found = sorted(p for p in (ROOT / "tests").iterdir() if p.is_dir() and any(p.glob("test_*.py")))
    return [f"tests/{p.name}" for p in found if p.name not in NO_TABLES]


def pytest(title: str, arguments: Sequence[str], extra: dict[str, str] | None = None) -> None:
    """One run of pytest, its output passed on as it comes; its closing line is added to the total."""
    print(f"\n== {title}", flush=True)
    env = {**os.environ, **(extra or {}), "PYTHONUNBUFFERED": "1"}
    workers = os.environ.get("WUTONG_TEST_WORKERS") or str(min(os.cpu_count() or 1, 4))
    command = [sys.executable, "-m", "pytest", "-n", workers, "--dist", "loadfile", *arguments]
    last = ""
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as running:
        assert running.stdout is not None
        for line in running.stdout:
            print(line, end="", flush=True)
            if " in " in line and CLOSING.search(line):
                last = line
    counts = {word.removesuffix("s") if word == "errors" else word: int(n) for n, word in CLOSING.findall(last)}
    total.update(counts)
    if running.returncode:
        broken.append(title)
    elif not counts.get("passed"):
        broken.append(f"{title} (no test ran)")


def checks() -> None:
    """The checks that read the code and run nothing of it."""
    # the suite's own switches are no settings of the product, and the types' plugin reads the settings
    env = {name: value for name, value in os.environ.items() if not name.startswith("WUTONG_")}
    for title, arguments in CHECKS:
        print(f"\n== {title}", flush=True)
        if subprocess.run([sys.executable, *arguments], cwd=ROOT, stdin=subprocess.DEVNULL, env=env).returncode:
            broken.append(title)


def on_postgresql(arguments: Sequence[str]) -> None:
    """The rooms with tables on PostgreSQL: the given one, else a throw-away cluster, else skipped."""
    with contextlib.ExitStack() as stack:
        address = os.environ.get("WUTONG_TEST_POSTGRESQL", "")
        if not address:
            try:
                address = stack.enter_context(postgres.cluster())
            except postgres.NoPostgres as lacking:
                print(f"\n== on PostgreSQL: skipped, {lacking}", flush=True)
                if COMPULSORY:
                    broken.append("PostgreSQL is compulsory here")
                return
        surroundings = {"WUTONG_TEST_DATABASE": "postgresql", "WUTONG_TEST_POSTGRESQL": address}
        pytest("on PostgreSQL", [*folders(), *arguments], surroundings)


def main(arguments: list[str]) -> int:
    what, rest = (arguments[0] if arguments else "all"), arguments[1:]
    began = time.monotonic()
    if what in {"all", "check"}:
        checks()
    if what == "check":
        pytest("the house", ["tests/house", *rest])
    elif what == "all":
        pytest("on SQLite", rest)
        on_postgresql(rest)
    elif what == "odd":
        for surroundings in ODD:
            title = ", ".join(f"{name}={value}" for name, value in surroundings.items())
            dated = [folder for folder in folders() if Path(folder).name not in NO_DAYS]
            # the law is pure and knows no clock; only a zone could reach it, by way of the machine
            law = ["tests/law"] if "TZ" in surroundings else []
            pytest(title, [*dated, *law, "--ignore", FIXED, "-m", "not browser", *rest], surroundings)
    elif what == "soak":
        pytest("the long tests", ["-m", "soak", "-n", "0", "--timeout", "3600", *rest], {"WUTONG_TEST_SOAK": "1"})
    else:
        print(f"test.py: {what!r} is not one of all, check, odd, soak", file=sys.stderr)
        return 2
    print(f"\n== {time.monotonic() - began:.0f} s in all" + (f"; broken: {', '.join(broken)}" if broken else ""))
    failed = total["failed"] + total["error"] + (1 if broken and not (total["failed"] or total["error"]) else 0)
    print(f"{total['passed']} passed, {failed} failed, {total['skipped']} skipped", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        sys.exit(130)
