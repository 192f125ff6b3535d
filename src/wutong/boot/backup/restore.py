"""Puts a backup back: looked at whole first, laid beside, checked there, and moved into its place at the very end.

On SQLite nothing of the home in use is touched before the last rename; a kill leaves the old home or the new one. On
PostgreSQL the database comes in one transaction, with a mark in it that lets no server start until the files are in
their place too; running the same command again then goes on from there.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wutong.boot import environment, running
from wutong.boot.backup import disk, erasures, keys, layout, moves, postgresql, sqlite
from wutong.boot.backup.contents import Contents
from wutong.boot.backup.disk import Tell, Trouble
from wutong.boot.backup.layout import LOOSE, TREES, Whole

if TYPE_CHECKING:
    from wutong.boot.backup.checks import Looked

#: what may lie in a home that counts as empty: no work is lost with it
NO_WORK = {"keys", "log", "backups", "backups-keys"}


@dataclass(frozen=True)
class Wish:
    """What was asked for."""

    source: Path
    home: Path
    database: str = ""
    demo: bool = False
    replace: bool = False
    keys: Path | None = None
    erasures_from: str = ""


@dataclass
class Restored:
    """What became of it."""

    whole: Whole
    home: Path
    aside: str = ""
    schema: str = ""
    key: str = ""
    migrated: list[str] = field(default_factory=list)
    erased_again: int = 0
    closed_again: list[str] = field(default_factory=list)
    not_erased: list[str] = field(default_factory=list)
    lost: int = 0
    faults: list[str] = field(default_factory=list)
    looked: Looked | None = None


def verified(source: Path) -> Whole:
    """The backup, when every byte of it is as it was written.

    :raises Trouble: naming what is not.
    """
    whole = layout.chosen(source)
    with disk.plainly(f"{whole.path} cannot be read"):
        wrong = list(layout.faults(whole))
    if wrong:
        shown = "; ".join(wrong[:5]) + ("; …" if len(wrong) > 5 else "")
        raise Trouble(f"{whole.path} is damaged ({shown}): take another backup / 备份坏了，换一份")
    return whole


def restore(wish: Wish, told: Tell = lambda line: None) -> Restored:
    """Bring the backup into the home.

    :raises Trouble: before anything of the home or the database was changed.
    :raises InUse: when a server or another command works on the home.
    """
    whole = verified(wish.source)
    told(f"{whole.path.name}: all {len(whole.files)} files are as they were written / 备份完好")
    wanted = "postgresql" if wish.database else "sqlite"
    if whole.kind != wanted:
        raise Trouble(
            f"the backup is of {whole.kind}, this home is on {wanted}: set WUTONG_DATABASE to match / 数据库种类不一样"
        )
    if unknown := layout.newer(whole):  # on PostgreSQL it would be seen only when the tables are there already
        raise _too_new(whole, unknown)
    address = postgresql.Address.of(environment.database(environment.read())) if wish.database else None
    with disk.plainly(f"{wish.home} could not be restored"), _alone(wish.home):
        occupied = has_work(wish.home)
        if occupied and not wish.replace:
            raise Trouble(
                f"{wish.home} holds {occupied}: restore --into another folder, or give --replace, which moves "
                "what is there aside first / 这里已有数据"
            )
        cut_off = _demand_database(address, wish) if address else False
        before = _before(wish, address, cut_off)
        work = _lay(whole, wish, told)
        try:
            return _finish(whole, wish, work, address, before, told)
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise


def _too_new(whole: Whole, unknown: list[str]) -> Trouble:
    return Trouble(
        f"the backup was made by a newer program ({whole.manifest['program']}; {', '.join(unknown[:3])}): "
        "install that release or a newer one, and repeat / 程序比备份旧"
    )


def has_work(home: Path) -> str:
    """What of value lies in a home, in a word; "" for one that is not there, or empty but for keys and logs."""
    if not home.is_dir():
        return ""
    found = sorted(p.name for p in home.iterdir() if p.name not in NO_WORK and not p.name.startswith("."))
    return ", ".join(found[:4])


@dataclass(frozen=True)
class Before:
    """What is replaced: its erasures and moves, how many entries it has, whether it is a restore that was cut off."""

    erasures: list[erasures.Gone] = field(default_factory=list)
    away: list[moves.Away] = field(default_factory=list)
    entries: int = 0
    rows: int = 0
    cut_off: bool = False
    unreadable: str = ""


def _finish(
    whole: Whole, wish: Wish, work: Path, address: postgresql.Address | None, before: Before, told: Tell
) -> Restored:
    done = Restored(whole, wish.home, key=_key(whole, work))
    done.lost = max(0, before.entries - int(whole.manifest["rows"].get("record_entry", 0)))
    if before.unreadable:
        done.not_erased.append(f"what is replaced cannot be read ({before.unreadable}): its erasures are not repeated")
    stamp = datetime.now(UTC).astimezone(layout.SHANGHAI).strftime("%Y%m%d_%H%M%S")
    if address is not None:
        schema = f"public_before_{stamp}" if before.rows and not before.cut_off else ""
        postgresql.load(address, whole.database, into_aside=schema, drop=before.cut_off)
        told("database restored / 数据库已恢复" + (f"; the old tables are in schema {schema}" if schema else ""))
        done.schema = schema
    _look_through(done, work, address, before, told)
    from wutong.boot.backup import make  # it reads Django's settings, which stand only now

    make.note(work, whole.path, whole.made)  # what it came from is this home's last backup
    if wish.home.exists():
        moved = wish.home.with_name(f"{wish.home.name}.before-{stamp.replace('_', '-')}")
        wish.home.rename(moved)
        done.aside = str(moved)
    work.rename(wish.home)
    disk.sync(wish.home.parent)
    if address is not None:
        postgresql.finished(address)
    return done


def _lay(whole: Whole, wish: Wish, told: Tell) -> Path:
    """The new home beside the old one: database, files, maps, keys."""
    parent = disk.folder(wish.home.parent)
    disk.demand_room(parent, sum(f["size"] for f in whole.files.values()) + 10_000_000, "the restored home")
    for left in parent.glob(f".restoring-{wish.home.name}-*"):  # of a restore that was killed; we hold the home
        shutil.rmtree(left)
    work = disk.folder(parent / f".restoring-{wish.home.name}-{os.getpid()}")
    for name, said in sorted(whole.files.items()):
        if name == layout.DATABASE["sqlite"]:
            target = work / "wutong.sqlite3"
        elif name in LOOSE or name.partition("/")[0] in TREES:
            target = work / name
        else:
            continue
        disk.folder(target.parent)
        if disk.copy(whole.path / name, target) != (said["sha256"], said["size"]):
            raise Trouble(f"{whole.path / name} changed while it was copied: is the disk in order? / 复制时变了")
    _lay_keys(whole, wish, work)
    disk.sync_folders(work)
    told(f"laid down beside {wish.home} / 已放好")
    return work


def _lay_keys(whole: Whole, wish: Wish, work: Path) -> None:
    if wish.keys is not None:
        keys.put(keys.take(wish.keys, str(whole.manifest["key"])), work)
    elif wish.home.is_dir():
        keys.put(keys.held(wish.home), work)


def _key(whole: Whole, work: Path) -> str:
    """Whether the key in the new home is the one that the backup was made under."""
    given = environment.read().secret
    held = [given] if given else [data.decode("ascii", "replace").strip() for data in keys.held(work).values()]
    if not held:
        return "new"
    return "same" if str(whole.manifest["key"]) in map(keys.fingerprint, held) else "other"


def _look_through(done: Restored, work: Path, address: postgresql.Address | None, before: Before, told: Tell) -> None:
    """Open the new home with Django, where it lies now, and look at everything.

    :raises Trouble: when it is not what the backup says it is; then it is not moved into its place.
    """
    whole = done.whole
    found = sqlite.look(work / "wutong.sqlite3") if address is None else postgresql.look(address)
    if differences := list(differing(whole, found)):
        raise Trouble(
            f"what was restored differs from the backup: {'; '.join(differences[:5])} / 恢复出来的和备份不一样"
        )
    told(
        f"{len(found.rows)} tables with {sum(found.rows.values())} rows, last digests of {found.matters} matters: "
        "as in the backup / 行数和摘要一致"
    )
    os.environ["WUTONG_HOME"] = str(work)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wutong.boot.settings")
    import django

    django.setup()
    from django.contrib.sessions.models import Session
    from django.db import connections

    from wutong.boot import reckoning, start
    from wutong.boot.backup import checks
    from wutong.record import clock, guards
    from wutong.record.entries import api as record

    try:
        if unknown := start.newer(found.migrations):
            raise _too_new(whole, unknown)
        done.migrated = start.migrate()
        guards.assert_present()
        done.looked = checks.Looked()
        checks.chains(done.looked)
        checks.files(done.looked, work)
        done.faults = list(done.looked.faults)
        Session.objects.all().delete()  # a browser that signed out since must not be signed in again
        done.erased_again, failed = erasures.repeat(before.erasures, clock.now())
        done.not_erased += failed
        done.closed_again = moves.close_again(before.away)  # after the erasures: a closed county takes no entry
        if record.scrub_pending() and not record.scrub():
            done.not_erased.append("bytes of erased values may be left until wutong serve starts")
        for text in reckoning.quietly():
            told(text)
    finally:
        connections.close_all()
    if address is None:
        disk.sync(work / "wutong.sqlite3")
    disk.sync_folders(work)


def differing(whole: Whole, found: Contents) -> Iterator[str]:
    """Where a database is not what the manifest counted."""
    told = whole.manifest["rows"]
    for name in sorted({*told, *found.rows}):
        if told.get(name) != found.rows.get(name):
            yield f"{name}: {found.rows.get(name, 'no')} rows, {told.get(name, 'none')} in the backup"
    if found.heads_digest != whole.manifest["heads"]:
        yield "the last digests of the matters"


def _demand_database(address: postgresql.Address, wish: Wish) -> bool:
    """Whether the PostgreSQL holds a restore that was cut off, which may go.

    :raises Trouble: when others are connected, or it holds something else and nobody said to replace it.
    """
    for name in ("pg_restore", "psql"):
        postgresql.tool(name)
    if others := postgresql.others(address):
        raise Trouble(
            f"others are connected to the database ({', '.join(others[:4])}): stop them first / 数据库还有人连着"
        )
    if postgresql.unfinished(address):
        return True
    if postgresql.look(address).rows and not wish.replace:
        raise Trouble(
            "the database is not empty: set WUTONG_DATABASE to an empty one, or give --replace, which moves its tables "
            "into a schema aside first / 数据库不是空的"
        )
    return False


def _before(wish: Wish, address: postgresql.Address | None, cut_off: bool) -> Before:
    """What the database that is replaced holds, and what it, or the one that was named, has erased."""
    named = erasures.of_named(wish.erasures_from) if wish.erasures_from else []
    if address is not None:
        schema = postgresql.aside(address) if cut_off else "public"
        rows = postgresql.look(address).rows
        gone = (erasures.of_postgresql(address, schema) or []) if schema else []
        away = moves.of_postgresql(address, schema) if schema else []
        return Before([*named, *gone], away, 0 if cut_off else rows.get("record_entry", 0), len(rows), cut_off)
    present = wish.home / "wutong.sqlite3"
    if not present.is_file():
        return Before(named)
    try:
        gone, away = erasures.of_sqlite(wish.home), moves.of_sqlite(present)
        return Before([*named, *gone], away, sqlite.look(present).rows.get("record_entry", 0))
    except Trouble as bad:  # a damaged home is the very reason to restore another
        return Before(named, unreadable=str(bad))


@contextlib.contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Hold the home, or where there is none yet the folder that it will stand in."""
    home.parent.mkdir(parents=True, exist_ok=True)
    place = home if home.is_dir() else home.parent
    with running.alone(place):
        yield
