"""Photos: what the camera says is kept as a claim and stripped, bad files are refused in words, covers cannot be undone."""

from __future__ import annotations

import contextlib
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.collect.telling import PAGE, START
from tests.people import seat
from wutong.collect.complaints import api as complaints
from wutong.collect.complaints import clearing
from wutong.collect.media import api as media
from wutong.collect.media import pixels
from wutong.docket.matters import api as docket
from wutong.law.refusal import Refused
from wutong.record.entries import api as record
from wutong.record.files import api as files
from wutong.record.scope import Scope


def jpeg(width: int = 600, height: int = 400, *, orientation: int = 0, gps: bool = True) -> bytes:
    """A photo as a phone makes it: two halves, EXIF with time, device, place."""
    picture = Image.new("RGB", (width, height), (200, 30, 30))
    picture.paste((20, 60, 200), (width // 2, 0, width, height))
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0132] = "Wutong", "X1", "2026:11:02 08:55:00"
    if orientation:
        exif[0x0112] = orientation
    if gps:
        exif[0x8825] = {1: "N", 2: (38.0, 42.0, 3.6), 3: "E", 4: (83.0, 11.0, 45.6)}
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_it_keeps_what_the_camera_says_as_a_claim_and_strips_it() -> None:
    got = pixels.encode(jpeg())
    assert got.claims["taken"] == "2026:11:02 08:55:00" and got.claims["device"] == "Wutong X1"
    lat, lon = (float(v) for v in got.claims["place"].split(","))
    assert (round(lat, 3), round(lon, 3)) == (38.701, 83.196)
    clean = Image.open(io.BytesIO(got.data))
    assert not clean.getexif() and b"Wutong" not in got.data and b"Exif" not in got.data


def test_it_turns_a_photo_upright_and_shrinks_it() -> None:
    got = pixels.encode(jpeg(3000, 1000, orientation=6))
    assert got.height > got.width and max(got.width, got.height) == pixels.EDGE


@pytest.mark.parametrize(
    "bad", [b"", b"not a photo", b"\xff\xd8\xff\xe0" + b"0" * 100, jpeg()[:300], b"GIF89a" + b"\0" * 20]
)
def test_it_refuses_what_is_no_photo_in_plain_words(bad: bytes) -> None:
    with pytest.raises(Refused) as no:
        pixels.encode(bad)
    assert no.value.reasons[0].remedy


def test_it_refuses_a_photo_that_is_too_large() -> None:
    with pytest.raises(Refused, match="兆"):
        pixels.encode(b"\xff" * (pixels.LARGEST + 1))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_it_answers_any_bytes_with_a_photo_or_a_refusal(data: bytes) -> None:
    with contextlib.suppress(Refused):
        pixels.encode(data)


def test_it_covers_a_box_beyond_recovery_and_nothing_else() -> None:
    noisy = Image.effect_noise((400, 300), 90).convert("RGB")
    out = io.BytesIO()
    noisy.save(out, "JPEG", quality=95)
    got = Image.open(io.BytesIO(pixels.cover(out.getvalue(), [pixels.Box(0.25, 0.25, 0.75, 0.75)]).data))
    inside = got.crop((110, 85, 290, 215)).convert("L").getcolors(10**6)
    outside = got.crop((0, 0, 90, 60)).convert("L").getcolors(10**6)
    assert inside is not None and outside is not None
    assert (
        max(v for _, v in inside) - min(v for _, v in inside)
        < 60
        < max(v for _, v in outside) - min(v for _, v in outside)
    )


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(*[st.floats(0, 1)] * 4), max_size=4))
def test_it_covers_any_boxes_without_breaking(boxes: list[tuple[float, float, float, float]]) -> None:
    pixels.cover(pixels.encode(jpeg(120, 90)).data, [pixels.Box(*b) for b in boxes])


@pytest.mark.django_db
def test_it_ties_photos_to_the_matter_and_shows_outsiders_only_the_cleared_version(wutong: Scope) -> None:
    kept = media.take_in(wutong, jpeg(), at=START, draft="d1")
    assert media.take_in(wutong, jpeg(), at=START, draft="d1").id == kept.id
    got = complaints.receive(
        wutong,
        complaints.Report(channel="phone", category="stall", files=(files.FileRef(kept.sha256, kept.size, "image/jpeg"),)),
        docket.outsider(), at=START, written=START, source=PAGE, draft="d1",
    )  # fmt: skip
    (photo,) = media.of_matter(wutong, got.matter)
    assert photo.public == "" and not media.of_draft(wutong, "d1")
    clearing.cover_photo(seat("唐敏"), got.matter, photo.sha256, [media.Box(0, 0, 0.5, 0.5)], at=START)
    (after,) = media.of_matter(wutong, got.matter)
    assert after.public not in {"", photo.sha256}
    entry = record.history(wutong, got.matter)[-1]
    assert entry.act == "photo_cleared" and [f.sha256 for f in entry.files] == [after.public]


@pytest.mark.django_db
def test_it_stops_at_nine_photos(wutong: Scope) -> None:
    for n in range(9):
        media.take_in(wutong, jpeg(60 + n, 40), at=START, draft="full")
    with pytest.raises(Refused, match="9张"):
        media.take_in(wutong, jpeg(90, 41), at=START, draft="full")


@pytest.mark.django_db
def test_it_drops_only_ones_own_photos(wutong: Scope) -> None:
    kept = media.take_in(wutong, jpeg(), at=START, draft="mine")
    media.drop(wutong, "yours", kept.id)
    assert len(media.of_draft(wutong, "mine")) == 1
    media.drop(wutong, "mine", kept.id)
    assert not media.of_draft(wutong, "mine")
