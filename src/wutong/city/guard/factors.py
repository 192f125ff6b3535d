"""A person's second factors, on django-allauth's mfa: codes of an authenticator app, passkeys, recovery codes.

allauth keeps them and speaks WebAuthn; what it keeps in the memory of one process (that a code was used) is kept in the
row here, so that two servers do not take one code twice. Secrets are stored sealed with a key made from the server's own
secret: a copy of the database alone opens no account.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.utils import url_str_to_user_pk
from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from fido2.utils import websafe_decode

from wutong.city.offices.models import Account
from wutong.city.offices.reads import county
from wutong.city.offices.signin import ByLogin
from wutong.record.scope import Scope

TOTP_KIND, PASSKEY, CODES = "totp", "webauthn", "recovery_codes"
#: nobody needs more keys than this
MOST_PASSKEYS = 10


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth's mfa as this house uses it: our words, no e-mail, sealed secrets, the county as who asks."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "没有对上。重新来一次；手机的时间要准",
        "unverified_email": "",
    }

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Empty where the server's secret is another one by now: nothing matches it, and a reset is needed."""
        try:
            return _seal().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""

    def get_totp_label(self, user: Any) -> str:
        return str(user.login)

    def get_totp_issuer(self) -> str:
        return self._get_site_name()

    def _get_site_name(self) -> str:
        found = county(context.request.county)
        return f"梧桐（{found.name}）" if found else "梧桐"

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        return super().get_public_key_credential_user_entity(user) | {"display_name": user.login, "name": user.login}


def _seal(secret: str = "") -> Fernet:
    made = hashlib.sha256(b"wutong second factor\0" + (secret or settings.SECRET_KEY).encode()).digest()
    return Fernet(base64.urlsafe_b64encode(made))


def sealed_anew(data: dict[str, Any], secret: str) -> dict[str, Any]:
    """What allauth keeps of a factor, sealed for a server with another secret; what is not sealed stays as it is."""
    found = dict(data)
    for name in ("secret", "seed"):
        if plain := unseal(str(found[name])) if name in found else "":
            found[name] = _seal(secret).encrypt(plain.encode()).decode("ascii")
    return found


@dataclass(frozen=True)
class Factor:
    """One of somebody's factors, without its secret."""

    id: int
    kind: str
    name: str
    added_at: datetime
    used_at: datetime | None


def _kept(account: Account) -> Any:
    """allauth's rows of one account; never asked but through the account, which has its county."""
    return account.authenticator_set  # type: ignore[attr-defined]  # a relation of a table that is not ours


def factors(account: Account) -> tuple[Factor, ...]:
    """App and passkeys of an account, oldest first."""
    rows = _kept(account).exclude(type=CODES).order_by("created_at", "pk")
    return tuple(
        Factor(r.pk, r.type, "验证器" if r.type == TOTP_KIND else r.wrap().name, r.created_at, r.last_used_at)
        for r in rows
    )


def has_factor(account: Account) -> bool:
    """Whether the password alone does not let this account in."""
    return bool(_kept(account).exclude(type=CODES).exists())


def has(account: Account, kind: str) -> bool:
    return bool(_kept(account).filter(type=kind).exists())


# ---- the app


def new_secret() -> str:
    """A secret for an authenticator app."""
    return str(generate_totp_secret())


def seal(secret: str) -> str:
    """A secret as it may lie in a session until it is confirmed."""
    return str(get_adapter().encrypt(secret))


def unseal(sealed: str) -> str:
    return str(get_adapter().decrypt(sealed))


def address_of(account: Account, secret: str) -> str:
    """The address that an app reads from the picture."""
    return str(get_adapter().build_totp_url(account, secret))


def counter(secret: str, code: str, at: datetime) -> int | None:
    """Which time step a code belongs to, the present one and its neighbours; None for a wrong code."""
    if not secret:
        return None
    now = int(at.timestamp()) // app_settings.TOTP_PERIOD
    near = range(now - app_settings.TOTP_TOLERANCE, now + app_settings.TOTP_TOLERANCE + 1)
    right = [n for n in near if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, n)))]
    return max(right, default=None)


def add_app(account: Account, secret: str, used: int) -> bool:
    """Keep an app that has shown its code of step ``used``; False where there is one already."""
    with transaction.atomic():
        _hold(account)
        if has(account, TOTP_KIND):
            return False
        row = TOTP.activate(account, secret).instance
        row.data["last"] = used
        row.save(update_fields=["data"])
        return True


