"""/me/second: one's own second factors: an app by its picture, passkeys, recovery codes that are shown once.

Every change asks for a fresh sign-in: whoever finds an unlocked screen can neither add his own key nor take one away.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wutong.city.guard import factors, sittings
from wutong.city.guard.pages.adapter import attempt, failed, freshen, is_fresh, now, right
from wutong.city.guard.pages.signin import CodeForm
from wutong.city.offices.accounts import Account, account_of
from wutong.city.offices.pages.gate import StaffRequest, View, before, staff
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.ui.forms import PlainForm
from wutong.ui.visitor import where

PAGE = "me-second"
#: session key of a sealed secret that waits for its first code
WAITING = "totp"


def fresh(page: str) -> Callable[[View], View]:
    """Asks to show again who one is, where that was more than five minutes ago; then on to the same page, or to ``page``."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if is_fresh(request):
                return view(request, *args, **kwargs)
            to = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse(page)
            return HttpResponseRedirect(f"{reverse('me-fresh')}?next={quote(to)}")

        return inner

    return decorate


def must_have(request: StaffRequest, account: Account) -> bool:
    """Whether this person's roles need a second factor."""
    return bool(settings.GUARD.second_factor & request.seat.roles)


def told(request: StaffRequest, what: str, **detail: str | int) -> None:
    """Write a change of one's own factors to the access record; whoever else sits there with this account is out."""
    sittings.end_others(account_of(request.seat), request.session.session_key or "", now(), "factor")
    record.note(
        request.seat.scope, "rights", what=what, actor=request.seat.actor, at=clock.now(), about=request.seat.officer,
        detail=detail, network=where(request),
    )  # fmt: skip


class CodeOfApp(CodeForm):
    """The first code of a new app."""

    errors_title = "还没有设好"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = "验证器里现在显示的6位数字"


class FreshForm(PlainForm):
    """The password again, and the code where one is used."""

    errors_title = "没有对上"
    password = forms.CharField(label="密码", widget=forms.PasswordInput, strip=False)
    code = forms.CharField(
        label="验证码", max_length=20, required=False, help_text="验证器里的6位数字，或者一个8位恢复码"
    )
    secret = ("password",)

    def __init__(self, *args: Any, code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].widget.attrs["autocomplete"] = "current-password"
        self.fields["code"].widget.attrs |= {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "data-never": True,
        }
        if not code:
            del self.fields["code"]


@staff()
@before(PAGE)
@require_safe
def overview(request: StaffRequest) -> HttpResponse:
    """What one has, what one may add, what one must."""
    account = account_of(request.seat)
    mine = factors.factors(account)
    context = {
        "factors": mine,
        "app": any(f.kind == factors.TOTP_KIND for f in mine),
        "codes": factors.codes_left(account),
        "must": must_have(request, account),
        "first": must_have(request, account) and not mine,
        "last": len(mine) == 1,
        "done": request.GET.get("done", ""),
        "next": get_next_redirect_url(request) or "",
    }
    return render(request, "city/second.html", context)


@staff()
@before(PAGE)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def show_again(request: StaffRequest) -> HttpResponse:
    """Sign in once more without leaving: password, and the second factor where there is one."""
    account = account_of(request.seat)
    kinds = {f.kind for f in factors.factors(account)}
    onward = get_next_redirect_url(request) or reverse(PAGE)
    form = FreshForm(request.POST if request.method == "POST" else None, code=factors.TOTP_KIND in kinds)
    if request.method == "POST" and form.is_valid() and _shown(request, account, form, kinds):
        freshen(request)
        return HttpResponseRedirect(onward)
    context = {
        "form": form,
        "login": account.login,
        "next": onward,
        "passkey": json.dumps(factors.ask_passkey(account)) if factors.PASSKEY in kinds else None,
    }
    return render(request, "city/fresh.html", context, status=422 if form.errors else 200)


