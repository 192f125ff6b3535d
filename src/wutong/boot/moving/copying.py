"""Carries every row of one county into an empty SQLite home, by Django's own fields, so that any database may be the old one.

Rows keep their ids: what a mark, a link or an open page names is the same row in the new home. Nothing is computed
again on the way (``raw``), and all of it is compared afterwards, row by row, with what lies in the old one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, connections, models, transaction

from wutong.boot import environment
from wutong.boot.backup.disk import Trouble
from wutong.boot.moving.layout import ACCOUNT, INDEX, NOT_ALONG, RULES
from wutong.city.guard import factors
from wutong.docket.matters import search
from wutong.record.scope import Scope

#: the new home as Django knows it while a county goes there
NEW = "moving"
CHUNK = 500


def open_new(home: Path) -> None:
    """Let Django write into the new home's database beside its own."""
    told = environment.database(replace(environment.read(), database="", home=home))
    base = dict(connections.databases["default"])
    connections.databases[NEW] = {**base, "USER": "", "PASSWORD": "", "HOST": "", "PORT": "", **told}


def close_new() -> None:
    """Let go of it; the last connection writes the log into the file."""
    if NEW in connections.databases:
        connections[NEW].close()
        del connections[NEW]
        del connections.databases[NEW]


def undeclared() -> list[str]:
    """Tables of this database of which nobody said how they go along."""
    countied = {m._meta.db_table for m in of_counties()}
    with connection.cursor() as cursor:
        tables = {t.name for t in connection.introspection.get_table_list(cursor) if t.type in ("t", "p")}
    index = {t for t in tables if t.startswith("docket_search_")}  # what FTS5 keeps behind docket_search
    return sorted(tables - countied - set(RULES) - index)


def of_counties() -> list[type[models.Model]]:
    """Every table with a county, those that others point at first."""
    found = [m for m in apps.get_models(include_auto_created=True) if _has_county(m) and not m._meta.proxy]
    out: list[type[models.Model]] = []

    def put(model: type[models.Model], above: tuple[type[models.Model], ...] = ()) -> None:
        if model in out or model in above or model not in found:
            return
        for field in model._meta.concrete_fields:
            if isinstance(field.related_model, type):
                put(field.related_model, (*above, model))
        out.append(model)

    for model in sorted(found, key=lambda m: m._meta.db_table):
        put(model)
    return out


def copy(scope: Scope, secret: str) -> dict[str, int]:
    """Carry the county's rows; gives how many of each table. In the caller's transaction of the old database.

    :param secret: the new home's, for what is sealed.
    """
    found = {}
    with transaction.atomic(using=NEW):
        for model in of_counties():
            if model._meta.db_table not in NOT_ALONG:
                found[model._meta.db_table] = _lay(model, rows_of(model, scope).iterator(chunk_size=CHUNK))
        for table, rule in RULES.items():
            if rule.how == ACCOUNT:
                found[table] = _lay(model_of(table), (_sealed(row, secret) for row in of_accounts(table, scope)))
            if rule.how == INDEX:
                found[table] = 0
                for batch in _batches(search.carried(scope)):
                    search.lay(connections[NEW], batch)
                    found[table] += len(batch)
    return found


def differences(scope: Scope) -> Iterator[str]:
    """Where the new home does not hold what the old one holds of the county, or holds something else besides."""
    for model in of_counties():
        table = model._meta.db_table
        here = [] if table in NOT_ALONG else rows_of(model, scope).values_list().iterator(chunk_size=CHUNK)
        there = _everything(model).using(NEW).order_by("pk").values_list().iterator(chunk_size=CHUNK)
        if (n := _first_other(here, there)) is not None:
            yield f"{table}: row {n}"
    for table, rule in RULES.items():
        if rule.how == ACCOUNT:
            here = [row.pk for row in of_accounts(table, scope)]
            if here != list(_everything(model_of(table)).using(NEW).order_by("pk").values_list("pk", flat=True)):
                yield table
    with connections[NEW].cursor() as cursor:
        cursor.execute("SELECT rowid, grams FROM docket_search ORDER BY rowid")
        was = ((row, set(terms.split())) for row, terms in search.carried(scope))
        now = ((row, set(terms.split())) for row, terms in cursor.fetchall())
        if (n := _first_other(was, now)) is not None:
            yield f"docket_search: row {n}"


def rows_of(model: type[models.Model], scope: Scope) -> models.QuerySet[Any]:
    """The county's rows of a table, in the order of their ids."""
    return _everything(model).using("default").filter(county=scope.county).order_by("pk")


def of_accounts(table: str, scope: Scope) -> list[Any]:
    """Rows of a table that is not ours, by the county of the account they belong to."""
    return list(_everything(model_of(table)).using("default").filter(user__county=scope.county).order_by("pk"))


def model_of(table: str) -> type[models.Model]:
    return next(m for m in apps.get_models(include_auto_created=True) if m._meta.db_table == table)


def _sealed(row: Any, secret: str) -> Any:
    row.data = factors.sealed_anew(row.data, secret)
    return row


def _lay(model: type[models.Model], rows: Iterator[Any]) -> int:
    fields = model._meta.concrete_fields
    count = 0
    for batch in _batches(rows):
        # raw: no default, no instant of now, is put in the place of what is carried
        size = max(1, 900 // len(fields))
        for at in range(0, len(batch), size):
            _everything(model).using(NEW)._insert(batch[at : at + size], fields=fields, raw=True, using=NEW)
        count += len(batch)
    return count


def _batches(rows: Any) -> Iterator[list[Any]]:
    stream = iter(rows)
    while batch := list(islice(stream, CHUNK)):
        yield batch


def _first_other(here: Any, there: Any) -> int | None:
    for n, (was, now) in enumerate(zip_longest(here, there), 1):
        if was != now:
            return n
    return None


def _everything(model: type[models.Model]) -> Any:
    return getattr(model, "everything", None) or model._base_manager


def _has_county(model: type[models.Model]) -> bool:
    return any(field.column == "county" for field in model._meta.concrete_fields)


def demand_known() -> None:
    """:raises Trouble: where a table would silently stay behind."""
    if found := undeclared():
        raise Trouble(f"nobody said how {', '.join(found)} go along: boot/moving/layout.py / 有表没有说明怎么搬")
