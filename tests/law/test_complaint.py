"""The complaint: who tried to close it without a reply, how an old message came over, how it is reopened."""

from datetime import date

import pytest

from tests.law.cases import Case, at, due_on, words
from wutong.law import rulebook

TERMS = {
    "complaint.accept": "2 workdays",
    "complaint.office": "5 workdays",
    "complaint.reply": "15 workdays",
    "complaint.extend": "10 workdays",
    "complaint.rate_window": "15 days",
}


def received(by: str = "outsider", when: str = "2026-03-02 09:00", **fields: object) -> Case:
    case = Case(TERMS)
    case.do("received", when, by, fields=fields)
    return case


def accepted() -> Case:
    case = received()
    case.do("accepted", "2026-03-02 10:00")
    return case


def forwarded() -> Case:
    case = accepted()
    case.do("forwarded", "2026-03-02 11:00", fields={"office": "squad-1"})
    return case


def answered() -> Case:
    case = forwarded()
    case.do("answered", "2026-03-03 11:00", "officer", office="squad-1")
    return case


def replied() -> Case:
    case = answered()
    case.do("replied", "2026-03-04 11:00")
    return case


def closed() -> Case:
    case = replied()
    case.do("closed", "2026-03-04 12:00")
    return case


def reopened() -> Case:
    case = closed()
    case.do("reopened", "2026-03-06 09:00", "outsider")
    return case


def test_it_goes_all_the_way() -> None:
    case = received()
    seen = [case.status]
    for act, when, by, office in [
        ("accepted", "2026-03-02 10:00", "receiver", ""),
        ("forwarded", "2026-03-02 11:00", "dispatcher", ""),
        ("sent_back", "2026-03-02 12:00", "officer", "squad-1"),
        ("forwarded", "2026-03-02 13:00", "receiver", ""),
        ("answered", "2026-03-03 11:00", "squad_head", "squad-1"),
        ("replied", "2026-03-04 11:00", "receiver", ""),
        ("closed", "2026-03-04 12:00", "receiver", ""),
        ("rated", "2026-03-05 08:00", "outsider", ""),
        ("reopened", "2026-03-06 08:00", "outsider", ""),
        ("forwarded", "2026-03-06 09:00", "receiver", ""),
        ("answered", "2026-03-07 11:00", "officer", "squad-1"),
        ("replied", "2026-03-09 11:00", "receiver", ""),
        ("rated", "2026-03-09 12:00", "outsider", ""),
        ("closed", "2026-03-09 13:00", "receiver", ""),
    ]:
        case.do(act, when, by, office=office)
        seen.append(case.status)
    assert seen == [
        "待受理", "已受理", "承办中", "待转办", "承办中", "待答复", "已答复", "已办结", "已办结", "待转办", "承办中", "待答复", "已答复",
        "已答复", "已办结",
    ]  # fmt: skip
    assert case.fold.closed


@pytest.mark.parametrize("state", [received, accepted, forwarded, answered, reopened])
@pytest.mark.parametrize(
    ("by", "office"),
    [
        ("receiver", ""),
        ("squad_head", "squad-1"),
        ("officer", "squad-1"),
        ("bureau_head", ""),
        ("outsider", ""),
        ("import", ""),
    ],
)
def test_it_is_never_closed_without_a_reply(state: object, by: str, office: str) -> None:
    assert callable(state)
    case: Case = state()
    refusal = case.refused("closed", "2026-03-20 10:00", by, office=office)
    assert any(reason.article.endswith("第9条") and "还没有答复反映人" in reason.missing for reason in refusal.reasons)
    assert all(act.act != "closed" for act in case.stand("2026-03-20 10:00", by, office).can)


@pytest.mark.parametrize("by", ["receiver", "import"])
def test_it_has_no_other_door_out_without_a_reply(by: str) -> None:
    """What ends a matter without a reply names another body or carries the citizen's own word."""
    text = rulebook.procedure("complaint", date(2026, 3, 2))
    final = {name for name, act in text.acts.items() if act.final}
    assert final == {"closed", "handed_over", "withdrawn"}
    for act, field in (("handed_over", "body"), ("handed_over", "grounds"), ("withdrawn", "proof")):
        refusal = received().refused(act, "2026-03-03 10:00", by, fields={field: " "})
        assert any(text.acts[act].field(field).label in reason.missing for reason in refusal.reasons)  # type: ignore[union-attr]


def test_it_does_not_count_a_reply_whose_time_nobody_knows() -> None:
    case = received("import", "2014-05-06 09:00")
    case.do("reply_undated", "2014-05-06 09:00", "import")
    assert case.status == "待受理"
    assert case.clock("reply", "2026-03-02 10:00").state == "missed"
    case.refused("closed", "2014-06-06 09:00", "import")
    assert not case.fold.closed


