"""What the places' door hands out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Located:
    """Whose ground a point is on, on a day. ``near`` is a named place within 300 m, in words ("中心市场附近")."""

    cell: str
    community: str
    community_name: str
    street: str
    street_name: str
    near: str

    @property
    def words(self) -> str:
        """The way a clerk says it: "东门街道桥头社区，中心市场附近"."""
        return "，".join(w for w in (self.street_name + self.community_name, self.near) if w)


@dataclass(frozen=True)
class DivisionView:
    """A division as it stood on a day; ``cells`` counts the grid cells in use in it then."""

    code: str
    name: str
    level: str
    parent: str
    cells: int = 0
    office: str = ""
    office_name: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True)
class PlaceView:
    """A named place."""

    code: str
    name: str
    kind: str
    lat: float
    lon: float
    community: str


@dataclass(frozen=True)
class MapView:
    """The county's drawn map: where its picture is, and which ground its edges are (WGS-84, plate carrée)."""

    svg_url: str
    dark_url: str
    west: float
    south: float
    east: float
    north: float
    width: int
    height: int

    def place(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a point lies on the picture, as shares of its width and height from the top left."""
        return (lon - self.west) / (self.east - self.west), (self.north - lat) / (self.north - self.south)


@dataclass(frozen=True)
class Standing:
    """Whether a point is in the county: ``inside``, ``edge`` (within the margin), ``outside`` or ``unknown`` (no
    boundary loaded), with words for whoever typed it."""

    where: str
    words: str
    metres: int = 0

    @property
    def flagged(self) -> bool:
        return self.where == "outside"


@dataclass(frozen=True)
class CellView:
    """A grid cell's facts."""

    code: str
    community: str
    area: int
    created_on: date
    ended_on: date | None
