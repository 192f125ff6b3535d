"""What a county file says, as frozen data: one class for each kind of line, and the whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class OfficeLine:
    code: str
    name: str
    short: str
    kind: str
    parent: str
    order: int | None
    valid_from: date
    valid_to: date | None
    line: int


@dataclass(frozen=True)
class PostLine:
    officer: str
    office: str
    role: str
    leads: bool
    acting: bool
    valid_from: date
    valid_to: date | None
    line: int
    acting_for: str = ""
    document: str = ""


@dataclass(frozen=True)
class OfficerLine:
    code: str
    name: str
    login: str
    assistant: bool
    certificate: str
    certificate_from: date | None
    certificate_to: date | None
    posts: tuple[PostLine, ...]
    line: int


@dataclass(frozen=True)
class TermLine:
    key: str
    value: str
    mark: str
    document: str
    in_force: date


@dataclass(frozen=True)
class HoursLine:
    periods: tuple[str, ...]
    valid_from: date
    document: str


@dataclass(frozen=True)
class DayLine:
    day: date
    kind: str
    document: str


@dataclass(frozen=True)
class DivisionLine:
    code: str
    name: str
    level: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class JurisdictionLine:
    community: str
    kind: str
    office: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class CategoryLine:
    code: str
    tag: str
    label: str
    order: int
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class SuccessorLine:
    office: str
    to: str
    kind: str
    communities: tuple[str, ...]
    valid_from: date


@dataclass(frozen=True)
class MapLine:
    file: Path
    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class CountyFile:
    """The whole file. Paths are resolved beside it."""

    path: Path
    code: str
    name: str
    bureau: str
    region: str
    hotline: str
    hours: str
    address: str
    demo: bool
    hosts: tuple[str, ...]
    working_hours: tuple[str, ...]
    offices: tuple[OfficeLine, ...]
    officers: tuple[OfficerLine, ...]
    terms: tuple[TermLine, ...]
    days: tuple[DayLine, ...]
    divisions: tuple[DivisionLine, ...]
    jurisdictions: tuple[JurisdictionLine, ...]
    categories: tuple[CategoryLine, ...] = ()
    successors: tuple[SuccessorLine, ...] = ()
    later_hours: tuple[HoursLine, ...] = ()
    boundary: Path | None = None
    grid: Path | None = None
    places: Path | None = None
    map: MapLine | None = None
