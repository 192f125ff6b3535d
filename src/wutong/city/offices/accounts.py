"""What the sign-in pages ask and do with accounts; no other page sees one."""

from __future__ import annotations

from datetime import datetime

from wutong.city.offices.models import Account
from wutong.city.offices.views import Seat
from wutong.record.scope import Scope

__all__ = [
    "Account",
    "account_named",
    "account_of",
    "demo_account",
    "demo_officers",
    "officer_of",
    "password_used_since",
    "set_password",
]


def account_of(seat: Seat) -> Account:
    """The account behind a seat."""
    return Account.objects.within(seat.scope).get(pk=seat.account)


def account_named(scope: Scope, username: str) -> Account | None:
    """The account of a name with its county inside; None where nobody has it."""
    return Account.objects.within(scope).filter(username=username).first()


def officer_of(account: Account) -> str:
    """The code of the officer whose account it is, "" for one that is nobody's."""
    found = Account.objects.within(Scope(account.county)).filter(pk=account.pk).values_list("officer__code").first()
    return str((found and found[0]) or "")


def demo_officers(scope: Scope) -> frozenset[str]:
    """Codes of the officers whose accounts are the demo's."""
    rows = Account.objects.within(scope).filter(demo=True, is_active=True, officer__isnull=False)
    return frozenset(rows.values_list("officer__code", flat=True))


def demo_account(scope: Scope, officer: str) -> Account | None:
    """The demo account of an officer, None where there is none."""
    return Account.objects.within(scope).filter(officer__code=officer, demo=True, is_active=True).first()


def set_password(account: Account, password: str, at: datetime) -> None:
    """Give an account a password of its holder's own; sessions signed with the old one end by themselves."""
    account.set_password(password)
    account.first_password, account.password_at = False, at
    account.save(update_fields=["password", "first_password", "password_at"])


def password_used_since(account: Account, at: datetime) -> datetime:
    """Since when the present password is used; one of before this was counted is counted from now on."""
    if account.password_at is None:
        account.password_at = at
        account.save(update_fields=["password_at"])
    return account.password_at
