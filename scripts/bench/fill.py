"""Fills a home with very many complaints in minutes, to see whether pages stay as fast as with few.

Some complaints are told through the real doors, one for each way a complaint can go. Their rows are then copied under
new ids, numbers, days, kinds and places. Tables are consistent with each other; digests are the model's, so the chains of the
copies do not verify, which no page looks at; only one in ten copies has its entries. ``python scripts/bench/fill.py --home FOLDER --matters 100000``.

How they lie: ten years (``--years``), evenly; of the last 45 days four in ten are open, of those before one in a thousand. So ten
times the matters is a county ten times as large: ten times as much waiting, ten times as many days overdue.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from scripts.bench.words import sentence  # noqa: E402

YEARS = 10
FRESH_DAYS = 45
BATCH = 2_000
#: one in so many copies has entries: no list or board reads them, and they are half of the bytes
RECORDED = 10
#: words put into the search rows: one in 50 matters has a given one of the first, one in 5,000 of the second
MEDIUM, RARE = 50, 5_000


def medium(n: int) -> str:
    return f"medium{n % MEDIUM}"


def rare(n: int) -> str:
    return f"rare{n % RARE}"


class Table:
    """One table of the models: how its rows are told apart, and where the numbers of new ones stand."""

    def __init__(self, model: Any, matter: str) -> None:
        from django.db import connection

        self.model, self.matter = model, matter
        self.fields = list(model._meta.concrete_fields)
        self.columns = [f.column for f in self.fields]
        #: columns the model does not know, filled by whoever adds the row
        self.beside: list[str] = []
        self.name = model._meta.db_table
        self.auto = model._meta.pk.get_internal_type() == "BigAutoField"
        self.next = (model.everything.order_by("-pk").values_list("pk", flat=True).first() or 0) if self.auto else 0
        self.pk = self.fields.index(model._meta.pk)
        self.rows: list[list[Any]] = []
        self.connection = connection

    def at(self, name: str) -> int:
        return next(i for i, f in enumerate(self.fields) if f.name == name or f.attname == name)

    def flush(self) -> None:
        if not self.rows:
            return
        names = ", ".join(f'"{c}"' for c in [*self.columns, *self.beside])
        with self.connection.cursor() as cursor:
            if self.connection.vendor == "sqlite":
                marks = ", ".join("?" * len(self.columns))
                self.connection.connection.executemany(
                    f'INSERT INTO "{self.name}" ({names}) VALUES ({marks})', self.rows
                )
            else:
                with cursor.copy(f'COPY "{self.name}" ({names}) FROM STDIN') as copy:
                    for row in self.rows:
                        copy.write_row(row)
        self.rows.clear()


class Model:
    """A complaint told through the doors, and its rows moved to a day."""

    def __init__(self, tables: Sequence[Table], matter: UUID, is_open: bool) -> None:
        self.is_open = is_open
        self.kept: list[tuple[Table, list[Any], list[tuple[int, date]]]] = []
        for table in tables:
            for row in table.model.everything.filter(**{table.matter: matter}).order_by("pk"):
                values = [getattr(row, f.attname) for f in table.fields]
                dated = [(i, v) for i, v in enumerate(values) if isinstance(v, date)]  # a datetime is one too
                self.kept.append(
                    (table, [_prepared(f, table, v) for f, v in zip(table.fields, values, strict=True)], dated)
                )

    def moved(self, delta: timedelta) -> list[tuple[Table, list[Any]]]:
        """The rows, so many days later."""
        out = []
        for table, prepared, dated in self.kept:
            row = list(prepared)
            for i, value in dated:
                row[i] = _prepared(table.fields[i], table, value + delta)
            out.append((table, row))
        return out


def _prepared(field: Any, table: Table, value: Any) -> Any:
    if field.get_internal_type() in {"BigAutoField", "ForeignKey"}:
        return value
    return field.get_db_prep_save(value, table.connection)


def tell() -> list[tuple[UUID, bool]]:
    """One complaint for each way; the closed ones first."""
    from tests import people
    from tests.collect.telling import Tale
    from wutong.record import clock
    from wutong.record.scope import Scope

    scope = Scope(people.WUTONG)
    start = datetime(2026, 3, 2, 9, 0, tzinfo=clock.SHANGHAI)

    def tale() -> Tale:
        return Tale(
            scope,
            at=start,
            text="夜市把桌子摆满了人行道，油烟很大，天天到半夜",
            place="花园街18号门口",  # with the kind's name (占道经营) it makes the title
            contact_phone="13900000000",
        )

    told: list[tuple[UUID, bool]] = []
    for last in ("closed", "closed", "closed"):
        told.append((tale().upto(last).matter, False))
    rated = tale().upto("closed")
    rated.do("反映人", "rated", rating="satisfied")
    told.append((rated.matter, False))
    over = tale()
    over.do("唐敏", "handed_over", body="市场监管局", grounds="食品安全归它管", told="电话告诉了反映人")
    told.append((over.matter, False))
    told.append((tale().matter, True))
    for last in ("accepted", "forwarded", "answered", "replied"):
        told.append((tale().upto(last).matter, True))
    urged = tale().upto("forwarded")
    urged.do("顾明远", "supervised", words="三天内办好", due="2026-03-06")
    told.append((urged.matter, True))
    return told


def days(matters: int, last: date, years: int) -> Iterator[tuple[date, int]]:
    whole = years * 365
    done = 0
    for n in range(whole):
        upto = matters * (n + 1) // whole
        yield last - timedelta(days=whole - 1 - n), upto - done
        done = upto


def fill(matters: int, years: int, say: Callable[[str], None]) -> None:
    """Copy until there are so many."""
    from django.db import connection, transaction

    from wutong.city.places import api as places
    from wutong.collect.complaints.models import Complaint
    from wutong.docket.matters.models import Clock, Matter, Once, Receipt, SearchRow
    from wutong.docket.matters.search import grams
    from wutong.law import rulebook
    from wutong.record import clock, guards
    from wutong.record.entries.models import Entry, Value
    from wutong.record.scope import Scope

    scope, today = Scope("990101"), clock.legal_day(clock.now())
    patterns = tell()
    matter, complaint, search = Table(Matter, "pk"), Table(Complaint, "matter_id"), Table(SearchRow, "matter_id")
    entry, value = Table(Entry, "matter"), Table(Value, "entry__matter")
    tables = [matter, complaint, Table(Clock, "matter_id"), Table(Receipt, "matter_id"), search, entry, value]
    once = Table(Once, "pk")
    if connection.vendor == "postgresql":
        search.beside.append("grams")
    models = [Model(tables, m, is_open) for m, is_open in patterns]
    closed, opened = [m for m in models if not m.is_open], [m for m in models if m.is_open]
    said, place = "夜市把桌子摆满了人行道，油烟很大，天天到半夜", "花园街18号门口"
    words = dict.fromkeys(grams(f"{said} {place} 占道经营"))
    communities = [d.code for d in places.divisions(scope, today) if d.level == "community"]
    kinds = [c.code for c in rulebook.categories("complaint", today)]
    units = ["zf1", "zf1", "zf1", "zf2", "zf2", "zf3", "zf4", "zf5"]
    at = {
        "number": matter.at("number"), "community": matter.at("community"), "office": matter.at("office"),
        "turn_office": matter.at("turn_office"), "c_community": complaint.at("community"),
        "category": complaint.at("category"), "h3": complaint.at("h3_r9"), "imported": matter.at("imported"),
        "text": complaint.at("text"),
    }  # fmt: skip
    base = date(2026, 3, 2)
    luck = random.Random(7)
    started, n = time.monotonic(), 0
    fts: list[tuple[int, str]] = []

    def flush() -> None:
        for table in [*tables, once]:
            table.flush()
        if connection.vendor == "sqlite" and fts:
            connection.connection.executemany("INSERT INTO docket_search(rowid, grams) VALUES (?, ?)", fts)
        fts.clear()

    guards.lift()
    try:
        for day, many in days(matters, today, years):
            fresh = (today - day).days < FRESH_DAYS
            delta = timedelta(days=(day - base).days)
            moved = {id(m): m.moved(delta) for m in models}
            with transaction.atomic():
                for _ in range(many):
                    n += 1
                    is_open = luck.random() < (0.4 if fresh else 0.001)
                    rows = moved[id(luck.choice(opened if is_open else closed))]
                    key = UUID(
                        int=(int(time.mktime(day.timetuple())) * 1000 + n) << 80 | 7 << 76 | luck.getrandbits(60)
                    )
                    unit, community, entries = luck.choice(units), luck.choice(communities), {}
                    told, text = n % RECORDED == 0, f"{said}。{sentence(luck)}"
                    for table, kept in rows:
                        if not told and table in (entry, value):
                            continue
                        row = list(kept)
                        if table.auto:
                            table.next += 1
                            if table is entry:
                                entries[kept[table.pk]] = table.next
                            row[table.pk] = table.next
                        table.rows.append(row)
                        if table is matter:
                            row[table.pk] = _key(key)
                            row[at["number"]] = f"填{day:%y%m%d}-{n:07d}"
                            row[at["community"]] = community
                            if row[at["office"]]:
                                row[at["office"]] = unit
                            if row[at["turn_office"]]:
                                row[at["turn_office"]] = unit
                        elif table is complaint:
                            row[table.at("matter")] = _key(key)
                            row[at["c_community"]], row[at["category"]] = community, luck.choice(kinds)
                            row[at["h3"]], row[at["text"]] = luck.getrandbits(30), text
                        elif table is entry:
                            row[table.at("matter")] = _key(key)
                        elif table is value:
                            row[table.at("entry_id")] = entries[kept[table.at("entry_id")]]
                        else:
                            row[table.at("matter_id")] = _key(key)
                            names = table.columns
                            if "office" in names and row[names.index("office")]:
                                row[names.index("office")] = unit
                            if table.name == "docket_receipt":
                                row[table.at("number")] = f"9{n:016d}"
                            if table is search:
                                terms = {
                                    **words,
                                    **dict.fromkeys(grams(text)),
                                    medium(n): None,
                                    rare(luck.randrange(RARE)): None,
                                }
                                fts.append((row[table.pk], " ".join(terms)))
                                if table.beside:  # a tsvector in letters
                                    row.append(" ".join(f"'{t}'" for t in terms))
                    if len(matter.rows) >= BATCH:
                        flush()
                flush()
            if n and n % 50_000 < many:
                say(f"{n:,} in {time.monotonic() - started:.0f} s")
    finally:
        guards.install()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in tables:
                if table.auto:
                    cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), %s)", [table.next])
            connection.connection.autocommit = True
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    say(f"{n:,} in {time.monotonic() - started:.0f} s")


def _key(key: UUID) -> Any:
    from django.db import connection

    return key.hex if connection.vendor == "sqlite" else key


def ready(home: Path, database: str) -> None:
    """Make the home, its tables and the demo county in it."""
    os.environ |= {"WUTONG_HOME": str(home), "WUTONG_DEMO": "1", "DJANGO_SETTINGS_MODULE": "wutong.boot.settings"}
    os.environ.pop("WUTONG_DATABASE", None)
    if database:
        os.environ["WUTONG_DATABASE"] = database
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.db import connection

    from wutong.boot import start

    start.migrate()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA secure_delete=OFF")
            cursor.execute("PRAGMA cache_size=-400000")
    from importlib.resources import as_file, files

    from wutong.city.county.api import load_county

    with as_file(files("wutong.city") / "demo" / "county.yaml") as path:
        load_county(path)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--home", type=Path, required=True)
    asked.add_argument("--database", default="")
    asked.add_argument("--matters", type=int, default=100_000)
    asked.add_argument("--years", type=int, default=YEARS)
    given = asked.parse_args()
    ready(given.home, given.database)
    fill(given.matters, given.years, lambda words: print(words, flush=True))


if __name__ == "__main__":
    main()
