"""What one person does to another's account: unlock, let in again with a second person, stop, confirm. All of it recorded.

Whoever may do these things may not do them to himself.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from wutong.city.guard import factors, locks, sittings
from wutong.city.guard.models import ASKED, DONE, DROPPED, Reset, RolesConfirmed
from wutong.city.guard.reads import Person
from wutong.city.offices.models import Account
from wutong.city.offices.roles import ROLES
from wutong.city.offices.views import Seat
from wutong.law.refusal import Reason, Refused
from wutong.record.entries import api as record

#: who asks for somebody's second factors to be taken away, and who does it
ASKS = ("administrator", "security")
ENDS = ("administrator", "security", "bureau_head")


def _refused(title: str, rule: str, missing: str, remedy: str) -> Refused:
    return Refused("guard", title, [Reason(rule, missing, remedy)])


def _told(seat: Seat, what: str, about: str, at: datetime, network: str, **detail: str | int) -> None:
    record.note(seat.scope, "rights", what=what, actor=seat.actor, at=at, about=about, detail=detail, network=network)


def _other(seat: Seat, officer: str, title: str) -> Account:
    """Somebody else's account.

    :raises Refused: for one's own, and for a code that has none.
    """
    if officer == seat.officer:
        raise _refused(title, "自己的账号由别人管", "这是你自己的账号", "请另一位系统管理员、安全管理员或者局长办")
    found = Account.objects.within(seat.scope).filter(officer__code=officer).first()
    if found is None:
        raise _refused(title, "账号要在册", f"没有工号{officer[:40]}的账号", "从名单里选")
    return found


def unlock(seat: Seat, officer: str, *, at: datetime, network: str) -> None:
    """Forget somebody's wrong attempts before the lock ends by itself."""
    account = _other(seat, officer, "解锁")
    if locks.forget(seat.scope, account.username):
        _told(seat, "lock.ended", officer, at, network)


def ask_reset(seat: Seat, officer: str, reason: str, *, at: datetime, network: str) -> None:
    """Ask that somebody who lost his device may sign in without it; another one must agree.

    :raises Refused: for oneself, without a reason, and where there is nothing to take away.
    """
    title = "清除第二重验证"
    account = _other(seat, officer, title)
    if not reason.strip():
        raise _refused(title, "清除要写原因", "没有写原因", "写明怎么知道是本人，例如：手机丢了，当面核过身份")
    if not factors.has_factor(account):
        raise _refused(title, "有才能清", "这个账号没有第二重验证", "不用清，本人登录后自己设")
    with transaction.atomic():
        made = Reset.objects.within(seat.scope).filter(account=account, state=ASKED).exists()
        if made:
            return
        Reset.objects.create(
            county=seat.scope.county, account=account, officer=officer, reason=reason.strip()[:200],
            asked_by=seat.officer, asked_at=at,
        )  # fmt: skip
        _told(seat, "reset.asked", officer, at, network)


def end_reset(seat: Seat, which: int, *, agree: bool, at: datetime, machine: datetime, network: str) -> None:
    """The second person agrees or not; pressed twice, it is done once.

    :raises Refused: for whoever asked, and for whom it is about.
    """
    title = "清除第二重验证"
    with transaction.atomic():
        row = Reset.objects.within(seat.scope).select_for_update().filter(pk=which).first()
        if row is None or row.state != ASKED:
            return
        if seat.officer == row.officer:
            raise _refused(title, "自己的账号由别人管", "这是你自己的账号", "请另一位系统管理员、安全管理员或者局长办")
        if agree and seat.officer == row.asked_by:
            raise _refused(
                title, "清除第二重验证要两个人", "这是你自己提出的", "请另一位系统管理员、安全管理员或者局长办"
            )
        account = Account.objects.within(seat.scope).get(pk=row.account_id)
        if agree:
            factors.clear(account)
            sittings.end_all(account, machine, "factor")
        row.state, row.ended_by, row.ended_at = (DONE if agree else DROPPED), seat.officer, at
        row.save()
        _told(seat, "reset.done" if agree else "reset.dropped", row.officer, at, network, asked_by=row.asked_by)


def stop(seat: Seat, officer: str, *, stopped: bool, at: datetime, machine: datetime, network: str) -> None:
    """Stop somebody's account, or let it be used again."""
    account = _other(seat, officer, "停用账号" if stopped else "恢复账号")
    if account.is_active is not stopped:
        return
    with transaction.atomic():
        Account.objects.within(seat.scope).filter(pk=account.pk).update(is_active=not stopped)
        if stopped:
            sittings.end_all(account, machine, "stopped")
        _told(seat, "account.stopped" if stopped else "account.started", officer, at, network)


def hand_out(seat: Seat, officer: str, plain: str, *, at: datetime, machine: datetime, network: str) -> None:
    """Give somebody who forgot it a new first password, which opens nothing but the page where he sets his own."""
    account = _other(seat, officer, "发初始密码")
    hashed = make_password(plain)
    with transaction.atomic():
        mine = Account.objects.within(seat.scope).filter(pk=account.pk)
        mine.update(password=hashed, first_password=True, password_at=None)
        sittings.end_all(account, machine, "password")
        locks.forget(seat.scope, account.username)
        _told(seat, "password.handed", officer, at, network)


def send_out(seat: Seat, officer: str, *, at: datetime, machine: datetime, network: str) -> None:
    """End every sitting of somebody."""
    account = _other(seat, officer, "让他退出")
    ended = sittings.end_all(account, machine, "elsewhere")
    _told(seat, "sittings.ended", officer, at, network, ended=ended)


def confirm_roles(seat: Seat, person: Person, seen: str, *, at: datetime, network: str) -> None:
    """The security administrator has looked at somebody's roles and finds them right.

    :raises Refused: when they are others by now than those that were seen, and for one's own.
    """
    title = "确认岗位"
    if person.officer == seat.officer:
        raise _refused(title, "自己的账号由别人管", "这是你自己的岗位", "请另一位安全管理员确认")
    if seen != person.key:
        raise _refused(title, "确认看到的岗位", f"{person.name}的岗位刚变过，现在是{person.role_words}", "看一遍再确认")
    with transaction.atomic():
        RolesConfirmed.objects.within(seat.scope).update_or_create(
            county=seat.scope.county, officer=person.officer, defaults={"roles": seen, "by": seat.officer, "at": at}
        )
        words = "、".join(ROLES[role] for role in person.roles)
        _told(seat, "roles.confirmed", person.officer, at, network, roles=words)
