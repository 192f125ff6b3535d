"""The plan as ground data: cells with their 15-digit codes, the boundary, and the named places, in WGS-84."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from shapely.geometry import Polygon, mapping
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from wutong.city.demo import plan

Square = tuple[int, int]


def shape_of(squares: tuple[Square, ...]) -> BaseGeometry:
    """Some squares as one outline on the earth."""
    return unary_union([Polygon([plan.earth(x, y) for x, y in plan.ring(s)]) for s in squares])


def cells() -> dict[str, BaseGeometry]:
    """Every cell by its code. The sequence runs from west to east, then from north to south, within a community."""
    joined = {square: group for group in plan.JOINED for square in group}
    groups: dict[str, list[tuple[Square, ...]]] = defaultdict(list)
    for square in plan.squares():
        group = joined.get(square, (square,))
        if square == group[0]:
            groups[plan.community_of(*square)].append(group)
    out = {}
    for community in sorted(groups):
        ordered = sorted(groups[community], key=lambda g: (g[0][1], g[0][0]))
        for n, group in enumerate(ordered, 1):
            out[f"{plan.CODE}{community}{n:03d}"] = shape_of(group)
    return out


def crossings() -> list[tuple[str, float, float]]:
    """Where two named roads meet: how people say a place."""
    found = []
    for down, way, column, top, bottom, _ in plan.ROADS:
        if way != "down":
            continue
        for across, other, row, left, right, _ in plan.ROADS:
            if other == "across" and left <= column <= right and top <= row <= bottom:
                found.append((f"{down}{across}路口", float(column), float(row)))
    return found


def _rounded(made: BaseGeometry) -> dict[str, Any]:
    data = mapping(made)

    def short(value: Any) -> Any:
        return round(value, 6) if isinstance(value, float) else [short(v) for v in value]

    return {"type": data["type"], "coordinates": short(data["coordinates"])}


def _collection(features: list[tuple[BaseGeometry | None, list[float], dict[str, str]]]) -> str:
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "properties": facts,
                "geometry": _rounded(made) if made is not None else {"type": "Point", "coordinates": point},
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for made, point, facts in features
    ]
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def files() -> dict[str, str]:
    """File name → text."""
    held = cells()
    named: list[tuple[BaseGeometry | None, list[float], dict[str, str]]] = [
        (None, list(plan.earth(*plan.bend(c, r))), {"code": code, "name": name, "kind": kind})
        for code, (name, kind, c, r) in plan.PLACES.items()
    ]
    named += [
        (None, list(plan.earth(*plan.bend(c, r))), {"code": f"x{i:02d}", "name": name, "kind": "路口"})
        for i, (name, c, r) in enumerate(crossings(), 1)
    ]
    return {
        "cells.geojson": _collection([(made, [], {"code": code}) for code, made in held.items()]),
        "boundary.geojson": _collection([(unary_union(list(held.values())), [], {"name": "梧桐县（样例）"})]),
        "places.geojson": _collection(named),
    }
