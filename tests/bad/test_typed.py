"""Without script, what was typed for an act that did not happen comes back with the answer: in its form, or to copy."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.bad.test_order import at, post
from tests.collect.telling import Tale
from tests.people import account_of, as_person
from wutong.city.house import api as house
from wutong.law import identifiers
from wutong.record import clock
from wutong.record.scope import Scope

pytestmark = pytest.mark.django_db


class Form(HTMLParser):
    """What a browser would send of the form that came back, and where to."""

    def __init__(self, page: HttpResponse) -> None:
        super().__init__()
        self.action, self.sent, self.box, self.method = "", {}, "", ""
        self.inside = False
        html = page.content.decode()
        assert 'class="sheet sheet-body typed"' in html, "nothing that was typed came back"
        self.feed(html.split('class="sheet sheet-body typed"')[1].split("</section>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action, self.method = has["action"], has["method"]
        elif tag == "textarea":
            self.box = has["name"]
            self.sent[self.box] = ""
        elif tag == "select":
            self.inside, self.name = True, has["name"]
        elif tag == "option" and "selected" in has:
            self.sent[self.name] = has["value"]
        elif tag == "input" and has.get("name") and has.get("type") != "file":
            if has.get("type") not in {"radio", "checkbox"}:
                self.sent[has["name"]] = has.get("value", "")
            elif "checked" in has:
                self.sent[has["name"]] = has.get("value", "on")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.box = ""

    def handle_data(self, data: str) -> None:
        if self.box:
            self.sent[self.box] = (self.sent[self.box] + data).removeprefix("\n")


def came_back(page: HttpResponse, **typed: str) -> Form:
    """A refusal with its reasons, and under it the form, filled in, with a key of its own."""
    assert page.status_code == 409
    assert 'class="refusal-list"' in page.content.decode()
    form = Form(page)
    for name, value in typed.items():
        assert form.sent.get(name.replace("__", "-")) == value, (name, form.sent)
    assert form.method == "post" and form.sent["csrfmiddlewaretoken"]
    assert re.fullmatch("[0-9a-f]{32}", form.sent["once"])
    return form


def test_somebody_acted_meanwhile_and_the_words_are_still_in_the_form(wutong: Scope) -> None:
    tale = at(wutong, "")
    words = "写了<很久>的\n两行答复"
    form = came_back(post("唐敏", tale, "replied", text=words), text=words, channel="page", proof="进度页")
    assert tale.acts == ["received"]
    tale.do("唐敏", "accepted")  # what the reason asked for
    assert as_person("唐敏").post(form.action, form.sent).status_code == 302
    assert tale.acts[-1] == "replied"


CHANGED = [
    ("forwarded", "周伟", "answered", {"text": "已经劝离，摊主收了摊"}, {"text": "另写的一段很长的话"}),
    ("answered", "唐敏", "replied", {}, {"text": "另写的答复", "channel": "call", "proof": "通话记录3号"}),
    ("accepted", "唐敏", "merged", {}, {"number": "诉190101-9999"}),
]


@pytest.mark.parametrize(("stage", "who", "act", "first", "other"), CHANGED)
def test_a_form_that_was_answered_already_brings_other_words_back(
    wutong: Scope, stage: str, who: str, act: str, first: dict[str, str], other: dict[str, str]
) -> None:
    tale = at(wutong, "" if stage == "received" else stage)
    if act == "merged":
        first = {"number": at(wutong, "accepted").view.number}
    assert post(who, tale, act, once="k", **first).status_code == 302
    form = came_back(post(who, tale, act, once="k", **other), **other)
    assert form.sent["once"] != "k"


def test_registration_erasure_and_correction_bring_their_words_back(wutong: Scope) -> None:
    client = as_person("唐敏")
    shown = client.get("/desk/complaints/new").content.decode()
    received = shown.split('name="received" value="')[1].split('"')[0]
    given = {"channel": "visit", "received": received, "category": "stall", "text": "占道", "once": "k"}
    assert client.post("/desk/complaints/new", given).status_code == 302
    other = {"text": "记了半小时的来访", "place": "县医院东门", "contact_name": "王女士", "channel": "letter"}
    came_back(client.post("/desk/complaints/new", {**given, **other}), **other, category="stall")

    tale = Tale(wutong, contact_name="王某", contact_phone="13800000000")
    head = as_person("顾明远")
    erase = {"seq": "1", "names": ["contact_name"], "ground": "撤回同意", "once": "k"}
    assert head.post(f"/m/{tale.matter}/erase", erase).status_code == 302
    came_back(head.post(f"/m/{tale.matter}/erase", {**erase, "ground": "别的依据"}), ground="别的依据", seq="1")

    path = f"/m/{tale.matter}/correct/1"
    right = {"text": "桌子摆满了盲道", "reason": "听错了", "once": "k"}
    assert client.post(path, right).status_code == 302
    came_back(client.post(path, {**right, "text": "桌子摆满了车道"}), text="桌子摆满了车道", reason="听错了")


def test_a_citizens_words_come_back(wutong: Scope) -> None:
    tale = at(wutong, "replied")
    assert tale.got.receipt is not None
    number, code = identifiers.parse_receipt(tale.got.receipt.number), tale.got.receipt.secret
    given = {"more-text": "还有一句", "more-code": code, "more-once": "k"}
    assert Client().post(f"/progress/{number}/more", given).status_code == 302
    page = Client().post(f"/progress/{number}/more", {**given, "more-text": "夜里又摆出来了"})
    came_back(page, more__text="夜里又摆出来了")
    again = {"again-reason": "没有解决", "again-code": code}
    assert Client().post(f"/progress/{number}/again", again).status_code == 302
    came_back(Client().post(f"/progress/{number}/again", again), again__reason="没有解决")


def test_who_lost_the_matter_meanwhile_can_copy_the_words(wutong: Scope) -> None:
    tale = at(wutong, "forwarded")  # to another team
    page = post("秦海", tale, "answered", text="写了<很久>的办理情况")
    assert page.status_code in {403, 404}
    assert "写了&lt;很久&gt;的办理情况" in page.content.decode()


def test_a_stale_page_brings_our_own_words_back_and_nobody_elses(wutong: Scope) -> None:
    tale = at(wutong, "forwarded")
    client = Client(enforce_csrf_checks=True)
    client.force_login(account_of("周伟"))
    path, given = f"/m/{tale.matter}/do/answered", {"text": "写了很久的办理情况"}
    ours = client.post(path, given, headers={"referer": f"http://testserver{path}"})
    assert ours.status_code == 403 and "写了很久的办理情况" in ours.content.decode()
    theirs = client.post(path, given, headers={"referer": "http://evil.example/"})
    assert theirs.status_code == 403 and "写了很久的办理情况" not in theirs.content.decode()


def test_with_script_the_form_is_on_the_screen_and_the_answer_is_short(wutong: Scope) -> None:
    tale = at(wutong, "")
    given = {"text": "已劝离", "channel": "page", "proof": "进度页"}
    page = as_person("唐敏").post(f"/m/{tale.matter}/do/replied", given, headers={"x-wutong-safe": "1"})
    assert page.status_code == 409 and "已劝离" not in page.content.decode()


def test_a_change_of_the_house_taken_back_by_two_brings_the_seconds_words_back(wutong: Scope) -> None:
    admin, day = as_person("吴越"), clock.legal_day(clock.now()).isoformat()
    asked = {"day": day, "document": "梧编办3号", "office": "zf1", "name": "城区执法中队", "once": "k1"}
    seen: Any = admin.post("/desk/house/new/rename", asked)
    apply = {**asked, "do": "apply", "seen": seen.context["seen"].key}
    assert admin.post("/desk/house/new/rename", apply).status_code == 302
    (change,) = house.changes(wutong)
    path = f"/desk/house/{change.number}/undo"
    assert admin.post(path, {"document": "梧编办4号", "once": "k2"}).status_code == 302
    came_back(admin.post(path, {"document": "梧编办5号，另有说明", "once": "k3"}), document="梧编办5号，另有说明")
