"""The second step of signing in, and signing in with a passkey alone: both end where the password page would have ended."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from django import forms
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from wutong.city.guard import factors
from wutong.city.guard.pages.adapter import HALF, attempt, enter, failed, half_in, now, right
from wutong.city.offices.accounts import Account
from wutong.city.offices.pages.gate import Request, public
from wutong.ui.forms import PlainForm

NOT_THIS_KEY = "这把通行密钥在这里打不开账号。换一把，或者用登录名和密码。"
TOO_OFTEN = "试得太快了。等1分钟再试。"


class CodeForm(PlainForm):
    """Six digits of the app, or a recovery code."""

    errors_title = "没有登录"
    code = forms.CharField(label="验证码", max_length=20, help_text="验证器里的6位数字；手机不在身边，写一个8位恢复码")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "autofocus": True,
            "data-never": True,
        }


@public
@never_cache
@sensitive_post_parameters("code", "passkey")
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: Request) -> HttpResponse:
    """After the password: a code, or a passkey."""
    half = half_in(request)
    if half is None:
        request.session.pop(HALF, None)
        return HttpResponseRedirect(reverse("signin"))
    account, onward = half
    form, slow = CodeForm(), ""
    if request.method == "POST":
        form = CodeForm(request.POST if "code" in request.POST else {"code": "-"})
        slow = attempt(request, account.username)
        if not slow and form.is_valid():
            used = _used(request, account)
            if used:
                right(request, account.username)
                return enter(request, account, used, onward)
            failed(request, account.username, "code")
            form.add_error("code", "没有对上。换一个新的数字再写；手机的时间要准")
        elif slow:
            form = CodeForm()
    kinds = {f.kind for f in factors.factors(account)}
    context = {
        "form": form,
        "slow": slow,
        "app": factors.TOTP_KIND in kinds,
        "passkey": json.dumps(factors.ask_passkey(account)) if factors.PASSKEY in kinds else None,
        "codes": factors.codes_left(account),
    }
    status = 429 if slow else 422 if form.errors else 200
    return render(request, "city/signin_second.html", context, status=status)


def _used(request: Request, account: Account) -> str:
    """Which factor was shown, "" for none that fits."""
    if "passkey" in request.POST:
        return factors.PASSKEY if factors.use_passkey(request.POST["passkey"], now(), account) else ""
    return factors.use_code(account, request.POST.get("code", ""), now())


@public
@never_cache
@require_POST
@sensitive_post_parameters("passkey")
def passkey(request: Request) -> HttpResponse:
    """First what the browser must ask for, then whom its answer opens; for the script of the sign-in page."""
    if not ratelimit.consume(request, action="login"):
        return JsonResponse({"words": TOO_OFTEN}, status=429)
    if "passkey" not in request.POST:
        return JsonResponse({"ask": factors.ask_passkey()})
    account = factors.use_passkey(request.POST["passkey"], now())
    if account is None:
        failed(request, "", "webauthn")
        return JsonResponse({"words": NOT_THIS_KEY}, status=422)
    answer = enter(request, account, factors.PASSKEY, get_next_redirect_url(request) or "")
    return JsonResponse({"to": answer.headers["Location"]})
