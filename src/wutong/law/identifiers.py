"""Numbers that people type: receipts, credit codes, identity numbers, divisions, grid cells, telephones, plates.

Each reader takes what people type (full-width digits, spaces, dashes) and returns the one stored form, or says in plain
words which part does not look right. Nothing here keeps or looks anything up.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

LOOKALIKES = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1"})
SEPARATORS = re.compile(r"[\s\-‐-―−－·•.,，。、_/]+")

CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
BODY_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
IDENTITY_CHECKS = "10X98765432"
PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
PLATE_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
SHORT_CODES = ("110", "119", "120", "12319", "12345")


class BadNumber(ValueError):
    """A number that does not read. `part` names what does not look right; the text is for the person who typed it."""

    def __init__(self, part: str, words: str) -> None:
        self.part = part
        super().__init__(words)


def normal(text: str) -> str:
    """Half-width, upper case, without blanks, dashes and dots."""
    return SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


# --- receipts: what a citizen holds -------------------------------------------------------------------------------


def check_digit(digits: str) -> str:
    """ISO 7064 MOD 11,10: catches every wrong digit and nearly every swap of neighbours, and is itself a digit."""
    product = 10
    for digit in digits:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def receipt_number(day: date, eight: str) -> str:
    """The fifteen digits of a receipt: day, eight random digits drawn by the caller, check digit."""
    if not re.fullmatch(r"[0-9]{8}", eight):
        raise ValueError("a receipt needs eight digits")
    digits = f"{day:%y%m%d}{eight}"
    return digits + check_digit(digits)


def parse_receipt(text: str) -> str:
    """The fifteen digits of what somebody typed."""
    digits = normal(text.translate(LOOKALIKES)).translate(LOOKALIKES)
    if not digits:
        raise BadNumber("empty", "没有填编号。")
    if not re.fullmatch(r"[0-9]+", digits):
        strange = re.sub(r"[0-9]", "", digits)[0]
        raise BadNumber("signs", f"编号只有数字，这里有“{strange}”。")
    if len(digits) != 15:
        raise BadNumber("length", f"编号是15位数字，这里有{len(digits)}位。")
    try:
        date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        raise BadNumber("date", f"前6位是日期，{digits[:6]}不像日期。") from None
    if check_digit(digits[:14]) != digits[14]:
        raise BadNumber("check", "有一位数字不对，最后一位是校验码，和前面的数字对不上。")
    return digits


def show_receipt(digits: str) -> str:
    """In groups, as it is printed and read out: 260302-1234-5678-9."""
    return f"{digits[:6]}-{digits[6:10]}-{digits[10:14]}-{digits[14:]}"


# --- parties ------------------------------------------------------------------------------------------------------


def credit_code(text: str) -> str:
    """A unified social credit code (GB 32100-2015)."""
    code = normal(text)
    if len(code) != 18:
        raise BadNumber("length", f"统一社会信用代码是18位，这里有{len(code)}位。")
    strange = next((sign for sign in code if sign not in CREDIT_SIGNS), "")
    if strange:
        raise BadNumber("signs", f"统一社会信用代码里没有“{strange}”（不用I、O、S、V、Z）。")
    if not code[2:8].isdigit():
        raise BadNumber("division", "第3至8位是登记机关的区划代码，应当都是数字。")
    if code[17] != credit_check(code[:17]):
        raise BadNumber("check", "最后一位校验码和前面对不上。")
    return code


def credit_check(first: str) -> str:
    total = sum(CREDIT_SIGNS.index(sign) * weight for sign, weight in zip(first, CREDIT_WEIGHTS, strict=True))
    return CREDIT_SIGNS[-total % 31]


def body_code_fits(code: str) -> bool:
    """Whether signs 9 to 17 are also a valid organisation code (GB 11714); not all real ones are: this only warns."""
    body = code[8:17]
    total = sum(BODY_SIGNS.index(sign) * weight for sign, weight in zip(body, BODY_WEIGHTS, strict=False))
    return body[8] == "0123456789X"[-total % 11]


@dataclass(frozen=True)
class Identity:
    """What an identity number says of itself."""

    number: str
    division: str
    born: date
    male: bool


def identity_number(text: str) -> Identity:
    """An eighteen-digit identity number (GB 11643)."""
    number = normal(text)
    if len(number) != 18:
        raise BadNumber("length", f"身份证号是18位，这里有{len(number)}位。")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise BadNumber("signs", "身份证号前17位是数字，最后一位是数字或X。")
    if number[:2] not in PROVINCES:
        raise BadNumber("division", f"前6位是地区，{number[:6]}不像地区。")
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise BadNumber("date", f"第7至14位是出生日期，{number[6:14]}不像日期。") from None
    if born.year < 1870:
        raise BadNumber("date", f"第7至14位是出生日期，{number[6:14]}太早。")
    if identity_check(number[:17]) != number[17]:
        raise BadNumber("check", "最后一位校验码和前面对不上。")
    return Identity(number, number[:6], born, int(number[16]) % 2 == 1)


def identity_check(first: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(first, IDENTITY_WEIGHTS, strict=True))
    return IDENTITY_CHECKS[total % 11]


# --- places -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Division:
    """A division code (GB/T 2260 and below): 6 digits for a county, 9 for a town, 12 for a village or community."""

    code: str
    level: str

    @property
    def county(self) -> str:
        return self.code[:6]

    @property
    def parent(self) -> str:
        """The code of the division above; a county's is its prefecture."""
        return {6: self.code[:4] + "00", 9: self.code[:6], 12: self.code[:9]}[len(self.code)]


