"""What is done to a photo's bytes: opened with limits, turned upright, re-encoded, read for claims, covered.

Re-encoding drops everything the camera wrote into the file; what it said (time, place, device) is kept as a claim,
since nothing of it is proof.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import ExifTags, Image, ImageFilter, ImageOps

from wutong.collect.media import kinds
from wutong.law.refusal import Reason, Refused

LARGEST = 12 * 1024 * 1024
EDGE = 2048
PIXELS = 60_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
#: opening reads a header only, and our own limit is asked right after it: Pillow's would call a huge photo a broken one
Image.MAX_IMAGE_PIXELS = None
#: the largest photo takes 300 MB while it is made smaller; eight threads at once would take more than two gigabytes
_TWO_AT_A_TIME = threading.BoundedSemaphore(2)
Image.init()  # without it Pillow knows only five formats until some other has been asked for


@dataclass(frozen=True)
class Encoded:
    """A re-encoded JPEG and what the camera had said of it."""

    data: bytes
    width: int
    height: int
    claims: dict[str, str] = field(default_factory=dict)


def _refuse(missing: str, remedy: str) -> Refused:
    return Refused("photo", "收下这张照片", [Reason("只收能打开的照片，每张不超过12兆", missing, remedy)])


def check_size(size: int) -> None:
    """Refuse a photo by its size alone, before it is read into memory.

    :raises Refused: larger than a photo may be.
    """
    if size > LARGEST:
        raise _refuse(f"这张有{size / 1024 / 1024:.1f}兆", "换一张小一些的，或在手机里选“较小”再传")


def encode(data: bytes) -> Encoded:
    """Re-encode an uploaded photo as JPEG, longest edge 2048, upright, without any metadata.

    :raises Refused: too large, not a picture, broken, or an absurd number of pixels.
    """
    check_size(len(data))
    with _TWO_AT_A_TIME:
        try:
            return _encoded(data)
        except Refused:
            raise
        except Exception as bad:  # on bytes that were made to break it, Pillow raises whatever its readers raise
            raise _refuse(*kinds.told(data)) from bad


def _encoded(data: bytes) -> Encoded:
    picture = Image.open(io.BytesIO(data), formats=FORMATS)
    if picture.width * picture.height > PIXELS:
        much = f"这张有{picture.width}×{picture.height}点，最多{PIXELS // 10_000}万点"
        raise _refuse(much, "在手机里选“较小”再传，或截一张屏，传截屏")
    claims = read_claims(picture)
    picture.thumbnail((EDGE, EDGE))  # first of all: a JPEG is read at that size, and nothing copies the large one
    return _jpeg(ImageOps.exif_transpose(picture), claims)


def _jpeg(picture: Image.Image, claims: dict[str, str]) -> Encoded:
    flat = picture
    if flat.mode in ("RGBA", "LA", "P"):
        flat = Image.alpha_composite(Image.new("RGBA", flat.size, "white"), flat.convert("RGBA"))
    out = io.BytesIO()
    flat.convert("RGB").save(out, "JPEG", quality=85, optimize=True)
    return Encoded(out.getvalue(), flat.width, flat.height, claims)


def read_claims(picture: Image.Image) -> dict[str, str]:
    """What the file says of itself: time taken, place, device. Text only; unreadable parts are left out."""
    try:
        exif = picture.getexif()
        inner = exif.get_ifd(ExifTags.IFD.Exif)
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    except Exception:  # Pillow raises many kinds on broken EXIF; a claim we cannot read is no claim
        return {}
    claims: dict[str, str] = {}
    taken = inner.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    if isinstance(taken, str) and len(taken) <= 30:
        claims["taken"] = taken.strip("\x00 ")
    device = " ".join(
        str(v).strip("\x00 ")
        for v in (exif.get(ExifTags.Base.Make), exif.get(ExifTags.Base.Model))
        if isinstance(v, str)
    )
    if device:
        claims["device"] = device[:80]
    place = _place(gps)
    if place:
        claims["place"] = place
    return {k: v for k, v in claims.items() if v.isprintable()}


def _place(gps: dict[int, object]) -> str:
    try:
        lat = _degrees(gps[ExifTags.GPS.GPSLatitude], gps.get(ExifTags.GPS.GPSLatitudeRef))
        lon = _degrees(gps[ExifTags.GPS.GPSLongitude], gps.get(ExifTags.GPS.GPSLongitudeRef))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return ""
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return ""
    return f"{lat:.6f},{lon:.6f}"


def _degrees(parts: object, ref: object) -> float:
    d, m, s = (float(p) for p in parts)  # type: ignore[attr-defined]
    value = d + m / 60 + s / 3600
    return -value if ref in ("S", "W") else value


@dataclass(frozen=True)
class Box:
    """A rectangle to cover, in fractions (0–1) of width and height from the top left."""

    left: float
    top: float
    right: float
    bottom: float


def cover(data: bytes, boxes: Sequence[Box]) -> Encoded:
    """A copy of a stored photo with the boxes pixelated beyond recognition."""
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    for box in boxes:
        left, right = sorted((max(0.0, min(1.0, box.left)), max(0.0, min(1.0, box.right))))
        top, bottom = sorted((max(0.0, min(1.0, box.top)), max(0.0, min(1.0, box.bottom))))
        area = (
            int(left * picture.width), int(top * picture.height),
            max(int(left * picture.width) + 1, round(right * picture.width)),
            max(int(top * picture.height) + 1, round(bottom * picture.height)),
        )  # fmt: skip
        part = picture.crop(area)
        # few coarse cells, then blurred: the original cannot be computed back from what is left
        cells = (max(1, min(6, part.width // 12)), max(1, min(6, part.height // 12)))
        coarse = part.resize(cells, Image.Resampling.BOX).resize(part.size, Image.Resampling.NEAREST)
        picture.paste(coarse.filter(ImageFilter.GaussianBlur(2)), area)
    return _jpeg(picture, {})
