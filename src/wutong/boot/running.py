"""Says that a process works on a home, so that nobody restores another one over it; gone when the process is, however it ends.

The home's own folder is locked: nothing is written, and another account's process cannot be shut out by a file's mode.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

#: the table that stands in a PostgreSQL from the restore of the database until the rest of the home is in its place
MARK = "wutong_restoring"

#: the file that stands in a home until the county that moved into it is closed where it came from
MOVING = "moving.json"

_held: dict[Path, int] = {}


class InUse(RuntimeError):
    """Another process works on this home."""


def hold(home: Path) -> None:
    """This process works on the home until it ends; as many may as like. Safe to repeat."""
    home = home.absolute()
    if home in _held:
        return
    try:
        handle = os.open(home, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as bad:
        os.close(handle)
        raise InUse(
            f"{home} is being restored, or a county moved out of it: wait until that is done / 正在恢复或迁出，等它完成"
        ) from bad
    _held[home] = handle


@contextlib.contextmanager
def alone(home: Path) -> Iterator[None]:
    """Nobody else works on the home while the block runs.

    :raises InUse: when somebody does.
    """
    handle = os.open(home, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as bad:
            raise InUse(
                f"a server or another command works on {home}: stop it first (systemctl stop wutong) / 先停掉正在运行的服务"
            ) from bad
        yield
    finally:
        os.close(handle)