def _shown(request: StaffRequest, account: Account, form: FreshForm, kinds: set[str]) -> bool:
    """Whether it is he; says in the form what was not right."""
    try:
        if not get_adapter().reauthenticate(account, form.cleaned_data["password"]):
            form.add_error("password", "和现在的密码对不上")
            return False
    except ValidationError as slow:
        form.add_error("password", slow)
        return False
    if not kinds:
        return True
    slow_words = attempt(request, account.username)
    if slow_words:
        form.add_error(None, slow_words)
        return False
    shown, code = request.POST.get("passkey", ""), form.cleaned_data.get("code", "")
    right_one = bool(shown and factors.use_passkey(shown, now(), account)) or bool(
        code and factors.use_code(account, code, now())
    )
    if right_one:
        right(request, account.username)
        return True
    failed(request, account.username, "code")
    form.add_error("code" if "code" in form.fields else None, "第二重验证没有对上，再来一次")
    return False


@staff()
@before(PAGE)
@fresh(PAGE)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@sensitive_variables()
def app(request: StaffRequest) -> HttpResponse:
    """Set up an authenticator app: the picture, the same key in groups, and its first code as the proof."""
    account = account_of(request.seat)
    if factors.has(account, factors.TOTP_KIND):
        return HttpResponseRedirect(reverse(PAGE))
    secret = factors.unseal(request.session.get(WAITING, "")) if WAITING in request.session else ""
    if not secret:
        secret = factors.new_secret()
        request.session[WAITING] = factors.seal(secret)
    form = CodeOfApp(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        used = factors.counter(secret, form.cleaned_data["code"], now())
        if used is None:
            form.add_error("code", "没有对上。看看手机的时间准不准，换一个新的数字再写")
        elif factors.add_app(account, secret, used):
            del request.session[WAITING]
            return _added(request, account, "totp")
        else:
            return HttpResponseRedirect(reverse(PAGE))
    picture = get_mfa_adapter().build_totp_svg(factors.address_of(account, secret)).encode()
    context = {
        "form": form,
        "picture": "data:image/svg+xml;base64," + base64.b64encode(picture).decode("ascii"),
        "key": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
    }
    return render(request, "city/second_app.html", context, status=422 if form.errors else 200)


@staff()
@before(PAGE)
@fresh(PAGE)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("passkey")
def passkey(request: StaffRequest) -> HttpResponse:
    """Add a passkey: the browser makes it, the device keeps it."""
    account = account_of(request.seat)
    wrong = ""
    if request.method == "POST":
        if factors.add_passkey(account, request.POST.get("name", "").strip(), request.POST.get("passkey", "")):
            return _added(request, account, "webauthn")
        wrong = "这台设备没有做成通行密钥。换一台设备或者换一个浏览器再试；已经加过的不能再加一次。"
    context = {"ask": json.dumps(factors.ask_new_passkey(account)), "wrong": wrong}
    return render(request, "city/second_passkey.html", context, status=422 if wrong else 200)


def _added(request: StaffRequest, account: Account, kind: str) -> HttpResponse:
    """A first factor brings recovery codes with it; a further one leads back."""
    told(request, "factor.added", kind=kind)
    if factors.codes_left(account) is None:
        return _shown_codes(request, account)
    return HttpResponseRedirect(f"{reverse(PAGE)}?done={kind}")


def _shown_codes(request: StaffRequest, account: Account) -> HttpResponse:
    return render(request, "city/second_codes.html", {"codes": factors.new_codes(account)})


@staff()
@before(PAGE)
@fresh(PAGE)
@require_POST
def codes(request: StaffRequest) -> HttpResponse:
    """New recovery codes, on this answer only; the old ones are void."""
    account = account_of(request.seat)
    if not factors.has_factor(account):
        return HttpResponseRedirect(reverse(PAGE))
    told(request, "factor.codes")
    return _shown_codes(request, account)


@staff()
@before(PAGE)
@fresh(PAGE)
@require_POST
def drop(request: StaffRequest) -> HttpResponse:
    """Take one factor away; the last one stays where the role needs one."""
    account = account_of(request.seat)
    which = request.POST.get("factor", "")
    mine = {str(f.id) for f in factors.factors(account)}
    if which not in mine:
        return HttpResponseRedirect(reverse(PAGE))
    if len(mine) == 1 and must_have(request, account):
        return HttpResponseRedirect(f"{reverse(PAGE)}?done=last")
    kind = factors.drop(account, int(which))
    if kind:
        told(request, "factor.dropped", kind=kind)
    return HttpResponseRedirect(f"{reverse(PAGE)}?done=dropped")
