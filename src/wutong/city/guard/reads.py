"""What the guard's desks show: people with their accounts, factors, locks and roles, and who waits to be let in again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Max

from wutong.city.guard import factors, locks
from wutong.city.guard.models import ASKED, Reset, RolesConfirmed
from wutong.city.guard.rules import NUMBERS
from wutong.city.offices.models import Account
from wutong.city.offices.reads import officers
from wutong.city.offices.roles import ROLES
from wutong.record.scope import Scope


@dataclass(frozen=True)
class Person:
    """Somebody with an account, as the two administrators of people see him."""

    officer: str
    name: str
    office: str
    login: str
    active: bool
    first_password: bool
    roles: tuple[str, ...]
    factors: tuple[str, ...]
    must: bool
    seen_at: datetime | None
    locked_until: datetime | None
    confirmed: bool
    confirmed_at: datetime | None

    @property
    def role_words(self) -> str:
        return "、".join(ROLES[role] for role in self.roles)

    @property
    def key(self) -> str:
        """The roles as one word, so that what is confirmed is what was seen."""
        return ",".join(self.roles)


@dataclass(frozen=True)
class ResetView:
    """A request to take somebody's second factors away."""

    id: int
    officer: str
    name: str
    reason: str
    asked_by: str
    asked_by_name: str
    asked_at: datetime


@dataclass(frozen=True)
class RuleLine:
    """One rule as it holds, and where it is set."""

    setting: str
    words: str
    value: str


def people(scope: Scope, on: date, at: datetime) -> tuple[Person, ...]:
    """Everybody who has an account, by the code of the officer."""
    rows = Account.objects.within(scope).filter(officer__isnull=False).annotate(seen=Max("sittings__seen_at"))
    accounts = {row.officer.code: row for row in rows.select_related("officer")}
    kinds, locked = factors.holders_of_factors(scope), dict(locks.locked(scope, at))
    confirmed = {row.officer: row for row in RolesConfirmed.objects.within(scope)}
    made = []
    for code, view in officers(scope, accounts, on).items():
        account, done = accounts[code], confirmed.get(code)
        roles = tuple(role for role in ROLES if role in view.roles)
        made.append(
            Person(
                officer=code,
                name=view.name,
                office=view.office_name,
                login=account.login,
                active=account.is_active,
                first_password=account.first_password,
                roles=roles,
                factors=kinds.get(account.pk, ()),
                must=bool(settings.GUARD.second_factor & view.roles),
                seen_at=account.seen,
                locked_until=locked.get(account.pk),
                confirmed=done is not None and done.roles == ",".join(roles),
                confirmed_at=done.at if done is not None else None,
            )
        )
    return tuple(made)


def resets(scope: Scope) -> tuple[ResetView, ...]:
    """Who waits to be let in again, the longest first."""
    rows = list(Reset.objects.within(scope).filter(state=ASKED).order_by("asked_at"))
    known = officers(scope, {code for row in rows for code in (row.officer, row.asked_by)})
    return tuple(
        ResetView(
            row.pk,
            row.officer,
            known[row.officer].name,
            row.reason,
            row.asked_by,
            known[row.asked_by].name,
            row.asked_at,
        )
        for row in rows
    )


def rules_told() -> tuple[RuleLine, ...]:
    """The rules of this server in words; they are settings of the server, so that no account can loosen them."""
    rules = settings.GUARD
    said = {
        "WUTONG_PASSWORD_LENGTH": ("密码至少", f"{rules.password_length}个字"),
        "WUTONG_PASSWORD_CLASSES": ("小写、大写、数字、其他，至少", f"{rules.password_classes}种"),
        "WUTONG_PASSWORD_DAYS": ("密码最多用", f"{rules.password_days}天" if rules.password_days else "不限"),
        "WUTONG_PASSWORD_HISTORY": (
            "不能用回最近的",
            f"{rules.password_history}个" if rules.password_history else "不限",
        ),
        "WUTONG_LOCK_AFTER": ("一个账号输错几次就锁", f"{rules.lock_after}次"),
        "WUTONG_LOCK_NETWORK": ("一个网络地址输错几次就锁", f"{rules.lock_network}次"),
        "WUTONG_LOCK_MINUTES": ("锁多久", f"{rules.lock_minutes}分钟"),
        "WUTONG_IDLE_MINUTES": ("多久不操作就退出", f"{rules.idle_minutes}分钟"),
        "WUTONG_LIST_RECORDED": ("一小时里翻看名单多少条就记下来", f"{rules.list_recorded}条"),
        "WUTONG_SITTING_HOURS": ("一次登录最长", f"{rules.sitting_hours}小时"),
    }
    lines = [RuleLine(name, *said[name]) for name in NUMBERS]
    must = "、".join(words for role, words in ROLES.items() if role in rules.second_factor) or "没有规定"
    return (*lines, RuleLine("WUTONG_SECOND_FACTOR", "必须有第二重验证的岗位", must))
