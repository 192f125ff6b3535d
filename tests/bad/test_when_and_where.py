"""Days that cannot be and points that are elsewhere: told in words beside the box, the rest of the form kept, nothing written.

A coordinate is typed by nobody: it comes from our map. What a program sends instead (swapped, abroad, in the datum of a web
map, no number) is converted where its datum is said, and otherwise never taken for a place it is not.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bad import words
from tests.collect.telling import Tale
from tests.people import as_person
from wutong.city.places import api as places
from wutong.collect.complaints.models import Complaint
from wutong.collect.complaints.pages.report_forms import Where
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.scope import Scope

#: a point inside the demo county, WGS-84
HOME = (38.70, 83.196)
AHEAD = ("2099-12-31T09:00", "2999-01-01 00:00")
LONG_AGO = ("0001-01-01T00:00", "1000-01-01 00:00", "1900-01-01T00:00")
NO_TIME = ("昨天", "2026-02-30T09:00", "2026-13-01T09:00", "99999-01-01T00:00", "2026-11-02T25:00", "²", "9" * 5000)


def minutes_ahead() -> str:
    return f"{(clock.now() + timedelta(minutes=5)).astimezone(clock.SHANGHAI):%Y-%m-%dT%H:%M}"


def registration(**more: str) -> dict[str, str]:
    received = re.search(
        r'name="received" value="([^"]+)"', as_person("唐敏").get("/desk/complaints/new").content.decode()
    )
    assert received
    return {"channel": "visit", "received": received[1], "category": "stall", "text": "说了很久的话"} | more


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["answered", "noted"])
def test_no_act_is_written_at_a_time_that_cannot_be(wutong: Scope, act: str) -> None:
    tale = Tale(wutong).upto("forwarded")
    clerk, path, before = as_person("周伟"), f"/m/{tale.matter}/do/{act}", tale.acts
    for times, said in (
        ((*AHEAD, minutes_ahead()), "在将来"),
        (LONG_AGO, "早于1949年"),
        (NO_TIME, "要写日期和时间，例如2019-04-03 09:31"),
    ):
        for when in times:
            page = clerk.post(path, {"text": "已劝离，写了很久", "happened": when, "once": "k", "late_reason": "值班"})
            shown = page.content.decode()
            assert page.status_code == 422 and said in shown and "已劝离，写了很久" in shown, (when, page.status_code)
            assert when in shown or len(when) > 100, "the box is empty again"
    assert tale.acts == before
    assert clerk.post(path, {"text": "已劝离", "happened": "", "once": "k"}).status_code == 302


@pytest.mark.django_db
def test_an_act_before_the_one_it_follows_is_refused_and_one_of_another_day_asks_why(wutong: Scope) -> None:
    tale = Tale(wutong).upto("forwarded")
    clerk, path = as_person("周伟"), f"/m/{tale.matter}/do/answered"
    page = clerk.post(path, {"text": "已劝离", "happened": "2026-11-02T09:40"})
    assert page.status_code == 422 and "要写明为什么当天没有记" in page.content.decode()
    page = clerk.post(path, {"text": "已劝离", "happened": "2020-01-01T09:00", "late_reason": "忘了"})
    assert page.status_code in {409, 422}
    assert tale.acts == ["received", "accepted", "forwarded"]
    assert (
        clerk.post(path, {"text": "已劝离", "happened": "2026-11-02T09:40", "late_reason": "忘了"}).status_code == 302
    )
    assert record.history(wutong, tale.matter)[-1].late


@pytest.mark.django_db
def test_nothing_is_registered_at_a_time_that_cannot_be(wutong: Scope) -> None:
    clerk = as_person("唐敏")
    for when in (*AHEAD, *LONG_AGO, *NO_TIME, minutes_ahead(), ""):
        page = clerk.post("/desk/complaints/new", registration(received=when, late_reason="周末"))
        assert page.status_code == 422 and "说了很久的话" in page.content.decode(), when
    assert not Complaint.objects.within(wutong).exists()


@pytest.mark.django_db
def test_a_day_of_the_house_or_of_a_question_that_cannot_be_is_told(wutong: Scope) -> None:
    clerk = as_person("吴越")
    for day in (*words.DAYS, "", "1" * 5000):
        form = {"day": day, "office": "zf1", "name": "写好的新名称", "document": "批复1号", "once": "k"}
        page = clerk.post("/desk/house/new/rename", form)
        assert page.status_code in {200, 422} and "写好的新名称" in page.content.decode(), day
        for kind, more in (
            ("category_end", {"code": "stall"}),
            ("category", {"code": "stall", "label": "摊", "tag": "摊"}),
            ("hours", {"periods": "08:30-12:00"}),
        ):
            page = clerk.post(f"/desk/house/new/{kind}", {"day": day, "document": "写好的批复1号", **more})
            assert page.status_code in {200, 422} and "写好的批复1号" in page.content.decode(), (kind, day)
        assert Client().get("/terms", {"day": day, "n": "15", "unit": "workdays"}).status_code in {200, 422}, day


@pytest.mark.django_db
@pytest.mark.parametrize("days", ["0", "-3", "99999999999999999999", "²", "1e3", "十", "NaN"])
def test_an_extension_by_no_number_is_told(wutong: Scope, days: str) -> None:
    tale = Tale(wutong, at=clock.now() - timedelta(hours=2)).upto("forwarded")
    page = as_person("周伟").post(f"/m/{tale.matter}/do/extension_asked", {"reason": "等鉴定结果", "days": days})
    assert page.status_code == 422 and "等鉴定结果" in page.content.decode()


@pytest.mark.django_db
def test_a_day_set_by_a_head_lies_ahead_and_not_too_far(wutong: Scope) -> None:
    tale = Tale(wutong).upto("forwarded")
    head, path, before = as_person("何志远"), f"/m/{tale.matter}/do/supervised", tale.acts
    today = clock.legal_day(clock.now())
    for due, said in (
        ("2099-12-31", "离得太远"), ("9999-12-31", "离得太远"), ("0001-01-01", "早于"), (str(today - timedelta(days=1)), "早于"),
        ("2026-02-30", "要写日期"), ("昨天", "要写日期"),
    ):  # fmt: skip
        page = head.post(path, {"words": "抓紧办，三天内报我", "due": due}).content.decode()
        assert said in page and "抓紧办，三天内报我" in page and due in page, due
    assert tale.acts == before
    assert head.post(path, {"words": "抓紧办", "due": str(today)}).status_code == 302


# ---- points


def clean(**given: str) -> Where:
    form = Where(given)
    form.is_valid()
    return form


def metres_off(form: Where, point: tuple[float, float]) -> float:
    lat, lon = form.cleaned_data["lat"], form.cleaned_data["lon"]
    return max(abs(lat - point[0]), abs(lon - point[1])) * 111_000


@pytest.mark.parametrize("datum", ["gcj02", "GCJ-02", "bd09", "BD-09", "cgcs2000", "WGS-84", ""])
def test_a_point_of_another_datum_is_turned_into_ours(datum: str) -> None:
    lat, lon = places.from_wgs84(*HOME, datum or "wgs84")
    form = clean(lat=str(lat), lon=str(lon), datum=datum)
    assert form.is_valid() and metres_off(form, HOME) < 1.5 and form.cleaned_data["datum"] == "WGS-84"


def test_a_datum_nobody_knows_is_no_place() -> None:
    form = clean(lat="38.7", lon="83.196", datum="火星")
    assert not form.is_valid() and "没有读到" in str(form.errors["place"])
    form = clean(lat="38.7", lon="83.196", datum="火星", place="花园街18号")
    assert form.is_valid() and form.cleaned_data["lat"] is None


ODD = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True).map(str),
    st.sampled_from(["", " ", "NaN", "inf", "-inf", "1e400", "９", "²", "0x10", "1_0", "38,7", "83.1E", "北纬38", "1" * 5000, "\u202e38"]),
    st.text(max_size=6),
)  # fmt: skip


@settings(max_examples=200, deadline=None, derandomize=True)
@given(ODD, ODD, ODD)
def test_no_numbers_at_all_become_a_point_only_where_they_are_one(lat: str, lon: str, accuracy: str) -> None:
    form = clean(lat=lat, lon=lon, accuracy=accuracy, place="花园街")
    assert form.is_valid()
    got = form.cleaned_data
    assert (got["lat"] is None) == (got["lon"] is None)
    if got["lat"] is not None:
        assert -90 <= got["lat"] <= 90 and -180 <= got["lon"] <= 180


@pytest.mark.django_db
def test_a_registration_with_an_odd_point_is_told_once_and_then_taken(wutong: Scope) -> None:
    clerk, form = as_person("唐敏"), registration()
    for lat, lon in (
        ("NaN", "1"),
        ("105.2", "38.7"),
        ("500", "1"),
        ("inf", "inf"),
        ("1e400", "0"),
        ("x", ""),
        ("", "83"),
        ("²", "１"),
    ):
        page = clerk.post("/desk/complaints/new", {**form, "lat": lat, "lon": lon})
        shown = page.content.decode()
        assert page.status_code == 422 and "图钉的位置没有读到" in shown and "说了很久的话" in shown, (lat, lon)
        assert 'name="lat" value=""' in shown, "the point that was not read would be refused again"
    assert not Complaint.objects.within(wutong).exists()
    assert clerk.post("/desk/complaints/new", {**form, "lat": "", "lon": ""}).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lat", "lon", "said"),
    [("83.196", "38.70", "写反"), ("105.2", "38.7", "写反"), ("51.5", "-0.12", "公里"), ("999", "1", "不是一个地方"), ("NaN", "1", "写法不对")],
)  # fmt: skip
def test_a_look_up_says_what_is_wrong_with_a_point(wutong: Scope, lat: str, lon: str, said: str) -> None:
    told = Client().get("/where", {"lat": lat, "lon": lon}).json()
    assert told["title"] == "" and said in told["words"]


@pytest.mark.django_db
@pytest.mark.parametrize(("lat", "lon"), [("83.196", "38.70"), ("51.5", "-0.12"), ("-38.7", "-83.1")])
def test_a_citizen_abroad_is_told_and_may_go_on(wutong: Scope, lat: str, lon: str) -> None:
    client = Client()
    assert client.post("/report/where", {"lat": lat, "lon": lon, "place": "门口", "datum": "WGS-84"}).status_code == 302
    assert "不在本县范围里" in client.get("/report/where").content.decode()
    assert "不在本县范围里" in client.get("/report/check").content.decode()


@pytest.mark.django_db
def test_a_pin_of_a_web_map_is_kept_where_it_was_put(wutong: Scope) -> None:
    client: Any = as_person("唐敏")
    lat, lon = places.from_wgs84(*HOME, "gcj02")
    form = registration(lat=str(lat), lon=str(lon), datum="GCJ-02")
    assert client.post("/desk/complaints/new", form).status_code == 302
    row = Complaint.objects.within(wutong).get()
    assert abs(float(row.lat) - HOME[0]) < 1e-5 and abs(float(row.lon) - HOME[1]) < 1e-5