LEVELS = {6: "county", 9: "town", 12: "community"}


def division_code(text: str, *, invented: bool = False) -> Division:
    """A division code. `invented` lets the codes of a demo county pass, which lie outside the real list."""
    code = normal(text)
    if not code.isdigit() or len(code) not in LEVELS:
        raise BadNumber("length", f"区划代码是6位、9位或12位数字，这里是{code or '空的'}。")
    if code[:2] not in PROVINCES and not invented:
        raise BadNumber("division", f"前2位是省，{code[:2]}不是省级代码。")
    return Division(code, LEVELS[len(code)])


@dataclass(frozen=True)
class Cell:
    """A grid cell: 6 digits county, 3 town, 3 community, 3 sequence, numbered west to east and north to south."""

    code: str

    @property
    def county(self) -> str:
        return self.code[:6]

    @property
    def town(self) -> str:
        return self.code[:9]

    @property
    def community(self) -> str:
        return self.code[:12]

    @property
    def sequence(self) -> int:
        return int(self.code[12:])


def cell_code(text: str, *, invented: bool = False) -> Cell:
    """A grid cell's fifteen digits."""
    code = normal(text)
    if not code.isdigit() or len(code) != 15:
        raise BadNumber("length", f"单元网格编码是15位数字，这里有{len(code)}位。")
    division_code(code[:12], invented=invented)
    if code[12:] == "000":
        raise BadNumber("sequence", "最后3位是序号，从001起。")
    return Cell(code)


# --- telephones and plates ----------------------------------------------------------------------------------------


def mobile(text: str) -> str:
    """A mobile number: eleven digits. A +86 in front is taken off."""
    digits = (
        normal(text).removeprefix("+").removeprefix("86") if normal(text).startswith(("+86", "86")) else normal(text)
    )
    if not digits.isdigit() or not digits.isascii():
        raise BadNumber("signs", "手机号只有数字。")
    if len(digits) != 11:
        raise BadNumber("length", f"手机号是11位，这里有{len(digits)}位。")
    if not re.match(r"1[3-9]", digits):
        raise BadNumber("prefix", f"手机号以13至19开头，这里是{digits[:2]}。")
    return digits


def phone(text: str) -> str:
    """A mobile number, a landline with its area code (0825-7830000), or a public short number."""
    typed = unicodedata.normalize("NFKC", text).strip()
    digits = normal(typed)
    if digits in SHORT_CODES:
        return digits
    if digits.startswith("0"):
        area = 3 if digits[:2] in ("01", "02") else 4
        if not digits.isdigit() or not 7 <= len(digits) - area <= 8:
            raise BadNumber("length", "座机号是区号加7位或8位号码。")
        return f"{digits[:area]}-{digits[area:]}"
    try:
        return mobile(typed)
    except BadNumber as error:
        if error.part == "length" and digits.isdigit() and 7 <= len(digits) <= 8:
            raise BadNumber("area", "座机号前面加区号，例如0825-7830000。") from None
        raise


@dataclass(frozen=True)
class Plate:
    """A number plate. Its colour is part of the identity and is kept beside it."""

    number: str
    kind: str


def plate(text: str) -> Plate:
    """An ordinary plate (7 signs) or one for new-energy vehicles (8 signs, GA 36-2018)."""
    number = normal(text)
    if not number:
        raise BadNumber("empty", "没有填车牌。")
    if number[0] not in PLATE_PROVINCES:
        raise BadNumber("province", f"车牌第一个字是省的简称，这里是“{number[0]}”。")
    if len(number) not in (7, 8):
        raise BadNumber("length", f"车牌是7位，新能源车8位，这里有{len(number)}位。")
    if re.fullmatch(r".[A-HJ-NP-Z][A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳使领]", number):
        return Plate(number, "ordinary")
    if re.fullmatch(r".[A-HJ-NP-Z][A-HJK][A-HJ-NP-Z0-9][0-9]{4}", number):
        return Plate(number, "new_energy_small")
    if re.fullmatch(r".[A-HJ-NP-Z][0-9]{5}[A-HJK]", number):
        return Plate(number, "new_energy_large")
    if re.search(r"[IO]", number[1:]):
        raise BadNumber("signs", "车牌里不用字母I和O。")
    raise BadNumber("signs", "车牌的字母和数字不像真的。")
