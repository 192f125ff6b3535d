"""Questions about photos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from wutong.collect.media.models import Photo
from wutong.record.clock import SHANGHAI
from wutong.record.scope import Scope


@dataclass(frozen=True)
class PhotoView:
    """A photo: the hash it is kept under, the covered version (or nothing), and what the camera claimed."""

    id: int
    sha256: str
    usage: str
    width: int
    height: int
    size: int
    claims: Mapping[str, str]
    covered: str
    cleared: bool
    taken_in_at: datetime

    @property
    def taken(self) -> datetime | None:
        """When the camera says the photo was taken; it names no time zone, so its time is read as the county's."""
        try:
            return datetime.strptime(self.claims.get("taken", ""), "%Y:%m:%d %H:%M:%S").replace(tzinfo=SHANGHAI)
        except ValueError:
            return None

    @property
    def public(self) -> str:
        """The hash outsiders may see, or nothing while no clerk has looked at it."""
        return (self.covered or self.sha256) if self.cleared else ""


def _view(row: Photo) -> PhotoView:
    return PhotoView(
        row.pk, row.sha256, row.usage, row.width, row.height, row.size, row.claims, row.covered, row.cleared,
        row.taken_in_at,
    )  # fmt: skip


def of_matter(scope: Scope, matter: UUID) -> list[PhotoView]:
    """The photos of a matter in the order they came."""
    return [_view(r) for r in Photo.objects.within(scope).filter(matter=matter).order_by("pk")]


def of_draft(scope: Scope, draft: str) -> list[PhotoView]:
    """The photos of a draft that has not been sent."""
    if not draft:
        return []
    return [_view(r) for r in Photo.objects.within(scope).filter(draft=draft, matter=None).order_by("pk")]


def needed(scope: Scope, hashes: Sequence[str]) -> frozenset[str]:
    """Which of these files a photo is kept in, as it came or covered: of a matter, or of a draft that may yet be sent."""
    rows = Photo.objects.within(scope).filter(Q(sha256__in=hashes) | Q(covered__in=hashes))
    return frozenset(sha for pair in rows.values_list("sha256", "covered") for sha in pair) & frozenset(hashes)


def photo(scope: Scope, matter: UUID, sha256: str) -> PhotoView | None:
    """One photo of a matter, by its own or its covered hash."""
    rows = Photo.objects.within(scope).filter(matter=matter)
    row = rows.filter(sha256=sha256).first() or rows.filter(covered=sha256).first()
    return _view(row) if row else None
