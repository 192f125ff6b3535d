"""Places a point of the earth on the county's drawn map: plain arithmetic, the same as in map.js.

The map is drawn on a rectangle of longitude and latitude (WGS-84); a county is small enough for that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Pin:
    """A point in the map's own units, and a window of the map around it."""

    x: float
    y: float
    window: str


def pin(view: Any, lat: Any, lon: Any, wide: float = 0.22) -> Pin | None:
    """Where the point lies on the map; None without map or point, or when it lies outside the map."""
    if view is None or lat in (None, "") or lon in (None, ""):
        return None
    x = (float(lon) - view.west) / (view.east - view.west) * view.width
    y = (view.north - float(lat)) / (view.north - view.south) * view.height
    if not (0 <= x <= view.width and 0 <= y <= view.height):
        return None
    width = view.width * wide
    height = width * 0.6
    left = min(max(x - width / 2, 0), view.width - width)
    top = min(max(y - height * 0.55, 0), view.height - height)
    return Pin(round(x, 1), round(y, 1), f"{left:.1f} {top:.1f} {width:.1f} {height:.1f}")
