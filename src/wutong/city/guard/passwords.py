"""What a password must be like, as Django's validators: kinds of characters, not one of the last ones, not one's name.

Lengths and numbers are the server's settings; common passwords are refused by Django's own list.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from wutong.city.guard.models import PastPassword
from wutong.city.offices.accounts import Account
from wutong.record.scope import Scope

CLASSES = "小写字母、大写字母、数字、其他符号"


def kinds(password: str) -> int:
    """How many of the four kinds of characters a password has; a Chinese letter is of the fourth."""
    small = any("a" <= c <= "z" for c in password)
    capital = any("A" <= c <= "Z" for c in password)
    digit = any("0" <= c <= "9" for c in password)
    other = any(not (c.isascii() and c.isalnum()) for c in password)
    return sum((small, capital, digit, other))


class LongEnough:
    """At least so many characters."""

    def validate(self, password: str, user: Any = None) -> None:
        least = settings.GUARD.password_length
        if len(password) < least:
            raise ValidationError(f"写短了：至少{least}个字，写了{len(password)}个")

    def get_help_text(self) -> str:
        return f"至少{settings.GUARD.password_length}个字"


class OfSeveralKinds:
    """Of at least so many kinds."""

    def validate(self, password: str, user: Any = None) -> None:
        least, found = settings.GUARD.password_classes, kinds(password)
        if found < least:
            raise ValidationError(f"太单一：{CLASSES}，四种里至少要有{least}种，写的有{found}种")

    def get_help_text(self) -> str:
        return f"{CLASSES}里至少{settings.GUARD.password_classes}种"


class NotTheName:
    """Whoever guesses tries the sign-in name first."""

    def validate(self, password: str, user: Any = None) -> None:
        if isinstance(user, Account) and user.login.lower() in password.lower():
            raise ValidationError("密码里不能有登录名")

    def get_help_text(self) -> str:
        return "不能有登录名"


class NotAnOldOne:
    """None of the last ones; Django tells it each new one."""

    def validate(self, password: str, user: Any = None) -> None:
        last = settings.GUARD.password_history
        if not isinstance(user, Account) or not last:
            return
        rows = PastPassword.objects.within(Scope(user.county)).filter(account=user).order_by("-at", "-pk")
        hashes = [user.password, *rows.values_list("password", flat=True)[:last]]
        if any(check_password(password, old) for old in dict.fromkeys(hashes)):
            raise ValidationError(f"最近{last}个用过的密码不能再用")

    def password_changed(self, password: str, user: Any = None) -> None:
        """Remember the one that is used now, and forget what lies further back than the rule."""
        if not isinstance(user, Account) or user.pk is None:
            return
        scope, last = Scope(user.county), settings.GUARD.password_history
        mine = PastPassword.objects.within(scope).filter(account=user)
        if last:
            PastPassword.objects.create(
                county=user.county, account=user, password=user.password, at=user.password_at or _now()
            )
        kept = list(mine.order_by("-at", "-pk").values_list("pk", flat=True)[:last])
        mine.exclude(pk__in=kept).delete()

    def get_help_text(self) -> str:
        last = settings.GUARD.password_history
        return f"不能是最近{last}个用过的" if last else ""


def _now() -> datetime:
    return datetime.fromtimestamp(0, UTC)
