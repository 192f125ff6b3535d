"""The door of figures: numbers of a year with what they were made of, their months, their rows, and the recount."""

from wutong.supervise.figures.by_office import LABELS, MEASURES, Line, Tree
from wutong.supervise.figures.by_office import by_office as office_lines
from wutong.supervise.figures.by_office import rows as office_rows
from wutong.supervise.figures.declared import BY_KEY, FIGURES, GROUPS, HEADLINE, Declared, Source
from wutong.supervise.figures.reads import (
    YearView,
    by_month,
    every_row,
    figures,
    headline,
    masked,
    recounted,
    rows,
    year_view,
    years,
)
from wutong.supervise.figures.sheet import csv, csv_by_month, table
from wutong.supervise.figures.views import (
    DASH,
    PARTS,
    UNSET,
    Difference,
    Figure,
    Headline,
    Part,
    Period,
    Recount,
    Row,
    Rows,
    rate,
)

__all__ = [
    "BY_KEY", "DASH", "FIGURES", "GROUPS", "HEADLINE", "LABELS", "MEASURES", "PARTS", "UNSET", "Declared", "Difference", "Figure", "Headline",
    "Line", "Part", "Period", "Recount", "Row", "Rows", "Source", "Tree", "YearView", "by_month", "csv", "csv_by_month", "every_row",
    "figures", "headline", "masked", "office_lines", "office_rows", "rate", "recounted", "rows", "table", "year_view", "years",
]  # fmt: skip
