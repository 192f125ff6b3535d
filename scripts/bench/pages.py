"""Compares pages over few matters with the same pages over many, and an ordinary officer's with those of the head, in one run.

Through the whole stack, taking turns: few, many, and many as the head, who sees every complaint of the county (an
administrator of this software sees none). Flat is a ratio near one; on SQLite it is one of processor time, in which what
others do on the machine does not count. The statements a page sends must be the same at both sizes.
``python scripts/bench/pages.py --few FOLDER --many FOLDER [--few-database URL --many-database URL]``; the homes are of fill.py.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from html import unescape
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from scripts.bench import table  # noqa: E402
from scripts.bench.floor import PROCESSOR, STATEMENTS  # noqa: E402
from tests.soak.person import Person  # noqa: E402
from tests.soak.server import Home  # noqa: E402

FLOOR = "from scripts.bench import floor; floor.main()"
OFFICER, HEAD, DESK = "李明", "顾明远", "唐敏"
#: published: a page of 50 of Signalen's list at 102,000, by another run, in ms
SIGNALEN = 711
#: title, path, how many times 下一页 is pressed first
Pages = tuple[tuple[str, str, int], ...]
LISTS: Pages = (
    ("list", "/desk/complaints", 0),
    ("list, page 34", "/desk/complaints", 33),
    ("list by due date", "/desk/complaints?order=due", 0),
    ("list by due date, page 34", "/desk/complaints?order=due", 33),
    ("open, by due date", "/desk/complaints?state=open&order=due", 0),
    ("status 待答复", "/desk/complaints?status=待答复", 0),
    ("category", "/desk/complaints?category=stall", 0),
    ("category and status", "/desk/complaints?category=stall&status=已办结", 0),
    ("community", "/desk/complaints?community=990101001001", 0),
    ("a month, the year before last", "/desk/complaints?from={old}-02-01&to={old}-02-28", 0),
    ("late", "/desk/complaints?flag=late", 0),
    ("urged", "/desk/complaints?flag=urged", 0),
    ("merged (none)", "/desk/complaints?flag=merged", 0),
    ("dissatisfied (none)", "/desk/complaints?rating=dissatisfied", 0),
    ("text in every matter", "/desk/complaints?q=夜市", 0),
    ("text in every matter, page 34", "/desk/complaints?q=夜市", 33),
    ("text in one of 50", "/desk/complaints?q=medium7", 0),
    ("text in one of 5,000", "/desk/complaints?q=rare77", 0),
    ("text in none", "/desk/complaints?q=飞碟", 0),
    ("text in every, status 待答复", "/desk/complaints?q=夜市&status=待答复", 0),
)
MATTER: Pages = (("matter", "/m/{matter}", 0), ("matter's record", "/m/{matter}/record", 0))
WIDE: Pages = (
    ("list", "/desk/complaints", 0),
    ("office zf5 (one in eight)", "/desk/complaints?office=zf5", 0),
    ("office zf5, page 34", "/desk/complaints?office=zf5", 33),
    ("office with nothing", "/desk/complaints?office=ducha", 0),
    ("inbox", "/desk", 0),
    ("board", "/desk/deadlines", 0),
    ("board: overdue", "/desk/deadlines?day=late", 0),
    ("board: overdue, page 5", "/desk/deadlines?day=late", 4),
    ("board: one cell", "/desk/deadlines?day=late&office=zf1&kind=答复反映人", 0),
    ("matter", "/m/{matter}", 0),
    ("figures at the desk", "/desk/figures", 0),
    ("rows of a figure at the desk", "/desk/figures/{year}/complaints.received/numerator", 0),
)
#: head of a squad that holds nothing of the county
EMPTY: Pages = (
    ("list, of an office that holds none", "/desk/complaints", 0),
    ("text in every", "/desk/complaints?q=夜市", 0),
)
PUBLIC: Pages = (
    ("home page", "/", 0),
    ("progress", "/progress/{number}", 0),
    ("public figures", "/figures", 0),
    ("public figures, last year", "/figures/{year}", 0),
    ("public rows of a figure", "/figures/{year}/complaints.received/numerator", 0),
    ("public rows of a figure, page 5", "/figures/{year}/complaints.received/numerator", 4),
    ("public rows, few: late", "/figures/{year}/complaints.answered_late/numerator", 0),
)
NEXT = re.compile(r'rel="next"[^>]*href="([^"]+)"|href="([^"]+)"[^>]*rel="next"')


def place(who: Person, path: str, presses: int) -> tuple[str, int]:
    """The address after so many presses of 下一页, and how often it could be pressed."""
    base = path.partition("?")[0]
    path = quote(path, safe="/?=&%-_.~")
    for n in range(presses):
        found = NEXT.search(who.get(path).text)
        if not found:
            return path, n
        path = base + unescape(found.group(1) or found.group(2)).partition("#")[0]
    return path, presses


def timed(who: Person, path: str) -> tuple[float, float, int]:
    """Milliseconds until it was there, those of the server's processor, and statements sent."""
    began = time.perf_counter()
    got = who.get(path)
    took = time.perf_counter() - began
    if got.status != 200:
        raise SystemExit(f"{path}: {got.status} {got.text[:200]}")
    return took * 1000, float(got.headers[PROCESSOR]), int(got.headers[STATEMENTS])


