"""Compares pages over few matters with the same pages over many, through the whole stack, one after the other in one run.

``python scripts/bench/pages.py --few FOLDER --many FOLDER [--few-database URL --many-database URL]``; the homes come from
fill.py. Prints p50 of each and their ratio: flat is a ratio near one.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import time
from html import unescape
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.soak.person import Person  # noqa: E402
from tests.soak.server import Home  # noqa: E402

#: title, path, how many times 下一页 is pressed first; as the receiver, who sees the whole county
WIDE: tuple[tuple[str, str, int], ...] = (
    ("list", "/desk/complaints", 0),
    ("list, page 34", "/desk/complaints", 33),
    ("list by due date", "/desk/complaints?order=due", 0),
    ("list by due date, page 34", "/desk/complaints?order=due", 33),
    ("open, by due date", "/desk/complaints?state=open&order=due", 0),
    ("status 待答复", "/desk/complaints?status=待答复", 0),
    ("status 已转出", "/desk/complaints?status=已转出", 0),
    ("office zf5 (one in eight)", "/desk/complaints?office=zf5", 0),
    ("office zf5, page 34", "/desk/complaints?office=zf5", 33),
    ("office with nothing", "/desk/complaints?office=dayuan", 0),
    ("category", "/desk/complaints?category=stall", 0),
    ("urged", "/desk/complaints?urged=1", 0),
    ("merged (none)", "/desk/complaints?merged=1", 0),
    ("dissatisfied (none)", "/desk/complaints?rating=dissatisfied", 0),
    ("a month nine years ago", "/desk/complaints?from=2018-02-01&to=2018-02-28", 0),
    ("text in every matter", "/desk/complaints?q=夜市", 0),
    ("text in every matter, page 34", "/desk/complaints?q=夜市", 33),
    ("text in one of 50", "/desk/complaints?q=medium7", 0),
    ("text in one of 5,000", "/desk/complaints?q=rare77", 0),
    ("text in none", "/desk/complaints?q=飞碟", 0),
    ("text in every, status 待答复", "/desk/complaints?q=夜市&status=待答复", 0),
    ("inbox", "/desk", 0),
    ("board", "/desk/deadlines", 0),
)
NARROW: tuple[tuple[str, str, int], ...] = (
    ("squad member: inbox", "/desk", 0),
    ("squad member: list", "/desk/complaints", 0),
    ("squad member: list, page 34", "/desk/complaints", 33),
    ("squad member: text in every", "/desk/complaints?q=夜市", 0),
)
PUBLIC: tuple[tuple[str, str, int], ...] = (("home page", "/", 0), ("progress", "/progress/{number}", 0))
NEXT = re.compile(r'rel="next"[^>]*href="([^"]+)"|href="([^"]+)"[^>]*rel="next"')


def place(who: Person, path: str, presses: int) -> str:
    """The address after so many presses of 下一页."""
    base = path.partition("?")[0]
    path = quote(path, safe="/?=&%-_.~")
    for _ in range(presses):
        got = who.get(path)
        found = NEXT.search(got.text)
        if not found:
            return path
        path = base + unescape(found.group(1) or found.group(2))
    return path


def timed(who: Person, path: str) -> float:
    began = time.perf_counter()
    got = who.get(path)
    took = time.perf_counter() - began
    if got.status != 200:
        raise SystemExit(f"{path}: {got.status} {got.text[:200]}")
    return took * 1000


def number_of(home: Home) -> str:
    return home.python(
        "from wutong.docket.matters.models import Receipt\n"
        "print(Receipt.objects.within(Scope('990101')).filter(number__startswith='9', number__endswith='0').order_by('-pk')[50].number)"
    ).strip()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    for name in ("--few", "--many"):
        asked.add_argument(name, type=Path, required=True)
        asked.add_argument(f"{name}-database", default="")
    asked.add_argument("--rounds", type=int, default=11)
    asked.add_argument("--only", default="")
    given = asked.parse_args()
    homes = [Home(given.few), Home(given.many)]
    for home, database in zip(homes, (given.few_database, given.many_database), strict=True):
        home.env |= {"WUTONG_DEMO": "1"} | ({"WUTONG_DATABASE": database} if database else {})
        home.start()
    try:
        print("| page | p50 few, ms | p50 many, ms | ratio |\n|---|---:|---:|---:|")
        for name, pages in (("唐敏", WIDE), ("李明", NARROW), ("", PUBLIC)):
            pair = [
                Person(h.address).sign_in(name) if name else Person(h.address, f"10.9.8.{i}")
                for i, h in enumerate(homes)
            ]
            for title, path, presses in pages:
                if given.only and given.only not in title:
                    continue
                asked_for = path
                paths = [
                    place(who, path.format(number=number_of(home)) if "{" in path else path, presses)
                    for who, home in zip(pair, homes, strict=True)
                ]
                for who, path in zip(pair, paths, strict=True):
                    timed(who, path)
                took: list[list[float]] = [[], []]
                for _ in range(given.rounds):
                    for i in (0, 1):
                        took[i].append(timed(pair[i], paths[i]))
                few, many = (statistics.median(t) for t in took)
                flag = "" if many / few <= 2 else " **"
                short = "" if presses == 0 or "after=" in paths[1] else " (no such page)"
                print(f"| {title}{short} `{asked_for}` | {few:.0f} | {many:.0f} | {many / few:.2f}{flag} |", flush=True)
    finally:
        for home in homes:
            home.stop()


if __name__ == "__main__":
    main()
