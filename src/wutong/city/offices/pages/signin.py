"""Signing in and out: one page on allauth's login flow, and in the demo one card for each of the cast.

The cards stand behind POST and CSRF like any act, and answer only in the demo; elsewhere the address does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.internal.flows.login import perform_login
from allauth.account.internal.flows.logout import logout
from allauth.account.models import Login
from allauth.account.utils import get_login_redirect_url, get_next_redirect_url
from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from wutong.city.offices.accounts import demo_account, demo_officers
from wutong.city.offices.pages.gate import Request, public
from wutong.city.offices.reads import at_home, officers, offices
from wutong.city.offices.signin import username
from wutong.record import clock
from wutong.record.live import api as live
from wutong.record.scope import Scope

TOO_OFTEN = "试得太快了。等1分钟再试。"


class SigninForm(LoginForm):  # type: ignore[misc]
    """Login name and password; the county too, where the address does not say it and there are several."""

    def __init__(self, *args: Any, county: Scope, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.county = county.county
        del self.fields["remember"]
        boxes: dict[str, forms.Field] = {
            "login": forms.CharField(label="登录名", max_length=80, error_messages={"required": "登录名没有填"}),
            "password": forms.CharField(
                label="密码", widget=forms.PasswordInput, strip=False, error_messages={"required": "密码没有填"}
            ),
        }
        boxes["login"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        boxes["password"].widget.attrs |= {"autocomplete": "current-password"}
        if choices:
            boxes = {"county": forms.ChoiceField(label="县区", choices=choices, initial=county.county), **boxes}
        self.fields: dict[str, forms.Field] = boxes

    def user_credentials(self) -> dict[str, str]:
        county = self.cleaned_data.get("county") or self.county
        return {
            "username": username(self.cleaned_data["login"], county),
            "password": self.cleaned_data["password"],
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        cleaned["remember"] = True  # the session ends after the hours of the settings, not with the window
        return cleaned


@dataclass(frozen=True)
class Card:
    """One of the cast, to sign in as with one click."""

    officer: str
    name: str
    roles: str
    office: str


def cast(scope: Scope) -> list[Card]:
    """The demo's cast in the order of the office tree."""
    on = clock.legal_day(clock.now())
    logins = demo_officers(scope)
    order = {o.code: i for i, o in enumerate(offices(scope, on))}
    people = [o for o in officers(scope, on=on).values() if o.code in logins and o.office in order]
    people.sort(key=lambda o: order[o.office])
    return [Card(o.code, o.name, "、".join(o.role_names), o.office_name) for o in people]


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def signin(request: Request) -> HttpResponse:
    """The sign-in page."""
    onward = get_next_redirect_url(request) or ""
    if request.user.is_authenticated and request.seat is not None and request.method != "POST":
        return HttpResponseRedirect(get_login_redirect_url(request, onward or None))
    known = at_home()
    choices = [(c.code, c.name) for c in known] if len(known) > 1 and not request.county_named else []
    options: dict[str, Any] = {"request": request, "county": request.county, "choices": choices}
    status, slow = 200, ""
    if request.method == "POST":
        form = SigninForm(request.POST, **options)
        if not ratelimit.consume(request, action="login"):
            slow, status = TOO_OFTEN, 429
            form = SigninForm(**options)
        elif form.is_valid():
            response: HttpResponse = form.login(request, redirect_url=onward or None)
            return response
        else:
            status = 422
    else:
        form = SigninForm(**options)
    context = {
        "form": form,
        "next": onward,
        "slow": slow,
        "cast": cast(request.county) if settings.DEMO else [],
        "ended": request.session.pop("ended", ""),
    }
    return render(request, "city/signin.html", context, status=status)


@public
@never_cache
@require_POST
def signin_cast(request: Request) -> HttpResponse:
    """Sign in as one of the demo's cast; only in the demo."""
    if not settings.DEMO:
        raise Http404("没有找到")
    account = demo_account(request.county, request.POST.get("officer", ""))
    if account is None:
        raise Http404("没有找到")
    if request.user.is_authenticated:
        logout(request, show_message=False)
    onward = get_next_redirect_url(request) or None
    response: HttpResponse = perform_login(request, Login(user=account, redirect_url=onward))
    return response


@public
@never_cache
@require_POST
def signout(request: Request) -> HttpResponse:
    """Sign out, by POST only: a picture on another page must not be able to do it."""
    if request.seat is not None:
        live.tell(request.seat.scope, [live.of_seat(request.seat.officer)])  # pages still open elsewhere ask anew
    logout(request, show_message=False)
    return HttpResponseRedirect(settings.ACCOUNT_LOGOUT_REDIRECT_URL)