def test_it_takes_over_an_old_message_with_its_reply() -> None:
    case = received("import", "2014-05-06 09:00")
    case.do("replied", "2014-05-20 15:00", "import", fields={"text": "已处理"}, fill=False, written="2026-11-24 10:00")
    case.do("closed", "2014-05-20 15:00", "import", written="2026-11-24 10:00")
    assert case.status == "已办结"
    reply = case.clock("reply", "2026-11-24 10:00")
    assert (reply.state, due_on(reply)) == ("done", date(2014, 5, 27))
    assert case.clocks("accept", "2026-11-24 10:00") == [], "nobody noted the acceptance: that is no defect"


def test_it_shows_the_acceptance_clock_of_a_live_matter_and_of_one_not_yet_answered() -> None:
    assert accepted().clock("accept", "2026-03-02 10:00").state == "done"
    assert received().clock("accept", "2026-03-05 10:00").state == "missed"
    assert received("import").clock("accept", "2026-03-05 10:00").state == "missed"


def test_it_wants_acceptance_of_a_live_matter_first() -> None:
    refusal = received().refused("replied", "2026-03-02 10:00")
    assert [reason.missing for reason in refusal.reasons] == ["还没有受理"]
    assert refusal.reasons[0].article == "投诉办理样例规则第3条"
    assert refusal.reasons[0].mark == "样例"
    assert words(refusal.reasons[0].article).startswith("受理员在受理期限内")


def test_it_takes_a_live_reopening_of_an_old_message_through_its_office() -> None:
    case = received("import", "2014-05-06 09:00")
    case.do("replied", "2014-05-20 15:00", "import")
    case.do("reopened", "2026-03-02 09:00", "outsider")
    case.refused("replied", "2026-03-02 10:00")
    case.do("forwarded", "2026-03-02 10:00", fields={"office": "squad-1"})
    case.do("answered", "2026-03-03 10:00", "officer", office="squad-1")
    case.do("replied", "2026-03-04 10:00")
    case.do("closed", "2026-03-04 11:00")


def test_it_lets_the_office_that_has_it_answer_and_no_other() -> None:
    case = forwarded()
    refusal = case.refused("answered", "2026-03-03 11:00", "officer", office="squad-2")
    assert "squad-1" in refusal.reasons[0].missing
    others = {each.act: each for each in case.stand("2026-03-03 11:00", "officer", "squad-2").others}
    assert others["answered"].office == "squad-1"
    case.do("sent_back", "2026-03-03 11:00", "officer", office="squad-1")
    case.do("forwarded", "2026-03-03 12:00", fields={"office": "squad-2"})
    case.refused("answered", "2026-03-03 13:00", "officer", office="squad-1")
    case.do("answered", "2026-03-03 13:00", "officer", office="squad-2")


def test_it_wants_a_new_answer_after_a_new_forwarding() -> None:
    case = answered()
    case.do("forwarded", "2026-03-03 12:00", fields={"office": "squad-2"})
    refusal = case.refused("replied", "2026-03-03 13:00")
    assert "承办单位还没有答复" in refusal.reasons[0].missing


def test_it_measures_the_office_from_its_own_forwarding() -> None:
    case = forwarded()
    case.do("sent_back", "2026-03-05 11:00", "officer", office="squad-1")
    case.do("forwarded", "2026-03-06 11:00", fields={"office": "squad-2"})
    first, second = case.clocks("office", "2026-03-06 12:00")
    assert (first.state, first.ended_by) == ("done", "sent_back")
    assert (second.state, due_on(second)) == ("running", date(2026, 3, 13))


@pytest.mark.parametrize("act", ["withdrawn", "handed_over"])
def test_it_leaves_no_clock_running_when_the_matter_ends_elsewhere(act: str) -> None:
    case = accepted()
    case.do(act, "2026-03-03 10:00")
    assert {each.state for each in case.stand("2026-06-01 10:00").clocks} == {"done"}


def test_it_keeps_the_time_that_the_citizen_had_the_reply_out_of_the_clock() -> None:
    case = reopened()
    assert due_on(case.clock("reply", "2026-03-06 10:00")) == date(2026, 3, 25)


