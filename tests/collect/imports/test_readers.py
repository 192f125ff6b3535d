"""CSV and xlsx as other systems write them: rows and their numbers come out as a spreadsheet program shows them."""

# ruff: noqa: DTZ001 - wall times, as a spreadsheet holds them
from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.collect.imports.files import csv_bytes, kept, row, xlsx
from wutong.collect.complaints.imports.csvfile import open_csv, parse
from wutong.collect.complaints.imports.table import Unusable, text
from wutong.collect.complaints.imports.xlsxfile import open_xlsx

CELL = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00\r"), max_size=12)
HAN = st.text(st.characters(codec="gbk", exclude_characters="\x00\r"), max_size=12)


@given(st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=6), st.sampled_from([",", "\t", ";"]))
def test_it_reads_back_whatever_was_written(table: list[list[str]], delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(table)
    found = list(parse(iter(io.StringIO(out.getvalue(), newline="")), delimiter))
    assert [list(r.cells) for r in found] == table
    assert [r.n for r in found] == list(range(1, len(table) + 1))
    assert not any(r.fault for r in found)


@given(st.text(max_size=200))
def test_it_never_fails_on_any_text(words: str) -> None:
    lines = io.StringIO(words, newline="")
    found = list(parse(iter(lines)))
    assert [r.n for r in found] == list(range(1, len(found) + 1))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(HAN, min_size=2, max_size=5), st.sampled_from(["utf-8", "utf-8-sig", "gbk", "utf-16"]))
def test_it_proves_the_encoding_before_it_believes_it(tmp_path: Path, cells: list[str], encoding: str) -> None:
    data = csv_bytes([[*cells, "城管综合执法大队"]], head=["列"] * (len(cells) + 1), encoding=encoding)
    table = open_csv(kept(tmp_path / "t.csv", data))
    assert [list(r.cells) for r in table.rows()][1] == [*cells, "城管综合执法大队"]


def test_it_says_which_encoding_it_found(tmp_path: Path) -> None:
    rows = [row(1)]
    for codec, name in (("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8（带BOM）"), ("gbk", "GBK"), ("utf-16", "UTF-16")):
        assert open_csv(kept(tmp_path / f"{codec}.csv", csv_bytes(rows, encoding=codec))).encoding == name
    rare = csv_bytes([row(1, subject="㐀㐁")], encoding="gb18030")
    assert open_csv(kept(tmp_path / "rare.csv", rare)).encoding == "GB18030"


def test_it_says_on_which_line_the_text_ends(tmp_path: Path) -> None:
    data = csv_bytes([row(1), row(2)]) + b"\xff\xff\xff\n"
    with pytest.raises(Unusable) as bad:
        open_csv(kept(tmp_path / "t.csv", data))
    assert "第4行" in bad.value.reasons[0].missing


def test_an_open_quote_spoils_its_own_line_only() -> None:
    lines = ["a,b\n", "1,x\n", '2,"never closed\n', "3,y\n", "4,z\n"]
    found = list(parse(iter(lines)))
    assert [(r.n, r.cells[0], bool(r.fault)) for r in found] == [
        (1, "a", False), (2, "1", False), (3, '2,"never closed', True), (4, "3", False), (5, "4", False),
    ]  # fmt: skip
    found = list(parse(iter(['1,"x"y\n', '2,"ok"\n'])))
    assert [(r.cells[0], bool(r.fault)) for r in found] == [('1,"x"y', True), ("2", False)]


def test_an_open_quote_does_not_swallow_a_large_file() -> None:
    lines = ['0,"open\n', *(f"{n},x\n" for n in range(1, 5_000))]
    found = list(parse(iter(lines)))
    assert len(found) == 5_000 and [r.n for r in found if r.fault] == [1]


def test_it_keeps_new_lines_and_quotes_inside_cells() -> None:
    found = list(parse(iter(io.StringIO('1,"第一行\n第二行，""引号""",z\n', newline=""))))
    assert found[0].cells == ("1", '第一行\n第二行，"引号"', "z")


def test_it_reads_dates_numbers_and_gaps_of_xlsx(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    xlsx(path, [(2555, "甲", datetime(2019, 4, 2, 8, 15, 20), None, 1.5, True), (), ("00012", "乙")])
    found = list(open_xlsx(path).rows())
    assert [r.n for r in found] == [1, 2, 3, 4] and found[2].is_blank
    assert found[1].cells == (2555, "甲", datetime(2019, 4, 2, 8, 15, 20), "", 1.5, "是")
    assert text(found[1].cells[0]) == "2555" and text(found[3].cells[0]) == "00012"


def test_it_takes_a_formulas_stored_value_and_names_one_without(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "t.xlsx", [("1", "=1+1", "x"), ("2", "y", "z")])
    found = list(open_xlsx(path).rows())
    assert "公式" in found[1].fault and "第2列" in found[1].fault
    assert not found[2].fault


def test_it_chooses_the_sheet_that_has_the_header(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "说明"
    book.active.append(["怎么填"])
    book.create_sheet("工单").append(["id", "subject"])
    book.save(tmp_path / "t.xlsx")
    table = open_xlsx(tmp_path / "t.xlsx", lambda first: first[0].cells[:1] == ("id",))
    assert table.sheet == "工单" and "说明" in table.notes[0]


def test_merged_cells_leave_the_later_rows_blank(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in (["id", "subject"], ["1", "甲"], ["x", "乙"]):
        book.active.append(line)
    book.active.merge_cells("A2:A3")
    book.save(path)
    assert [r.cells for r in open_xlsx(path).rows()][1:] == [("1", "甲"), ("", "乙")]
