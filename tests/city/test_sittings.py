"""A sitting ends on the server: by itself, from elsewhere, with the post, the account or the password; and all of it is recorded."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tests.city.keys import fresh
from tests.people import account_of, as_person
from wutong.city.county.load import DEMO_PASSWORD
from wutong.city.guard import sittings
from wutong.city.guard.models import Sitting
from wutong.city.guard.pages.adapter import now
from wutong.record.access.api import Ask, Line, audit
from wutong.record.scope import Scope

PASSWORD = {"login": "liming", "password": DEMO_PASSWORD}
NEW = "a long way to the river 7"


@pytest.fixture(autouse=True)
def _no_old_attempts() -> None:
    cache.clear()


def signed_in(client: Client) -> bool:
    return bool(client.get("/me").status_code == 200)


def sign_in(**options: Any) -> Client:
    client = Client(**options)
    assert client.post("/signin", PASSWORD).status_code == 302 and signed_in(client)
    return client


def ago(scope: Scope, **moved: timedelta) -> None:
    """As if the sittings had been begun or seen so long ago."""
    for row in Sitting.objects.within(scope):
        for name, by in moved.items():
            setattr(row, name, getattr(row, name) - by)
        row.save()


def lines(scope: Scope, kind: str = "") -> tuple[Line, ...]:
    return audit(scope, Ask(kind=kind)).lines


@pytest.mark.parametrize(
    ("moved", "words"),
    [
        ({"seen_at": timedelta(minutes=30)}, "太久没有操作"),
        ({"began_at": timedelta(hours=8), "seen_at": timedelta(minutes=1)}, "用得太久"),
    ],
)
def test_it_ends_by_itself(wutong: Scope, moved: dict[str, timedelta], words: str) -> None:
    client = sign_in()
    ago(wutong, **{name: by - timedelta(minutes=1) for name, by in moved.items()})
    assert signed_in(client)
    Sitting.objects.within(wutong).delete()
    client = sign_in()
    ago(wutong, **moved)
    assert client.get("/desk")["Location"] == "/signin?next=/desk"
    page = client.get("/signin?next=/desk").content.decode()
    assert words in page and words not in client.get("/signin").content.decode(), "said once"
    assert not signed_in(client)


def test_it_stays_over_even_for_the_same_cookie(wutong: Scope) -> None:
    client = sign_in()
    kept = client.cookies["wutong"].value
    client.post("/signout")
    again = Client()
    again.cookies["wutong"] = kept
    assert not signed_in(again)


def test_a_form_sent_after_the_end_is_told_to_sign_in(wutong: Scope) -> None:
    client = sign_in()
    ago(wutong, seen_at=timedelta(minutes=31))
    answer = client.post("/me/seat", {"office": "zf1"}, headers={"X-Wutong-Safe": "1"})
    assert answer.status_code == 401 and "/signin" in answer["X-Wutong-Signin"]


def test_it_is_written_again_once_a_minute_only(wutong: Scope, django_assert_num_queries: Any) -> None:
    client = sign_in()
    before = Sitting.objects.within(wutong).get().seen_at
    client.get("/me")
    assert Sitting.objects.within(wutong).get().seen_at == before
    ago(wutong, seen_at=timedelta(seconds=61))
    client.get("/me")
    assert Sitting.objects.within(wutong).get().seen_at >= before


def test_one_sees_and_ends_ones_other_sittings(wutong: Scope) -> None:
    here = sign_in(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537.36")
    there = sign_in(HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 13) Chrome/120", REMOTE_ADDR="10.9.8.7")
    third = sign_in()
    page = here.get("/me/sittings").content.decode()
    assert "Chrome，Windows" in page and "Chrome，安卓" in page and "10.9.8.7" in page and page.count("让它退出") == 2
    row = Sitting.objects.within(wutong).get(network="10.9.8.7")
    assert here.post("/me/sittings/end", {"sitting": row.pk}).status_code == 302
    assert signed_in(here) and signed_in(third) and not signed_in(there)
    assert "在别处退出了" in there.get("/signin").content.decode()
    assert here.post("/me/sittings/end").status_code == 302
    assert signed_in(here) and not signed_in(third)
    assert [(x.what, x.detail) for x in lines(wutong, "signout")] == [("elsewhere", {"ended": 1})] * 2


def test_nobody_ends_another_persons(wutong: Scope) -> None:
    mine, hers = sign_in(), as_person("唐敏")
    assert signed_in(hers)
    row = Sitting.objects.within(wutong).get(account=account_of("唐敏"))
    for which in (row.pk, "x", "99999999999999999999", "²"):
        mine.post("/me/sittings/end", {"sitting": which})
    mine.post("/me/sittings/end")
    assert signed_in(hers)


def test_a_new_password_ends_the_others(wutong: Scope) -> None:
    here, there = sign_in(), sign_in()
    form = {"old": DEMO_PASSWORD, "new": NEW, "again": NEW}
    assert here.post("/me/password", form).status_code == 302
    assert signed_in(here) and not signed_in(there)
    assert here.get("/me/sittings").content.decode().count("让它退出") == 0
    assert lines(wutong, "rights")[0].what == "password.set"


def test_a_stopped_account_is_out_and_its_sittings_are_over(wutong: Scope) -> None:
    client, administrator = sign_in(), as_person("吴越")
    fresh(administrator)
    administrator.post("/desk/accounts/do", {"officer": "102", "do": "stop"})
    assert not signed_in(client)
    assert Sitting.objects.within(wutong).get(account=account_of("李明")).why == "stopped"
    administrator.post("/desk/accounts/do", {"officer": "102", "do": "start"})
    assert not signed_in(client) and signed_in(sign_in())


def test_it_keeps_no_session_key(wutong: Scope) -> None:
    client = sign_in()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM city_sitting")
        assert client.session.session_key not in str(cursor.fetchall())


def test_it_writes_sign_ins_and_failures_and_never_what_was_typed(wutong: Scope) -> None:
    Client().post("/signin", PASSWORD | {"password": "not this one"}, REMOTE_ADDR="10.1.2.3")
    Client().post("/signin", PASSWORD | {"login": "my-own-secret"}, REMOTE_ADDR="10.1.2.4")
    client = Client()
    client.post("/signin", PASSWORD, REMOTE_ADDR="10.1.2.5")
    client.post("/signout")
    found = [(x.kind, x.what, x.actor.id, x.about, x.network) for x in lines(wutong)]
    assert found == [
        ("signout", "", "102", "102", "127.0.0.1"),
        ("signin", "password", "102", "102", "10.1.2.5"),
        ("failed", "password", "", "", "10.1.2.4"),
        ("failed", "password", "", "102", "10.1.2.3"),
    ]
    with connection.cursor() as cursor:
        for table in ("record_note", "city_guesses", "city_sitting"):
            cursor.execute(f"SELECT * FROM {table}")
            assert not re.search("secret|not this", str(cursor.fetchall()))


def test_it_forgets_what_is_old(wutong: Scope) -> None:
    sign_in()
    assert sittings.sweep(wutong, now() - timedelta(days=30)) == 0
    ago(wutong, seen_at=timedelta(days=31))
    assert sittings.sweep(wutong, now() - timedelta(days=30)) == 1


# ---- passwords


def change(client: Client, old: str, new: str) -> str:
    answer = client.post("/me/password", {"old": old, "new": new, "again": new})
    return "" if answer.status_code == 302 else answer.content.decode()


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("Short-7", "至少10个字，写了7个"),
        ("onlysmallletters", "至少要有3种，写的有1种"),
        ("small and others", "至少要有3种，写的有2种"),
        ("Liming-is-my-name-7", "不能有登录名"),
        ("密码密码密码密码密码密码", "写的有1种"),
    ],
)
def test_it_refuses_a_weak_password_in_words(wutong: Scope, new: str, words: str) -> None:
    assert words in change(sign_in(), DEMO_PASSWORD, new)


def test_it_says_the_rules_where_one_types(wutong: Scope, settings: Any) -> None:
    page = sign_in().get("/me/password").content.decode()
    for words in ("至少10个字", "至少3种", "不能有登录名", "不能是最近5个用过的"):
        assert words in page
    settings.GUARD = replace(settings.GUARD, password_length=14, password_history=0)
    page = sign_in().get("/me/password").content.decode()
    assert "至少14个字" in page and "用过的" not in page


def test_it_takes_none_of_the_last_ones(wutong: Scope, settings: Any) -> None:
    settings.GUARD = replace(settings.GUARD, password_history=3)
    client, now_used = sign_in(), DEMO_PASSWORD
    for n in range(1, 5):
        assert not change(client, now_used, f"{NEW}-{n}")
        now_used = f"{NEW}-{n}"
    for n in (2, 3, 4):
        assert "最近3个" in change(client, now_used, f"{NEW}-{n}")
    assert not change(client, now_used, f"{NEW}-1")
    assert account_of("李明").past_passwords.count() == 3


def test_an_old_password_is_changed_before_anything_else(wutong: Scope, settings: Any) -> None:
    settings.GUARD = replace(settings.GUARD, password_days=90)
    client = sign_in()  # from now on it counts
    account = account_of("李明")
    assert account.password_at is not None
    account.password_at -= timedelta(days=89)
    account.save()
    assert signed_in(client)
    account.password_at -= timedelta(days=1)
    account.save()
    assert client.get("/desk?a=1")["Location"] == "/me/password?next=/desk%3Fa%3D1"
    assert "用得太久" in client.get("/me/password").content.decode()
    assert not change(client, DEMO_PASSWORD, NEW) and signed_in(client)
