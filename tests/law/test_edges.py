"""Small things of the law's Python that changing them showed nobody looked at (`make mutation`)."""

import pytest

from tests.law.cases import CALENDAR, Case, at
from wutong.law.procedure import clocks
from wutong.law.terms import Term, due


def test_hours_of_work_are_provisional_where_the_years_notice_is_awaited() -> None:
    assert due(Term(4, "workhours"), at("2026-03-02 09:00"), CALENDAR).certain
    later = due(Term(4, "workhours"), at("2029-03-01 09:00"), CALENDAR)
    assert not later.certain and any("待国务院通知" in words for words in later.explain)


def test_a_term_has_a_longest_length() -> None:
    assert Term(100_000, "days").n == 100_000
    with pytest.raises(ValueError, match="1 to 100000"):
        Term(100_001, "days")


def test_who_writes_the_dates_down_reads_the_clocks_that_the_page_shows() -> None:
    case = Case({"complaint.accept": "5 workdays"})
    case.do("received", "2026-03-02 09:00")
    when = "2026-03-03 09:00"
    asked = clocks(case.text(at(when).date()), case.fold, at(when), CALENDAR)
    assert asked and asked == case.stand(when).clocks


def test_more_than_three_made_up_days_are_counted_and_not_named() -> None:
    words = " ".join(due(Term(60, "workdays"), at("2026-09-01 09:00"), CALENDAR).explain)
    assert "等" in words and "天放假，不计入" in words
