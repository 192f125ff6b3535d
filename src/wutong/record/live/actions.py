"""Tells of a change in the act's own transaction, and gives numbers to what was committed.

The order of ids is not the order of commits: an act that began first may commit last, and a follower that asks for
``id > n`` has then passed it for ever. So a row gets its number only after its commit, from one who holds the county's
``Reached`` row: numbers are given, and become visible, one holder after the other, without gaps. Followers ask for
``number > n``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from wutong.record.live.models import Change, Reached
from wutong.record.scope import Scope

#: where PostgreSQL calls out that there is something; the word says which county, nothing else
CHANNEL = "wutong_live"
#: rows that get their number in one transaction
BATCH = 500


def tell(scope: Scope, to: Iterable[str]) -> None:
    """Say whom a change touches, in the transaction of the change: told if and only if it stands."""
    addresses = sorted(set(to))
    if not addresses:
        return
    Change.objects.create(county=scope.county, to=addresses)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, scope.county])


def settle(scope: Scope) -> int:
    """Give numbers to what was committed and has none; gives how many. Safe in many processes at once."""
    fresh = Change.objects.within(scope).filter(number__isnull=True)
    given = 0
    while fresh.exists():
        given += _some(scope)
    return given


def _some(scope: Scope) -> int:
    Reached.objects.bulk_create([Reached(county=scope.county)], ignore_conflicts=True)
    with transaction.atomic():
        held = Reached.objects.within(scope).select_for_update().get()
        # asked while the row is held: what another has numbered meanwhile is not seen as new
        rows = list(Change.objects.within(scope).filter(number__isnull=True).order_by("id")[:BATCH])
        for row in rows:
            held.number += 1
            row.number = held.number
        Change.objects.within(scope).bulk_update(rows, ["number"])
        held.save(update_fields=["number"])
    return len(rows)


def tidy(scope: Scope, before: datetime) -> int:
    """Forget changes older than ``before``: whoever asks for one of them is told to look at everything."""
    return int(Change.objects.within(scope).filter(at__lt=before).delete()[0])
