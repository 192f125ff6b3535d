"""What the door of figures hands out: periods, figures, rows and differences, all frozen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, TypeAlias
from uuid import UUID

Part: TypeAlias = Literal["numerator", "denominator"]
PARTS: tuple[Part, ...] = ("numerator", "denominator")
UNSET = "请设置"
DASH = "—"


@dataclass(frozen=True)
class Period:
    """A year, or one of its months, in legal days."""

    year: int
    month: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.year <= 9998 or (self.month is not None and not 1 <= self.month <= 12):
            raise ValueError(f"no such period: {self.year}-{self.month}")

    @property
    def since(self) -> date:
        return date(self.year, self.month or 1, 1)

    @property
    def until(self) -> date:
        if self.month is None or self.month == 12:
            return date(self.year, 12, 31)
        return date(self.year, self.month + 1, 1) - timedelta(days=1)

    @property
    def key(self) -> str:
        """``2019`` or ``2019-04``."""
        return f"{self.year:04d}" if self.month is None else f"{self.year:04d}-{self.month:02d}"

    @property
    def words(self) -> str:
        return f"{self.year}年" if self.month is None else f"{self.year}年{self.month}月"


def rate(numerator: int, denominator: int) -> Decimal | None:
    """Per cent, one decimal, half up; nothing where there is nothing to divide by."""
    if denominator == 0:
        return None
    return (Decimal(numerator) * 100 / Decimal(denominator)).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Figure:
    """One number with what it was made of. ``value`` is None where the denominator is zero, ``请设置`` where a local
    term is unset. ``note`` says its fraction, its sample, and what is counted apart."""

    key: str
    label: str
    value: int | Decimal | str | None
    unit: str
    numerator: int | None
    denominator: int | None
    note: str
    period: Period

    @property
    def text(self) -> str:
        """As people read it, without the unit."""
        if self.value is None:
            return DASH
        return f"{self.value:,}" if isinstance(self.value, int) else str(self.value)

    @property
    def shown_unit(self) -> str:
        """The unit where there is a number to bear it."""
        return self.unit if isinstance(self.value, int | Decimal) else ""

    @property
    def is_unset(self) -> bool:
        return self.value == UNSET


@dataclass(frozen=True)
class Row:
    """A matter behind a figure, as it stands now. A public row has no ``matter``, ``number``, ``title`` or office."""

    received_on: date
    channel: str
    category: str
    community: str
    result: str
    replied_on: date | None
    reply_days: int | None
    on_time: bool | None
    rating: str
    reopened: int = 0
    merged: bool = False
    imported: bool = False
    matter: UUID | None = None
    number: str = ""
    title: str = ""
    office: str = ""
    status: str = ""


@dataclass(frozen=True)
class Rows:
    """A page of rows and where the next one begins ("" after the last)."""

    rows: tuple[Row, ...]
    after: str


@dataclass(frozen=True)
class Headline:
    """The four numbers of the home page and the instant they were counted at."""

    figures: tuple[Figure, ...]
    year: int
    as_of: date
    counted_at: datetime | None

    def __iter__(self) -> Iterator[Figure]:
        return iter(self.figures)

    def __len__(self) -> int:
        return len(self.figures)


@dataclass(frozen=True)
class Difference:
    """A matter that the two ways of counting count differently: the figures' parts only one of them counts it for."""

    matter: UUID
    number: str
    only_table: tuple[str, ...]
    only_record: tuple[str, ...]

    @property
    def words(self) -> str:
        """What differs, for a terminal, after the number."""
        said = []
        if self.only_table:
            said.append(f"表里算、留痕里不算：{'、'.join(self.only_table)}")
        if self.only_record:
            said.append(f"留痕里算、表里不算：{'、'.join(self.only_record)}")
        return "；".join(said)


@dataclass(frozen=True)
class Recount:
    """The year counted again from the record, by month, and every matter on which the two ways differ."""

    year: tuple[Figure, ...]
    months: dict[int, tuple[Figure, ...]]
    differences: tuple[Difference, ...]
    matters: int
    entries: int
