"""Keeps a handed-in file only while its import is under way: it holds personal data that could not be erased in it.

Under WUTONG_HOME/imports/<county>: ``<sha256>`` is an upload until it has been checked, ``<sha256>-<mapping>.rows`` its
rows until the last one is settled. The hash alone stays, in every entry.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from wutong.collect.complaints.imports.table import Cell, Row
from wutong.record.scope import Scope

_NAME = re.compile(r"^[0-9a-f]{64}(-[0-9a-f]{12}\.rows)?$")
_COUNTY = re.compile(r"^[0-9A-Za-z]{1,12}$")


def folder(scope: Scope) -> Path:
    """Where a county's unfinished imports lie; readable by the server's own account only."""
    if not _COUNTY.match(scope.county):
        raise ValueError(f"not a county: {scope.county!r}")
    path = Path(settings.HOME) / "imports" / scope.county
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def put(scope: Scope, data: bytes | Iterable[bytes]) -> Path:
    """Keep an upload under its hash; twice is harmless."""
    blocks = (data,) if isinstance(data, bytes) else data
    digest = hashlib.sha256()
    handle, name = tempfile.mkstemp(prefix=".coming-", dir=folder(scope))
    try:
        with os.fdopen(handle, "wb") as out:
            for block in blocks:
                digest.update(block)
                out.write(block)
        path = folder(scope) / digest.hexdigest()
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise
    return path


def path_of(scope: Scope, name: str) -> Path:
    """A kept file's path; the name is checked, so that no text from outside becomes a path."""
    if not _NAME.match(name):
        raise FileNotFoundError(name)
    return folder(scope) / name


def name_of(sha256: str, mapping_hash: str) -> str:
    """The name under which the rows of a file read by a mapping are kept."""
    return f"{sha256}-{mapping_hash[:12]}.rows"


def spool(scope: Scope, name: str, rows: Iterable[Row]) -> None:
    """Keep rows one a line, whole or not at all, so that an import goes on where it stopped without reading anew."""
    path = path_of(scope, name)
    if path.exists():
        return
    handle, coming = tempfile.mkstemp(prefix=".coming-", dir=folder(scope))
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass") as out:
            for row in rows:
                out.write(json.dumps([row.n, row.fault, [_packed(c) for c in row.cells]], ensure_ascii=True) + "\n")
            out.flush()
            os.fsync(out.fileno())
        os.replace(coming, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(coming)
        raise


def rows(scope: Scope, name: str, since: int = 0) -> Iterator[Row]:
    """The kept rows from row number ``since`` on.

    :raises FileNotFoundError: when they are not kept any more.
    """
    with path_of(scope, name).open(encoding="utf-8") as file:
        for line in file:
            if int(line[1 : line.index(",")]) < since:
                continue
            n, fault, cells = json.loads(line)
            yield Row(n, tuple(_unpacked(c) for c in cells), fault)


def is_kept(scope: Scope, name: str) -> bool:
    return path_of(scope, name).exists()


def discard(scope: Scope, name: str) -> None:
    """Remove a kept file; that it is gone already is fine."""
    with contextlib.suppress(FileNotFoundError):
        path_of(scope, name).unlink()


def names(scope: Scope) -> list[tuple[str, float]]:
    """What is kept, with the time of its last change (seconds since 1970); half-written files too."""
    kept = []
    for path in folder(scope).iterdir():
        with contextlib.suppress(FileNotFoundError):
            kept.append((path.name, path.stat().st_mtime))
    return kept


def discard_stray(scope: Scope, name: str) -> None:
    """Remove a half-written file or a kept one, by the name that :func:`names` gave."""
    with contextlib.suppress(FileNotFoundError):
        (folder(scope) / Path(name).name).unlink()


def _packed(cell: Cell) -> object:
    return {"at": cell.isoformat()} if isinstance(cell, datetime) else cell


def _unpacked(packed: object) -> Cell:
    if isinstance(packed, dict):
        return datetime.fromisoformat(packed["at"])
    assert isinstance(packed, str | int | float)
    return packed
