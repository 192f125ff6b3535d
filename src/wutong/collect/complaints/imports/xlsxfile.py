"""Reads xlsx row by row without unpacking more than it may: nothing is computed, nothing outside is fetched.

Formulas give the value the spreadsheet program stored; one without a stored value is a fault of its row, not a blank.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any

import openpyxl

from wutong.collect.complaints.imports.table import MOST_COLUMNS, Cell, Row, Table, Unusable

RULE = "xlsx表格要能安全打开"
_MOST_UNPACKED = 400_000_000
_MOST_STRINGS = 150_000_000
_MOST_RATIO = 300
_MOST_PARTS = 3_000
_MOST_BLANKS = 5_000

if not openpyxl.DEFUSEDXML or openpyxl.LXML:  # pragma: no cover - an installation fault
    raise ImportError("openpyxl must read XML through defusedxml")


def open_xlsx(path: Path, wanted: Any = None) -> Table:
    """A workbook's sheet as a table.

    :param wanted: a function of a sheet's first rows that says whether it is the sheet; the first one otherwise.
    :raises Unusable: when it is a bomb, broken, or has no sheet.
    """
    with _readable("表格的内部坏了，打不开"):
        _check_parts(path)
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            names = [s.title for s in book.worksheets if s.sheet_state == "visible"]
            names = names or [s.title for s in book.worksheets]
            if not names:
                raise Unusable(RULE, "里面没有工作表", "确认导出的是表格，不是图表")
            chosen = next((n for n in names if wanted and wanted(_first(book[n]))), names[0])
        finally:
            book.close()
        has_formulas = _has_formulas(path)
    notes = tuple(f"工作表“{n}”没有导入" for n in names if n != chosen)
    return Table("xlsx", "xlsx", chosen, lambda: rows(path, chosen, has_formulas), notes)


@contextmanager
def _readable(missing: str) -> Iterator[None]:
    """What openpyxl, zipfile and the XML reader raise on a workbook that was cut, turned or made to break them: any kind.

    :raises Unusable: instead of all of it.
    """
    try:
        yield
    except Unusable:
        raise
    except Exception as bad:
        raise Unusable(RULE, missing, "在表格软件里打开，另存一份新的xlsx，再导入") from bad


def _check_parts(path: Path) -> None:
    """Refuse a bomb by what the archive declares; the reader never unpacks more of a part than it declared."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        if any(p.flag_bits & 1 for p in parts):
            raise Unusable("加了密码的表格读不了", "压缩包有密码", "去掉密码，另存后再导入")
        if len(parts) > _MOST_PARTS:
            raise Unusable(RULE, f"里面有{len(parts)}个部件，像是压缩炸弹", "在表格软件里打开，另存一份新的xlsx")
        whole = sum(p.file_size for p in parts)
        packed = sum(p.compress_size for p in parts) or 1
        strings = sum(p.file_size for p in parts if p.filename.endswith("sharedStrings.xml"))
        if whole > _MOST_UNPACKED or strings > _MOST_STRINGS or (whole > 10_000_000 and whole / packed > _MOST_RATIO):
            raise Unusable(
                RULE, f"解开后有{whole // 1_000_000}MB，像是压缩炸弹", "另存为CSV，或按年分成几个文件，再导入"
            )


def _has_formulas(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        for part in archive.infolist():
            if not part.filename.startswith("xl/worksheets/"):
                continue
            tail = b""
            with archive.open(part) as file:
                while block := file.read(1 << 18):
                    if b"<f>" in tail + block or b"<f " in tail + block:
                        return True
                    tail = block[-4:]
    return False


def _first(sheet: Any, most: int = 10) -> list[Row]:
    sheet.reset_dimensions()
    return [Row(n, _cells(values)) for n, values in enumerate(sheet.iter_rows(max_row=most, values_only=True), start=1)]


def rows(path: Path, sheet: str, has_formulas: bool) -> Iterator[Row]:
    """Every row of a sheet, blank ones too, numbered as the spreadsheet program numbers them."""
    with _readable("表格读到一半坏了"), ExitStack() as opened:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        opened.callback(book.close)
        beside: Iterator[tuple[Any, ...]] = iter(())
        if has_formulas:
            formulas = openpyxl.load_workbook(path, read_only=True, keep_links=False)
            opened.callback(formulas.close)
            beside = _values(formulas[sheet])
        blanks = 0
        for n, (values, written) in enumerate(zip_longest(_values(book[sheet]), beside, fillvalue=()), start=1):
            fault = _fault(values, written) if has_formulas else ""
            cells = _cells(values, book.epoch)
            if len(values) > MOST_COLUMNS and any(v is not None for v in values[MOST_COLUMNS:]):
                fault = fault or f"这一行多于{MOST_COLUMNS}列"
            row = Row(n, cells, fault)
            # sheets that were formatted to the bottom have a million blank rows
            blanks = blanks + 1 if row.is_blank else 0
            if blanks > _MOST_BLANKS:
                return
            yield row


def _values(sheet: Any) -> Iterator[tuple[Any, ...]]:
    sheet.reset_dimensions()
    return iter(sheet.iter_rows(values_only=True))


def _fault(values: tuple[Any, ...], written: tuple[Any, ...]) -> str:
    for column, (value, formula) in enumerate(zip_longest(values, written), start=1):
        if value is None and isinstance(formula, str) and formula.startswith("="):
            return f"第{column}列是公式，没有存下算好的值；复制整列，选择性粘贴为数值"
    return ""


def _cells(values: tuple[Any, ...], epoch: datetime | None = None) -> tuple[Cell, ...]:
    cells = [_cell(v, epoch) for v in values[:MOST_COLUMNS]]
    while cells and cells[-1] == "":
        cells.pop()
    return tuple(cells)


def _cell(value: Any, epoch: datetime | None) -> Cell:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        # stored as a fraction of a day: halves of a microsecond come from that, not from a clerk
        return (value + timedelta(microseconds=500_000)).replace(microsecond=0, tzinfo=None)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day on the wall
    if isinstance(value, time | timedelta):
        return str(value)
    if isinstance(value, int | float):
        return value
    return str(value).replace("_x000D_", "").replace("\r\n", "\n")
