"""Holds off robots and bursts without a foreign captcha: a trap field, a time stamp, windows per network and county.

An address is never stored: its network is hashed with the server's secret and the day. Over the limit a person is asked
one question in plain Chinese; a robot that reads it is slowed by the windows all the same. Looking at a page stores
nothing: of readers only wrong guesses are counted, and views in memory.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import random
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F

from wutong.collect.complaints.models import Throttle
from wutong.law.refusal import Reason, Refused
from wutong.record.clock import legal_day
from wutong.record.scope import Scope
from wutong.ui.visitor import address, network

__all__ = [
    "ASK_AFTER", "FASTEST", "LIMITS", "READS", "Question", "address", "answered", "count", "demand_guess", "question",
    "read", "seen", "stamp", "sweep", "too_fast", "wrong_guess",
]  # fmt: skip

#: what → (seconds of the window, allowed per network, allowed per county)
LIMITS: dict[str, tuple[int, int, int]] = {
    "report": (3600, 12, 3000),
    "photo": (3600, 80, 20000),
}
#: wrong guesses at a number, or at the second secret of one: in so many seconds, so many per network
GUESSES = (600, 30)
#: pages and photos read: in so many seconds, so many per network; a hall full of phones stays far below it
READS = (600, 3000)
#: reports of one network within the hour after which the question is asked
ASK_AFTER = 3
FASTEST = timedelta(seconds=2)
_DIGITS = "零一二三四五六七八九"


def _hash(where: str, at: datetime) -> str:
    key = f"{settings.SECRET_KEY}:{legal_day(at)}".encode()
    return hmac.new(key, network(where).encode(), hashlib.sha256).hexdigest()[:32]


def _start(at: datetime, seconds: int) -> datetime:
    return datetime.fromtimestamp(at.timestamp() // seconds * seconds, tz=at.tzinfo)


def _minutes(at: float, seconds: int) -> int:
    """Whole minutes until the running window is over, one at least."""
    return max(1, math.ceil((seconds - at % seconds) / 60))


def count(scope: Scope, what: str, where: str, at: datetime) -> int:
    """Count one more of ``what`` from an address.

    :returns: how many came from its network in the window, this one included.
    :raises Refused: over the limit of the network or of the county; says when it goes on.
    """
    seconds, each, all_ = LIMITS[what]
    start = _start(at, seconds)
    with transaction.atomic():  # both in one: each transaction waits for the disk
        mine = _more(scope, what, _hash(where, at), start)
        everyone = _more(scope, what, "*", start)
    if mine > each or everyone > all_:
        raise Refused(
            what,
            "再收这么多",
            [
                Reason(
                    "防止机器大量提交",
                    f"这个网络{seconds // 60}分钟里已经交了{each}次" if mine > each else "现在同时提交的人太多",
                    f"填的内容都在，{_minutes(at.timestamp(), seconds)}分钟后再交；着急的打热线电话",
                )
            ],
        )
    return mine


def demand_guess(scope: Scope, where: str, at: datetime) -> None:
    """Let somebody try a number or a secret, unless his network has guessed wrong too often; stores nothing.

    :raises Refused: says for how many minutes.
    """
    seconds, most = GUESSES
    if _count(scope, "guess", where, at, seconds) >= most:
        raise _too_often(
            "防止乱试编号和查询码", f"这个网络{seconds // 60}分钟里试错了{most}次", at.timestamp(), seconds
        )


def wrong_guess(scope: Scope, where: str, at: datetime) -> None:
    """Count a number that is nobody's, or a secret that does not fit."""
    _more(scope, "guess", _hash(where, at), _start(at, GUESSES[0]))


class _Views:
    """Views of the running window by network, in this process: a count in the database would be a write for every view."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.window = 0.0
        self.seen: Counter[tuple[str, str]] = Counter()

    def more(self, scope: Scope, where: str, window: float) -> int:
        with self.lock:
            if window != self.window:
                self.window, self.seen = window, Counter()
            self.seen[scope.county, network(where)] += 1
            return self.seen[scope.county, network(where)]


_views = _Views()


def read(scope: Scope, where: str, wall: float) -> None:
    """Count a view; wall seconds, because the legal clock may stand still in the demo.

    :raises Refused: far more than people read; says for how many minutes.
    """
    seconds, most = READS
    if _views.more(scope, where, wall // seconds) > most:
        raise _too_often("防止机器成批查询", f"这个网络{seconds // 60}分钟里查了{most}次", wall, seconds)


def _too_often(rule: str, found: str, at: float, seconds: int) -> Refused:
    wait = f"{_minutes(at, seconds)}分钟后再试；着急的打热线电话，报事项编号"
    return Refused("look-up", "再查", [Reason(rule, f"查询太频繁，{found}", wait)])


def _more(scope: Scope, what: str, who: str, start: datetime) -> int:
    rows = Throttle.objects.within(scope).filter(what=what, who=who, window=start)
    with transaction.atomic():
        if not rows.update(count=F("count") + 1):
            made = Throttle.objects.within(scope).get_or_create(
                what=what, who=who, window=start, defaults={"county": scope.county, "count": 1}
            )[1]
            if made:
                return 1
            rows.update(count=F("count") + 1)  # another made it meanwhile
        return rows.values_list("count", flat=True).get()


def seen(scope: Scope, what: str, where: str, at: datetime) -> int:
    """How often this network did ``what`` in the running window."""
    return _count(scope, what, where, at, LIMITS[what][0])


def _count(scope: Scope, what: str, where: str, at: datetime, seconds: int) -> int:
    rows = Throttle.objects.within(scope).filter(what=what, who=_hash(where, at), window=_start(at, seconds))
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
