"""Sittings: each sign-in as a row, so that it ends on the server, by itself or from elsewhere, whatever the browser keeps."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from wutong.city.guard.models import Sitting
from wutong.city.offices.models import Account
from wutong.record.scope import Scope

#: why a sitting ended → what the sign-in page says of it
ENDED = {
    "idle": "太久没有操作",
    "long": "这次登录用得太久了",
    "elsewhere": "在别处退出了",
    "password": "密码改过了",
    "factor": "第二重验证改过了",
    "post": "今天没有岗位",
    "stopped": "账号停用了",
    "out": "",
}
#: a sitting is written again when it was last seen so long ago
WRITTEN_EVERY = timedelta(seconds=60)
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "安卓"),
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("Windows", "Windows"),
    ("Mac OS", "苹果电脑"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class SittingView:
    """One sign-in of somebody."""

    id: int
    began_at: datetime
    seen_at: datetime
    network: str
    device: str
    how: str
    here: bool


def digest(session_key: str) -> str:
    """How a session is named here."""
    return hashlib.sha256(f"sitting {session_key}".encode()).hexdigest()


def device(agent: str) -> str:
    """The browser and system a visitor's program says it is, in two words; not the whole of what it says."""
    browser = next((words for part, words in _BROWSERS if part in agent), "")
    system = next((words for part, words in _SYSTEMS if re.search(part, agent)), "")
    return "，".join(word for word in (browser, system) if word)


def begin(account: Account, key: str, *, how: str, network: str, agent: str, at: datetime) -> None:
    """A sitting begins; told twice, it began the first time."""
    try:
        with transaction.atomic():
            Sitting.objects.create(
                county=account.county, account=account, key=digest(key), how=how, network=network,
                device=device(agent), began_at=at, seen_at=at,
            )  # fmt: skip
    except IntegrityError:
        return


def seen(account: Account, key: str, at: datetime) -> str | None:
    """Note that somebody is still there; why his sitting is over, "" where it goes on, None where it is not known yet."""
    row = Sitting.objects.within(Scope(account.county)).filter(key=digest(key), account=account).first()
    if row is None:
        return None
    if row.ended_at is not None:
        return row.why or "elsewhere"
    rules = settings.GUARD
    why = ""
    if row.seen_at + timedelta(minutes=rules.idle_minutes) <= at:
        why = "idle"
    elif row.began_at + timedelta(hours=rules.sitting_hours) <= at:
        why = "long"
    if why:
        _end(account, at, why, key=digest(key))
    elif row.seen_at + WRITTEN_EVERY <= at:
        Sitting.objects.within(Scope(account.county)).filter(pk=row.pk, ended_at=None).update(seen_at=at)
    return why


def _end(account: Account, at: datetime, why: str, *, key: str = "", not_key: str = "", which: int = 0) -> int:
    rows = Sitting.objects.within(Scope(account.county)).filter(account=account, ended_at=None)
    if key:
        rows = rows.filter(key=key)
    if not_key:
        rows = rows.exclude(key=not_key)
    if which:
        rows = rows.filter(pk=which)
    return rows.update(ended_at=at, why=why)


def end(account: Account, key: str, at: datetime, why: str) -> None:
    """This sitting is over."""
    _end(account, at, why, key=digest(key))


def end_others(account: Account, key: str, at: datetime, why: str, which: int = 0) -> int:
    """Every other sitting of this person is over, or one of them; how many."""
    return _end(account, at, why, not_key=digest(key), which=which)


def end_all(account: Account, at: datetime, why: str) -> int:
    """Every sitting of this person is over."""
    return _end(account, at, why)


def of(account: Account, key: str, at: datetime) -> tuple[SittingView, ...]:
    """The sittings of a person that go on, the latest seen first."""
    rules, here = settings.GUARD, digest(key)
    rows = Sitting.objects.within(Scope(account.county)).filter(
        account=account,
        ended_at=None,
        seen_at__gt=at - timedelta(minutes=rules.idle_minutes),
        began_at__gt=at - timedelta(hours=rules.sitting_hours),
    )
    return tuple(
        SittingView(r.pk, r.began_at, r.seen_at, r.network, r.device, r.how, r.key == here)
        for r in rows.order_by("-seen_at")
    )


def sweep(scope: Scope, before: datetime) -> int:
    """Forget sittings that nobody can be in any more; the access record keeps that they were."""
    return int(Sitting.objects.within(scope).filter(seen_at__lt=before).delete()[0])
