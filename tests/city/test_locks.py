"""Wrong attempts are counted where every server sees them, before they are judged, and a lock tells nothing about names."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tests.people import account_of, as_person
from wutong.city.county.load import DEMO_PASSWORD
from wutong.city.guard import locks
from wutong.city.guard.models import Guesses
from wutong.city.guard.pages.adapter import now
from wutong.record.scope import Scope

PASSWORD = {"login": "liming", "password": DEMO_PASSWORD}


@pytest.fixture(autouse=True)
def _no_old_attempts() -> None:
    cache.clear()


def wrong(times: int, login: str = "liming", network: str = "10.0.0.1", **more: str) -> str:
    said = ""
    for _ in range(times):
        cache.clear()  # the brake in the memory of one server is not what is tested
        data = {"login": login, "password": "wrong wrong", **more}
        said = Client().post("/signin", data, REMOTE_ADDR=network).content.decode()
    return said


def let_in(network: str = "10.0.0.2", **more: str) -> bool:
    cache.clear()
    return Client().post("/signin", PASSWORD | more, REMOTE_ADDR=network).status_code == 302


def later(scope: Scope, minutes: int) -> None:
    for row in Guesses.objects.within(scope):
        row.since -= timedelta(minutes=minutes)
        if row.locked_until:
            row.locked_until -= timedelta(minutes=minutes)
        row.save()


def test_it_locks_an_account_for_all_servers_and_opens_by_itself(wutong: Scope) -> None:
    assert "锁到" not in wrong(4) and let_in(), "whoever gets in begins anew"
    assert "锁到" not in wrong(4)
    assert "锁到" in wrong(2, network="10.0.0.3"), "from wherever they come"
    assert not let_in()
    later(wutong, 14)
    assert not let_in()
    later(wutong, 2)
    assert let_in()


def test_it_says_the_same_of_a_name_that_nobody_has(wutong: Scope) -> None:
    def told(login: str) -> list[str]:
        said = [wrong(1, login).replace(login, "X").split("没有登录")[-1][:60] for _ in range(6)]
        return [re.sub(r"\d\d:\d\d", "0:00", words) for words in said]  # a minute may end between the two

    assert told("liming") == told("nobody-here")


def test_it_counts_by_network_over_all_names(wutong: Scope, settings: Any) -> None:
    settings.GUARD = replace(settings.GUARD, lock_network=10)
    for n in range(10):
        wrong(1, f"name{n}")
    assert not let_in("10.0.0.1") and let_in("10.0.0.2")
    assert Guesses.objects.within(wutong).filter(account=account_of("李明")).count() == 0, "not counted at the account"


def test_another_countys_address_gives_no_new_guesses(wutong: Scope, qingshan: Scope) -> None:
    wrong(3)
    for _ in range(2):
        Client().post("/at/990102/signin", {"login": "liming@990101", "password": "no"}, REMOTE_ADDR="10.0.0.1")
    assert not let_in()


def test_however_many_come_at_once_no_more_are_judged(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    scope, judged = Scope("990101"), []

    def guess() -> None:
        try:
            if locks.attempt(scope, "liming@990101", "10.0.0.1", now()) is None:
                judged.append(1)
        finally:
            connection.close()

    threads = [threading.Thread(target=guess) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(judged) == 5


def test_the_security_administrator_opens_it_before_its_time(wutong: Scope) -> None:
    wrong(5)
    desk = as_person("程立").get("/desk/guard").content.decode()
    assert "给李明解锁" in desk
    assert as_person("吴越").post("/desk/guard/unlock", {"officer": "102"}).status_code == 403
    as_person("程立").post("/desk/guard/unlock", {"officer": "102"})
    assert let_in()


def test_old_guesses_are_forgotten(wutong: Scope) -> None:
    wrong(2)
    assert locks.sweep(wutong, now() - timedelta(days=1)) == 0
    later(wutong, 60 * 25)
    assert locks.sweep(wutong, now() - timedelta(days=1)) == 2
