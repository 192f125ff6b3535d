"""A form sent again because its answer was lost on the way: the answer of the first time, never a refusal of its effect."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from tests.collect.telling import Tale
from tests.people import as_person, build_wutong
from wutong.docket.matters import api as docket
from wutong.record import clock
from wutong.record.scope import Scope


def test_it_answers_a_resent_act_as_the_first_time(wutong: Scope) -> None:
    tale = Tale(wutong)
    client, path = as_person("唐敏"), f"/m/{tale.matter}/do/accepted"
    found = re.search(r'name="once" value="(\w+)"', client.get(path).content.decode())
    assert found
    first = client.post(path, {"once": found.group(1)})
    again = client.post(path, {"once": found.group(1)})
    assert (first.status_code, again.status_code) == (302, 302)
    assert first["Location"] == again["Location"]
    assert tale.acts == ["received", "accepted"]
    other = client.post(path, {"once": "another-form"})
    assert other.status_code == 409, "another form is another act, and refused"


def test_it_keeps_one_persons_key_from_another(wutong: Scope) -> None:
    tale = Tale(wutong)
    path = f"/m/{tale.matter}/do/accepted"
    assert as_person("唐敏").post(path, {"once": "k1"}).status_code == 302
    assert as_person("刘洋").post(path, {"once": "k1"}).status_code != 302


def test_a_renewed_secret_leaves_one_note_and_always_shows_one_that_opens(wutong: Scope) -> None:
    tale = Tale(wutong)
    client, path = as_person("唐敏"), f"/m/{tale.matter}/receipt"
    once = re.search(r'receipt">.*?name="once" value="(\w+)"', client.get(f"/m/{tale.matter}").content.decode())
    assert once
    number = docket.receipts.number_of(wutong, tale.matter)
    for _ in range(2):
        page = client.post(path, {"once": once.group(1)}).content.decode()
        secret = re.search(r"\b(\d{6})\b(?!-)", re.sub(r"<[^>]+>", " ", page.split("查询码", 1)[1]))
        assert secret
        assert docket.receipts.check_secret(wutong, number, secret.group(1), clock.now()) == tale.matter
    assert tale.acts == ["received", "noted"]


def test_a_secret_is_not_renewed_when_its_note_cannot_be_written(
    wutong: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    tale = Tale(wutong)
    number = docket.receipts.number_of(wutong, tale.matter)
    before = docket.receipts.mark(wutong, number)

    def broken(*args: object, **options: object) -> str:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(docket.receipts, "renew", broken)
    with pytest.raises(RuntimeError):
        as_person("唐敏").post(f"/m/{tale.matter}/receipt", {"once": "k9"})
    assert tale.acts == ["received"] and docket.receipts.mark(wutong, number) == before


def test_an_erasure_pressed_twice_is_done_once(wutong: Scope) -> None:
    tale = Tale(wutong, contact_name="欧阳某某")
    client, path = as_person("何志远"), f"/m/{tale.matter}/erase"
    once = re.search(r'name="once" value="(\w+)"', client.get(path).content.decode())
    assert once
    sent = {"seq": "1", "names": ["contact_name"], "ground": "反映人撤回同意", "once": once.group(1)}
    assert [client.post(path, sent).status_code for _ in range(2)] == [302, 302]
    assert tale.acts.count("erased") == 1
    for other in ({"once": "another-form"}, {"once": "k3", "names": ["contact_phone"]}):
        answer = client.post(path, {**sent, **other})
        assert answer.status_code == 422 and "已经删了" in answer.content.decode()


def test_an_erasure_that_came_a_moment_before_is_answered_like_the_first(
    wutong: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    tale, true = Tale(wutong, contact_name="欧阳某某"), docket.answered
    path, asked = f"/m/{tale.matter}/erase", list[str]()
    sent = {"seq": "1", "names": ["contact_name"], "ground": "反映人撤回同意", "once": "k"}

    def answered(*args: object) -> bool:
        """The same form goes all the way between this question and what is done about its answer."""
        before = true(*args)  # type: ignore[arg-type]
        if not asked:
            asked.append(path)
            assert as_person("何志远").post(path, sent).status_code == 302
        return before

    monkeypatch.setattr(docket, "answered", answered)
    assert as_person("何志远").post(path, sent).status_code == 302
    assert tale.acts.count("erased") == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("keys", [("k", "k", "k"), ("a", "b", "c")])
def test_many_erasures_of_the_same_at_once_leave_one_and_break_no_page(keys: tuple[str, ...]) -> None:
    scope = build_wutong()
    tale = Tale(scope, contact_name="欧阳某某")
    path, sent = f"/m/{tale.matter}/erase", {"seq": "1", "names": ["contact_name"], "ground": "反映人撤回同意"}

    def hand(key: str) -> int:
        try:
            return as_person("何志远").post(path, {**sent, "once": key}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as hands:
        answers = sorted(hands.map(hand, keys))
    assert answers == ([302, 302, 302] if keys[0] == keys[1] else [302, 422, 422])
    assert tale.acts.count("erased") == 1
