"""Erasure is a recorded act: value and salt go, the entry, its digest and the chain stay, with a hole."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from tests.ledger import second_reader
from tests.record.acts import LIU, NOON, matter_of, put
from wutong.record.entries.api import Erased, FileRef, Link, correction_fields, erase, export, histories, history
from wutong.record.entries.models import Value
from wutong.record.scope import Scope

pytestmark = pytest.mark.django_db
verify = second_reader.load()
LATER = NOON + timedelta(days=30)
PHOTO = FileRef("ab" * 32, 3, "image/jpeg")


def _erase(scope: Scope, matter: UUID, seq: int, *names: str, **more: Any) -> None:
    with transaction.atomic():
        erase(scope, matter, seq, names, ground="个保法第47条", actor=LIU, at=LATER, written=LATER, **more)


def test_it_leaves_a_hole_with_its_ground_and_day(scope: Scope) -> None:
    matter = uuid4()
    put(scope, matter, "received", fields={"text": "噪声", "phone": "13800000000"}, files=(PHOTO,))
    before = history(scope, matter)[0]
    _erase(scope, matter, 1, "phone", f"file:{PHOTO.sha256}")
    after, order = history(scope, matter)
    hole = Erased("个保法第47条", LATER.date())
    assert after.fields == {"text": "噪声", "phone": hole}
    assert after.files[0].erased == hole
    assert (after.digest, after.files[0].sha256) == (before.digest, PHOTO.sha256)
    assert (order.act, order.about, order.actor) == ("erased", 1, LIU)
    assert order.fields == {"names": [f"file:{PHOTO.sha256}", "phone"], "ground": "个保法第47条"}
    assert histories(scope, [matter])[matter] == [after, order]
    assert not Value.objects.within(scope).filter(value__contains="13800000000").exists()


def test_it_still_verifies_with_holes(scope: Scope) -> None:
    matter = matter_of(scope, "a", "b", "c")
    _erase(scope, matter, 2, "text")
    faults, holes = verify.check(list(export(scope, matter)))
    assert faults == []
    assert holes == ["entry 2, text: erased"]


def test_it_erases_the_reason_for_lateness_and_a_link(scope: Scope) -> None:
    matter = uuid4()
    links = (Link("raised_from", uuid4()), Link("decided_with", uuid4()))
    put(scope, matter, written=NOON + timedelta(days=2), late_reason="王女士住院", links=links)
    _erase(scope, matter, 1, "_late_reason", "_link.1")
    entry = history(scope, matter)[0]
    assert (entry.late, entry.late_reason) == (True, "")
    assert entry.links == links[1:]
    assert verify.check(list(export(scope, matter)))[0] == []


def test_it_takes_along_what_corrections_wrote(scope: Scope) -> None:
    matter = uuid4()
    put(scope, matter, fields={"phone": "1", "text": "x"})
    put(scope, matter, "corrected", about=1, fields=correction_fields({"phone": "2", "text": "y"}, "抄错"))
    put(scope, matter, "corrected", about=1, fields={"replaced": {"phone": "3"}, "reason": "又错"})
    put(scope, matter, "correction_confirmed", about=2, actor=LIU)
    _erase(scope, matter, 1, "phone")
    found = history(scope, matter)
    assert isinstance(found[0].fields["phone"], Erased)
    assert isinstance(found[1].fields["replaced.phone"], Erased)
    assert found[1].fields["replaced.text"] == "y"
    assert isinstance(found[2].fields["replaced"], Erased)
    assert [(e.about, e.fields["names"]) for e in found[4:]] == [
        (1, ["phone"]),
        (2, ["replaced.phone"]),
        (3, ["replaced"]),
    ]
    laid = history(scope, matter, corrected=True)[0]
    assert isinstance(laid.fields["phone"], Erased)
    assert laid.fields["text"] == "y"
    faults, holes = verify.check(list(export(scope, matter)))
    assert faults == []
    assert len(holes) == 3


@pytest.mark.parametrize("names", [(), ("absent",), ("phone", "absent"), (f"file:{PHOTO.sha256}",)])
def test_it_refuses_to_erase_what_is_not_there(scope: Scope, names: tuple[str, ...]) -> None:
    matter = uuid4()
    put(scope, matter, fields={"phone": "1"})
    with pytest.raises(LookupError):
        _erase(scope, matter, 1, *names)
    assert len(history(scope, matter)) == 1
    assert history(scope, matter)[0].fields == {"phone": "1"}


def test_it_erases_once(scope: Scope) -> None:
    matter = matter_of(scope, "a")
    _erase(scope, matter, 1, "text")
    with pytest.raises(LookupError):
        _erase(scope, matter, 1, "text")
    with pytest.raises(LookupError):
        _erase(scope, matter, 9, "text")
    with pytest.raises(LookupError):
        _erase(Scope("510998"), matter, 1, "text")


def test_it_runs_what_else_must_go_in_the_same_transaction(scope: Scope) -> None:
    matter = matter_of(scope, "a")
    seen: list[bool] = []
    _erase(scope, matter, 1, "text", also=lambda: seen.append(transaction.get_connection().in_atomic_block))
    assert seen == [True]

    def fail() -> None:
        raise OSError("no")

    other = matter_of(scope, "b")
    with pytest.raises(OSError, match="no"):
        _erase(scope, other, 1, "text", also=fail)
    assert history(scope, other)[0].fields == {"text": "b"}


def test_it_writes_no_erased_value_into_the_order(scope: Scope) -> None:
    matter = matter_of(scope, "机密" * 5)
    _erase(scope, matter, 1, "text")
    assert "机密" not in json.dumps(list(export(scope, matter)), ensure_ascii=False)
