"""A correction counts when a second person confirmed it; what stood there before is kept and shown."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from tests.record.acts import LIU, NOON, TANG, WANG, put
from wutong.law.refusal import Refused
from wutong.record.entries.api import Actor, Json, correction_fields, entries, erase, find, histories, history
from wutong.record.scope import Scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter(scope: Scope) -> UUID:
    made = uuid4()
    put(scope, made, "received", fields={"text": "噪声", "place": "桂花街"})
    put(scope, made, "accepted", at=NOON + timedelta(hours=1))
    return made


def _propose(scope: Scope, matter: UUID, replaced: dict[str, Json], about: int = 1, **more: Any) -> int:
    how = {k: more.pop(k) for k in ("at", "void") if k in more}
    fields = correction_fields(replaced, "写错了", **how)
    return put(scope, matter, "corrected", about=about, fields=fields, **more).seq


def _confirm(scope: Scope, matter: UUID, seq: int, **more: Any) -> int:
    return put(scope, matter, "correction_confirmed", about=seq, **{"actor": LIU, **more}).seq


def test_it_counts_only_once_confirmed(scope: Scope, matter: UUID) -> None:
    seq = _propose(scope, matter, {"place": "滨河路"})
    assert history(scope, matter, corrected=True)[0].fields["place"] == "桂花街"
    (pending,) = find(history(scope, matter))
    assert (pending.about, pending.by, pending.confirmed_by, pending.reason) == (1, TANG, None, "写错了")
    assert (pending.replaced, pending.original) == ({"place": "滨河路"}, {"place": "桂花街"})
    _confirm(scope, matter, seq)
    first, second, *_ = history(scope, matter, corrected=True)
    assert first.fields == {"text": "噪声", "place": "滨河路"}
    (shown,) = first.corrections
    assert (shown.original, shown.by, shown.confirmed_by) == ({"place": "桂花街"}, TANG, LIU)
    assert second.corrections == ()
    assert history(scope, matter)[0].fields["place"] == "桂花街"
    assert histories(scope, [matter], corrected=True)[matter][0] == first


def test_it_lays_corrections_in_the_order_of_confirmation(scope: Scope, matter: UUID) -> None:
    one = _propose(scope, matter, {"place": "甲"})
    two = _propose(scope, matter, {"place": "乙"})
    _confirm(scope, matter, two)
    _confirm(scope, matter, one)
    entry = history(scope, matter, corrected=True)[0]
    assert entry.fields["place"] == "甲"
    assert [c.original["place"] for c in entry.corrections] == ["桂花街", "乙"]


def test_it_corrects_the_time_and_the_legal_day(scope: Scope, matter: UUID) -> None:
    _confirm(scope, matter, _propose(scope, matter, {}, at=NOON - timedelta(days=1)))
    entry = history(scope, matter, corrected=True)[0]
    assert entry.at == NOON - timedelta(days=1)
    assert entry.on_date == date(2026, 11, 23)
    assert entry.corrections[0].original_at == NOON


def test_it_voids_an_entry_and_still_shows_it(scope: Scope, matter: UUID) -> None:
    _confirm(scope, matter, _propose(scope, matter, {}, about=2, void=True))
    laid = history(scope, matter, corrected=True)
    assert [e.voided for e in laid[:2]] == [False, True]
    assert len(laid) == len(history(scope, matter))


def test_it_lays_corrections_over_a_stream(scope: Scope, matter: UUID) -> None:
    _confirm(scope, matter, _propose(scope, matter, {"place": "滨河路"}))
    _propose(scope, matter, {"text": "没有确认"})
    (entry,) = entries(scope, family="complaint", act="received", corrected=True)
    assert entry.fields == {"text": "噪声", "place": "滨河路"}
    (entry,) = entries(scope, family="complaint", act="received")
    assert entry.fields["place"] == "桂花街"


def test_it_adds_what_was_left_out(scope: Scope, matter: UUID) -> None:
    _confirm(scope, matter, _propose(scope, matter, {"phone": "1"}))
    entry = history(scope, matter, corrected=True)[0]
    assert entry.fields["phone"] == "1"
    assert entry.corrections[0].original == {}


@pytest.mark.parametrize(
    "who",
    [
        {"actor": TANG},
        {"actor": LIU, "acting_for": TANG.id},
        {"actor": WANG},
        {"actor": Actor("system", "x")},
    ],
)
def test_it_refuses_to_be_confirmed_by_the_proposer_or_by_no_officer(
    scope: Scope, matter: UUID, who: dict[str, Any]
) -> None:
    seq = _propose(scope, matter, {"place": "滨河路"})
    with pytest.raises(Refused) as no:
        _confirm(scope, matter, seq, **who)
    assert "另一名工作人员" in str(no.value)
    assert history(scope, matter, corrected=True)[0].fields["place"] == "桂花街"


def test_it_refuses_the_one_for_whom_it_was_proposed(scope: Scope, matter: UUID) -> None:
    seq = _propose(scope, matter, {"place": "滨河路"}, acting_for=LIU.id)
    with pytest.raises(Refused):
        _confirm(scope, matter, seq)


def test_it_refuses_a_second_confirmation(scope: Scope, matter: UUID) -> None:
    seq = _propose(scope, matter, {"place": "滨河路"})
    _confirm(scope, matter, seq)
    with pytest.raises(Refused) as no:
        _confirm(scope, matter, seq)
    assert "已经确认" in str(no.value)


def test_it_confirms_nothing_but_a_correction(scope: Scope, matter: UUID) -> None:
    for about in (None, 1):
        with pytest.raises(Refused):
            _confirm(scope, matter, about)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"replaced.place": "x"}, "更正原因"),
        ({"replaced.place": "x", "reason": " "}, "更正原因"),
        ({"reason": "错"}, "更正成什么"),
        ({"reason": "错", "replaced": {}}, "更正成什么"),
        ({"reason": "错", "void": False}, "更正成什么"),
        ({"reason": "错", "at": "2026-11-24T04:00:01Z"}, "晚于写下"),
    ],
)
def test_it_refuses_a_proposal_that_says_too_little(
    scope: Scope, matter: UUID, fields: dict[str, Json], says: str
) -> None:
    with pytest.raises(Refused) as no:
        put(scope, matter, "corrected", about=1, fields=fields)
    assert says in str(no.value)


def test_it_refuses_to_correct_a_correction(scope: Scope, matter: UUID) -> None:
    seq = _propose(scope, matter, {"place": "滨河路"})
    with pytest.raises(Refused):
        _propose(scope, matter, {"place": "x"}, about=seq)
    with pytest.raises(Refused):
        put(scope, matter, "corrected", fields=correction_fields({"place": "x"}, "错"))


def test_it_does_not_bring_back_what_was_erased(scope: Scope, matter: UUID) -> None:
    with transaction.atomic():
        erase(scope, matter, 1, ["place"], ground="x", actor=TANG, at=NOON, written=NOON)
    with pytest.raises(Refused) as no:
        _propose(scope, matter, {"place": "桂花街"})
    assert "已依法清除" in str(no.value)


def test_it_reads_both_ways_of_writing_a_correction(scope: Scope, matter: UUID) -> None:
    fields: dict[str, Json] = {"replaced": {"place": "滨河路"}, "reason": "错"}
    seq = put(scope, matter, "corrected", about=1, fields=fields).seq
    _confirm(scope, matter, seq)
    assert history(scope, matter, corrected=True)[0].fields["place"] == "滨河路"
