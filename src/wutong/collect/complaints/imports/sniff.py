"""Says what a file really is by its first bytes, whatever it is called, and refuses what is no table of ours."""

from __future__ import annotations

import zipfile
from pathlib import Path

from wutong.collect.complaints.imports.table import MOST_BYTES, Unusable

RULE = "导入只认CSV和xlsx两种表格"
_SAVE_AS = "在表格软件里打开，另存为xlsx或CSV，再导入"

#: first bytes → what it is
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "JPEG照片"),
    (b"\x89PNG\r\n", "PNG图片"),
    (b"GIF8", "GIF图片"),
    (b"BM", "BMP图片"),
    (b"%PDF", "PDF文件"),
    (b"Rar!", "RAR压缩包"),
    (b"7z\xbc\xaf", "7z压缩包"),
    (b"\x1f\x8b", "gzip压缩包"),
    (b"SQLite format 3", "数据库文件"),
    (b"{\\rtf", "RTF文档"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def kind_of(path: Path) -> str:
    """``csv`` or ``xlsx``.

    :raises Unusable: when it is neither, is empty, too large, or closed by a password.
    """
    size = path.stat().st_size
    if size == 0:
        raise Unusable(RULE, "文件是空的，一个字节也没有", "重新从原来的系统导出，再导入")
    if size > MOST_BYTES:
        raise Unusable(
            f"一个文件最大{MOST_BYTES // 1_000_000}MB",
            f"这个文件有{size // 1_000_000}MB",
            "按年或按月分成几个文件，分别导入",
        )
    with path.open("rb") as file:
        head = file.read(4096)
        file.seek(max(0, size - 4096))
    if head.startswith(_OLE):
        _refuse_ole(path)
    if head.startswith(b"PK"):
        _demand_xlsx(path)
        return "xlsx"
    for magic, what in _MAGIC:
        if head.startswith(magic) and not (magic == b"BM" and b"\x00" not in head[:64]):
            raise Unusable(RULE, f"这是{what}，不是表格，名字里的扩展名是改的", "找到表格原件，导出为xlsx或CSV")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<meta")):
        raise Unusable(RULE, "这是网页，只是名字叫成了表格", _SAVE_AS)
    if start.startswith(b"<?xml"):
        raise Unusable(RULE, "这是XML文件", _SAVE_AS)
    if start.startswith((b"{", b"[")) and b'":' in start[:2000]:
        raise Unusable(RULE, "这是JSON文件", "从原来的系统导出为CSV或xlsx")
    return "csv"


def _refuse_ole(path: Path) -> None:
    """An old compound file: an .xls, or an .xlsx closed by a password."""
    with path.open("rb") as file:
        data = file.read(2_000_000)
    if "EncryptedPackage".encode("utf-16-le") in data or "EncryptionInfo".encode("utf-16-le") in data:
        raise Unusable("加了密码的表格读不了", "表格有打开密码", "在表格软件里打开，去掉打开密码，另存后再导入")
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        raise Unusable(RULE, "这是旧格式的xls表格", _SAVE_AS)
    raise Unusable(RULE, "这是旧格式的Office文件，不是表格", _SAVE_AS)


def _demand_xlsx(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as bad:
        raise Unusable(RULE, "文件不完整，像是没有传完", "重新下载或复制一次，再导入") from bad
    if "xl/workbook.xml" in names:
        return
    if "word/document.xml" in names:
        raise Unusable(RULE, "这是Word文档", "把里面的表格复制到表格软件，另存为xlsx")
    if "content.xml" in names:
        raise Unusable(RULE, "这是ODS表格", _SAVE_AS)
    if "xl/workbook.bin" in names:
        raise Unusable(RULE, "这是xlsb表格", _SAVE_AS)
    raise Unusable(RULE, "这是ZIP压缩包", "先解开，导入里面的xlsx或CSV")
