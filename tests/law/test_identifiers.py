"""Numbers that people type, with the vectors of the standards."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wutong.law import identifiers as ids

DAYS = st.dates(date(2011, 1, 1), date(2099, 12, 31))
EIGHTS = st.integers(0, 10**8 - 1).map(lambda n: f"{n:08d}")


def test_it_makes_the_check_digit_of_the_standard() -> None:
    assert ids.check_digit("0794") == "5"


@given(DAYS, EIGHTS)
def test_it_reads_back_the_receipt_it_made_however_it_is_typed(day: date, eight: str) -> None:
    digits = ids.receipt_number(day, eight)
    assert len(digits) == 15
    full = digits.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    shown = ids.show_receipt(digits)
    for typed in (
        digits,
        shown,
        f" {shown.replace('-', ' ')} ",
        full,
        full[:6] + "－" + full[6:],
        digits.replace("0", "O"),
    ):
        assert ids.parse_receipt(typed) == digits


@given(DAYS, EIGHTS, st.integers(0, 14), st.integers(1, 9))
def test_it_notices_every_single_wrong_digit(day: date, eight: str, place: int, more: int) -> None:
    digits = ids.receipt_number(day, eight)
    wrong = digits[:place] + str((int(digits[place]) + more) % 10) + digits[place + 1 :]
    with pytest.raises(ids.BadNumber):
        ids.parse_receipt(wrong)


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("", "empty"),
        ("  -", "empty"),
        ("26030212345678", "length"),
        ("2603021234567850", "length"),
        ("261302123456785", "date"),
        ("260230123456785", "date"),
        ("260302123456786", "check"),
        ("260302213456785", "check"),
        ("260302é23456785", "signs"),
        ("诉260302-0001", "signs"),
    ],
)
def test_it_says_which_part_of_a_receipt_does_not_look_right(typed: str, part: str) -> None:
    with pytest.raises(ids.BadNumber) as caught:
        ids.parse_receipt(typed)
    assert caught.value.part == part
    assert str(caught.value).endswith("。")


@pytest.mark.parametrize("eight", ["1234567", "123456789", "1234567a", "１２３４５６７８"])
def test_it_wants_eight_digits_for_a_receipt(eight: str) -> None:
    with pytest.raises(ValueError, match="eight digits"):
        ids.receipt_number(date(2026, 3, 2), eight)


@pytest.mark.parametrize(
    "code",
    ["91350100M000100Y43", "91110000101623741K", "911101066976941872", "91230500MA1B3N1N2M", "11230500001755309F"],
)
def test_it_takes_real_credit_codes(code: str) -> None:
    assert ids.credit_code(f" {code[:8]} {code[8:].lower()}") == code
    assert ids.body_code_fits(code)


def test_it_takes_a_credit_code_whose_sum_is_a_multiple_of_31() -> None:
    assert ids.credit_code("115109230414839600") == "115109230414839600"
    assert not ids.body_code_fits("115109230414839600")


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("91310115MA1H8R7C6D", "check"),
        ("91350211M0000XUF46", "check"),
        ("91350100M000100Y4", "length"),
        ("91350100I000100Y43", "signs"),
        ("913501A0M000100Y43", "division"),
    ],
)
def test_it_says_which_part_of_a_credit_code_does_not_look_right(code: str, part: str) -> None:
    with pytest.raises(ids.BadNumber) as caught:
        ids.credit_code(code)
    assert caught.value.part == part


def test_it_tells_what_the_wrong_credit_codes_should_end_with() -> None:
    assert ids.credit_check("91310115MA1H8R7C6") == "7"
    assert ids.credit_check("91350211M0000XUF4") == "R"


def test_it_reads_identity_numbers_of_the_standard() -> None:
    woman = ids.identity_number("11010519491231002x")
    assert (woman.number, woman.born, woman.male, woman.division) == (
        "11010519491231002X", date(1949, 12, 31), False, "110105",
    )  # fmt: skip
    assert ids.identity_number("440524188001010014").male


@pytest.mark.parametrize(
    ("number", "part"),
    [
        ("110105194912310021", "check"),
        ("11010519491331002X", "date"),
        ("99010519491231002X", "division"),
        ("1101051949123100", "length"),
        ("1101051949123100XX", "signs"),
        ("110105000112310028", "date"),
    ],
)
def test_it_says_which_part_of_an_identity_number_does_not_look_right(number: str, part: str) -> None:
    with pytest.raises(ids.BadNumber) as caught:
        ids.identity_number(number)
    assert caught.value.part == part


def test_it_reads_division_codes_of_three_levels() -> None:
    county, town, village = (ids.division_code(code) for code in ("510923", "510923100", "510923100001"))
    assert [each.level for each in (county, town, village)] == ["county", "town", "community"]
    assert [each.parent for each in (county, town, village)] == ["510900", "510923", "510923100"]
    assert village.county == "510923"
    with pytest.raises(ids.BadNumber):
        ids.division_code("990123")
    assert ids.division_code("990123", invented=True).county == "990123"
    with pytest.raises(ids.BadNumber):
        ids.division_code("5109231")


def test_it_reads_grid_cells() -> None:
    cell = ids.cell_code("510923 100 001 012")
    assert (cell.county, cell.town, cell.community, cell.sequence) == ("510923", "510923100", "510923100001", 12)
    for wrong in ("510923100001000", "51092310000101", "990123100001012"):
        with pytest.raises(ids.BadNumber):
            ids.cell_code(wrong)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("138 0013 8000", "13800138000"),
        ("+86-13800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("0825-7830000", "0825-7830000"),
        ("08257830000", "0825-7830000"),
        ("(010)12345678", None),
        ("010 12345678", "010-12345678"),
        ("12345", "12345"),
        ("7830000", None),
        ("12800138000", None),
        ("1380013800", None),
        ("138001380001", None),
        ("0825-78300", None),
        ("not a number", None),
    ],
)
def test_it_reads_telephones(typed: str, stored: str | None) -> None:
    if stored is None:
        with pytest.raises(ids.BadNumber):
            ids.phone(typed)
    else:
        assert ids.phone(typed) == stored


@pytest.mark.parametrize(
    ("typed", "number", "kind"),
    [
        ("川J12345", "川J12345", "ordinary"),
        ("川J·1234挂", "川J1234挂", "ordinary"),
        ("川ｊ ａ1234", "川JA1234", "ordinary"),
        ("川JD12345", "川JD12345", "new_energy_small"),
        ("川J12345D", "川J12345D", "new_energy_large"),
        ("川J1234O", "", None),
        ("X J12345", "", None),
        ("川J123", "", None),
        ("", "", None),
        ("川JZ12345", "", None),
    ],
)
def test_it_reads_plates(typed: str, number: str, kind: str | None) -> None:
    if kind is None:
        with pytest.raises(ids.BadNumber):
            ids.plate(typed)
    else:
        assert ids.plate(typed) == ids.Plate(number, kind)
