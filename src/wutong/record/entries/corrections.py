"""Corrections by a second person: proposed by one (`corrected`), counted once another has confirmed it.

The wrong entry stays as it was written. A confirmed correction is laid over it when a history is read, and shown with
what stood there before.
"""

from __future__ import annotations

from wutong.record.scope import Scope
from wutong.record.shapes import Draft

PROPOSED = "corrected"
CONFIRMED = "correction_confirmed"


def check(scope: Scope, draft: Draft) -> None:
    """Refuse a correction of nothing, and one confirmed by the person who proposed it."""
