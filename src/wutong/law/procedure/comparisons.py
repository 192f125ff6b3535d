"""How two values of a form are compared. Values of different kinds are never equal, and what cannot be ordered is unknown.

以上、以下、以内、届满 include the number itself, 超过、不满、以外 do not (民法典 1259).
"""

import re
from decimal import ROUND_DOWN, Decimal

Truth = bool | None
AMOUNT = re.compile(r"\d{1,12}(\.\d{1,2})?")


def ordered(mine: object, theirs: object) -> tuple[Decimal, Decimal] | None:
    """Both as numbers: whole ones, or amounts of money, which are written as text."""
    left, right = number(mine), number(theirs)
    return None if left is None or right is None or type(mine) is not type(theirs) else (left, right)


def number(value: object) -> Decimal | None:
    """A whole number or an amount of money; None for everything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return Decimal(value) if isinstance(value, str) and AMOUNT.fullmatch(value) else None


def as_amount(value: Decimal) -> str:
    """A reckoned amount of money as a form writes it. Parts of a fen fall away: nobody owes them."""
    return f"{value.quantize(Decimal('0.01'), ROUND_DOWN):f}"


def same(mine: object, theirs: object) -> Truth:
    return type(mine) is type(theirs) and mine == theirs


def among(mine: object, theirs: object) -> Truth:
    return isinstance(theirs, list | tuple) and any(same(mine, each) for each in theirs)


def meets(mine: object, theirs: object) -> Truth:
    return isinstance(mine, list | tuple) and any(among(each, theirs) for each in mine)


def part_of(mine: object, theirs: object) -> Truth:
    """Whether every choice of mine is one of theirs: a decision takes no kind of penalty that was not notified."""
    return isinstance(mine, list | tuple) and all(among(each, theirs) for each in mine)


def at_least(mine: object, theirs: object) -> Truth:
    pair = ordered(mine, theirs)
    return None if pair is None else pair[0] >= pair[1]


def at_most(mine: object, theirs: object) -> Truth:
    pair = ordered(mine, theirs)
    return None if pair is None else pair[0] <= pair[1]


def over(mine: object, theirs: object) -> Truth:
    value = at_most(mine, theirs)
    return None if value is None else not value


def under(mine: object, theirs: object) -> Truth:
    value = at_least(mine, theirs)
    return None if value is None else not value


OPERATORS = {
    "is": same,
    "in": among,
    "meets": meets,
    "part_of": part_of,
    "at_least": at_least,
    "at_most": at_most,
    "over": over,
    "under": under,
}
