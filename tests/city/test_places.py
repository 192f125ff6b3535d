"""Whose ground a point is on: exact, dated, and the same answer on every border."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

from wutong.city.demo import plan
from wutong.city.models import Cell, County, Division, Jurisdiction, Office
from wutong.city.places import geo
from wutong.city.places.api import (
    divisions,
    from_wgs84,
    jurisdiction,
    locate,
    map_of,
    places,
    standing_of,
    street_code,
    to_wgs84,
)
from wutong.record.scope import Scope

NOW = date(2024, 6, 3)


def spot(name: str) -> tuple[float, float]:
    """Latitude and longitude of a named place of the plan."""
    column, row = next((c, r) for n, _, c, r in plan.PLACES.values() if n == name)
    lon, lat = plan.earth(*plan.bend(column, row))
    return lat, lon


def test_it_finds_cell_community_and_street(wutong: Scope) -> None:
    found = locate(wutong, *spot("中心市场"), NOW)
    assert found is not None
    assert (found.community_name, found.street_name, found.near) == ("市场社区", "城南街道", "中心市场附近")
    assert found.cell.startswith(found.community) and len(found.cell) == 15
    assert found.street == street_code(found.community) == "990101004000"
    assert found.words == "城南街道市场社区，中心市场附近"


def test_it_puts_every_cells_inside_point_into_that_cell(wutong: Scope) -> None:
    for cell in Cell.objects.within(wutong):
        at = geo.from_text(cell.outline).representative_point()
        found = locate(wutong, at.y, at.x, NOW)
        assert found is not None and found.cell == cell.code


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.floats(0, 1), st.floats(0, 1))
def test_it_agrees_with_a_plain_search(wutong: Scope, across: float, down: float) -> None:
    west, south, east, north = plan.edges()
    lat, lon = north - (north - south) * down, west + (east - west) * across
    hits = [c.code for c in _cells(wutong) if geo.from_text(c.outline).intersects(Point(lon, lat))]
    found = locate(wutong, lat, lon, NOW)
    assert (found.cell if found else "") == min(hits, default="")


def _cells(scope: Scope) -> list[Cell]:
    return list(Cell.objects.within(scope))


def test_it_finds_nothing_outside(wutong: Scope) -> None:
    assert locate(wutong, 30.6, 105.2, NOW) is None
    assert locate(wutong, *spot("中心市场"), date(2018, 1, 1)) is None


def test_it_misses_by_cells_when_the_datum_is_wrong(wutong: Scope) -> None:
    right = spot("中心市场")
    typed = from_wgs84(*right, "gcj02")
    wrong = locate(wutong, *typed, NOW)
    assert wrong is None or wrong.cell != locate(wutong, *right, NOW).cell  # type: ignore[union-attr]
    assert locate(wutong, *to_wgs84(*typed, "gcj02"), NOW) == locate(wutong, *right, NOW)


def test_it_knows_a_cell_only_while_it_is_in_use(wutong: Scope) -> None:
    lat, lon = spot("中心市场")
    code = locate(wutong, lat, lon, NOW).cell  # type: ignore[union-attr]
    Cell.objects.within(wutong).filter(code=code).update(ended_on=date(2023, 12, 31))
    County.objects.within(wutong).update(places_version="another")
    assert locate(wutong, lat, lon, date(2023, 12, 31)).cell == code  # type: ignore[union-attr]
    assert locate(wutong, lat, lon, date(2024, 1, 1)) is None


def test_it_uses_whole_communities_where_there_is_no_grid(wutong: Scope) -> None:
    lat, lon = spot("中心市场")
    found = locate(wutong, lat, lon, NOW)
    assert found is not None
    Cell.objects.within(wutong).delete()
    box = Point(lon, lat).buffer(0.001)
    Division.objects.within(wutong).filter(code=found.community).update(outline=geo.text(box))
    County.objects.within(wutong).update(places_version="without grid")
    again = locate(wutong, lat, lon, NOW)
    assert again is not None and again.cell == "" and again.community == found.community


def test_it_flags_points_outside_in_plain_words(wutong: Scope, qingshan: Scope) -> None:
    inside = standing_of(wutong, *spot("中心市场"))
    assert inside.where == "inside" and not inside.flagged
    west, _, _, _ = geo.from_text(County.objects.within(wutong).get().boundary).bounds
    lat = spot("西街菜场")[0]
    edge = standing_of(wutong, lat, west - 0.002)
    assert edge.where == "edge" and not edge.flagged and "界外" in edge.words
    far = standing_of(wutong, 30.6, 105.2)
    assert far.flagged and "公里" in far.words and "梧桐县" in far.words
    assert standing_of(qingshan, 30.6, 105.2).where == "unknown"  # no boundary loaded: nothing is said


def test_it_hands_a_community_to_another_office_by_date(wutong: Scope) -> None:
    assert jurisdiction(wutong, "990101100001", "complaint", date(2021, 2, 28)) == "zf4"
    assert jurisdiction(wutong, "990101100001", "complaint", date(2021, 3, 1)) == "zf5"
    assert jurisdiction(wutong, "990101001001", "construction", NOW) == "guihua"
    assert jurisdiction(wutong, "990101001001", "noise", NOW) == "zf1"
    assert jurisdiction(wutong, "990101999999", "noise", NOW) == ""
    assert jurisdiction(Scope("990102"), "990101001001", "noise", NOW) == ""


def test_it_takes_the_later_of_two_open_rules(wutong: Scope) -> None:
    office = Office.objects.within(wutong).get(code="zf2")
    Jurisdiction.objects.create(
        county=wutong.county, community="990101001001", kind="*", office=office, valid_from=date(2022, 1, 1)
    )
    assert jurisdiction(wutong, "990101001001", "noise", NOW) == "zf2"
    assert jurisdiction(wutong, "990101001001", "noise", date(2021, 12, 31)) == "zf1"


def test_it_lists_divisions_with_their_cells(wutong: Scope) -> None:
    rows = {d.code: d for d in divisions(wutong, NOW)}
    assert sum(d.cells for d in rows.values() if d.level == "community") == Cell.objects.within(wutong).count()
    assert rows["990101000000"].cells == Cell.objects.within(wutong).count()
    assert rows["990101001001"].office_name == "一中队" and rows["990101001001"].parent == "990101001000"
    assert divisions(wutong, date(2018, 1, 1)) == ()
    assert {p.name for p in places(wutong, NOW)} >= {"中心市场", "梧桐站"}


def test_it_shows_where_the_map_lies(wutong: Scope, qingshan: Scope) -> None:
    view = map_of(wutong)
    assert view is not None and map_of(qingshan) is None
    assert (view.west, view.south, view.east, view.north) == plan.edges()
    x, y = view.place(*spot("中心市场"))
    px, py = plan.bend(11.0, 8.5)
    assert (x * view.width, y * view.height) == pytest.approx((px, py), abs=0.2)


def test_it_reads_the_outlines_once(wutong: Scope, django_assert_num_queries: object) -> None:
    locate(wutong, *spot("中心市场"), NOW)
    with django_assert_num_queries(2):  # type: ignore[operator]  # the version; the two names
        locate(wutong, *spot("梧桐站"), NOW - timedelta(days=1))
