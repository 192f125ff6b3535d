"""SQLite's part: the online backup, looked at, and clean of what an erasure that was under way has left behind."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from wutong.boot.backup import disk
from wutong.boot.backup.contents import Contents, contents
from wutong.boot.backup.disk import Trouble


def size(path: Path) -> int:
    """Bytes of the database with its log."""
    return sum(p.stat().st_size for p in (path, path.with_name(path.name + "-wal")) if p.exists())


def copy(source: Path, target: Path) -> Contents:
    """A consistent copy of a database that others write into: one read transaction, which holds up nobody.

    :raises Trouble: when the source or the copy cannot be read whole.
    """
    disk.write(target, b"")
    try:
        # isolation_level None: no transaction of Python's own, which would outlive the statement
        with _open(f"file:{_quoted(source)}?mode=rw") as live, _open(f"file:{_quoted(target)}?mode=rw") as copied:
            live.backup(copied)  # all pages in one step: it never begins anew, however much is written meanwhile
            # one file that a read-only disk can show, instead of a log and its index beside it
            copied.execute("PRAGMA journal_mode=DELETE")
            said = copied.execute("PRAGMA quick_check(1)").fetchone()[0]
            if said != "ok":
                raise Trouble(
                    f"the database is damaged ({said}): nothing was written and no earlier backup removed; "
                    "wutong doctor, then restore an earlier one / 数据库坏了"
                )
            found = contents(copied.cursor(), "sqlite")
            if found.unfinished_erasures:
                _clean(copied)
    except sqlite3.DatabaseError as bad:
        raise Trouble(f"the database could not be copied ({bad}): wutong doctor says more / 数据库复制不了") from bad
    disk.sync(target)
    return found


def look(path: Path) -> Contents:
    """What a database file holds; the file is not changed."""
    try:
        with _open(f"file:{_quoted(path)}?mode=rw") as line:
            return contents(line.cursor(), "sqlite")
    except sqlite3.DatabaseError as bad:
        raise Trouble(f"{path} cannot be read ({bad}) / 数据库读不了") from bad


def _clean(copied: sqlite3.Connection) -> None:
    """Merge the search index and write the file anew, so that no bytes of deleted rows are in it."""
    for (name,) in copied.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%using fts5%'").fetchall():
        copied.execute(f"""INSERT INTO "{name}"("{name}") VALUES ('optimize')""")
    copied.execute("VACUUM")


@contextlib.contextmanager
def _open(uri: str) -> Iterator[sqlite3.Connection]:
    line = sqlite3.connect(uri, uri=True, timeout=60, isolation_level=None)
    try:
        yield line
    finally:
        line.close()


def _quoted(path: Path) -> str:
    from urllib.parse import quote

    return quote(os.fspath(path))
