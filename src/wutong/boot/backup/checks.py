"""What is looked at in a restored home before anybody works in it: guards, every entry and its chain, every named file."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from wutong.ledger import entry as ledger
from wutong.record.entries.export import as_stored
from wutong.record.entries.models import Entry, EntryFile, Erasure, Value

CHUNK = 1000
MOST_TOLD = 20


@dataclass
class Looked:
    """How much was looked at, and what is wrong with it."""

    entries: int = 0
    matters: int = 0
    values: int = 0
    files: int = 0
    faults: list[str] = field(default_factory=list)

    def wrong(self, line: str) -> None:
        if len(self.faults) < MOST_TOLD:
            self.faults.append(line)
        elif len(self.faults) == MOST_TOLD:
            self.faults.append("… and more of them")


def chains(looked: Looked) -> None:
    """Every entry of every county: its digest, its number, the digest before it; every value against its commitment."""
    last: tuple[str, str, int, str] | None = None
    rows = Entry.everything.order_by("county", "matter", "seq").iterator(chunk_size=CHUNK)
    while batch := list(islice(rows, CHUNK)):
        values, gone = _values(batch), _gone(batch)
        for row in batch:
            where = f"{row.county} {row.matter} {row.seq}"
            same = last is not None and last[:2] == (row.county, str(row.matter))
            before = (last[2], last[3]) if last is not None and same else (0, "")
            looked.entries += 1
            looked.matters += not same
            if (row.seq, row.prev) != (before[0] + 1, before[1]):
                looked.wrong(f"{where}: does not follow on entry {before[0]}")
            if ledger.digest(as_stored(row)) != row.digest:
                looked.wrong(f"{where}: its digest does not fit")
            for name, salt, value in values.get(row.pk, ()):
                looked.values += 1
                if ledger.commit(name, json.loads(value), bytes.fromhex(salt)) != row.commits.get(name):
                    looked.wrong(f"{where}: the value of {name} does not fit")
            here = {name for name, _, _ in values.get(row.pk, ())}
            for name in sorted(set(row.commits) - here - gone.get(row.pk, set())):
                looked.wrong(f"{where}: the value of {name} is missing, and no act erased it")
            last = (row.county, str(row.matter), row.seq, row.digest)


def files(looked: Looked, home: Path, counties: Collection[str] | None = None) -> None:
    """Every file that an entry names, and no act erased, lies in the home. Their bytes were checked with the manifest.

    Of these counties alone, or of all: one that moved out is looked after where it went.
    """
    rows = EntryFile.everything.order_by("id").values_list("entry_id", "county", "sha256", "size")
    asked = rows if counties is None else rows.filter(county__in=counties)
    stream = asked.iterator(chunk_size=CHUNK)
    while batch := list(islice(stream, CHUNK)):
        erased = Erasure.everything.filter(entry_id__in={r[0] for r in batch}, name__startswith="file:")
        gone = set(erased.values_list("entry_id", "name"))
        for entry, county, sha256, size in batch:
            path = home / "files" / county / sha256[:2] / sha256
            looked.files += 1
            if (entry, f"file:{sha256}") not in gone and (not path.is_file() or path.stat().st_size != size):
                looked.wrong(f"{county}: file {sha256[:12]}… is missing or cut short")


def _values(batch: list[Entry]) -> dict[int, list[tuple[str, str, str]]]:
    found: dict[int, list[tuple[str, str, str]]] = {}
    rows = Value.everything.filter(entry_id__in=[row.pk for row in batch])
    for entry, name, salt, value in rows.values_list("entry_id", "name", "salt", "value"):
        found.setdefault(entry, []).append((name, salt, value))
    return found


def _gone(batch: list[Entry]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    rows = Erasure.everything.filter(entry_id__in=[row.pk for row in batch])
    for entry, name in rows.values_list("entry_id", "name"):
        found.setdefault(entry, set()).add(name)
    return found
