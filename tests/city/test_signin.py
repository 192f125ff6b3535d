"""Signing in by name and password, by card in the demo only, and out by POST only."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from tests.people import CAST, NEIGHBOURS, account_of, as_person
from wutong.city.county.load import DEMO_PASSWORD
from wutong.record.scope import Scope

PASSWORD = {"login": "liming", "password": DEMO_PASSWORD}


@pytest.fixture(autouse=True)
def _no_old_attempts() -> None:
    cache.clear()  # rate limits live there


def signed_in(client: Client) -> bool:
    return bool(client.get("/me").status_code == 200)


def test_it_signs_in_with_name_and_password(wutong: Scope) -> None:
    client = Client()
    answer = client.post("/signin", PASSWORD | {"next": "/me"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/me")
    assert signed_in(client)
    assert client.get("/signin?next=/desk/offices").headers["Location"] == "/desk/offices"


def test_it_changes_the_session_on_signing_in(wutong: Scope) -> None:
    client = Client()
    client.get("/signin")
    client.post("/signin", PASSWORD)
    first = client.session.session_key
    client.post("/signout")
    client.post("/signin", PASSWORD)
    assert client.session.session_key != first


@pytest.mark.parametrize(
    "wrong",
    [{"password": "not this one"}, {"login": "nobody"}, {"login": "liming@990102"}, {"password": ""}, {"login": ""}],
)
def test_it_tells_nobody_which_half_was_wrong(wutong: Scope, wrong: dict[str, str]) -> None:
    client = Client()
    answer = client.post("/signin", PASSWORD | wrong)
    assert answer.status_code == 422 and not signed_in(client)
    text = answer.content.decode()
    assert ("登录名和密码对不上" in text) == all((PASSWORD | wrong).values())
    assert DEMO_PASSWORD not in text


def test_it_says_the_same_of_a_stopped_account(wutong: Scope) -> None:
    account = account_of("李明")
    account.is_active = False
    account.save(update_fields=["is_active"])
    client = Client()
    answer = client.post("/signin", PASSWORD)
    assert answer.status_code == 422 and "登录名和密码对不上" in answer.content.decode()
    assert not signed_in(client)


def test_it_ends_a_session_when_the_account_is_stopped(wutong: Scope) -> None:
    client = as_person("李明")
    assert signed_in(client)
    account = account_of("李明")
    account.is_active = False
    account.save(update_fields=["is_active"])
    assert client.get("/me").status_code == 302


def test_it_holds_off_guessing(wutong: Scope) -> None:
    client = Client()
    for _ in range(6):
        answer = client.post("/signin", PASSWORD | {"password": "wrong wrong"})
    assert answer.status_code in {422, 429}
    blocked = client.post("/signin", PASSWORD)
    assert blocked.status_code in {422, 429} and not signed_in(client)
    assert "再试" in blocked.content.decode()


def test_it_does_not_forget_a_guesser_for_others_that_come(wutong: Scope) -> None:
    client = Client()
    for _ in range(6):
        client.post("/signin", PASSWORD | {"password": "wrong wrong"})
    for n in range(2000):
        cache.set(f"another:{n}", [1.0], 300)
    assert not signed_in(client) and client.post("/signin", PASSWORD).status_code in {422, 429}


def test_it_tells_a_failed_sign_in_of_the_demo_above_the_cards(wutong: Scope, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    for given, words in ((PASSWORD | {"password": "not this"}, "登录名和密码对不上"), ({}, "登录名和密码都要填")):
        page = Client().post("/signin", given).content.decode()
        assert page.count(words) == 1 and page.index(words) < page.index("cast-card")


def handed_out(name: str) -> Client:
    """Signed in with the password that the county's file gave."""
    account = account_of(name)
    account.first_password = True
    account.save(update_fields=["first_password"])
    client = Client()
    assert client.post("/signin", PASSWORD | {"next": "/desk/complaints?q=a"}).status_code == 302
    return client


def test_it_opens_nothing_before_the_first_password_is_changed(wutong: Scope) -> None:
    client = handed_out("李明")
    for path in ("/desk", "/me", "/desk/complaints?q=a"):
        answer = client.get(path)
        assert answer.status_code == 302 and answer["Location"].startswith("/me/password?next=")
    assert client.post("/me/seat", {"office": "zf1"})["Location"].startswith("/me/password")
    assert client.get("/").status_code == 200  # what anybody may see
    page = client.get("/me/password?next=%2Fdesk%2Fcomplaints%3Fq%3Da").content.decode()
    assert "先改密码" in page and 'value="/desk/complaints?q=a"' in page
    new = "a long way to the river 7"
    form = {"old": DEMO_PASSWORD, "new": new, "again": new, "next": "/desk/complaints?q=a"}
    weak = client.post("/me/password", form | {"new": DEMO_PASSWORD, "again": DEMO_PASSWORD})
    assert weak.status_code == 422 and "先改密码" in weak.content.decode()
    assert client.get("/desk").status_code == 302
    assert client.post("/me/password", form)["Location"] == "/desk/complaints?q=a"
    assert client.get("/desk/complaints?q=a").status_code == 200 and not account_of("李明").first_password


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example/"])
def test_it_goes_on_to_our_own_pages_only(wutong: Scope, onward: str) -> None:
    new = "a long way to the river 7"
    form = {"old": DEMO_PASSWORD, "new": new, "again": new, "next": onward}
    assert handed_out("李明").post("/me/password", form)["Location"] == "/me?done=1"


