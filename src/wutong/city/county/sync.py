"""Makes the rows of one table say what a file says, and tells what that changed, in words a clerk can check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from wutong.record.scope import Scope, Scoped


@dataclass(frozen=True)
class Change:
    """One row that a load added, changed or removed."""

    kind: str  # added | changed | removed
    what: str
    key: str
    words: str = ""

    def __str__(self) -> str:
        sign = {"added": "新增", "changed": "改", "removed": "去掉"}[self.kind]
        return f"{sign}{self.what} {self.key}" + (f"：{self.words}" if self.words else "")


def show(value: Any) -> str:
    """A value in a change's words."""
    if value is None or value == "" or value == []:
        return "空"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    text = "、".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= 40 else text[:37] + "…"


def sync(
    model: type[Scoped],
    scope: Scope,
    what: str,
    wanted: Iterable[Mapping[str, Any]],
    *,
    key: tuple[str, ...],
    name: Callable[[Mapping[str, Any]], str],
    remove: bool,
    insert_only: tuple[str, ...] = (),
) -> list[Change]:
    """Add, change and (with ``remove``) delete rows of ``model`` until they are ``wanted``.

    ``key`` names the columns that tell rows apart; ``insert_only`` columns are written once and never compared.
    """
    fields = {f.attname: f for f in model._meta.concrete_fields}
    have = {tuple(getattr(row, k) for k in key): row for row in model.objects.within(scope)}
    added: list[Scoped] = []
    changed: list[Scoped] = []
    touched: set[str] = set()
    changes: list[Change] = []
    seen: set[tuple[Any, ...]] = set()
    for values in wanted:
        at = tuple(values[k] for k in key)
        seen.add(at)
        row = have.get(at)
        if row is None:
            added.append(model(county=scope.county, **values))
            changes.append(Change("added", what, name(values)))
            continue
        differs = [k for k in values if k not in insert_only and getattr(row, k) != values[k]]
        if differs:
            said = "，".join(_differs(fields[k], getattr(row, k), values[k]) for k in differs)
            for k in differs:
                setattr(row, k, values[k])
            touched.update(differs)
            changed.append(row)
            changes.append(Change("changed", what, name(values), said))
    # first what goes and what ends, then what comes: of two posts that exclude each other the new one must find room
    if remove and (gone := {at: row for at, row in have.items() if at not in seen}):
        changes += [Change("removed", what, name(_values(row, fields))) for row in gone.values()]
        model.objects.within(scope).filter(pk__in=[row.pk for row in gone.values()]).delete()
    if changed:
        model.objects.within(scope).bulk_update(changed, sorted(touched), batch_size=200)
    if added:
        model.objects.bulk_create(added, batch_size=500)
    return changes


def _values(row: Scoped, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {k: getattr(row, k) for k in fields}


def _differs(field: models.Field[Any, Any], before: Any, after: Any) -> str:
    if field.is_relation or field.attname in {"outline", "boundary", "map"}:
        return f"{field.verbose_name}变了"
    return f"{field.verbose_name}由{show(before)}改为{show(after)}"
