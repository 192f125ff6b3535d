"""Photos that are none, or too much: each refused in words that say what to do, and every other thing typed is kept.

| bomb or disguise | what it would cost |
|---|---|
| 30,000 × 30,000 points in 3 KB | 3.6 GB of memory |
| compressed text beside the picture | 80 MB for a comment |
| script, page, SVG, program named .jpg | whoever opens it runs it |
| HEIC, film, PDF | the citizen does not know why his phone's photo is refused |
"""

from __future__ import annotations

import contextlib
import io
import re
import struct
import threading
import time
import zlib
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.bad.wire import picture
from tests.collect.telling import Tale
from tests.people import as_person
from wutong.collect.media import pixels
from wutong.law.refusal import Refused
from wutong.record.entries import api as record
from wutong.record.scope import Scope

SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 400


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *, beside: bytes = b"", lines: bytes = b"\0" * 100) -> bytes:
    """A PNG that says any size, whatever it holds."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + beside + body


def bomb(size: int = 80_000_000) -> bytes:
    return zlib.compress(b"a" * size)


#: name of the file, its bytes, what the refusal says of it, what it says to do
BAD: dict[str, tuple[bytes, str, str]] = {
    "huge.png": (png(30_000, 30_000), "30000×30000点", "截一张屏"),
    "large.png": (png(12_000, 9_000), "12000×9000点", "截一张屏"),
    "text.png": (png(100, 100, beside=chunk(b"zTXt", b"x\0\0" + bomb())), "打不开", "换一张"),
    "itext.png": (png(100, 100, beside=chunk(b"iTXt", b"x\0\1\0\0\0" + bomb())), "打不开", "换一张"),
    "icc.png": (png(100, 100, beside=chunk(b"iCCP", b"x\0\0" + bomb())), "打不开", "换一张"),
    "texts.png": (png(100, 100, beside=chunk(b"zTXt", b"x\0\0" + bomb(1_000_000)) * 70), "打不开", "换一张"),
    "cut.jpg": (picture(size=(1600, 1200))[:6000], "打不开", "重新拍"),
    "empty-rest.png": (png(4_000, 4_000), "打不开", "重新拍"),
    "script.jpg": (b"#!/bin/sh\nrm -rf /\n", "程序", "换一张"),
    "page.jpg": (b"<!DOCTYPE html><script>alert(1)</script>", "网页", "换一张"),
    "php.jpg": (b"<?php system($_GET['x']); ?>", "程序", "换一张"),
    "words.jpg": ("门口占道经营".encode(), "文字", "写在表单里"),
    "drawn.jpg": (SVG, "SVG", "JPG"),
    "drawn.svg": (b"\xef\xbb\xbf" + SVG.split(b"\n", 1)[1], "SVG", "JPG"),
    "IMG_0001.HEIC": (HEIC, "HEIC", "兼容性最佳"),
    "renamed.jpg": (HEIC, "HEIC", "截屏"),
    "new.avif": (b"\0\0\0\x1cftypavif\0\0\0\0mif1" + b"\0" * 60, "AVIF", "JPG"),
    "film.mp4": (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 60, "视频", "截一张屏"),
    "film.avi": (b"RIFF\0\0\0\0AVI LIST", "视频", "截一张屏"),
    "paper.pdf": (b"%PDF-1.7\n", "PDF", "截屏"),
    "zip.jpg": (b"PK\x03\x04" + b"\0" * 40, "压缩包", "解开"),
    "program.jpg": (b"MZ\x90\0" + b"\0" * 100, "程序", "换一张"),
    "nothing.jpg": (b"\0" * 64, "打不开", "重新拍"),
}


@pytest.mark.parametrize("name", BAD)
def test_it_says_what_it_is_and_what_to_do(name: str) -> None:
    data, what, remedy = BAD[name]
    with pytest.raises(Refused) as no:
        pixels.encode(data)
    (reason,) = no.value.reasons
    assert what in reason.missing and remedy in reason.remedy


def samples() -> Iterator[bytes]:
    """Small pictures in every format we take, with what cameras write into them."""
    small = Image.effect_noise((64, 48), 90).convert("RGB")
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Wutong", 6
    exif[0x8825] = {1: "N", 2: (38.0, 42.0, 3.6), 3: "E", 4: (83.0, 11.0, 45.6)}
    moving = [small.rotate(n).convert("P") for n in range(4)]
    for kind, more in (
        ("JPEG", {"exif": exif}), ("JPEG", {"exif": exif, "progressive": True}), ("PNG", {"exif": exif}), ("WEBP", {"exif": exif}),
        ("GIF", {"save_all": True, "append_images": moving}), ("BMP", {}), ("TIFF", {}), ("TIFF", {"compression": "tiff_lzw"}),
        ("PNG", {"save_all": True, "append_images": moving}),
    ):  # fmt: skip
        out = io.BytesIO()
        small.save(out, kind, **more)
        yield out.getvalue()


SAMPLES = tuple(samples())


@pytest.mark.parametrize("n", range(len(SAMPLES)))
def test_it_takes_every_format_and_of_a_moving_picture_the_first(n: int) -> None:
    got = pixels.encode(SAMPLES[n])
    assert sorted((got.width, got.height)) == [48, 64] and Image.open(io.BytesIO(got.data)).format == "JPEG"


@pytest.mark.filterwarnings("ignore")  # what Pillow says of broken tags
@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.integers(0, 400), st.sampled_from([0, 1, 6, 127, 128, 255])), min_size=1, max_size=6),
    st.integers(0, 3),
)
@example(SAMPLES[2], [(0, 255)], 0)
def test_it_answers_a_spoiled_photo_with_a_photo_or_a_refusal(
    data: bytes, strikes: list[tuple[int, int]], cut: int
) -> None:
    spoiled = bytearray(data)
    for where, value in strikes:
        spoiled[where % len(spoiled)] = value
    with contextlib.suppress(Refused):
        got = pixels.encode(bytes(spoiled[: len(spoiled) * (4 - cut) // 4]))
        assert all(v.isprintable() for v in got.claims.values())


def test_it_makes_no_more_than_two_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight threads with the largest photo each would take more memory than a small server has."""
    inside, most, lock = 0, 0, threading.Lock()
    real = pixels._jpeg

    def slow(*args: object) -> pixels.Encoded:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        time.sleep(0.05)
        with lock:
            inside -= 1
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(pixels, "_jpeg", slow)
    threads = [threading.Thread(target=pixels.encode, args=(SAMPLES[0],)) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert most == 2


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["huge.png", "IMG_0001.HEIC", "drawn.svg", "script.jpg"])
def test_a_citizen_is_told_on_the_page_and_by_script(wutong: Scope, name: str) -> None:
    data, what, remedy = BAD[name]
    client = Client()
    client.post("/report/what", {"category": "stall", "text": "写了很久"})
    page = client.post("/report/photo", {"photo": SimpleUploadedFile(name, data, "image/jpeg")})
    assert page.status_code == 422 and what in page.content.decode() and remedy in page.content.decode()
    told = client.post(
        "/report/photos",
        {"photo": SimpleUploadedFile(name, data, "image/jpeg")},
        headers={"accept": "application/json"},
    )
    assert told.status_code == 409 and what in told.json()["reasons"][0]["missing"]
    assert "写了很久" in client.get("/report/check").content.decode()


