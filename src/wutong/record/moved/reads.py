"""Whether a county moved out, and where to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from wutong.record.moved.models import Moved
from wutong.record.scope import Scope


@dataclass(frozen=True)
class Gone:
    """A county that is closed here."""

    move: str
    at: datetime
    home: str
    address: str


def gone(scope: Scope) -> Gone | None:
    """Where the county went; None while it is here."""
    row = Moved.objects.within(scope).first()
    return Gone(row.move, row.at, row.home, row.address) if row else None


def is_gone() -> Exists:
    """For a question about a table with a county: whether that county went away."""
    return Exists(Moved.everything.filter(county=OuterRef("county")))
