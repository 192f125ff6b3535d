"""What the sign-in pages ask and do with accounts; no other page sees one."""

from __future__ import annotations

from wutong.city.offices.models import Account
from wutong.city.offices.views import Seat
from wutong.record.scope import Scope

__all__ = ["Account", "account_of", "demo_account", "demo_officers", "set_password"]


def account_of(seat: Seat) -> Account:
    """The account behind a seat."""
    return Account.objects.within(seat.scope).get(pk=seat.account)


def demo_officers(scope: Scope) -> frozenset[str]:
    """Codes of the officers whose accounts are the demo's."""
    rows = Account.objects.within(scope).filter(demo=True, is_active=True, officer__isnull=False)
    return frozenset(rows.values_list("officer__code", flat=True))


def demo_account(scope: Scope, officer: str) -> Account | None:
    """The demo account of an officer, None where there is none."""
    return Account.objects.within(scope).filter(officer__code=officer, demo=True, is_active=True).first()


def set_password(account: Account, password: str) -> None:
    """Give an account a password of its holder's own; sessions signed with the old one end by themselves."""
    account.set_password(password)
    account.first_password = False
    account.save(update_fields=["password", "first_password"])
