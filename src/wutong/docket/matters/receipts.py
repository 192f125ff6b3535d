"""What an outsider holds: a random number to read by and a second secret to write by.

The number shows nothing personal; guesses are counted per receipt and lock it for a while, so six digits suffice.

A slow hash would guard a million possible secrets for an hour; the server's key, which lies in no database and no backup,
guards them for good, and a report costs 0.02 ms of it instead of 200 ms and 100 MB that anybody may ask for.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import check_password as check_slow
from django.db import transaction

from wutong.docket.matters.models import Receipt
from wutong.law import identifiers
from wutong.law.refusal import Reason, Refused
from wutong.record import keys
from wutong.record.clock import legal_day
from wutong.record.scope import Scope

TRIES = 5
LOCK = timedelta(minutes=30)
KEYED = "keyed"


@dataclass(frozen=True)
class Issued:
    """Shown once to the outsider: digits of the number (as stored) and the secret in clear."""

    number: str
    secret: str


@dataclass(frozen=True)
class Prepared:
    """A receipt made before the transaction, to be stored inside it."""

    issued: Issued
    hashed: str


def prepare(at: datetime) -> Prepared:
    """Draw a number and a secret."""
    number = identifiers.receipt_number(legal_day(at), f"{secrets.randbelow(10**8):08d}")
    secret = f"{secrets.randbelow(10**6):06d}"
    return Prepared(Issued(number, secret), keyed(secret, secrets.token_hex(8)))


def keyed(secret: str, salt: str, key: bytes | None = None) -> str:
    """How a secret is stored: ``keyed$<which key>$<salt>$<mac>``. Which key, so that a code of an earlier one is told."""
    key = key or keys.own(keys.RECEIPT)
    mac = hmac.new(key, f"{salt}:{secret}".encode(), hashlib.sha256).hexdigest()
    return f"{KEYED}${keys.mark(key)}${salt}${mac}"


def _key_of(stored: str) -> bytes | None:
    """The key a stored secret was made with: our own, or one that came along with a county; None where it is neither."""
    which = stored.split("$")[1]
    return next((key for key in keys.each(keys.RECEIPT) if keys.mark(key) == which), None)


def check_password(secret: str, stored: str) -> bool:
    """Whether a secret is the stored one; those of an earlier build are stored as a slow hash and stay good."""
    if not stored.startswith(f"{KEYED}$"):
        return check_slow(secret, stored)
    return hmac.compare_digest(keyed(secret, stored.split("$")[2], _key_of(stored)), stored)


def of_another_key(stored: str) -> bool:
    """Whether a stored secret was made with a key this server no longer has: then no secret can fit."""
    return stored.startswith(f"{KEYED}$") and _key_of(stored) is None


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


def mark(scope: Scope, number: str, audience: str = "reporter") -> str:
    """What changes when a receipt gets another secret; says nothing about the secret itself."""
    rows = Receipt.objects.within(scope).filter(number=number, audience=audience)
    hashed = rows.values_list("secret", flat=True).first() or ""
    return hashlib.sha256(hashed.encode()).hexdigest()[:16] if hashed else ""


def check_secret(scope: Scope, number: str, secret: str, at: datetime, audience: str = "reporter") -> UUID:
    """The matter, when number and secret belong together.

    An old hash is slow and is computed before the row is locked; whether the receipt is locked is asked again under
    the row's lock. So of many guesses at once five are answered, and the others are held off, be they right or wrong.

    :raises Refused: wrong secret (with tries left), locked after five wrong ones, or the server's key was changed.
    """
    row = Receipt.objects.within(scope).filter(number=number, audience=audience).first()
    if row is None:
        raise Refused("receipt", "查到这个编号", [Reason("编号要和回执上一样", "这个编号查不到", "看看有没有少一位")])
    if row.locked_until and row.locked_until > at:
        raise _locked(row.locked_until, at)
    asked = row.secret
    if of_another_key(asked):
        raise _other_key()
    good = check_password(secret.strip(), asked)
    with transaction.atomic():
        row = Receipt.objects.within(scope).select_for_update().get(pk=row.pk)
        locked = row.locked_until if row.locked_until and row.locked_until > at else None
        if locked is None and good and row.secret == asked:
            if row.failures:
                row.failures, row.locked_until = 0, None
                row.save(update_fields=["failures", "locked_until"])
            return row.matter_id
        if locked is None:
            row.failures += 1
            if row.failures >= TRIES:
                row.failures, row.locked_until = 0, at + LOCK
            row.save(update_fields=["failures", "locked_until"])
    if locked is not None:
        raise _locked(locked, at)
    left = TRIES - row.failures if row.failures else 0
    more = f"还可以试{left}次" if left else f"连续错了{TRIES}次，停{LOCK.seconds // 60}分钟"
    raise Refused(
        "receipt",
        "用这个查询码",
        [
            Reason(
                "要用提交时和编号一起给的6位查询码",
                "查询码对不上",
                f"{more}。找不到查询码，打热线由工作人员核对后重发",
            )
        ],
    )


def _other_key() -> Refused:
    found = "服务器换过密钥，原来的查询码都作废了"
    return Refused("receipt", "用这个查询码", [Reason("查询码只用现在的密钥核对", found, "打热线由工作人员核对后重发")])


def _locked(until: datetime, at: datetime) -> Refused:
    minutes = max(1, math.ceil((until - at).total_seconds() / 60))
    return Refused(
        "receipt",
        "用这个查询码",
        [
            Reason(
                f"连续错{TRIES}次停{LOCK.seconds // 60}分钟",
                f"查询码连续错了{TRIES}次，先停一停",
                f"{minutes}分钟后再试，或打热线由工作人员办",
            )
        ],
    )
