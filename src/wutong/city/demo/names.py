"""Names on the demo map, placed so that none lies on another: a list of spots for each, the first free one is taken.

Places stand where they are and go first; then roads, communities and streets look for room along or inside themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import atan2, cos, degrees, radians, sin

from shapely.geometry import Polygon
from shapely.ops import unary_union

from wutong.city.demo import plan
from wutong.city.demo.plan import Point, bend


@dataclass(frozen=True)
class Name:
    """One name where it stands: ``tone`` says what it names, ``turn`` is in degrees, ``upright`` stacks characters."""

    text: str
    tone: str
    size: int
    x: float
    y: float
    turn: float = 0.0
    upright: bool = False
    lean: float = 0.0
    spaced: float = 0.0

    def box(self) -> Polygon:
        """The ground the name covers, with a little air."""
        long, short = len(self.text) * (self.size + self.spaced) + 8, self.size + 8
        w, h = (short, long) if self.upright else (long, short)
        turn = radians(self.turn)
        corners = [(-w / 2, -h / 2), (w / 2, -h / 2), (w / 2, h / 2), (-w / 2, h / 2)]
        return Polygon(
            [(self.x + a * cos(turn) - b * sin(turn), self.y + a * sin(turn) + b * cos(turn)) for a, b in corners]
        )


def place_name(name: str, kind: str, at: Point) -> Iterator[Name]:
    """Under the dot, above it, or to its right."""
    x, y = at
    tone, size, half = ("leaf" if kind in {"公园", "山"} else "place"), 17, len(name) * 8.5
    for dx, dy in ((0, 20), (0, -20), (half + 12, 0), (-half - 12, 0)):
        yield Name(name, tone, size, x + dx, y + dy)


def road_names(road: tuple[str, str, int, float, float, bool], share: float) -> Iterator[Name]:
    """Along the road, from ``share`` of its length outward."""
    name, way, index, start, end, wide = road
    size = 19 if wide else 16
    middle = start + (end - start) * share
    for off in (0, 0.5, -0.5, 1, -1, 1.5, -1.5, 2, -2, 2.5, -2.5, 3, -3):
        at = middle + off
        if not start + 0.6 <= at <= end - 0.6:
            continue
        a, b = (
            (bend(index, at - 0.4), bend(index, at + 0.4))
            if way == "down"
            else (
                bend(at - 0.4, index),
                bend(at + 0.4, index),
            )
        )
        x, y = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
        if way == "down":
            lean = (b[0] - a[0]) / max(b[1] - a[1], 1)
            yield Name(name, "road", size, x, y, upright=True, lean=lean, spaced=2)
        else:
            yield Name(name, "road", size, x, y, turn=degrees(atan2(b[1] - a[1], b[0] - a[0])), spaced=2)


def inside(name: str, tone: str, size: int, spaced: float, squares: list[tuple[int, int]]) -> Iterator[Name]:
    """Spots inside some squares, nearest to their middle first."""
    made = unary_union([Polygon(plan.ring(s)).buffer(0.5) for s in squares])
    cx, cy = made.centroid.x, made.centroid.y
    spots = [bend(c + dc, r + dr) for c, r in squares for dc in (0.0, 0.5) for dr in (0.25, 0.5, 0.75)]
    for x, y in sorted(spots, key=lambda p: (round((p[0] - cx) ** 2 + (p[1] - cy) ** 2), p)):
        spot = Name(name, tone, size, x, y, spaced=spaced)
        if made.contains(spot.box()):
            yield spot


def bridges() -> Iterator[Iterator[Name]]:
    """Names of bridges, on or beside them."""
    for name, column in plan.BRIDGES.items():
        x, y = bend(column, plan.RIVER)
        yield iter([Name(name, "bridge", 14, x + dx, y) for dx in (36, -36, 0)])


def all_names() -> list[Name]:
    """Every name where it stands; a name without room is left out (a test holds that none is)."""
    groups: list[Iterator[Name]] = [place_name(n, k, bend(c, r)) for n, k, c, r in plan.PLACES.values()]
    groups += bridges()
    for t in (3.6, 17.4):
        (x, y), (x2, y2) = bend(t, plan.RIVER), bend(t + 0.5, plan.RIVER)
        groups.append(iter([Name("梧溪", "water", 20, x, y, turn=degrees(atan2(y2 - y, x2 - x)), spaced=6)]))
    for road in plan.ROADS:
        long = road[4] - road[3] > 9
        groups += [road_names(road, share) for share in ((0.2, 0.75) if long else (0.5,))]
    squares: dict[str, list[tuple[int, int]]] = {}
    for s in plan.squares():
        squares.setdefault(plan.community_of(*s), []).append(s)
    for code, name in plan.STREETS.items():
        own = [s for c, listed in squares.items() if c.startswith(code) for s in listed]
        groups.append(inside(name, "street", 28, 8, own))
    groups += [inside(plan.COMMUNITIES[c][0], "community", 16, 1, listed) for c, listed in squares.items()]
    dots = [Polygon([(x - 7, y - 7), (x + 7, y - 7), (x + 7, y + 7), (x - 7, y + 7)]) for x, y in _dots()]
    taken: list[Polygon] = []
    out: list[Name] = []
    for group in groups:
        for spot in group:
            box = spot.box()
            if not any(box.intersects(t) for t in taken) and not any(
                box.intersects(d) for d in dots if spot.tone not in {"place", "leaf"}
            ):
                taken.append(box)
                out.append(spot)
                break
    return out


def _dots() -> list[Point]:
    return [bend(c, r) for _, _, c, r in plan.PLACES.values()]
