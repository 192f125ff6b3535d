"""Words on screen: dates without leading zeros, dashes for nothing, names and phones that do not give people away."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wutong.ui import words


def test_it_shows_instants_in_shanghai_time() -> None:
    late_evening = datetime(2019, 4, 2, 17, 31, tzinfo=UTC)
    assert words.day(late_evening) == "2019年4月3日"
    assert words.shortday(late_evening) == "4月3日"
    assert words.clocktime(late_evening) == "01:31"
    assert words.weekday(late_evening) == "星期三"


def test_it_shows_a_day_as_it_is_and_nothing_as_a_dash() -> None:
    assert words.day(date(2019, 12, 31)) == "2019年12月31日"
    assert words.day(None) == "—"
    assert words.clocktime(date(2019, 12, 31)) == ""


@pytest.mark.parametrize(
    ("name", "shown"),
    [("张伟", "张某"), ("欧阳小北", "欧阳某"), ("欧阳", "欧某"), ("", ""), (None, ""), (" 李四 ", "李某")],
)
def test_it_masks_names(name: str | None, shown: str) -> None:
    assert words.masked_name(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"), [("13800001234", "138****1234"), ("138 0000 1234", "138****1234"), ("12319", "***19"), ("", "")]
)
def test_it_masks_phones(phone: str, shown: str) -> None:
    assert words.masked_phone(phone) == shown


@given(st.text("0123456789", min_size=8, max_size=20))
def test_it_never_shows_more_than_seven_digits_of_a_phone(phone: str) -> None:
    shown = words.masked_phone(phone)
    assert sum(c.isdigit() for c in shown) == 7
    assert phone[3:-4] == "" or "****" in shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1646, "1,646"), (0, "0"), (None, "—"), (Decimal("97.60"), "97.6"), ("样例", "样例"), (1.0, "1")],
)
def test_it_shows_numbers(value: object, shown: str) -> None:
    assert words.zh_number(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(500, "500元"), (12000, "1.2万元"), (12345, "12,345元"), ("99.50", "99.5元"), (None, "—")]
)
def test_it_shows_money(value: object, shown: str) -> None:
    assert words.money(value) == shown


def test_it_shows_a_dash_where_there_is_nothing_to_divide_by() -> None:
    assert words.rate(414, 424) == "97.6%"
    assert words.rate(0, 0) == "—"
    assert words.rate(0, 3) == "0.0%"


def test_it_shows_a_fingerprint_in_two_groups() -> None:
    assert words.fingerprint("sha256:e573fc98aa") == ("e573", "fc98")
