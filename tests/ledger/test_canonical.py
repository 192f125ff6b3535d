"""One value, one byte form; what has two spellings is refused with the place where it stands."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger import second_reader
from wutong.ledger.canonical import LARGEST, NotCanonical, canonical, composed, day, instant

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")).map(
    lambda t: unicodedata.normalize("NFC", t)
)
keys = st.text(st.characters(min_codepoint=1, max_codepoint=126), max_size=8)
leaves = st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | texts
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=12
)
verify = second_reader.load()


@given(values)
def test_it_writes_what_the_second_reader_spells(value: object) -> None:
    assert canonical(value) == verify.spell(value)


@given(values)
def test_it_reads_back_as_the_same_value(value: object) -> None:
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(keys, leaves, min_size=2), st.randoms())
def test_it_does_not_depend_on_the_order_of_keys(value: dict[str, object], random: object) -> None:
    items = list(value.items())
    random.shuffle(items)  # type: ignore[attr-defined]
    assert canonical(dict(items)) == canonical(value)


@given(values, values)
def test_it_gives_different_values_different_bytes(one: object, other: object) -> None:
    # JSON text, so that 1 and True, which Python calls equal, count as different
    if json.dumps(one, sort_keys=True) != json.dumps(other, sort_keys=True):
        assert canonical(one) != canonical(other)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_it_takes_composed_text_only(text: str) -> None:
    if unicodedata.is_normalized("NFC", text):
        canonical(text)
    else:
        with pytest.raises(NotCanonical):
            canonical(text)
    assert canonical(composed(text)) == canonical(unicodedata.normalize("NFC", text))


@given(st.floats())
def test_it_refuses_floats(number: float) -> None:
    with pytest.raises(NotCanonical) as bad:
        canonical({"amount": [number]})
    assert bad.value.where == "$.amount[0]"


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ({"噪声": 1}, "$"),
        ({1: "x"}, "$"),
        ({"a": {"b": "\0"}}, "$.a.b"),
        (["ok", "\ud800"], "$[1]"),
        (LARGEST + 1, "$"),
        (-LARGEST - 1, "$"),
        ({"day": date(2019, 4, 3)}, "$.day"),
        ({"at": datetime(2019, 4, 3, tzinfo=UTC)}, "$.at"),
        ({"raw": b"x"}, "$.raw"),
        ({"set": {1}}, "$.set"),
    ],
)
def test_it_says_where_a_value_is_not_canonical(value: object, where: str) -> None:
    with pytest.raises(NotCanonical) as bad:
        canonical(value)
    assert bad.value.where == where


def test_it_refuses_bottomless_nesting() -> None:
    value: list[object] = []
    for _ in range(40):
        value = [value]
    with pytest.raises(NotCanonical):
        canonical(value)


@given(st.datetimes(min_value=datetime(1950, 1, 1)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001
def test_it_writes_one_instant_the_same_in_every_zone(naive: datetime, minutes: int) -> None:
    utc = naive.replace(tzinfo=UTC)
    try:
        elsewhere = utc.astimezone(timezone(timedelta(minutes=minutes)))
    except OverflowError:
        return
    text = instant(elsewhere)
    assert text == instant(utc)
    assert len(text) == 27
    assert datetime.fromisoformat(text) == utc


def test_it_needs_a_zone_for_an_instant_and_none_for_a_day() -> None:
    with pytest.raises(NotCanonical):
        instant(datetime(2019, 4, 3))  # noqa: DTZ001
    with pytest.raises(NotCanonical):
        day(datetime(2019, 4, 3, tzinfo=UTC))
    assert day(date(2019, 4, 3)) == "2019-04-03"
