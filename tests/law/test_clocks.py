"""Clocks: what starts, stops, lengthens and ends them, tried on a seven-step loop and a decision of ninety days."""

from datetime import date, time

import pytest

from tests.law.cases import Case, at, due_on, text_of
from wutong.law import rulebook
from wutong.law.procedure import Running

HOURS = rulebook.calendar(hours=[(time(8), time(12)), (time(14), time(18))])

LOOP = """
procedure: loop
title: 闭环
law: 手册
in_force: 2018-01-01
acts:
  filed: {title: 立案, cite: 1, start: true, by: officer, carries: {limit: {type: term, label: 时限}}}
  dispatched: {title: 派遣, cite: 2, by: dispatcher, after: filed, repeat: true, stales: [handled]}
  suspension_asked: {title: 申请挂账, cite: 3, by: officer, repeat: true}
  suspended: {title: 挂账, cite: 3, by: squad_head, answers: suspension_asked, repeat: true}
  resumed: {title: 恢复, cite: 3, by: dispatcher, after: suspended, repeat: true}
  handled: {title: 处置, cite: 4, by: officer, after: dispatched, repeat: true}
  check_sent: {title: 发核查, cite: 5, by: receiver, after: handled, repeat: true}
  check_passed: {title: 核查通过, cite: 5, by: officer, answers: check_sent, repeat: true}
  check_failed: {title: 返工, cite: 5, by: officer, answers: check_sent, repeat: true}
clocks:
  handle:
    title: 处置时限
    from: dispatched
    last: true
    to: handled
    undone: check_failed
    within: {fact: filed.limit}
    stops: [{from: suspended, to: resumed}, {from: handled, to: check_failed}]
    cite: 4
  check: {title: 核查时限, from: check_sent, to: [check_passed, check_failed], within: 4 workhours, each: true, cite: 5}
"""

DECISION = """
procedure: decision
title: 决定
law: 试法
in_force: 2018-01-01
acts:
  filed: {title: 立案, cite: 1, start: true, by: officer}
  hearing: {title: 要求听证, cite: 2, by: officer, repeat: true}
  heard: {title: 听证结束, cite: 2, by: officer, repeat: true, answers: hearing}
  sent: {title: 送鉴定, cite: 3, by: officer, repeat: true}
  back: {title: 鉴定回来, cite: 3, by: officer, repeat: true, answers: sent}
  extended: {title: 延长, cite: 4, by: squad_head, repeat: true}
  decided: {title: 决定, cite: 5, by: bureau_head}
  paid: {title: 缴款, cite: 6, outside: true, after: decided}
clocks:
  decide:
    title: 决定期限
    from: filed
    to: decided
    within: 90 days
    stops: [{from: hearing, to: heard}, {from: sent, to: back}]
    extend: [{by: extended, add: 30 days, times: 1}]
    cite: 5
  pay: {title: 缴款期限, from: decided, to: paid, within: 15 days, roll: true, bearer: party, missed: note, cite: 6}
"""


def loop(limit: str = "4 workhours", when: str = "2026-03-06 11:00") -> Case:
    case = Case(procedure=text_of(LOOP), calendar=HOURS)
    case.do("filed", when, "officer", fields={"limit": limit})
    case.do("dispatched", when, "dispatcher")
    return case


def decision() -> Case:
    case = Case(procedure=text_of(DECISION))
    case.do("filed", "2026-07-01 10:00", "officer")
    return case


def ends(running: Running) -> object:
    assert running.due is not None
    return running.due.at


def test_it_counts_the_working_hours_of_the_loop() -> None:
    assert ends(loop().clock("handle", "2026-03-06 12:00")) == at("2026-03-06 17:00")


def test_it_stops_while_suspended_and_goes_on_with_what_is_left() -> None:
    case = loop()
    case.do("suspension_asked", "2026-03-06 14:30", "officer")
    case.do("suspended", "2026-03-06 15:00", "squad_head")
    stopped = case.clock("handle", "2026-03-07 10:00")
    assert stopped.state == "stopped"
    case.do("resumed", "2026-03-09 08:00", "dispatcher")
    running = case.clock("handle", "2026-03-09 08:30")
    assert (running.state, ends(running)) == ("running", at("2026-03-09 10:00"))
    assert running.due is not None
    assert "中间停止计时，停止的时间不算。" in running.due.explain


