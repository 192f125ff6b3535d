"""Commitments hide and bind; the digest covers every member of an entry; writer and second reader agree."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger import second_reader
from tests.ledger.test_canonical import texts, values
from wutong.ledger.canonical import NotCanonical
from wutong.ledger.entry import ALGORITHM, RESERVED, Entry, commit, digest

verify = second_reader.load()
salts = st.binary(min_size=32, max_size=32)
names = st.from_regex(r"_?[a-z][a-z0-9_]{0,12}(\.[a-z0-9_]{1,8})?", fullmatch=True)
hexes = st.binary(min_size=32, max_size=32).map(bytes.hex)

PLAIN = Entry(
    county="510999",
    matter="0b6f1d5e-6f0a-4a57-9c59-2f6d7c0c7a11",
    seq=2,
    family="complaint",
    act="accepted",
    at=datetime(2019, 4, 3, 1, 31, tzinfo=UTC),
    written=datetime(2019, 4, 3, 1, 32, tzinfo=UTC),
    on_date=date(2019, 4, 3),
    source={"kind": "page", "detail": {}},
    actor={"kind": "officer", "id": "TM01"},
    office="510999-1",
    acting_for="",
    late=False,
    about=None,
    fields={"text": "a" * 64},
    files=[{"sha256": "b" * 64, "size": 3, "media_type": "image/jpeg"}],
    audiences={"outsider": ["text"]},
    rules="rules-1",
    calendar="2019-a1b2",
    prev="c" * 64,
)
OTHER: dict[str, Any] = {
    "county": "510998",
    "matter": "0b6f1d5e-6f0a-4a57-9c59-2f6d7c0c7a12",
    "seq": 3,
    "family": "order",
    "act": "answered",
    "at": datetime(2019, 4, 3, 1, 31, 0, 1, tzinfo=UTC),
    "written": datetime(2019, 4, 3, 1, 33, tzinfo=UTC),
    "on_date": date(2019, 4, 4),
    "source": {"kind": "page", "detail": {"row": 1}},
    "actor": {"kind": "officer", "id": "TM02"},
    "office": "510999-2",
    "acting_for": "TM03",
    "late": True,
    "about": 1,
    "fields": {"text": "d" * 64},
    "files": [],
    "audiences": {"outsider": []},
    "rules": "rules-2",
    "calendar": "2019-a1b3",
    "prev": "",
    "version": 2,
}


@given(names, values, salts)
def test_it_commits_as_the_second_reader_recomputes(name: str, value: object, salt: bytes) -> None:
    assert commit(name, value, salt) == verify.commitment_of(name, salt.hex(), value)


@given(names, values, salts, salts)
def test_it_binds_name_and_salt(name: str, value: object, salt: bytes, other: bytes) -> None:
    assert commit(name, value, salt) != commit(name + "x", value, salt)
    if salt != other:
        assert commit(name, value, salt) != commit(name, value, other)


@pytest.mark.parametrize("salt", [b"", b"x" * 31, b"x" * 33])
def test_it_refuses_a_salt_of_another_length(salt: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        commit("text", "x", salt)


@pytest.mark.parametrize("name", ["", "Text", "噪声", "a b", "a..b", "1a", "a" * 97, "text\n"])
def test_it_refuses_a_name_that_is_none(name: str) -> None:
    with pytest.raises(ValueError, match="field name"):
        commit(name, "x", b"x" * 32)


def test_it_names_the_field_that_has_no_form() -> None:
    with pytest.raises(NotCanonical) as bad:
        commit("amount", {"yuan": 1.5}, b"x" * 32)
    assert bad.value.where == "amount.yuan"


def test_it_covers_every_member_with_the_digest() -> None:
    assert set(OTHER) | {"algorithm"} == {f.name for f in fields(Entry)}
    whole = digest(PLAIN.to_map())
    assert whole == verify.digest_of(PLAIN.to_map())
    for member, value in OTHER.items():
        assert digest(replace(PLAIN, **{member: value}).to_map()) != whole, member


def test_it_uses_sha256_and_keeps_sm3_for_later() -> None:
    assert ALGORITHM == "sha256"
    assert RESERVED == ("sm3",)
    with pytest.raises(ValueError, match="sm3"):
        digest({**PLAIN.to_map(), "algorithm": "sm3"})


instants = st.datetimes(min_value=datetime(1992, 1, 2), max_value=datetime(2099, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(
    seq=st.integers(1, 10**6),
    act=texts,
    at=instants,
    written=instants,
    office=texts,
    about=st.none() | st.integers(1, 99),
    detail=st.dictionaries(st.sampled_from(["row", "file", "drift"]), values),
    promised=st.dictionaries(names, hexes),
    audiences=st.dictionaries(st.sampled_from(["outsider", "party"]), st.lists(names, unique=True)),
    late=st.booleans(),
)
def test_it_digests_random_entries_as_the_second_reader_does(detail: Any, promised: Any, **members: Any) -> None:
    entry = replace(PLAIN, source={"kind": "import", "detail": detail}, fields=promised, **members)
    assert digest(entry.to_map()) == verify.digest_of(entry.to_map())
    assert set(entry.to_map()) == verify.MEMBERS
