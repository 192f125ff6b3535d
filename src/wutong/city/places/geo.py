"""Outlines as GeoJSON text ⇄ shapes, metres on the ground. Pure; WGS-84, longitude first as GeoJSON has it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import cos, pi, radians
from pathlib import Path
from typing import Any

import h3
from shapely.errors import GEOSException
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

METRES_A_DEGREE = 6371008.8 * pi / 180.0


@dataclass(frozen=True)
class Feature:
    """One thing of a GeoJSON file: its shape and what is said of it."""

    shape: BaseGeometry
    facts: Mapping[str, Any]


class BadGround(ValueError):
    """A GeoJSON file does not hold what it must; the message says which feature and what."""


def features(path: Path) -> Iterator[Feature]:
    """The features of a GeoJSON file.

    :raises BadGround: when it is not one.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        listed = data["features"] if data["type"] == "FeatureCollection" else [data]
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError) as bad:
        raise BadGround(f"{path.name}：不是 GeoJSON（{type(bad).__name__}）") from bad
    for i, item in enumerate(listed, 1):
        try:
            geometry = item["geometry"] if item["type"] == "Feature" else item
            made = shape(geometry)
        except (KeyError, TypeError, ValueError, AttributeError, GEOSException) as bad:
            raise BadGround(f"{path.name} 第{i}个图形：没有能用的坐标") from bad
        if made.is_empty or not made.is_valid:
            raise BadGround(f"{path.name} 第{i}个图形：边线自己相交或是空的")
        west, south, east, north = made.bounds
        if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
            raise BadGround(f"{path.name} 第{i}个图形：不是经纬度（先经度后纬度，WGS-84 或 CGCS2000）")
        facts = item.get("properties") if item["type"] == "Feature" else None
        yield Feature(made, facts or {})


def text(made: BaseGeometry, places: int = 7) -> str:
    """A shape as compact GeoJSON text."""

    def short(value: Any) -> Any:
        return round(value, places) if isinstance(value, float) else [short(v) for v in value]

    data = mapping(made)
    return json.dumps({"type": data["type"], "coordinates": short(data["coordinates"])}, separators=(",", ":"))


def from_text(outline: str) -> BaseGeometry:
    """The shape of an outline as stored."""
    return shape(json.loads(outline))


def square_metres(made: BaseGeometry) -> int:
    """Area on the ground; exact to about a thousandth at the size of a county."""
    lat = made.centroid.y
    return round(made.area * METRES_A_DEGREE**2 * cos(radians(lat)))


def h3_keys(lat: float, lon: float) -> tuple[int, int]:
    """The H3 cells of a point at resolutions 9 (about 0.1 km²) and 11 (about 2,000 m²), as signed 64-bit integers."""
    return (h3.str_to_int(h3.latlng_to_cell(lat, lon, 9)), h3.str_to_int(h3.latlng_to_cell(lat, lon, 11)))