def test_it_gains_nothing_from_writing_late_that_a_stop_had_ended() -> None:
    case = loop()
    case.do("suspension_asked", "2026-03-06 14:30", "officer")
    case.do("suspended", "2026-03-06 15:00", "squad_head")
    case.do("resumed", "2026-03-09 08:00", "dispatcher", written="2026-03-09 09:30")
    assert ends(case.clock("handle", "2026-03-09 09:30")) == at("2026-03-09 10:00")


def test_it_gains_nothing_from_writing_late_that_a_stop_had_begun() -> None:
    case = loop()
    case.do("suspension_asked", "2026-03-06 14:30", "officer")
    case.do("suspended", "2026-03-06 15:00", "squad_head", written="2026-03-06 16:00")
    case.do("resumed", "2026-03-09 08:00", "dispatcher")
    assert ends(case.clock("handle", "2026-03-09 08:30")) == at("2026-03-09 09:00")


def test_it_keeps_the_clock_on_rework_and_leaves_out_the_check() -> None:
    case = loop()
    case.do("handled", "2026-03-06 15:00", "officer")
    assert case.clock("handle", "2026-03-06 16:00").state == "done"
    case.do("check_sent", "2026-03-06 16:00")
    case.do("check_failed", "2026-03-06 17:00", "officer")
    running = case.clock("handle", "2026-03-06 17:00")
    assert (running.state, ends(running)) == ("running", at("2026-03-09 09:00"))
    case.do("handled", "2026-03-09 10:00", "officer")
    assert case.clock("handle", "2026-03-09 10:00").state == "late"


def test_it_starts_a_new_clock_with_a_new_dispatch_and_remembers_one_that_was_over() -> None:
    case = loop()
    case.do("dispatched", "2026-03-06 16:00", "dispatcher")
    running = case.clock("handle", "2026-03-06 16:30")
    assert ends(running) == at("2026-03-09 10:00")
    case.do("dispatched", "2026-03-10 09:00", "dispatcher")
    over, running = case.clocks("handle", "2026-03-10 09:00")
    assert (over.state, over.done_at) == ("late", at("2026-03-10 09:00"))
    assert (running.state, ends(running)) == ("running", at("2026-03-10 15:00"))


def test_it_runs_one_clock_for_each_check_and_lets_an_entry_name_which_it_ends() -> None:
    case = loop()
    case.do("handled", "2026-03-06 11:30", "officer")
    first = case.do("check_sent", "2026-03-09 08:00")
    second = case.do("check_sent", "2026-03-09 09:00")
    case.do("check_passed", "2026-03-09 10:00", "officer", about=second)
    found = {each.seq: each.state for each in case.clocks("check", "2026-03-09 12:30")}
    assert found == {first: "missed", second: "done"}
    case.do("check_passed", "2026-03-09 15:00", "officer")
    found = {each.seq: each.state for each in case.clocks("check", "2026-03-09 15:00")}
    assert found == {first: "late", second: "done"}


def test_it_takes_a_limit_in_days_that_the_entry_states() -> None:
    assert due_on(loop("3 workdays").clock("handle", "2026-03-06 12:00")) == date(2026, 3, 11)


def test_it_counts_overlapping_stops_once() -> None:
    case = decision()
    case.do("hearing", "2026-07-11 10:00", "officer")
    case.do("sent", "2026-07-16 10:00", "officer")
    case.do("heard", "2026-07-21 10:00", "officer")
    case.do("back", "2026-07-26 10:00", "officer")
    assert due_on(case.clock("decide", "2026-08-01 10:00")) == date(2026, 10, 14)


def test_it_lengthens_the_term_and_not_from_the_day_of_approval() -> None:
    case = decision()
    case.do("extended", "2026-09-28 10:00", "squad_head")
    running = case.clock("decide", "2026-09-29 10:00")
    assert due_on(running) == date(2026, 10, 29)
    assert running.due is not None
    assert "延长30日。" in running.due.explain


@pytest.mark.parametrize(
    ("when", "on"), [("2026-09-29 23:59", date(2026, 10, 29)), ("2026-09-30 00:00", date(2026, 9, 29))]
)
def test_it_ignores_an_extension_after_the_last_instant(when: str, on: date) -> None:
    case = decision()
    case.do("extended", when, "squad_head")
    assert due_on(case.clock("decide", "2026-10-05 10:00")) == on


def test_it_refuses_a_second_extension_where_one_is_allowed() -> None:
    case = decision()
    case.do("extended", "2026-08-01 10:00", "squad_head")
    assert "只能延长1次" in str(case.refused("extended", "2026-08-02 10:00", "squad_head"))


