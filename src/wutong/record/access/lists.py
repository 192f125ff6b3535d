"""Lists and files that carry many people's matters: written down with the filter and the number of rows, never the words searched for.

What somebody types into a search may be a citizen's name or number, so only its length is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TypeVar

from django.core.cache import cache

from wutong.record.access.actions import note
from wutong.record.scope import Scope
from wutong.record.shapes import Actor

#: filters in which somebody writes freely
TYPED = frozenset({"q", "text", "name", "phone"})
#: seconds over which shown rows add up
SPAN = 3600

T = TypeVar("T")


def filters(given: Mapping[str, str]) -> dict[str, str | int]:
    """The filters of a list as the access record keeps them."""
    return {
        name: (f"{len(value)}字" if name in TYPED else value[:64]) for name, value in sorted(given.items()) if value
    }


def listed(
    scope: Scope, what: str, rows: int, *, most: int, given: Mapping[str, str], actor: Actor, at: datetime, network: str
) -> None:
    """Count the rows of a list that somebody was shown; over ``most`` within an hour they are written down.

    The count lies in the memory of the process: a restart forgets at most one such span.
    """
    key = f"listed:{scope.county}:{actor.id}:{what}"
    shown = int(cache.get(key, 0)) + rows
    if shown < most:
        cache.set(key, shown, SPAN)
        return
    cache.delete(key)
    note(scope, "list", what=what, actor=actor, at=at, detail=filters(given), rows=shown, network=network)


def carried(
    rows: Iterable[T], scope: Scope, what: str, *, given: Mapping[str, str], actor: Actor, at: datetime, network: str
) -> Iterator[T]:
    """The rows of a file on their way out; when they have gone, or the line broke, how many went is written down."""
    gone = 0
    try:
        for row in rows:
            gone += 1
            yield row
    finally:
        note(scope, "export", what=what, actor=actor, at=at, detail=filters(given), rows=gone, network=network)
