"""An export is checked by the second reader, and shows an outsider only what was meant for it."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ledger import second_reader
from tests.ledger.test_canonical import values
from tests.ledger.test_entry import names
from tests.record.acts import LIU, NOON, TANG, WANG, matter_of, put
from wutong.law.refusal import Refused
from wutong.record import guards
from wutong.record.entries.api import Erased, FileRef, Link, Source, correction_fields, erase, export, history
from wutong.record.entries.models import Entry, Value
from wutong.record.scope import Scope

pytestmark = pytest.mark.django_db
verify = second_reader.load()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.lists(st.dictionaries(names.filter(lambda n: not n.startswith("_")), values, max_size=3), max_size=4),
    hours=st.lists(st.integers(0, 100), min_size=4, max_size=4),
)
def test_it_writes_what_the_second_reader_finds_in_order(
    scope: Scope, said: list[dict[str, object]], hours: list[int]
) -> None:
    matter = uuid4()
    for fields, late in zip(said, hours, strict=False):
        put(
            scope,
            matter,
            written=NOON + timedelta(hours=late, microseconds=late),
            late_reason="停电" if late else "",
            source=Source("phone", {"drift_seconds": late}),
            fields=fields,
            files=(FileRef(f"{late:064x}", late, "image/png"),),
            links=(Link("raised_from", uuid4()),),
            audiences={"reporter": tuple(fields)[:1]},
        )
    assert verify.check(list(export(scope, matter))) == ([], [])
    assert verify.check(list(export(scope, matter, "reporter")))[0] == []


doings = st.lists(
    st.tuples(st.sampled_from(["note", "correct", "confirm", "erase"]), st.integers(0, 9), st.integers(0, 9)),
    max_size=12,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(doings=doings)
def test_it_stays_in_order_whatever_is_corrected_and_erased(scope: Scope, doings: list[tuple[str, int, int]]) -> None:
    matter = uuid4()
    put(scope, matter, fields={"text": "first"})
    secrets: dict[int, str] = {1: "first"}
    for n, (what, one, two) in enumerate(doings):
        found = history(scope, matter)
        about = found[one % len(found)]
        word = f"secret-{n}-{two}"
        try:
            if what == "note":
                secrets[put(scope, matter, fields={"text": word}).seq] = word
            elif what == "correct":
                put(scope, matter, "corrected", about=about.seq, fields=correction_fields({"text": word}, "错"))
            elif what == "confirm":
                put(scope, matter, "correction_confirmed", about=about.seq, actor=LIU)
            else:
                with transaction.atomic():
                    erase(scope, matter, about.seq, ["text"], ground="x", actor=TANG, at=NOON, written=NOON)
        except (Refused, LookupError):
            assert history(scope, matter) == found
            continue
        if what == "erase":
            gone = secrets.pop(about.seq)
            assert gone not in "".join(export(scope, matter)).split('"')
    lines = list(export(scope, matter))
    assert verify.check(lines)[0] == []
    laid = {e.seq: e for e in history(scope, matter, corrected=True)}
    for entry in history(scope, matter):
        if isinstance(entry.fields.get("text"), Erased):
            assert isinstance(laid[entry.seq].fields["text"], Erased)
        elif entry.seq in secrets:
            assert entry.fields["text"] == secrets[entry.seq]


def test_it_is_found_out_whoever_changes_the_database(scope: Scope) -> None:
    matter = matter_of(scope, "a", "b", "c")
    assert verify.check(list(export(scope, matter))) == ([], [])
    guards.lift()
    first, second, third = Entry.objects.within(scope).filter(matter=matter).order_by("seq")

    def faults(sql: str) -> list[str]:
        """What the second reader says after a change that is then taken back."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
            found: list[str] = verify.check(list(export(scope, matter)))[0]
            transaction.set_rollback(True)
        return found

    assert faults(f"UPDATE record_entry SET office = 'x' WHERE id = {second.pk}") == [
        "entry 2 was edited: its digest does not fit"
    ]
    assert faults(f"UPDATE record_value SET value = '\"x\"' WHERE entry_id = {second.pk}") == [
        "entry 2, text: the value was changed"
    ]
    assert faults(f"DELETE FROM record_value WHERE entry_id = {second.pk}") == [
        "entry 2, text: the value is gone, and no recorded act ordered it"
    ]
    assert "entry 2 is missing" in faults(
        f"DELETE FROM record_value WHERE entry_id = {second.pk}; DELETE FROM record_entry WHERE id = {second.pk}"
        if connection.vendor == "postgresql"
        else f"UPDATE record_entry SET matter = '{uuid4().hex}' WHERE id = {second.pk}"
    )
    swapped = (
        f"UPDATE record_entry SET seq = CASE id WHEN {second.pk} THEN 13 WHEN {third.pk} THEN 12 ELSE seq END"
        f" WHERE id IN ({second.pk}, {third.pk})"
    )
    assert "entry 12 was edited: its digest does not fit" in faults(swapped)
    assert first.prev == ""


def test_it_shows_an_audience_only_its_own(scope: Scope) -> None:
    matter = uuid4()
    secret = uuid4()
    put(
        scope,
        matter,
        "received",
        actor=WANG,
        fields={"text": "噪声", "phone": "13800000000"},
        links=(Link("raised_from", secret),),
        audiences={"reporter": ("text",)},
    )
    put(scope, matter, "supervised", fields={"words": "领导批示"})
    put(scope, matter, "replied", fields={"text": "已停工"}, audiences={"reporter": ("text",), "party": ()})
    for audience, sees, not_sees in [
        ("reporter", ["噪声", "已停工"], ["13800000000", "领导批示", "supervised", str(secret)]),
        ("party", ["replied"], ["噪声", "已停工", "13800000000", "领导批示", "received", str(secret)]),
        ("", ["噪声", "已停工", "13800000000", "领导批示", str(secret)], []),
    ]:
        lines = list(export(scope, matter, audience))
        text = "\n".join(lines)
        assert all(word in text for word in sees), audience
        assert not [word for word in not_sees if word in text], audience
        assert verify.check(lines)[0] == []


def test_it_shows_an_audience_no_erased_names_that_were_not_its_own(scope: Scope) -> None:
    matter = uuid4()
    put(scope, matter, fields={"text": "a", "phone": "1"}, audiences={"reporter": ("text",)})
    with transaction.atomic():
        erase(scope, matter, 1, ["phone"], ground="某某的请求", actor=TANG, at=NOON, written=NOON)
    assert "某某的请求" not in "\n".join(export(scope, matter, "reporter"))
    assert verify.check(list(export(scope, matter, "reporter")))[0] == []


def test_it_exports_nothing_of_another_county(scope: Scope) -> None:
    matter = matter_of(scope, "a")
    lines = [json.loads(line) for line in export(Scope("510998"), matter)]
    assert [line["line"] for line in lines] == ["head", "end"]


def test_it_ends_with_the_digest_that_the_last_entry_has(scope: Scope) -> None:
    matter = matter_of(scope, "a", "b")
    lines = list(export(scope, matter))
    last = history(scope, matter)[-1].digest
    assert verify.check(lines, last) == ([], [])
    put(scope, matter, fields={"text": "c"})
    assert verify.check(list(export(scope, matter)), last)[0] != []
    assert Value.objects.within(scope).count() == 3
