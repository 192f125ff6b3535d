"""Cleans the bytes of erased values out of the database's own files, after the erasing transaction has committed.

A deleted row is not gone: SQLite keeps it in the write-ahead log and in old search segments, PostgreSQL in dead tuples.
A reader that still holds an old snapshot forbids the cleaning; then the mark stays and the next call tries again.
"""

from __future__ import annotations

import time
from typing import Any

from django.db import OperationalError, connection, transaction

from wutong.record.entries.models import EntryFile, Erasure, ScrubPending
from wutong.record.files import store
from wutong.record.scope import Scope

#: how long one call waits for readers, in seconds
PATIENCE = 3.0


def scrub_pending() -> int:
    """How many erasures wait for their bytes to be cleaned; 0 when all is done."""
    # the database file is one for all counties, so this sweep is not of one county
    return ScrubPending.everything.count()


def scrub() -> bool:
    """Remove what erased values left behind in files, write-ahead log and search index.

    :returns: True when no trace is left (also when nothing was waiting); False when a reader or another writer stood in
        the way, or when called inside a transaction: the mark stays, and a later call finishes.
    """
    marks = list(ScrubPending.everything.all())
    if not marks:
        return True
    if connection.in_atomic_block:
        return False
    for mark in marks:
        for sha256 in mark.files:
            _release(Scope(mark.county), sha256)
    try:
        clean = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    except OperationalError:
        return False
    if clean:
        ScrubPending.everything.filter(pk__in=[m.pk for m in marks]).delete()
    return clean


def _release(scope: Scope, sha256: str) -> None:
    """Remove a file's bytes unless an entry of the county still refers to them."""
    gone = Erasure.objects.within(scope).filter(name=f"file:{sha256}").values("entry_id")
    if not EntryFile.objects.within(scope).filter(sha256=sha256).exclude(entry_id__in=gone).exists():
        store.discard(scope, sha256)


def _sqlite() -> bool:
    with connection.cursor() as cursor:
        before = _one(cursor, "PRAGMA busy_timeout")
        cursor.execute(f"PRAGMA busy_timeout = {int(PATIENCE * 1000)}")
        try:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%using fts5%'")
            for (name,) in cursor.fetchall():
                # merges the segments of the index, dropping the words of deleted rows
                cursor.execute(f"""INSERT INTO "{name}"("{name}") VALUES ('optimize')""")
            # rewrites the file from what is alive; secure_delete alone depends on every writer having had it on
            cursor.execute("VACUUM")
            busy = _one(cursor, "PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(before)}")
    return busy == 0


def _postgresql() -> bool:
    """VACUUM FULL writes each table anew; rows that an older snapshot may still see would be copied, so wait for it."""
    with connection.cursor() as cursor:
        if not _no_older_snapshot(cursor):
            return False
        cursor.execute(f"SET lock_timeout = {int(PATIENCE * 1000)}")
        try:
            return all(_written_anew(cursor, table) for table in _tables(cursor))
        finally:
            cursor.execute("RESET lock_timeout")


def _written_anew(cursor: Any, table: str) -> bool:
    """A role that does not own the table gets a mere warning from VACUUM; so ask whether the file is another one."""
    name = connection.ops.quote_name(table)
    before = _one(cursor, f"SELECT pg_relation_filepath('{name}')")
    cursor.execute(f"VACUUM (FULL) {name}")
    return bool(before != _one(cursor, f"SELECT pg_relation_filepath('{name}')"))


def _no_older_snapshot(cursor: Any) -> bool:
    with transaction.atomic():
        mine = int(_one(cursor, "SELECT txid_current()")) % 2**32
    until = time.monotonic() + PATIENCE
    while True:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
            f" AND backend_xmin IS NOT NULL AND age(backend_xmin) > age('{mine}'::xid)"
        )
        if cursor.fetchone()[0] == 0:
            return True
        if time.monotonic() > until:
            return False
        time.sleep(0.1)


def _tables(cursor: Any) -> list[str]:
    """Every table of the house, the ones outside Django's models (search) too: a copy may lie in any of them."""
    cursor.execute(
        "SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'm') AND pg_table_is_visible(c.oid)"
        " AND c.relnamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname ~ '^pg_|^information_schema$')"
        " ORDER BY c.relname"
    )
    return [name for (name,) in cursor.fetchall()]


def _one(cursor: Any, sql: str) -> Any:
    cursor.execute(sql)
    return cursor.fetchone()[0]
