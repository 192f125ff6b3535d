"""The desk without a browser: who may open and do what, what a refusal says, looks that are written down, erasure."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.collect.telling import Tale
from tests.people import as_person, seat
from wutong.collect.complaints import api as complaints
from wutong.collect.complaints.models import Complaint
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.scope import Scope

pytestmark = pytest.mark.django_db


def tale_now(scope: Scope, **given: object) -> Tale:
    return Tale(scope, at=clock.now() - timedelta(hours=4), **given)


def test_it_refuses_to_close_by_a_typed_address_with_article_missing_and_remedy(wutong: Scope) -> None:
    tale = tale_now(wutong).upto("accepted")
    client = as_person("唐敏")
    for answer in (client.get(f"/m/{tale.matter}/do/closed"), client.post(f"/m/{tale.matter}/do/closed", {})):
        text = answer.content.decode()
        assert answer.status_code == 409 and "办结" in text and "依" not in text[:0] and "答复" in text
    assert tale.view.is_open and [a.act for a in record.attempts(wutong, tale.matter)] == ["closed"]


def test_a_refusal_leads_to_the_act_that_mends_it_or_names_who_may(wutong: Scope) -> None:
    tale = tale_now(wutong).upto("accepted")
    text = as_person("唐敏").get(f"/m/{tale.matter}/do/closed").content.decode()
    assert f'href="/m/{tale.matter}/do/replied"' in text and "先答复" in text
    done = as_person("唐敏").post(f"/m/{tale.matter}/do/closed", {}).content.decode()
    assert "这次尝试已记下" in done
    captain = as_person("周伟").get(f"/m/{tale_now(wutong).upto('answered').matter}/do/closed").content.decode()
    assert "/do/replied" not in captain and "唐敏" in captain


def test_a_form_stands_beside_what_it_answers(wutong: Scope) -> None:
    tale = tale_now(wutong, contact_name="欧阳某某", contact_phone="13800000009").upto("answered")
    client, at = as_person("唐敏"), f"/m/{tale.matter}"
    for url in (f"{at}/do/replied", f"{at}/correct/1"):
        text = client.get(url).content.decode()
        aside = text[text.index('class="beside"') : text.index("</aside>")]
        assert "夜市" in aside and "承办答复" in aside and "13800000009" not in aside, url


def test_it_tells_a_colleague_whose_matter_it_is(wutong: Scope) -> None:
    tale = tale_now(wutong).upto("forwarded")
    answer = as_person("赵强").get(f"/m/{tale.matter}")
    assert answer.status_code == 403 and "街面执法一中队" in answer.content.decode()
    assert "夜市" not in answer.content.decode()


def test_it_records_each_look_at_the_reporter_and_keeps_others_out(wutong: Scope) -> None:
    tale = tale_now(wutong, contact_name="王女士", contact_phone="13800000001").upto("forwarded")
    page = as_person("唐敏").get(f"/m/{tale.matter}").content.decode()
    assert "13800000001" not in page
    assert "13800000001" in as_person("唐敏").post(f"/m/{tale.matter}/contact").content.decode()
    assert as_person("李明").post(f"/m/{tale.matter}/contact").status_code == 403
    looks = record.looks(wutong, tale.matter)
    assert [(x.what, x.actor.id) for x in looks] == [("contact", "011")]


def test_it_shows_contact_nowhere_else(wutong: Scope) -> None:
    tale = tale_now(wutong, contact_name="欧阳某某", contact_phone="13800000009").upto("replied")
    for who in ("唐敏", "李明", "何志远", "孙丽"):
        client = as_person(who)
        for url in (f"/m/{tale.matter}", f"/m/{tale.matter}/record", "/desk", "/desk/complaints", "/desk/deadlines"):
            text = client.get(url).content.decode()
            assert "13800000009" not in text and "欧阳" not in text, (who, url)


def test_it_answers_from_the_form_and_returns_the_filled_form_when_something_is_missing(wutong: Scope) -> None:
    tale = tale_now(wutong).upto("answered")
    client = as_person("唐敏")
    shown = client.get(f"/m/{tale.matter}/do/replied").content.decode()
    assert "已劝离" in shown
    wrong = client.post(f"/m/{tale.matter}/do/replied", {"text": "写了很长的答复", "once": "x"})
    assert wrong.status_code == 422 and "写了很长的答复" in wrong.content.decode()
    right = {"text": "写了很长的答复", "channel": "page", "proof": "进度页", "once": "x"}
    assert client.post(f"/m/{tale.matter}/do/replied", right).status_code == 302
    assert client.post(f"/m/{tale.matter}/do/replied", right).status_code in {302, 409}
    assert tale.acts.count("replied") == 1


def test_it_registers_a_letter_with_a_reason_for_the_delay(wutong: Scope) -> None:
    client = as_person("唐敏")
    given = {
        "channel": "letter", "received": (clock.now() - timedelta(days=3)).astimezone(clock.SHANGHAI).strftime("%Y-%m-%dT%H:%M"),
        "category": "noise", "text": "夜里施工", "once": "reg-1",
    }  # fmt: skip
    wrong = client.post("/desk/complaints/new", given)
    assert wrong.status_code == 422 and "夜里施工" in wrong.content.decode()
    right = client.post("/desk/complaints/new", {**given, "late_reason": "周末收信，周一登记"})
    assert right.status_code == 302
    assert "查询码" in client.get(right["Location"]).content.decode()
    row = Complaint.objects.within(wutong).get()
    assert record.history(wutong, row.matter_id)[0].late
    assert client.post("/desk/complaints/new", {**given, "late_reason": "周末收信，周一登记"}).status_code == 302
    assert Complaint.objects.within(wutong).count() == 1


def test_it_erases_for_good_and_says_so(wutong: Scope) -> None:
    tale = tale_now(wutong, contact_name="王女士", contact_phone="13800000001", text="独一无二的字眼")
    client = as_person("顾明远")
    given = {"seq": 1, "names": ["contact_phone", "contact_name", "text"], "ground": "个人信息保护法第47条"}
    assert client.post(f"/m/{tale.matter}/erase", given).status_code == 302
    page = client.get(f"/m/{tale.matter}").content.decode()
    assert "独一无二" not in page and "个人信息保护法第47条" in client.get(f"/m/{tale.matter}/record").content.decode()
    row = Complaint.objects.within(wutong).get()
    assert (row.contact_phone, row.contact_name, row.text) == ("", "", "")
    assert as_person("唐敏").post(f"/m/{tale.matter}/erase", given).status_code == 403
    assert "独一无二" not in as_person("唐敏").get("/desk/complaints?q=独一无二").content.decode().replace(
        'value="独一无二"', ""
    )


def test_it_renders_lists_filters_and_the_empty_state(wutong: Scope) -> None:
    tale_now(wutong).upto("forwarded")
    client = as_person("唐敏")
    assert "筛掉了" in client.get("/desk/complaints?q=没有这个词").content.decode()
    for query in (
        "state=open",
        "status=承办中",
        "channel=web",
        "category=stall",
        "office=zf1",
        "from=2020-01-01",
        "order=due",
        "after=junk",
    ):
        assert client.get(f"/desk/complaints?{query}").status_code == 200
    assert "没有轮到你办的事" in as_person("马骏").get("/desk").content.decode()


def test_it_names_to_nobody_a_matter_he_may_not_open(wutong: Scope) -> None:
    where = {"lat": 38.699676, "lon": 83.198363, "place": "滨河夜市"}
    held = tale_now(wutong, **where).upto("forwarded")
    own = tale_now(wutong, **where)
    own.do("唐敏", "accepted")
    own.do("唐敏", "forwarded", office="zf2")
    page = as_person("赵强").get(f"/m/{own.matter}").content.decode()
    assert held.view.number not in page and "在别的单位手里" not in page, "not even that there is one"
    complaints.merge(seat("唐敏"), own.matter, held.matter, at=own.at + timedelta(minutes=1))
    page = as_person("赵强").get(f"/m/{own.matter}").content.decode()
    assert held.view.number not in page and "另有1件在别的单位手里" in page, "that his own was merged is his to know"
    assert own.view.number in as_person("唐敏").get(f"/m/{held.matter}").content.decode()


def test_it_shows_police_and_administrators_no_matter_at_all(wutong: Scope) -> None:
    tale = tale_now(wutong)
    tale.do("唐敏", "accepted")
    tale.do("唐敏", "forwarded", office="gongan")
    due = tale.view.due_on
    for url in (f"/desk/deadlines?day={due}", f"/desk/figures/{clock.legal_day(clock.now()).year}/complaints.received"):
        answer = as_person("马骏").get(url)
        assert tale.view.number not in answer.content.decode(), url


def test_it_leaves_the_complaint_alone_when_a_later_entry_is_erased(wutong: Scope) -> None:
    tale = tale_now(wutong, text="原来的话")
    tale.do("唐敏", "noted", text="写错的备注")
    given = {"seq": 2, "names": ["text"], "ground": "个人信息保护法第47条"}
    assert as_person("顾明远").post(f"/m/{tale.matter}/erase", given).status_code == 302
    assert tale.row.text == "原来的话" and "写错的备注" not in repr(record.history(wutong, tale.matter)[1].fields)
