"""The findings of ``wutong doctor``: what could lose, leak or forge a county's record, looked at one by one.

Each check answers for itself. One that breaks is a finding too: a doctor who falls over helps nobody.
"""

from __future__ import annotations

import shutil
import sqlite3
import stat
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from wutong.boot import health_county as county
from wutong.boot import start, upkeep
from wutong.boot.finding import Finding
from wutong.record import clock

LEAST_DISK = 2 * 1024**3
OLDEST_SQLITE = (3, 37, 0)


def python() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(sys.version_info >= (3, 11), f"Python {version}", "install Python 3.11 or newer")


def home() -> Iterator[Finding]:
    """The folder is there, is the owner's only, and has room."""
    folder = Path(settings.HOME)
    if not folder.is_dir():
        yield Finding(False, f"home {folder} is not there", "wutong init COUNTY.yaml makes it")
        return
    mode = stat.S_IMODE(folder.stat().st_mode)
    yield Finding(not mode & 0o077, f"home {folder}, mode {mode:o}", f"chmod 700 '{folder}'")
    free = shutil.disk_usage(folder).free
    yield Finding(
        free >= LEAST_DISK,
        f"disk: {free / 1024**3:.1f} GB free",
        "free at least 2 GB, or move WUTONG_HOME to a larger disk",
    )


def database() -> Iterator[Finding]:
    """Reachable, and set so that what was said to be stored is stored."""
    try:
        start.reach()
    except start.NotInOrder as bad:
        yield Finding(False, "database", str(bad))
        return
    wanted = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            yield Finding(
                sqlite3.sqlite_version_info >= OLDEST_SQLITE,
                f"SQLite {sqlite3.sqlite_version}",
                "use a newer Python build",
            )
        for title, question, right, remedy in wanted:
            cursor.execute(question)
            row = cursor.fetchone()
            value = str(row[0]).lower() if row else ""
            yield Finding(value in right, f"{title} = {value}", remedy)
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA quick_check(1)")
            row = cursor.fetchone()
            said = str(row[0]) if row else "no answer"
            yield Finding(said == "ok", f"database file: {said}", "stop, copy the file away, restore the last backup")


Wanted = tuple[str, str, frozenset[str], str]
_OTHER_PROGRAM = "another program set this; only Wutong may open the file"
SQLITE: tuple[Wanted, ...] = (
    ("journal_mode", "PRAGMA journal_mode", frozenset({"wal"}), _OTHER_PROGRAM),
    ("synchronous", "PRAGMA synchronous", frozenset({"2", "3"}), _OTHER_PROGRAM),
    ("secure_delete", "PRAGMA secure_delete", frozenset({"1"}), _OTHER_PROGRAM),
    ("recursive_triggers", "PRAGMA recursive_triggers", frozenset({"1"}), _OTHER_PROGRAM),
    ("foreign_keys", "PRAGMA foreign_keys", frozenset({"1"}), _OTHER_PROGRAM),
)
POSTGRESQL: tuple[Wanted, ...] = (
    ("fsync", "SHOW fsync", frozenset({"on"}), "set fsync = on in postgresql.conf and reload"),
    (
        "synchronous_commit",
        "SHOW synchronous_commit",
        frozenset({"on", "remote_write", "remote_apply", "local"}),
        "set synchronous_commit = on in postgresql.conf and reload",
    ),
    ("full_page_writes", "SHOW full_page_writes", frozenset({"on"}), "set full_page_writes = on and reload"),
    ("server_encoding", "SHOW server_encoding", frozenset({"utf8"}), "make the database anew with ENCODING 'UTF8'"),
)


