"""The matter's own search row: character pairs, because word segmentation and trigrams both lose Chinese words.

SQLite keeps them in an FTS5 table, PostgreSQL in a tsvector column; the same text finds the same matters on both.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from wutong.docket.matters.models import SearchRow
from wutong.record.scope import Scope

#: a run of Latin letters and digits, or of other letters; names of old registers also use the private area of Unicode
_RUN = re.compile(r"[0-9A-Za-z]+|(?:[^\W0-9A-Za-z_]|[\ue000-\uf8ff\U000f0000-\U0010fffd])+", re.UNICODE)


def plain(text: str) -> str:
    """The text as it is compared: wide and narrow forms, compatibility characters and case make no difference."""
    return unicodedata.normalize("NFKC", text).casefold()


def grams(text: str) -> list[str]:
    """Search terms of a text: Latin and digit runs whole (lower case), other runs as single characters and pairs."""
    out: list[str] = []
    for run in _RUN.findall(plain(text)):
        if run.isascii():
            out.append(run.lower())
            continue
        out.extend(run)
        out.extend(run[i : i + 2] for i in range(len(run) - 1))
    return out


def _wanted(text: str) -> list[str]:
    """Terms a query must contain: pairs of longer runs, the single character of a run of one."""
    out: list[str] = []
    for run in _RUN.findall(plain(text)):
        if run.isascii():
            out.append(run.lower())
        elif len(run) == 1:
            out.append(run)
        else:
            out.extend(run[i : i + 2] for i in range(len(run) - 1))
    return out[:40]


def write(scope: Scope, matter: UUID, text: str, *, new: bool = False) -> None:
    """Put the matter's text into the index, in the caller's transaction. ``new``: it has no row there yet."""
    if new:
        row = SearchRow.objects.create(county=scope.county, matter_id=matter)
    else:
        row, _ = SearchRow.objects.within(scope).get_or_create(matter_id=matter, defaults={"county": scope.county})
    terms = " ".join(dict.fromkeys(grams(text)))
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            if not new:
                cursor.execute("DELETE FROM docket_search WHERE rowid = %s", [row.pk])
            cursor.execute("INSERT INTO docket_search(rowid, grams) VALUES (%s, %s)", [row.pk, terms])
        else:
            cursor.execute(
                "UPDATE docket_searchrow SET grams = array_to_tsvector(%s::text[]) WHERE id = %s",
                [list(dict.fromkeys(grams(text))), row.pk],
            )


def remove(scope: Scope, matter: UUID) -> None:
    """Take the matter out of the index (erasure); the caller scrubs the file after commit."""
    row = SearchRow.objects.within(scope).filter(matter_id=matter).first()
    if row is None:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM docket_search WHERE rowid = %s", [row.pk])
    row.delete()


def carried(scope: Scope) -> Iterator[tuple[int, str]]:
    """Every row of the county's index with its terms, as they can be laid into a home of its own."""
    if connection.vendor == "sqlite":
        terms = "SELECT r.id, s.grams FROM docket_searchrow r JOIN docket_search s ON s.rowid = r.id"
    else:
        terms = "SELECT r.id, array_to_string(tsvector_to_array(r.grams), ' ') FROM docket_searchrow r"
    with connection.cursor() as cursor:
        cursor.execute(f"{terms} WHERE r.county = %s ORDER BY r.id", [scope.county])
        while batch := cursor.fetchmany(1000):
            yield from batch


def lay(to: BaseDatabaseWrapper, rows: Iterable[tuple[int, str]]) -> None:
    """Put carried terms into the index of another home, which is on SQLite."""
    with to.cursor() as cursor:
        cursor.executemany("INSERT INTO docket_search(rowid, grams) VALUES (%s, %s)", list(rows))


def clause(text: str) -> tuple[str, list[object]] | None:
    """A condition on ``docket_matter.id`` for rows that contain every term; None when the text holds no term."""
    terms = _wanted(text)
    if not terms:
        return None
    if connection.vendor == "sqlite":
        quoted = " AND ".join('"' + t.replace('"', "") + '"' for t in terms)
        return _on_sqlite(quoted)
    return (
        '"docket_matter"."id" IN (SELECT r.matter_id FROM docket_searchrow r WHERE r.grams @@ CAST(%s AS tsquery))',
        [" & ".join("'" + t.replace("'", "").replace("\\", "") + "'" for t in terms)],
    )


#: SQLite makes no difference between a word in every matter and one in none (PostgreSQL's planner knows), so we do:
#: from so many hits on, matters are looked at one by one in the order of the list until the page is full
COMMON = 60_000
#: up to so many hits, the list is told where in its order they lie, and looks nowhere else
FEW = 500
_ALL_AT_ONCE = (
    '"docket_matter"."id" IN (SELECT r.matter_id FROM docket_search s JOIN docket_searchrow r ON r.id = s.rowid'
    " WHERE docket_search MATCH %s)"
)
_ONE_BY_ONE = (
    "EXISTS (SELECT 1 FROM docket_searchrow r CROSS JOIN docket_search s ON s.rowid = r.id"
    ' WHERE r.matter_id = "docket_matter"."id" AND s.docket_search MATCH %s)'
)


def _on_sqlite(quoted: str) -> tuple[str, list[object]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT 1 FROM docket_search WHERE docket_search MATCH %s LIMIT %s)",
            [quoted, COMMON],
        )
        hits = cursor.fetchone()[0]
        if hits >= COMMON:
            return _ONE_BY_ONE, [quoted]
        if hits > FEW:
            return _ALL_AT_ONCE, [quoted]
        cursor.execute(
            "SELECT r.matter_id FROM docket_search s CROSS JOIN docket_searchrow r ON r.id = s.rowid"
            " WHERE docket_search MATCH %s",
            [quoted],
        )
        return among([UUID(key) for (key,) in cursor.fetchall()])


def among(matters: Sequence[UUID]) -> tuple[str, list[object]]:
    """A condition for few matters by their ids; on SQLite also by their instants, which is where the list's index
    is entered: by ids alone it would be walked from end to end.
    """
    if connection.vendor != "sqlite":
        return '"docket_matter"."id" = ANY(%s)', [list(matters)]
    if not matters:
        return "0", []
    keys = json.dumps([m.hex for m in matters])
    return (
        '"docket_matter"."opened_at" IN (SELECT m.opened_at FROM json_each(%s) k'
        " CROSS JOIN docket_matter m ON m.id = k.value)"
        ' AND "docket_matter"."id" IN (SELECT value FROM json_each(%s))',
        [keys, keys],
    )
