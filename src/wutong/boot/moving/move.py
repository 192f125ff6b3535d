"""Moves a county out: laid beside and compared while nobody works here, put into its place, then closed here, then opened there.

One transaction of the old database holds the whole of it. Until it commits the old server has the county, and a home
that already stands in its place starts no server (``moving.json``); from the commit on the old server refuses the
county for ever. A kill before the commit has changed nothing; one after it leaves a rename to do, which a second run does.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction

from wutong.boot import running
from wutong.boot.backup import disk, keys, postgresql
from wutong.boot.backup.disk import Tell, Trouble
from wutong.boot.backup.restore import has_work
from wutong.boot.moving import copying
from wutong.boot.moving.layout import ALONG, CAME, LOOSE, SETTINGS, TREES
from wutong.city.house.entries import FAMILY, matter_of
from wutong.city.offices import api as offices
from wutong.city.offices.models import County
from wutong.record import keys as purposes
from wutong.record.clock import legal_day
from wutong.record.entries import api as record
from wutong.record.files import store
from wutong.record.moved import api as moved
from wutong.record.scope import Scope

ACT = "moved_out"


@dataclass
class Out:
    """What a move did."""

    home: Path
    at: datetime
    again: bool = False
    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0


def move_out(
    scope: Scope,
    target: Path,
    *,
    address: str,
    at: datetime,
    told: Tell = lambda line: None,
    pause: Callable[[str], None] = lambda stage: None,
) -> Out:
    """Move the county into the home ``target``. Safe to repeat: a second run finishes what was cut off, or says it is done.

    ``pause`` is called with the name of each stage that is reached.

    :raises Trouble: why not; then the county is where it was.
    :raises InUse: when a server or another command works on this home.
    """
    home = Path(settings.HOME)
    if target == home or home.is_relative_to(target) or target.is_relative_to(home):
        raise Trouble(f"{target} and the home {home} lie in one another: give a folder beside it / 要放在现有的外面")
    with disk.plainly(f"the move into {target} did not come about"), running.alone(home):
        if found := moved.gone(scope):
            return _again(found, target)
        copying.demand_known()
        _demand_nobody()
        _clear(scope, target)
        return _move(scope, target, address, at, told, pause)


def _again(found: moved.Gone, target: Path) -> Out:
    """The county is closed here: open the home it went to where that was cut off, or say where it is."""
    if Path(found.home) != target:
        raise Trouble(f"the county moved out to {found.home} already, on {found.at:%Y-%m-%d} / 已经搬走了")
    if _mark(target / running.MOVING).get("move") == found.move:
        _open(target)
        return Out(target, found.at)
    if _mark(target / CAME).get("move") == found.move:
        return Out(target, found.at, again=True)
    raise Trouble(
        f"the county moved out to {target}, and what stands there now is not it: look for the folder, or restore its "
        "backup / 已经搬走，但那里不是搬过去的数据"
    )


def _demand_nobody() -> None:
    if connection.vendor != "postgresql":
        return
    others = postgresql.others(postgresql.Address.of(settings.DATABASES["default"]))
    if len(others) > 1:  # one is the connection of this very process
        raise Trouble(
            f"others are connected to the database ({', '.join(others[:4])}): stop them first / 数据库还有人连着"
        )


def _clear(scope: Scope, target: Path) -> None:
    """Remove what a move that was cut off has left, and nothing else."""
    work = _beside(target)
    if work.exists():
        shutil.rmtree(work)
    left = _mark(target / running.MOVING)
    if left.get("county") == scope.county and left.get("from") == str(Path(settings.HOME)):
        disk.remove(target, work)
    elif occupied := has_work(target):
        raise Trouble(f"{target} holds {occupied}: give a folder that is not there yet / 文件夹里已经有东西")
    elif target.is_dir():
        if any(target.iterdir()):
            raise Trouble(f"{target} is not empty: give a folder that is not there yet / 文件夹不是空的")
        target.rmdir()


def _move(scope: Scope, target: Path, address: str, at: datetime, told: Tell, pause: Callable[[str], None]) -> Out:
    work, move = _beside(target), uuid4().hex
    disk.folder(target.parent)
    disk.demand_room(target.parent, _wanted(scope), "the county")
    out = Out(target, at)
    try:
        _make(work)
        pause("made")
        out.files = _files(scope, work)
        told(f"{out.files} files, each by its hash / 文件")
        _keys(scope, work)
        said = {"move": move, "county": scope.county, "from": str(Path(settings.HOME)), "at": at.isoformat()}
        disk.write(work / running.MOVING, _line(said))
        disk.write(work / SETTINGS, _settings(scope, target).encode())
        copying.open_new(work)
        with transaction.atomic():
            _lock()
            _record(scope, move, at, target, address)
            out.rows = copying.copy(scope, _secret(work))
            told(f"{sum(out.rows.values())} rows of {len(out.rows)} tables / 数据")
            if wrong := list(copying.differences(scope)):
                raise Trouble(f"what was laid down differs from what is here: {'; '.join(wrong[:5])} / 搬过去的不一样")
            told("every row compared: the same / 逐行比过，一样")
            copying.close_new()
            disk.sync(work / "wutong.sqlite3")
            disk.sync_folders(work)
            pause("laid")
            work.rename(target)
            disk.sync(target.parent)
            pause("placed")
            moved.close(scope, move=move, at=at, home=str(target), address=address)
    except BaseException:
        copying.close_new()
        if _mark(target / running.MOVING).get("move") == move and moved.gone(scope) is None:
            disk.remove(target, work)
        shutil.rmtree(work, ignore_errors=True)
        raise
    pause("closed")
    _open(target)
    return out


def _open(target: Path) -> None:
    """The old server has let go: from now on the new home may be served."""
    os.replace(target / running.MOVING, target / CAME)
    disk.sync(target)


def _make(work: Path) -> None:
    """An empty home, its tables, guards and secret, made by the command that makes every home."""
    ours = {name: value for name, value in os.environ.items() if name not in {"WUTONG_DATABASE", "WUTONG_SECRET"}}
    done = subprocess.run(
        [sys.executable, "-m", "wutong", "migrate"], env=ours | {"WUTONG_HOME": str(work)}, capture_output=True, text=True,
        check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if done.returncode:
        raise Trouble(f"the new home could not be made: {(done.stderr or done.stdout).strip()[-300:]} / 建不了新库")


def _lock() -> None:
    """Nobody writes until this is over: SQLite's transaction sees to that by itself."""
    if connection.vendor == "postgresql":
        names = ", ".join(connection.ops.quote_name(m._meta.db_table) for m in copying.of_counties())
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")


