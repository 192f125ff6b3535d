"""First passwords of the accounts that a change makes: read out once by whoever makes it, changed at the first sign-in."""

from __future__ import annotations

import secrets

from django.contrib.auth.hashers import make_password

from wutong.city.house.asking import Plan
from wutong.city.offices.models import Account
from wutong.record.scope import Scope

#: letters and digits that cannot be read for one another; 12 of them are 59 bits
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def first_passwords(scope: Scope, made: Plan) -> tuple[dict[str, str], dict[str, str]]:
    """First passwords for the accounts a plan makes, plain and hashed; before any transaction."""
    logins = {str(op.now["login"]) for op in made.ops if op.table == "officer" and op.now and op.now["login"]}
    logins -= set(Account.objects.within(scope).filter(login__in=logins).values_list("login", flat=True))
    plain = {
        login: "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
        for login in sorted(logins)
    }
    return plain, {login: make_password(word) for login, word in plain.items()}
