"""Acts in somebody's place: within days and scope, written down with whose place it was, never two hands of one person."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from tests.city.test_house import ask, today
from tests.govern.test_house_moves import taken
from tests.people import as_person, seat
from wutong.city.house import api as house
from wutong.collect.complaints import api as complaints
from wutong.docket.matters import api as docket
from wutong.docket.matters.reads import stand
from wutong.law.refusal import Refused
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.scope import Scope


def act_for(officer: str, office: str, roles: list[str], whom: str, since: date | None = None, days: int = 5) -> None:
    """An authority given by the administrator and confirmed by the head, in force from a day (today) on."""
    start = since or today()
    asked = ask(
        "acting", start, reason="授权书昨天送到" if start < today() else "",
        officer=officer, office=office, roles=roles, to=(start + timedelta(days=days)).isoformat(), **{"for": whom},
    )  # fmt: skip
    change = house.propose(seat("吴越"), asked, at=clock.now()).change
    if change.waits:
        house.confirm(seat("顾明远"), change.number, at=clock.now())


def asked_by(name: str, matter: UUID) -> None:
    do(name, matter, "extension_asked", days=3, reason="等鉴定")


def do(name: str, matter: UUID, act: str, /, office: str = "", **fields: object) -> None:
    now = clock.now()
    complaints.do_seated(seat(name, office=office), matter, act, fields, at=now, written=now)  # type: ignore[arg-type]


def last(scope: Scope, matter: UUID) -> record.EntryView:
    return record.history(scope, matter)[-1]


def test_it_does_the_heads_act_and_keeps_for_whom(wutong: Scope) -> None:
    act_for("102", "zf1", ["squad_head"], "101")
    matter = taken(wutong)
    asked_by("唐敏", matter)
    do("李明", matter, "extended", days=3)
    entry = last(wutong, matter)
    assert (entry.act, entry.actor.id, entry.acting_for) == ("extended", "102", "101")
    do("李明", matter, "answered", text="清走了")
    assert last(wutong, matter).acting_for == ""  # a role of his own is enough


def test_it_says_on_pages_whose_place_it_was(wutong: Scope) -> None:
    act_for("102", "zf1", ["squad_head"], "101")
    matter = taken(wutong)
    asked_by("唐敏", matter)
    do("李明", matter, "extended", days=3)
    for path in (f"/m/{matter}", f"/m/{matter}/record"):
        assert "李明（代周伟）" in as_person("周伟").get(path).content.decode()
    me = as_person("李明").get("/me").content.decode()
    assert "代周伟" in me and "队长（代理）" in me


def test_it_names_the_vacant_post(wutong: Scope) -> None:
    matter = taken(wutong, "zf5")  # the demo's fifth squad has no captain
    asked_by("唐敏", matter)
    do("周伟", matter, "extended", office="zf5", days=3)
    assert last(wutong, matter).acting_for == "zf5/squad_head"
    page = as_person("顾明远").get(f"/m/{matter}/record").content.decode()
    assert "周伟（代理街面执法五中队队长）" in page


def test_one_person_is_not_two_hands(wutong: Scope) -> None:
    act_for("102", "zf1", ["squad_head"], "101")
    matter = taken(wutong)
    asked_by("李明", matter)
    with pytest.raises(Refused, match="提出的人不能自己决定"):
        do("李明", matter, "extended", days=3)


def test_who_stands_in_for_the_asker_is_the_asker(wutong: Scope) -> None:
    act_for("102", "zf1", ["squad_head"], "101")
    matter = taken(wutong)
    asked_by("周伟", matter)
    with pytest.raises(Refused, match="代理的和被代理的算一个人") as found:
        do("李明", matter, "extended", days=3)
    assert "请另一名" in str(found.value)
    assert all(p.act != "extended" for p in stand(wutong, matter, seat("李明"), clock.now()).can)
    do("何志远", matter, "extended", days=3)


def test_the_asker_does_not_decide_what_was_asked_in_his_place(wutong: Scope) -> None:
    act_for("201", "zf1", ["squad_head"], "101")  # asks as the captain of the first squad
    matter = taken(wutong)
    do("赵强", matter, "extension_asked", office="zf1", days=3, reason="等鉴定")
    assert last(wutong, matter).acting_for == "101"
    with pytest.raises(Refused, match="算一个人"):
        do("周伟", matter, "extended", days=3)
    # a fold made anew from the entries knows it as well as the one that is kept
    docket.restand(wutong, matter, clock.now())
    with pytest.raises(Refused, match="算一个人"):
        do("周伟", matter, "extended", days=3)


def test_a_correction_is_not_confirmed_in_the_proposers_place(wutong: Scope) -> None:
    act_for("102", "zf1", ["squad_head"], "101")
    matter = taken(wutong)
    do("周伟", matter, "answered", text="清走了")
    seq, now = last(wutong, matter).seq, clock.now()
    complaints.do_seated(
        seat("周伟"),
        matter,
        "corrected",
        {"reason": "写错了", "replaced.text": "没有清"},
        at=now,
        written=now,
        about=seq,
    )
    proposal = last(wutong, matter).seq
    # 李明 may confirm it as himself: his own role is enough, and he is another person than the proposer
    complaints.do_seated(seat("李明"), matter, "correction_confirmed", {}, at=now, written=now, about=proposal)
    assert last(wutong, matter).acting_for == ""


@pytest.mark.parametrize(("shift", "said"), [(-20, "为止"), (4, "等到那一天")])
def test_it_ends_and_begins_with_its_days(wutong: Scope, shift: int, said: str) -> None:
    act_for("102", "zf1", ["squad_head"], "101", since=today() + timedelta(days=shift))
    matter = taken(wutong)
    asked_by("唐敏", matter)
    with pytest.raises(Refused) as found:
        do("李明", matter, "extended", days=3)
    assert "代周伟" in str(found.value) and said in str(found.value)
    page = as_person("李明").get(f"/m/{matter}/do/extended")
    assert said in page.content.decode()


def test_its_scope_is_the_office_that_the_paper_names(wutong: Scope) -> None:
    act_for("102", "zf2", ["squad_head"], "202")
    matter = taken(wutong)
    asked_by("唐敏", matter)
    with pytest.raises(Refused) as found:
        do("李明", matter, "extended", days=3)
    assert "是另一个岗位的" in str(found.value) and "先换到街面执法二中队" in str(found.value)
    theirs = taken(wutong, "zf2")
    asked_by("唐敏", theirs)
    do("李明", theirs, "extended", office="zf2", days=3)
    assert last(wutong, theirs).acting_for == "202"


def test_a_late_entry_must_lie_within_the_authority(wutong: Scope) -> None:
    act_for("102", "zf1", ["squad_head"], "101")
    now = clock.now()
    matter = taken(wutong, "zf1", at=now - timedelta(days=3))
    at = now - timedelta(days=2, hours=1)
    complaints.do_seated(seat("唐敏"), matter, "extension_asked", {"days": 3, "reason": "等"}, at=at, written=at)
    deed = docket.Deed(
        "extended", now - timedelta(days=2), now, docket.seated(seat("李明")), record.Source("page", {}), {"days": 3},
        late_reason="忘了记",
    )  # fmt: skip
    with pytest.raises(Refused, match="代理在授权的期间和范围内办"):
        docket.act(wutong, matter, deed)
    assert last(wutong, matter).act == "extension_asked"


def test_a_stand_in_confirms_no_change_about_whom_he_stands_in_for(wutong: Scope) -> None:
    act_for("701", "ju", ["bureau_head"], "001")
    change = house.propose(seat("吴越"), ask("post_end", post="001/ju/bureau_head"), at=clock.now()).change
    with pytest.raises(Refused, match="你代理的人"):
        house.confirm(seat("陈静", office="ju"), change.number, at=clock.now())
    other = house.propose(seat("吴越"), ask("term", term="complaint.accept", value="3 workdays"), at=clock.now()).change
    done = house.confirm(seat("陈静", office="ju"), other.number, at=clock.now()).change
    assert (done.confirmed_by, done.confirmed_for) == ("701", "001") and done.matter
    entry = record.history(wutong, done.matter)[-1]
    assert (entry.act, entry.actor.id, entry.acting_for) == ("applied", "701", "001")
    assert "陈静（代顾明远）" in as_person("顾明远").get(f"/desk/house/{done.number}").content.decode()
