"""Signing in, on django-allauth's rails: one backend, one adapter, nothing of allauth that a county does not use.

allauth does what is easy to get wrong (rate limits per address and per name, session rotation, where to go next). We
give it a name that has the county inside, and close registration: an account is made by the county's own file.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.http import HttpRequest

from wutong.city.offices.models import Account
from wutong.ui.visitor import address, network


def username(login: str, county: str) -> str:
    """The unique name of a login within a county; a login typed with its county stays as typed."""
    login = login.strip()
    return login if "@" in login else f"{login}@{county}"


class ByLogin(AuthenticationBackend):  # type: ignore[misc]
    """Checks the password of an active account; a demo account is nobody outside the demo."""

    def user_can_authenticate(self, user: Any) -> bool:
        if not isinstance(user, Account) or not user.is_active:
            return False
        return bool(settings.DEMO or settings.TESTING or not user.demo)

    def _check_password(self, user: Any, password: str) -> Any:
        """A stopped account is told the same as a wrong password (allauth would let it in to be told apart)."""
        if user is None:
            return None
        self._did_check_password = True
        return user if user.check_password(password) and self.user_can_authenticate(user) else None

    def get_user(self, user_id: int) -> Account | None:
        account = Account.everything.filter(pk=user_id).first()
        return account if account is not None and self.user_can_authenticate(account) else None


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth as this house uses it: no registration, no e-mail, no English messages."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "这个账号停用了。找本局系统管理员。",
        "too_many_login_attempts": "输错太多次，这个名字先锁5分钟。5分钟后再试。",
        "username_password_mismatch": "登录名和密码对不上。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """What the limits take for one visitor; see ``ui.visitor``."""
        return network(address(request)) or "0.0.0.0"

    def add_message(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Pages say themselves what happened."""

    def password_set(self, request: HttpRequest, user: Account) -> None:
        """Somebody has set a new password of his own; the guard ends his other sittings."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A county's accounts have no e-mail address."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """See send_mail."""
