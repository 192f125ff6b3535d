"""A form sent again because its answer was lost on the way: the answer of the first time, never a refusal of its effect."""

from __future__ import annotations

import re

from tests.collect.telling import Tale
from tests.people import as_person
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
