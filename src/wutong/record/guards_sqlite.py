"""The guards in SQLite's words. ``INSERT OR REPLACE`` deletes in silence unless ``recursive_triggers`` is on for that
connection, so a trigger before INSERT refuses a row whose key is taken, whatever the connection's settings are.
"""

from __future__ import annotations

from typing import Any

from wutong.record.guarded import ERASABLE, KEYS, UNCHANGING


def _refuse(why: str) -> str:
    return f"BEGIN SELECT RAISE(ABORT, '{why}'); END"


def _trigger(name: str, when: str, condition: str, why: str) -> str:
    return f'CREATE TRIGGER "{name}" {when} {condition}{" " if condition else ""}{_refuse(why)}'


def _triggers() -> dict[str, str]:
    made: dict[str, str] = {}

    def add(table: str, tail: str, event: str, condition: str, why: str) -> None:
        name = f"{table}_guard_{tail}"
        made[f"{table}:{name}"] = _trigger(name, f'BEFORE {event} ON "{table}"', condition, why)

    for table in (*UNCHANGING, ERASABLE):
        add(table, "update", "UPDATE", "", f"{table}: a recorded row is never changed")
        key = " AND ".join(f"t.{c} = NEW.{c}" for c in KEYS[table])
        same = f"t.id = NEW.id OR ({key})" if key else "t.id = NEW.id"
        taken = f'WHEN EXISTS (SELECT 1 FROM "{table}" t WHERE {same})'
        add(table, "replace", "INSERT", taken, f"{table}: a recorded row is never replaced")
    for table in UNCHANGING:
        add(table, "delete", "DELETE", "", f"{table}: a recorded row is never deleted")
    licence = (
        "EXISTS (SELECT 1 FROM record_erasure e WHERE e.county = {0}.county"
        " AND e.entry_id = {0}.entry_id AND e.name = {0}.name)"
    )
    add(
        ERASABLE,
        "delete",
        "DELETE",
        f"WHEN NOT {licence.format('OLD')}",
        f"{ERASABLE}: a value is deleted only by a recorded erasure",
    )
    add(
        ERASABLE,
        "return",
        "INSERT",
        f"WHEN {licence.format('NEW')}",
        f"{ERASABLE}: an erased value does not come back",
    )
    add(
        "record_erasure",
        "act",
        "INSERT",
        "WHEN NOT EXISTS (SELECT 1 FROM record_entry e JOIN record_entry x ON x.county = e.county"
        " AND x.matter = e.matter WHERE e.id = NEW.entry_id AND x.id = NEW.erasing_id AND e.county = NEW.county"
        " AND x.act = 'erased' AND x.about = e.seq)",
        "record_erasure: no recorded act orders this erasure",
    )
    add(
        "record_entry",
        "moved",
        "INSERT",
        "WHEN EXISTS (SELECT 1 FROM record_moved m WHERE m.county = NEW.county)",
        "record_entry: this county moved out, nothing is recorded here any more",
    )
    return made


TRIGGERS: dict[str, str] = _triggers()


def standing(cursor: Any) -> dict[str, str]:
    """The guards that stand in this database, by ``table:trigger``, as SQLite remembers them."""
    cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'record%guard%'")
    return {f"{table}:{name}": sql for table, name, sql in cursor.fetchall()}
