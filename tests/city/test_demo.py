"""The demo county is drawn from its plan, always the same, light enough for a phone, and outside the real list."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from shapely.geometry import Polygon
from shapely.ops import unary_union

from tests.people import CAST, county_file
from wutong.city.county import countyfile
from wutong.city.demo import draw, ground, names, plan

#: first two digits of GB/T 2260: the provinces
PROVINCES = {11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54}
PROVINCES |= {61, 62, 63, 64, 65, 71, 81, 82}
FOLDER = Path(draw.__file__).parent


@pytest.mark.parametrize("name", sorted(draw.files()))
def test_it_is_what_the_plan_draws(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == draw.files()[name]


def test_it_is_no_real_county() -> None:
    assert int(plan.CODE[:2]) not in PROVINCES
    file = countyfile.read(county_file())
    assert file.demo and file.code == plan.CODE
    assert {t.mark for t in file.terms} == {"样例"}
    assert "样例" in draw.files()["map.svg"]


def test_it_covers_the_town_without_gap_or_overlap() -> None:
    cells = ground.cells()
    assert 150 <= len(cells) <= 300
    whole = unary_union(list(cells.values()))
    assert isinstance(whole, Polygon) and not whole.interiors
    assert whole.area == pytest.approx(sum(c.area for c in cells.values()), rel=1e-9)


def test_it_numbers_cells_from_west_to_east_and_north_to_south() -> None:
    by_community: dict[str, list[str]] = {}
    for code in ground.cells():
        assert re.fullmatch(rf"{plan.CODE}\d{{9}}", code)
        by_community.setdefault(code[:12], []).append(code)
    for codes in by_community.values():
        assert [int(c[12:]) for c in codes] == list(range(1, len(codes) + 1))
        first, last = ground.cells()[codes[0]].centroid, ground.cells()[codes[-1]].centroid
        assert first.y > last.y or first.x < last.x


@pytest.mark.parametrize("name", ["map.svg", "map-dark.svg"])
def test_it_draws_a_light_and_harmless_picture(name: str) -> None:
    text = draw.files()[name]
    data = text.encode()
    assert len(data) <= 60_000 and len(gzip.compress(data, 9)) <= 15_000
    tags = {element.tag.split("}")[1] for element in ElementTree.fromstring(text).iter()}
    assert tags <= {"svg", "rect", "path", "g", "text", "circle"}
    assert "style" not in text and "href" not in text


def test_it_writes_every_name_and_none_on_another() -> None:
    placed = names.all_names()
    said = {n.text for n in placed}
    wanted = {r[0] for r in plan.ROADS} | {c[0] for c in plan.COMMUNITIES.values()} | set(plan.STREETS.values())
    wanted |= {p[0] for p in plan.PLACES.values()} | set(plan.BRIDGES) | {"梧溪"}
    assert said == wanted
    boxes = [n.box() for n in placed]
    assert not [(a, b) for i, a in enumerate(boxes) for b in boxes[:i] if a.intersects(b)]


def test_it_has_the_cast() -> None:
    file = countyfile.read(county_file())
    assert {o.name: o.login for o in file.officers} == CAST
