"""What both sides' pages of figures have in common: cells of the month table, shares of channels, words for codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, QueryDict

from wutong.city.offices import api as offices
from wutong.city.places import api as places
from wutong.record.scope import Scope
from wutong.supervise.figures.api import BY_KEY, FIGURES, PARTS, Declared, Figure, Part, Period, Row, Source, YearView
from wutong.supervise.figures.chart import Chart, chart

#: key figures over the page, and the columns of the month table
TOP = ("complaints.received", "complaints.handling_rate", "complaints.on_time", "complaints.satisfaction")
COLUMNS = (
    "complaints.received",
    "complaints.handled",
    "complaints.within_15_days",
    "complaints.within_60_days",
    "complaints.on_time",
    "complaints.satisfaction",
)
FIRST_YEAR = 1949

Address = Callable[[str, Part, Period], str]


@dataclass(frozen=True)
class Cell:
    """A figure as a page shows it: its words, the addresses of the rows above and below the line."""

    figure: Figure
    declared: Declared
    label: str
    url: str
    below_url: str
    sources: tuple[Source, ...]

    @property
    def fraction(self) -> str:
        """``414/424``, for a rate in a narrow column."""
        return f"{self.figure.numerator:,}/{self.figure.denominator:,}" if self.figure.denominator else ""

    @property
    def number(self) -> Any:
        """What the key figure shows."""
        return self.figure.text if isinstance(self.figure.value, Decimal | str) else self.figure.value


@dataclass(frozen=True)
class Line:
    """A row with its codes in words."""

    row: Row
    kind: Any
    category: str
    community: str


@dataclass(frozen=True)
class Share:
    """One channel and the width of its bar, out of a hundred."""

    label: str
    value: int
    width: str
    url: str


@dataclass(frozen=True)
class Shown:
    """A year's page, ready for its template."""

    view: YearView
    top: tuple[Cell, ...]
    months: tuple[tuple[Period, tuple[Cell, ...]], ...]
    total: tuple[Cell, ...]
    all: tuple[Cell, ...]
    channels: tuple[Share, ...]
    chart: Chart | None
    columns: tuple[str, ...]
    imported: int


def shown(view: YearView, address: Address, *, public: bool = False) -> Shown:
    """Arrange a year's figures for a page."""
    whole = Period(view.year)

    def cell(figure: Figure) -> Cell:
        declared = BY_KEY[figure.key]
        opens = isinstance(figure.value, int | Decimal)
        return Cell(
            figure,
            declared,
            declared.public_label if public else declared.label,
            address(figure.key, "numerator", figure.period) if opens and figure.numerator else "",
            address(figure.key, "denominator", figure.period) if declared.denominator and figure.denominator else "",
            declared.standing(whole.since, whole.until),
        )

    channels = [f for f in view.figures.values() if BY_KEY[f.key].group == "channel" and f.numerator]
    most = max((f.numerator or 0 for f in channels), default=1)
    return Shown(
        view=view,
        top=tuple(cell(view.figures[k]) for k in TOP),
        months=tuple((Period(view.year, m), tuple(cell(f[k]) for k in COLUMNS)) for m, f in view.months.items()),
        total=tuple(cell(view.figures[k]) for k in COLUMNS),
        all=tuple(cell(view.figures[d.key]) for d in FIGURES if d.group != "channel"),
        channels=tuple(
            Share(
                f.label, f.numerator or 0, f"{100 * (f.numerator or 0) / most:.1f}", address(f.key, "numerator", whole)
            )
            for f in sorted(channels, key=lambda f: -(f.numerator or 0))
        ),
        chart=chart({m: f["complaints.received"].numerator or 0 for m, f in view.months.items()}),
        columns=tuple(BY_KEY[k].public_label if public else BY_KEY[k].label for k in COLUMNS),
        imported=view.figures["complaints.imported"].numerator or 0,
    )


def asked_period(year: int, get: QueryDict, today: date) -> Period:
    """The year in the address and the month after the question mark.

    :raises Http404: for a year or month that is none, or not yet.
    """
    month = get.get("month", "")
    if not FIRST_YEAR <= year <= today.year or (
        month and not (len(month) < 3 and month.isdecimal() and 1 <= int(month) <= 12)
    ):
        raise Http404("没有找到")
    return Period(year, int(month) if month else None)


def asked_part(key: str, part: str) -> tuple[Declared, Part]:
    """The figure and which side of the line.

    :raises Http404: where there is no such figure or side.
    """
    declared = BY_KEY.get(key)
    for known in PARTS:
        if declared is not None and part == known and (part == "numerator" or declared.denominator):
            return declared, known
    raise Http404("没有找到")


@dataclass(frozen=True)
class Words:
    """Codes in a complaint's row as people read them."""

    kinds: Mapping[str, Any]
    communities: Mapping[str, str]

    def category(self, code: str) -> str:
        kind = self.kinds.get(code)
        return kind.label if kind else (code or "没有分类")

    def line(self, row: Row) -> Line:
        return Line(row, self.kinds.get(row.category), self.category(row.category), self.community(row.community))

    def community(self, code: str) -> str:
        return self.communities.get(code, code)


def words(scope: Scope, on: date) -> Words:
    """The county's names of categories and communities on a day."""
    kinds = offices.category_names(scope, on)
    return Words(kinds, {d.code: d.name for d in places.divisions(scope, on) if d.level == "community"})


def parts_of(declared: Declared, part: Part, figure: Figure, address: Address) -> Sequence[tuple[str, int, str, bool]]:
    """The tabs of a rows page: label, how many, address, whether here."""
    above = "分子" if declared.denominator else "全部"
    found = [(above, figure.numerator or 0, address(figure.key, "numerator", figure.period), part == "numerator")]
    if declared.denominator:
        below = address(figure.key, "denominator", figure.period)
        found.append(("分母", figure.denominator or 0, below, part == "denominator"))
    return found