def use_code(account: Account, code: str, at: datetime) -> str:
    """Take a code of the app, or a recovery code, once; the kind that it was, "" for none."""
    with transaction.atomic():
        row = _kept(account).select_for_update().filter(type=TOTP_KIND).first()
        if row is not None:
            step = counter(unseal(row.data["secret"]), code, at)
            if step is not None and step > int(row.data.get("last", 0)):
                row.data["last"] = step
                row.last_used_at = at
                row.save(update_fields=["data", "last_used_at"])
                return TOTP_KIND
    kept = _kept(account).filter(type=CODES).first()
    if kept is not None and has_factor(account) and len(code) >= 8 and RecoveryCodes(kept).validate_code(code):
        return CODES
    return ""


# ---- recovery codes


def new_codes(account: Account) -> tuple[str, ...]:
    """Ten new recovery codes, the old ones void. They are shown by whoever asks for them here, and never again."""
    with transaction.atomic():
        _hold(account)
        _kept(account).filter(type=CODES).delete()
        made = RecoveryCodes.activate(account)
    return tuple(f"{code[:4]} {code[4:]}" for code in made.generate_codes())


def codes_left(account: Account) -> int | None:
    """How many are unused; None where none were ever made."""
    row = _kept(account).filter(type=CODES).first()
    return len(RecoveryCodes(row).get_unused_codes()) if row is not None else None


# ---- passkeys


def _plain(thing: Any) -> Any:
    """What fido2 says, in lists and dicts that JSON knows."""
    if isinstance(thing, Mapping):
        return {name: _plain(value) for name, value in thing.items() if value is not None}
    return [_plain(part) for part in thing] if isinstance(thing, list | tuple) else thing


def ask_new_passkey(account: Account) -> dict[str, Any]:
    """What the browser needs to make one: kept by the device, opened by finger, face or PIN."""
    return dict(_plain(webauthn.begin_registration(account, passwordless=True)))


def add_passkey(account: Account, name: str, answer: str) -> bool:
    """Keep the passkey a browser has made; False for an answer that does not belong to what was asked."""
    try:
        made = json.loads(answer)
        webauthn.parse_registration_response(made)
        data = webauthn.complete_registration(made)
    except (ValueError, TypeError, KeyError, AttributeError, ValidationError):
        return False
    if not data.is_user_verified():
        return False
    with transaction.atomic():
        _hold(account)
        mine = _kept(account).filter(type=PASSKEY)
        if mine.count() >= MOST_PASSKEYS:
            return False
        webauthn.WebAuthn.add(account, name[:40] or f"通行密钥{mine.count() + 1}", made)
    return True


def ask_passkey(account: Account | None = None) -> dict[str, Any]:
    """What the browser needs to show one: any of this site, or one of this account."""
    return dict(_plain(webauthn.begin_authentication(account)))


def use_passkey(answer: str, at: datetime, account: Account | None = None) -> Account | None:
    """The account that a shown passkey opens; with ``account``, only that one. None for anything that does not fit."""
    try:
        shown = json.loads(answer)
        webauthn.parse_authentication_response(shown)
        owner = account or _owner(shown)
        if owner is None:
            return None
        row = webauthn.complete_authentication(owner, shown)
    except (ValueError, TypeError, KeyError, AttributeError, ValidationError):
        return None
    row.last_used_at = at
    row.save(update_fields=["last_used_at"])
    return owner


def _owner(shown: Mapping[str, Any]) -> Account | None:
    """Whose passkey it says it is; believed only after its signature fits one of that account's own keys."""
    handle = shown.get("response", {}).get("userHandle") or ""
    return ByLogin().get_user(int(url_str_to_user_pk(websafe_decode(handle).decode("utf8"))))


# ---- taking away


def drop(account: Account, which: int) -> str:
    """Take one factor away, and with the last one the recovery codes; the kind it was, "" where there is none."""
    with transaction.atomic():
        _hold(account)
        row = _kept(account).exclude(type=CODES).filter(pk=which).first()
        if row is None:
            return ""
        kind = str(row.type)
        row.delete()
        if not has_factor(account):
            _kept(account).all().delete()
    return kind


def clear(account: Account) -> int:
    """Take all of them away; how many there were."""
    found = len(factors(account))
    _kept(account).all().delete()
    return found


def holders_of_factors(scope: Scope) -> dict[int, tuple[str, ...]]:
    """Account → kinds of its factors, for everybody of a county."""
    found: dict[int, tuple[str, ...]] = {}
    rows = Account.objects.within(scope).exclude(authenticator=None).order_by("pk", "authenticator__type")
    for account, kind in rows.values_list("pk", "authenticator__type"):
        if kind != CODES:
            found[account] = (*found.get(account, ()), kind)
    return found


def _hold(account: Account) -> None:
    """Changes of one account's factors wait for each other."""
    list(Account.objects.within(Scope(account.county)).select_for_update().filter(pk=account.pk).values_list("pk"))
