"""Triggers that refuse a second post beside one of the three stewards', whoever writes it: a page, a file, a stray SQL.

A constraint of one row cannot say it, for it is about two posts whose days meet. SQLite drops a trigger with the table
that a migration rebuilds, so boot calls :func:`install` after each migration and at every start, as for the record.
"""

from __future__ import annotations

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from wutong.city.offices.roles import STEWARDS

TABLE = "city_post"
NAMES = ("city_post_stewards_new", "city_post_stewards_changed")
WHY = "city_post: a steward of the system has no other post at the same time"
_THREE = ", ".join(f"'{role}'" for role in STEWARDS)
_MEETS = (
    "EXISTS (SELECT 1 FROM city_post p WHERE p.officer_id = NEW.officer_id AND p.id IS DISTINCT FROM NEW.id "
    f"AND p.role <> NEW.role AND (p.role IN ({_THREE}) OR NEW.role IN ({_THREE})) "
    "AND (p.valid_to IS NULL OR p.valid_to >= NEW.valid_from) "
    "AND (NEW.valid_to IS NULL OR NEW.valid_to >= p.valid_from))"
)
_EVENTS = dict(zip(NAMES, ("INSERT", "UPDATE"), strict=True))


def _statements(vendor: str) -> dict[str, str]:
    """Trigger → the statement that makes it."""
    if vendor == "postgresql":
        return {
            name: f"CREATE TRIGGER {name} BEFORE {event} ON {TABLE} FOR EACH ROW EXECUTE FUNCTION city_post_stewards()"
            for name, event in _EVENTS.items()
        }
    condition = _MEETS.replace("IS DISTINCT FROM", "IS NOT")
    return {
        name: f"CREATE TRIGGER {name} BEFORE {event} ON {TABLE} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{WHY}'); END"
        for name, event in _EVENTS.items()
    }


def install(on: BaseDatabaseWrapper | None = None) -> None:
    """Make the triggers anew. Safe to repeat; rows that stand already are left as they are."""
    on = on or connection
    if TABLE not in on.introspection.table_names() or stands(on):
        return
    where = f" ON {TABLE}" if on.vendor == "postgresql" else ""
    with transaction.atomic(using=on.alias), on.cursor() as cursor:
        if on.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION city_post_stewards() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {_MEETS} THEN RAISE EXCEPTION '{WHY}' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$"
            )
        for name, statement in _statements(on.vendor).items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")
            cursor.execute(statement)


def stands(on: BaseDatabaseWrapper | None = None) -> bool:
    """Whether they stand as they are written here."""
    on = on or connection
    with on.cursor() as cursor:
        if on.vendor == "postgresql":
            cursor.execute(
                "SELECT count(*) FROM pg_trigger t JOIN pg_proc f ON f.oid = t.tgfoid "
                "WHERE t.tgrelid = to_regclass(%s) AND t.tgname = ANY(%s) AND position(%s in f.prosrc) > 0",
                [TABLE, list(NAMES), _MEETS],
            )
            return bool(cursor.fetchone()[0] == len(NAMES))
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
        return dict(cursor.fetchall()) == _statements(on.vendor)


def drop(on: BaseDatabaseWrapper | None = None) -> None:
    """Take them away, for a migration backwards."""
    on = on or connection
    where = f" ON {TABLE}" if on.vendor == "postgresql" else ""
    with on.cursor() as cursor:
        for name in NAMES:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")
