"""What an outsider holds: a random number to read by and a second secret to write by.

The number shows nothing personal; guesses are counted per receipt and lock it for a while, so six digits suffice.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from wutong.docket.matters.models import Receipt
from wutong.law import identifiers
from wutong.law.refusal import Reason, Refused
from wutong.record.clock import legal_day
from wutong.record.scope import Scope

TRIES = 5
LOCK = timedelta(minutes=30)


@dataclass(frozen=True)
class Issued:
    """Shown once to the outsider: digits of the number (as stored) and the secret in clear."""

    number: str
    secret: str


@dataclass(frozen=True)
class Prepared:
    """A receipt made before the transaction (hashing is slow), to be stored inside it."""

    issued: Issued
    hashed: str


def prepare(at: datetime) -> Prepared:
    """Draw a number and a secret; the secret is hashed here, outside any transaction."""
    number = identifiers.receipt_number(legal_day(at), f"{secrets.randbelow(10**8):08d}")
    secret = f"{secrets.randbelow(10**6):06d}"
    return Prepared(Issued(number, secret), make_password(secret))


def store(scope: Scope, matter: UUID, audience: str, prepared: Prepared) -> None:
    """Store a prepared receipt in the caller's transaction."""
    Receipt.objects.create(
        county=scope.county,
        matter_id=matter,
        audience=audience,
        number=prepared.issued.number,
        secret=prepared.hashed,
    )


def renew(scope: Scope, matter: UUID, audience: str, prepared: Prepared) -> str:
    """Give a matter's holder a new secret (asked at the counter with proof of who he is); returns the number."""
    row = Receipt.objects.within(scope).get(matter_id=matter, audience=audience)
    row.secret, row.failures, row.locked_until = prepared.hashed, 0, None
    row.save()
    return row.number


def find(scope: Scope, number: str, audience: str = "reporter") -> UUID | None:
    """The matter behind a number (digits only), for one audience."""
    return (
        Receipt.objects.within(scope)
        .filter(number=number, audience=audience)
        .values_list("matter_id", flat=True)
        .first()
    )


def number_of(scope: Scope, matter: UUID, audience: str = "reporter") -> str:
    """The number held by a matter's audience, or nothing."""
    rows = Receipt.objects.within(scope).filter(matter_id=matter, audience=audience)
    return rows.values_list("number", flat=True).first() or ""


def check_secret(scope: Scope, number: str, secret: str, at: datetime, audience: str = "reporter") -> UUID:
    """The matter, when number and secret belong together.

    :raises Refused: wrong secret (with tries left) or locked after five wrong ones.
    """
    row = Receipt.objects.within(scope).filter(number=number, audience=audience).first()
    if row is None:
        raise Refused("receipt", "查到这个编号", [Reason("编号要和回执上一样", "这个编号查不到", "看看有没有少一位")])
    if row.locked_until and row.locked_until > at:
        raise Refused(
            "receipt",
            "评价或退回",
            [Reason("连续错5次停30分钟", "查询码", "30分钟后再试，或打热线由工作人员办", opens=row.locked_until)],
        )
    good = check_password(secret.strip(), row.secret)
    with transaction.atomic():
        row = Receipt.objects.within(scope).select_for_update().get(pk=row.pk)
        if good:
            if row.failures:
                row.failures, row.locked_until = 0, None
                row.save()
            return row.matter_id
        row.failures += 1
        if row.failures >= TRIES:
            row.failures, row.locked_until = 0, at + LOCK
        row.save()
        left = TRIES - row.failures if row.locked_until is None or row.locked_until <= at else 0
    raise Refused(
        "receipt",
        "评价或退回",
        [
            Reason(
                "评价和退回要用提交时给的6位查询码",
                "查询码对不上",
                f"还可以试{left}次。找不到查询码，打热线由工作人员核对后重发",
            )
        ],
    )
