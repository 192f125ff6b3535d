"""How a backup lies on a disk, and how one tells a whole one from anything else.

A set is a folder; each backup is a folder in it, ``wutong-20261125-021500`` (Shanghai time), with ``manifest.json``, the
database, ``heads.txt``, ``files/`` and ``maps/``. What is not whole yet has a name that begins with a dot. The manifest
names every other file with its hash, and ends with a digest over itself. Plain Python, without Django.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import wutong
from wutong.boot.backup import disk
from wutong.boot.backup.disk import Trouble

FORMAT = "wutong.backup/1"
MANIFEST = "manifest.json"
HEADS = "heads.txt"
#: the database's file in a backup, by its kind
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
#: what of a home goes along beside the database. Not: keys (apart), imports under way and logs (personal data that
#: nobody could erase in a backup; an import is repeated from its file), figures (counted again)
TREES = ("files", "maps")
#: files of the home itself: how far the demo's clock is wound
LOOSE = ("demo-clock",)
NAME = re.compile(r"wutong-\d{8}-\d{6}(-\d+)?")
UNFINISHED, GONE = ".unfinished-", ".gone-"
SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Whole:
    """A complete backup: its folder and what its manifest says."""

    path: Path
    manifest: Mapping[str, Any]

    @property
    def made(self) -> datetime:
        return datetime.fromisoformat(self.manifest["made"])

    @property
    def kind(self) -> str:
        return str(self.manifest["database"]["kind"])

    @property
    def counties(self) -> dict[str, str]:
        return dict(self.manifest["counties"])

    @property
    def files(self) -> dict[str, dict[str, Any]]:
        return dict(self.manifest["files"])

    @property
    def database(self) -> Path:
        return self.path / DATABASE[self.kind]


def digest(manifest: Mapping[str, Any]) -> str:
    """Over everything in the manifest but the digest itself."""
    rest = {name: value for name, value in manifest.items() if name != "digest"}
    return hashlib.sha256(
        json.dumps(rest, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def seal(manifest: Mapping[str, Any]) -> bytes:
    """The manifest's file."""
    sealed = {**manifest, "digest": digest(manifest)}
    return (json.dumps(sealed, ensure_ascii=False, indent=1) + "\n").encode()


def read(path: Path) -> Whole:
    """The manifest of a backup.

    :raises Trouble: when there is none, or it is not the one that was written.
    """
    file = path / MANIFEST
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as bad:
        raise Trouble(f"{path} is no backup: it has no {MANIFEST} / 这不是备份") from bad
    except (OSError, ValueError) as bad:
        raise Trouble(f"{file} cannot be read ({bad}): take another backup / 备份清单读不了，换一份备份") from bad
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise Trouble(f"{file} is not of the form {FORMAT}: use the program that made it / 备份格式不认识")
    if manifest.get("digest") != digest(manifest):
        raise Trouble(f"{file} was changed after it was written: take another backup / 备份清单被改过，换一份备份")
    return Whole(path, manifest)


def complete(folder: Path) -> list[Whole]:
    """The complete backups of a set, oldest first; anything else in the folder is passed over."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        if NAME.fullmatch(path.name) and path.is_dir():
            try:
                found.append(read(path))
            except Trouble:
                continue
    return sorted(found, key=lambda whole: (whole.made, whole.path.name))


def chosen(folder: Path) -> Whole:
    """The backup that a folder is, or the newest of the set that it is.

    :raises Trouble: when it is neither.
    """
    if not folder.is_dir():
        raise Trouble(f"{folder} is not there / 没有这个文件夹")
    if (folder / MANIFEST).exists() or NAME.fullmatch(folder.name):
        return read(folder)
    if found := complete(folder):
        return found[-1]
    raise Trouble(f"{folder} holds no complete backup / 这里没有完整的备份")


def newer(whole: Whole) -> list[str]:
    """Migrations of our own rooms that the backup has and this program has not: a newer program made it."""
    rooms = Path(wutong.__file__).parent
    found = []
    for name in whole.manifest.get("migrations", ()):
        room, _, migration = str(name).partition(".")
        folder = rooms / room / "migrations"
        if folder.is_dir() and not (folder / f"{migration}.py").is_file():
            found.append(str(name))
    return found


def free_name(folder: Path, at: datetime) -> str:
    """A name that nothing in the set has yet."""
    name = f"wutong-{at.astimezone(SHANGHAI):%Y%m%d-%H%M%S}"
    names, n = {path.name for path in folder.iterdir()}, 1
    while name in names:
        n += 1
        name = f"{name.removesuffix(f'-{n - 1}') if n > 2 else name}-{n}"
    return name


def faults(whole: Whole) -> Iterator[str]:
    """What differs from the manifest, file by file; nothing when the backup is as it was written."""
    for name, told in sorted(whole.files.items()):
        path = whole.path / name
        if ".." in Path(name).parts or Path(name).is_absolute():
            yield f"{name}: leads out of the backup"
        elif not path.is_file():
            yield f"{name}: missing"
        elif path.stat().st_size != told["size"]:
            yield f"{name}: {path.stat().st_size} bytes, {told['size']} were written"
        elif disk.sha256_of(path) != told["sha256"]:
            yield f"{name}: other bytes than were written"
