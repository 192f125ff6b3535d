"""Spreadsheets spoiled at random, bombs in them, and real ones with real mistakes: every bad row named, never a broken page."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import needs
from tests.bad import words
from tests.collect.imports.files import csv_bytes, kept, row, xlsx
from tests.people import as_person
from wutong.collect.complaints.imports import api as imports
from wutong.collect.complaints.imports.check import open_table
from wutong.collect.complaints.imports.plainly import read_sheet
from wutong.collect.complaints.imports.table import Unusable
from wutong.record import clock
from wutong.record.scope import Scope

PIECES = (
    b"",
    b"-1",
    b"9" * 20,
    b"&#0;",
    b"&lol;",
    b"<",
    b"A0",
    b"ZZZZZZ99",
    b"1e999",
    b"NaN",
    b'"',
    b"\xff",
    b"</row>",
    b"s",
    b"d",
    b"2019-99-99",
)
DTD = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(
        b'<!ENTITY a%d "&a%s;&a%s;&a%s;&a%s;">' % (n, *[b"%d" % (n - 1) if n > 1 else b""] * 4) for n in range(1, 16)
    )
    + b"]>"
)


@cache
def parts() -> dict[str, bytes]:
    """A small workbook, part by part."""
    with TemporaryDirectory() as folder:
        path = xlsx(Path(folder) / "a.xlsx", [row(1), ("2", "x", "2019-04-02", "=1+1", 1.5, True), row(3)])
        with zipfile.ZipFile(path) as archive:
            return {part.filename: archive.read(part) for part in archive.infolist()}


def zipped(given: dict[str, bytes], how: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, data in given.items():
            archive.writestr(name, data)
    return out.getvalue()


def read_both(data: bytes) -> list[str]:
    """Read a file as complaints and as the officers' sheet; what was said where it cannot be read."""
    said = []
    with TemporaryDirectory() as folder:
        path = kept(Path(folder) / "t.xlsx", data)
        readers: tuple[Callable[[], object], ...] = (
            lambda: list(open_table(path).rows()),
            lambda: list(read_sheet(path)),
        )
        for reader in readers:
            try:
                reader()
            except Unusable as told:
                (reason,) = told.reasons
                assert reason.article and reason.missing and reason.remedy
                said.append(reason.missing)
    return said


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.sampled_from(sorted(parts())),
    st.sampled_from(PIECES),
    st.integers(0, 10_000),
    st.sampled_from(["value", "bytes", "gone"]),
)
def test_a_spoiled_workbook_is_read_or_told(name: str, piece: bytes, at: int, how: str) -> None:
    spoiled = dict(parts())
    data = spoiled[name]
    values = list(re.finditer(rb'"[^"]*"|>[^<]+<', data))
    if how == "gone":
        del spoiled[name]
    elif how == "value" and values:
        found = values[at % len(values)]
        spoiled[name] = data[: found.start() + 1] + piece + data[found.end() - 1 :]
    else:
        where = at % max(1, len(data))
        spoiled[name] = data[:where] + piece + data[where + 1 :]
    read_both(zipped(spoiled))


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 255)), min_size=1, max_size=4), st.integers(0, 3))
def test_a_workbook_with_turned_bytes_or_cut_short_is_read_or_told(strikes: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(zipped(parts(), zipfile.ZIP_DEFLATED))
    for where, value in strikes:
        data[where % len(data)] = value
    read_both(bytes(data[: len(data) * (4 - cut) // 4]))


def bombs() -> dict[str, tuple[bytes, str]]:
    sheet = next(n for n in parts() if n.startswith("xl/worksheets/"))
    entities = {n: DTD + d.replace(b"<v>", b"<v>&a15;") if n == sheet else d for n, d in parts().items()}
    return {
        "zip": (zipped({**parts(), "xl/media/x.png": b"\0" * 40_000_000}, zipfile.ZIP_DEFLATED), "炸弹"),
        "sheet": (zipped({**parts(), sheet: b"<x>" + b" " * 40_000_000}, zipfile.ZIP_DEFLATED), "炸弹"),
        "parts": (zipped({**parts(), **{f"x/{n}": b"" for n in range(3_100)}}), "炸弹"),
        "entities": (zipped(entities), "坏了"),
        "shared": (zipped({**parts(), "xl/workbook.xml": DTD + b"<x>&a15;</x>"}), "坏了"),
    }


@pytest.mark.parametrize("name", ["zip", "sheet", "parts", "entities", "shared"])
def test_a_bomb_is_refused_by_both_readers(name: str) -> None:
    data, said = bombs()[name]
    assert len(data) < 2_000_000
    told = read_both(data)
    assert len(told) == 2 and all(said in t for t in told), told


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["sheet", "entities"])
def test_a_bomb_at_a_desk_is_told_on_the_page(wutong: Scope, name: str) -> None:
    data, said = bombs()[name]
    clerk = as_person("唐敏").post("/desk/complaints/import", {"file": SimpleUploadedFile("工单.xlsx", data)})
    form = {"day": "2026-11-24", "document": "任免1号", "once": "k", "file": SimpleUploadedFile("人员.xlsx", data)}
    officers = as_person("吴越").post("/desk/house/import", form)
    for page in (clerk, officers):
        assert page.status_code == 422 and said in page.content.decode(), page.status_code
    assert "任免1号" in officers.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("cell", [words.NUL, words.SCRIPT, words.LONG[:20_000], words.BIDI, "=1+1", "²", words.RARE])
def test_an_officers_sheet_with_odd_cells_is_told_cell_by_cell(wutong: Scope, cell: str) -> None:
    head = ("工号", "姓名", "登录名", "机构", "角色", "起")
    data = csv_bytes([(cell, cell, cell, cell, cell, cell)], head=head)
    form = {"day": "2026-11-24", "document": "任免1号", "once": "k", "file": SimpleUploadedFile("人员.csv", data)}
    page = as_person("吴越").post("/desk/house/import", form)
    shown = page.content.decode()
    assert page.status_code == 422 and "<script>alert" not in shown and "\u202e" not in shown and "\x00" not in shown
    assert "登录名" in shown and len(shown) < 400_000


# ---- the real ones


def mangled(lines: list[bytes], chance: random.Random) -> bytes:
    """Some lines of a real file, as editors, mailers and other systems leave them."""
    out = list(lines)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(out))
        line = out[at]
        where = chance.randrange(max(1, len(line)))
        slip = chance.choice(
            (
                line[:where], line[:where] + b'"' + line[where:], line[:where] + b"\x00" + line[where:], line[:where] + b"\xff\xfe" + line[where:],
                line.replace(b",", b";"), line.replace(b'"', b""), line.rstrip() + b",extra,cells\n", line + line, b"\n", b"",
                line.replace(b"\n", b"\r"), line[:where] + chance.randbytes(4) + line[where:], b",".join(line.split(b",")[::-1]),
                line.replace(b"-", b"/"), re.sub(rb"\d{4}-", b"2099-", line), line[:where] + "\u202e=1+1".encode() + line[where:],
            )
        )  # fmt: skip
        out[at] = slip
    data = b"".join(out)
    match chance.randrange(6):
        case 0:
            return data.decode("utf-8", "ignore").encode("gb18030", "ignore")
        case 1:
            return data.decode("utf-8", "ignore").encode("utf-16")
        case 2:
            return b"\xef\xbb\xbf" + data
        case _:
            return data


@needs.shared_data
@pytest.mark.django_db
@pytest.mark.parametrize("name", ["petitions_replied.csv", "petitions_hot.csv"])
def test_a_real_file_mangled_at_random_is_told_row_by_row(wutong: Scope, tmp_path: Path, name: str) -> None:
    with needs.shared_path(name).open("rb") as file:
        lines = [file.readline() for _ in range(40)]
    chance, now, read = random.Random(f"mangled {name}"), clock.now(), 0
    for n in range(40):
        path = kept(tmp_path / f"{n}.csv", mangled(lines, chance))
        try:
            report = imports.check(wutong, path, path.name, now=now)
        except Unusable as told:
            assert told.reasons[0].missing and told.reasons[0].remedy
            continue
        read += 1
        outcomes = (report.good, report.part, report.added, report.already, report.bad)
        assert sum(outcomes) == report.rows and all(p.row >= 1 and p.reason for p in report.problems)
        named = {p.row for p in report.problems if not p.kept and not p.again}
        assert len(named) >= report.bad, "a row that was not taken is not named"
        assert not any("\x00" in line or "\u202e" in line for line in report.lines())
    assert read >= 10 or name != "petitions_replied.csv"
