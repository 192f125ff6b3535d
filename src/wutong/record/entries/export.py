"""Writes a matter's entries as JSON lines, for an outsider's own check with verify.py; docs/record.md has the form."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from wutong.ledger import entry as ledger
from wutong.record.entries.models import Entry, Erasure, Value
from wutong.record.scope import Scope

FORMAT = "wutong.export/1"


def export(scope: Scope, matter: UUID, audience: str = "") -> Iterator[str]:
    """The lines of one matter. With an ``audience``: only entries that it may see, only the fields shown to it; the
    other entries are closed lines that keep the chain together.
    """
    rows = list(Entry.objects.within(scope).filter(matter=matter).order_by("seq"))
    values = _values(scope, [r.pk for r in rows])
    erased = _erased(scope, [r.pk for r in rows])
    yield _line({"line": "head", "format": FORMAT, "county": scope.county, "matter": str(matter), "audience": audience})
    for row in rows:
        if audience and audience not in row.audiences:
            yield _line({"line": "closed", "seq": row.seq, "prev": row.prev, "digest": row.digest})
            continue
        shown = set(row.audiences.get(audience, ())) if audience else set(row.commits)
        yield _line(
            {
                "line": "entry",
                "entry": as_stored(row),
                "digest": row.digest,
                "values": {n: v for n, v in values[row.pk].items() if n in shown or not audience},
                "erased": {n: e for n, e in erased[row.pk].items() if n in shown or not audience},
            }
        )
    yield _line({"line": "end", "entries": len(rows), "digest": rows[-1].digest if rows else ""})


def as_stored(row: Entry) -> dict[str, Any]:
    """The map that the row's digest covers, made from what stands in the columns today."""
    return ledger.Entry(
        county=row.county,
        matter=str(row.matter),
        seq=row.seq,
        family=row.family,
        act=row.act,
        at=row.at,
        written=row.written,
        on_date=row.on_date,
        source={"kind": row.source, "detail": row.detail},
        actor={"kind": row.actor_kind, "id": row.actor},
        office=row.office,
        acting_for=row.acting_for,
        late=row.late,
        about=row.about,
        fields=row.commits,
        files=row.files,
        audiences=row.audiences,
        rules=row.rules,
        calendar=row.calendar,
        prev=row.prev,
        version=row.version,
        algorithm=row.algorithm,
    ).to_map()


def _values(scope: Scope, ids: list[int]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    rows = Value.objects.within(scope).filter(entry_id__in=ids).order_by("name")
    for entry, name, salt, value in rows.values_list("entry_id", "name", "salt", "value"):
        found[entry][name] = {"salt": salt, "value": json.loads(value)}
    return found


def _erased(scope: Scope, ids: list[int]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    rows = Erasure.objects.within(scope).filter(entry_id__in=ids).order_by("name")
    for entry, name, by, ground, on in rows.values_list("entry_id", "name", "erasing__seq", "ground", "on_date"):
        found[entry][name] = {"by": by, "ground": ground, "on": on.isoformat()}
    return found


def _line(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
