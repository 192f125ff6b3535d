"""A county that moved out after a backup was made must not be opened here again by it: it is closed in what is restored.

A backup from before the move holds the county as one that is still here. Were it served, the county would be done in two
places. So a restore asks what it replaces which counties had gone, and closes them in the restored database too.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wutong.boot.backup import postgresql
from wutong.boot.backup.disk import Trouble

_ASK = "SELECT county, move, at, home, address FROM {0}record_moved ORDER BY id"


@dataclass(frozen=True)
class Away:
    """A county that the replaced database says has moved out."""

    county: str
    move: str
    at: datetime
    home: str
    address: str


def of_sqlite(file: Path) -> list[Away]:
    """Who had moved out of a SQLite database; nobody where its program knew no moves yet.

    :raises Trouble: when it cannot be read.
    """
    try:
        with closing(sqlite3.connect(file, timeout=20)) as line:
            if line.execute("SELECT 1 FROM sqlite_master WHERE name = 'record_moved'").fetchone() is None:
                return []
            return _found(line.cursor(), "")
    except sqlite3.DatabaseError as bad:
        raise Trouble(f"{file} cannot be read ({bad}) / 读不了") from bad


def of_postgresql(address: postgresql.Address, schema: str) -> list[Away]:
    """Who had moved out, by the tables of a schema."""
    with postgresql.line(address) as line:
        if line.execute("SELECT to_regclass(%s)", [f'"{schema}".record_moved']).fetchone()[0] is None:
            return []
        return _found(line.cursor(), f'"{schema}".')


def _found(cursor: Any, schema: str) -> list[Away]:
    cursor.execute(_ASK.format(schema))
    return [Away(county, move, _aware(at), home, address) for county, move, at, home, address in cursor.fetchall()]


def _aware(at: str | datetime) -> datetime:
    found = datetime.fromisoformat(at) if isinstance(at, str) else at
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def close_again(away: Iterable[Away]) -> list[str]:
    """Close in this home every county that is still open in it; gives their codes."""
    from django.db import transaction

    from wutong.city.offices import api as offices
    from wutong.record.moved import api as moved
    from wutong.record.scope import Scope

    closed = []
    for each in away:
        scope = Scope(each.county)
        with transaction.atomic():
            if moved.gone(scope) is not None or offices.county(scope) is None:
                continue
            moved.close(scope, move=each.move, at=each.at, home=each.home, address=each.address)
        closed.append(each.county)
    return closed
