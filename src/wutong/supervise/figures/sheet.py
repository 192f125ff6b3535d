"""Figures and rows as CSV, for programs and for spreadsheets that must not run what a citizen wrote."""

from __future__ import annotations

import csv as _csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

from wutong.supervise.figures.views import UNSET, Figure, Row
from wutong.ui.sheets import MARK, line

HEADER = ("key", "label", "value", "unit", "numerator", "denominator")
ROW_HEADER = (
    "事项编号", "标题", "收到", "渠道", "类别", "社区", "状态", "结果", "答复", "答复用了几日", "按期", "评价",
    "退回次数", "并件", "导入",
)  # fmt: skip


def _cells(figure: Figure) -> tuple[str, ...]:
    value = "" if figure.value is None else str(figure.value)
    return (
        figure.key,
        figure.label,
        value,
        "" if figure.value == UNSET else figure.unit,
        "" if figure.numerator is None else str(figure.numerator),
        "" if figure.denominator is None else str(figure.denominator),
    )


def _written(rows: Iterable[Iterable[str]]) -> str:
    out = io.StringIO()
    _csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def csv(figures: Iterable[Figure]) -> str:
    """One line a figure. No value where the denominator is zero."""
    return _written([HEADER, *(_cells(f) for f in figures)])


def csv_by_month(months: Mapping[int, Iterable[Figure]]) -> str:
    """One line a month and figure, with the month before the columns of ``csv``."""
    lines = [(f.period.key, *_cells(f)) for figures in months.values() for f in figures]
    return _written([("period", *HEADER), *lines])


def table(figures: Iterable[Figure]) -> str:
    """For a terminal: label, value, note."""
    return "\n".join(f"{_said(f):>12}  {f.label}" + (f"  {f.note}" if f.note else "") for f in figures) + "\n"


def _said(figure: Figure) -> str:
    number = isinstance(figure.value, int | Decimal)
    return f"{figure.text}{figure.unit}" if number else figure.text


def rows_csv(rows: Iterable[Row], category: Callable[[str], str], community: Callable[[str], str]) -> Iterator[str]:
    """The rows behind a figure, line by line, with the mark by which spreadsheets know UTF-8."""
    yield MARK + line(ROW_HEADER)
    for row in rows:
        cells = (
            row.number,
            row.title,
            row.received_on.isoformat(),
            row.channel,
            category(row.category),
            community(row.community),
            row.status,
            row.result,
            row.replied_on.isoformat() if row.replied_on else "",
            "" if row.reply_days is None else str(row.reply_days),
            "" if row.on_time is None else ("是" if row.on_time else "否"),
            row.rating,
            str(row.reopened or ""),
            "是" if row.merged else "",
            "是" if row.imported else "",
        )
        yield line(cells)
