"""Coordinates at the edge: what a device, a Chinese web map or a survey gives → WGS-84, which is all we store.

GCJ-02 is the offset that Chinese web maps must apply; BD-09 adds another on top. A point taken for the wrong one lands
up to 600 m away, four grid cells off, in another squad's street: so no default is offered, the datum must be said.
The offset formula is public but has no closed inverse; we walk back by fixed-point steps until they stop moving.
"""

from __future__ import annotations

from math import atan2, cos, hypot, isfinite, pi, sin, sqrt

#: what a source may be in; CGCS2000 lies within centimetres of WGS-84 and is taken as equal
DATUMS = {
    "wgs84": "WGS-84（手机、北斗）",
    "cgcs2000": "CGCS2000（天地图、测绘）",
    "gcj02": "GCJ-02（高德、腾讯）",
    "bd09": "BD-09（百度）",
}

_A = 6378245.0
_EE = 0.00669342162296594323
_BD = pi * 3000.0 / 180.0


class BadPoint(ValueError):
    """Not a place on earth, or a datum nobody named."""


def to_wgs84(lat: float, lon: float, datum: str) -> tuple[float, float]:
    """(lat, lon) of WGS-84 for a point of the named datum.

    :raises BadPoint: for an unknown datum, swapped or impossible numbers.
    """
    datum = datum.lower().replace("-", "")
    if datum not in DATUMS:
        raise BadPoint(f"坐标系{datum!r}不认识，应当是{'、'.join(DATUMS)}之一")
    if not (isfinite(lat) and isfinite(lon) and -90 <= lat <= 90 and -180 <= lon <= 180):
        turned = isfinite(lat) and isfinite(lon) and -90 <= lon <= 90 and -180 <= lat <= 180
        raise BadPoint(f"纬度{lat}、经度{lon}不是一个地方" + ("，像是写反了" if turned else ""))
    if datum == "bd09":
        lat, lon = _unbaidu(lat, lon)
        datum = "gcj02"
    if datum == "gcj02":
        lat, lon = _unshift(lat, lon)
    return lat, lon


def from_wgs84(lat: float, lon: float, datum: str) -> tuple[float, float]:
    """The other way, for a link into a Chinese web map."""
    datum = datum.lower().replace("-", "")
    if datum not in DATUMS:
        raise BadPoint(f"坐标系{datum!r}不认识，应当是{'、'.join(DATUMS)}之一")
    if datum in {"gcj02", "bd09"}:
        lat, lon = shifted(lat, lon)
    if datum == "bd09":
        r = hypot(lon, lat) + 0.00002 * sin(lat * _BD)
        angle = atan2(lat, lon) + 0.000003 * cos(lon * _BD)
        lat, lon = r * sin(angle) + 0.006, r * cos(angle) + 0.0065
    return lat, lon


def _outside(lat: float, lon: float) -> bool:
    """Where the offset is not applied: roughly, outside China."""
    return not (72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271)


def _waves(x: float) -> float:
    """The ripple both axes share: 20 sin 6πx + 20 sin 2πx, times two thirds."""
    return (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0


def shifted(lat: float, lon: float) -> tuple[float, float]:
    """WGS-84 → GCJ-02."""
    if _outside(lat, lon):
        return lat, lon
    x, y = lon - 105.0, lat - 35.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + _waves(x)
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + _waves(x)
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    rad = lat / 180.0 * pi
    magic = 1.0 - _EE * sin(rad) ** 2
    north = north * 180.0 / ((_A * (1.0 - _EE)) / (magic * sqrt(magic)) * pi)
    east = east * 180.0 / (_A / sqrt(magic) * cos(rad) * pi)
    return lat + north, lon + east


def _unshift(lat: float, lon: float) -> tuple[float, float]:
    """GCJ-02 → WGS-84 by fixed-point steps; each shrinks the error some hundredfold."""
    found = lat, lon
    for _ in range(12):
        back = shifted(*found)
        miss = lat - back[0], lon - back[1]
        found = found[0] + miss[0], found[1] + miss[1]
        if max(abs(miss[0]), abs(miss[1])) < 1e-11:
            break
    return found


def _unbaidu(lat: float, lon: float) -> tuple[float, float]:
    """BD-09 → GCJ-02."""
    x, y = lon - 0.0065, lat - 0.006
    r = hypot(x, y) - 0.00002 * sin(y * _BD)
    angle = atan2(y, x) - 0.000003 * cos(x * _BD)
    return r * sin(angle), r * cos(angle)
