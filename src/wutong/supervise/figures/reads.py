"""The questions of the door: figures of a period, months of a year, the four of the home page, the rows of a figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from wutong.collect.complaints.api import counts
from wutong.record.clock import legal_day
from wutong.record.scope import Scope
from wutong.supervise.figures import fast, kept, recount
from wutong.supervise.figures.declared import BY_KEY, HEADLINE, MEASURES, Declared, chosen
from wutong.supervise.figures.making import made, total
from wutong.supervise.figures.views import Figure, Headline, Part, Period, Recount, Row, Rows, rate
from wutong.ui.masking import masked_text

#: a public row names a community only where at least so many complaints of the year share community and category
ENOUGH = 5


def _measures(wanted: Sequence[Declared]) -> tuple[str, ...]:
    """What the wanted figures and their notes count."""
    if len(wanted) == len(BY_KEY):
        return MEASURES
    noted = ("received", "merged", "not_ours", "withdrawn", "imported", "undated", "overdue")
    return tuple(dict.fromkeys((*noted, *(m for d in wanted for m in (d.numerator, d.denominator) if m))))


def figures(
    scope: Scope, year: int, *, month: int | None = None, as_of: date, keys: Sequence[str] | None = None
) -> tuple[Figure, ...]:
    """The figures of a year, or of one month, as they stood on a report day.

    :raises KeyError: for an undeclared key.
    """
    wanted = chosen(keys)
    months = fast.by_month(scope, year, as_of, _measures(wanted))
    counted = total(months.values()) if month is None else months.get(month, Counter())
    return made(scope, Period(year, month), counted, as_of, wanted)


def by_month(scope: Scope, year: int, as_of: date, keys: Sequence[str] | None = None) -> dict[int, tuple[Figure, ...]]:
    """Month → its figures; months that begin after the report day are absent."""
    wanted = chosen(keys)
    months = fast.by_month(scope, year, as_of, _measures(wanted))
    return {m: made(scope, Period(year, m), counted, as_of, wanted) for m, counted in months.items()}


def recounted(scope: Scope, year: int, as_of: date) -> Recount:
    """The year counted again from the record's entries, with every matter on which the table differs."""
    return recount.year(scope, year, as_of)


def headline(scope: Scope, as_of: date | datetime) -> Headline:
    """The four figures of the home page for the year of ``as_of`` up to that day.

    :param as_of: the instant of asking (then a large county's count may be older, and says of when), or a day.
    """
    if isinstance(as_of, datetime):
        day = legal_day(as_of)
        counted = kept.counted(scope, day.year, day, as_of)
        months, day, at = counted.months, counted.as_of, counted.at
    else:
        day, at = as_of, None
        months = fast.by_month(scope, day.year, day, _measures(chosen(list(HEADLINE))))
    found = {f.key: f for f in made(scope, Period(day.year), total(months.values()), day, chosen(list(HEADLINE)))}
    return Headline(tuple(_shared(found[key]) for key in HEADLINE), day.year, day, at)


def _shared(figure: Figure) -> Figure:
    """A count of those within some days, as the share that a citizen reads."""
    if figure.key != "complaints.within_15_days":
        return figure
    above, below = figure.numerator or 0, figure.denominator or 0
    note = f"应办{below:,}件，15日内{above:,}件"
    return Figure(figure.key, figure.label, rate(above, below), "%", above, below, note, figure.period)


def measure_of(key: str, part: Part) -> str:
    """The measure above or below the line; "" where a count has nothing below.

    :raises KeyError: for an undeclared key.
    """
    return BY_KEY[key].numerator if part == "numerator" else BY_KEY[key].denominator


def rows(
    scope: Scope,
    key: str,
    period: Period,
    part: Part,
    after: str = "",
    size: int = 50,
    *,
    as_of: date,
    filters: Mapping[str, str] | None = None,
) -> Rows:
    """One page of the matters behind a figure's part, the latest received first.

    :param filters: channel, category, outcome or rating, as they stand now.
    :raises KeyError: for an undeclared key, or a part the figure does not have.
    """
    measure = _asked(key, part)
    on = fast.ground(scope, period, as_of)
    return page_of(
        counts.page(
            scope, on.span, measure, also=on.also(measure), filters=filters or {}, after=place(after), size=size
        )
    )