def test_it_lets_an_extension_be_granted_by_another_head_once() -> None:
    case = forwarded()
    case.do("extension_asked", "2026-03-03 10:00", "squad_head", office="squad-1", person="wei", fields={"days": 5})
    case.refused("extension_asked", "2026-03-03 10:30", "officer", office="squad-1")
    case.refused("extended", "2026-03-03 11:00", "squad_head", person="wei", fields={"days": 5})
    case.refused("extended", "2026-03-03 11:00", "officer", office="squad-1", fields={"days": 5})
    too_long = case.refused("extended", "2026-03-03 11:00", "deputy_head", fields={"days": 11})
    assert "最多延长10个工作日" in str(too_long)
    case.do("extended", "2026-03-03 11:00", "deputy_head", fields={"days": 10})
    assert due_on(case.clock("reply", "2026-03-03 11:00")) == date(2026, 4, 7)
    case.do("extension_asked", "2026-03-10 10:00", "officer", office="squad-1")
    assert "只能准予延期1次" in str(case.refused("extended", "2026-03-10 11:00", "deputy_head", fields={"days": 2}))
    case.do("extension_denied", "2026-03-10 11:00", "deputy_head")
    assert due_on(case.clock("reply", "2026-03-10 12:00")) == date(2026, 4, 7)


def test_it_refuses_an_extension_asked_too_late_but_not_the_reply() -> None:
    case = answered()
    assert "答复期限已过" in str(case.refused("extension_asked", "2026-03-24 10:00"))
    case.do("replied", "2026-03-24 10:00")
    assert case.clock("reply", "2026-03-24 10:00").state == "late"


def test_it_counts_a_reply_by_the_day_it_was_written_down() -> None:
    case = answered()
    case.do("replied", "2026-03-20 10:00", written="2026-03-24 10:00")
    assert case.clock("reply", "2026-03-24 10:00").state == "late"


def test_it_runs_a_leaders_order_beside_the_clocks() -> None:
    case = forwarded()
    first = case.do("supervised", "2026-03-02 12:00", "bureau_head", fields={"words": "快办", "due": "2026-03-04"})
    second = case.do("supervised", "2026-03-03 12:00", "deputy_head", fields={"words": "再催", "due": "2026-03-05"})
    assert case.status == "承办中"
    assert due_on(case.clock("reply", "2026-03-03 12:00")) == date(2026, 3, 23)
    case.do("supervised.answered", "2026-03-05 10:00", "officer", about=second)
    found = {each.seq: each.state for each in case.clocks("supervise", "2026-03-05 10:00")}
    assert found == {first: "missed", second: "done"}
    case.refused("supervised", "2026-03-05 11:00", "squad_head")
    case.refused("supervised.answered", "2026-03-05 11:00", "officer", about=1)


def test_it_lets_the_citizen_rate_once_per_reply_and_in_time() -> None:
    case = replied()
    case.refused("rated", "2026-03-04 12:00", "receiver", fields={"rating": "satisfied"})
    case.refused("rated", "2026-03-04 12:00", "outsider", fields={"rating": "wonderful"})
    case.do("rated", "2026-03-04 12:00", "outsider", fields={"rating": "dissatisfied"})
    assert "已经在2026年3月4日评价" in str(case.refused("rated", "2026-03-05 12:00", "outsider"))
    late = replied()
    assert "评价期已过" in str(late.refused("rated", "2026-03-20 12:00", "outsider"))
    late.do("reopened", "2026-03-20 12:00", "outsider")
    assert late.clock("rate", "2026-03-20 12:00").bearer == "party"


def test_it_merges_and_takes_back_as_often_as_needed_and_still_wants_its_own_reply() -> None:
    case = accepted()
    case.do("merged", "2026-03-02 11:00", fields={"lead": "诉260302-0001"})
    assert "已经并入另一件" in str(case.refused("merged", "2026-03-02 12:00"))
    case.refused("closed", "2026-03-02 12:00")
    case.do("unmerged", "2026-03-02 12:00")
    case.refused("unmerged", "2026-03-02 13:00")
    case.do("merged", "2026-03-02 13:00", "dispatcher")
    case.do("replied", "2026-03-03 13:00")
    case.do("closed", "2026-03-03 14:00")


def test_it_takes_up_again_what_another_body_sends_back() -> None:
    case = received()
    case.do("handed_over", "2026-03-03 10:00")
    assert (case.status, case.fold.closed) == ("已转出", True)
    assert case.clock("accept", "2026-03-03 10:00").state == "done"
    case.do("handed_over.receipted", "2026-03-04 10:00")
    case.do("handed_back", "2026-03-05 10:00")
    assert (case.status, case.fold.closed) == ("待受理", False)
    accept = case.clock("accept", "2026-03-05 11:00")
    assert (accept.state, due_on(accept)) == ("running", date(2026, 3, 6))
    case.do("accepted", "2026-03-05 11:00")


@pytest.mark.parametrize(("day", "article"), [("2019-04-03", "信访条例第21条"), ("2022-05-01", "信访工作条例第23条")])
def test_it_cites_the_text_of_the_day(day: str, article: str) -> None:
    case = received(when=f"{day} 09:00")
    found = next(act for act in case.stand(f"{day} 10:00").can if act.act == "handed_over")
    assert (found.cite, found.mark) == (article, "参照")


