"""A complaint from report to second round: what each act changes, and what the law and the house refuse."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.collect.telling import PAGE, START, Tale
from tests.people import seat
from wutong.collect.complaints import api as complaints
from wutong.docket.matters import api as docket
from wutong.law.refusal import Refused
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.scope import Scope

pytestmark = pytest.mark.django_db


def test_it_goes_all_the_way_and_counts_the_days(wutong: Scope) -> None:
    tale = Tale(wutong).upto("closed")
    assert tale.acts == ["received", "accepted", "forwarded", "answered", "replied", "closed"]
    assert (tale.view.status, tale.view.is_open, tale.row.outcome, tale.row.reply_days) == (
        "已办结",
        False,
        "closed",
        0,
    )
    tale.do("反映人", "rated", rating="satisfied")
    assert tale.row.rating == "satisfied"


def test_it_gives_a_receipt_that_reads_back_and_a_secret_that_opens_writing(wutong: Scope) -> None:
    tale = Tale(wutong)
    issued = tale.got.receipt
    assert issued is not None
    assert docket.receipts.find(wutong, issued.number) == tale.matter
    assert docket.receipts.check_secret(wutong, issued.number, issued.secret, START) == tale.matter


def test_it_locks_a_receipt_after_five_wrong_secrets(wutong: Scope) -> None:
    issued = Tale(wutong).got.receipt
    assert issued is not None
    wrong = "000000" if issued.secret != "000000" else "111111"
    for _ in range(5):
        with pytest.raises(Refused, match="查询码"):
            docket.receipts.check_secret(wutong, issued.number, wrong, START)
    with pytest.raises(Refused, match="30分钟"):
        docket.receipts.check_secret(wutong, issued.number, issued.secret, START + timedelta(minutes=5))
    assert docket.receipts.check_secret(wutong, issued.number, issued.secret, START + timedelta(minutes=31))


@pytest.mark.parametrize("reached", ["accepted", "forwarded", "answered"])
def test_it_never_closes_without_a_reply(wutong: Scope, reached: str) -> None:
    tale = Tale(wutong).upto(reached)
    before = tale.acts
    with pytest.raises(Refused) as no:
        tale.do("唐敏", "closed")
    assert no.value.reasons and all(r.article and r.missing for r in no.value.reasons)
    assert tale.acts == before and tale.view.is_open
    assert [a.act for a in record.attempts(wutong, tale.matter)] == ["closed"]


def test_it_reopens_on_the_reporters_word_and_needs_a_new_reply_before_closing(wutong: Scope) -> None:
    tale = Tale(wutong).upto("closed")
    tale.do("反映人", "reopened", reason="晚上又摆出来了")
    assert (tale.view.status, tale.view.is_open, tale.row.reopened, tale.row.replied_at) == ("待转办", True, 1, None)
    assert (tale.view.turn_role, tale.view.turn_act) == ("receiver", "交办")
    with pytest.raises(Refused):
        tale.do("唐敏", "closed")
    tale.do("唐敏", "forwarded", office="zf1")
    tale.do("李明", "answered", text="夜里再去，已收走")
    tale.do("唐敏", "replied", text="夜里复查，已收走", channel="page", proof="进度页")
    tale.do("唐敏", "closed")
    assert tale.row.outcome == "closed"


def test_it_lets_only_the_office_that_holds_it_answer(wutong: Scope) -> None:
    tale = Tale(wutong).upto("forwarded")
    with pytest.raises(Refused, match="承办"):
        tale.do("赵强", "answered", text="不是我的")
    with pytest.raises(Refused):
        tale.do("小周", "answered", text="协管员不能答")
    tale.do("李明", "answered", text="已劝离")


def test_it_keeps_the_leaders_order_apart_from_the_reply_clock(wutong: Scope) -> None:
    tale = Tale(wutong).upto("forwarded")
    due = {c.name: c.due_on for c in docket.clocks(wutong, tale.matter)}
    tale.do("何志远", "supervised", words="要快", due="2026-11-04")
    after = {c.name: c for c in docket.clocks(wutong, tale.matter)}
    assert after["reply"].due_on == due["reply"] and str(after["supervise"].due_on) == "2026-11-04"
    assert tale.view.urged
    tale.do("周伟", "supervised.answered", text="今天办")
    assert not tale.view.urged and tale.view.status == "承办中"


def test_it_hands_over_and_counts_as_not_ours(wutong: Scope) -> None:
    tale = Tale(wutong)
    tale.do("唐敏", "handed_over", body="县交通运输局", grounds="标线归交通", told="电话")
    tale.do("唐敏", "handed_over.receipted", receipt="收发室签收")
    assert (tale.row.outcome, tale.view.is_open) == ("handed_over", False)


def test_it_carries_the_office_to_the_clocks_and_takes_it_back(wutong: Scope) -> None:
    tale = Tale(wutong).upto("forwarded")
    assert {c.office for c in docket.clocks(wutong, tale.matter)} == {"zf1"}
    tale.do("周伟", "sent_back", reason="不在辖区")
    assert tale.view.office == "" and tale.view.turn_act == "交办"


def test_it_answers_a_repeated_request_with_the_first_answer(wutong: Scope) -> None:
    tale = Tale(wutong)
    who = seat("唐敏")
    once = docket.OnceKey("k1", "do-accepted")
    first = complaints.do_seated(who, tale.matter, "accepted", {}, at=START, written=START, once=once)
    again = complaints.do_seated(who, tale.matter, "accepted", {}, at=START, written=START, once=once)
    assert again.repeated and again.seq == first.seq and tale.acts == ["received", "accepted"]
    with pytest.raises(Refused, match="一次提交"):
        complaints.do_seated(who, tale.matter, "accepted", {"words": "另一份"}, at=START, written=START, once=once)


def test_it_takes_the_same_report_once(wutong: Scope) -> None:
    report = complaints.Report(channel="web", text="同一件", category="stall")
    once = docket.OnceKey("draft-1", "report")
    got = [
        complaints.receive(wutong, report, docket.outsider(), at=START, written=START, source=PAGE, once=once)
        for _ in range(2)
    ]
    assert got[0].matter == got[1].matter and got[1].repeated and got[1].receipt is None


def test_it_refuses_an_empty_report(wutong: Scope) -> None:
    with pytest.raises(Refused, match="照片、类别"):
        complaints.receive(
            wutong, complaints.Report(channel="web"), docket.outsider(), at=START, written=START, source=PAGE
        )


def test_it_merges_without_lowering_the_count_and_answers_each(wutong: Scope) -> None:
    lead = Tale(wutong).upto("answered")
    others = [Tale(wutong, at=START + timedelta(minutes=n)) for n in range(3)]
    who = seat("唐敏")
    for other in others:
        complaints.merge(who, other.matter, lead.matter, at=lead.at)
    assert docket.count(wutong, docket.Ask(family="complaint"), who) == 4
    assert len(docket.links.merged_under(wutong, lead.matter)) == 3
    lead.do("唐敏", "replied", text="都办了", channel="page", proof="进度页")
    done = complaints.reply_to_merged(who, lead.matter, at=lead.at + timedelta(minutes=1))
    assert (set(done.answered), done.failed) == ({o.view.number for o in others}, ())
    assert all(o.row.replied_at for o in others)
    again = complaints.reply_to_merged(who, lead.matter, at=lead.at + timedelta(minutes=2))
    assert (again.answered, again.failed) == ((), ())


def test_it_unmerges_and_the_matter_goes_on_alone(wutong: Scope) -> None:
    lead, other = Tale(wutong), Tale(wutong)
    who = seat("唐敏")
    complaints.merge(who, other.matter, lead.matter, at=START + timedelta(hours=1))
    assert other.row.merged_into == lead.matter and other.view.turn_act == ""
    complaints.unmerge(who, other.matter, at=START + timedelta(hours=2))
    assert other.row.merged_into is None and other.view.turn_act == "受理"
    assert not docket.links.merged_under(wutong, lead.matter)
    assert lead.acts == ["received", "noted", "noted"]


@pytest.mark.parametrize("case", ["itself", "closed", "merged", "lead"])
def test_it_refuses_merges_that_make_no_sense(wutong: Scope, case: str) -> None:
    who, at = seat("唐敏"), START + timedelta(days=1)
    one, two, three = Tale(wutong), Tale(wutong), Tale(wutong)
    if case == "itself":
        pair = (one, one)
    elif case == "closed":
        pair = (one, Tale(wutong).upto("closed"))
    elif case == "merged":
        complaints.merge(who, two.matter, three.matter, at=at)
        pair = (one, two)
    else:
        complaints.merge(who, two.matter, one.matter, at=at)
        pair = (one, three)
    before = pair[0].acts
    with pytest.raises(Refused, match="并件"):
        complaints.merge(who, pair[0].matter, pair[1].matter, at=at)
    assert pair[0].acts == before


def test_it_shows_the_reporter_only_what_the_acts_show(wutong: Scope) -> None:
    tale = Tale(wutong, contact_name="王女士", contact_phone="13800000001").upto("forwarded")
    tale.do("李明", "noted", text="当事人是熟人，别声张")
    tale.do("何志远", "supervised", words="要快", due="2026-11-04")
    steps = complaints.steps(wutong, tale.matter)
    said = repr([(s.title, dict(s.shown)) for s in steps])
    assert [s.act for s in steps] == ["forwarded", "accepted", "received"]
    assert "13800000001" not in said and "熟人" not in said and "要快" not in said and "王女士" not in said


def test_it_marks_a_late_entry_and_asks_for_its_reason(wutong: Scope) -> None:
    tale = Tale(wutong)
    who = seat("唐敏")
    later = START + timedelta(days=3)
    with pytest.raises(Refused, match="补记"):
        complaints.do_seated(who, tale.matter, "accepted", {}, at=START + timedelta(hours=1), written=later)
    complaints.do_seated(
        who, tale.matter, "accepted", {}, at=START + timedelta(hours=1), written=later, late_reason="周末值班，周一登记"
    )
    entry = record.history(wutong, tale.matter)[-1]
    assert entry.late and entry.late_reason == "周末值班，周一登记"


def test_it_extends_once_approved_by_someone_else(wutong: Scope) -> None:
    tale = Tale(wutong).upto("forwarded")
    before = {c.name: c.due_on for c in docket.clocks(wutong, tale.matter)}["reply"]
    tale.do("周伟", "extension_asked", days=5, reason="要请第三方检测")
    with pytest.raises(Refused):
        tale.do("周伟", "extended", days=5)
    tale.do("何志远", "extended", days=5)
    after = {c.name: c.due_on for c in docket.clocks(wutong, tale.matter)}["reply"]
    assert before is not None and after is not None and after > before


def test_it_leaves_clocks_unset_where_the_county_set_no_terms(qingshan: Scope, wutong: Scope) -> None:
    from wutong.city.offices import api as offices

    set_here = offices.params(qingshan, clock.legal_day(START))
    tale = Tale(qingshan)
    states = {c.name: c.state for c in docket.clocks(qingshan, tale.matter)}
    expected = "running" if set_here.get("complaint.reply") else "unset"
    assert states["reply"] == expected and tale.view.is_open


def test_it_keeps_counties_apart(wutong: Scope, qingshan: Scope) -> None:
    tale = Tale(wutong)
    assert complaints.complaint(qingshan, tale.matter) is None
    assert not docket.views(qingshan, [tale.matter])
    assert tale.got.receipt is not None
    assert docket.receipts.find(qingshan, tale.got.receipt.number) is None
    with pytest.raises(Exception, match="does not exist"):
        complaints.do(
            qingshan, tale.matter, "accepted", {}, docket.seated(seat("唐敏")), at=START, written=START, source=PAGE
        )


def test_it_shows_and_counts_a_correction_only_after_a_second_person_confirmed_it(wutong: Scope) -> None:
    tale = Tale(wutong, category="stall")
    fields = record.correction_fields({"category": "noise", "text": "是夜里施工"}, "登记错了")
    at = START + timedelta(hours=1)
    one, two = seat("唐敏", at.date()), seat("何志远", at.date())
    done = complaints.do_seated(one, tale.matter, "corrected", fields, at=at, written=at, about=1)
    assert tale.row.category == "stall"
    with pytest.raises(Refused, match="不能自己确认"):
        complaints.do_seated(one, tale.matter, "correction_confirmed", {}, at=at, written=at, about=done.seq)
    complaints.do_seated(two, tale.matter, "correction_confirmed", {}, at=at, written=at, about=done.seq)
    assert (tale.row.category, tale.row.text) == ("noise", "是夜里施工")
    assert record.history(wutong, tale.matter)[0].fields["category"] == "stall"
    assert docket.page(wutong, docket.Ask(text="夜里施工"), None).rows


def test_it_tells_the_row_again_exactly_as_the_acts_left_it(wutong: Scope) -> None:
    tale = Tale(wutong).upto("closed")
    tale.do("反映人", "rated", rating="dissatisfied")
    tale.do("反映人", "reopened", reason="又来了")
    before = tale.row
    fields = record.correction_fields({"place": "滨河夜市东头"}, "地点写错")
    at = tale.at + timedelta(hours=1)
    done = complaints.do_seated(seat("唐敏", at.date()), tale.matter, "corrected", fields, at=at, written=at, about=1)
    complaints.do_seated(
        seat("顾明远", at.date()), tale.matter, "correction_confirmed", {}, at=at, written=at, about=done.seq
    )
    from dataclasses import replace

    assert tale.row == replace(before, place="滨河夜市东头")


def test_it_keeps_an_overdue_matter_on_the_board_whatever_else_is_written(wutong: Scope) -> None:
    tale = Tale(wutong).upto("forwarded")
    tale.do("李明", "noted", text="还没去", after=timedelta(days=40))
    board = docket.board(wutong, seat("唐敏"), tale.at, tale.at.date(), tale.at.date() + timedelta(days=14))
    assert ("zf1", "答复期限") in board.late and tale.view.due_at is not None


def test_it_takes_text_in_any_unicode_form(wutong: Scope) -> None:
    once = docket.OnceKey("nfd", "report")
    report = complaints.Report(channel="web", text="cafe\u0301店外摆桌", category="stall")
    got = complaints.receive(wutong, report, docket.outsider(), at=START, written=START, source=PAGE, once=once)
    assert record.history(wutong, got.matter)[0].fields["text"] == "caf\u00e9店外摆桌"
