"""Sixteen people write at once, on one matter and on many: every act is there once, in one order, and nobody is turned away."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import pytest

from tests.soak.person import Answer, Person
from tests.soak.server import Home
from tests.soak.truth import truth

pytestmark = pytest.mark.soak
WRITERS, EACH = 16, 8


def together(count: int, what: Callable[[int], None]) -> None:
    """Run ``what(0..count-1)`` at once; the first thing that broke is raised."""
    gate, broke = threading.Barrier(count), list[BaseException]()

    def run(n: int) -> None:
        try:
            gate.wait()
            what(n)
        except BaseException as bad:
            broke.append(bad)

    threads = [threading.Thread(target=run, args=[n], daemon=True) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(600)
    if broke:
        raise broke[0]


@pytest.fixture
def desks(home: Home) -> list[Person]:
    """Sixteen browsers of one receiver, at a served demo county."""
    home.demo()
    home.start()
    first = Person(home.address).sign_in("唐敏")
    made = []
    for _ in range(WRITERS):
        who = Person(home.address)
        who.cookies = dict(first.cookies)
        made.append(who)
    return made


def open_matters(home: Home) -> list[str]:
    out = home.python(
        "from wutong.docket.matters.models import Matter\n"
        "print(*Matter.objects.within(Scope('990101')).filter(is_open=True).order_by('id').values_list('id', flat=True))"
    )
    return out.split()


def noted(who: Person, matter: str, text: str) -> Answer:
    form = who.get(f"/m/{matter}/do/noted")
    return who.post(f"/m/{matter}/do/noted", once=who.once(form), text=text)


def test_it_orders_sixteen_writers_on_one_matter(home: Home, desks: list[Person]) -> None:
    matter = open_matters(home)[0]
    before = len(truth(home).acts[matter])
    answers: list[int] = []

    def write(n: int) -> None:
        for i in range(EACH):
            got = noted(desks[n], matter, f"第{n}人第{i}次")
            assert got.went, (got.status, got.text[:500])
            answers.append(got.status)

    together(WRITERS, write)
    found = truth(home)
    found.stands()
    assert len(found.acts[matter]) == before + WRITERS * EACH == before + len(answers)
    wanted = {f'"第{n}人第{i}次"' for n in range(WRITERS) for i in range(EACH)}
    assert {k: v for k, v in found.notes.items() if k in wanted} == dict.fromkeys(wanted, 1)
    assert "locked" not in home.said() and "deadlock" not in home.said()


def test_it_lets_sixteen_writers_on_many_matters_pass(home: Home, desks: list[Person]) -> None:
    matters = open_matters(home)
    before = {m: len(a) for m, a in truth(home).acts.items()}
    done: list[str] = []

    def write(n: int) -> None:
        for i in range(EACH):
            matter = matters[(n * 7 + i) % len(matters)]
            got = noted(desks[n], matter, f"多件{n}-{i}")
            assert got.went, (got.status, got.text[:500])
            done.append(matter)

    together(WRITERS, write)
    found = truth(home)
    found.stands()
    assert {m: len(a) - before.get(m, 0) for m, a in found.acts.items() if len(a) != before.get(m, 0)} == Counter(done)
    assert "locked" not in home.said() and "deadlock" not in home.said()


def test_it_does_an_act_that_can_happen_once_exactly_once(home: Home, desks: list[Person]) -> None:
    """Sixteen accept the same complaint at the same instant, each with a form of his own."""
    out = home.python(
        "from wutong.docket.matters.models import Matter\n"
        "print(*Matter.objects.within(Scope('990101')).filter(status='待受理').values_list('id', flat=True))"
    ).split()
    matter, statuses = out[0], list[int]()
    forms = [who.once(who.get(f"/m/{matter}/do/accepted")) for who in desks]

    def write(n: int) -> None:
        statuses.append(desks[n].post(f"/m/{matter}/do/accepted", once=forms[n]).status)

    together(WRITERS, write)
    assert Counter(statuses) == {302: 1, 409: WRITERS - 1}
    found = truth(home)
    found.stands()
    assert found.acts[matter].count("accepted") == 1
