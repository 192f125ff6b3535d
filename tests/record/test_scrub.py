"""After erasing and scrubbing, the bytes are gone: from the database file, its log, the search index and the files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction

from tests.record.acts import NOON, TANG, matter_of, put
from wutong.record.entries import scrub as scrubbing
from wutong.record.entries.api import erase, scrub, scrub_pending
from wutong.record.entries.models import ScrubPending
from wutong.record.files.api import keep, open_file
from wutong.record.scope import Scope

on_postgresql = connection.vendor == "postgresql"
NEEDLE = "针" * 40


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    home = tmp_path_factory.mktemp("home with space")
    root = Path(__file__).resolve().parents[2]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WUTONG_", "SUITE_"))}
    run = subprocess.run(
        [sys.executable, "-m", "tests.record.erasure_run"],
        cwd=root,
        env={
            **kept,
            "WUTONG_HOME": str(home),
            "WUTONG_TESTING": "1",
            "DJANGO_SETTINGS_MODULE": "wutong.boot.settings",
            "PYTHONIOENCODING": "utf-8",
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


sqlite_only = pytest.mark.skipif(on_postgresql, reason="about the SQLite file; once is enough")


@sqlite_only
def test_it_can_find_what_it_looks_for(told: dict[str, Any]) -> None:
    assert set(told["before"]) == {"text", "phone", "new phone", "photo", "copy"}
    assert told["before"]["photo"] == ["kept file"]
    assert "own_search" in told["tables"]


@sqlite_only
def test_it_leaves_traces_until_it_is_scrubbed(told: dict[str, Any]) -> None:
    assert {"text", "phone", "new phone", "photo"} <= set(told["after erase"])


@sqlite_only
def test_it_waits_for_a_reader_and_says_so(told: dict[str, Any]) -> None:
    assert told["scrub inside a transaction"] is False
    assert told["scrub with a reader"] is False
    assert told["pending with a reader"] == 1
    assert "text" in told["with a reader"]


@sqlite_only
def test_it_leaves_no_trace_in_any_file(told: dict[str, Any]) -> None:
    assert told["scrub"] is True
    assert told["pending"] == 0
    assert told["after scrub"] == {}
    assert told["after closing"] == {}
    assert told["scrub again"] is True


@sqlite_only
def test_it_keeps_everything_else(told: dict[str, Any]) -> None:
    assert told["holes"] == ["phone", "text"]
    assert told["indexed"] == 120
    assert told["integrity"] == "ok"
    assert told["patience"] == 20000


def _erase(scope: Scope, *names: str) -> None:
    matter = matter_of(scope, NEEDLE)
    with transaction.atomic():
        erase(scope, matter, 1, names or ("text",), ground="x", actor=TANG, at=NOON, written=NOON)


@pytest.mark.django_db
def test_it_does_nothing_when_nothing_waits(scope: Scope) -> None:
    assert scrub_pending() == 0
    assert scrub() is True


@pytest.mark.django_db
def test_it_keeps_its_mark_inside_a_transaction(scope: Scope) -> None:
    _erase(scope)
    assert scrub() is False
    assert scrub_pending() == 1


@pytest.mark.django_db
def test_it_marks_nothing_when_the_erasing_transaction_fails(scope: Scope) -> None:
    matter = matter_of(scope, NEEDLE)

    def fail() -> None:
        raise OSError("the search index is broken")

    with pytest.raises(OSError, match="broken"), transaction.atomic():
        erase(scope, matter, 1, ["text"], ground="x", actor=TANG, at=NOON, written=NOON, also=fail)
    assert scrub_pending() == 0


@pytest.mark.django_db(transaction=True)
def test_it_finishes_what_an_earlier_run_left(scope: Scope) -> None:
    _erase(scope)
    assert scrub_pending() == 1
    assert scrub() is True
    assert not ScrubPending.objects.within(scope).exists()


@pytest.mark.django_db(transaction=True)
def test_it_keeps_its_mark_when_the_database_is_busy(scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    _erase(scope)

    def busy() -> bool:
        raise OperationalError("database is locked")

    monkeypatch.setattr(scrubbing, "_postgresql" if on_postgresql else "_sqlite", busy)
    assert scrub() is False
    assert scrub_pending() == 1


@pytest.mark.django_db(transaction=True)
def test_it_removes_a_file_only_when_no_entry_needs_it(scope: Scope) -> None:
    elsewhere = Scope("510998")
    photo = keep(scope, b"the same photo twice", "image/png")
    keep(elsewhere, b"the same photo twice", "image/png")
    one, two = matter_of(scope), matter_of(scope)
    put(scope, one, files=(photo,))
    put(scope, two, files=(photo,))
    put(elsewhere, one, files=(photo,))
    for matter, still_there in ((one, True), (two, False)):
        with transaction.atomic():
            erase(
                scope, matter, 1, [f"file:{photo.sha256}"], ground="x", actor=TANG, at=NOON, written=NOON
            )  # fmt: skip
        assert open_file(scope, photo.sha256).read() == b"the same photo twice"
        assert scrub() is True
        if still_there:
            open_file(scope, photo.sha256).close()
        else:
            with pytest.raises(FileNotFoundError):
                open_file(scope, photo.sha256)
    with open_file(elsewhere, photo.sha256) as kept:
        assert kept.read() == b"the same photo twice"


def _in_heap(table: str) -> bool:
    """Whether the needle lies in the file of a PostgreSQL table (only a superuser may read it)."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT position(convert_to(%s, 'UTF8') IN pg_read_binary_file(pg_relation_filepath(%s))) > 0",
            [NEEDLE, table],
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.skipif(not on_postgresql, reason="PostgreSQL's own files")
@pytest.mark.django_db(transaction=True)
def test_it_leaves_no_trace_in_the_tables_of_postgresql(scope: Scope) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            pytest.skip("only a superuser may read the files of PostgreSQL")
    matter = matter_of(scope, "before", NEEDLE, "after")
    assert _in_heap("record_value")
    old = connections.create_connection("default")
    with old.cursor() as reader:
        reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        reader.execute("SELECT count(*) FROM record_value")
        with transaction.atomic():
            erase(scope, matter, 2, ["text"], ground="x", actor=TANG, at=NOON, written=NOON)
        assert _in_heap("record_value")
        assert scrub() is False
        reader.execute("SELECT count(*) FROM record_value")
        assert reader.fetchone()[0] == 3
        reader.execute("COMMIT")
    old.close()
    assert scrub() is True
    assert not _in_heap("record_value")