def test_it_lets_whoever_got_the_wrong_password_sign_out(wutong: Scope) -> None:
    client = handed_out("李明")
    assert "退出" in client.get("/me/password").content.decode()
    assert client.post("/signout").status_code == 302 and client.get("/me/password")["Location"].startswith("/signin")


def test_it_shows_the_form_at_its_own_address_too(wutong: Scope) -> None:
    page = as_person("李明").get("/me/password")
    assert page.status_code == 200 and "现在的密码" in page.content.decode() and "先改密码" not in page.content.decode()


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_it_never_leads_to_another_site(wutong: Scope, onward: str) -> None:
    answer = Client().post("/signin", PASSWORD | {"next": onward})
    assert answer.status_code == 302 and "evil" not in answer.headers["Location"]
    assert answer.headers["Location"].startswith("/")


def test_it_asks_for_the_county_where_there_are_several(wutong: Scope, qingshan: Scope) -> None:
    client = Client()
    assert 'name="county"' in client.get("/signin").content.decode()
    client.post("/signin", {"county": "990102", "login": "dujuan", "password": DEMO_PASSWORD})
    assert "杜鹃" in client.get("/me").content.decode()
    other = Client()
    assert 'name="county"' not in other.get("/at/990102/signin").content.decode()
    answer = other.post("/at/990102/signin", {"login": "dujuan", "password": DEMO_PASSWORD, "next": "/at/990102/me"})
    assert answer.headers["Location"] == "/at/990102/me"
    assert "杜鹃" in other.get("/at/990102/me").content.decode()


def test_it_demands_the_token_of_the_form(wutong: Scope, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    client = Client(enforce_csrf_checks=True)
    for path, data in (("/signin", PASSWORD), ("/signin/cast", {"officer": "102"}), ("/signout", {})):
        assert client.post(path, data).status_code == 403


def test_it_signs_the_cast_in_by_card_in_the_demo(wutong: Scope, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    client = Client()
    page = client.get("/signin").content.decode()
    assert all(name in page for name in CAST)
    assert client.post("/signin/cast", {"officer": "102", "next": "/me"}).headers["Location"] == "/me"
    assert "李明" in client.get("/me").content.decode()
    client.post("/signin/cast", {"officer": "011"})
    assert "唐敏" in client.get("/me").content.decode()  # changing the hat in one click
    assert client.post("/signin/cast", {"officer": "999"}).status_code == 404


def test_it_has_no_cards_outside_the_demo(wutong: Scope) -> None:
    client = Client()
    assert "cast-card" not in client.get("/signin").content.decode()
    assert client.post("/signin/cast", {"officer": "102"}).status_code == 404
    assert client.get("/signin/cast").status_code == 405
    assert not signed_in(client)


def test_it_knows_no_demo_account_outside_the_demo(wutong: Scope, settings: object) -> None:
    client = as_person("李明")
    settings.TESTING = False  # type: ignore[attr-defined]
    assert client.get("/me").status_code == 302
    fresh = Client()
    assert fresh.post("/signin", PASSWORD).status_code == 422
    assert fresh.get("/me").status_code == 302


def test_it_has_no_card_for_a_real_account(wutong: Scope, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    account = account_of("李明")
    account.demo = False
    account.save(update_fields=["demo"])
    client = Client()
    assert "李明" not in client.get("/signin").content.decode()
    assert client.post("/signin/cast", {"officer": "102"}).status_code == 404
    assert not signed_in(client)


def test_it_gives_the_neighbours_no_card_here(wutong: Scope, qingshan: Scope, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    page = Client().get("/at/990101/signin").content.decode()
    assert not [name for name in NEIGHBOURS if name in page]


def test_it_signs_out_by_post_only(wutong: Scope) -> None:
    client = as_person("李明")
    assert client.get("/signout").status_code == 405
    assert signed_in(client)
    assert client.post("/signout").headers["Location"] == "/"
    assert not signed_in(client)


def test_it_opens_none_of_the_librarys_own_pages(wutong: Scope) -> None:
    names = {key for key in get_resolver().reverse_dict if isinstance(key, str)}
    assert not [name for name in names if name.startswith(("account_", "mfa_"))]
    for path in ("/accounts/signup/", "/accounts/login/", "/accounts/email/", "/accounts/password/reset/", "/signup"):
        assert Client().get(path).status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_it_changes_a_password(wutong: Scope) -> None:
    client, elsewhere = Client(), Client()
    for one in (client, elsewhere):
        one.post("/signin", PASSWORD)
    new = "a long way to the river 7"
    form = {"old": DEMO_PASSWORD, "new": new, "again": new}
    assert client.post("/me/password", form | {"old": "wrong"}).status_code == 422
    assert client.post("/me/password", form | {"again": "other"}).status_code == 422
    assert client.post("/me/password", form | {"new": "short1", "again": "short1"}).status_code == 422
    assert client.post("/me/password", form | {"new": DEMO_PASSWORD, "again": DEMO_PASSWORD}).status_code == 422
    assert client.post("/me/password", form).status_code == 302
    assert signed_in(client) and not signed_in(elsewhere)
    assert Client().post("/signin", PASSWORD).status_code == 422
    assert Client().post("/signin", PASSWORD | {"password": new}).status_code == 302


def test_it_lets_one_officer_take_another_of_his_seats(wutong: Scope) -> None:
    client = as_person("周伟")
    assert "换到街面执法五中队" in client.get("/me").content.decode()
    assert client.post("/me/seat", {"office": "zf5"}).status_code == 302
    assert "换到街面执法一中队" in client.get("/me").content.decode()
    assert client.post("/me/seat", {"office": "zf2"}).status_code == 404
