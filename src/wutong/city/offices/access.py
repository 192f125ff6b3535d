"""Which seat may see what: the one place that answers, asked by pages of every room."""

from __future__ import annotations

from wutong.city.offices.views import Seat
from wutong.record.scope import Scope


def may(seat: Seat, office: str, scope: Scope | None = None) -> bool:
    """Whether things of ``office`` are this seat's: its own office or one below it, in its own county.

    ``scope`` is the county the thing belongs to; office codes repeat between counties, so give it where it is known.
    """
    return (scope is None or scope == seat.scope) and office in seat.offices
