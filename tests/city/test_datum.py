"""Coordinates become WGS-84 at the edge: published vectors, round trips, and mistakes that must be seen."""

from __future__ import annotations

from math import cos, hypot, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wutong.city.places.api import DATUMS, BadPoint, from_wgs84, h3_keys, to_wgs84
from wutong.city.places.datum import shifted

LAT, LON = st.floats(18, 53), st.floats(75, 134)


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    return hypot((a[0] - b[0]) * 111_195, (a[1] - b[1]) * 111_195 * cos(radians(a[0])))


@pytest.mark.parametrize(
    ("wgs", "gcj"),
    [
        ((31.280844, 120.596931), (31.278648661601, 120.601099912631)),
        ((30.5945, 105.2363), (30.591909783545, 105.239620324442)),
        ((39.90733, 116.39124), (39.908731239949, 116.397481128442)),
    ],
)
def test_it_agrees_with_known_points(wgs: tuple[float, float], gcj: tuple[float, float]) -> None:
    assert metres(shifted(*wgs), gcj) < 0.01
    assert metres(to_wgs84(*gcj, "gcj02"), wgs) < 0.01
    assert metres(to_wgs84(*gcj, "GCJ-02"), wgs) < 0.01


@given(LAT, LON, st.sampled_from(sorted(DATUMS)))
def test_it_comes_back_from_every_datum(lat: float, lon: float, datum: str) -> None:
    there = from_wgs84(lat, lon, datum)
    assert metres(to_wgs84(*there, datum), (lat, lon)) < (1.0 if datum == "bd09" else 0.01)


@given(LAT, LON)
def test_it_shows_a_wrong_datum_as_hundreds_of_metres(lat: float, lon: float) -> None:
    assert 20 < metres(shifted(lat, lon), (lat, lon)) < 1200
    assert metres(from_wgs84(lat, lon, "bd09"), shifted(lat, lon)) > 300


@given(LAT, LON)
def test_it_takes_cgcs2000_as_equal(lat: float, lon: float) -> None:
    assert to_wgs84(lat, lon, "cgcs2000") == to_wgs84(lat, lon, "wgs84") == (lat, lon)


def test_it_leaves_points_abroad_alone() -> None:
    assert to_wgs84(51.5, -0.12, "gcj02") == (51.5, -0.12)


@pytest.mark.parametrize("datum", ["", "gcj", "4326", "火星"])
def test_it_demands_a_datum(datum: str) -> None:
    with pytest.raises(BadPoint, match="坐标系"):
        to_wgs84(30.0, 105.0, datum)


@pytest.mark.parametrize("point", [(105.2, 30.6), (float("nan"), 105.0), (30.0, float("inf")), (30.0, 200.0)])
def test_it_refuses_what_is_nowhere(point: tuple[float, float]) -> None:
    with pytest.raises(BadPoint):
        to_wgs84(*point, "wgs84")


def test_it_says_when_latitude_and_longitude_are_swapped() -> None:
    with pytest.raises(BadPoint, match="写反"):
        to_wgs84(105.2, 30.6, "wgs84")


def test_it_agrees_with_a_survey_grid() -> None:
    """EPSG:4544 (CGCS2000, 3 degree zone, central meridian 105°E): its known point, by the projection library."""
    pyproj = pytest.importorskip("pyproj")
    back = pyproj.Transformer.from_crs("EPSG:4544", "EPSG:4490", always_xy=True).transform(522662.618, 3386041.950)
    assert metres((back[1], back[0]), (30.5945, 105.2363)) < 0.01


@given(LAT, LON)
def test_it_gives_keys_that_fit_64_bits(lat: float, lon: float) -> None:
    r9, r11 = h3_keys(lat, lon)
    assert 0 < r9 < 2**63 and 0 < r11 < 2**63
    assert (r9 >> 52) & 15 == 9 and (r11 >> 52) & 15 == 11
