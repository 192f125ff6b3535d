"""A county moves out whole, alone and once: every row of it, no byte of another county, and never two homes that take acts.

The old server is on SQLite or on PostgreSQL, the new home always on SQLite.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.boot import homes
from tests.soak.server import Home
from wutong.boot.backup import contents
from wutong.boot.moving.layout import RULES

pytestmark = pytest.mark.timeout(600)

STAYS, GOES = "990201", "990202"
#: words, telephone numbers and names that only the county that stays has
FOREIGN = ("榕桂", "槐柳", "13871110001", "13872220002", STAYS, "某own", "某other")
PASSWORD = "Lang-genug-2026"
ADDRESS = "https://xinxian.example"

LAY = f"""
import json, tempfile
from datetime import timedelta
from pathlib import Path
from wutong.record import clock
day = clock.legal_day(clock.now()) - timedelta(days=1)
clock.set_clock(f"{{day}}T15:00")
from tests.walls import ground
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from wutong.boot.backup.erasures import _erase
from wutong.city.guard import factors
from wutong.city.offices.models import Account
from wutong.law.refusal import Refused
from wutong.record.entries import api as record
_, marks = ground.lay(Path(tempfile.mkdtemp()))
told = {{}}
for office, mark in marks.items():
    county = Scope(ground.COUNTY[office])
    try:
        ground.act(office, mark.matters[0], [("squad_head", "accepted", {{}})], clock.now())
    except Refused:
        pass
    gone = ground.report(office, clock.now() - timedelta(minutes=5))
    entry = record.history(county, gone.matter)[0]
    _erase(county, gone.matter, entry, ["text", "contact_phone"], "个人信息保护法第四十七条", clock.now())
    account = ground.seat("squad_head", office).account
    row = Account.everything.get(pk=account)
    row.set_password({PASSWORD!r}); row.first_password = False; row.password_at = clock.now(); row.save()
    secret = factors.new_secret()
    TOTP.activate(row, secret); codes = RecoveryCodes.activate(row)
    told[office] = {{"totp": secret, "codes": codes.get_unused_codes(), "login": row.username, "receipt": mark.receipt,
        "secret": mark.secret, "sha256": mark.sha256, "matter": str(mark.matters[0]), "erased": str(gone.matter)}}
assert record.scrub()
print(json.dumps(told))
"""


@dataclass
class Old:
    """An installation with two counties, and what people of each hold."""

    home: Home
    told: dict[str, dict[str, Any]]
    #: rows of the county by table as they were right after the move, on PostgreSQL
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def then(self) -> Path:
        """The old home right after the move, on SQLite: a try that is refused later may still open a day's counter."""
        return self.home.folder.with_name("then")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Old]:
    on = request.getfixturevalue("postgresql") if request.param == "postgresql" else ""
    home = Home(tmp_path_factory.mktemp("moving") / "home", on)
    try:
        home.command("migrate")
        yield Old(home, json.loads(home.python(LAY).splitlines()[-1]))
    finally:
        home.gone()


