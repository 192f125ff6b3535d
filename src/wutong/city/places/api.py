"""The door of places: whose ground a point is on, which office answers for it, and the county's map."""

from __future__ import annotations

from wutong.city.places.datum import DATUMS, BadPoint, from_wgs84, to_wgs84
from wutong.city.places.geo import h3_keys
from wutong.city.places.reads import (
    divisions,
    jurisdiction,
    locate,
    map_of,
    places,
    standing_of,
    street_code,
)
from wutong.city.places.views import DivisionView, Located, MapView, PlaceView, Standing

__all__ = [
    "DATUMS",
    "BadPoint",
    "DivisionView",
    "Located",
    "MapView",
    "PlaceView",
    "Standing",
    "divisions",
    "from_wgs84",
    "h3_keys",
    "jurisdiction",
    "locate",
    "map_of",
    "places",
    "standing_of",
    "street_code",
    "to_wgs84",
]