def tables() -> Iterator[Finding]:
    """Up to date, guarded, nothing half erased."""
    from wutong.record import guards

    if newer := start.newer():
        yield Finding(
            False,
            f"tables: of a newer program ({', '.join(newer[:3])})",
            "install that release, or restore with this program the backup made before the upgrade",
        )
        return
    waiting = start.pending()
    yield Finding(not waiting, f"tables: {len(waiting)} migrations pending", "back up, then wutong migrate")
    if waiting:
        return
    try:
        guards.assert_present()
        yield Finding(True, "the record can only be added to")
    except Exception as bad:
        yield Finding(
            False, f"guards of the record: {bad}", "wutong migrate sets them again; find out who removed them"
        )
    from wutong.city.offices import exclusive

    yield Finding(
        exclusive.stands(),
        "guards of posts: the three administrators hold no other post",
        "wutong migrate sets them again; find out who removed them",
    )
    from wutong.record.entries import api as entries

    pending = getattr(entries, "scrub_pending", None)
    if pending is not None:
        yield Finding(not pending(), "erasures are finished", "wutong serve finishes them at its start")


def secrets() -> Iterator[Finding]:
    """The signing secret is strong, and nobody else on the machine can read it."""
    key = settings.SECRET_KEY
    yield Finding(
        len(key) >= 50 and len(set(key)) >= 10,
        f"secret of {len(key)} characters",
        "give WUTONG_SECRET 50 random characters",
    )
    folder = Path(settings.HOME) / "keys"
    for path in sorted(folder.glob("*")) if folder.is_dir() else []:
        mode = stat.S_IMODE(path.stat().st_mode)
        if path.is_file() and mode & 0o077:
            yield Finding(False, f"{path.name} may be read by others, mode {mode:o}", f"chmod 600 '{path}'")


def demo() -> Iterator[Finding]:
    if settings.DEMO:
        yield Finding(True, "demo mode is on")
        return
    try:
        start.no_demo_outside()
        yield Finding(True, "no demo accounts, no demo secret")
    except start.NotInOrder as bad:
        yield Finding(False, "demo things outside the demo", str(bad))


def assets() -> Iterator[Finding]:
    """The page assets were built: without them every page is bare."""
    import wutong.ui

    dist = Path(next(iter(wutong.ui.__path__))) / "static" / "ui" / "dist"
    yield Finding(any(dist.glob("*")) if dist.is_dir() else False, "page assets built", "make assets")


def time_of_day() -> Iterator[Finding]:
    """The machine's clock against the record: an entry from the future means that one of them was wrong."""
    if settings.ENVIRONMENT.clock:
        yield Finding(
            settings.DEMO or settings.TESTING, f"clock set to {settings.ENVIRONMENT.clock}", "unset WUTONG_CLOCK"
        )
        return
    now = clock.now()
    built = Path(__file__).stat().st_mtime
    yield Finding(
        now.timestamp() + 86400 > min(built, time.time() + 86400) and now.year >= 2026,
        f"clock: {now.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M} Shanghai",
        "set the machine's clock (timedatectl set-ntp true)",
    )


def findings() -> Iterator[Finding]:
    """All checks, in the order in which one would mend them."""
    today = clock.legal_day(clock.now())
    checks: tuple[tuple[str, Callable[[], Iterator[Finding]]], ...] = (
        ("python", python),
        ("home", home),
        ("database", database),
        ("tables", tables),
        ("secrets", secrets),
        ("demo", demo),
        ("counties", county.counties),
        ("files", county.files),
        ("files of the record", county.named_files),
        ("terms", county.terms),
        ("dates", county.dates),
        ("jobs", county.jobs),
        ("assets", assets),
        ("days", lambda: county.days(today)),
        ("clock", time_of_day),
        ("clocks", lambda: (Finding(*line) for line in upkeep.clocks())),
        ("backups", lambda: (Finding(*line) for line in upkeep.backups())),
        ("what was moved aside", lambda: (Finding(*line) for line in upkeep.aside())),
    )
    for title, check in checks:
        try:
            yield from check()
        except Exception as bad:
            yield Finding(False, f"{title}: could not be looked at ({bad})", "see the lines above; mend those first")
