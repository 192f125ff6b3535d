"""Writes what was changed into the record: family ``house``, one matter for each county and year, its entries never rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from uuid import UUID, uuid5

from wutong.city.house.models import Change
from wutong.record.clock import SHANGHAI, legal_day
from wutong.record.entries import api as record
from wutong.record.scope import Scope

FAMILY = "house"
_SPACE = UUID("6f1c2b9e-2f0b-5d7c-9a55-7c2e4a6d1b10")
#: act → as it is called
TITLES = {
    "proposed": "提出变更",
    "applied": "施行变更",
    "undone": "撤销变更",
    "withdrawn": "不办了",
    "replaced": "用文件代替",
}


def matter_of(scope: Scope, year: int) -> UUID:
    """The matter that holds a county's changes of a year."""
    return uuid5(_SPACE, f"{scope.county}:{year}")


def write(
    scope: Scope,
    act: str,
    row: Change,
    actor: record.Actor,
    office: str,
    at: datetime,
    *,
    more: Mapping[str, record.Json] | None = None,
    source: str = "page",
    about: int | None = None,
    acting_for: str = "",
) -> tuple[UUID, int]:
    """One entry about a change, in the caller's transaction, which holds the county's row."""
    matter = matter_of(scope, legal_day(at).year)
    happened = at
    if act in ("applied", "undone") and row.day < legal_day(at) and row.reason:
        happened = datetime.combine(row.day, time(), SHANGHAI)
    fields: dict[str, record.Json] = {
        "change": row.number,
        "kind": row.kind,
        "title": row.title,
        "day": row.day.isoformat(),
        "document": row.document,
        **({"proposed_by": row.proposed_by} if row.confirmed_by else {}),
        **({"undoes": row.undoes} if row.undoes else {}),
        **(more or {}),
    }
    written = record.write(
        scope,
        record.Draft(
            matter=matter,
            family=FAMILY,
            act=act,
            at=happened,
            written=at,
            source=record.Source(source, {}),
            actor=actor,
            office=office,
            acting_for=acting_for,
            fields=fields,
            about=about,
            late_reason=row.reason if happened < at else "",
            rules="",
            calendar="",
        ),
    )
    return matter, written.seq
