"""``make bench``: every bench in one run, as Markdown on the screen and in ``bench.md`` of the folder.

Quick (2,000 and 20,000 complaints, few rounds) takes under three minutes on a machine that has nothing else to do; ``--full``
is 100,000 and 1,000,000 and takes an hour and 10 GB, as much again with ``--database``. Homes that are filled already are
taken as they are, so a folder that is kept need not be filled twice.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
TOPICS = ("writes", "pages", "search", "live", "uploads", "machine", "phone", "law")
QUICK, FULL = (2_000, 20_000), (100_000, 1_000_000)


class Report:
    """What goes to the screen and to the file."""

    def __init__(self, path: Path) -> None:
        self.path, self.broke = path, list[str]()
        path.write_text("")

    def say(self, line: str) -> None:
        print(line, end="" if line.endswith("\n") else "\n", flush=True)
        with self.path.open("a", encoding="utf-8") as out:
            out.write(line if line.endswith("\n") else f"{line}\n")

    def run(self, script: str, *words: str) -> None:
        """One bench; one that breaks is told, and the others go on."""
        command = [sys.executable, str(HERE / f"{script}.py"), *words]
        began = time.monotonic()
        with subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as running:
            assert running.stdout is not None
            for line in running.stdout:
                self.say(line)
        if running.returncode:
            self.broke.append(script)
            self.say(f"\n**{script} broke** (closed with {running.returncode}).")
        print(f"({script}: {time.monotonic() - began:.0f} s)", flush=True)


def filled(folder: Path, matters: int, database: str) -> None:
    """A home with so many complaints, made unless it is there."""
    mark = folder / "filled"
    if mark.exists() and mark.read_text() == f"{matters} {database}":
        return
    shutil.rmtree(folder, ignore_errors=True)
    print(f"(filling {matters:,} into {folder})", flush=True)
    words = ["--home", str(folder), "--matters", str(matters), *(["--database", database] if database else [])]
    subprocess.run([sys.executable, str(HERE / "fill.py"), *words], cwd=ROOT, check=True)
    mark.write_text(f"{matters} {database}")


def beside(server: str, name: str) -> str:
    """An empty database on the same server, made anew."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as line:
        line.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[arg-type]
        line.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def kind(report: Report, folder: Path, server: str, sizes: Sequence[int], only: Sequence[str], *, full: bool) -> None:
    """Every bench that asks a database, on one."""
    on = ["--database", server] if server else []
    few, many = (folder / f"{'p' if server else 's'}{n}" for n in sizes)
    addresses = ["", ""]
    needs = {"pages", "search", "machine"} & set(only)
    for i, (home, n) in enumerate(zip((few, many), sizes, strict=True)):
        if not needs:
            break
        if server:
            name = f"wutong_bench_{n}"
            addresses[i] = urlsplit(server)._replace(path=f"/{name}").geturl()
            if not (home / "filled").exists():
                beside(server, name)
        filled(home, n, addresses[i])
    words = f"{sizes[0]:,} and {sizes[1]:,}"
    of = [[*(["--database", a] if a else [])] for a in addresses]
    if "writes" in only:
        report.run("writes", *on, "--rounds", "3" if full else "2", "--each", "25" if full else "10")
    if "pages" in only:
        both = [x for k, a in zip(("few", "many"), addresses, strict=True) if a for x in (f"--{k}-database", a)]
        report.run(
            "pages", "--few", str(few), "--many", str(many), *both, "--rounds", "21" if full else "5", "--words", words
        )
    if "search" in only:
        report.run("search", "--home", str(few), *of[0], "--words", f"{sizes[0]:,}")
    if "live" in only:
        report.run("live", *on, "--rounds", "20" if full else "4")
    if "uploads" in only:
        report.run("uploads", *on, "--rounds", "4" if full else "1")
    if "machine" in only:
        report.run("machine", "--home", str(many), *of[1], "--words", f"{sizes[1]:,}")


def main() -> int:
    asked = argparse.ArgumentParser(prog="make bench", description=__doc__)
    asked.add_argument("--folder", type=Path, help="where homes and bench.md go and stay; default: a temporary one")
    asked.add_argument("--full", action="store_true", help="100,000 and 1,000,000 complaints, more rounds")
    asked.add_argument("--few", type=int, help="the smaller size")
    asked.add_argument("--many", type=int, help="the larger size")
    asked.add_argument(
        "--database", default="", help="postgresql://… of a server where databases may be made: that too"
    )
    asked.add_argument("--only", default=",".join(TOPICS), help=f"some of {','.join(TOPICS)}")
    given = asked.parse_args()
    sizes = FULL if given.full else QUICK
    sizes = (given.few or sizes[0], given.many or sizes[1])
    only = [topic for topic in TOPICS if topic in given.only.split(",")]
    if not only:
        asked.error(f"--only takes some of {', '.join(TOPICS)}")
    folder = given.folder or Path(tempfile.mkdtemp(prefix="wutong-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    report = Report(folder / "bench.md")
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()
    report.say(
        f"# Bench of {datetime.now(UTC):%Y-%m-%d %H:%M} UTC\n\n`make bench`, {'full' if given.full else 'quick'}, at "
        f"{commit or 'an unknown commit'}; Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}."
    )
    began = time.monotonic()
    try:
        for server in ("", *([given.database] if given.database else [])):
            kind(report, folder, server, sizes, only, full=given.full)
        if "phone" in only:
            report.run("phone", "--rounds", "5" if given.full else "1")
        if "law" in only:
            report.run(
                "law", "--dossiers", "100000" if given.full else "300", "--rounds", "200" if given.full else "100"
            )
    finally:
        if given.folder is None:
            for home in (p for p in folder.iterdir() if p.is_dir()):
                shutil.rmtree(home, ignore_errors=True)
    broke = f"; broke: {', '.join(report.broke)}" if report.broke else ""
    report.say(f"\nWhole run: {time.monotonic() - began:.0f} s{broke}.")
    print(f"\n{report.path}")
    return 1 if report.broke else 0


if __name__ == "__main__":
    sys.exit(main())
