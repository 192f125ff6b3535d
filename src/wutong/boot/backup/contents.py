"""What a database holds, told so that two of them can be compared: rows of each table, the last digest of each matter.

Asked of a bare connection (the copy itself, or the very snapshot that was dumped), never of the running one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from wutong.boot.running import MARK

HEADS = (
    "SELECT e.county, e.matter, e.seq, e.digest FROM record_entry e JOIN (SELECT county, matter, max(seq) AS seq"
    " FROM record_entry GROUP BY county, matter) t ON t.county = e.county AND t.matter = e.matter AND t.seq = e.seq"
    " ORDER BY e.county, e.matter"
)
SQLITE_TABLES = (
    "SELECT name FROM sqlite_master t WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    " AND sql NOT LIKE 'CREATE VIRTUAL%' AND NOT EXISTS (SELECT 1 FROM sqlite_master v WHERE v.sql LIKE 'CREATE VIRTUAL%'"
    " AND substr(t.name, 1, length(v.name) + 1) = v.name || '_') ORDER BY name"
)
POSTGRESQL_TABLES = (
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY c.relname"
)


@dataclass(frozen=True)
class Contents:
    """What was found; ``heads`` is one line a matter: county, matter, last number, last digest."""

    rows: dict[str, int]
    heads: bytes
    migrations: list[str]
    counties: dict[str, str]
    demo: bool
    unfinished_erasures: int

    @property
    def matters(self) -> int:
        return self.heads.count(b"\n")

    @property
    def heads_digest(self) -> str:
        return hashlib.sha256(self.heads).hexdigest()


def contents(cursor: Any, kind: str) -> Contents:
    """Ask all of it. ``cursor`` is a bare one of SQLite or PostgreSQL."""
    tables = [name for (name,) in _rows(cursor, SQLITE_TABLES if kind == "sqlite" else POSTGRESQL_TABLES)]
    rows = {name: _one(cursor, f'SELECT count(*) FROM "{name}"') for name in tables if name != MARK}
    counties = (
        list(_rows(cursor, "SELECT county, name, demo FROM city_county ORDER BY county"))
        if "city_county" in rows
        else []
    )
    applied = "SELECT app, name FROM django_migrations ORDER BY app, name"
    return Contents(
        rows=rows,
        heads=b"".join(_heads(_rows(cursor, HEADS))) if "record_entry" in rows else b"",
        migrations=[f"{app}.{name}" for app, name in _rows(cursor, applied)] if "django_migrations" in rows else [],
        counties={code: name for code, name, _ in counties},
        demo=any(demo for _, _, demo in counties),
        unfinished_erasures=rows.get("record_scrubpending", 0),
    )


def _heads(rows: Iterable[tuple[Any, ...]]) -> Iterator[bytes]:
    for county, matter, seq, digest in rows:
        yield f"{county} {str(matter).replace('-', '')} {seq} {digest}\n".encode()


def _rows(cursor: Any, sql: str) -> Iterator[tuple[Any, ...]]:
    cursor.execute(sql)
    while batch := cursor.fetchmany(10_000):
        yield from batch


def _one(cursor: Any, sql: str) -> int:
    cursor.execute(sql)
    return int(cursor.fetchone()[0])
