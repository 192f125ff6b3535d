"""Says whether search finds what LIKE finds, for many random character pairs, and how much faster.

Both ask for the ids of every matter with the pair, not for one page. ``python scripts/bench/search.py --home FOLDER
[--database URL] [--pairs 500]``; the home is of fill.py, where each complaint says something else.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from scripts.bench import table  # noqa: E402
from tests.soak.server import Home  # noqa: E402

ASK = """
import json, random, time
from scripts.bench.words import pairs
from django.db import connection
from wutong.collect.complaints.models import Complaint
from wutong.docket.matters import search
from wutong.docket.matters.models import Matter
scope, luck = Scope('990101'), random.Random(11)
rows = Complaint.objects.within(scope)
texts = list(rows.order_by('-pk').values_list('text', flat=True)[:5000])
wanted = pairs(texts, {pairs}, luck)
like = ("SELECT matter_id FROM collect_complaint WHERE county = '990101'"
        " AND (text LIKE %s OR place LIKE %s OR subject LIKE %s)")
found = dict(same=0, none=0, most=0, other=[], search=[], like=[])
for pair in wanted:
    began = time.perf_counter()
    where, params = search.clause(pair)
    with connection.cursor() as cursor:
        cursor.execute('SELECT id FROM docket_matter WHERE ' + where, params)
        ours = {{row[0] for row in cursor.fetchall()}}
    middle = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(like, ['%' + pair + '%'] * 3)
        theirs = {{row[0] for row in cursor.fetchall()}}
    found['search'].append(middle - began)
    found['like'].append(time.perf_counter() - middle)
    found['same'] += ours == theirs
    found['none'] += not theirs
    found['most'] = max(found['most'], len(theirs))
    if ours != theirs:
        found['other'].append([pair, len(ours), len(theirs)])
print(json.dumps(found))
"""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--home", type=Path, required=True)
    asked.add_argument("--database", default="")
    asked.add_argument("--pairs", type=int, default=500)
    asked.add_argument("--words", default="", help="what the size is")
    given = asked.parse_args()
    table.heading(
        f"Search beside LIKE, {'PostgreSQL' if given.database else 'SQLite'}{given.words and f': {given.words} complaints'}"
    )
    home = Home(given.home)
    home.env |= {"WUTONG_DEMO": "1"} | ({"WUTONG_DATABASE": given.database} if given.database else {})
    got = json.loads(home.python(ASK.format(pairs=given.pairs)))
    ours, theirs = (table.at(got[name], 0.5) * 1000 for name in ("search", "like"))
    table.table(
        [
            "random pairs",
            "same matters as LIKE",
            "equal",
            "in none",
            "most found",
            "LIKE/search, p50",
            "search p50, ms",
            "LIKE",
        ]
    )
    table.row(given.pairs, got["same"], table.kept(got["same"], given.pairs), got["none"], f"{got['most']:,}",
              f"{theirs / ours:.0f}", f"{ours:.1f}", f"{theirs:.1f}")  # fmt: skip
    if got["other"]:
        table.said(f"Not the same (pair, ours, LIKE): {got['other'][:10]}")


if __name__ == "__main__":
    main()
