"""What a backup asks of a disk: bytes that are really there, names that appear only when all is written, one at a time.

Plain Python: restoring begins before there is a home that Django could open.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

BLOCK = 1 << 20
#: what a disk says that knows no hard links, or not between these two places, or no more of them
NO_LINKS = {errno.EXDEV, errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EACCES}


class Trouble(RuntimeError):
    """Why a backup or a restore did not happen: one plain line with its remedy. Nothing was left half done."""


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Wait until a file's or a folder's bytes are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folders(top: Path) -> None:
    """The names in a folder and in all below it; their files are synced as they are written."""
    for folder, _, _ in os.walk(top):
        sync(Path(folder))


def write(path: Path, data: bytes) -> None:
    """A new file, for its owner only, on the disk when this returns."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def replace(path: Path, data: bytes) -> None:
    """A file's new content, whole or not at all."""
    coming = path.with_name(f".{path.name}.{os.getpid()}")
    with contextlib.suppress(FileNotFoundError):
        coming.unlink()
    write(coming, data)
    coming.replace(path)
    sync(path.parent)


def copy(source: Path, target: Path) -> tuple[str, int]:
    """Copy a file and have it on the disk; gives hash and size of what was read."""
    digest, size = hashlib.sha256(), 0
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out, source.open("rb") as data:
        while block := data.read(BLOCK):
            digest.update(block)
            size += len(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest(), size


def link(source: Path, target: Path) -> bool:
    """Name a file a second time instead of copying it; False where the disk cannot."""
    try:
        os.link(source, target)
    except OSError as bad:
        if bad.errno in NO_LINKS:
            return False
        raise
    return True


def folder(path: Path) -> Path:
    """A folder that only its owner may enter."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def remove(path: Path, gone: Path) -> None:
    """Remove a tree: under its name it is there whole or not at all, also when we are killed in between."""
    path.rename(gone)
    sync(path.parent)
    shutil.rmtree(gone)


def demand_room(place: Path, wanted: int, what: str) -> None:
    """Refuse before anything is written what the disk has no room for.

    :raises Trouble: naming both numbers.
    """
    free = shutil.disk_usage(place).free
    if free < wanted:
        raise Trouble(
            f"{what} needs about {wanted / 1e6:.0f} MB and {place} has {free / 1e6:.0f} MB free: "
            "make room, or give another folder / 磁盘放不下"
        )


@contextlib.contextmanager
def alone(path: Path, busy: str, *, shared: bool = False) -> Iterator[None]:
    """Hold a folder (or file) for ourselves while the block runs; it is let go of also when we are killed.

    :raises Trouble: with ``busy`` when another process holds it.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError as bad:
            if bad.errno in {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES}:
                raise Trouble(busy) from bad
            raise
        yield
    finally:
        os.close(handle)


Tell = Callable[[str], None]


@contextlib.contextmanager
def plainly(what: str) -> Iterator[None]:
    """Turn what a disk refuses (full, read-only, not ours) into one line."""
    try:
        yield
    except BrokenPipeError:
        raise  # whoever read what is told has gone: no disk is at fault
    except OSError as bad:
        where = f" ({bad.filename})" if bad.filename else ""
        raise Trouble(f"{what}: {bad.strerror or bad}{where} / 磁盘不让写或不让读") from bad
