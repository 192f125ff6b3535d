"""Open matters go on with their office on the day, each by an entry; closed ones stay; numbers and dates stay as they were."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from tests.city.test_house import apply, ask, today
from tests.people import as_person, seat
from wutong.city.house import api as house
from wutong.city.offices import api as offices
from wutong.collect.complaints import api as complaints
from wutong.docket.matters import api as docket
from wutong.govern.house import reads
from wutong.govern.house.actions import follow, move_due
from wutong.law.refusal import Refused
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.scope import Scope
from wutong.supervise.figures import api as figures

PAGE = record.Source("page", {})


def taken(scope: Scope, office: str = "zf1", *acts: str, at: datetime | None = None) -> UUID:
    """A complaint in the hands of an office, and what else was done with it, all on one legal day."""
    at = at or clock.now()
    midnight = at.astimezone(clock.SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    now = max(at - timedelta(minutes=30), midnight.astimezone(UTC))
    report = complaints.Report(channel="web", text="门口占道", place="北关路1号", category="stall")
    matter = complaints.receive(scope, report, docket.outsider(), at=now, written=now, source=PAGE).matter
    steps = [("accepted", "唐敏", {}), ("forwarded", "唐敏", {"office": office})]
    more = {
        "answered": ("李明", {"text": "好了"}),
        "replied": ("唐敏", {"text": "好了", "channel": "page", "proof": "进度页"}),
        "closed": ("唐敏", {}),
    }
    steps += [(act, *more[act]) for act in acts]
    for n, (act, who, fields) in enumerate(steps, 1):
        at = now + timedelta(seconds=n)
        complaints.do_seated(seat(who), matter, act, fields, at=at, written=at)
    return matter


def office_of(scope: Scope, matter: UUID) -> str:
    found = docket.matter(scope, matter)
    assert found is not None
    return found.office


def merged(**more: object) -> house.ChangeView:
    return apply("merge", offices=["zf1", "zf2"], code="zf9", name="城区执法大队", parent="ju", **more)


def test_it_moves_open_matters_with_their_office_and_leaves_closed_ones(wutong: Scope) -> None:
    open_, closed = taken(wutong), taken(wutong, "zf1", "answered", "replied", "closed")
    before = docket.matter(wutong, open_)
    merged()
    assert move_due(wutong, clock.now()) == 1
    after = docket.matter(wutong, open_)
    assert before is not None and after is not None
    assert (after.office, after.turn_office) == ("zf9", "zf9") and office_of(wutong, closed) == "zf1"
    assert (after.number, after.due_at) == (before.number, before.due_at)
    entry = record.history(wutong, open_)[-1]
    assert entry.act == "moved" and entry.fields["from_office"] == "zf1" and entry.fields["office"] == "zf9"
    assert all(c.office == "zf9" for c in docket.clocks(wutong, open_))


def test_it_moves_each_matter_once_however_often_it_runs(wutong: Scope) -> None:
    matter = taken(wutong)
    merged()
    assert [move_due(wutong, clock.now()) for _ in range(3)] == [1, 0, 0]
    assert [e.act for e in record.history(wutong, matter)].count("moved") == 1


def test_it_goes_on_where_it_was_stopped(wutong: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    matters = [taken(wutong) for _ in range(3)]
    change, real, n = merged(), complaints.do, iter(range(9))

    def dies(*args: object, **kwargs: object) -> object:
        if next(n) == 1:
            raise KeyboardInterrupt
        return real(*args, **kwargs)  # type: ignore[arg-type]

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(complaints, "do", dies)
        move_due(wutong, clock.now())
    assert sorted(office_of(wutong, m) for m in matters) == ["zf1", "zf1", "zf9"]
    assert move_due(wutong, clock.now()) == 2
    assert {office_of(wutong, m) for m in matters} == {"zf9"}
    assert (found := house.change(wutong, change.number)) is not None and found.moved


def test_it_lets_the_new_office_answer_and_the_recount_agree(wutong: Scope) -> None:
    matter = taken(wutong)
    merged()
    move_due(wutong, clock.now())
    now = clock.now()
    complaints.do_seated(seat("赵强"), matter, "answered", {"text": "办好了"}, at=now, written=now)
    assert (found := docket.matter(wutong, matter)) is not None and found.status == "待答复"
    assert not figures.recounted(wutong, today().year, today()).differences
    docket.restand(wutong, matter, now)
    assert office_of(wutong, matter) == "zf9"


def test_it_waits_for_the_day(wutong: Scope) -> None:
    matter = taken(wutong)
    house_day = today() + timedelta(days=3)
    change = house.propose(seat("吴越"), ask("merge", house_day, offices=["zf1"], into="zf2"), at=clock.now()).change
    house.confirm(seat("顾明远"), change.number, at=clock.now())
    assert move_due(wutong, clock.now()) == 0 and office_of(wutong, matter) == "zf1"
    assert move_due(wutong, clock.now() + timedelta(days=3)) == 1 and office_of(wutong, matter) == "zf2"


def test_it_takes_back_a_merge_with_its_matters(wutong: Scope) -> None:
    matter = taken(wutong)
    change = apply("merge", offices=["zf1"], into="zf2")
    move_due(wutong, clock.now())
    mine = taken(wutong, "zf2")
    back = house.undo(seat("吴越"), change.number, "", at=clock.now(), weigh=reads.weigh(wutong, clock.now())).change
    house.confirm(seat("顾明远"), back.number, at=clock.now(), weigh=reads.weigh(wutong, clock.now()))
    assert move_due(wutong, clock.now()) == 1
    assert (office_of(wutong, matter), office_of(wutong, mine)) == ("zf1", "zf2")


def test_it_does_not_take_back_an_office_that_has_work_of_its_own(wutong: Scope) -> None:
    change = merged()
    taken(wutong, "zf9")
    with pytest.raises(Refused, match="没有去处"):
        house.undo(seat("吴越"), change.number, "", at=clock.now(), weigh=reads.weigh(wutong, clock.now()))


def test_it_does_not_close_an_office_with_open_matters_and_nobody_after_it(wutong: Scope) -> None:
    apply("move", people=["301"], office="zf3", to="zf4")
    taken(wutong, "zf3")
    asked = ask("close", office="zf3")
    with pytest.raises(Refused) as found:
        house.propose(seat("吴越"), asked, at=clock.now(), weigh=reads.weigh(wutong, clock.now()))
    assert "1件在办的没有去处" in str(found.value)


def test_it_finds_the_heir_of_what_was_opened_again(wutong: Scope) -> None:
    matter = taken(wutong, "zf1", "answered", "replied", "closed")
    merged()
    move_due(wutong, clock.now())
    now = clock.now()
    complaints.do_seated(seat("唐敏"), matter, "reopened", {"reason": "没解决"}, at=now, written=now)
    assert office_of(wutong, matter) == "zf1"
    assert move_due(wutong, clock.now()) == 1 and office_of(wutong, matter) == "zf9"


def test_it_foresees_the_dates_that_a_term_moves_and_reckons_them(wutong: Scope) -> None:
    matter = taken(wutong)
    before = docket.matter(wutong, matter)
    on, past = today(), date(2019, 1, 1)
    state = house.load(wutong)
    plan = house.plan("term", state, past, "文件", {"term": "complaint.office", "value": "9 workdays"})
    view = house.preview(state, plan, past.isoformat(), on.isoformat())
    (moved,), looked, total = reads.foreseen(wutong, view, clock.now())
    assert (looked, total) == (1, 1) and moved.matter == matter and before is not None and moved.was == before.due_at
    asked = house.Asked("term", past, "文件", {"term": "complaint.office", "value": "9 workdays"}, "以前没有录入")
    change = house.propose(seat("吴越"), asked, at=clock.now()).change
    house.confirm(seat("顾明远"), change.number, at=clock.now())
    follow(wutong, clock.now())
    after = docket.matter(wutong, matter)
    assert after is not None and after.due_at == moved.now


def test_the_page_previews_applies_and_takes_back(wutong: Scope) -> None:
    matter, admin = taken(wutong), as_person("吴越")
    form = {
        "day": today().isoformat(),
        "document": "梧编办〔2026〕3号",
        "office": "zf1",
        "name": "城区执法中队",
        "once": "k1",
    }
    page = admin.post("/desk/house/new/rename", form)
    assert page.status_code == 200 and "预览" in page.content.decode() and not house.changes(wutong)
    key = page.context["seen"].key
    assert admin.post("/desk/house/new/rename", {**form, "name": "别的", "do": "apply", "seen": key}).status_code == 200
    assert not house.changes(wutong)  # what was not seen is not applied
    done = admin.post("/desk/house/new/rename", {**form, "do": "apply", "seen": key})
    assert done.status_code == 302
    assert "城区执法中队" in as_person("唐敏").get(f"/m/{matter}").content.decode()
    (change,) = house.changes(wutong)
    assert "撤销" in admin.get(f"/desk/house/{change.number}/undo").content.decode()
    assert admin.post(f"/desk/house/{change.number}/undo", {"document": "", "once": "k2"}).status_code == 302
    assert "街面执法一中队" in as_person("唐敏").get(f"/m/{matter}").content.decode()


def test_a_category_of_the_county_is_offered_from_its_day_and_shown_for_ever(wutong: Scope) -> None:
    apply("category", code="lamp", label="路灯照明", tag="灯")
    assert "路灯照明" in as_person("唐敏").get("/desk/complaints/new").content.decode()
    now = clock.now()
    report = complaints.Report(channel="web", text="灯不亮", place="北关路1号", category="lamp")
    matter = complaints.receive(wutong, report, docket.outsider(), at=now, written=now, source=PAGE).matter
    with pytest.raises(Refused, match="从明天起停用"):
        house.propose(seat("吴越"), ask("category_end", code="lamp"), at=now, weigh=reads.weigh(wutong, now))
    tomorrow = today() + timedelta(days=1)
    house.propose(seat("吴越"), ask("category_end", tomorrow, code="lamp"), at=now, weigh=reads.weigh(wutong, now))
    assert "lamp" in {c.code for c in offices.categories(wutong, today())}
    assert "lamp" not in {c.code for c in offices.categories(wutong, tomorrow)}
    assert offices.category_names(wutong, tomorrow)["lamp"].label == "路灯照明"
    assert "路灯照明" in as_person("唐敏").get(f"/m/{matter}").content.decode()


def test_a_category_is_taken_back_though_those_of_the_rules_are_in_use(wutong: Scope) -> None:
    taken(wutong, "zf1")
    before = house.load(wutong).tables
    now = clock.now()
    admin = as_person("吴越")
    form = {
        "day": today().isoformat(),
        "document": "梧执〔2026〕3号",
        "code": "drone",
        "label": "无人机扰民",
        "tag": "机",
    }
    seen = admin.post("/desk/house/new/category", {**form, "once": "k1"}).content.decode()
    assert "列表用字“机”" in seen and "原有的10个类别" in seen and "油烟" not in seen
    change = apply("category", code="drone", label="无人机扰民", tag="机")
    back = house.undo(seat("吴越"), change.number, "", at=now, weigh=reads.weigh(wutong, now)).change
    assert house.load(wutong).tables == before
    page = as_person("吴越").get(f"/desk/house/{back.number}").content.decode()
    assert "回到规则里的类别表" in page


def test_what_is_there_no_more_is_still_told_by_its_name(wutong: Scope) -> None:
    change = apply("open", code="zf9", name="夜市中队", short="夜市", parent="ju")
    back = house.undo(seat("吴越"), change.number, "", at=clock.now()).change
    page = as_person("吴越").get(f"/desk/house/{back.number}").content.decode()
    assert "夜市中队（" in page and "zf9" not in page
    told = as_person("吴越").get(f"/desk/house/{change.number}").content.decode()
    assert "名称“夜市中队”，简称“夜市”，上级“局领导”" in told


def test_a_renamed_office_is_told_as_the_one_it_was(wutong: Scope) -> None:
    change = apply("rename", office="zf1", name="城区执法中队", short="城区中队")
    page = as_person("吴越").get(f"/desk/house/{change.number}").content.decode()
    assert "名称由“街面执法一中队”改为“城区执法中队”" in page
    assert "新增机构" not in page and "squad" not in page


def test_a_year_is_told_under_the_offices_of_then_and_of_now(wutong: Scope) -> None:
    closed, still = taken(wutong, "zf1", "answered", "replied", "closed"), taken(wutong, "zf3")
    apply("merge", offices=["zf1"], into="zf3")
    move_due(wutong, clock.now())
    on = today()
    then = {n.code: n.numbers for n in figures.office_lines(wutong, on.year, on, "then", on)}
    now = {n.code: n.numbers for n in figures.office_lines(wutong, on.year, on, "now", on)}
    assert (then["zf1"][0], then["zf3"][0]) == (1, 1)
    assert set(now) == {"zf3"} and now["zf3"][0] == 2 and now["zf3"][1] == 1
    name, page = figures.office_rows(wutong, on.year, on, "now", on, "zf3", "received")
    assert name == "街面执法三中队" and {r.matter for r in page.rows} == {closed, still}
    text = as_person("何志远").get(f"/desk/figures/{on.year}/offices?tree=now").content.decode()
    assert "按现在的机构" in text and "街面执法一中队" not in text


def test_the_preview_of_a_merger_says_who_leads_in_plain_words(wutong: Scope) -> None:
    form = {
        "day": today().isoformat(), "document": "梧编办〔2026〕3号", "offices": ["zf1", "zf2"], "name": "城区执法中队",
        "code": "zfcq", "once": "k1",
    }  # fmt: skip
    page = as_person("吴越").post("/desk/house/new/merge", form).content.decode()
    assert "是负责人，依据梧编办" in page and "负责是" not in page