def known(home: Home) -> dict[str, str]:
    """A matter of the first squad that has its entries, its receipt, last year and the one before."""
    said = home.python(
        "from wutong.docket.matters.models import Receipt\n"
        "from wutong.record import clock\n"
        "rows = Receipt.objects.within(Scope('990101')).filter(number__startswith='9', number__endswith='0')\n"
        "got = rows.filter(matter__office='zf1', matter__is_open=False).order_by('-pk')[5]\n"
        "year = clock.legal_day(clock.now()).year\n"
        "print(got.number, got.matter_id, year - 1, year - 2)"
    ).split()
    return dict(zip(("number", "matter", "year", "old"), said, strict=True))


class Seen:
    """One who looks: the times and statement counts of one page."""

    def __init__(self, who: Person) -> None:
        self.who, self.path = who, ""
        who.headers["X-Bench"] = "looks"

    def go(self, path: str, presses: int) -> bool:
        self.path, pressed = place(self.who, path, presses)
        self.took: list[float] = []
        self.spent: list[float] = []
        timed(self.who, self.path)
        #: the fewest: the sitting, noted once a few minutes, is no part of a page
        self.statements = timed(self.who, self.path)[2]
        return pressed == presses

    def look(self) -> None:
        took, spent, statements = timed(self.who, self.path)
        self.statements = min(self.statements, statements)
        self.took.append(took)
        self.spent.append(spent)

    @property
    def middle(self) -> float:
        return table.at(self.took, 0.5)

    def beside(self, other: Seen, *, sqlite: bool) -> float:
        """How much more it costs than the other's: by the processor where the database works in the server's own thread."""
        if sqlite:
            return table.at(self.spent, 0.5) / table.at(other.spent, 0.5)
        return self.middle / other.middle


def compare(
    title: str, pages: Pages, seen: list[Seen], facts: list[dict[str, str]], rounds: int, *, head: bool, sqlite: bool
) -> float:
    """One table; answers the middle time of its first page at the larger size.

    ``seen``: few, many, and with ``head`` the head at many.
    """
    table.said(f"**{title}**")
    table.table(["page", "many/few", "≤ 1.5", *(["officer/head", "≤ 1.2"] if head else []), "statements few", "many",
                 "processor few, ms", "many", "p50 few, ms", "p95", "p50 many, ms", "p95"])  # fmt: skip
    first = 0.0
    for name, path, presses in pages:
        there = [s.go(path.format(**f), presses) for s, f in zip(seen, [*facts, facts[-1]], strict=False)]
        for _ in range(rounds):
            for s in seen:
                s.look()
        few, many = seen[:2]
        first = first or many.middle
        flat = many.beside(few, sqlite=sqlite)
        beside = many.beside(seen[2], sqlite=sqlite) if head else 0
        short = "" if all(there) else " (fewer pages)"
        same = "" if few.statements == many.statements else " **!**"
        table.row(f"{name}{short}", f"{flat:.2f}", table.under(flat, 1.5),
                  *([f"{beside:.2f}", table.under(beside, 1.2)] if head else []), few.statements, f"{many.statements}{same}",
                  *(f"{table.at(s.spent, 0.5):.0f}" for s in (few, many)), f"{few.middle:.0f}",
                  f"{table.at(few.took, 0.95):.0f}", f"{many.middle:.0f}", f"{table.at(many.took, 0.95):.0f}")  # fmt: skip
    return first


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    for name in ("--few", "--many"):
        asked.add_argument(name, type=Path, required=True)
        asked.add_argument(f"{name}-database", default="")
    asked.add_argument("--rounds", type=int, default=21)
    asked.add_argument("--words", default="", help="what the two sizes are")
    given = asked.parse_args()
    sqlite = not given.many_database
    kind = "SQLite" if sqlite else "PostgreSQL"
    table.heading(f"Pages, {kind}{given.words and f': {given.words} complaints'}")
    homes = [Home(given.few), Home(given.many)]
    try:
        for home, database in zip(homes, (given.few_database, given.many_database), strict=True):
            home.env |= {"WUTONG_DEMO": "1"} | ({"WUTONG_DATABASE": database} if database else {})
            home.start(code=FLOOR)
        facts = [known(home) for home in homes]

        def pair(name: str) -> list[Seen]:
            if name:
                return [Seen(Person(h.address).sign_in(name)) for h in homes]
            return [Seen(Person(h.address, f"10.9.8.{i}")) for i, h in enumerate(homes)]

        beside = [*pair(OFFICER), pair(HEAD)[1]]
        words = "An ordinary officer of a squad with three eighths of the complaints, and the head who sees all"
        first = compare(words, LISTS + MATTER, beside, facts, given.rounds, head=True, sqlite=sqlite)
        table.said(
            f"Signalen's published page of 50 at 102,000 took {SIGNALEN} ms (another run, another machine); the officer's list over "
            f"the larger county takes 1/{SIGNALEN / first:.0f} of it (aim ≤ 1/20: {table.kept(SIGNALEN / first, 20)})."
        )
        compare("The receiver, who sees all", WIDE, pair(DESK), facts, given.rounds, head=False, sqlite=sqlite)
        compare(
            "The head of a squad that holds none", EMPTY, pair("方正"), facts, given.rounds, head=False, sqlite=sqlite
        )
        compare("Public pages", PUBLIC, pair(""), facts, given.rounds, head=False, sqlite=sqlite)
    finally:
        for home in homes:
            home.stop()


if __name__ == "__main__":
    main()
