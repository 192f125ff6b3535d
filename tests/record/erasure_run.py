"""A process of its own that writes, erases and scrubs in a real home, and tells what of the text lies in its files.

Run by test_scrub.py: the suite's own database may live in memory, and memory proves nothing about a file.
Prints one JSON object: for each moment, which needles were found in which file.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from pathlib import Path
from uuid import uuid4

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from tests.record.acts import NOON, TANG, put  # noqa: E402
from wutong.record import guards  # noqa: E402
from wutong.record.entries.api import correction_fields, erase, history, scrub, scrub_pending  # noqa: E402
from wutong.record.files.api import keep  # noqa: E402
from wutong.record.scope import Scope  # noqa: E402

HOME = Path(os.environ["WUTONG_HOME"])
SCOPE = Scope("510999")
# four-byte characters, so that neither a word nor a pair of them lies anywhere by chance
TEXT, PHONE, NEW_PHONE, GROUND, IMAGE = "𠮷𡃁𢆥𣏕", "13977770001", "13977770002", "撤回同意", b"needle-in-a-photo"
SCRATCH = "13977770003"
NEEDLES: dict[str, list[bytes]] = {
    "text": [form for c in TEXT for form in (c.encode(), c.encode("utf-16-le"), json.dumps(c)[1:-1].encode())],
    "phone": [PHONE.encode(), PHONE.encode("utf-16-le")],
    "new phone": [NEW_PHONE.encode()],
    "photo": [IMAGE],
    "copy": [SCRATCH.encode()],
}


def traces() -> dict[str, list[str]]:
    """Needle → files under the home that hold it."""
    found: dict[str, list[str]] = {}
    for path in sorted(p for p in HOME.rglob("*") if p.is_file()):
        data = path.read_bytes()
        for needle, forms in NEEDLES.items():
            if any(form in data for form in forms):
                found.setdefault(needle, []).append(path.name if len(path.name) < 64 else "kept file")
    return found


def search_tables() -> dict[str, list[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%using fts5%'")
        names = [name for (name,) in cursor.fetchall()]
        return {n: [c.name for c in connection.introspection.get_table_description(cursor, n)] for n in names}


def index(rowid: int, text: str) -> None:
    pairs = " ".join([*text, *(text[n : n + 2] for n in range(len(text) - 1))])
    for table, columns in search_tables().items():
        marks = ", ".join("%s" for _ in columns)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (rowid, {', '.join(columns)}) VALUES (%s, {marks})",
                [rowid, *[pairs] * len(columns)],
            )


def unindex(rowid: int) -> None:
    for table in search_tables():
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE rowid = %s", [rowid])


def main() -> None:
    call_command("migrate", verbosity=0)
    guards.assert_present()
    with connection.cursor() as cursor:
        cursor.execute("CREATE VIRTUAL TABLE own_search USING fts5(grams, tokenize = 'unicode61')")
    victim = uuid4()
    photo = keep(SCOPE, IMAGE * 50, "image/png")
    for n in range(120):
        put(SCOPE, uuid4(), fields={"text": f"{n}号路灯不亮" * (n % 40 + 1)})
        index(1000 + n, f"{n}号路灯不亮")
        if n == 60:
            put(SCOPE, victim, "received", fields={"text": TEXT * 9, "phone": PHONE}, files=(photo,))
            put(SCOPE, victim, "corrected", about=1, fields=correction_fields({"phone": NEW_PHONE}, "抄错"))
            index(1, TEXT)
    stranger = sqlite3.connect(HOME / "wutong.sqlite3", isolation_level=None)
    stranger.execute("PRAGMA secure_delete = OFF")  # as an administrator's own shell would have it
    stranger.execute("CREATE TABLE scratch (copy TEXT)")
    stranger.executemany("INSERT INTO scratch VALUES (?)", [[SCRATCH * 300]] * 40)
    stranger.execute("DROP TABLE scratch")
    stranger.close()
    told: dict[str, object] = {"tables": sorted(search_tables()), "before": traces()}

    reader = sqlite3.connect(HOME / "wutong.sqlite3", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM record_value").fetchone()

    names = ["text", "phone", f"file:{photo.sha256}"]
    with transaction.atomic():
        erase(
            SCOPE, victim, 1, names, ground=GROUND, actor=TANG, at=NOON, written=NOON, also=lambda: unindex(1)
        )  # fmt: skip
    told["after erase"] = traces()
    with transaction.atomic():
        told["scrub inside a transaction"] = scrub()
    told["scrub with a reader"] = scrub()
    told["pending with a reader"] = scrub_pending()
    told["with a reader"] = traces()
    reader.execute("COMMIT")
    reader.close()
    told["scrub"] = scrub()
    told["pending"] = scrub_pending()
    told["after scrub"] = traces()
    told["scrub again"] = scrub()
    guards.assert_present()
    told["holes"] = sorted(n for n, v in history(SCOPE, victim)[0].fields.items() if type(v).__name__ == "Erased")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM own_search")
        told["indexed"] = cursor.fetchone()[0]
        cursor.execute("PRAGMA integrity_check")
        told["integrity"] = cursor.fetchone()[0]
        cursor.execute("PRAGMA busy_timeout")
        told["patience"] = cursor.fetchone()[0]
    connection.close()
    told["after closing"] = traces()
    json.dump(told, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
