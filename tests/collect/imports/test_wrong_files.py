"""Every kind of wrong file is told apart: which rule, what was found, how to mend it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests.collect.imports.files import csv_bytes, kept, row, xlsx
from wutong.collect.complaints.imports import sniff, xlsxfile
from wutong.collect.complaints.imports.check import open_table
from wutong.collect.complaints.imports.table import Unusable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空的"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 50, "JPEG"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "PNG"),
        (b"%PDF-1.4", "PDF"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (OLE + "Workbook".encode("utf-16-le"), "旧格式的xls"),
        (OLE, "旧格式"),
        (b"<html><table><tr><td>1", "网页"),
        (b"PK\x03\x04 cut short", "不完整"),
        (zipped(word__document_dot_xml=b"x"), "Word"),
        (zipped(content_dot_xml=b"x"), "ODS"),
        (zipped(a_dot_csv=b"x"), "ZIP"),
        (zipped(xl__workbook_dot_xml=b"broken"), "打不开"),
        (b'[{"id": 1}]', "JSON"),
        (b"id,subject\x00\x00\n1,2\x00\x00\n", "二进制"),
        (b"\n\n\n", "没有列名"),
        ("序号,事由\n1,甲\n".encode(), "缺："),
    ],
)
def test_it_says_what_the_file_is_and_how_to_mend_it(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(Unusable) as bad:
        open_table(kept(tmp_path / "工单.xlsx", data))
    reason = bad.value.reasons[0]
    assert words in reason.missing
    assert reason.article and reason.remedy


def test_a_bomb_is_refused_by_what_it_declares(tmp_path: Path) -> None:
    parts = zipped(xl__workbook_dot_xml=b"<x/>", xl__worksheets__sheet1_dot_xml=b"\x00" * 60_000_000)
    assert len(parts) < 100_000
    with pytest.raises(Unusable) as bad:
        open_table(kept(tmp_path / "t.xlsx", parts))
    assert "炸弹" in bad.value.reasons[0].missing


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "t.xlsx", [row(1)])
    evil = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename.startswith("xl/worksheets"):
                data = evil + data.replace(b'<?xml version="1.0"?>', b"")
            new.writestr(part.filename, data)
    with pytest.raises(Unusable) as bad:
        list(open_table(kept(path, out.getvalue())).rows())
    assert "坏了" in bad.value.reasons[0].missing


def test_a_file_beyond_the_caps_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = kept(tmp_path / "t.csv", csv_bytes([row(1), row(2), row(3)]))
    monkeypatch.setattr("wutong.collect.complaints.imports.check.MOST_ROWS", 2)
    with pytest.raises(Unusable, match="行"):
        list(open_table(path).rows())
    monkeypatch.setattr(sniff, "MOST_BYTES", 10)
    with pytest.raises(Unusable, match="最大"):
        open_table(path)
    monkeypatch.setattr(sniff, "MOST_BYTES", 10_000_000)
    monkeypatch.setattr(xlsxfile, "_MOST_PARTS", 2)
    with pytest.raises(Unusable, match="炸弹"):
        open_table(xlsx(tmp_path / "t.xlsx", [row(1)]))
