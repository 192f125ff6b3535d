"""Triggers that refuse to change or delete what is recorded, whoever asks: our own code, an admin's shell, a stray SQL.

A migration that rebuilds a table on SQLite drops its triggers, cannot even rename the table while a trigger of another
table reads it, and a restored dump may lack them. So boot calls :func:`lift` before a migration, :func:`install` after
it, and :func:`install` and :func:`assert_present` at every start. The two databases have each its own words for the
same guards; tests/record/test_guards.py holds them to the same behaviour.
"""

from __future__ import annotations

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from wutong.record import guards_postgresql, guards_sqlite


class GuardsMissing(RuntimeError):
    """The record is not protected; the message names what is missing and the remedy."""


def install(on: BaseDatabaseWrapper | None = None) -> None:
    """Create every guard whose table exists; does nothing when all stand already. Safe to repeat."""
    on = on or connection
    tables = set(on.introspection.table_names())
    wanted = {name: sql for name, sql in _wanted(on).items() if {_table(name), asks(name)} <= tables}
    if all(_standing(on).get(name) == sql for name, sql in wanted.items()):
        return
    with transaction.atomic(using=on.alias), on.cursor() as cursor:
        _lift(on, cursor)
        if on.vendor == "postgresql":
            for sql in guards_postgresql.FUNCTIONS.values():
                cursor.execute(sql)
        for name, sql in wanted.items():
            cursor.execute(sql)
            if on.vendor == "postgresql":
                # fires for a replication role too; it is how a superuser would step around the trigger
                cursor.execute(f'ALTER TABLE "{_table(name)}" ENABLE ALWAYS TRIGGER "{name.partition(":")[2]}"')


def lift(on: BaseDatabaseWrapper | None = None) -> None:
    """Take the guards away: before a migration rebuilds a table, and before a test empties the database."""
    on = on or connection
    with transaction.atomic(using=on.alias), on.cursor() as cursor:
        _lift(on, cursor)


def assert_present(on: BaseDatabaseWrapper | None = None) -> None:
    """Stop when a guard is missing, switched off or not the one we know.

    :raises GuardsMissing: naming each.
    """
    on = on or connection
    standing = _standing(on)
    missing = sorted(name for name, sql in _wanted(on).items() if standing.get(name) != sql)
    if missing:
        raise GuardsMissing(
            f"the record is not protected ({', '.join(missing)}): run `wutong migrate`"
            " / 留痕保护缺失，运行 wutong migrate"
        )


def _wanted(on: BaseDatabaseWrapper) -> dict[str, str]:
    """``table:trigger`` → the statement that creates it."""
    return guards_postgresql.TRIGGERS if on.vendor == "postgresql" else guards_sqlite.TRIGGERS


def _standing(on: BaseDatabaseWrapper) -> dict[str, str]:
    with on.cursor() as cursor:
        return guards_postgresql.standing(cursor) if on.vendor == "postgresql" else guards_sqlite.standing(cursor)


def _lift(on: BaseDatabaseWrapper, cursor: object) -> None:
    for key in _standing(on):
        table, _, name = key.partition(":")
        where = f' ON "{table}"' if on.vendor == "postgresql" else ""
        cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{where}')  # type: ignore[attr-defined]


def asks(key: str) -> str:
    """The table that a guard looks into, where that is another one: it may come by a later migration."""
    return "record_moved" if key.endswith("_guard_moved") else _table(key)


def _table(key: str) -> str:
    return key.partition(":")[0]
