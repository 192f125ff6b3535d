"""What a file is that is no photo we can open, told by its first bytes, and what its owner can do about it.

A file's name and the type a browser claims for it are words; only the bytes say what it is. "Cannot be opened" helps
nobody whose phone writes HEIC, and those are most iPhones.
"""

from __future__ import annotations

_HEIF = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"mif2")
_OTHER_PHOTO = "换一张照片，或把要看的地方截一张屏，传截屏"
_SHOT = "打开它截一张屏，传截屏"

#: first bytes → what it is, what to do
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "PDF文件", _SHOT),
    (b"PK\x03\x04", "压缩包或Office文件", "解开后传里面的照片，文档就截一张屏"),
    (b"Rar!", "压缩包", "解开后传里面的照片"),
    (b"7z\xbc\xaf", "压缩包", "解开后传里面的照片"),
    (b"\x1f\x8b", "压缩包", "解开后传里面的照片"),
    (b"\xd0\xcf\x11\xe0", "Office文档", _SHOT),
    (b"\x1aE\xdf\xa3", "视频", "停在看得清的画面截一张屏，传截屏"),
    (b"RIFF", "视频或声音", "停在看得清的画面截一张屏，传截屏"),
    (b"MZ", "程序，不是照片", _OTHER_PHOTO),
    (b"\x7fELF", "程序，不是照片", _OTHER_PHOTO),
    (b"#!", "程序，不是照片", _OTHER_PHOTO),
    (b"8BPS", "PSD图", "导出为JPG再传"),
    (b"\x00\x00\x00\x0cjP", "JPEG 2000图", "另存为JPG再传"),
    (b"\xff\x0a", "JPEG XL图", "另存为JPG再传"),
    (b"\x00\x00\x00\x0cJXL", "JPEG XL图", "另存为JPG再传"),
)


def told(data: bytes) -> tuple[str, str]:
    """(what is wrong, what to do) for bytes that Pillow could not open as a photo; never empty."""
    head = data[:4096]
    if head[4:8] == b"ftyp":
        return _boxed(head[8:12], head[8:64])
    for magic, what, remedy in _MAGIC:
        if head.startswith(magic) and not (magic == b"RIFF" and head[8:12] == b"WEBP"):
            return f"这是{what}", remedy
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<") and b"<svg" in start:
        return "这是SVG图，里面可以藏程序，不收", "用JPG或PNG的照片，或截一张屏，传截屏"
    if start.startswith((b"<!doctype", b"<html", b"<script", b"<?php", b"<?xml")):
        return "这是网页或程序，不是照片", _OTHER_PHOTO
    if data and _is_text(head):
        return "这是文字，不是照片", "文字直接写在表单里；要照片的，重新拍一张"
    return "这个文件打不开，可能传坏了，也可能不是照片", "重新拍一张，或换一张照片"


def _boxed(brand: bytes, brands: bytes) -> tuple[str, str]:
    """Files of boxes: HEIC, AVIF, films."""
    if b"avif" in brands or b"avis" in brands:
        return "这是AVIF图，这里打不开", "另存为JPG再传，或截一张屏，传截屏"
    if brand in _HEIF or any(b in brands for b in _HEIF):
        return (
            "这是HEIC照片（苹果手机的“高效”格式），这里打不开",
            "已经拍好的，打开照片截一张屏，传截屏；以后拍的，先在手机“设置—相机—格式”里选“兼容性最佳”",
        )
    return "这是视频，不是照片", "停在看得清的画面截一张屏，传截屏"


def _is_text(head: bytes) -> bool:
    """Whether it is words: UTF-8 (its last letter may be cut) or plain ASCII, without control characters."""
    try:
        words = head.decode("utf-8")
    except UnicodeDecodeError as bad:
        if bad.start < len(head) - 4:
            return False
        words = head[: bad.start].decode("utf-8")
    return all(c.isprintable() or c in "\r\n\t" for c in words)
