"""Numbers that are somebody's are shown without their middle, wherever they stand in what somebody typed; nothing else changes."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wutong.ui.masking import masked_text

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
#: what stands around a number: anything but digits, stars and what could join two numbers into one
AROUND = st.text(
    st.characters(exclude_categories=["Cs", "Nd"], exclude_characters="*+＋XxＸｘ -－—·.\t\u3000"), max_size=12
)
MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
CARDS = st.from_regex(r"[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|2[0-8])[0-9]{3}[0-9X]", fullmatch=True)
BANKS = st.from_regex(r"62[0-9]{14}([0-9]{3})?", fullmatch=True)
GAPS = st.sampled_from(["", " ", "-", "　", "－", "·"])


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("请打13800000001找我", "请打138****0001找我"),
        ("电话：138-0000-0001。", "电话：138****0001。"),
        ("１３８００００１２３４", "１３８****１２３４"),
        ("+86 13800001234", "+86 138****1234"),
        ("身份证510923199001011234", "身份证510923********1234"),
        ("身份证51092319900101123X", "身份证510923********123X"),
        ("卡号6222020000001234567", "卡号6222***********4567"),
        ("座机0825-7821234", "座机0825-****1234"),
        ("打12345、12319都没有人接", "打12345、12319都没有人接"),
        ("2026-11-24 09:31在北关路118号", "2026-11-24 09:31在北关路118号"),
        ("罚款20000元，20261124开的", "罚款20000元，20261124开的"),
        ("车牌川J·A1234", "车牌川J·A1234"),
        ("两个：13800000001、13900000002", "两个：138****0001、139****0002"),
        ("", ""),
    ],
)
def test_it_masks_what_is_somebodys(words: str, shown: str) -> None:
    assert masked_text(words) == shown


def plain(text: str) -> str:
    return re.sub(r"[^0-9X]", "", unicodedata.normalize("NFKC", text).upper())


@given(AROUND, MOBILES, GAPS, st.booleans(), AROUND)
def test_no_phone_stays_whole_however_it_is_written(before: str, number: str, gap: str, wide: bool, after: str) -> None:
    written = gap.join([number[:3], number[3:7], number[7:]])
    shown = masked_text(before + (written.translate(WIDE) if wide else written) + after)
    assert "****" in shown and number not in plain(shown)
    assert shown.startswith(before) and shown.endswith(after)
    assert plain(shown[len(before) :]).startswith(number[:3])


@given(AROUND, st.one_of(CARDS, BANKS), st.booleans(), AROUND)
def test_no_card_stays_whole(before: str, number: str, wide: bool, after: str) -> None:
    shown = masked_text(before + (number.translate(WIDE) if wide else number) + after)
    assert number not in plain(shown) and shown.startswith(before) and shown.endswith(after)
    assert len(shown) == len(before) + len(number) + len(after)


@given(st.text(max_size=80))
def test_it_changes_nothing_twice(words: str) -> None:
    once = masked_text(words)
    assert masked_text(once) == once


@given(st.text(st.characters(exclude_categories=["Cs", "Nd"]), max_size=80))
def test_words_without_digits_stay_as_they_are(words: str) -> None:
    assert masked_text(words) == words


@given(st.lists(st.from_regex(r"[0-9]{1,8}", fullmatch=True), max_size=6))
def test_short_numbers_stay_as_they_are(numbers: list[str]) -> None:
    words = "，".join(numbers)
    assert masked_text(words) == words


@given(st.text(st.sampled_from("0123456789０１３８- ．.·X138"), max_size=60))
def test_it_is_quick_on_whatever_is_typed(words: str) -> None:
    for number in re.findall(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])", masked_text(words)):
        raise AssertionError(number)
