"""The outbox: told with the act or not at all, and no follower loses a change however many write at once."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections, transaction

from wutong.record.live import api as live
from wutong.record.live.models import Change
from wutong.record.scope import Scope

HERE, THERE = Scope("990101"), Scope("990102")


def heard_by_a_follower(cursor: int) -> tuple[int, list[str]]:
    live.settle(HERE)
    news = live.since(HERE, cursor)
    assert news.to is not None
    return news.number, sorted(news.to)


@pytest.mark.django_db
def test_it_tells_one_county_only_and_each_change_once() -> None:
    assert live.since(HERE, 0) == live.News(0, frozenset())
    live.tell(HERE, ["role:receiver", "board", "board"])
    live.tell(THERE, ["role:receiver"])
    live.tell(HERE, [])
    assert live.since(HERE, 0) == live.News(0, frozenset()), "no number yet: nobody is past it"
    assert live.settle(HERE) == 1 and live.settle(HERE) == 0
    assert live.since(HERE, 0) == live.News(1, frozenset({"role:receiver", "board"}))
    assert live.since(HERE, 1) == live.News(1, frozenset())
    assert live.reached(THERE) == 0 and live.settle(THERE) == 1


@pytest.mark.django_db
def test_whoever_missed_some_looks_at_everything() -> None:
    for n in range(4):
        live.tell(HERE, [f"turn:{n}"])
    live.settle(HERE)
    Change.objects.within(HERE).filter(number__lte=2).update(at=datetime.now(UTC) - timedelta(days=3))
    assert live.tidy(HERE, datetime.now(UTC) - timedelta(days=2)) == 2
    assert live.since(HERE, 2) == live.News(4, frozenset({"turn:2", "turn:3"}))
    assert live.since(HERE, 1) == live.News(4, None), "number 2 was tidied away"
    assert live.since(HERE, 9) == live.News(4, None), "a number of another database"
    for _ in range(501):
        live.tell(HERE, ["board"])
    live.settle(HERE)
    assert live.since(HERE, 4) == live.News(505, None), "too much to tell"
    Change.objects.within(HERE).delete()
    assert live.since(HERE, 505) == live.News(505, frozenset())


@pytest.mark.django_db(transaction=True)
def test_a_change_is_told_if_and_only_if_its_act_stands() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        live.tell(HERE, ["board"])
        raise RuntimeError("the act failed")
    assert live.settle(HERE) == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_an_act_that_began_first_and_commits_last_is_not_passed() -> None:
    """A cursor over ids would lose it: its row has the lower id, and the follower has passed that."""
    began, commit = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                live.tell(HERE, ["slow"])
                began.set()
                assert commit.wait(30)
        finally:
            connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    assert began.wait(30)
    live.tell(HERE, ["fast"])
    cursor, first = heard_by_a_follower(0)
    by_id = Change.objects.within(HERE).latest("id").pk
    commit.set()
    thread.join(30)
    assert not Change.objects.within(HERE).filter(pk__gt=by_id).exists(), "the order of ids hides it"
    assert (first, heard_by_a_follower(cursor)[1]) == (["fast"], ["slow"])


@pytest.mark.django_db(transaction=True)
def test_no_change_of_many_writers_is_lost_or_told_twice_to_two_followers() -> None:
    writers, each = 6, 20
    over = threading.Event()
    begun = threading.Barrier(writers)
    ended = {(n, m): threading.Event() for n in range(writers) for m in range(each)}
    together = connection.vendor == "postgresql"  # SQLite has one writer at a time

    def write(n: int) -> None:
        try:
            for m in range(each):
                order = random.Random(m).sample(range(writers), writers)
                with transaction.atomic():
                    live.tell(HERE, [f"turn:{n}-{m}"])
                    if together:  # all have begun, and now commit in an order of their own
                        begun.wait(30)
                        if before := order[: order.index(n)]:
                            assert ended[before[-1], m].wait(30)
                ended[n, m].set()
        finally:
            connections.close_all()

    def follow(_: int) -> list[str]:
        cursor, found = 0, []
        try:
            while True:
                last = over.is_set()
                cursor, some = heard_by_a_follower(cursor)
                found += some
                if last:
                    return found
        finally:
            connections.close_all()

    with ThreadPoolExecutor(writers + 2) as hands:
        followers = [hands.submit(follow, n) for n in range(2)]
        list(hands.map(write, range(writers)))
        over.set()
        heard = [f.result() for f in followers]
    wanted = sorted(f"turn:{n}-{m}" for n in range(writers) for m in range(each))
    assert sorted(heard[0]) == wanted and sorted(heard[1]) == wanted
    rows = list(Change.objects.within(HERE).order_by("number").values_list("number", "pk"))
    assert [n for n, _ in rows] == list(range(1, writers * each + 1)), "no gap"
    if together:
        assert [pk for _, pk in rows] != sorted(pk for _, pk in rows), "commits did come in another order than ids"
