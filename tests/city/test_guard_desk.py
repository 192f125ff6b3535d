"""Two administrators of people: what each may do, what needs a second person, and that nobody does it to himself."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client

from tests.city.keys import fresh, set_up_app
from tests.people import account_of, as_person
from wutong.city.county.load import DEMO_PASSWORD
from wutong.city.guard import factors
from wutong.city.guard.models import DONE, Reset
from wutong.record.access.api import Ask, audit
from wutong.record.scope import Scope

WHY = {"officer": "102", "reason": "手机掉河里了，当面核过身份"}


@pytest.fixture(autouse=True)
def _no_old_attempts() -> None:
    cache.clear()


def sits(name: str) -> Client:
    client = as_person(name)
    fresh(client)
    return client


def waiting(scope: Scope) -> Reset:
    return Reset.objects.within(scope).get(state="asked")


def told(scope: Scope) -> list[str]:
    return [f"{x.actor.id} {x.what} {x.about}" for x in audit(scope, Ask(kind="rights")).lines][::-1]


def test_a_lost_device_takes_two_people(wutong: Scope) -> None:
    his = as_person("李明")
    set_up_app(his)
    assert sits("程立").post("/desk/guard/reset", WHY).status_code == 302
    row = waiting(wutong)
    assert factors.has_factor(account_of("李明")), "one person alone changes nothing"
    assert sits("程立").post(f"/desk/guard/reset/{row.pk}", {"do": "agree"}).status_code == 409
    assert "手机掉河里了" in as_person("吴越").get("/desk/guard").content.decode()
    for name, answer in (("李明", 403), ("唐敏", 403), ("袁慧", 403), ("何志远", 403)):
        assert as_person(name).post(f"/desk/guard/reset/{row.pk}", {"do": "agree"}).status_code == answer
    assert as_person("吴越").post(f"/desk/guard/reset/{row.pk}", {"do": "agree"})["Location"].startswith("/me/fresh")
    assert factors.has_factor(account_of("李明")), "not without a fresh sign-in"
    second = sits("吴越")
    for _ in range(2):
        assert second.post(f"/desk/guard/reset/{row.pk}", {"do": "agree"}).status_code == 302
    assert not factors.has_factor(account_of("李明")) and factors.codes_left(account_of("李明")) is None
    assert his.get("/me").status_code == 302, "whoever sits there with his account is out"
    assert told(wutong) == ["102 factor.added 102", "903 reset.asked 102", "902 reset.done 102"]
    assert Client().post("/signin", {"login": "liming", "password": DEMO_PASSWORD})["Location"] == "/desk"


def test_a_head_may_be_the_second_and_either_may_say_no(wutong: Scope) -> None:
    set_up_app(as_person("李明"))
    sits("吴越").post("/desk/guard/reset", WHY)
    sits("顾明远").post(f"/desk/guard/reset/{waiting(wutong).pk}", {"do": "drop"})
    assert factors.has_factor(account_of("李明"))
    sits("吴越").post("/desk/guard/reset", WHY)
    sits("吴越").post(f"/desk/guard/reset/{waiting(wutong).pk}", {"do": "drop"})  # taken back
    sits("吴越").post("/desk/guard/reset", WHY)
    sits("顾明远").post(f"/desk/guard/reset/{waiting(wutong).pk}", {"do": "agree"})
    assert not factors.has_factor(account_of("李明"))


def test_nobody_asks_or_agrees_for_himself(wutong: Scope) -> None:
    set_up_app(as_person("程立"))
    mine = {"officer": "903", "reason": "丢了"}
    refused = sits("程立").post("/desk/guard/reset", mine)
    assert refused.status_code == 409 and "自己的账号由别人管" in refused.content.decode()
    sits("吴越").post("/desk/guard/reset", mine)
    row = waiting(wutong)
    assert sits("程立").post(f"/desk/guard/reset/{row.pk}", {"do": "agree"}).status_code == 409
    assert factors.has_factor(account_of("程立"))
    for values in ({"ended_by": "902", "state": DONE}, {"ended_by": "903", "state": DONE}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reset.objects.within(wutong).filter(pk=row.pk).update(**values)
    Reset.objects.within(wutong).filter(pk=row.pk).update(ended_by="001", state=DONE)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"officer": "102", "reason": " "}, "没有写原因"),
        ({"officer": "011", "reason": "x"}, "没有第二重验证"),
        ({"officer": "xyz", "reason": "x"}, "没有工号"),
    ],
)
def test_it_says_what_is_missing(wutong: Scope, given: dict[str, str], words: str) -> None:
    set_up_app(as_person("李明"))
    answer = sits("程立").post("/desk/guard/reset", given)
    assert answer.status_code == 409 and words in answer.content.decode()


def test_another_county_is_not_there(wutong: Scope, qingshan: Scope) -> None:
    set_up_app(as_person("李明"))
    sits("程立").post("/desk/guard/reset", WHY)
    row = waiting(wutong)
    sits("沈岚").post(f"/desk/guard/reset/{row.pk}", {"do": "agree"})
    assert factors.has_factor(account_of("李明"))
    assert "手机掉河里了" not in as_person("沈岚").get("/desk/guard").content.decode()


def test_the_security_administrator_confirms_roles_as_they_were_seen(wutong: Scope) -> None:
    page = as_person("程立").get("/desk/guard").content.decode()
    assert "岗位还没有确认" in page and "WUTONG_LOCK_AFTER" in page
    assert (
        as_person("程立").post("/desk/guard/roles", {"officer": "102", "roles": "officer,squad_head"}).status_code
        == 409
    )
    assert as_person("程立").post("/desk/guard/roles", {"officer": "903", "roles": "security"}).status_code == 409
    before = int(re.search(r"(\d+)个人的岗位还没有确认", page)[1])  # type: ignore[index]
    assert as_person("程立").post("/desk/guard/roles", {"officer": "102", "roles": "officer"}).status_code == 302
    page = as_person("程立").get("/desk/guard").content.decode()
    assert f"{before - 1}个人的岗位还没有确认" in page
    assert told(wutong) == ["903 roles.confirmed 102"]


def test_each_desk_shows_its_own_part(wutong: Scope) -> None:
    administrator = as_person("吴越").get("/desk/guard").content.decode()
    head = as_person("顾明远").get("/desk/guard").content.decode()
    for page in (administrator, head):
        assert "WUTONG_" not in page and "锁着的账号" not in page
    assert as_person("程立").get("/desk/accounts").status_code == 403
    assert as_person("袁慧").get("/desk/guard").status_code == 403


def test_the_system_administrator_hands_out_a_first_password(wutong: Scope) -> None:
    his = as_person("李明")
    his.get("/me")
    page = sits("吴越").post("/desk/accounts/do", {"officer": "102", "do": "password"}).content.decode()
    plain = re.search(r'id="plain">([a-z0-9-]{14})<', page)
    assert plain and his.get("/me").status_code == 302
    client = Client()
    assert client.post("/signin", {"login": "liming", "password": plain[1]}).status_code == 302
    assert client.get("/desk")["Location"].startswith("/me/password")
    assert plain[1] not in as_person("吴越").get("/desk/accounts").content.decode()
    assert told(wutong) == ["902 password.handed 102"]
    assert sits("吴越").post("/desk/accounts/do", {"officer": "902", "do": "password"}).status_code == 409
    assert sits("吴越").post("/desk/accounts/do", {"officer": "902", "do": "stop"}).status_code == 409


def test_it_ends_somebodys_sittings(wutong: Scope) -> None:
    his = as_person("李明")
    his.get("/me")
    sits("吴越").post("/desk/accounts/do", {"officer": "102", "do": "out"})
    assert his.get("/me").status_code == 302
    assert told(wutong) == ["902 sittings.ended 102"]


def test_it_asks_for_a_fresh_sign_in(wutong: Scope) -> None:
    client: Any = as_person("吴越")
    assert (
        client.post("/desk/accounts/do", {"officer": "102", "do": "stop"})["Location"]
        == "/me/fresh?next=/desk/accounts"
    )
    assert account_of("李明").is_active
