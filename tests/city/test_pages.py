"""The desks of offices and places, and the map's address."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.people import as_person
from wutong.city.demo import plan
from wutong.city.places.api import from_wgs84
from wutong.record.scope import Scope


def test_it_shows_the_offices_of_the_day(wutong: Scope) -> None:
    client = as_person("唐敏")
    today = client.get("/desk/offices").content.decode()
    assert "规划建设执法大队" in today and "街面执法五中队" in today and "协管" in today
    then = client.get("/desk/offices?on=2019-06-01").content.decode()
    assert "规划建设大队" in then and "街面执法五中队" not in then and "2019年6月1日" in then
    before = client.get("/desk/offices?on=2010-01-01").content.decode()
    assert "还没有机构" in before
    wrong = client.get("/desk/offices?on=2019年6月")
    assert wrong.status_code == 200 and "日期没有看懂" in wrong.content.decode()


def test_it_shows_terms_with_their_mark_and_says_when_none_is_set(wutong: Scope, qingshan: Scope) -> None:
    page = as_person("唐敏").get("/desk/offices").content.decode()
    assert "答复期限" in page and "15个工作日" in page
    assert not unset(page, "complaint."), "what the complaint desk counts by is set in the demo"
    assert unset(page, "penalty."), "what no desk of the demo uses yet says that it wants to be set"
    assert unset(as_person("杜鹃").get("/desk/offices").content.decode(), "complaint.")


def unset(page: str, family: str) -> list[str]:
    """The local values of a family that the page says are not set."""
    rows = [row for row in page.split("<tr>") if f'mono">{family}' in row]
    assert rows, family
    return [row for row in rows if "请设置" in row]


def test_it_shows_the_map_beside_the_table(wutong: Scope, qingshan: Scope) -> None:
    page = as_person("刘洋").get("/desk/places").content.decode()
    assert "/map/990101.svg?v=" in page and "钟楼社区" in page and "990101001001" in page
    empty = as_person("杜鹃").get("/desk/places").content.decode()
    assert "还没有画地图" in empty and "没有区划" in empty


@pytest.mark.parametrize("datum", ["wgs84", "WGS-84", "gcj02", "bd09", "cgcs2000"])
def test_it_tells_whose_ground_a_point_is(wutong: Scope, datum: str) -> None:
    lon, lat = plan.earth(*plan.bend(11.0, 8.5))
    typed = from_wgs84(lat, lon, datum)
    page = as_person("刘洋").get("/desk/places", {"lat": typed[0], "lon": typed[1], "datum": datum}).content.decode()
    assert "市场社区" in page and "中心市场附近" in page and "归四中队管" in page


def test_it_says_what_is_wrong_with_a_point(wutong: Scope) -> None:
    client = as_person("刘洋")
    for data, words in (
        ({"lat": "x", "lon": "83", "datum": "wgs84"}, "写的是“x”"),
        ({"lat": "38.7", "lon": "83.2"}, "没有填"),
        ({"lat": "105", "lon": "30", "datum": "wgs84"}, "写反"),
    ):
        answer = client.get("/desk/places", data)
        assert answer.status_code == 422 and words in answer.content.decode()
    outside = client.get("/desk/places", {"lat": "30.6", "lon": "105.2", "datum": "wgs84"})
    assert outside.status_code == 200 and "公里" in outside.content.decode()


def test_it_names_a_pin_for_anyone(wutong: Scope) -> None:
    lon, lat = plan.earth(*plan.bend(11.0, 8.5))
    assert Client().get("/where", {"lat": lat, "lon": lon}).json() == {
        "title": "中心市场附近",
        "words": "城南街道市场社区",
    }
    assert "公里" in Client().get("/where", {"lat": 30.6, "lon": 105.2}).json()["words"]
    assert Client().get("/where", {"lat": "x"}).status_code == 422


def test_it_serves_the_map_to_be_kept(wutong: Scope, qingshan: Scope) -> None:
    from wutong.city.places.api import map_of

    view = map_of(wutong)
    assert view is not None
    answer = Client().get(view.svg_url)
    assert answer.headers["Content-Type"] == "image/svg+xml" and answer.content.startswith(b"<svg")
    assert "immutable" in answer.headers["Cache-Control"] and "sandbox" in answer.headers["Content-Security-Policy"]
    again = Client().get(view.svg_url, HTTP_IF_NONE_MATCH=answer.headers["ETag"])
    assert again.status_code == 304 and not again.content
    assert Client().get(view.dark_url).content != answer.content
    assert "immutable" not in Client().get("/map/990101.svg").headers["Cache-Control"]
    for path in ("/map/990102.svg", "/map/../990101.svg", "/map/999999.svg"):
        assert Client().get(path).status_code == 404


@pytest.mark.parametrize("path", ["/me", "/desk/offices", "/desk/places"])
def test_it_is_reached_from_under_ones_name(wutong: Scope, path: str) -> None:
    page = as_person("唐敏").get(path).content.decode()
    for other in ("/me", "/desk/offices", "/desk/places"):
        assert f'<a href="{other}"' in page
    assert page.count('aria-current="page"') - page.count('<nav class="tabs"') == 1  # one place one is at, not 待办 too
    assert f'<a href="/at/990101{path}"' in as_person("唐敏").get("/at/990101" + path).content.decode()
