"""Reads CSV row by row: its encoding proved before anything is believed, each broken row named, the next ones saved.

A quote that is never closed would swallow the rest of the file. Here it spoils its own line only: the lines it had
swallowed are read again.
"""

from __future__ import annotations

import codecs
import csv
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from wutong.collect.complaints.imports.table import MOST_CELL, MOST_COLUMNS, Row, Table, Unusable

RULE = "CSV要用UTF-8或GBK编码"
_LARGEST_RECORD = 1_000_000
_MOST_LINES = 2_000


class _Swallowed(Exception):
    """A record grew so long that its quote cannot have been closed."""


def open_csv(path: Path) -> Table:
    """A CSV as a table.

    :raises Unusable: when its bytes are no text in UTF-8 or GBK.
    """
    codec, name = encoding_of(path)
    delimiter = _delimiter(path, codec)
    notes = {"\t": ("用制表符分隔",), ";": ("用分号分隔",)}.get(delimiter, ())
    return Table("csv", name, "", lambda: rows(path, codec, delimiter), notes)


def encoding_of(path: Path) -> tuple[str, str]:
    """The codec and the name to say. Every byte of the file has been decoded before it is believed."""
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith(codecs.BOM_UTF8):
        _demand(path, "utf-8-sig")
        return "utf-8-sig", "UTF-8（带BOM）"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        _demand(path, "utf-16")
        return "utf-16", "UTF-16"
    if _first_bad(path, "utf-8") is None:
        return "utf-8", "UTF-8"
    for codec, name in (("gbk", "GBK"), ("gb18030", "GB18030")):
        if _first_bad(path, codec) is None:
            return codec, name
    line = max(filter(None, (_first_bad(path, "utf-8"), _first_bad(path, "gb18030"))))
    raise Unusable(RULE, f"两种编码都读不通，到第{line}行读不下去", "在表格软件里打开，另存为“CSV UTF-8”，再导入")


def _demand(path: Path, codec: str) -> None:
    line = _first_bad(path, codec)
    if line is not None:
        raise Unusable(
            RULE, f"开头说是{codec.upper()}，第{line}行却不是", "在表格软件里打开，另存为“CSV UTF-8”，再导入"
        )


def _first_bad(path: Path, codec: str) -> int | None:
    """The line on which a file stops being text in this codec; None when all of it is."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    line = 1
    with path.open("rb") as file:
        while block := file.read(1 << 18):
            try:
                line += decoder.decode(block).count("\n")
            except UnicodeError as bad:
                start = getattr(bad, "start", 0)
                return line + block[:start].count(b"\n")
        try:
            decoder.decode(b"", final=True)
        except UnicodeError:
            return line
    return None


def _delimiter(path: Path, codec: str) -> str:
    """Comma, unless the first line has none and has tabs or semicolons."""
    with path.open(encoding=codec, newline="") as file:
        lines = iter(lambda: file.readline(_LARGEST_RECORD), "")
        first = next((line for line in lines if line.strip()), "")
    counts = {d: first.count(d) for d in (",", "\t", ";")}
    return "," if counts[","] else max(counts, key=lambda d: counts[d])


def rows(path: Path, codec: str, delimiter: str) -> Iterator[Row]:
    """Every row, blank ones too, so that the numbers are those of a spreadsheet program."""
    with path.open(encoding=codec, newline="") as file:
        yield from parse(iter(lambda: file.readline(_LARGEST_RECORD + 1), ""), delimiter)


def parse(source: Iterator[str], delimiter: str = ",") -> Iterator[Row]:
    """Rows out of lines (with their line ends)."""
    again: deque[str] = deque()
    used: list[str] = []
    size = 0

    def feed() -> Iterator[str]:
        nonlocal size
        while True:
            line = again.popleft() if again else next(source, None)
            if line is None:
                return
            used.append(line)
            size += len(line)
            if len(used) > _MOST_LINES or size > _LARGEST_RECORD:
                raise _Swallowed
            yield line

    reader = csv.reader(feed(), delimiter=delimiter, strict=True)
    n = 0
    while True:
        used.clear()
        size = 0
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _Swallowed):
            if not used:
                return
            again.extendleft(reversed(used[1:]))
            reader = csv.reader(feed(), delimiter=delimiter, strict=True)
            n += 1
            yield Row(n, (used[0].rstrip("\r\n")[:MOST_CELL],), "引号没有成对，或引号后面跟了别的字")
            continue
        n += 1
        if len(cells) > MOST_COLUMNS and any(c.strip() for c in cells[MOST_COLUMNS:]):
            yield Row(n, tuple(cells[:MOST_COLUMNS]), f"这一行有{len(cells)}列，最多{MOST_COLUMNS}列")
            continue
        yield Row(n, tuple(cells[:MOST_COLUMNS]))
