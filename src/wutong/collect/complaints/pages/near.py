"""Says before sending that the same thing may have been reported: shown to the citizen, decided by him, hidden nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from h3.api import basic_int as h3

from wutong.collect.complaints import reads
from wutong.record.scope import Scope


def like(scope: Scope, data: Mapping[str, object], at: datetime) -> list[reads.Near]:
    """Open reports of the same kind near the pin of a draft."""
    lat, lon = data.get("lat"), data.get("lon")
    if not isinstance(lat, float | int) or not isinstance(lon, float | int):
        return []
    found = reads.near(scope, h3_ring=ring(float(lat), float(lon)), at=at, category=str(data.get("category", "")))
    return [n for n in found if n.same_category][:2]


def ring(lat: float, lon: float) -> list[int]:
    """The H3 cell (resolution 9) of a point and its six neighbours: everything within about 150 to 300 m."""
    return list(h3.grid_disk(h3.latlng_to_cell(lat, lon, 9), 1))
