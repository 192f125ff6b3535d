"""Jobs: asked for with the act or not at all, done by one, given back when a worker dies, ended with plain words."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections, transaction

from wutong.record.jobs import actions, api, kinds, reads, rules
from wutong.record.jobs.models import DONE, FAILED, RUNNING, WAITING, Job, Period
from wutong.record.jobs.reasons import LOST
from wutong.record.scope import Scope

HERE, THERE = Scope("990101"), Scope("990102")
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
PERSON = "王女士13800000001"


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Mapping[str, object]]]:
    """Only the jobs of this file are known; what was done is told in the list."""
    did: list[Mapping[str, object]] = []
    monkeypatch.setattr(kinds, "_known", {})

    @api.job("count", "数一数")
    def count(scope: Scope, args: Mapping[str, object], at: datetime) -> str:
        did.append(args)
        return f"数了{len(did)}次"

    @api.job("break", "坏掉的", tries=2)
    def breaks(scope: Scope, args: Mapping[str, object], at: datetime) -> str:
        raise KeyError(PERSON)

    yield did


def states() -> list[str]:
    return list(Job.objects.within(HERE).order_by("id").values_list("state", flat=True))


@pytest.mark.django_db(transaction=True)
def test_it_is_asked_for_if_and_only_if_the_act_stands(known: list[object]) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        api.ask(HERE, "count")
        raise RuntimeError("the act failed")
    assert api.once(HERE) == 0
    with transaction.atomic():
        api.ask(HERE, "count", {"n": 1})
    assert api.once(THERE) == 0, "another county's job"
    assert api.once(HERE) == 1 and known == [{"n": 1}]
    assert api.once(HERE) == 0
    row = Job.objects.within(HERE).get()
    assert (row.state, row.told, row.lease) == (DONE, "数了1次", "")


@pytest.mark.django_db
def test_it_refuses_a_name_that_nobody_gave() -> None:
    with pytest.raises(LookupError, match="no job is called"):
        api.ask(HERE, "cuont")
    with pytest.raises(ValueError, match="two jobs"):
        api.job("count", "另一个")(lambda scope, args, at: "")


@pytest.mark.django_db
def test_the_same_thing_waits_once_and_is_done_once_more_when_asked_for_meanwhile() -> None:
    for _ in range(3):
        api.ask(HERE, "count", key="k")
    api.ask(THERE, "count", key="k")
    assert states() == [WAITING]
    later = datetime.now(UTC) + timedelta(seconds=1)
    first = actions.take(HERE, later, "a")
    assert first is not None
    api.ask(HERE, "count", key="k")
    assert states() == [RUNNING, WAITING]
    assert actions.take(HERE, later, "b") is None, "never two of one key at once"
    assert actions.done(first, "好", later)
    assert actions.take(HERE, later, "b") is not None


@pytest.mark.django_db
def test_a_failure_waits_longer_each_time_and_ends_after_so_many_tries() -> None:
    api.ask(HERE, "break")
    assert api.once(HERE) == 1
    row = Job.objects.within(HERE).get()
    assert (row.state, row.tries) == (WAITING, 1) and row.due_at > datetime.now(UTC) + timedelta(seconds=20)
    assert api.once(HERE) == 0, "not before its time"
    Job.objects.within(HERE).update(due_at=datetime.now(UTC))
    assert api.once(HERE) == 1
    row.refresh_from_db()
    assert (row.state, row.tries) == (FAILED, 2)
    assert api.again(HERE, row.pk, datetime.now(UTC)) and not api.again(HERE, row.pk, datetime.now(UTC))
    assert not api.again(THERE, row.pk, datetime.now(UTC))
    assert states() == [WAITING]


@pytest.mark.django_db
def test_a_reason_holds_no_value_of_the_failure(caplog: pytest.LogCaptureFixture) -> None:
    api.ask(HERE, "break")
    api.once(HERE)
    row = Job.objects.within(HERE).get()
    told = " ".join((row.reason, row.remedy, row.where, caplog.text))
    assert PERSON not in told and "13800000001" not in told
    assert "程序出错" in told and "KeyError" in told and "再试一次" in told


@pytest.mark.django_db
def test_a_failed_one_gives_way_to_the_same_asked_for_meanwhile() -> None:
    api.ask(HERE, "break", key="k")
    later = datetime.now(UTC) + timedelta(seconds=1)
    taken = actions.take(HERE, later, "a")
    assert taken is not None
    api.ask(HERE, "break", key="k")
    assert actions.failed(taken, LOST, later)
    assert states() == [DONE, WAITING]
    assert "后一次" in Job.objects.within(HERE).earliest("id").told


@pytest.mark.django_db
def test_a_killed_workers_job_is_taken_again_after_its_lease_and_its_late_end_does_not_count() -> None:
    api.ask(HERE, "count")
    began = datetime.now(UTC) + timedelta(seconds=1)
    dead = actions.take(HERE, began, "dead")
    assert dead is not None
    assert actions.give_back(HERE, began + actions.LEASE - timedelta(seconds=1)) == 0
    assert actions.keep(dead, began + timedelta(seconds=30))
    assert actions.give_back(HERE, began + actions.LEASE + timedelta(seconds=1)) == 0, "it lived at 30 s"
    late = began + timedelta(seconds=31) + actions.LEASE
    assert actions.give_back(HERE, late) == 1
    row = Job.objects.within(HERE).get()
    assert (row.state, row.reason) == (WAITING, LOST.reason)
    other = actions.take(HERE, late + actions.BACKOFF, "other")
    assert other is not None and other.tries == 2
    assert (
        not actions.keep(dead, late) and not actions.done(dead, "迟到", late) and not actions.failed(dead, LOST, late)
    )
    assert actions.done(other, "好", late)


@pytest.mark.django_db
def test_it_does_not_know_a_job_of_another_version() -> None:
    Job.objects.create(county=HERE.county, name="gone", asked_at=NOW, due_at=NOW)
    assert api.once(HERE) == 1
    assert states() == [FAILED] and "没有这种任务" in Job.objects.within(HERE).get().reason


@pytest.mark.django_db
def test_what_comes_round_is_asked_for_at_its_time_and_not_piled_up() -> None:
    api.job("round", "每天的", rule="daily 03:10")(lambda scope, args, at: "转了")
    assert actions.tick(HERE, NOW) == 1, "its first time is now"
    assert actions.tick(HERE, NOW + timedelta(hours=1)) == 0
    row = Period.objects.within(HERE).get()
    assert row.next_run == datetime(2026, 3, 2, 19, 10, tzinfo=UTC), "3:10 in Shanghai"
    week = NOW + timedelta(days=7)
    assert actions.tick(HERE, week) == 1, "what was missed is not made up for"
    assert states() == [WAITING], "the first still waits: once is enough"
    assert actions.tick(HERE, week) == 0
    row.refresh_from_db()
    assert row.next_run > week
    api.job("round", "每天的", rule="daily 03:10")  # the same name again is the same job
    assert not reads.stalled(HERE, week) and reads.stalled(HERE, row.next_run + timedelta(minutes=6))


@pytest.mark.django_db
def test_a_changed_rule_counts_from_now_on(monkeypatch: pytest.MonkeyPatch) -> None:
    do = lambda scope, args, at: "转了"  # noqa: E731
    api.job("round", "每天的", rule="daily 03:10")(do)
    actions.tick(HERE, NOW)
    api.job("round", "常常的", rule="every 5 minutes")(do)
    assert actions.tick(HERE, NOW + timedelta(minutes=1)) == 0
    assert Period.objects.within(HERE).get().next_run == NOW + timedelta(minutes=6)


def test_rules_read_in_two_forms_and_no_third() -> None:
    assert rules.next_after("daily 10:00", NOW) == NOW + timedelta(days=1), "at the very minute: tomorrow"
    assert rules.next_after("daily 10:01", NOW) == NOW + timedelta(minutes=1)
    assert rules.words("daily 03:10") == "每天3:10" and rules.words("every 5 minutes") == "每5分钟"
    for wrong in ("daily 24:00", "every 0 minutes", "*/5 * * * *"):
        with pytest.raises(ValueError, match="a rule reads"):
            rules.next_after(wrong, NOW)


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_each_job_is_ones_and_each_round_is_asked_for_once(known: list[object]) -> None:
    api.job("round", "每天的", rule="daily 03:10")(lambda scope, args, at: "转了")
    for n in range(12):
        api.ask(HERE, "count", {"n": n})
    gate = threading.Barrier(4)

    def work(_: int) -> int:
        try:
            gate.wait(30)
            done = 0
            while api.once(HERE):
                done += 1
            return done
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as hands:
        done = list(hands.map(work, range(4)))
    while api.once(HERE):
        done.append(1)
    assert sum(done) == 13
    assert sorted(a["n"] for a in known) == list(range(12))  # type: ignore[index]
    assert Job.objects.within(HERE).filter(name="round").count() == 1
    assert set(states()) == {DONE} and set(Job.objects.within(HERE).values_list("tries", flat=True)) == {1}


@pytest.mark.django_db(transaction=True)
def test_a_worker_ends_when_it_is_over_and_goes_on_after_a_failure(known: list[object]) -> None:
    over = threading.Event()

    @api.job("last", "最后一个")
    def last(scope: Scope, args: Mapping[str, object], at: datetime) -> str:
        over.set()
        return ""

    api.ask(HERE, "break")
    api.ask(HERE, "count")
    api.ask(HERE, "last")
    thread = threading.Thread(target=api.work, args=(lambda: [HERE, THERE], over), kwargs={"interval": 0.01})
    thread.start()
    thread.join(30)
    assert not thread.is_alive() and known == [{}]
    assert states() == [WAITING, DONE, DONE]


@pytest.mark.django_db
def test_it_forgets_what_ended_long_ago_only() -> None:
    def ended(days: int, state: str = DONE, **more: str) -> None:
        at = NOW - timedelta(days=days)
        row = {"name": "count", **more}
        Job.objects.create(county=HERE.county, state=state, asked_at=at, due_at=at, ended_at=at, **row)

    api.job("often", "常常的", rule="every 5 minutes")(lambda scope, args, at: "")
    ended(31)
    ended(29)
    ended(31, FAILED)
    ended(3, name="often", key=actions.PERIODIC)
    ended(1, name="often", key=actions.PERIODIC)
    assert actions.tidy(HERE, NOW) == 3 and Job.objects.within(HERE).count() == 2
