"""Reads any CSV or xlsx as rows of text, for rooms that take in spreadsheets of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from wutong.collect.complaints.imports.csvfile import open_csv
from wutong.collect.complaints.imports.sniff import kind_of
from wutong.collect.complaints.imports.table import Cell, text
from wutong.collect.complaints.imports.xlsxfile import open_xlsx
from wutong.ui.letters import seen


def read_sheet(path: Path) -> Iterator[tuple[int, tuple[str, ...], str]]:
    """(number of the row, its cells as text, what is wrong with it), blank rows left out.

    :raises Unusable: when the file is no table of ours.
    """
    table = open_xlsx(path) if kind_of(path) == "xlsx" else open_csv(path)
    for row in table.rows():
        if not row.is_blank:
            yield row.n, tuple(_plain(c) for c in row.cells), row.fault


def _plain(cell: Cell) -> str:
    """A day without its midnight, words without what nobody can see; NUL and half letters come to nothing."""
    if isinstance(cell, datetime) and (cell.hour, cell.minute, cell.second) == (0, 0, 0):
        return f"{cell:%Y-%m-%d}"
    return text(seen(text(cell)))