#: each row of a SQLite database is compared with a row of the other; copies of a server are folders
only_sqlite = pytest.mark.parametrize("old", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize("old", ["postgresql"], indirect=True)


@pytest.fixture(scope="module")
def moved(old: Old, tmp_path_factory: pytest.TempPathFactory) -> tuple[Old, Home, str]:
    """The second county moved out after a backup, its new home, and what was said."""
    assert homes.run(old.home, "backup", str(old.home.folder.parent / "set")).returncode == 0
    new = Home(tmp_path_factory.mktemp("new") / "home")
    done = homes.run(old.home, "county", "move-out", GOES, str(new.folder), "--address", ADDRESS)
    assert done.returncode == 0, done.stderr + done.stdout
    shutil.copytree(new.folder, laid(new))
    if old.home.database:
        old.rows = counted(old.home.database)
    else:
        shutil.copytree(old.home.folder, old.then)
    return old, new, done.stdout


def counted(database: str) -> dict[str, int]:
    ask = "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'county'"
    with psycopg.connect(database) as line:
        names = sorted({name for (name,) in line.execute(ask)} - {"record_moved"})
        count = 'SELECT count(*) FROM "{}" WHERE county = %s'
        found = [(name, line.execute(count.format(name), [GOES]).fetchone()) for name in names]  # type: ignore[arg-type]
    return {name: row[0] for name, row in found if row is not None}


def laid(new: Home) -> Path:
    """The new home as it was laid down, before anybody worked in it."""
    return new.folder.with_name("laid")


def tables(path: Path) -> dict[str, list[str]]:
    """Every table of a database file with its columns: what there is, not what somebody remembered."""
    with sqlite3.connect(path) as line:
        names = [name for (name,) in line.execute(contents.SQLITE_TABLES)]
        return {name: [row[1] for row in line.execute(f'PRAGMA table_info("{name}")')] for name in names}


def asked(home: Home, code: str) -> Any:
    """What lines of Python in a home printed last, as JSON."""
    return json.loads(home.python("import json\nfrom django.test import Client\n" + code).splitlines()[-1])


@only_sqlite
def test_every_table_with_a_county_went_along_row_by_row(moved: tuple[Old, Home, str]) -> None:
    old, new, _ = moved
    here, there = old.then / "wutong.sqlite3", laid(new) / "wutong.sqlite3"
    found = tables(here)
    assert {n for n, columns in found.items() if "county" not in columns} | {"docket_search"} == set(RULES)
    empty = set()
    with sqlite3.connect(here) as was, sqlite3.connect(there) as now:
        for name, columns in found.items():
            if "county" not in columns or name == "record_moved":
                continue
            rows = was.execute(f'SELECT * FROM "{name}" WHERE county = ? ORDER BY 1', [GOES]).fetchall()
            assert rows == now.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall(), name
            empty |= set() if rows else {name}
        people = "SELECT a.id, a.type, a.user_id, a.created_at FROM mfa_authenticator a JOIN city_account c ON c.id = a.user_id"
        assert was.execute(f"{people} WHERE c.county = ?", [GOES]).fetchall() == now.execute(people).fetchall() != []
        terms = "SELECT s.rowid, s.grams FROM docket_search s JOIN docket_searchrow r ON r.id = s.rowid"
        both = was.execute(f"{terms} WHERE r.county = ?", [GOES]).fetchall(), now.execute(terms).fetchall()
        assert both[0] == both[1] != []
        assert not now.execute("SELECT count(*) FROM record_moved").fetchone()[0]
    with_rows = {"record_entry", "record_value", "record_erasure", "record_attempt", "docket_receipt", "collect_photo"}
    assert not with_rows & empty, "the stage is too bare"


@only_postgresql
def test_it_carries_as_many_rows_from_postgresql(moved: tuple[Old, Home, str]) -> None:
    old, new, _ = moved
    with psycopg.connect(old.home.database) as was, sqlite3.connect(laid(new) / "wutong.sqlite3") as now:
        assert len(old.rows) > 30
        there = {name: now.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in old.rows}
        assert there == old.rows
        digests = "SELECT matter, seq, digest FROM record_entry WHERE county = {0} ORDER BY id"
        here = was.execute(digests.format("%s"), [GOES]).fetchall()
        there = now.execute(digests.format("?"), [GOES]).fetchall()
        assert [(m.hex, *rest) for m, *rest in here] == [(m.replace("-", ""), *rest) for m, *rest in there] != []


def test_no_byte_of_the_county_that_stays_is_in_the_new_home(moved: tuple[Old, Home, str]) -> None:
    old, new, _ = moved
    secret = (old.home.folder / "keys" / "secret").read_text()
    foreign = [*FOREIGN, secret, old.told["own"]["sha256"], old.told["other"]["sha256"], old.told["own"]["receipt"]]
    assert {word: homes.holds(new.folder, word) for word in foreign if homes.holds(new.folder, word)} == {}
    assert not [p for p in new.folder.rglob("*") if old.told["own"]["sha256"] in p.name]
    assert homes.holds(new.folder, "枫杉") and [
        p for p in new.folder.rglob("*") if p.name == old.told["elsewhere"]["sha256"]
    ]
    if not old.home.database:
        assert all(homes.holds(old.home.folder, word) for word in FOREIGN), "nothing was looked for"
    assert all(p.stat().st_mode & 0o077 == 0 for p in new.folder.rglob("*"))


def test_the_new_home_works_on_with_what_people_hold(moved: tuple[Old, Home, str]) -> None:
    old, new, _ = moved
    holds = old.told["elsewhere"]
    code = f"""
from datetime import timedelta
from uuid import UUID
from tests.walls import ground
from allauth.mfa.models import Authenticator
from wutong.boot import start
from wutong.city.guard import factors
from wutong.city.house.entries import matter_of
from wutong.city.offices.models import Account
from wutong.docket.matters import api as docket
from wutong.record import clock
from wutong.record.entries import api as record
start.check()
scope, told = Scope({GOES!r}), {holds!r}
now = clock.now()
row = Account.everything.get(username=told["login"])
sealed = {{a.type: a.data for a in Authenticator.objects.filter(user=row)}}
got = {{}}
got["receipt"] = str(docket.receipts.check_secret(scope, told["receipt"], told["secret"], now)) == told["matter"]
got["password"] = row.check_password({PASSWORD!r})
got["totp"] = factors.unseal(sealed["totp"]["secret"]) == told["totp"]
got["codes"] = Authenticator.objects.get(user=row, type="recovery_codes").wrap().get_unused_codes() == told["codes"]
got["hole"] = [type(v).__name__ for n, v in sorted(record.history(scope, UUID(told["erased"]))[0].fields.items()) if n in ("text", "contact_phone")]
got["last"] = record.history(scope, matter_of(scope, clock.legal_day(now).year))[-1].act
got["progress"] = "没有找到" not in Client(headers={{"host": "localhost"}}).get("/progress/" + told["receipt"]).content.decode()
act = ground.report("elsewhere", now)
got["number"] = docket.views(scope, [act.matter])[act.matter].number
print(json.dumps(got))
"""
    got = asked(new, code)
    assert got["receipt"] and got["password"] and got["totp"] and got["codes"] and got["progress"]
    assert got["hole"] == ["Erased", "Erased"] and got["number"] and got["last"] == "moved_out"
    told = [line for line in homes.run(new, "doctor").stdout.splitlines() if line.startswith("not ok")]
    brought = ("dates of open", "jobs", "backup")  # nobody served the old server, and its stage has a job that failed
    assert [line for line in told if not any(word in line for word in brought)] == []


def test_the_old_server_says_where_it_went_and_writes_nothing(moved: tuple[Old, Home, str]) -> None:
    old, _, _ = moved
    code = f"""
from django.db import connection, DatabaseError, transaction
from tests.walls import ground
from wutong.city.offices import api as offices
from wutong.law.refusal import Refused
from wutong.record import clock
from wutong.record.entries.models import Entry
client = Client(headers={{"host": "localhost"}})
def asked(path, **more):
    got = client.get(path, **more)
    return got.status_code, got.content.decode()
got = {{}}
got["page"] = asked("/at/{GOES}/")
got["progress"] = asked("/at/{GOES}/progress/{old.told["elsewhere"]["receipt"]}")
sent = client.post("/at/{GOES}/report", {{"text": "x"}})
got["sent"] = sent.status_code, sent.content.decode()
got["json"] = asked("/at/{GOES}/", headers={{"accept": "application/json"}})
got["other"] = asked("/")[0], asked("/at/{STAYS}/")[0]
before = Entry.everything.filter(county={GOES!r}).count()
try:
    ground.report("elsewhere", clock.now())
except Refused as refused:
    got["act"] = str(refused)
row = Entry.everything.filter(county={GOES!r}).first()
row.pk, row.seq = None, 900
try:
    with transaction.atomic():
        row.save(force_insert=True)
except DatabaseError as bad:
    got["raw"] = str(bad)
got["same"] = before == Entry.everything.filter(county={GOES!r}).count()
ground.report("own", clock.now())
print(json.dumps(got))
"""
    got = asked(old.home, code)
    for name, status in (("page", 410), ("progress", 410), ("sent", 409), ("json", 410)):
        assert got[name][0] == status, (name, got[name])
        assert ADDRESS in got[name][1] and "枫杉" not in got[name][1]
    assert "没有记下" in got["sent"][1] and got["other"] == [200, 200]
    assert "已经搬到自己的系统" in got["act"] and "moved out" in got["raw"] and got["same"]
    refused = homes.run(old.home, "figures", "2026", "--county", GOES)
    assert refused.returncode == 1 and "已经搬走" in refused.stderr
    assert homes.run(old.home, "figures", "2026").returncode == 0, "the only county left needs no --county"


def test_a_second_run_says_that_it_is_done(moved: tuple[Old, Home, str]) -> None:
    old, new, _ = moved
    again = homes.run(old.home, "county", "move-out", GOES, str(new.folder))
    assert again.returncode == 0 and "已经迁出" in again.stdout
    other = homes.run(old.home, "county", "move-out", GOES, str(new.folder.with_name("other")))
    assert other.returncode == 1 and str(new.folder) in other.stderr and not new.folder.with_name("other").exists()
    assert homes.run(old.home, "county", "move-out", "990299", str(new.folder.with_name("other"))).returncode == 2


CUT = """
import os
from pathlib import Path
from wutong.boot.moving.move import move_out
from wutong.record import clock
try:
    move_out(Scope({county!r}), Path({target!r}), address="", at=clock.now(), pause=lambda s: os._exit(9) if s == {stage!r} else None)
finally:
    os._exit(1)
"""
OPEN = """
from wutong.boot import start
from wutong.law.refusal import Refused
from tests.walls import ground
from wutong.record import clock
try:
    start.check()
    ground.report("elsewhere", clock.now())
    print(json.dumps("takes acts"))
except (Refused, start.NotInOrder) as no:
    print(json.dumps(str(no)))
"""


@only_sqlite
@pytest.mark.parametrize("stage", ["laid", "placed", "closed"])
def test_a_move_that_is_cut_off_leaves_one_home_and_goes_on(old: Old, tmp_path: Path, stage: str) -> None:
    cut, new = Home(tmp_path / "old"), Home(tmp_path / "new")
    shutil.copytree(old.home.folder, cut.folder)
    with sqlite3.connect(cut.folder / "wutong.sqlite3") as line:  # as it was before the other tests moved the county
        line.execute("DROP TRIGGER IF EXISTS record_moved_guard_delete")
        line.execute("DELETE FROM record_moved")
    with pytest.raises(AssertionError):
        cut.python(CUT.format(county=GOES, target=str(new.folder), stage=stage))
    takes = [asked(home, OPEN) for home in (cut, new) if home.folder.exists()]
    assert takes.count("takes acts") == (0 if stage == "closed" else 1), takes
    if stage != "laid":
        assert "move-out" in takes[1], takes
    done = homes.run(cut, "county", "move-out", GOES, str(new.folder))
    assert done.returncode == 0, done.stderr
    assert "搬到自己的系统" in asked(cut, OPEN) and asked(new, OPEN) == "takes acts"
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".moving")]