def _record(scope: Scope, move: str, at: datetime, target: Path, address: str) -> None:
    """The last entry of the county here and, carried along with all others, the first fact of its new home."""
    County.objects.within(scope).select_for_update().get()
    draft = record.Draft(
        matter=matter_of(scope, legal_day(at).year),
        family=FAMILY,
        act=ACT,
        at=at,
        written=at,
        source=record.Source("command", {}),
        actor=record.Actor("system", "move-out"),
        office="",
        fields={"move": move, "home": str(target), "address": address},
        rules="",
        calendar="",
    )
    record.write(scope, draft)


def _files(scope: Scope, work: Path) -> int:
    """Copy the county's folders; a kept file whose bytes are not those of its name stops the move."""
    home, count = Path(settings.HOME), 0
    for tree in TREES:
        top = home / tree.format(scope.county)
        for path in sorted(top.rglob("*")):
            if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                name = path.relative_to(home)
                disk.folder((work / name).parent)
                sha256, _ = disk.copy(path, work / name)
                if tree.startswith("files") and sha256 != path.name:
                    raise Trouble(f"{path} is damaged: wutong doctor, then a backup that has it whole / 文件坏了")
                count += tree.startswith("files")
    for loose in LOOSE:
        if (path := home / loose.format(scope.county)).is_file():
            disk.folder((work / path.relative_to(home)).parent)
            disk.copy(path, work / path.relative_to(home))
    return count


def _keys(scope: Scope, work: Path) -> None:
    """What citizens' codes and forms sent again are checked with; the old server's secret itself stays here."""
    along = tuple((p, key) for p in purposes.PURPOSES for key in purposes.each(p))
    name, data = purposes.carried(along)
    disk.write(work / "keys" / name, data)


def _secret(work: Path) -> str:
    found = keys.held(work)
    return next(found[name] for name in ("demo-secret", "secret") if name in found).decode("ascii").strip()


def _settings(scope: Scope, target: Path) -> str:
    """The county's slice of this server's settings, as a service manager reads them."""
    county = offices.county(scope)
    hosts = ["localhost", "127.0.0.1", "[::1]", *(county.hosts if county else ())]
    given = {name: os.environ[name] for name in ALONG if os.environ.get(name)}
    guard = {n: v for n, v in os.environ.items() if n in _guarded() and v}
    lines = {"WUTONG_HOME": str(target), "WUTONG_HOSTS": ",".join(hosts), **given, **guard}
    return "".join(f"{name}={value}\n" for name, value in lines.items())


def _guarded() -> set[str]:
    from wutong.city.guard import rules

    return set(rules.KNOWN)


def _wanted(scope: Scope) -> int:
    """About how many bytes it will take."""
    size = sum(store.path_of(scope, name).stat().st_size for name, _ in store.kept(scope))
    entries = copying.rows_of(copying.model_of("record_entry"), scope).count()
    return size + entries * 20_000 + 20_000_000


def _beside(target: Path) -> Path:
    return target.with_name(f".moving-{target.name}")


def _mark(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _line(said: dict[str, Any]) -> bytes:
    return (json.dumps(said, ensure_ascii=False) + "\n").encode()