def test_it_covers_every_day_since_2011_without_a_gap() -> None:
    assert rulebook.procedure("complaint", date(2011, 1, 1)).in_force == date(2011, 1, 1)
    assert rulebook.procedure("complaint", date(2022, 4, 30)).until == date(2022, 4, 30)
    assert rulebook.procedure("complaint", date(2022, 5, 1)).in_force == date(2022, 5, 1)
    assert rulebook.procedure("complaint", date(2040, 1, 1)).until is None
    with pytest.raises(KeyError, match="2010-12-31"):
        rulebook.procedure("complaint", date(2010, 12, 31))


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({}, "缺渠道"),
        ({"channel": "telex"}, "渠道应当是网页"),
        ({"channel": "web", "confidential": "yes"}, "要求保密应当是"),
        ({"channel": "web", "lat": 30.5}, "纬度应当是"),
        ({"channel": "web", "visitors": -1}, "来访人数应当是整数"),
        ({"channel": "web", "text": 5}, "内容应当是文字"),
        ({"channel": "web", "txet": "x"}, "没有“txet”这一栏"),
        ({"channel": "web", "text": "长" * 60_000}, "内容太长"),
        ({"channel": "web", "claims": "x"}, "照片自带的时间和位置应当是"),
    ],
)
def test_it_names_the_field_that_is_missing_or_does_not_read(fields: dict[str, object], missing: str) -> None:
    refusal = Case().refused("received", "2026-03-02 09:00", "outsider", fields=fields, fill=False)
    assert [reason for reason in refusal.reasons if missing in reason.missing]


@pytest.mark.parametrize("due", ["soon", "2026-02-30", "2026-3-4", 20260304])
def test_it_wants_a_real_date_from_a_leader(due: object) -> None:
    refusal = accepted().refused("supervised", "2026-03-03 10:00", "bureau_head", fields={"due": due})
    assert "办结日期应当是日期" in str(refusal)


def test_it_asks_of_an_import_only_what_an_old_list_can_know() -> None:
    live = accepted().refused("replied", "2026-03-03 10:00", fields={"text": "好"}, fill=False)
    assert {reason.missing for reason in live.reasons} == {"缺答复渠道", "缺送达凭据"}
    received("import").do("replied", "2026-03-03 10:00", "import", fields={"text": "好"}, fill=False)


def test_it_refuses_times_that_cannot_be() -> None:
    case = answered()
    assert "晚于现在" in str(case.refused("replied", "2026-03-05 10:00", written="2026-03-04 10:00"))
    assert "早于上一步承办答复（2026年3月3日11:00）" in str(case.refused("replied", "2026-03-03 10:00"))
    assert "早于这件事收到的时间" in str(case.refused("noted", "2026-03-01 10:00"))


def test_it_says_what_follows_from_an_act() -> None:
    words = {each.act: each.effect_words for each in answered().stand("2026-03-04 10:00").can}
    assert words["replied"] == "状态变为已答复；开始计算评价期限；答复期限到此为止"
    assert words["noted"] == ""
    assert words["forwarded"] == "状态变为承办中；开始计算承办期限；原来的承办答复不再算数"


def test_it_names_an_act_that_does_not_exist() -> None:
    refusal = accepted().refused("replyed", "2026-03-04 10:00")
    assert "没有这一步" in str(refusal)
    assert "replied" in str(refusal)


def test_it_counts_a_hotline_order_by_its_kind_as_the_province_says() -> None:
    terms = rulebook.terms("sichuan", date(2026, 3, 2))
    case = Case(terms)
    case.do("received", "2026-03-02 09:00", "receiver", fields={"channel": "hotline", "kind": "help"})
    reply = case.clock("reply", "2026-03-02 10:00")
    assert (reply.term, reply.mark, due_on(reply)) == ("7 workdays", "样例", date(2026, 3, 11))
    assert "四川省12345" in reply.document
    case.do("accepted", "2026-03-02 10:00", fields={"kind": "report"})
    assert case.clock("reply", "2026-03-02 10:00").term == "15 workdays"
    assert case.clock("reply", "2026-03-02 10:00").started == at("2026-03-02 09:00")


def test_it_cites_only_articles_of_the_sample_rule_that_exist() -> None:
    for day in (date(2011, 1, 1), date(2026, 1, 1)):
        text = rulebook.procedure("complaint", day)
        cites = [act.cite for act in text.acts.values()] + [clock.cite for clock in text.clocks.values()]
        cites += [gate.cite for act in text.acts.values() for gate in act.needs if gate.cite]
        cites += [cite for _, cite in text.predicates.values()] + [param.cite for param in text.params.values()]
        mine = [cite for cite in cites if cite.text.startswith(text.law)]
        assert len(mine) > 30
        assert [cite.text for cite in mine if not words(cite.text) or cite.mark != "样例"] == []
