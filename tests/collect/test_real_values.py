"""A correction names only what the county had on the day of the entry: in the form's lists, and at the door."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests import people
from tests.collect.telling import START, Tale
from tests.people import as_person, seat
from wutong.city.county.lines import DivisionLine
from wutong.city.county.load import put
from wutong.collect.complaints import api as complaints
from wutong.law.refusal import Refused
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.scope import Scope

pytestmark = pytest.mark.django_db
SHORT = "990101004009"


def options(text: str, name: str) -> list[str]:
    """The codes that a list offers."""
    found = re.search(rf'<select[^>]*name="{name}".*?</select>', text, re.DOTALL)
    assert found, f"{name} is no list"
    return re.findall(r'<option value="([^"]*)"', found.group(0))


def short_lived(f):  # type: ignore[no-untyped-def]
    """The demo county with a community that stood for one month only."""
    line = DivisionLine(SHORT, "短命社区", "community", date(2026, 11, 1), date(2026, 11, 30))
    return replace(f, divisions=(*f.divisions, line))


def test_the_form_offers_the_countys_own_lists_and_no_box_to_type_in(wutong: Scope) -> None:
    tale = Tale(wutong, at=clock.now() - timedelta(hours=1))
    text = as_person("唐敏").get(f"/m/{tale.matter}/correct/1").content.decode()
    assert options(text, "category")[:2] == ["", "stall"]
    assert "990101001001" in options(text, "community") and "990101001000" not in options(text, "community")
    assert options(text, "street")[:3] == ["", "990101001000", "990101002000"]
    assert not any(code.endswith("001") for code in options(text, "street"))


def test_the_lists_are_those_of_the_day_of_the_entry(wutong: Scope) -> None:
    f, ground = people._demo()
    put(short_lived(f), ground=ground)
    client = as_person("唐敏")
    then, later = Tale(wutong, at=START), Tale(wutong, at=START - timedelta(days=10))
    assert SHORT in options(client.get(f"/m/{then.matter}/correct/1").content.decode(), "community")
    assert SHORT not in options(client.get(f"/m/{later.matter}/correct/1").content.decode(), "community")
    old = Tale(wutong, at=START.replace(year=2020)).upto("forwarded")
    offices = options(client.get(f"/m/{old.matter}/correct/3").content.decode(), "office")
    assert "zf1" in offices and "zf5" not in offices  # it was set up in 2021


@pytest.mark.parametrize(
    ("field", "wrong", "right"),
    [
        ("category", "rubbish", "noise"),
        ("community", "990101001000", "990101001002"),
        ("community", "钟楼社区", "990101001001"),
        ("street", "990101001001", "990101002000"),
    ],
)
def test_the_door_refuses_what_the_county_does_not_have(wutong: Scope, field: str, wrong: str, right: str) -> None:
    tale = Tale(wutong)
    at, who = START + timedelta(hours=1), seat("唐敏", START.date())

    def correct(value: str) -> None:
        fields = record.correction_fields({field: value}, "登记错了")
        complaints.do_seated(who, tale.matter, "corrected", fields, at=at, written=at, about=1)

    with pytest.raises(Refused) as no:
        correct(wrong)
    assert all(r.article and r.missing and r.remedy for r in no.value.reasons) and wrong in no.value.reasons[0].missing
    assert tale.acts == ["received"] and [a.act for a in record.attempts(wutong, tale.matter)] == ["corrected"]
    whole = {"replaced": {field: wrong}, "reason": "登记错了"}  # the other way in which new values may be written
    with pytest.raises(Refused):
        complaints.do_seated(who, tale.matter, "corrected", whole, at=at, written=at, about=1)
    correct(right)
    assert tale.acts == ["received", "corrected"]


def test_the_door_refuses_an_office_that_did_not_stand_on_that_day(wutong: Scope) -> None:
    tale = Tale(wutong, at=START.replace(year=2020)).upto("forwarded")
    at = tale.at + timedelta(hours=1)
    who = seat("唐敏", at.date())
    with pytest.raises(Refused, match="机构名册"):
        fields = record.correction_fields({"office": "zf5"}, "选错了")
        complaints.do_seated(who, tale.matter, "corrected", fields, at=at, written=at, about=3)


def test_a_value_typed_into_the_request_is_sent_back_with_the_form(wutong: Scope) -> None:
    tale = Tale(wutong, at=clock.now() - timedelta(hours=1))
    given = {"category": "rubbish", "reason": "登记错了", "once": "k"}
    answer = as_person("唐敏").post(f"/m/{tale.matter}/correct/1", given)
    assert answer.status_code == 422 and tale.acts == ["received"]
    assert as_person("唐敏").post(f"/m/{tale.matter}/correct/1", {**given, "category": "noise"}).status_code == 302