def test_it_refuses_a_folder_with_work_in_it_and_a_home_that_is_served(old: Old, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    done = homes.run(old.home, "county", "move-out", STAYS, str(tmp_path / "mine"))
    assert done.returncode == 1 and "letter.txt" in done.stderr and (tmp_path / "mine" / "letter.txt").exists()
    inside = homes.run(old.home, "county", "move-out", STAYS, str(old.home.folder / "inner"))
    assert inside.returncode == 1 and not (old.home.folder / "inner").exists()
    old.home.start()
    try:
        busy = homes.run(old.home, "county", "move-out", STAYS, str(tmp_path / "new"))
        assert busy.returncode == 1 and "stop it first" in busy.stderr and not (tmp_path / "new").exists()
    finally:
        old.home.kill()


@only_sqlite
def test_a_backup_from_before_the_move_does_not_open_the_county_again(
    moved: tuple[Old, Home, str], tmp_path: Path
) -> None:
    old, new, _ = moved
    here = Home(tmp_path / "old")
    shutil.copytree(old.home.folder, here.folder)
    done = homes.run(here, "restore", str(old.home.folder.parent / "set"), "--replace")
    assert done.returncode == 0, done.stderr + done.stdout
    assert f"{GOES}: moved out since the backup, closed again" in done.stdout and STAYS not in done.stdout
    assert "搬到自己的系统" in asked(here, OPEN)
    again = homes.run(here, "county", "move-out", GOES, str(new.folder))
    assert again.returncode == 0 and "已经迁出" in again.stdout, "the same move"
