"""What is in a home, asked beside the server: rows, acts, and whether each matter's chain stands by ``verify.py``."""

from __future__ import annotations

import json
from dataclasses import dataclass

from tests.soak.server import ROOT, Home

_ASK = """
import io, json, sys, tempfile, contextlib
from collections import Counter
from django.db.models import Count
from wutong.docket.matters.models import Matter, Clock, Once, Receipt, SearchRow
from wutong.collect.complaints.models import Complaint, Draft
from wutong.collect.complaints.imports.models import BatchRow
from wutong.record.entries.models import Entry, Value
from wutong.record.entries.export import export
sys.path.insert(0, ROOT)
import verify
scope = Scope(COUNTY)
acts, last = {}, {}
for matter, act, seq in Entry.objects.within(scope).order_by("matter", "seq").values_list("matter", "act", "seq"):
    acts.setdefault(str(matter), []).append(act)
    assert seq == len(acts[str(matter)]), (matter, seq)
bad = []
matters = list(Matter.objects.within(scope).order_by("id"))
for m in matters:
    lines = list(export(scope, m.id))
    faults, holes = verify.check(lines)
    if faults or holes:
        bad.append([str(m.id), faults[:9], holes[:9]])
rows = {str(c.matter_id): c for c in Complaint.objects.within(scope)}
half = []
for m in matters:
    key, have = str(m.id), acts.get(str(m.id), [])
    if key not in rows or not have or m.last_seq != len(have) or m.fold is None or m.fold.get("seq") != len(have):
        half.append([key, m.status, have, m.last_seq])
searched = set(map(str, SearchRow.objects.within(scope).values_list("matter_id", flat=True)))
clocked = set(map(str, Clock.objects.within(scope).values_list("matter_id", flat=True)))
half += [[k, "not searchable"] for k in rows if k not in searched]
half += [[k, "no clock"] for k in rows if k not in clocked]
half += [[k, "entries without a matter"] for k in acts if k not in rows]
print(json.dumps({
    "acts": acts, "bad": bad, "half": half,
    "texts": Counter(c.text for c in rows.values()),
    "keys": Counter(c.outside_key for c in rows.values() if c.outside_key),
    "of_text": {c.text: k for k, c in rows.items()},
    "outcomes": Counter(BatchRow.objects.within(scope).values_list("outcome", flat=True)),
    "batch_matters": [str(m) for m in BatchRow.objects.within(scope).exclude(matter=None).values_list("matter", flat=True)],
    "notes": Counter(v for v in Value.objects.within(scope).filter(name="text", entry__act="noted").values_list("value", flat=True)),
    "once": Once.objects.within(scope).count(),
    "receipts": Receipt.objects.within(scope).count(),
}))
"""


@dataclass
class Truth:
    """``acts``: matter → its acts in order. ``bad``: chains that do not verify. ``half``: anything half stored."""

    acts: dict[str, list[str]]
    bad: list[tuple[str, list[str], list[str]]]
    half: list[object]
    texts: dict[str, int]
    keys: dict[str, int]
    of_text: dict[str, str]
    outcomes: dict[str, int]
    batch_matters: list[str]
    notes: dict[str, int]
    once: int
    receipts: int

    def stands(self, erased: int = 0) -> None:
        """Whole matters only, each chain in order; a value is gone only where an act erased it, ``erased`` of them."""
        print(f"{sum(map(len, self.acts.values()))} entries of {len(self.acts)} matters verified")
        assert not self.half, self.half[:3]
        assert not [broken for broken in self.bad if broken[1]], self.bad[:3]
        assert sum(len(holes) for _, _, holes in self.bad) == erased, self.bad[:3]


def truth(home: Home, county: str = "990101") -> Truth:
    """Look into everything."""
    out = home.python(f"ROOT, COUNTY = {str(ROOT)!r}, {county!r}\n{_ASK}")
    return Truth(**json.loads(out.strip().splitlines()[-1]))
