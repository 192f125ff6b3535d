"""Ground files → rows: the boundary, the grid cells and the named places that stand beside a county.yaml.

Read and checked before any transaction begins; the codes are held to their grammar here, once.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from shapely import STRtree
from shapely.geometry import Point
from shapely.ops import unary_union

from wutong.city.places import geo

_FORBIDDEN = re.compile(rb"<script|<foreignObject|\son[a-z]+\s*=|javascript:|(?:href|src)\s*=\s*[\"'](?!#)", re.I)
_VIEW = re.compile(rb'viewBox="0 0 (\d+) (\d+)"')


@dataclass(frozen=True)
class GroundRows:
    """Rows ready to be written, as plain values."""

    boundary: str
    cells: tuple[dict[str, Any], ...]
    places: tuple[dict[str, Any], ...]
    outlines: dict[str, str]

    @property
    def version(self) -> str:
        """A digest of all of it: whoever holds a reading in memory knows whether it is still this one."""
        said = repr((self.boundary, self.cells, self.places, sorted(self.outlines.items())))
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def _day(facts: Any, key: str, where: str, base: date | None) -> date | None:
    value = facts.get(key)
    if value is None:
        return base
    try:
        return date.fromisoformat(str(value))
    except ValueError as bad:
        raise geo.BadGround(f"{where}：{key}写的是{value}，应当是日期，例如 2019-04-03") from bad


def read_ground(
    county: str, communities: set[str], since: date, *, boundary: Path | None, grid: Path | None, places: Path | None
) -> GroundRows:
    """Read the files that a county names.

    :raises wutong.city.places.geo.BadGround: with the file, the feature and what is wrong.
    """
    cells, outlines = _cells(county, communities, since, grid) if grid else ((), {})
    line = ""
    if boundary:
        line = geo.text(unary_union([f.shape for f in geo.features(boundary)]))
    named = tuple(_places(cells, since, places)) if places else ()
    return GroundRows(line, cells, named, outlines)


def _cells(
    county: str, communities: set[str], since: date, path: Path
) -> tuple[tuple[dict[str, Any], ...], dict[str, str]]:
    """Cells by their 15-digit codes, and outlines of whole communities by their 12-digit codes (a county without a
    grid)."""
    rows: dict[str, dict[str, Any]] = {}
    outlines: dict[str, str] = {}
    for n, f in enumerate(geo.features(path), 1):
        code = str(f.facts.get("code", ""))
        where = f"{path.name} 第{n}个网格"
        if code in communities:
            outlines[code] = geo.text(f.shape)
            continue
        if not re.fullmatch(r"\d{15}", code) or not code.startswith(county):
            raise geo.BadGround(f"{where}：代码{code or '没有'}，应当是15位数字：县{county}、街道3位、社区3位、顺序3位")
        if code[:12] not in communities:
            raise geo.BadGround(f"{where}：代码{code}的社区{code[:12]}不在 divisions 里")
        if code in rows:
            raise geo.BadGround(f"{where}：代码{code}用了两次；停用的代码也不能再用")
        rows[code] = {
            "code": code,
            "community": code[:12],
            "outline": geo.text(f.shape),
            "area": geo.square_metres(f.shape),
            "created_on": _day(f.facts, "created_on", where, since),
            "ended_on": _day(f.facts, "ended_on", where, None),
        }
    return tuple(rows.values()), outlines


def _places(cells: tuple[dict[str, Any], ...], since: date, path: Path) -> list[dict[str, Any]]:
    tree, rows = STRtree([geo.from_text(c["outline"]) for c in cells]), {}
    for n, f in enumerate(geo.features(path), 1):
        point = f.shape
        where, code = f"{path.name} 第{n}个地点", str(f.facts.get("code", ""))
        if not isinstance(point, Point) or not code or not f.facts.get("name") or code in rows:
            raise geo.BadGround(f"{where}：应当是一个点，有不重复的code，有name")
        lon, lat = point.x, point.y
        hit = min((cells[i]["code"] for i in tree.query(point, predicate="intersects")), default="")
        r9, r11 = geo.h3_keys(lat, lon)
        rows[code] = {
            "code": code,
            "name": str(f.facts["name"]),
            "kind": str(f.facts.get("kind", "")),
            "lat": lat,
            "lon": lon,
            "h3_r9": r9,
            "h3_r11": r11,
            "cell": hit,
            "community": hit[:12],
            "valid_from": _day(f.facts, "from", where, since),
            "valid_to": _day(f.facts, "to", where, None),
        }
    return list(rows.values())


def map_path(county: str, theme: str = "light") -> Path:
    """Where the map of a county is kept."""
    return Path(settings.HOME) / "maps" / (f"{county}-dark.svg" if theme == "dark" else f"{county}.svg")


def keep_map(county: str, file: Path, edges: tuple[float, float, float, float]) -> dict[str, Any]:
    """Copy a county's map (and ``<name>-dark.svg`` beside it) under WUTONG_HOME; what the County row keeps of it.

    :raises wutong.city.places.geo.BadGround: when it is no plain picture.
    """
    dark = file.with_name(f"{file.stem}-dark{file.suffix}")
    digest = hashlib.sha256()
    width = height = 0
    for theme, source in (("light", file), ("dark", dark if dark.is_file() else file)):
        data = source.read_bytes()
        view = _VIEW.search(data[:2000])
        if view is None or b"<svg" not in data[:1000]:
            raise geo.BadGround(f'{source.name}：不是带 viewBox="0 0 宽 高" 的 SVG')
        if _FORBIDDEN.search(data):
            raise geo.BadGround(f"{source.name}：地图里有脚本或外部链接，只要图形和文字")
        width, height = int(view[1]), int(view[2])
        digest.update(data)
        target = map_path(county, theme)
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(data)
        part.replace(target)
    west, south, east, north = edges
    return {
        "version": digest.hexdigest()[:12],
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "width": width,
        "height": height,
    }
