"""county.yaml → tables: strict, safe to repeat, and telling what it changed. (Being written.)"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Change:
    what: str
    key: str
    before: str
    after: str


@dataclass(frozen=True)
class Loaded:
    county: str
    changes: tuple[Change, ...] = ()


class CountyFileError(ValueError):
    """The file does not say what a county file must say."""


def load_county(path: Path) -> Loaded:
    raise NotImplementedError
