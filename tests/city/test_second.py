"""A second factor: set up by its holder, asked for after the password, taken away only by whoever shows who he is."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tests.city.keys import Passkey, digits, fresh, set_up_app
from tests.people import account_of, as_person
from wutong.city.county.load import DEMO_PASSWORD
from wutong.city.guard import factors
from wutong.record.access.api import Ask, audit
from wutong.record.scope import Scope

PASSWORD = {"login": "liming", "password": DEMO_PASSWORD}


@pytest.fixture(autouse=True)
def _no_old_attempts() -> None:
    cache.clear()


def signed_in(client: Client) -> bool:
    return bool(client.get("/me").status_code == 200)


def half(**options: Any) -> Client:
    """A client that has shown the password."""
    client = Client(**options)
    assert client.post("/signin", PASSWORD | {"next": "/desk/offices"})["Location"] == "/signin/second"
    return client


def lines(scope: Scope, kind: str = "") -> list[tuple[str, str]]:
    return [(line.kind, line.what) for line in audit(scope, Ask(kind=kind)).lines]


def test_it_asks_for_the_code_after_the_password(wutong: Scope) -> None:
    secret, codes = set_up_app(as_person("李明"))
    assert len(codes) == 10 == len(set(codes))
    client = half()
    assert not signed_in(client) and client.get("/desk").status_code == 302
    page = client.get("/signin/second").content.decode()
    assert "验证码" in page and secret.replace(" ", "") not in page
    wrong = client.post("/signin/second", {"code": "000000"})
    assert wrong.status_code == 422 and "没有对上" in wrong.content.decode() and not signed_in(client)
    answer = client.post("/signin/second", {"code": digits(secret)})
    assert answer["Location"] == "/desk/offices" and signed_in(client)
    assert ("signin", "totp") in lines(wutong)


def test_it_takes_a_code_once(wutong: Scope) -> None:
    secret, _ = set_up_app(as_person("李明"))
    code = digits(secret)
    assert half().post("/signin/second", {"code": code}).status_code == 302
    cache.clear()  # another server knows nothing of this one's memory
    again = half()
    assert again.post("/signin/second", {"code": code}).status_code == 422
    assert again.post("/signin/second", {"code": digits(secret, -1)}).status_code == 422, "nor an older one"
    assert again.post("/signin/second", {"code": digits(secret, 1)}).status_code == 302


def test_it_takes_each_recovery_code_once_and_shows_them_once(wutong: Scope) -> None:
    client = as_person("李明")
    _, codes = set_up_app(client)
    page = client.get("/me/second").content.decode()
    assert "还有10个没有用过" in page and not [c for c in codes if c in page]
    first = half()
    assert first.post("/signin/second", {"code": codes[3]}).status_code == 302 and signed_in(first)
    assert half().post("/signin/second", {"code": codes[3]}).status_code == 422
    assert half().post("/signin/second", {"code": codes[4].replace(" ", "")}).status_code == 302
    assert factors.codes_left(account_of("李明")) == 8
    fresh(client)
    new = re.findall(r"<code>(\d{4} \d{4})</code>", client.post("/me/second/codes").content.decode())
    assert len(new) == 10 and not set(new) & set(codes)
    assert client.get("/me/second/codes").status_code == 405
    assert half().post("/signin/second", {"code": codes[0]}).status_code == 422
    assert half().post("/signin/second", {"code": new[0]}).status_code == 302


def test_it_locks_after_wrong_codes_and_a_right_password_does_not_help(wutong: Scope) -> None:
    secret, _ = set_up_app(as_person("李明"))
    for _ in range(5):
        client = half()
        assert client.post("/signin/second", {"code": "000000"}).status_code == 422
    blocked = client.post("/signin/second", {"code": digits(secret)})
    assert blocked.status_code == 429 and "锁到" in blocked.content.decode() and not signed_in(client)
    assert Client().post("/signin", PASSWORD).status_code == 422, "nor does the password page judge any more"


def test_it_lets_nobody_in_the_middle_of_a_sign_in_go_on_with_an_old_password(wutong: Scope) -> None:
    secret, _ = set_up_app(as_person("李明"))
    client = half()
    account = account_of("李明")
    account.set_password("another long way 9")
    account.save(update_fields=["password"])
    assert client.post("/signin/second", {"code": digits(secret)})["Location"] == "/signin"
    assert not signed_in(client)


def test_it_has_no_second_step_without_a_first(wutong: Scope) -> None:
    secret, _ = set_up_app(as_person("李明"))
    client = Client()
    assert client.get("/signin/second")["Location"] == "/signin"
    assert client.post("/signin/second", {"code": digits(secret)})["Location"] == "/signin" and not signed_in(client)


def test_it_keeps_secrets_sealed(wutong: Scope) -> None:
    secret, codes = set_up_app(as_person("李明"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        rows = str(cursor.fetchall())
        cursor.execute("SELECT session_data FROM django_session")
        rows += str(cursor.fetchall())
    assert secret.replace(" ", "") not in rows and not [c for c in codes if c.replace(" ", "") in rows]


def test_it_does_not_open_what_another_secret_sealed(wutong: Scope, settings: Any) -> None:
    secret, codes = set_up_app(as_person("李明"))
    client = half()
    with_other = settings.SECRET_KEY
    settings.SECRET_KEY = "x" * 60
    assert factors.use_code(account_of("李明"), digits(secret), datetime.now(UTC)) == ""
    assert factors.use_code(account_of("李明"), codes[0], datetime.now(UTC)) == ""
    settings.SECRET_KEY = with_other
    assert client.post("/signin/second", {"code": digits(secret)}).status_code == 302


def test_it_changes_nothing_without_a_fresh_sign_in(wutong: Scope) -> None:
    client = as_person("李明")
    assert client.get("/me/second").status_code == 200
    for path in ("/me/second/app", "/me/second/passkey"):
        assert client.get(path)["Location"].startswith("/me/fresh?next=")
    secret, _ = set_up_app(client)
    session = client.session
    session["fresh"] = 0
    session.save()
    (mine,) = factors.factors(account_of("李明"))
    for path, data in (("/me/second/drop", {"factor": mine.id}), ("/me/second/codes", {})):
        assert client.post(path, data)["Location"].startswith("/me/fresh?next=")
    assert factors.has_factor(account_of("李明"))
    page = client.get("/me/fresh?next=/me/second").content.decode()
    assert 'name="code"' in page and 'name="password"' in page
    wrong = client.post("/me/fresh", {"password": "no", "code": digits(secret), "next": "/me/second"})
    assert wrong.status_code == 422
    wrong = client.post("/me/fresh", {"password": DEMO_PASSWORD, "code": "111111", "next": "/me/second"})
    assert wrong.status_code == 422
    wrong = client.post("/me/fresh", {"password": DEMO_PASSWORD, "code": "", "next": "/me/second"})
    assert wrong.status_code == 422
    right = client.post("/me/fresh", {"password": DEMO_PASSWORD, "code": digits(secret), "next": "/me/second"})
    assert right["Location"] == "/me/second"
    assert client.post("/me/second/drop", {"factor": mine.id})["Location"] == "/me/second?done=dropped"
    assert not factors.has_factor(account_of("李明")) and factors.codes_left(account_of("李明")) is None
    assert lines(wutong, "rights") == [("rights", "factor.dropped"), ("rights", "factor.added")]
    assert Client().post("/signin", PASSWORD)["Location"] != "/signin/second"


def test_it_drops_nobody_elses(wutong: Scope) -> None:
    set_up_app(as_person("唐敏"))
    (hers,) = factors.factors(account_of("唐敏"))
    client = as_person("李明")
    fresh(client)
    client.post("/me/second/drop", {"factor": hers.id})
    assert factors.has_factor(account_of("唐敏"))


def test_it_leads_whoever_must_have_one_to_it_first(wutong: Scope, settings: Any) -> None:
    settings.GUARD = replace(settings.GUARD, second_factor=frozenset({"officer"}))
    assert as_person("唐敏").get("/desk").status_code == 200
    client = as_person("李明")
    for path in ("/desk", "/me", "/desk/complaints?q=a", "/me/password"):
        assert client.get(path)["Location"].startswith("/me/second?next=")
    assert client.get("/").status_code == 200
    page = client.get("/me/second").content.decode()
    assert "先设第二重验证" in page and "退出" in page
    set_up_app(client)
    assert client.get("/desk").status_code == 200
    (mine,) = factors.factors(account_of("李明"))
    assert client.post("/me/second/drop", {"factor": mine.id})["Location"] == "/me/second?done=last"
    assert factors.has_factor(account_of("李明"))
    assert "没有去掉" in client.get("/me/second?done=last").content.decode()


# ---- passkeys


def at_home(name: str) -> Client:
    client = as_person(name, HTTP_HOST="localhost")
    fresh(client)
    return client


def asked(page: str) -> dict[str, Any]:
    found = re.search(r'data-passkey-ask="([^"]+)"', page)
    assert found
    return dict(json.loads(html.unescape(found[1])))


def add(client: Client, key: Passkey, name: str = "办公室电脑") -> Any:
    ask = asked(client.get("/me/second/passkey").content.decode())
    return client.post("/me/second/passkey", {"name": name, "passkey": key.make(ask)})


def enter(key: Passkey, client: Client | None = None) -> tuple[Client, Any]:
    client = client or Client(HTTP_HOST="localhost")
    ask = client.post("/signin/passkey").json()["ask"]
    return client, client.post("/signin/passkey", {"passkey": key.show(ask), "next": "/desk/offices"})


def test_it_signs_in_with_a_passkey_alone(wutong: Scope) -> None:
    key = Passkey()
    answer = add(at_home("李明"), key)
    assert answer.status_code == 200 and "恢复码" in answer.content.decode()
    (mine,) = factors.factors(account_of("李明"))
    assert (mine.kind, mine.name) == ("webauthn", "办公室电脑")
    client, said = enter(key)
    assert said.status_code == 200 and said.json() == {"to": "/desk/offices"}
    assert "李明" in client.get("/me").content.decode()
    assert ("signin", "webauthn") in lines(wutong)


def test_it_takes_a_passkey_after_the_password(wutong: Scope) -> None:
    key = Passkey()
    add(at_home("李明"), key)
    client = half(HTTP_HOST="localhost")
    page = client.get("/signin/second").content.decode()
    answer = client.post("/signin/second", {"passkey": key.show(asked(page))})
    assert answer["Location"] == "/desk/offices" and signed_in(client)


def test_it_refuses_a_passkey_that_does_not_fit(wutong: Scope) -> None:
    key = Passkey()
    add(at_home("李明"), key)
    client, said = enter(replace(key, key=Passkey().key))  # another device that says it is this key
    assert said.status_code == 422 and not signed_in(client)
    client, said = enter(replace(key, origin="http://evil.example"))
    assert said.status_code == 422 and not signed_in(client)
    client, said = enter(replace(key, verified=False))  # nobody's finger was asked
    assert said.status_code == 422 and not signed_in(client)
    hers = replace(key, handle=replace(key).handle)
    add(at_home("唐敏"), other := Passkey(id=b"key-" + b"1" * 12))
    hers.handle = other.handle
    client, said = enter(hers)  # my key, another's name on it
    assert said.status_code == 422 and not signed_in(client)
    client = Client(HTTP_HOST="localhost")
    shown = key.show(client.post("/signin/passkey").json()["ask"])
    assert client.post("/signin/passkey", {"passkey": shown}).status_code == 200
    client.post("/signout")
    assert client.post("/signin/passkey", {"passkey": shown}).status_code == 422, "the same answer again"
    for nonsense in ("", "{}", "[]", '"x"', "{", '{"response": 1}', json.dumps({"response": {"userHandle": "zz"}})):
        client.post("/signin/passkey")
        assert client.post("/signin/passkey", {"passkey": nonsense}).status_code == 422


def test_it_adds_no_passkey_of_another_asking(wutong: Scope) -> None:
    client = at_home("李明")
    ask = asked(client.get("/me/second/passkey").content.decode())
    made = Passkey().make(ask)
    client.get("/me/second/passkey")
    assert client.post("/me/second/passkey", {"passkey": made}).status_code == 422
    ask = asked(client.get("/me/second/passkey").content.decode())
    assert client.post("/me/second/passkey", {"passkey": Passkey(verified=False).make(ask)}).status_code == 422
    assert client.post("/me/second/passkey", {"passkey": "{}"}).status_code == 422
    assert not factors.has_factor(account_of("李明"))


def test_it_opens_no_stopped_account(wutong: Scope) -> None:
    key = Passkey()
    add(at_home("李明"), key)
    account = account_of("李明")
    account.is_active = False
    account.save(update_fields=["is_active"])
    client, said = enter(key)
    assert said.status_code == 422 and not signed_in(client)


def test_it_puts_the_script_of_passkeys_on_the_page_without_words_inside(wutong: Scope) -> None:
    page = Client().get("/signin").content.decode()
    assert "dist/passkey.js" in page and "<script>" not in page
    assert Client().get("/signin").headers["Content-Security-Policy"].count("'unsafe") == 0
