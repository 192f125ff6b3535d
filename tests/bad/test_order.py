"""Acts in the wrong order, twice, by the wrong person, and forms that come again: each told which rule, nothing changed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.collect.telling import Tale
from tests.people import CITIZEN, as_person
from wutong.collect.complaints import acts
from wutong.law import identifiers
from wutong.record.entries import api as record
from wutong.record.scope import Scope

pytestmark = pytest.mark.django_db
WORDS = {
    "forwarded": {"office": "zf1"},
    "sent_back": {"reason": "不归我们"},
    "answered": {"text": "已劝离"},
    "replied": {"text": "你好，已劝离", "channel": "page", "proof": "进度页"},
    "supplemented": {"text": "还有"},
    "noted": {"text": "记一笔"},
    "extension_asked": {"reason": "要等鉴定", "days": "10"},
    "extended": {"reason": "要等鉴定", "days": "10"},
    "reopened": {"reason": "没解决"},
    "withdrawn": {"words": "不反映了", "reason": "不反映了"},
    "handed_over": {"body": "水务局", "grounds": "管道", "told": "电话"},
}
#: what has been done when the act comes too early
STAGES = ("", "accepted", "forwarded", "answered", "replied", "closed")


def at(scope: Scope, stage: str) -> Tale:
    return Tale(scope).upto(stage) if stage else Tale(scope)


def post(who: str, tale: Tale, act: str, **more: Any) -> HttpResponse:
    headers = {"accept": more.pop("accept", "text/html")}
    path = f"/m/{tale.matter}/do/{act}"
    return as_person(who).post(path, {**WORDS.get(act, {}), **more}, headers=headers)  # type: ignore[return-value]


def says_how(answer: HttpResponse) -> None:
    """A refusal that names a rule, what is missing and how to mend it; or a form that says which box is wrong."""
    assert answer.status_code in {409, 422, 403, 404}
    if answer.status_code == 409:
        reasons = answer.json()["reasons"]  # type: ignore[attr-defined]
        assert reasons
        for reason in reasons:
            assert all(re.search(r"[\u4e00-\u9fff]{2}", reason[part]) for part in ("article", "missing", "remedy")), (
                reason
            )
    if answer.status_code == 422:
        assert "error" in answer.content.decode()


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("who", ["唐敏", "周伟", "李明", "何志远", "孙丽", "马骏", "吴越"])
def test_it_answers_every_act_at_every_stage_by_anybody(wutong: Scope, stage: str, who: str) -> None:
    tale = at(wutong, stage)
    before = tale.acts
    for act in acts.DESK_ORDER:
        answer = post(who, tale, act, accept="application/json")
        if answer.status_code == 302:
            assert len(tale.acts) > len(before), (act, "led on, and nothing was written")
            tale = at(wutong, stage)
            before = tale.acts
        else:
            says_how(answer)
            assert tale.acts == before, act


def test_it_takes_no_act_twice_without_its_first_form(wutong: Scope) -> None:
    tale = at(wutong, "")
    assert post("唐敏", tale, "accepted", once="a").status_code == 302
    again = post("唐敏", tale, "accepted", once="b", accept="application/json")
    says_how(again)
    assert tale.acts == ["received", "accepted"]


@pytest.mark.parametrize(
    ("stage", "who", "act", "other"),
    [
        ("accepted", "唐敏", "forwarded", {"office": "zf2"}),
        ("forwarded", "周伟", "answered", {"text": "别的话"}),
        ("answered", "唐敏", "replied", {"text": "别的答复"}),
        ("forwarded", "周伟", "sent_back", {"reason": "别的理由"}),
        ("accepted", "唐敏", "noted", {"text": "别的备注"}),
        ("closed", "唐敏", "reopened", {"reason": "别的理由"}),
    ],
)
def test_a_form_that_comes_again_is_answered_and_with_other_words_refused(
    wutong: Scope, stage: str, who: str, act: str, other: dict[str, str]
) -> None:
    tale = at(wutong, stage)
    first = post(who, tale, act, once="k")
    assert first.status_code == 302, first.content.decode()[:3000]
    written = tale.acts
    again = post(who, tale, act, once="k")
    assert again.status_code == 302 and tale.acts == written
    changed = post(who, tale, act, once="k", **other)
    assert changed.status_code == 409 and "一次提交只算一件" in changed.content.decode()
    assert "更正" in changed.content.decode() and tale.acts == written


def test_a_merge_that_comes_again_with_another_number_is_refused(wutong: Scope) -> None:
    tale, lead, other = at(wutong, "accepted"), at(wutong, "accepted"), at(wutong, "accepted")
    assert post("唐敏", tale, "merged", once="k", number=lead.view.number).status_code == 302
    assert post("唐敏", tale, "merged", once="k", number=lead.view.number).status_code == 302
    changed = post("唐敏", tale, "merged", once="k", number=other.view.number)
    assert changed.status_code == 409 and "一次提交只算一件" in changed.content.decode()
    nobody = post("唐敏", tale, "merged", once="k", number="诉190101-9999")
    assert nobody.status_code == 409
    assert tale.acts.count("merged") == 1


def test_an_erasure_that_comes_again_for_something_else_is_refused(wutong: Scope) -> None:
    tale = Tale(wutong, contact_name="王某", contact_phone="13800000000")
    path, head = f"/m/{tale.matter}/erase", as_person("顾明远")
    form = {"seq": "1", "names": ["contact_name"], "ground": "撤回同意", "once": "k"}
    assert head.post(path, form).status_code == 302
    assert head.post(path, form).status_code == 302
    for change in ({"names": ["contact_phone"]}, {"ground": "别的依据"}, {"seq": "2"}):
        answer = head.post(path, {**form, **change})
        assert answer.status_code == 409 and "一次提交只算一件" in answer.content.decode(), change
    assert tale.acts == ["received", "erased"]
    assert record.history(wutong, tale.matter)[0].fields["contact_phone"] == "13800000000"


def test_a_registration_that_comes_again_with_other_words_is_refused(wutong: Scope) -> None:
    client = as_person("唐敏")
    shown = client.get("/desk/complaints/new").content.decode()
    received = shown.split('name="received" value="')[1].split('"')[0]
    form = {"channel": "visit", "received": received, "category": "stall", "text": "占道", "once": "k"}
    assert client.post("/desk/complaints/new", form).status_code == 302
    assert client.post("/desk/complaints/new", form).status_code == 302
    changed = client.post("/desk/complaints/new", {**form, "text": "别的"})
    assert changed.status_code == 409 and "一次提交只算一件" in changed.content.decode()


def test_a_citizens_form_that_comes_again_with_other_words_is_refused(wutong: Scope) -> None:
    tale = at(wutong, "replied")
    assert tale.got.receipt is not None
    number, code = identifiers.parse_receipt(tale.got.receipt.number), tale.got.receipt.secret
    path, client = f"/progress/{number}/more", Client()
    form = {"more-text": "还有一句", "more-code": code, "more-once": "k"}
    assert client.post(path, form).status_code == 302
    assert client.post(path, {**form, "more-text": "还有一句"}).status_code == 302
    changed = client.post(path, {**form, "more-text": "别的一句"})
    assert changed.status_code == 409 and "一次提交只算一件" in changed.content.decode()
    assert tale.acts.count("supplemented") == 1


def test_a_citizen_may_do_nothing_at_a_desk(wutong: Scope) -> None:
    tale = at(wutong, "accepted")
    for act in acts.DESK_ORDER:
        answer = as_person(CITIZEN).post(f"/m/{tale.matter}/do/{act}", WORDS.get(act, {}))
        assert answer.status_code == 302 and "/signin" in answer["Location"], act
    assert tale.acts == ["received", "accepted"]


def test_what_was_typed_stands_in_the_form_again(wutong: Scope) -> None:
    """A wrong box costs nobody the others."""
    tale = at(wutong, "answered")
    page = post("唐敏", tale, "replied", text="写了很久的答复", channel="没有的", proof="<b>凭据</b>")
    assert page.status_code == 422
    assert "写了很久的答复" in page.content.decode() and "&lt;b&gt;凭据&lt;/b&gt;" in page.content.decode()


@pytest.mark.parametrize("about", ["²", "٣", "-1", "0", "9999999999999999999999", "1e3", "abc"])
def test_it_takes_no_odd_number_for_an_entry(wutong: Scope, about: str) -> None:
    tale = at(wutong, "accepted")
    assert post("唐敏", tale, "noted", about=about).status_code in {302, 404}
