"""What came since a number. Numbers have no gaps, so whoever missed some knows it."""

from __future__ import annotations

from dataclasses import dataclass

from wutong.record.live.models import Change, Reached
from wutong.record.scope import Scope

#: who sits where changed: every open page asks anew whose it is
SEATS = "seats"
#: more changes than this at once are not looked through one by one
MOST = 500


def of_seat(officer: str) -> str:
    """The address of one officer's own sessions and posts."""
    return f"seat:{officer}"


@dataclass(frozen=True)
class News:
    """The addresses that something changed for, up to ``number``; ``to`` None: too much to tell, or unknown: look at all."""

    number: int
    to: frozenset[str] | None


def reached(scope: Scope) -> int:
    """The last number of a county. A page asks for it before it reads its rows: what comes after it, it has not seen."""
    return Reached.objects.within(scope).values_list("number", flat=True).first() or 0


def since(scope: Scope, after: int) -> News:
    """What changed after a number, as far as numbers were given."""
    rows = Change.objects.within(scope).filter(number__gt=after).order_by("number")
    found = [(n or 0, to) for n, to in rows.values_list("number", "to")[: MOST + 1]]
    if not found:
        last = reached(scope)
        return News(last, frozenset() if last == after else None)
    if len(found) > MOST:
        return News(reached(scope), None)
    if found[0][0] != after + 1:  # tidied away, or the number is of another database
        return News(found[-1][0], None)
    return News(found[-1][0], frozenset(address for _, to in found for address in to))
