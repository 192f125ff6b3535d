"""Keeps bytes under WUTONG_HOME/files/<county>, named by their hash: written once, whole or not at all."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from wutong.record.scope import Scope
from wutong.record.shapes import FileRef

#: the largest file of a kind, in bytes; what is larger stays at its docking station and is referred to
LARGEST = {"image/": 15_000_000, "audio/": 50_000_000, "video/": 200_000_000, "": 30_000_000}

_HASH = re.compile(r"[0-9a-f]{64}")
_COUNTY = re.compile(r"[0-9A-Za-z]{1,12}")


class TooLarge(ValueError):
    """The file is larger than its kind may be; ``largest`` says how large it may be."""

    def __init__(self, size: int, largest: int) -> None:
        super().__init__(f"a file of {size} bytes; at most {largest} are kept")
        self.size = size
        self.largest = largest


def largest(media_type: str) -> int:
    """The largest number of bytes kept for this media type."""
    return next(limit for kind, limit in LARGEST.items() if media_type.startswith(kind))


def keep(scope: Scope, data: bytes, media_type: str) -> FileRef:
    """Store bytes and name them by their hash; call it before the transaction. Doing it twice is harmless.

    :raises TooLarge: when the bytes are more than :func:`largest` allows.
    """
    if len(data) > largest(media_type):
        raise TooLarge(len(data), largest(media_type))
    name = hashlib.sha256(data).hexdigest()
    path = path_of(scope, name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _held(path.parent, fcntl.LOCK_SH):
        if path.exists() and path.stat().st_size == len(data):
            os.utime(path)  # kept again: the sweep of files without an entry begins to count anew
        else:
            _put(path, data)
    return FileRef(name, len(data), media_type)


def open_file(scope: Scope, sha256: str) -> BinaryIO:
    """Open kept bytes of this county for reading.

    :raises FileNotFoundError: when the county has no such bytes, or has them no longer.
    """
    return path_of(scope, sha256).open("rb")


def discard(scope: Scope, sha256: str) -> bool:
    """Remove the bytes from the disk. Whether any entry still needs them is the caller's question."""
    path = path_of(scope, sha256)
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    _sync_folder(path.parent)
    return True


def discard_older(scope: Scope, sha256: str, before: datetime) -> bool:
    """Remove the bytes unless somebody has kept them again since ``before``, in this process or another."""
    path = path_of(scope, sha256)
    try:
        with _held(path.parent, fcntl.LOCK_EX):
            if path.stat().st_mtime >= before.timestamp():
                return False
            path.unlink()
    except FileNotFoundError:
        return False
    _sync_folder(path.parent)
    return True


def discard_half_written(scope: Scope, before: datetime) -> None:
    """Remove what a killed process left unfinished."""
    for path in (Path(settings.HOME) / "files" / scope.county).glob("??/.coming-*"):
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < before.timestamp():
                path.unlink()


def kept(scope: Scope) -> Iterator[tuple[str, datetime]]:
    """Every kept file of the county with the time at which it was last put there."""
    folder = Path(settings.HOME) / "files" / scope.county
    for path in sorted(folder.glob("??/*")):
        if _HASH.fullmatch(path.name):
            with contextlib.suppress(FileNotFoundError):  # another process was faster
                yield path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC)


def path_of(scope: Scope, sha256: str) -> Path:
    """Where the bytes of this hash lie. Both parts are checked, so that no text from outside becomes a path."""
    if not _HASH.fullmatch(sha256) or not _COUNTY.fullmatch(scope.county):
        raise FileNotFoundError(f"not the name of a kept file: {sha256!r} in {scope.county!r}")
    return Path(settings.HOME) / "files" / scope.county / sha256[:2] / sha256


@contextlib.contextmanager
def _held(folder: Path, how: int) -> Iterator[None]:
    """Many may keep at once; a sweep has the folder to itself, so that it takes nothing that has just been kept again."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, how)
        yield
    finally:
        os.close(handle)  # which lets go of it, also when the process dies


def _put(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".coming-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
