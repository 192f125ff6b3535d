"""Merged complaints: somebody's move at every moment, a reply of their own, and nobody left out without a word."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client

from tests.collect.telling import START, Tale
from tests.people import as_person, build_wutong, seat
from wutong.collect.complaints import api as complaints
from wutong.collect.complaints import merging
from wutong.docket.matters import api as docket
from wutong.law.refusal import Refused
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.scope import Scope


def now_tale(scope: Scope, hours: int = 4) -> Tale:
    return Tale(scope, at=clock.now() - timedelta(hours=hours))


def turn(tale: Tale) -> tuple[str, str, str]:
    return (tale.view.turn_role, tale.view.turn_office, tale.view.turn_act)


def reply(lead: Tale, text: str = "都办了") -> None:
    lead.do("唐敏", "replied", text=text, channel="page", proof="进度页")


@pytest.mark.django_db
def test_a_matter_that_an_office_has_is_the_offices_move_again_once_the_lead_is_replied(wutong: Scope) -> None:
    lead, other = Tale(wutong).upto("answered"), Tale(wutong).upto("forwarded")
    who = seat("唐敏", START.date())
    complaints.merge(who, other.matter, lead.matter, at=lead.at + timedelta(minutes=1))
    assert turn(other) == ("", "", "")
    lead.at += timedelta(hours=1)
    reply(lead)
    done = complaints.reply_to_merged(who, lead.matter, at=lead.at + timedelta(minutes=1))
    assert done.answered == () and [w.number for w in done.failed] == [other.view.number]
    assert all(r.article and r.missing and r.remedy for r in done.failed[0].reasons)
    assert "承办单位还没有答复" in done.failed[0].reasons[0].missing
    assert turn(other) == ("", "zf1", "承办答复")
    mine = docket.page(wutong, docket.Ask(mine=True, is_open=True), seat("李明", START.date())).rows
    assert [m.id for m in mine] == [other.matter]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("withdrawn", {"proof": "反映人来电"}),
        ("handed_over", {"body": "县交通运输局", "grounds": "归交通", "told": "电话"}),
    ],
)
def test_merged_ones_go_on_alone_when_the_lead_ends_without_a_reply(
    wutong: Scope, act: str, fields: dict[str, str]
) -> None:
    lead, other = Tale(wutong).upto("accepted"), Tale(wutong)
    complaints.merge(seat("唐敏", START.date()), other.matter, lead.matter, at=lead.at)
    assert turn(other) == ("", "", "")
    lead.do("唐敏", act, **fields)
    assert turn(other) == ("receiver", "", "受理")


@pytest.mark.django_db
def test_they_wait_again_when_the_lead_is_opened_again_and_not_those_that_were_replied(wutong: Scope) -> None:
    lead, waits, done = Tale(wutong).upto("answered"), Tale(wutong).upto("forwarded"), Tale(wutong)
    who = seat("唐敏", START.date())
    for one in (waits, done):
        complaints.merge(who, one.matter, lead.matter, at=lead.at + timedelta(minutes=1))
    lead.at += timedelta(hours=1)
    reply(lead)
    complaints.reply_to_merged(who, lead.matter, at=lead.at)
    assert turn(done) == ("receiver", "", "办结")
    lead.do("反映人", "reopened", reason="又摆了")
    assert turn(waits) == ("", "", "") and turn(done) == ("receiver", "", "办结")


@pytest.mark.django_db
def test_the_reply_begins_with_the_offices_answer_as_corrected(wutong: Scope) -> None:
    tale = now_tale(wutong).upto("answered")
    client, path, at = as_person("唐敏"), f"/m/{tale.matter}/do/replied", clock.now()
    fields = record.correction_fields({"text": "已劝离并清扫"}, "漏写")

    def begins() -> str:
        return client.get(path).content.decode().split("</textarea>")[0]

    complaints.do_seated(seat("李明"), tale.matter, "corrected", fields, at=at, written=at, about=4)
    assert "已劝离" in begins() and "已劝离并清扫" not in begins()
    complaints.do_seated(seat("周伟"), tale.matter, "correction_confirmed", {}, at=at, written=at, about=5)
    assert "已劝离并清扫" in begins()


@pytest.mark.django_db
def test_a_reply_that_was_corrected_goes_out_as_corrected(wutong: Scope) -> None:
    lead, other = now_tale(wutong).upto("replied"), now_tale(wutong)
    at = clock.now()
    who = seat("唐敏")
    complaints.merge(who, other.matter, lead.matter, at=at)
    fields = record.correction_fields({"text": "你好，三家都已劝离"}, "写错了")
    complaints.do_seated(who, lead.matter, "corrected", fields, at=at, written=at, about=5)
    seq = record.history(wutong, lead.matter)[-1].seq
    complaints.do_seated(seat("何志远"), lead.matter, "correction_confirmed", {}, at=at, written=at, about=seq)
    complaints.reply_to_merged(who, lead.matter, at=at)
    assert record.history(wutong, other.matter)[-1].fields["text"] == "你好，三家都已劝离"


@pytest.mark.django_db
def test_an_erased_or_taken_back_reply_goes_to_nobody(wutong: Scope) -> None:
    lead, other = Tale(wutong).upto("replied"), Tale(wutong)
    who = seat("唐敏", START.date())
    complaints.merge(who, other.matter, lead.matter, at=lead.at)
    lead.do("反映人", "reopened", reason="又摆了")
    with pytest.raises(Refused, match="还没有可以转用的答复"):
        complaints.reply_to_merged(who, lead.matter, at=lead.at)
    assert other.row.replied_at is None


@pytest.mark.django_db
def test_a_correction_of_the_lead_moves_the_tie(wutong: Scope) -> None:
    right, wrong, other = Tale(wutong), Tale(wutong), Tale(wutong)
    who, at = seat("唐敏", START.date()), START + timedelta(hours=1)
    complaints.merge(who, other.matter, wrong.matter, at=at)
    fields = record.correction_fields({"lead": str(right.matter)}, "选错了")
    complaints.do_seated(who, other.matter, "corrected", fields, at=at, written=at, about=2)
    complaints.do_seated(
        seat("何志远", START.date()), other.matter, "correction_confirmed", {}, at=at, written=at, about=3
    )
    assert docket.links.merged_under(wutong, right.matter) == [other.matter]
    assert not docket.links.merged_under(wutong, wrong.matter)
    complaints.unmerge(who, other.matter, at=at)
    assert not docket.links.merged_under(wutong, right.matter) and right.acts[-1] == "noted"


def shown(client: Client, path: str) -> tuple[str, dict[str, str]]:
    """The page, and what its form would send."""
    text = client.get(path).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(once|mark)" value="([^"]*)"', text))
    return text, hidden


@pytest.mark.django_db
def test_the_clerk_sees_who_gets_it_before_it_goes_and_afterwards_who_did_not_and_why(wutong: Scope) -> None:
    lead, ready, stuck = now_tale(wutong).upto("answered"), now_tale(wutong), now_tale(wutong).upto("forwarded")
    who, client = seat("唐敏"), as_person("唐敏")
    for one in (ready, stuck):
        complaints.merge(who, one.matter, lead.matter, at=clock.now())
    given = {"text": "都办了", "channel": "page", "proof": "进度页", "once": "k1"}
    went = client.post(f"/m/{lead.matter}/do/replied", given)
    path = f"/m/{lead.matter}/merged-reply"
    assert went.status_code == 302 and went["Location"] == path
    assert ready.row.replied_at is None, "nothing goes out before somebody has seen to whom"
    text, hidden = shown(client, path)
    assert ready.view.number in text and stuck.view.number in text and "都办了" in text
    assert "承办单位还没有答复" in text and hidden["once"]
    form = {**hidden, "channel": "sms", "proof": "短信批次7"}
    said = client.post(path, form).content.decode()
    assert "答复了" in said and "有几件没有答复" in said and "怎么补" in said
    last = record.history(wutong, ready.matter)[-1]
    assert (last.act, last.fields["channel"], last.fields["proof"]) == ("replied", "sms", "短信批次7")
    before = (ready.acts, stuck.acts)
    client.post(path, form)  # the answer was lost, and the form came again
    assert (ready.acts, stuck.acts) == before
    stuck.do("李明", "answered", text="办了", after=clock.now() - stuck.at)
    text, hidden = shown(client, path)
    assert client.post(path, {**hidden, "channel": "page", "proof": "进度页"}).status_code == 302
    assert stuck.row.replied_at is not None
    assert "没有等答复的" in client.get(path).content.decode()


@pytest.mark.django_db
def test_a_reply_that_changed_meanwhile_is_shown_again_before_it_goes(wutong: Scope) -> None:
    lead, other = now_tale(wutong).upto("replied"), now_tale(wutong)
    complaints.merge(seat("唐敏"), other.matter, lead.matter, at=clock.now())
    client, path = as_person("唐敏"), f"/m/{lead.matter}/merged-reply"
    answer = client.post(path, {"channel": "page", "proof": "进度页", "mark": "4", "once": "k"})
    assert answer.status_code == 422 and "看一遍" in answer.content.decode() and other.row.replied_at is None
    assert 'name="mark" value="5"' in answer.content.decode()


@pytest.mark.django_db
def test_without_a_proof_nothing_goes(wutong: Scope) -> None:
    lead, other = now_tale(wutong).upto("replied"), now_tale(wutong)
    complaints.merge(seat("唐敏"), other.matter, lead.matter, at=clock.now())
    client, path = as_person("唐敏"), f"/m/{lead.matter}/merged-reply"
    _, hidden = shown(client, path)
    assert client.post(path, {**hidden, "channel": "page", "proof": ""}).status_code == 422
    assert other.row.replied_at is None


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_answer_each_once_and_none_is_called_a_failure() -> None:
    scope = build_wutong()
    lead, others = Tale(scope).upto("replied"), [Tale(scope, at=START + timedelta(minutes=n)) for n in range(4)]
    who = seat("唐敏", START.date())
    for one in others:
        complaints.merge(who, one.matter, lead.matter, at=lead.at)

    def hand(n: int) -> merging.Replies:
        try:
            return complaints.reply_to_merged(who, lead.matter, at=lead.at + timedelta(minutes=1))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as hands:
        done = list(hands.map(hand, range(3)))
    assert sorted(n for d in done for n in d.answered) == sorted(o.view.number for o in others)
    assert not [w for d in done for w in d.failed]
    assert all(o.acts.count("replied") == 1 for o in others)


@pytest.mark.django_db(transaction=True)
def test_two_who_merge_crosswise_make_no_circle() -> None:
    scope = build_wutong()
    one, two = Tale(scope), Tale(scope)
    who, at = seat("唐敏", START.date()), START + timedelta(hours=1)

    def hand(pair: tuple[Tale, Tale]) -> bool:
        try:
            complaints.merge(who, pair[0].matter, pair[1].matter, at=at)
            return True
        except Refused:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as hands:
        assert sorted(hands.map(hand, [(one, two), (two, one)])) == [False, True]
    assert [one.row.merged_into, two.row.merged_into].count(None) == 1
