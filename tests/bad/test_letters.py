"""What nobody types: NUL is refused in words before a page runs, invisible and turning marks are not kept, the rest is."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from tests.bad import words
from tests.collect.imports.files import csv_bytes, kept, row
from tests.collect.telling import Tale
from tests.people import as_person
from wutong.collect.complaints import api as complaints
from wutong.collect.complaints.imports import api as imports
from wutong.collect.complaints.models import Complaint
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.scope import Scope
from wutong.ui.letters import seen

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/progress/1904%00", "/report/ph%00oto", "/%00", "/map/%00.svg", "/at/990101/progress/%00", "/where?lat=%00&lon=1",
        "/report?%00=1", "/signin?next=%00", "/static/%00.css",
    ],
)  # fmt: skip
def test_it_refuses_nul_in_an_address(wutong: Scope, address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code in {400, 404}
    if not address.startswith("/static"):
        assert answer.status_code == 400 and "空字节" in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/desk/complaints?q=%00", "/desk/deadlines?office=%00", "/desk/complaints.csv?category=%00"]
)
def test_it_refuses_nul_at_a_desk_too(wutong: Scope, address: str) -> None:
    assert as_person("唐敏").get(address).status_code == 400


@pytest.mark.parametrize("data", [{"number": words.NUL}, {"number": "1", "x\0": "1"}])
def test_it_refuses_nul_in_a_form_and_says_how_to_go_on(wutong: Scope, data: dict[str, str]) -> None:
    answer = Client().post("/progress", data)
    page = answer.content.decode()
    assert answer.status_code == 400 and "重新打一遍" in page and "填过的还在" in page


def test_it_tells_a_program_in_json(wutong: Scope) -> None:
    answer = Client().post("/progress", {"number": "\0"}, headers={"accept": "application/json"})
    assert answer.status_code == 400 and "空字节" in answer.json()["reasons"][0]["missing"]


def test_it_forgets_a_cookie_with_nul(wutong: Scope) -> None:
    client = Client()
    for cookie in ("wutong", "wutong-csrf", "wutong-report", "wutong-receipt", "wutong-registered", "wutong-open"):
        answer = client.get("/desk", headers={"cookie": f'{cookie}="\\000abcdefghijklmnopqrstuvwxyz012345"'})
        assert answer.status_code == 302, cookie
        assert client.get("/report/photo", headers={"cookie": f'{cookie}="\\000abcdefghijklm"'}).status_code == 200


def test_it_shows_no_trace_of_marks_that_turn_or_hide(wutong: Scope) -> None:
    client = Client()
    text = f"门口{words.BIDI}{words.UNSEEN}{words.CONTROL}{words.RARE}\n第二行\tئۇيغۇر 👨\u200d👩\u200d👧"
    assert client.post("/report/what", {"category": "stall", "text": text}).status_code == 302
    draft = client.get("/report/check").content.decode()
    assert "门口反着写里面看不见的字铃退逃[31m𠮷㙟䶮𫗋\n第二行\tئۇيغۇر 👨\u200d👩\u200d👧" in draft.replace(
        "\r\n", "\n"
    )


def test_it_keeps_what_shows_however_rare(wutong: Scope) -> None:
    for text in (words.RARE, "葛\U000e0100", "\ue000", "ئۇيغۇر\u200cچە", "ᠮᠣᠩ\u180bᠭᠣᠯ", "é", "👩🏻\u200d⚕️", "a\tb\nc"):
        assert seen(text) == text
    assert seen("张\u200d三\u200c\u2028李") == "张三\n李"


def test_it_finds_a_name_that_was_pasted_with_hidden_letters(wutong: Scope) -> None:
    page = {
        "channel": "visit",
        "received": "",
        "category": "stall",
        "text": "𠮷\u200b㙟饭店油烟",
        "place": "䶮\u2060街",
    }
    client = as_person("唐敏")
    shown = client.get("/desk/complaints/new").content.decode()
    page["received"] = shown.split('name="received" value="')[1].split('"')[0]
    assert client.post("/desk/complaints/new", page).status_code == 302
    for word in ("𠮷㙟", "䶮街"):
        assert "䶮街，" in client.get("/desk/complaints", {"q": word}).content.decode(), word


def test_a_password_is_what_was_typed(wutong: Scope) -> None:
    client = as_person("唐敏")
    odd = "密码\u200b里的暗号十个字呀"
    account_page = {"old": "x", "new": odd, "again": odd}
    answer = client.post("/me/password", account_page)
    assert answer.status_code == 422  # the old one is wrong; what matters: nothing was cut from the new ones
    assert "两遍不一样" not in answer.content.decode()


def test_it_writes_clean_words_into_the_record(wutong: Scope) -> None:
    tale = Tale(wutong).upto("forwarded")
    answer = as_person("周伟").post(f"/m/{tale.matter}/do/answered", {"text": f"已劝离{words.BIDI}", "once": "k"})
    assert answer.status_code == 302
    entry = record.history(wutong, tale.matter)[-1]
    assert entry.fields["text"] == "已劝离反着写里面"
    assert complaints.complaint(wutong, tale.matter) is not None


def test_it_refuses_half_a_letter(wutong: Scope) -> None:
    """A program may claim an encoding that lets half of a pair through; no database keeps it."""
    form = '--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n+2AA-\r\n--b--\r\n'
    answer = Client().generic("POST", "/report/what", form, "multipart/form-data; boundary=b; charset=utf-7")
    assert answer.status_code == 400 and "半个字" in answer.content.decode()


def test_a_table_keeps_what_a_form_keeps(wutong: Scope, tmp_path: Path) -> None:
    text = f"门口{words.BIDI}{words.UNSEEN}{words.RARE}"
    data = csv_bytes([row(1, subject=f"摊\u200b点{words.BIDI}", body=text, reply=text)])
    report = imports.check(wutong, kept(tmp_path / "t.csv", data), "t.csv", now=clock.now())
    imports.take(wutong, report, by=record.Actor("system", "import"), now=clock.now())
    found = Complaint.objects.within(wutong).get()
    assert found.subject == "摊点反着写里面" and found.text == f"门口反着写里面看不见的字{words.RARE}"
    assert record.history(wutong, found.matter_id)[1].fields["text"] == found.text
    again = imports.check(wutong, tmp_path / "t.csv", "t.csv", now=clock.now())
    assert (again.already, again.bad) == (1, 0)


def test_an_address_shows_no_marks_that_turn(wutong: Scope) -> None:
    """A link that somebody made shows in the page what it asks."""
    page = as_person("唐敏").get("/desk/complaints", {"q": f"门口{words.BIDI}{words.UNSEEN}"}).content.decode()
    assert "门口反着写里面看不见的字" in page and seen(page) == page