def test_it_ignores_a_stop_that_begins_when_the_term_is_over() -> None:
    case = decision()
    case.do("hearing", "2026-10-04 10:00", "officer")
    running = case.clock("decide", "2026-10-05 10:00")
    assert (running.state, due_on(running)) == ("missed", date(2026, 9, 29))


def test_it_stays_missed_when_a_late_entry_would_have_lengthened_it() -> None:
    """Written on day 95 that the extension was granted on day 80: judged on the worse, it comes too late."""
    case = decision()
    case.do("extended", "2026-09-18 10:00", "squad_head", written="2026-10-05 10:00")
    assert case.clock("decide", "2026-10-05 10:00").state == "missed"


def test_it_judges_an_agency_on_the_worse_of_done_and_written() -> None:
    case = decision()
    case.do("decided", "2026-09-28 10:00", "bureau_head", written="2026-09-30 10:00")
    found = case.clock("decide", "2026-09-30 10:00")
    assert (found.state, found.done_at) == ("late", at("2026-09-30 10:00"))
    assert found.started == at("2026-07-01 10:00")


def test_it_judges_an_imported_entry_on_when_it_happened() -> None:
    case = decision()
    case.do("decided", "2026-09-28 10:00", "import", written="2026-11-20 10:00")
    assert case.clock("decide", "2026-11-20 10:00").state == "done"


def test_it_judges_a_party_on_when_it_acted() -> None:
    case = decision()
    case.do("decided", "2026-09-20 10:00", "bureau_head")
    case.do("paid", "2026-10-08 23:00", "officer", written="2026-10-20 10:00")
    found = case.clock("pay", "2026-10-20 10:00")
    assert (found.state, found.bearer, due_on(found)) == ("done", "party", date(2026, 10, 8))


def test_it_leaves_a_late_step_possible() -> None:
    case = decision()
    assert case.clock("decide", "2027-01-05 10:00").state == "missed"
    case.do("decided", "2027-01-05 10:00", "bureau_head")
    assert case.clock("decide", "2027-01-05 10:00").state == "late"


def test_it_keeps_the_length_of_the_day_on_which_it_started() -> None:
    case = Case({"complaint.reply": "15 workdays"})
    case.do("received", "2026-03-02 09:00", "outsider")
    case.params = {"complaint.reply": "3 workdays"}
    case.do("accepted", "2026-03-02 10:00")
    assert case.clock("reply", "2026-03-02 10:00").term == "15 workdays"


def test_it_carries_mark_and_paper_of_a_local_value() -> None:
    case = Case({"complaint.reply": {"value": "15 workdays", "mark": "样例", "document": "某府办〔2026〕1号"}})
    case.do("received", "2026-03-02 09:00", "outsider")
    found = case.clock("reply", "2026-03-02 10:00")
    assert (found.mark, found.document, found.title, found.unit) == (
        "样例",
        "某府办〔2026〕1号",
        "答复期限",
        "workdays",
    )


def test_it_is_unset_while_nobody_has_set_it_and_stays_so_when_ended() -> None:
    case = Case()
    case.do("received", "2026-03-02 09:00", "outsider")
    case.do("accepted", "2026-03-02 10:00")
    found = case.clock("accept", "2026-03-02 10:00")
    assert (found.state, found.due, found.done_at) == ("unset", None, at("2026-03-02 10:00"))


def test_it_stretches_months_by_the_days_that_were_stopped() -> None:
    yaml = DECISION.replace("within: 90 days", "within: 3 months").replace("add: 30 days", "add: 1 months")
    case = Case(procedure=text_of(yaml))
    case.do("filed", "2026-07-01 10:00", "officer")
    case.do("hearing", "2026-07-11 10:00", "officer")
    case.do("heard", "2026-07-21 10:00", "officer")
    assert due_on(case.clock("decide", "2026-08-01 10:00")) == date(2026, 10, 11)


def test_it_moves_hours_by_the_time_that_was_stopped() -> None:
    yaml = DECISION.replace("within: 90 days", "within: 24 hours").replace("add: 30 days", "add: 12 hours")
    case = Case(procedure=text_of(yaml))
    case.do("filed", "2026-07-01 10:00", "officer")
    case.do("hearing", "2026-07-01 12:00", "officer")
    case.do("heard", "2026-07-01 15:30", "officer")
    assert ends(case.clock("decide", "2026-07-01 16:00")) == at("2026-07-02 13:30")
    case.do("extended", "2026-07-01 17:00", "squad_head")
    assert ends(case.clock("decide", "2026-07-01 18:00")) == at("2026-07-03 01:30")
