"""The guards in PostgreSQL's words. Row triggers do not see TRUNCATE, so each table has a statement trigger for it."""

from __future__ import annotations

from typing import Any

from wutong.record.guarded import ERASABLE, UNCHANGING

_REFUSE = """
BEGIN
    RAISE EXCEPTION '%: a recorded row is never changed, deleted or emptied (%)', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END"""

_VALUE = """
DECLARE
    ordered boolean;
BEGIN
    IF TG_OP = 'DELETE' THEN
        SELECT EXISTS (SELECT 1 FROM record_erasure e WHERE e.county = OLD.county
            AND e.entry_id = OLD.entry_id AND e.name = OLD.name) INTO ordered;
        IF NOT ordered THEN
            RAISE EXCEPTION 'record_value: a value is deleted only by a recorded erasure'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END IF;
    SELECT EXISTS (SELECT 1 FROM record_erasure e WHERE e.county = NEW.county
        AND e.entry_id = NEW.entry_id AND e.name = NEW.name) INTO ordered;
    IF ordered THEN
        RAISE EXCEPTION 'record_value: an erased value does not come back'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END"""

_ERASURE = """
BEGIN
    IF NOT EXISTS (SELECT 1 FROM record_entry e JOIN record_entry x ON x.county = e.county AND x.matter = e.matter
        WHERE e.id = NEW.entry_id AND x.id = NEW.erasing_id AND e.county = NEW.county
        AND x.act = 'erased' AND x.about = e.seq) THEN
        RAISE EXCEPTION 'record_erasure: no recorded act orders this erasure'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END"""

_MOVED = """
BEGIN
    IF EXISTS (SELECT 1 FROM record_moved m WHERE m.county = NEW.county) THEN
        RAISE EXCEPTION 'record_entry: this county moved out, nothing is recorded here any more'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END"""

_BODIES = {
    "record_guard_refuse": _REFUSE, "record_guard_value": _VALUE, "record_guard_erasure": _ERASURE,
    "record_guard_moved": _MOVED,
}  # fmt: skip

FUNCTIONS: dict[str, str] = {
    name: f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard${body}$guard$"
    for name, body in _BODIES.items()
}


def _triggers() -> dict[str, str]:
    made: dict[str, str] = {}

    def add(table: str, tail: str, event: str, each: str, function: str) -> None:
        name = f"{table}_guard_{tail}"
        made[f"{table}:{name}"] = (
            f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH {each} EXECUTE FUNCTION {function}()'
        )

    for table in UNCHANGING:
        add(table, "row", "UPDATE OR DELETE", "ROW", "record_guard_refuse")
    for table in (*UNCHANGING, ERASABLE):
        add(table, "truncate", "TRUNCATE", "STATEMENT", "record_guard_refuse")
    add(ERASABLE, "update", "UPDATE", "ROW", "record_guard_refuse")
    add(ERASABLE, "order", "INSERT OR DELETE", "ROW", "record_guard_value")
    add("record_erasure", "act", "INSERT", "ROW", "record_guard_erasure")
    add("record_entry", "moved", "INSERT", "ROW", "record_guard_moved")
    return made


TRIGGERS: dict[str, str] = _triggers()


def standing(cursor: Any) -> dict[str, str]:
    """The guards that stand, enabled always and with our own function bodies, by ``table:trigger``.

    One that is switched off, or whose function was replaced, is reported with an empty statement: it counts as missing.
    """
    cursor.execute(
        "SELECT c.relname, t.tgname, t.tgenabled, p.proname, p.prosrc FROM pg_trigger t"
        " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE NOT t.tgisinternal AND t.tgname LIKE 'record%%guard%%' AND pg_table_is_visible(c.oid)"
    )
    found: dict[str, str] = {}
    for table, name, enabled, function, body in cursor.fetchall():
        key = f"{table}:{name}"
        ours = enabled == "A" and _BODIES.get(function) == body
        found[key] = TRIGGERS.get(key, "") if ours else ""
    return found
