"""The second role that docs/record.md advises on PostgreSQL can do its work, and nothing to the record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from tests.record.acts import NOON, TANG, matter_of
from wutong.record import guards
from wutong.record.entries.api import erase, history, scrub, scrub_pending
from wutong.record.guarded import UNCHANGING
from wutong.record.scope import Scope

ROLE = "wutong_server_of_the_suite"
DOC = Path(__file__).resolve().parents[2] / "docs" / "record.md"

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles"),
    pytest.mark.django_db(transaction=True),
]


def _advised() -> list[str]:
    lines = [line.strip() for line in DOC.read_text(encoding="utf-8").splitlines()]
    return [line.replace("wutong_server", ROLE) for line in lines if line.startswith(("GRANT ", "REVOKE "))]


@pytest.fixture
def as_server() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            pytest.skip("only a superuser may make a role")
        cursor.execute(f"CREATE ROLE {ROLE}")
        for statement in _advised():
            cursor.execute(statement)
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(f"DROP OWNED BY {ROLE}")
        cursor.execute(f"DROP ROLE {ROLE}")


def _become() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {ROLE}")


def test_it_writes_reads_and_erases_as_the_second_role(scope: Scope, as_server: None) -> None:
    _become()
    matter = matter_of(scope, "a", "b")
    with transaction.atomic():
        erase(scope, matter, 1, ["text"], ground="x", actor=TANG, at=NOON, written=NOON)
    assert len(history(scope, matter)) == 3
    guards.install()
    guards.assert_present()


def test_it_cannot_touch_the_record_even_without_triggers(scope: Scope, as_server: None) -> None:
    matter_of(scope, "a")
    guards.lift()
    _become()
    tried = [f"{verb} {table}" for table in UNCHANGING for verb in ("DELETE FROM", "TRUNCATE")]
    tried += [f"UPDATE {table} SET county = 'x'" for table in (*UNCHANGING, "record_value")]
    for sql in (*tried, "TRUNCATE record_value", "DROP TABLE record_look"):
        with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), connection.cursor() as cursor:
            cursor.execute(sql)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    guards.install()


def test_it_does_not_call_clean_what_it_was_not_allowed_to_clean(scope: Scope, as_server: None) -> None:
    matter = matter_of(scope, "a")
    with transaction.atomic():
        erase(scope, matter, 1, ["text"], ground="x", actor=TANG, at=NOON, written=NOON)
    _become()
    assert scrub() is False
    assert scrub_pending() == 1
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert scrub() is True
