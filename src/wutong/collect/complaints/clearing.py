"""Lets outsiders see a photo: covered, or by an act of its own as it came. Nothing is shown by leaving something out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from wutong.city.offices.api import Seat
from wutong.collect.media import api as media
from wutong.docket.matters import api as docket
from wutong.law.refusal import Reason, Refused
from wutong.record.entries import api as record


def cover_photo(
    seat: Seat,
    matter: UUID,
    sha256: str,
    boxes: Sequence[media.Box],
    *,
    at: datetime,
    once: docket.OnceKey | None = None,
) -> docket.Done:
    """Cover what outsiders must not see, and let them see the rest.

    :raises Refused: without a box; a photo as it came is shown by :func:`show_photo` only.
    """
    if not boxes:
        raise Refused(
            "photo_cleared", "遮盖照片", [Reason("遮盖要画出框", "照片上还没有画框", "画框遮住人脸、车牌、门牌")]
        )
    covered, n = media.cover(seat.scope, matter, sha256, boxes)
    deed = docket.Deed(
        "photo_cleared", at, at, docket.seated(seat), record.Source("page", {}), {"photo": sha256, "boxes": n},
        files=(covered,), once=once,
    )  # fmt: skip
    return docket.act(
        seat.scope, matter, deed, also=lambda stood: media.clear(seat.scope, matter, sha256, covered.sha256)
    )


def show_photo(
    seat: Seat, matter: UUID, sha256: str, *, at: datetime, once: docket.OnceKey | None = None
) -> docket.Done:
    """Let outsiders see a photo as it came: a clerk has looked and says that nothing in it needs covering."""
    deed = docket.Deed(
        "photo_shown", at, at, docket.seated(seat), record.Source("page", {}), {"photo": sha256}, once=once
    )
    return docket.act(seat.scope, matter, deed, also=lambda stood: media.clear(seat.scope, matter, sha256, ""))
