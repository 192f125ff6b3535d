"""Wrong passwords and codes are counted in the database, for each account and each network, so that all servers know.

An attempt is counted before it is judged, under the lock of its row: however many come at the same moment, no more are
judged than the rule allows. A name that nobody has is counted like one that somebody has, so the lock tells nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from wutong.city.guard.models import Guesses
from wutong.city.guard.rules import Rules
from wutong.city.offices.models import Account
from wutong.record.scope import Scope


def rules() -> Rules:
    """The rules of this server."""
    return settings.GUARD


def _digest(what: str) -> str:
    return salted_hmac("wutong.guesses", what, algorithm="sha256").hexdigest()


def of_name(username: str) -> str:
    return _digest(f"name {username.lower()}")


def of_network(network: str) -> str:
    return _digest(f"network {network}")


def _count(scope: Scope, what: str, most: int, at: datetime, account: Account | None) -> datetime | None:
    """Count one attempt; until when nobody may try, where it is locked already."""
    span = timedelta(minutes=rules().lock_minutes)
    with transaction.atomic():
        Guesses.objects.within(scope).get_or_create(
            county=scope.county, what=what, defaults={"since": at, "account": account}
        )
        row = Guesses.objects.within(scope).select_for_update().get(what=what)
        if row.locked_until is not None and row.locked_until > at:
            return row.locked_until
        if row.locked_until is not None or row.since + span <= at:
            row.count, row.since, row.locked_until = 0, at, None
        row.count += 1
        if row.count >= most:
            row.locked_until = at + span  # this one is still judged, and if it is right the lock goes
        row.save()
    return None


def attempt(scope: Scope, username: str, network: str, at: datetime) -> datetime | None:
    """Count an attempt at an account from a network; the instant until which it is locked, None where it may be judged."""
    until = _count(scope, of_network(network), rules().lock_network, at, None)
    if until is not None:
        return until
    owner = Account.objects.within(scope).filter(username=username).first()
    until = _count(scope, of_name(username), rules().lock_after, at, owner)
    if until is not None:
        _give_back(scope, of_network(network))
    return until


def right(scope: Scope, username: str, network: str) -> None:
    """It was right: this attempt does not count. Those before it do, until somebody is in (``forget``)."""
    _give_back(scope, of_name(username))
    _give_back(scope, of_network(network))


def _give_back(scope: Scope, what: str) -> None:
    with transaction.atomic():
        row = Guesses.objects.within(scope).select_for_update().filter(what=what).first()
        if row is not None and row.count:
            row.count, row.locked_until = row.count - 1, None
            row.save()


def forget(scope: Scope, username: str) -> bool:
    """Somebody is in, or was let in again: his wrong attempts are forgotten. Whether there were any."""
    return bool(Guesses.objects.within(scope).filter(what=of_name(username)).delete()[0])


def locked(scope: Scope, at: datetime) -> list[tuple[int, datetime]]:
    """The accounts that are locked now, and until when."""
    rows = Guesses.objects.within(scope).filter(locked_until__gt=at, account__isnull=False)
    return [(r.account_id, r.locked_until) for r in rows.order_by("locked_until") if r.account_id and r.locked_until]


def sweep(scope: Scope, before: datetime) -> int:
    """Forget what is so old that it locks nobody."""
    return int(Guesses.objects.within(scope).filter(since__lt=before).delete()[0])
