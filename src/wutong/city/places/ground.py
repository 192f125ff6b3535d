"""A county's ground held in memory: read once for each version of its data, asked many times.

A few hundred to some thousand polygons need no spatial database: a tree of boxes finds the candidates, the exact
outline decides. A point on a shared border belongs to the cell with the lower code, always the same one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from math import cos, radians

from shapely import STRtree
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points
from shapely.prepared import PreparedGeometry, prep

from wutong.city.offices.models import County
from wutong.city.places import geo
from wutong.city.places.models import Cell, Division, Place
from wutong.record.scope import Scope

NEAR = 300.0  # metres within which a named place helps to find a spot
MARGIN = 500.0  # metres beyond the boundary within which a point may still be the county's (a phone's error, a bridge)


@dataclass(frozen=True)
class Area:
    """One outline with its code and the days on which it stood."""

    code: str
    community: str
    outline: BaseGeometry
    start: date
    end: date | None

    def stood(self, on: date) -> bool:
        return self.start <= on and (self.end is None or on <= self.end)


@dataclass(frozen=True)
class Named:
    name: str
    lat: float
    lon: float
    start: date
    end: date | None


@dataclass
class Ground:
    """The areas and named places of one county at one version."""

    areas: list[Area]
    named: list[Named]
    boundary: BaseGeometry | None
    tree: STRtree = field(init=False)
    spots: list[Point] = field(init=False)
    names: STRtree = field(init=False)
    inside: PreparedGeometry | None = field(init=False)
    squeeze: float = field(init=False)

    def __post_init__(self) -> None:
        self.tree = STRtree([a.outline for a in self.areas])
        lat = self.named[0].lat if self.named else 0.0
        self.squeeze = cos(radians(lat))
        self.spots = [Point(n.lon * self.squeeze, n.lat) for n in self.named]
        self.names = STRtree(self.spots)
        self.inside = prep(self.boundary) if self.boundary is not None else None

    def area_at(self, lat: float, lon: float, on: date) -> Area | None:
        """The area a point is in on a day; cells go before outlines of whole communities."""
        hits = [self.areas[i] for i in self.tree.query(Point(lon, lat), predicate="intersects")]
        standing = [a for a in hits if a.stood(on)]
        return min(standing, key=lambda a: (len(a.code) != 15, a.code), default=None)

    def near(self, lat: float, lon: float, on: date) -> str:
        """The nearest named place within 300 m, "" where there is none."""
        if not self.named:
            return ""
        reach = NEAR / geo.METRES_A_DEGREE
        at = Point(lon * self.squeeze, lat)
        for i in sorted(
            (int(i) for i in self.names.query(at, predicate="dwithin", distance=reach)),
            key=lambda i: (self.spots[i].distance(at), self.named[i].name),
        ):
            n = self.named[i]
            if n.start <= on and (n.end is None or on <= n.end):
                return n.name
        return ""

    def metres_outside(self, lat: float, lon: float) -> float | None:
        """How far beyond the boundary a point is; 0 inside, None where no boundary is known."""
        if self.boundary is None or self.inside is None:
            return None
        at = Point(lon, lat)
        if self.inside.intersects(at):
            return 0.0
        edge = nearest_points(self.boundary, at)[0]
        east = (lon - edge.x) * cos(radians(lat))
        return float(((east**2 + (lat - edge.y) ** 2) ** 0.5) * geo.METRES_A_DEGREE)


def ground(scope: Scope) -> Ground:
    """The county's ground at its present version (one short query; the outlines are read once)."""
    version = County.objects.within(scope).values_list("places_version", flat=True).first() or ""
    return _read(scope.county, version)


@lru_cache(maxsize=8)
def _read(county: str, version: str) -> Ground:
    """``version`` is a digest of the data itself, so an old reading can never pass for a new one."""
    scope = Scope(county)
    areas = [
        Area(c.code, c.community, geo.from_text(c.outline), c.created_on, c.ended_on)
        for c in Cell.objects.within(scope).order_by("code")
    ]
    areas += [
        Area(d.code, d.code, geo.from_text(d.outline), d.valid_from, d.valid_to)
        for d in Division.objects.within(scope).filter(level="community").exclude(outline="").order_by("code")
    ]
    named = [
        Named(p.name, p.lat, p.lon, p.valid_from, p.valid_to) for p in Place.objects.within(scope).order_by("code")
    ]
    line = County.objects.within(scope).values_list("boundary", flat=True).first() or ""
    return Ground(areas, named, geo.from_text(line) if line else None)
