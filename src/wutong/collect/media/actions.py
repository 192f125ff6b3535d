"""Taking photos in, tying them to a matter, covering what outsiders must not see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from wutong.collect.media import pixels
from wutong.collect.media.models import Photo
from wutong.collect.media.reads import PhotoView, _view
from wutong.law.refusal import Reason, Refused
from wutong.record.files import api as files
from wutong.record.scope import Scope

MOST = 9


def take_in(scope: Scope, data: bytes, *, at: datetime, draft: str = "", usage: str = "report") -> PhotoView:
    """Keep an uploaded photo (re-encoded, stripped) before any transaction; the same photo twice is kept once.

    :raises Refused: not a usable photo, or the draft already holds nine.
    """
    encoded = pixels.encode(data)
    ref = files.keep(scope, encoded.data, "image/jpeg")
    rows = Photo.objects.within(scope)
    if draft:
        known = rows.filter(draft=draft, sha256=ref.sha256, matter=None).first()
        if known:
            return _view(known)
        if rows.filter(draft=draft, matter=None).count() >= MOST:
            raise Refused("photo", "再加照片", [Reason(f"一件最多{MOST}张照片", "已经有9张", "先删掉一张再加")])
    row = Photo.objects.create(
        county=scope.county, sha256=ref.sha256, draft=draft, usage=usage, width=encoded.width, height=encoded.height,
        size=ref.size, claims=encoded.claims, taken_in_at=at,
    )  # fmt: skip
    return _view(row)


def drop(scope: Scope, draft: str, photo: int) -> None:
    """Take a photo out of a draft."""
    Photo.objects.within(scope).filter(draft=draft, pk=photo, matter=None).delete()


def forget_claims(scope: Scope, matter: UUID) -> None:
    """Remove what the cameras said of a matter's photos (erasure), in the caller's transaction."""
    Photo.objects.within(scope).filter(matter=matter).update(claims={})


def drop_drafts(scope: Scope, drafts: Sequence[str]) -> None:
    """Forget the photos of drafts that were never sent; the files go with the sweep of orphans."""
    Photo.objects.within(scope).filter(draft__in=[d for d in drafts if d], matter=None).delete()


def drop_stray(scope: Scope, before: datetime) -> int:
    """Forget photos of forms that were refused at a desk: of no draft, of no matter, from ``before``."""
    return Photo.objects.within(scope).filter(draft="", matter=None, taken_in_at__lt=before).delete()[0]


def attach(scope: Scope, matter: UUID, hashes: Sequence[str], draft: str, usage: str = "report") -> None:
    """Tie kept photos to a matter, in the caller's transaction."""
    rows = Photo.objects.within(scope).filter(matter=None, sha256__in=hashes)
    rows = rows.filter(draft=draft)
    rows.update(matter=matter, draft="", usage=usage)


def cover(scope: Scope, matter: UUID, sha256: str, boxes: Sequence[pixels.Box]) -> tuple[files.FileRef, int]:
    """Make the covered version of a photo (outside any transaction); :func:`clear` then lets outsiders see it."""
    with files.open_file(scope, sha256) as kept:
        data = kept.read()
    encoded = pixels.cover(data, boxes)
    return files.keep(scope, encoded.data, "image/jpeg"), len(boxes)


def clear(scope: Scope, matter: UUID, sha256: str, covered: str) -> None:
    """Mark which version outsiders may see, in the caller's transaction."""
    Photo.objects.within(scope).filter(matter=matter, sha256=sha256).update(covered=covered, cleared=True)
