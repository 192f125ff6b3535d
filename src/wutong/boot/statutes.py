"""The statutes at hand: the Markdown files of the bureau's folder and the sample rules that ship with the project.

Read once, and again when a file of the folder came, went or changed; whether it did is looked at once a minute.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wutong.law import rulebook
from wutong.law.statutes import MOST, Shelf, Statute, Unreadable, read

LOOK = 60.0
Seen = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Loaded:
    """What a folder holds: the shelf, and a line for each file that is no statute."""

    shelf: Shelf
    problems: tuple[str, ...]


def load(folder: Path) -> Loaded:
    """Read a folder and those in it; one that is not there holds nothing."""
    found: list[Statute] = list(rulebook.shipped_texts())
    problems: list[str] = []
    taken: dict[tuple[str, object], str] = {(s.title, s.in_force): s.file for s in found}
    for path in _files(folder):
        name = str(path.relative_to(folder))
        try:
            if path.stat().st_size > MOST:
                raise Unreadable(f"{name}：超过{MOST // 1_000_000}MB，不像一部法 / too large")
            statute = read(path.read_text(encoding="utf-8-sig"), name)
        except Unreadable as bad:
            problems.append(str(bad))
            continue
        except (OSError, UnicodeDecodeError) as bad:
            problems.append(f"{name}：读不了（{type(bad).__name__}）。存成UTF-8编码的文本 / cannot be read")
            continue
        key = (statute.title, statute.in_force)
        if key in taken:
            problems.append(f"{name}：与{taken[key]}是同一部法的同一个文本，用先读到的 / the same text twice")
            continue
        taken[key] = name
        found.append(statute)
    return Loaded(Shelf(found), tuple(problems))


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.rglob("*.md") if path.is_file())
    except OSError:
        return []


def _seen(folder: Path) -> Seen:
    found = []
    for path in _files(folder):
        try:
            state = path.stat()
        except OSError:
            continue
        found.append((str(path), state.st_mtime_ns, state.st_size))
    return tuple(found)


class Kept:
    """The folder as it was last read."""

    def __init__(self, folder: Path, now: Callable[[], float] = time.monotonic) -> None:
        self._folder, self._now = folder, now
        self._lock = threading.Lock()
        self._looked: float | None = None
        self._as: Seen | None = None
        self._loaded = Loaded(Shelf(()), ())

    def get(self) -> Loaded:
        """What is at hand now."""
        with self._lock:
            if self._looked is None or self._now() - self._looked > LOOK:
                self._looked = self._now()
                seen = _seen(self._folder)
                if seen != self._as:
                    self._loaded, self._as = load(self._folder), seen
            return self._loaded
