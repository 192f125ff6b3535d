"""Rows for spreadsheet programs: UTF-8 with the mark they know it by, and no cell that they would run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse

#: what makes a spreadsheet program take a cell for a formula, wide forms too
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "\ufeff"


def defused(cell: str) -> str:
    """A cell that no spreadsheet program takes for a formula.

    A bare carriage return becomes a line break: the writer does not quote it, and what follows it would begin a row.
    """
    cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def line(cells: Iterable[str]) -> str:
    """One line of CSV, its cells defused."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([defused(c) for c in cells])
    return out.getvalue()


def streamed(head: Iterable[str], rows: Iterable[Iterable[str]], name: str) -> StreamingHttpResponse:
    """A download made while it is sent: memory stays flat, however many rows."""

    def lines() -> Iterator[str]:
        yield MARK + line(head)
        for row in rows:
            yield line(row)

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
