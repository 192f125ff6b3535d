"""Holds off robots and bursts without a foreign captcha: a trap field, a time stamp, windows per address and county.

An address is never stored: it is hashed with the server's secret and the day. Over the limit a person is asked one
question in plain Chinese; a robot that reads it is slowed by the windows all the same.
"""

from __future__ import annotations

import hashlib
import hmac
import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from wutong.collect.complaints.models import Throttle
from wutong.law.refusal import Reason, Refused
from wutong.record.clock import legal_day
from wutong.record.scope import Scope

#: what → (seconds of the window, allowed per address, allowed per county)
LIMITS: dict[str, tuple[int, int, int]] = {
    "report": (3600, 12, 3000),
    "photo": (3600, 80, 20000),
    "look-up": (600, 40, 20000),
    "secret": (3600, 30, 6000),
}
#: reports of one address within the hour after which the question is asked
ASK_AFTER = 3
FASTEST = timedelta(seconds=2)
_DIGITS = "零一二三四五六七八九"


def address(request: HttpRequest) -> str:
    """The address the request came from; one trusted proxy's word is taken only when the setting says so."""
    if settings.ENVIRONMENT.trust_proxy:
        forwarded = request.headers.get("X-Forwarded-For", "")
        if forwarded:
            return forwarded.split(",")[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def _hash(where: str, at: datetime) -> str:
    key = f"{settings.SECRET_KEY}:{legal_day(at)}".encode()
    return hmac.new(key, where.encode(), hashlib.sha256).hexdigest()[:32]


def count(scope: Scope, what: str, where: str, at: datetime) -> int:
    """Count one more of ``what`` from an address.

    :returns: how many came from this address in the window, this one included.
    :raises Refused: over the limit of the address or of the county; says when it goes on.
    """
    seconds, each, all_ = LIMITS[what]
    start = datetime.fromtimestamp(at.timestamp() // seconds * seconds, tz=at.tzinfo)
    mine = _more(scope, what, _hash(where, at), start)
    everyone = _more(scope, what, "*", start)
    if mine > each or everyone > all_:
        again = start + timedelta(seconds=seconds)
        raise Refused(
            what,
            "再收这么多",
            [
                Reason(
                    "防止机器大量提交",
                    f"这个网络{seconds // 60}分钟里已经交了{each}次" if mine > each else "现在同时提交的人太多",
                    "填的内容都在，过一会儿再交；着急的打热线电话",
                    opens=again,
                )
            ],
        )
    return mine


def _more(scope: Scope, what: str, who: str, start: datetime) -> int:
    with transaction.atomic():
        row, made = Throttle.objects.within(scope).get_or_create(
            what=what, who=who, window=start, defaults={"county": scope.county, "count": 1}
        )
        if made:
            return 1
        Throttle.objects.within(scope).filter(pk=row.pk).update(count=F("count") + 1)
        return Throttle.objects.within(scope).values_list("count", flat=True).get(pk=row.pk)


def seen(scope: Scope, what: str, where: str, at: datetime) -> int:
    """How often this address did ``what`` in the running window."""
    seconds = LIMITS[what][0]
    start = datetime.fromtimestamp(at.timestamp() // seconds * seconds, tz=at.tzinfo)
    rows = Throttle.objects.within(scope).filter(what=what, who=_hash(where, at), window=start)
    return rows.values_list("count", flat=True).first() or 0


def stamp(wall: float) -> str:
    """A signed mark of when a form was handed out. Wall seconds, because the legal clock may stand still in the demo."""
    return signing.dumps(wall, salt="report-stamp")


@dataclass(frozen=True)
class Question:
    """A small sum in Chinese words, with its signed answer."""

    words: str
    token: str


def question(at: datetime) -> Question:
    """A new question; the answer is signed, not stored."""
    a, b = random.SystemRandom().randrange(2, 10), random.SystemRandom().randrange(2, 10)
    return Question(
        f"{_DIGITS[a]}加{_DIGITS[b]}等于几（写数字）", signing.dumps([a + b, at.timestamp()], salt="report-sum")
    )


def answered(token: str, answer: str, at: datetime) -> bool:
    """Whether the question was answered rightly within half an hour."""
    try:
        total, then = signing.loads(token, salt="report-sum")
    except signing.BadSignature:
        return False
    return 0 <= at.timestamp() - then < 1800 and answer.strip() in {str(total), _zh(total)}


def _zh(n: int) -> str:
    return _DIGITS[n] if n < 10 else ("十" if n == 10 else "十" + _DIGITS[n - 10])


def too_fast(mark: str, wall: float) -> bool:
    """Whether a form came back sooner than a person can fill it in, or without its stamp."""
    try:
        then = signing.loads(mark, salt="report-stamp")
    except signing.BadSignature:
        return True
    return wall - float(then) < FASTEST.total_seconds()


def sweep(scope: Scope, at: datetime) -> int:
    """Remove windows older than a day."""
    return Throttle.objects.within(scope).filter(window__lt=at - timedelta(days=1)).delete()[0]
