"""An upgrade is killed at random moments: the tables of an older program come up to date, with everything in them, however often."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.boot import homes
from tests.soak.server import Home
from tests.soak.truth import Truth, truth

pytestmark = pytest.mark.soak
LEAST = 20
#: entries, matters and erased values of the backup in tests/older
ENTRIES, MATTERS, ERASED = 187, 37, 2


class Older:
    """The tables of an older program, laid down again for each round from what it left."""

    def __init__(self, home: Home, folder: Path) -> None:
        self.home, self.whole = home, homes.older("postgresql" if home.database else "sqlite", folder)
        self.template = f"soak_{uuid.uuid4().hex[:12]}" if home.database else ""
        if self.template:
            self._server(f'CREATE DATABASE "{self.template}"')
            address = urlsplit(home.postgresql)._replace(path=f"/{self.template}").geturl()
            command = [
                "pg_restore",
                "--no-owner",
                "--clean",
                "--if-exists",
                "--dbname",
                address,
                str(self.whole.database),
            ]
            subprocess.run(command, check=True, capture_output=True)

    def lay(self) -> None:
        """The older tables and files, as they were."""
        shutil.rmtree(self.home.folder, ignore_errors=True)
        self.home.folder.mkdir(mode=0o700)
        shutil.copytree(self.whole.path / "files", self.home.folder / "files")
        if self.template:
            name = self.home.database.rpartition("/")[2]
            self._server(f'DROP DATABASE "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE "{self.template}"')
        else:
            shutil.copy(self.whole.database, self.home.folder / "wutong.sqlite3")

    def applied(self) -> int:
        """How many migrations the tables have, asked from beside."""
        ask = "SELECT count(*) FROM django_migrations"
        if self.template:
            with psycopg.connect(self.home.database) as line:
                found = line.execute(ask).fetchone()
        else:
            with closing(
                sqlite3.connect(f"file:{self.home.folder}/wutong.sqlite3?mode=ro", uri=True, timeout=20)
            ) as db:
                found = db.execute(ask).fetchone()
        assert found
        return int(found[0])

    def gone(self) -> None:
        if self.template:
            self._server(f'DROP DATABASE IF EXISTS "{self.template}" WITH (FORCE)')

    def _server(self, *statements: str) -> None:
        with psycopg.connect(self.home.postgresql, autocommit=True) as line:
            for statement in statements:
                line.execute(statement)  # type: ignore[arg-type]


@pytest.fixture
def older(home: Home, tmp_path: Path) -> Iterator[Older]:
    home.env["WUTONG_DEMO"] = "1"
    made = Older(home, tmp_path / "set")
    try:
        yield made
    finally:
        made.gone()


def killed(older: Older, luck: random.Random, lasts: float) -> bool:
    """Upgrade, and be killed: anywhere in its life, or after some of its migrations; False where it was done before."""
    running = older.home.start_command("migrate")
    if luck.random() < 0.4:
        time.sleep(luck.uniform(0, lasts))
    else:
        enough = older.applied() + luck.randint(1, 13)
        while running.poll() is None and older.applied() < enough:
            time.sleep(luck.uniform(0.001, 0.01))
        time.sleep(luck.uniform(0, 0.15 * lasts))  # also after the last: the guards, and the dates of open matters
    if running.poll() is not None:
        return False
    running.kill()
    running.wait()
    return True


def up_to_date(older: Older, before: Truth | None) -> Truth:
    """Run to its end, everything is there, guarded, and a server would start."""
    older.home.command("migrate")
    found = truth(older.home)
    found.stands(erased=ERASED)
    assert (sum(map(len, found.acts.values())), len(found.acts)) == (ENTRIES, MATTERS)
    if before is not None:
        assert (found.acts, found.texts, found.notes) == (before.acts, before.texts, before.notes)
    said = older.home.python(
        "from wutong.record import guards\nfrom wutong.boot import start\nfrom wutong.docket.matters import api as docket\n"
        "from wutong.city.offices import exclusive\nguards.assert_present(); start.check()\n"
        "print(exclusive.stands(), docket.is_reckoned(Scope('990101')), start.pending())"
    )
    assert said.strip() == "True True []"
    return found


def test_an_upgrade_that_was_killed_goes_on_where_it_was(older: Older, kills: int, luck: random.Random) -> None:
    home, wanted = older.home, max(kills, LEAST)
    older.lay()
    oldest = older.applied()
    began = time.monotonic()
    home.command("migrate")
    lasts = time.monotonic() - began
    whole, now = up_to_date(older, None), older.applied()
    cut = between = rounds = 0
    while cut < wanted:
        rounds += 1
        assert rounds < 4 * wanted, f"only {cut} kills hit anything"
        older.lay()
        while cut < wanted and killed(older, luck, lasts):
            cut += 1
            between += oldest < older.applied() < now
            if older.applied() < now:  # some tables are new and some old: nothing works in that
                done = homes.run(home, "serve", "--port", "0")
                assert done.returncode == 1 and "older than this program" in done.stderr, done.stderr
        up_to_date(older, whole)
    print(f"{home.kind}: {cut} killed in {rounds} upgrades, {between} times between two migrations of {now - oldest}")
    assert between > 2
    assert "locked" not in home.said()
