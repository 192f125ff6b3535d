"""Makes a backup: first a consistent copy of the database, then the files it can name, then the manifest, then its name.

Files are kept before the transaction that names them, so files copied after the database hold all that it names, except
what was erased in between. Everything is written under a name that begins with a dot and renamed at the very end.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from django.conf import settings

from wutong.boot.backup import disk, keys, layout, postgresql, sqlite
from wutong.boot.backup.contents import Contents
from wutong.boot.backup.disk import Tell, Trouble
from wutong.boot.backup.layout import GONE, HEADS, LOOSE, MANIFEST, TREES, UNFINISHED, Whole

#: in the home, what the last complete backup was; ``wutong doctor`` reads it
NOTE = "last-backup.json"
BUSY = "another backup is being written into this folder: wait until it is done / 另一个备份正在写"


@dataclass
class Made:
    """What a backup became."""

    path: Path
    digest: str
    rows: int
    matters: int
    files: int
    new_files: int
    size: int
    damaged: list[str] = field(default_factory=list)
    unfinished_erasures: int = 0
    keys: Path | None = None
    pruned: list[str] = field(default_factory=list)


def make(folder: Path, keys_to: Path, *, keep: int | None = None, told: Tell = lambda line: None) -> Made:
    """Write a complete backup of this home into the set ``folder`` and, with ``keep``, remove all but the newest so many.

    :raises Trouble: when it cannot be done; then the set is as it was.
    """
    home = Path(settings.HOME)
    _apart(home, folder)
    with disk.plainly(f"the backup into {folder} did not come about"):
        disk.folder(folder)
        with disk.alone(folder, BUSY):
            sweep(folder)
            earlier = layout.complete(folder)
            demand_own_set(folder, earlier)
            disk.demand_room(folder, _wanted(home, earlier), "this backup")
            at = datetime.now(UTC)
            name = layout.free_name(folder, at)
            work = disk.folder(folder / f"{UNFINISHED}{name}")
            try:
                made = _write(home, work, at, earlier[-1] if earlier else None, told)
                made.path = folder / name
                disk.sync_folders(work)
                work.rename(made.path)
                disk.sync(folder)
            except BaseException:
                shutil.rmtree(work, ignore_errors=True)
                raise
            made.keys = keys.keep(home, settings.SECRET_KEY, keys_to)
            note(home, made.path, at)
            if keep is not None:
                made.pruned = prune(folder, keep)
    return made


def sweep(folder: Path) -> None:
    """Remove what a killed backup or a killed pruning left; nobody else can be at it, we hold the folder."""
    for path in folder.iterdir():
        if path.name.startswith((UNFINISHED, GONE)):
            shutil.rmtree(path)


def prune(folder: Path, keep: int) -> list[str]:
    """Remove complete backups but the newest ``keep``; what is not complete, or not ours, is not touched."""
    old = layout.complete(folder)[:-keep]
    for whole in old:
        disk.remove(whole.path, folder / f"{GONE}{whole.path.name}")
    return [whole.path.name for whole in old]


def demand_own_set(folder: Path, earlier: list[Whole]) -> None:
    """A set belongs to one server: pruning must never reach another county's backups.

    :raises Trouble: when the set's newest backup is of other counties.
    """
    from wutong.city.offices.api import counties

    ours = {c.code for c in counties()}
    if earlier and ours and not set(earlier[-1].counties) <= ours:  # a county that moved out leaves its name here
        names = "、".join(earlier[-1].counties.values()) or "nobody"
        raise Trouble(f"{folder} holds backups of {names}: give this server a folder of its own / 这是别的县区的备份")


def _apart(home: Path, folder: Path) -> None:
    inside = [tree for tree in (*TREES, "keys") if folder.resolve().is_relative_to((home / tree).resolve())]
    if inside or folder.resolve() == home.resolve():
        raise Trouble(f"{folder} is a folder of the home itself: give another, best on another disk / 换一个文件夹")


def _write(home: Path, work: Path, at: datetime, earlier: Whole | None, told: Tell) -> Made:
    found = _database(work)
    told(f"database: {sum(found.rows.values())} rows, {found.matters} matters / 数据库")
    disk.write(work / HEADS, found.heads)
    files, new, damaged = _files(home, work, earlier)
    told(f"files: {sum(name.startswith('files/') for name in files)}, {new} of them new / 文件")
    for name in (layout.DATABASE[_kind()], HEADS):
        path = work / name
        files[name] = {"sha256": disk.sha256_of(path), "size": path.stat().st_size}
    manifest: dict[str, Any] = {
        "format": layout.FORMAT,
        "program": _version(),
        "made": at.isoformat(timespec="seconds"),
        "database": {"kind": _kind(), "version": _server()},
        "counties": found.counties,
        "demo": found.demo,
        "migrations": found.migrations,
        "rows": found.rows,
        "matters": found.matters,
        "heads": found.heads_digest,
        "unfinished_erasures": found.unfinished_erasures,
        "key": keys.fingerprint(settings.SECRET_KEY),
        "damaged": damaged,
        "files": files,
    }
    disk.write(work / MANIFEST, layout.seal(manifest))
    return Made(
        path=work,
        digest=layout.digest(manifest),
        rows=sum(found.rows.values()),
        matters=found.matters,
        files=sum(name.startswith("files/") for name in files),
        new_files=new,
        size=sum(told["size"] for told in files.values()),
        damaged=damaged,
        unfinished_erasures=found.unfinished_erasures,
    )


def _database(work: Path) -> Contents:
    if _kind() == "sqlite":
        return sqlite.copy(Path(str(settings.DATABASES["default"]["NAME"])), work / layout.DATABASE["sqlite"])
    address = postgresql.Address.of(settings.DATABASES["default"])
    return postgresql.dump(address, work / layout.DATABASE["postgresql"])


def _files(home: Path, work: Path, earlier: Whole | None) -> tuple[dict[str, dict[str, Any]], int, list[str]]:
    """Copy the trees; a kept file that the backup before has already is named again instead of copied."""
    before = earlier.files if earlier else {}
    files: dict[str, dict[str, Any]] = {}
    new, damaged = 0, []
    for name in _names(home):
        source, target = home / name, work / name
        disk.folder(target.parent)
        kept, told = name.startswith("files/"), before.get(name)
        try:
            size = source.stat().st_size
            same = told is not None and (told["sha256"], told["size"]) == (source.name, size)
            if earlier and told and same and _again(earlier.path / name, target, size):
                files[name] = told
                continue
            sha256, size = disk.copy(source, target)
        except FileNotFoundError:  # erased or swept a moment ago
            with suppress(FileNotFoundError):
                target.unlink()
            continue
        files[name] = {"sha256": sha256, "size": size}
        new += kept
        if kept and sha256 != source.name:
            damaged.append(name)
    return files, new, damaged


def _again(earlier: Path, target: Path, size: int) -> bool:
    try:
        return earlier.stat().st_size == size and disk.link(earlier, target)
    except FileNotFoundError:
        return False


def _names(home: Path) -> Iterator[str]:
    """What is copied of the home, in order; half-written files begin with a dot."""
    yield from (name for name in LOOSE if (home / name).is_file())
    for tree in TREES:
        for path in sorted((home / tree).rglob("*")):
            if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                yield path.relative_to(home).as_posix()


def _wanted(home: Path, earlier: list[Whole]) -> int:
    """About how many bytes it will take."""
    if _kind() == "sqlite":
        base = sqlite.size(Path(str(settings.DATABASES["default"]["NAME"])))
    else:
        base = postgresql.size(postgresql.Address.of(settings.DATABASES["default"]))
    before = earlier[-1].files if earlier else {}
    more = 0
    for name in _names(home):
        with suppress(FileNotFoundError):
            more += 0 if name in before else (home / name).stat().st_size
    return base + more + 10_000_000


def note(home: Path, path: Path, at: datetime) -> None:
    """Leave word in the home that this backup was made."""
    said = {"path": str(path.absolute()), "made": at.isoformat(timespec="seconds")}
    disk.replace(home / NOTE, (json.dumps(said, ensure_ascii=False) + "\n").encode())


def last(home: Path) -> tuple[Path, datetime] | None:
    """Where and when the last complete backup of a home was made; None when none is known."""
    try:
        said = json.loads((home / NOTE).read_text(encoding="utf-8"))
        return Path(said["path"]), datetime.fromisoformat(said["made"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _kind() -> str:
    from django.db import connection

    return str(connection.vendor)


def _server() -> str:
    from django.db import connection

    return ".".join(str(part) for part in connection.get_database_version())


def _version() -> str:
    try:
        return version("wutong")
    except PackageNotFoundError:
        return "checkout"
