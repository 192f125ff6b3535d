"""What a home needs from whoever looks after it, for ``wutong doctor``: backups that are there, clocks that agree, nothing left aside."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from wutong.boot.backup import disk, layout, make
from wutong.record import clock

#: in order, what was looked at, the remedy
Line = tuple[bool, str, str]
#: clocks that differ by less agree
SLACK = timedelta(minutes=5)
#: how long what a restore moved aside may lie there: it holds what has been erased since
ASIDE = timedelta(days=30)
BACK_UP = "wutong backup FOLDER --keep 30, best by deploy/systemd/wutong-backup.timer"


def backups() -> Iterator[Line]:
    """The last complete backup is young, and is still where it was written."""
    most = settings.ENVIRONMENT.backup_days
    if settings.DEMO or not most:
        return
    last = make.last(Path(settings.HOME))
    if last is None:
        yield False, "no backup was ever made of this home", BACK_UP
        return
    path, made = last
    age = datetime.now(UTC) - made
    told = f"last backup {made.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}, {path}"
    if age > timedelta(days=most):
        yield False, f"{told}: older than {most} days", f"{BACK_UP}; systemctl status wutong-backup says why it stopped"
        return
    try:
        layout.read(path)
    except (disk.Trouble, OSError):
        yield False, f"{told}: not there, or not complete", f"mount its disk; or make another: {BACK_UP}"
        return
    yield True, told, ""


def clocks() -> Iterator[Line]:
    """The machine's clock agrees with the disk's, and nothing here was written later than now."""
    home = Path(settings.HOME)
    with tempfile.NamedTemporaryFile(dir=home) as probe:
        apart = timedelta(seconds=abs(Path(probe.name).stat().st_mtime - time.time()))
    yield (
        apart < SLACK,
        f"clock of the disk: {apart.total_seconds():.0f} s from the machine's",
        "let the file server and this machine ask the same time server (timedatectl set-ntp true)",
    )
    now = datetime.now(UTC)
    files = [p.stat().st_mtime for p in home.glob("wutong.sqlite3*")]
    newest = datetime.fromtimestamp(max(files), UTC) if files else now
    yield (
        newest <= now + SLACK,
        f"newest file of {newest.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}, not after now",
        "the machine's clock went back: set it (timedatectl set-ntp true) before anybody works on",
    )
    if settings.ENVIRONMENT.clock:
        return
    from wutong.record.entries.models import Entry

    written = Entry.everything.order_by("-id").values_list("written", flat=True).first()
    if written is not None:
        yield (
            written <= clock.now() + SLACK,
            f"last entry written {written.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}, not after now",
            "the machine's clock went back: set it; entries written meanwhile stand before earlier ones",
        )


def aside() -> Iterator[Line]:
    """What restores moved aside is looked at and removed: it holds values that have been erased since."""
    home = Path(settings.HOME)
    old = [p for p in sorted(home.parent.glob(f"{home.name}.before-*")) if _age(p) > ASIDE]
    if old:
        yield (
            False,
            f"moved aside by a restore long ago: {', '.join(p.name for p in old)}",
            "look once more, then remove it",
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE %s ORDER BY 1", ["public\\_before\\_%"])
            names = [name for (name,) in cursor.fetchall() if _stamped(name) + ASIDE < datetime.now(UTC)]
        if names:
            drop = "; ".join(f'DROP SCHEMA "{name}" CASCADE' for name in names)
            told = f"moved aside in the database by a restore long ago: {', '.join(names)}"
            yield False, told, f"look once more, then {drop}"


def _stamped(schema: str) -> datetime:
    """When a restore moved a schema aside, as its name says; one that says no time is as old as can be."""
    try:
        at = datetime.strptime(schema.removeprefix("public_before_"), "%Y%m%d_%H%M%S").replace(tzinfo=clock.SHANGHAI)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return at


def _age(path: Path) -> timedelta:
    return datetime.now(UTC) - datetime.fromtimestamp(path.stat().st_ctime, UTC)
