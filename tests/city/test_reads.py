"""Offices, posts and seats are answered for the day they are asked about."""

from __future__ import annotations

from datetime import date

from django.test.utils import CaptureQueriesContext

from tests.people import account_of, seat
from wutong.city.models import LocalTerm, Office, OfficePeriod, Officer, Post
from wutong.city.offices import api
from wutong.record.scope import Scope

THEN, NOW = date(2019, 6, 1), date(2024, 6, 3)


def names(scope: Scope, on: date) -> dict[str, str]:
    return {o.code: o.name for o in api.offices(scope, on)}


def test_it_names_offices_as_they_were_called_on_the_day(wutong: Scope) -> None:
    assert names(wutong, THEN)["guihua"] == "规划建设大队"
    assert names(wutong, NOW)["guihua"] == "规划建设执法大队"
    assert names(wutong, date(2020, 12, 31))["guihua"] == "规划建设大队"  # valid_to is the last day that counts
    assert names(wutong, date(2021, 1, 1))["guihua"] == "规划建设执法大队"


def test_it_knows_no_office_before_it_was_set_up(wutong: Scope) -> None:
    assert "zf5" not in names(wutong, THEN)
    assert "zf5" in names(wutong, date(2021, 3, 1))
    assert api.office(wutong, "zf5", date(2021, 2, 28)) is None
    assert api.offices(wutong, date(2018, 12, 31)) == ()


def test_it_lists_each_office_after_its_parent_with_its_head(wutong: Scope) -> None:
    tree = api.offices(wutong, NOW)
    assert tree[0].code == "ju" and tree[0].depth == 0 and tree[0].head == "顾明远"
    seen: set[str] = set()
    for o in tree:
        assert o.parent == "" or o.parent in seen
        seen.add(o.code)
    assert {o.code: o.head for o in tree}["zf5"] == "周伟"


def test_it_moves_an_office_with_the_day(wutong: Scope) -> None:
    squad, legal = (Office.objects.within(wutong).get(code=c) for c in ("zf4", "fazhi"))
    OfficePeriod.objects.within(wutong).filter(office=squad).update(valid_to=date(2022, 12, 31))
    OfficePeriod.objects.create(
        county=wutong.county, office=squad, parent=legal, name="街面执法四中队", valid_from=date(2023, 1, 1)
    )
    found = {o.code: o.parent for o in api.offices(wutong, NOW)}
    assert found["zf4"] == "fazhi"
    assert {o.code: o.parent for o in api.offices(wutong, THEN)}["zf4"] == "ju"
    assert "zf4" in seat("陈静", NOW).offices
    assert "zf4" not in seat("陈静", THEN).offices


def test_it_seats_an_officer_with_the_offices_below(wutong: Scope) -> None:
    head = seat("顾明远", NOW)
    assert head.offices == set(names(wutong, NOW)) and head.leads and head.role_names == ("局长",)
    officer = seat("李明", NOW)
    assert (officer.office, officer.offices, officer.roles) == ("zf1", frozenset({"zf1"}), frozenset({"officer"}))
    assert officer.scope == wutong and officer.office_name == "街面执法一中队" and not officer.assistant
    assert seat("小周", NOW).assistant


def test_it_offers_a_seat_for_each_office_and_marks_the_acting_one(wutong: Scope) -> None:
    seats = api.seats_of(account_of("周伟").pk, NOW)
    assert [s.office for s in seats] == ["zf1", "zf5"]
    assert seats[1].acting == {"squad_head"} and seats[1].role_names == ("队长（代理）",)
    assert seat("周伟", NOW, "zf5").office == "zf5"
    assert api.seat_of(account_of("周伟").pk, NOW, "zf2") is None  # never a seat he does not hold, nor another instead
    assert [s.office for s in api.seats_of(account_of("周伟").pk, THEN)] == ["zf1"]


def test_it_gives_no_seat_without_a_post_or_with_a_stopped_account(wutong: Scope) -> None:
    account = account_of("李明")
    Post.objects.within(wutong).filter(officer__code="102").update(valid_to=date(2023, 12, 31))
    assert api.seat_of(account.pk, date(2023, 12, 31)) is not None
    assert api.seat_of(account.pk, date(2024, 1, 1)) is None
    other = account_of("赵强")
    other.is_active = False
    other.save(update_fields=["is_active"])
    assert api.seat_of(other.pk, THEN) is None


def test_it_reads_a_seat_in_a_handful_of_questions(wutong: Scope, django_assert_max_num_queries: object) -> None:
    pk = account_of("周伟").pk
    with django_assert_max_num_queries(3) as asked:  # type: ignore[operator]
        api.seat_of(pk, NOW)
    assert isinstance(asked, CaptureQueriesContext)


def test_it_tells_who_officers_were(wutong: Scope) -> None:
    people = api.officers(wutong, ["102", "103"], NOW)
    assert people["102"].name == "李明" and people["102"].office == "zf1" and people["102"].certificate
    assert people["103"].assistant and people["103"].role_names == ("协管员",)
    assert api.officers(wutong, ["999"]) == {}
    assert [o.name for o in api.holders(wutong, "receiver", NOW)] == ["唐敏"]
    Post.objects.within(wutong).filter(officer__code="102").update(valid_to=date(2020, 1, 1))
    assert api.officers(wutong, ["102"], NOW)["102"].office == ""
    assert api.officers(wutong, ["102"])["102"].office == "zf1"  # without a day: where he last was


def test_it_dates_local_terms(wutong: Scope) -> None:
    LocalTerm.objects.create(
        county=wutong.county, key="complaint.reply", value="10 workdays", document="文", in_force=date(2022, 1, 1)
    )
    assert api.params(wutong, THEN)["complaint.reply"].value == "15 workdays"
    assert api.params(wutong, THEN)["complaint.reply"].mark == "样例"
    assert api.params(wutong, NOW)["complaint.reply"].value == "10 workdays"
    assert "complaint.reply" not in api.params(wutong, date(2018, 1, 1))
    view = api.county(wutong)
    assert view is not None and view.demo and view.terms["complaint.accept"].value == "1 workdays"


def test_it_keeps_counties_apart(wutong: Scope, qingshan: Scope) -> None:
    assert {c.code for c in api.counties()} == {wutong.county, qingshan.county}
    assert api.county(qingshan).terms == {}  # type: ignore[union-attr]
    assert api.officers(qingshan, ["102"], NOW)["102"].name == "杜鹃"
    assert api.county(Scope("000000")) is None


def test_it_counts_days_with_the_countys_own(wutong: Scope) -> None:
    from wutong.city.models import DayOverride

    day = date(2019, 4, 10)  # a Wednesday
    assert api.calendar(wutong).is_workday(day)
    before = api.calendar(wutong).version
    DayOverride.objects.create(county=wutong.county, day=day, kind="off", document="通知")
    assert not api.calendar(wutong).is_workday(day)
    assert api.calendar(wutong).version != before


def test_it_finds_demo_accounts(wutong: Scope) -> None:
    assert api.demo_accounts_exist()
    Officer.objects.within(wutong).update(account=None)
    from wutong.city.models import Account

    Account.objects.within(wutong).delete()
    assert not api.demo_accounts_exist()