@pytest.mark.django_db
def test_at_a_desk_a_photo_that_is_none_costs_nobody_his_words(wutong: Scope) -> None:
    clerk = as_person("唐敏")
    shown = clerk.get("/desk/complaints/new").content.decode()
    received = re.search(r'name="received" value="([^"]+)"', shown)
    assert received
    form = {"channel": "visit", "received": received[1], "category": "stall", "text": "来访人说了很久"}
    page = clerk.post("/desk/complaints/new", {**form, "photo": SimpleUploadedFile("a.jpg", HEIC)})
    assert page.status_code == 422 and "HEIC" in page.content.decode() and "来访人说了很久" in page.content.decode()


@pytest.mark.django_db
def test_an_act_with_a_receipt_that_is_no_photo_keeps_its_words(wutong: Scope) -> None:
    tale = Tale(wutong).upto("accepted")
    tale.do("唐敏", "handed_over", body="水务局", grounds="管道", told="电话")
    clerk = as_person("唐敏")
    before = len(record.history(wutong, tale.matter))
    page = clerk.post(
        f"/m/{tale.matter}/do/handed_over.receipted",
        {"receipt": "收发室老王", "files": SimpleUploadedFile("a.jpg", HEIC), "once": "k"},
    )
    assert page.status_code == 422
    assert "HEIC" in page.content.decode() and "收发室老王" in page.content.decode()
    assert len(record.history(wutong, tale.matter)) == before
