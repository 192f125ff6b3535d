"""An act is written once, in the final form, or not at all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.record.acts import NOON, TANG, draft, matter_of, put
from wutong.law.refusal import Refused
from wutong.ledger.canonical import NotCanonical
from wutong.record.clock import legal_day
from wutong.record.entries.api import Actor, FileRef, Link, Source, history, is_late, write
from wutong.record.entries.models import Entry, EntryFile, Value
from wutong.record.scope import Scope

pytestmark = pytest.mark.django_db


def test_it_writes_what_is_read_back(scope: Scope) -> None:
    matter, other = uuid4(), uuid4()
    photo = FileRef("ab" * 32, 3, "image/jpeg")
    link = Link("raised_from", other)
    put(scope, matter, "received", fields={"text": "噪声", "photos": [1, {"x": None}], "loud": True})
    written = put(
        scope,
        matter,
        "answered",
        at=NOON + timedelta(hours=1),
        written=NOON + timedelta(hours=1, seconds=2),
        source=Source("import", {"file": "cd" * 32, "row": 17}),
        acting_for="ZW01",
        about=1,
        fields={"text": "已处理"},
        files=(photo, photo),
        links=(link,),
        audiences={"complainant": ("text", "absent"), "nobody": ()},
    )
    first, second = history(scope, matter)
    assert first.fields == {"text": "噪声", "photos": [1, {"x": None}], "loud": True}
    assert (first.seq, first.prev, first.about, first.imported, first.late) == (1, "", None, False, False)
    assert (second.id, second.seq, second.digest) == (written.id, written.seq, written.digest)
    assert second.prev == first.digest
    assert second.at == NOON + timedelta(hours=1)
    assert second.written == NOON + timedelta(hours=1, seconds=2)
    assert second.source == Source("import", {"file": "cd" * 32, "row": 17})
    assert second.imported
    assert (second.actor, second.office, second.acting_for) == (TANG, "510999-01", "ZW01")
    assert second.files == (photo,)
    assert second.links == (link,)
    assert second.about == 1
    assert second.audiences == {"complainant": ("text",), "nobody": ()}
    assert (second.rules, second.calendar) == ("rules-1", "2026-1")
    assert EntryFile.objects.within(scope).get(sha256=photo.sha256).entry_id == written.id


def test_it_gives_each_value_a_salt_of_its_own(scope: Scope) -> None:
    matter = matter_of(scope, "同样的话", "同样的话")
    salts = list(Value.objects.within(scope).values_list("salt", flat=True))
    assert len(set(salts)) == 2
    assert all(len(bytes.fromhex(salt)) == 32 for salt in salts)
    one, two = Entry.objects.within(scope).filter(matter=matter).values_list("commits", flat=True)
    assert one["text"] != two["text"]


def test_it_keeps_values_and_links_out_of_the_entry_row(scope: Scope) -> None:
    matter, other = uuid4(), uuid4()
    late = NOON + timedelta(days=3)
    put(scope, matter, written=late, late_reason="停电了", fields={"text": "机密"}, links=(Link("raised_from", other),))
    row = Entry.objects.within(scope).filter(matter=matter).values().get()
    for secret in ("停电了", "机密", str(other), other.hex):
        assert secret not in repr(row)


def test_it_numbers_each_matter_by_itself(scope: Scope) -> None:
    one, two = matter_of(scope, "a", "b"), matter_of(scope, "c")
    assert [e.seq for e in history(scope, one)] == [1, 2]
    assert [e.seq for e in history(scope, two)] == [1]


def test_it_keeps_counties_apart(scope: Scope) -> None:
    matter = matter_of(scope, "a")
    elsewhere = Scope("510998")
    assert history(elsewhere, matter) == []
    assert put(elsewhere, matter).seq == 1


def test_it_must_be_in_the_transaction_of_the_act(scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    with pytest.raises(RuntimeError, match="transaction"):
        write(scope, draft(uuid4()))


def test_it_refuses_a_second_entry_of_the_same_number(scope: Scope) -> None:
    matter = matter_of(scope, "a")
    row = Entry.objects.within(scope).get(matter=matter)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_it_refuses_the_future(scope: Scope) -> None:
    with pytest.raises(Refused) as no:
        put(scope, uuid4(), at=NOON, written=NOON - timedelta(seconds=1))
    assert "将来" in str(no.value)


def test_it_wants_a_reason_for_what_is_written_late(scope: Scope) -> None:
    matter = uuid4()
    with pytest.raises(Refused) as no:
        put(scope, matter, written=NOON + timedelta(days=1), late_reason="  ")
    assert "补记原因" in str(no.value)
    put(scope, matter, written=NOON + timedelta(days=1), late_reason=" 停电 ")
    (entry,) = history(scope, matter)
    assert entry.late
    assert entry.late_reason == "停电"
    assert "_late_reason" not in entry.fields


@pytest.mark.parametrize(("kind", "late"), [("import", False), ("phone", True)])
def test_it_takes_the_source_for_a_reason(scope: Scope, kind: str, late: bool) -> None:
    matter = uuid4()
    put(scope, matter, written=NOON + timedelta(days=9), source=Source(kind))
    assert history(scope, matter)[0].late is late


def test_it_calls_late_what_was_written_on_a_later_day_and_hours_after() -> None:
    midnight = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # the legal day ends
    assert not is_late(midnight - timedelta(seconds=1), midnight)
    assert not is_late(midnight - timedelta(hours=1), midnight + timedelta(hours=1))
    assert is_late(midnight - timedelta(hours=1), midnight + timedelta(hours=1, seconds=1))
    assert not is_late(midnight, midnight + timedelta(hours=23))
    assert is_late(midnight, midnight + timedelta(hours=24))


@given(
    at=st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2050, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    after=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=3)),
)
def test_it_is_late_only_across_a_day_and_always_after_a_day(at: datetime, after: timedelta) -> None:
    late = is_late(at, at + after)
    assert not late or legal_day(at + after) > legal_day(at)
    assert late or after < timedelta(days=1)


def test_it_stores_the_legal_day_and_month(scope: Scope) -> None:
    matter = uuid4()
    put(scope, matter, at=datetime(2019, 12, 31, 15, 59, 59, tzinfo=UTC))
    put(scope, matter, at=datetime(2019, 12, 31, 16, 0, tzinfo=UTC))
    rows = Entry.objects.within(scope).filter(matter=matter).order_by("seq").values_list("on_date", "month")
    assert list(rows) == [(date(2019, 12, 31), "2019-12"), (date(2020, 1, 1), "2020-01")]


def test_it_composes_typed_text(scope: Scope) -> None:
    matter = uuid4()
    put(scope, matter, fields={"name": "Cafe\u0301"}, source=Source("phone", {"model": "e\u0301"}))
    (entry,) = history(scope, matter)
    assert entry.fields["name"] == "Caf\u00e9"
    assert entry.source.detail == {"model": "\u00e9"}


@pytest.mark.parametrize(
    ("members", "error", "says"),
    [
        ({"fields": {"amount": 1.5}}, NotCanonical, "amount"),
        ({"fields": {"text": "a\0b"}}, NotCanonical, "NUL"),
        ({"fields": {"_link.1": "x"}}, ValueError, "record's own"),
        ({"fields": {"Text": "x"}}, ValueError, "field name"),
        ({"actor": Actor("robot", "x")}, ValueError, "actor kind"),
        ({"source": Source("fax")}, ValueError, "source kind"),
        ({"about": 1}, ValueError, "does not exist"),
        ({"about": 0}, ValueError, "does not exist"),
        ({"at": datetime(2026, 11, 24)}, ValueError, "aware"),  # noqa: DTZ001
    ],
)
def test_it_refuses_what_has_no_place_in_an_entry(
    scope: Scope, members: dict[str, Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        put(scope, uuid4(), **members)
    assert not Entry.objects.within(scope).exists()
