"""Changes of the house: proposed from a day by a document, tried before they are applied, recorded, taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.people import seat
from wutong.city.house import api as house
from wutong.city.models import OfficePeriod, Post
from wutong.city.offices import api as offices
from wutong.law.refusal import Refused
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.scope import Scope


def today() -> date:
    return clock.legal_day(clock.now())


def ask(kind: str, /, on: date | None = None, document: str = "梧编办〔2026〕3号", reason: str = "", **asked: object):  # type: ignore[no-untyped-def]
    return house.Asked(kind, on or today(), document, asked, reason)


def apply(kind: str, who: str = "吴越", /, **asked: object) -> house.ChangeView:
    """Proposed by the administrator and, where that is wanted, confirmed by the head."""
    change = house.propose(seat(who), ask(kind, **asked), at=clock.now()).change
    if change.waits:
        change = house.confirm(seat("顾明远"), change.number, at=clock.now()).change
    return change


def names(scope: Scope, on: date) -> dict[str, str]:
    return {o.code: o.name for o in offices.offices(scope, on)}


def reasons(found: pytest.ExceptionInfo[Refused]) -> str:
    return str(found.value)


def test_it_renames_from_a_day_and_keeps_the_old_name_before_it(wutong: Scope) -> None:
    change = apply("rename", office="zf1", name="城区执法中队", short="城区队")
    assert change.stands and not change.waits
    assert names(wutong, today())["zf1"] == "城区执法中队"
    assert names(wutong, today() - timedelta(days=1))["zf1"] == "街面执法一中队"


def test_it_writes_every_change_into_the_record_with_before_and_after(wutong: Scope) -> None:
    change = apply("rename", office="zf1", name="城区执法中队")
    assert change.matter is not None
    (entry,) = record.history(wutong, change.matter)
    assert (entry.family, entry.act, entry.actor.id) == ("house", "applied", "902")
    assert entry.fields["document"] == "梧编办〔2026〕3号" and entry.fields["change"] == change.number
    ops = entry.fields["before_after"]
    assert isinstance(ops, list) and {o["table"] for o in ops} == {"period"}  # type: ignore[index, call-overload]
    assert any(o["after"]["name"] == "城区执法中队" and o["before"] is None for o in ops)  # type: ignore[index, call-overload]


def test_a_name_alone_leaves_the_certificate_and_a_last_day_leaves_its_number(wutong: Scope) -> None:
    paper = {"name": "李明", "certificate": "样例-0102", "certificate_from": "2019-01-01", "certificate_to": None}
    apply("certificate", officer="102", name="李鸣")
    row = house.load(wutong).get("officer", "102")
    assert row is not None and {n: row[n] for n in paper} == {**paper, "name": "李鸣"}
    apply("certificate", officer="102", certificate_to="2026-12-31")
    row = house.load(wutong).get("officer", "102")
    assert row is not None and (row["certificate"], row["certificate_to"]) == ("样例-0102", "2026-12-31")


@pytest.mark.parametrize("said", ["7个工作日", "7工作日", "7 workdays"])
def test_a_term_is_written_as_people_write_it(wutong: Scope, said: str) -> None:
    change = house.propose(seat("吴越"), ask("term", term="complaint.reply", value=said), at=clock.now()).change
    assert change.asked["value"] == said
    (op,) = change.plan.ops
    assert op.now is not None and op.now["value"] == "7 workdays"


def test_it_takes_a_change_back_by_a_change(wutong: Scope) -> None:
    before = house.load(wutong).tables
    change = apply("rename", office="zf1", name="城区执法中队")
    back = house.undo(seat("吴越"), change.number, "梧编办〔2026〕4号", at=clock.now()).change
    assert house.load(wutong).tables == before
    assert (found := house.change(wutong, change.number)) is not None and found.state == "undone"
    assert back.matter is not None
    first, second = record.history(wutong, back.matter)
    assert (second.act, second.about) == ("undone", first.seq)


def test_it_refuses_to_take_back_what_a_later_change_stands_on(wutong: Scope) -> None:
    first = apply("rename", office="zf1", name="城区执法中队")
    second = apply("reparent", office="zf1", parent="zhihui")
    with pytest.raises(Refused) as found:
        house.undo(seat("吴越"), first.number, "梧编办〔2026〕4号", at=clock.now())
    assert second.number in reasons(found) and "先撤销" in reasons(found)
    house.undo(seat("吴越"), second.number, "", at=clock.now())
    house.undo(seat("吴越"), first.number, "", at=clock.now())
    assert names(wutong, today())["zf1"] == "街面执法一中队"


def test_it_answers_the_same_form_once(wutong: Scope) -> None:
    one = house.propose(seat("吴越"), ask("rename", office="zf1", name="甲队"), at=clock.now(), once="k").change
    two = house.propose(seat("吴越"), ask("rename", office="zf1", name="甲队"), at=clock.now(), once="k").change
    assert one.number == two.number and len(house.changes(wutong)) == 1


@pytest.mark.parametrize(
    ("kind", "asked", "said"),
    [
        ("rename", {"office": "zf1", "name": "街面执法二中队"}, "不重名"),
        ("rename", {"office": "zf1", "name": "街面执法一中队", "short": "一中队"}, "什么也没有变"),
        ("rename", {"office": "nix", "name": "甲"}, "没有"),
        ("reparent", {"office": "ju", "parent": "zf1"}, "绕一圈"),
        ("open", {"code": "zf1", "name": "甲队", "parent": "ju"}, "代码不再用第二次"),
        ("close", {"office": "zf1"}, "没有街面执法一中队"),
        ("leave", {"officer": "011"}, "没有受理员"),
        ("leave", {"officer": "902"}, "没有系统管理员"),
        ("post", {"officer": "103", "office": "zf1", "role": "officer"}, "协管人员"),
        ("post", {"officer": "102", "office": "zf1", "role": "officer"}, "重叠"),
        ("acting", {"officer": "102", "office": "zf1", "roles": ["officer"]}, "到哪天"),
        ("term", {"term": "complaint.reply", "value": "很快"}, "期限是数和单位"),
        ("hours", {"periods": "18:00-08:30"}, "时段"),
    ],
)
def test_it_refuses_what_cannot_stand(wutong: Scope, kind: str, asked: dict[str, object], said: str) -> None:
    before = house.load(wutong).tables
    with pytest.raises(Refused) as found:
        house.propose(seat("吴越"), ask(kind, **asked), at=clock.now())
    assert said in reasons(found)
    assert house.load(wutong).tables == before and not house.changes(wutong)


def test_it_takes_a_past_day_only_with_a_reason_and_marks_it_late(wutong: Scope) -> None:
    past = today() - timedelta(days=30)
    with pytest.raises(Refused, match="补记"):
        house.propose(seat("吴越"), ask("rename", past, office="zf1", name="甲队"), at=clock.now())
    done = house.propose(
        seat("吴越"), ask("rename", past, reason="文件昨天才收到", office="zf1", name="甲队"), at=clock.now()
    ).change
    assert names(wutong, past)["zf1"] == "甲队"
    assert done.matter is not None
    entry = record.history(wutong, done.matter)[-1]
    assert entry.late and entry.late_reason == "文件昨天才收到" and entry.on_date == past


def test_it_lets_a_second_person_confirm_terms_and_heads(wutong: Scope) -> None:
    change = house.propose(
        seat("吴越"), ask("term", term="complaint.reply", value="10 workdays"), at=clock.now()
    ).change
    assert change.waits and offices.params(wutong, today())["complaint.reply"].value == "15 workdays"
    with pytest.raises(Refused, match="局长"):
        house.confirm(seat("吴越"), change.number, at=clock.now())
    done = house.confirm(seat("何志远"), change.number, at=clock.now()).change
    assert done.stands and done.confirmed_by == "002"
    assert offices.params(wutong, today())["complaint.reply"].value == "10 workdays"


def test_it_does_not_let_a_head_confirm_his_own_post(wutong: Scope) -> None:
    change = house.propose(
        seat("吴越"), ask("acting", officer="002", office="ju", roles=["bureau_head"], to="2099-01-01"), at=clock.now()
    ).change
    with pytest.raises(Refused, match="你自己"):
        house.confirm(seat("何志远"), change.number, at=clock.now())
    assert house.confirm(seat("顾明远"), change.number, at=clock.now()).change.stands


def test_it_merges_offices_with_their_people(wutong: Scope) -> None:
    change = apply("merge", offices=["zf1", "zf2"], code="zf9", name="城区执法大队", parent="ju")
    assert {m.office for m in change.plan.moves} == {"zf1", "zf2"}
    now = names(wutong, today())
    assert now["zf9"] == "城区执法大队" and "zf1" not in now and "zf2" not in now
    assert "zf1" in names(wutong, today() - timedelta(days=1))
    assert {"李明", "赵强", "周伟", "秦海"} <= {
        o.name for o in offices.officers(wutong, on=today()).values() if o.office == "zf9"
    }
    (link, _) = house.successions(wutong)
    assert house.office_now([link], "zf1", "", today()) == "zf9"


def test_it_ends_an_acting_post_by_itself(wutong: Scope) -> None:
    until = today() + timedelta(days=10)
    apply("acting", officer="102", office="zf2", roles=["squad_head"], to=until.isoformat(), **{"for": "202"})
    assert "squad_head" in offices.officers(wutong, ["102"], until)["102"].roles
    assert "squad_head" not in offices.officers(wutong, ["102"], until + timedelta(days=1))["102"].roles
    post = Post.objects.within(wutong).get(officer__code="102", acting=True)
    assert post.acting_for == "202" and post.document


def test_it_makes_an_account_for_a_new_officer_and_tells_the_password_once(wutong: Scope) -> None:
    asked = ask("officer", code="555", name="新来", login="xinlai", office="zf1", role="officer")
    done = house.propose(seat("吴越"), asked, at=clock.now(), once="a")
    assert set(done.passwords) == {"xinlai"}
    assert not house.propose(seat("吴越"), asked, at=clock.now(), once="a").passwords
    assert offices.officers(wutong, ["555"], today())["555"].office == "zf1"


def test_it_keeps_another_countys_house_apart(wutong: Scope, qingshan: Scope) -> None:
    before = house.load(qingshan).tables
    apply("rename", office="zf1", name="甲队")
    assert house.load(qingshan).tables == before and not house.changes(qingshan)
    assert OfficePeriod.objects.within(qingshan).filter(office__code="zf1").count() == 1
