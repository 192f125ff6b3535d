"""What a figure counts: each rule of the declaration by a small history made through the real doors."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests import needs
from tests.supervise.acting import HEAD, IMPORT, SQUAD, when
from wutong.collect.complaints.api import counts
from wutong.record.scope import Scope
from wutong.supervise.figures import api as figures
from wutong.supervise.figures.views import rate

if TYPE_CHECKING:
    from tests.supervise.acting import Desk

LATER = date(2019, 12, 31)


def of(scope: Scope, key: str, as_of: date = LATER, year: int = 2019, month: int | None = None) -> figures.Figure:
    (found,) = figures.figures(scope, year, month=month, as_of=as_of, keys=[key])
    again = figures.recounted(scope, year, as_of)
    assert again.differences == ()
    same = {f.key: f for f in (again.year if month is None else again.months[month])}
    assert same[key] == found, "the record counts otherwise"
    return found


def parts(figure: figures.Figure) -> tuple[object, int | None, int | None]:
    return figure.value, figure.numerator, figure.denominator


def test_it_counts_what_was_received_and_closed_with_a_reply(desk: Desk) -> None:
    desk.handled("2019-04-03", "2019-04-10")
    desk.receive(when("2019-04-04"))
    assert of(desk.scope, "complaints.received").value == 2
    assert parts(of(desk.scope, "complaints.handled")) == (1, 1, 2)
    assert parts(of(desk.scope, "complaints.handling_rate")) == (Decimal("50.0"), 1, 2)


@pytest.mark.parametrize(("replied", "within_15", "within_60"), [
    ("2019-04-03T23:59", 1, 1),
    ("2019-04-18T23:59", 1, 1),
    ("2019-04-19T00:01", 0, 1),
    ("2019-06-02", 0, 1),
    ("2019-06-03", 0, 0),
])  # fmt: skip
def test_it_counts_calendar_days_from_the_legal_day_of_receipt(
    desk: Desk, replied: str, within_15: int, within_60: int
) -> None:
    desk.handled("2019-04-03T23:30", replied)
    assert of(desk.scope, "complaints.within_15_days").numerator == within_15
    assert of(desk.scope, "complaints.within_60_days").numerator == within_60


def test_it_does_not_count_an_answer_taken_back_until_answered_again(desk: Desk) -> None:
    matter = desk.handled("2019-04-03", "2019-04-05")
    assert of(desk.scope, "complaints.within_15_days").numerator == 1
    desk.reopen(matter, when("2019-04-06"))
    assert of(desk.scope, "complaints.within_15_days").numerator == 0
    assert of(desk.scope, "complaints.handled").numerator == 0
    assert of(desk.scope, "complaints.reopened").numerator == 1
    desk.act(matter, "forwarded", when("2019-04-07"), {"office": "zf1"})
    desk.act(matter, "answered", when("2019-04-08"), {"text": "收了摊"}, SQUAD)
    desk.reply(matter, when("2019-04-10"))
    assert of(desk.scope, "complaints.within_15_days").numerator == 1
    assert of(desk.scope, "complaints.handled").numerator == 0
    desk.act(matter, "closed", when("2019-04-11"))
    assert of(desk.scope, "complaints.handled").numerator == 1
    assert of(desk.scope, "complaints.reopened").numerator == 1


def test_it_counts_a_year_as_it_stood_on_the_report_day(desk: Desk) -> None:
    """An answer after the report day, and one taken back after it, are told apart."""
    early = desk.handled("2019-11-01", "2019-11-05", "satisfied")
    late = desk.handled("2019-12-20", "2020-01-20")
    desk.reopen(early, when("2020-02-01"))
    lead = desk.receive(when("2019-12-21"))
    desk.merge(desk.receive(when("2019-12-22")), lead, when("2020-02-02"))
    assert late != early
    for key, then, now in [
        ("complaints.received", 4, 4),
        ("complaints.handled", 1, 1),
        ("complaints.within_15_days", 1, 0),
        ("complaints.within_60_days", 1, 1),
        ("complaints.reopened", 0, 1),
        ("complaints.merged", 0, 1),
        ("complaints.satisfaction", 1, 1),
    ]:
        assert of(desk.scope, key, date(2020, 1, 10)).numerator == then, key
        assert of(desk.scope, key, date(2020, 3, 1)).numerator == now, key
    assert of(desk.scope, "complaints.received", date(2019, 12, 20)).value == 2


def test_it_undoes_an_unmerging_after_the_report_day(desk: Desk) -> None:
    lead, other = desk.receive(when("2019-04-01")), desk.handled("2019-04-02", "2019-04-03")
    desk.merge(other, lead, when("2019-04-04"))
    desk.act(other, "unmerged", when("2019-06-01"))
    assert of(desk.scope, "complaints.merged", date(2019, 5, 1)).numerator == 1
    assert of(desk.scope, "complaints.merged", date(2019, 6, 1)).numerator == 0


def test_it_keeps_30_merged_complaints_in_the_count(desk: Desk) -> None:
    lead = desk.receive(when("2019-04-01"))
    for n in range(30):
        desk.merge(desk.receive(when("2019-04-01") + timedelta(minutes=n + 1)), lead, when("2019-04-02"))
    received = of(desk.scope, "complaints.received")
    assert received.value == 31
    assert "并件30件" in received.note
    assert of(desk.scope, "complaints.merged").numerator == 30


def test_it_shows_what_is_not_ours_and_what_was_withdrawn_apart(desk: Desk) -> None:
    desk.handled("2019-04-03", "2019-04-05")
    other, gone = desk.receive(when("2019-04-03")), desk.receive(when("2019-04-03"), "call")
    desk.act(other, "handed_over", when("2019-04-04"), {"body": "县住建局", "grounds": "归它管", "told": "电话"})
    desk.act(gone, "withdrawn", when("2019-04-04"), {"proof": "电话录音"})
    assert of(desk.scope, "complaints.received").value == 3
    assert parts(of(desk.scope, "complaints.handling_rate")) == (Decimal("100.0"), 1, 1)
    assert parts(of(desk.scope, "complaints.within_15_days")) == (1, 1, 1)
    assert of(desk.scope, "complaints.not_ours").numerator == 1
    assert of(desk.scope, "complaints.withdrawn").numerator == 1


def test_it_counts_what_was_handed_back_as_ours_again(desk: Desk) -> None:
    matter = desk.receive(when("2019-04-03"))
    desk.act(matter, "handed_over", when("2019-04-04"), {"body": "县住建局", "grounds": "归它管", "told": "电话"})
    desk.act(matter, "handed_back", when("2019-04-08"), {"reason": "不归县住建局管"})
    assert of(desk.scope, "complaints.not_ours").numerator == 0
    assert parts(of(desk.scope, "complaints.handling_rate")) == (Decimal("0.0"), 0, 1)
    assert of(desk.scope, "complaints.not_ours", date(2019, 4, 7)).numerator == 1


def test_it_prints_how_many_rated(desk: Desk) -> None:
    for rating in ("satisfied", "basically", "dissatisfied"):
        desk.handled("2019-04-03", "2019-04-05", rating)
    desk.handled("2019-04-03", "2019-04-05")
    found = of(desk.scope, "complaints.satisfaction")
    assert parts(found) == (Decimal("66.7"), 2, 3)
    assert found.note == "收到4件，评价3件，满意和基本满意2件"


def test_it_has_no_rate_over_nothing(desk: Desk) -> None:
    for key in ("complaints.satisfaction", "complaints.handling_rate"):
        found = of(desk.scope, key)
        assert parts(found) == (None, 0, 0)
        assert found.text == "—"
    line = figures.csv([found]).splitlines()[1]
    assert line == "complaints.handling_rate,办结率,,%,0,0"


def test_it_rounds_half_up() -> None:
    assert rate(1, 8) == Decimal("12.5")
    assert rate(1, 2000) == Decimal("0.1"), "0.05 rounds up; binary fractions and bankers say 0.0"
    assert rate(5, 16) == Decimal("31.3")
    assert rate(0, 7) == Decimal("0.0")
    assert rate(0, 0) is None


def test_it_puts_new_years_night_into_the_legal_year(desk: Desk) -> None:
    """00:30 in Shanghai on 1 January is still the old year in UTC."""
    desk.receive(when("2020-01-01T00:30"))
    desk.receive(when("2019-12-31T23:59"))
    assert of(desk.scope, "complaints.received", date(2020, 1, 5)).value == 1
    assert of(desk.scope, "complaints.received", date(2020, 1, 5), 2020).value == 1
    assert of(desk.scope, "complaints.received", date(2020, 1, 5), 2020, 1).value == 1
    assert of(desk.scope, "complaints.received", date(2020, 1, 5), 2019, 12).value == 1


def test_it_counts_imports_apart_and_a_reply_without_a_time_as_none(desk: Desk) -> None:
    desk.receive(when("2019-04-03"))
    old = desk.receive(when("2019-04-03"), "import", imported=True)
    desk.act(old, "reply_undated", when("2019-04-03"), {"text": "答复"}, imported=True)
    assert of(desk.scope, "complaints.imported").numerator == 1
    assert of(desk.scope, "complaints.reply_undated").numerator == 1
    assert parts(of(desk.scope, "complaints.within_60_days")) == (0, 0, 2)
    assert "另有1件有答复但时间不明" in of(desk.scope, "complaints.handled").note
    desk.act(old, "replied", when("2019-04-20"), {"text": "答复"}, IMPORT, imported=True)
    assert of(desk.scope, "complaints.reply_undated").numerator == 0
    assert of(desk.scope, "complaints.within_60_days").numerator == 1


def test_it_judges_by_the_countys_own_term(desk: Desk) -> None:
    set_term(desk.scope, "5 workdays")
    desk.handled("2019-04-01", "2019-04-03")
    desk.handled("2019-04-01", "2019-04-22")
    desk.receive(when("2019-04-01"))
    desk.receive(when("2019-04-25"))
    early = of(desk.scope, "complaints.on_time", date(2019, 4, 26))
    assert parts(early) == (Decimal("33.3"), 1, 3)
    assert early.note == "应答复3件，按期1件，过期还没答复1件"
    assert of(desk.scope, "complaints.answered_late", date(2019, 4, 26)).numerator == 1
    assert of(desk.scope, "complaints.overdue", date(2019, 4, 26)).numerator == 1
    assert of(desk.scope, "complaints.overdue", date(2019, 5, 31)).numerator == 2


def test_it_finds_what_is_overdue_although_somebody_has_acted_since(desk: Desk) -> None:
    set_term(desk.scope, "5 workdays")
    matter = desk.receive(when("2019-04-01"))
    desk.act(matter, "accepted", when("2019-05-20"))
    assert of(desk.scope, "complaints.overdue", date(2019, 5, 31)).numerator == 1


def test_it_allows_for_an_extension(desk: Desk) -> None:
    set_term(desk.scope, "5 workdays")
    matter = desk.receive(when("2019-04-01"))
    desk.act(matter, "accepted", when("2019-04-02"))
    desk.act(matter, "extension_asked", when("2019-04-03"), {"days": 5, "reason": "等检测报告"})
    desk.act(matter, "extended", when("2019-04-03"), {"days": 5, "reason": "同意"}, HEAD)
    desk.reply(matter, when("2019-04-15"))
    assert parts(of(desk.scope, "complaints.on_time")) == (Decimal("100.0"), 1, 1)


def test_it_says_set_it_where_the_term_is_unset(desk: Desk) -> None:
    set_term(desk.scope, "")
    desk.handled("2019-04-01", "2019-04-03")
    found = of(desk.scope, "complaints.on_time")
    assert parts(found) == ("请设置", None, None)
    assert figures.csv([found]).splitlines()[1] == "complaints.on_time,按期答复,请设置,,,"


def test_it_counts_each_channel_once(desk: Desk) -> None:
    for channel in ("web", "letter", "visit", "call", "call"):
        desk.receive(when("2019-04-01"), channel)
    found = {f.key: f.value for f in figures.figures(desk.scope, 2019, as_of=LATER, keys=["complaints.by_channel"])}
    assert found["complaints.by_channel.call"] == 2
    assert sum(found.values()) == of(desk.scope, "complaints.received").value == 5  # type: ignore[arg-type]


def test_it_never_counts_another_countys_rows(desk: Desk, qingshan: Scope) -> None:
    desk.handled("2019-04-01", "2019-04-03", "satisfied")
    assert of(qingshan, "complaints.received").value == 0
    assert figures.rows(qingshan, "complaints.received", figures.Period(2019), "numerator", as_of=LATER).rows == ()


def test_it_refuses_a_figure_nobody_declared(desk: Desk) -> None:
    with pytest.raises(KeyError, match=r"complaints\.smiles"):
        figures.figures(desk.scope, 2019, as_of=LATER, keys=["complaints.smiles"])


def test_it_prints_exactly_the_six_columns_and_the_six_keys_first(desk: Desk) -> None:
    desk.handled("2019-04-01", "2019-04-03", "satisfied")
    lines = figures.csv(figures.figures(desk.scope, 2019, as_of=LATER)).splitlines()
    assert lines[0] == "key,label,value,unit,numerator,denominator"
    assert [line.split(",")[0] for line in lines[1:7]] == [
        "complaints.received",
        "complaints.handled",
        "complaints.within_15_days",
        "complaints.within_60_days",
        "complaints.handling_rate",
        "complaints.satisfaction",
    ]
    assert lines[5] == "complaints.handling_rate,办结率,100.0,%,1,1"
    assert figures.csv_by_month(figures.by_month(desk.scope, 2019, LATER)).startswith("period,key,label,")


def set_term(scope: Scope, value: str) -> None:
    """The county's term for a reply, for the whole of 2019; none when empty."""
    from wutong.city.offices.models import LocalTerm

    LocalTerm.objects.within(scope).filter(key__startswith="complaint.reply").delete()
    if value:
        LocalTerm.objects.create(
            county=scope.county, key="complaint.reply", value=value, mark="样例", in_force=date(2019, 1, 1)
        )


@needs.sqlite
def test_it_asks_what_is_overdue_of_the_running_clocks_not_of_every_complaint(wutong: Scope) -> None:
    """By way of the complaints, a year of a county with a million of them took seven times as long."""
    span = counts.Span(date(2019, 1, 1), date(2019, 12, 31), date(2019, 12, 31))
    plan = counts._rows(wutong, span).filter(counts.conditions(wutong, span.as_of)["overdue"]).order_by().explain()
    inner = plan.partition("LIST SUBQUERY")[2]
    assert "clock_board" in inner and "complaint" not in inner, plan
