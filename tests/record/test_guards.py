"""What is recorded cannot be changed, by whatever words, on either database; and a missing guard is noticed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from tests.record.acts import NOON, TANG, matter_of, put
from wutong.record import guards
from wutong.record.entries.api import FileRef, erase, history, look, note, refused
from wutong.record.entries.models import Entry, Erasure, Value
from wutong.record.guarded import ERASABLE, KEYS, UNCHANGING
from wutong.record.moved.api import close
from wutong.record.scope import Scope

on_postgresql = connection.vendor == "postgresql"
sqlite_only = pytest.mark.skipif(on_postgresql, reason="SQLite's own words")
postgresql_only = pytest.mark.skipif(not on_postgresql, reason="PostgreSQL's own words")


def _fill(scope: Scope) -> None:
    """A row in every guarded table."""
    matter = matter_of(scope, "a", "b")
    put(scope, matter, files=(FileRef("ab" * 32, 1, "image/png"),), fields={"text": "c", "phone": "13800000000"})
    with transaction.atomic():
        erase(scope, matter, 3, ["phone"], ground="当事人撤回同意", actor=TANG, at=NOON, written=NOON)
    look(scope, matter=matter, what="电话", actor=TANG, at=NOON)
    refused(scope, matter=matter, act="closed", reasons=[], actor=TANG, at=NOON)
    note(scope, "signin", actor=TANG, at=NOON)
    close(
        Scope("510999"), move="a" * 32, at=NOON, home="/srv/own", address=""
    )  # another: of this one entries are tried


def _run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.django_db
@pytest.mark.parametrize("table", [*UNCHANGING, ERASABLE])
def test_it_refuses_to_change_or_delete_a_row(scope: Scope, table: str) -> None:
    _fill(scope)
    for sql in (f"UPDATE {table} SET county = '510998'", f"UPDATE {table} SET id = id + 1000", f"DELETE FROM {table}"):
        with pytest.raises(IntegrityError):
            _run(sql)


@pytest.mark.django_db
@pytest.mark.parametrize("table", [*UNCHANGING, ERASABLE])
def test_it_has_a_row_in_every_guarded_table_it_tries(scope: Scope, table: str) -> None:
    # without a row, a row trigger that is missing would not be noticed above
    _fill(scope)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] > 0
    assert table in KEYS


#: machinery, not record: marks and jobs come and go
MACHINERY = {"record_scrubpending", "record_job", "record_period", "record_change", "record_reached"}


def test_it_guards_every_table_of_the_record_but_the_machinery() -> None:
    tables = {m._meta.db_table for m in apps.get_app_config("record").get_models()}
    assert tables == {*UNCHANGING, ERASABLE, *MACHINERY}


@sqlite_only
@pytest.mark.django_db
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize("table", [*UNCHANGING, ERASABLE])
def test_it_refuses_to_replace_a_row(scope: Scope, table: str, recursive: str) -> None:
    _fill(scope)
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA recursive_triggers = {recursive}")
        try:
            with pytest.raises(IntegrityError), transaction.atomic():
                cursor.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
            columns = [c.name for c in connection.introspection.get_table_description(cursor, table) if c.name != "id"]
            if KEYS[table]:
                names = ", ".join(columns)
                with pytest.raises(IntegrityError), transaction.atomic():
                    # a new id under the same key would push the old row out
                    cursor.execute(f"INSERT OR REPLACE INTO {table} ({names}) SELECT {names} FROM {table}")
        finally:
            cursor.execute("PRAGMA recursive_triggers = ON")


@postgresql_only
@pytest.mark.django_db
@pytest.mark.parametrize("table", [*UNCHANGING, ERASABLE])
def test_it_refuses_to_truncate_a_table(scope: Scope, table: str) -> None:
    _fill(scope)
    _run("SET CONSTRAINTS ALL IMMEDIATE")  # foreign keys still waiting would forbid it by themselves
    for sql in (f"TRUNCATE {table} CASCADE", f"SET LOCAL session_replication_role = replica; TRUNCATE {table} CASCADE"):
        with pytest.raises(IntegrityError):
            _run(sql)
    with pytest.raises(IntegrityError):
        _run(f"SET LOCAL session_replication_role = replica; DELETE FROM {table}")


@pytest.mark.django_db
def test_it_lets_a_value_go_only_under_a_recorded_erasure(scope: Scope) -> None:
    matter = matter_of(scope, "a", "b")
    first, second = Entry.objects.within(scope).filter(matter=matter).order_by("seq")
    with pytest.raises(IntegrityError), transaction.atomic():
        Value.objects.within(scope).filter(entry=first).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        # a licence that no recorded act gave
        Erasure.objects.create(
            county=scope.county, entry=first, name="text", erasing=second, ground="x", on_date=NOON.date()
        )
    put(scope, matter, "erased", about=2, fields={"names": ["text"], "ground": "x"})
    third = Entry.objects.within(scope).get(matter=matter, seq=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        # the act is about another entry
        Erasure.objects.create(
            county=scope.county, entry=first, name="text", erasing=third, ground="x", on_date=NOON.date()
        )
    Erasure.objects.create(
        county=scope.county, entry=second, name="text", erasing=third, ground="x", on_date=NOON.date()
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Value.objects.within(scope).filter(entry=first).delete()
    Value.objects.within(scope).filter(entry=second).delete()
    assert not Value.objects.within(scope).filter(entry=second).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Value.objects.create(county=scope.county, entry=second, name="text", salt="00" * 32, value='"b"')
    assert history(scope, matter)[0].fields == {"text": "a"}


@pytest.fixture
def widened() -> Iterator[None]:
    """Rebuilds the entry table as a later migration would, and takes it back."""
    old = Entry._meta.get_field("office")
    new = models.CharField(max_length=128, blank=True)
    new.set_attributes_from_name("office")
    new.model = Entry
    guards.lift()
    with connection.schema_editor() as editor:
        editor.alter_field(Entry, old, new)
    yield
    guards.lift()
    with connection.schema_editor() as editor:
        editor.alter_field(Entry, new, old)
    guards.install()


@pytest.mark.django_db(transaction=True)
def test_it_guards_again_after_a_migration_rebuilt_the_table(scope: Scope, widened: None) -> None:
    with pytest.raises(guards.GuardsMissing):
        guards.assert_present()
    guards.install()
    guards.assert_present()
    matter_of(scope, "a")
    for sql in ("UPDATE record_entry SET office = 'x'", "DELETE FROM record_entry"):
        with pytest.raises(IntegrityError):
            _run(sql)


@pytest.mark.django_db
@pytest.mark.parametrize("key", sorted(guards._wanted(connection)))
def test_it_notices_each_guard_that_is_gone(key: str) -> None:
    guards.assert_present()
    table, _, name = key.partition(":")
    _run(f'DROP TRIGGER "{name}"' + (f' ON "{table}"' if on_postgresql else ""))
    with pytest.raises(guards.GuardsMissing, match=name):
        guards.assert_present()
    guards.install()
    guards.assert_present()


@sqlite_only
@pytest.mark.django_db
def test_it_notices_a_guard_that_guards_nothing() -> None:
    name = "record_entry_guard_delete"
    _run(f'DROP TRIGGER "{name}"')
    _run(f'CREATE TRIGGER "{name}" BEFORE DELETE ON "record_entry" BEGIN SELECT 1; END')
    with pytest.raises(guards.GuardsMissing, match=name):
        guards.assert_present()


@postgresql_only
@pytest.mark.django_db
@pytest.mark.parametrize(
    "harm",
    [
        "ALTER TABLE record_entry DISABLE TRIGGER record_entry_guard_row",
        "ALTER TABLE record_entry ENABLE TRIGGER record_entry_guard_row",
        "CREATE OR REPLACE FUNCTION record_guard_refuse() RETURNS trigger LANGUAGE plpgsql"
        " AS $$BEGIN RETURN OLD; END$$",
    ],
)
def test_it_notices_a_guard_that_was_switched_off(harm: str) -> None:
    _run(harm)
    with pytest.raises(guards.GuardsMissing, match="record_entry_guard_row"):
        guards.assert_present()
    guards.install()
    guards.assert_present()


@pytest.mark.django_db
def test_it_installs_once_and_then_changes_nothing() -> None:
    from django.test.utils import CaptureQueriesContext

    guards.install()
    with CaptureQueriesContext(connection) as asked:
        guards.install()
    assert not [q for q in asked.captured_queries if "CREATE" in q["sql"] or "DROP" in q["sql"]]
