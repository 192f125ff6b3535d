"""What was erased after a backup was made must not come back with it: erased again, by the same acts of the record.

An old backup still holds the values. So a restore asks the newer database, where it is at hand, which values had been
erased in it since, and erases them in the restored one through the same doors, naming the first ground.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from wutong.boot import environment
from wutong.boot.backup import postgresql
from wutong.boot.backup.disk import Trouble

if TYPE_CHECKING:
    from datetime import datetime

_ASK = (
    "SELECT e.county, e.matter, e.seq, x.name, x.ground, x.on_date FROM {0}record_erasure x"
    " JOIN {0}record_entry e ON e.id = x.entry_id ORDER BY x.id"
)


@dataclass(frozen=True)
class Gone:
    """One value or file that the newer database has erased."""

    county: str
    matter: UUID
    seq: int
    name: str
    ground: str
    on: str


def of_named(named: str) -> list[Gone]:
    """The erasures of a newer home or database that was named: a folder, a file of SQLite, or ``postgresql://…``.

    :raises Trouble: when it cannot be read, or holds no record: then nobody may believe that nothing was erased.
    """
    if not named.startswith(("postgresql://", "postgres://")):
        return of_sqlite(Path(named))
    asked = replace(environment.read(), database=named)
    address = postgresql.Address.of(environment.database(asked))
    found = of_postgresql(address, "public")
    if found is None:
        raise Trouble(f"the database {address.name} holds no record: name the newer one / 这个库里没有留痕")
    return found


def of_sqlite(path: Path) -> list[Gone]:
    """The erasures of a newer SQLite home (or of its database file).

    :raises Trouble: when it cannot be read.
    """
    file = path / "wutong.sqlite3" if path.is_dir() else path
    if not file.is_file():
        raise Trouble(f"{file} is not there: name a home or its wutong.sqlite3 / 没有这个数据库")
    try:
        with closing(sqlite3.connect(file, timeout=20)) as line:
            return _found(line.cursor(), "")
    except sqlite3.DatabaseError as bad:
        raise Trouble(f"{file} cannot be read ({bad}): its erasures cannot be done again / 读不了") from bad


def of_postgresql(address: postgresql.Address, schema: str) -> list[Gone] | None:
    """The erasures of the tables of a schema of PostgreSQL; None where it holds no such tables."""
    with postgresql.line(address) as line:
        if line.execute("SELECT to_regclass(%s)", [f'"{schema}".record_erasure']).fetchone()[0] is None:
            return None
        return _found(line.cursor(), f'"{schema}".')


def _found(cursor: Any, schema: str) -> list[Gone]:
    cursor.execute(_ASK.format(schema))
    return [
        Gone(county, UUID(str(matter)), seq, name, ground, str(on))
        for county, matter, seq, name, ground, on in cursor.fetchall()
    ]


def repeat(gone: Iterable[Gone], now: datetime) -> tuple[int, list[str]]:
    """Erase in this home what it still holds of these; gives how many values went, and what could not be erased."""
    from wutong.record.entries import api as record
    from wutong.record.scope import Scope

    done, failed = 0, []
    for (county, matter, seq), some in groupby(gone, key=lambda g: (g.county, g.matter, g.seq)):
        these = list(some)
        scope = Scope(county)
        entry = next((e for e in record.history(scope, matter) if e.seq == seq), None)
        if entry is None:  # the act itself is younger than the backup: there is nothing to erase
            continue
        names = [g.name for g in these if _holds(entry, g.name)]
        if not names:
            continue
        ground = f"{these[0].ground}（{these[0].on}已清除，恢复备份后再清除）"[:200]
        try:
            _erase(scope, matter, entry, names, ground, now)
        except Exception as bad:  # one that cannot be erased must not keep the others
            failed.append(f"{county} {matter} {seq} {', '.join(names)}: {type(bad).__name__}")
        else:
            done += len(names)
    return done, failed


def _holds(entry: Any, name: str) -> bool:
    from wutong.record.entries.models import Value

    if name.startswith("file:"):
        return any(f"file:{f.sha256}" == name and f.erased is None for f in entry.files)
    return Value.everything.filter(entry_id=entry.id, name=name).exists()


def _erase(scope: Any, matter: UUID, entry: Any, names: list[str], ground: str, now: datetime) -> None:
    """By the docket's door, with the copies that the entry's room keeps, as the page does it."""
    from wutong.collect.complaints import api as complaints
    from wutong.collect.complaints.projection import erase_row
    from wutong.docket.matters import api as docket
    from wutong.record.entries import api as record

    def also() -> None:
        if entry.seq == 1 and entry.family == complaints.FAMILY:
            erase_row(scope, matter, names)

    doer = docket.Doer(record.Actor("system", "restore"), frozenset())
    docket.erase(scope, matter, entry.seq, names, ground=ground, doer=doer, at=now, also=also)