def page_of(found: tuple[list[counts.Counted], tuple[date, int] | None]) -> Rows:
    """A page of the table as rows, with the place where the next begins as a page carries it (``place`` reads it)."""
    page, further = found
    return Rows(tuple(_row(r) for r in page), f"{further[0]:%Y%m%d}.{further[1]}" if further else "")


def every_row(
    scope: Scope, key: str, period: Period, part: Part, *, as_of: date, filters: Mapping[str, str] | None = None
) -> Iterator[Row]:
    """All rows behind a figure's part, as a stream, in the order of ``rows``."""
    measure = _asked(key, part)
    on = fast.ground(scope, period, as_of)
    for row in counts.each(scope, on.span, measure, also=on.also(measure), filters=filters or {}):
        yield _row(row)


def _asked(key: str, part: Part) -> str:
    measure = measure_of(key, part)
    if not measure:
        raise KeyError(f"{key} has no {part}")
    return measure


def place(after: str) -> tuple[date, int] | None:
    """Where a page begins: ``20190412.3`` is after the third row of that day; what does not read, at the start."""
    day, _, shown = after.partition(".")
    try:
        return date(int(day[:4]), int(day[4:6]), int(day[6:8])), max(0, min(int(shown), 10**7))
    except ValueError:
        return None


def _row(row: counts.Counted) -> Row:
    result = counts.OUTCOMES.get(row.outcome, row.outcome)
    if row.outcome == "open" and row.replied_on:
        result = "已答复"
    elif row.undated and not row.replied_on:
        result = "有答复但时间不明"
    return Row(
        received_on=row.received_on,
        channel=counts.CHANNELS.get(row.channel, row.channel),
        category=row.category,
        community=row.community,
        result=result,
        replied_on=row.replied_on,
        reply_days=row.reply_days,
        on_time=row.on_time,
        rating=counts.RATINGS.get(row.rating, ""),
        reopened=row.reopened,
        merged=row.merged,
        imported=row.imported,
        matter=row.matter,
        number=row.number,
        title=masked_text(row.title),
        office=row.office,
        status=row.status,
    )


def masked(row: Row, grounds: Mapping[tuple[str, str], int]) -> Row:
    """A row for everybody: no number, no title, nothing that leads to a matter; the community only among enough."""
    known = grounds.get((row.category, row.community), 0) >= ENOUGH
    return Row(
        received_on=row.received_on,
        channel="",
        category=row.category,
        community=row.community if known else "",
        result=row.result,
        replied_on=None,
        reply_days=row.reply_days,
        on_time=row.on_time,
        rating=row.rating,
        imported=row.imported,
    )


@dataclass(frozen=True)
class YearView:
    """A year's page: its figures by key, those of each month, and when they were counted."""

    year: int
    as_of: date
    counted_at: datetime
    figures: Mapping[str, Figure]
    months: Mapping[int, Mapping[str, Figure]]
    grounds: Mapping[tuple[str, str], int]


def year_view(scope: Scope, year: int, as_of: date, at: datetime) -> YearView:
    """All figures of a year for a page. A large county's may be older, even of another day; ``counted_at`` says so."""
    counted = kept.counted(scope, year, as_of, at)
    whole = made(scope, Period(year), total(counted.months.values()), counted.as_of, chosen(None))
    months = {
        m: {f.key: f for f in made(scope, Period(year, m), found, counted.as_of, chosen(None))}
        for m, found in counted.months.items()
    }
    return YearView(year, counted.as_of, counted.at, {f.key: f for f in whole}, months, counted.grounds)


def years(scope: Scope, today: date, most: int = 6) -> tuple[int, ...]:
    """The years a page leads to, the latest first: this year and those before it that hold complaints."""
    first = counts.first_day(scope)
    return tuple(range(today.year, max((first or today).year, today.year - most) - 1, -1))
