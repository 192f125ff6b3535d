"""Small spreadsheets for the tests of imports, written as other systems write them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

HEAD = ("id", "subject", "sent_at", "body", "reply", "replied_at")
SAMPLES = Path(__file__).resolve().parents[3] / "samples"


def row(n: int = 1, **changes: str) -> tuple[str, ...]:
    """A good row of the petitions' columns, with changes."""
    values = {
        "id": str(n), "subject": f"第{n}件", "sent_at": "2019-04-02 08:15:20", "body": "摊子占了人行道",
        "reply": "已经劝离", "replied_at": "2019-04-09 10:00:00",
    } | changes  # fmt: skip
    return tuple(values[h] for h in HEAD)


def csv_bytes(rows: Sequence[Sequence[str]], head: Sequence[str] = HEAD, encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def xlsx(path: Path, rows: Sequence[Sequence[Any]], head: Sequence[str] = HEAD) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(head))
    for each in rows:
        sheet.append(list(each))
    book.save(path)
    return path


def kept(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
