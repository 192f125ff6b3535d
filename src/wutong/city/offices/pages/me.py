"""The officer's own page: posts, the seat taken today, the password."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import RateLimited
from django import forms
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from wutong.city.offices.accounts import Account, account_of, set_password
from wutong.city.offices.pages.gate import StaffRequest, staff
from wutong.city.offices.pages.seat import CHOSEN
from wutong.city.offices.reads import county, officers, seats_of
from wutong.record.scope import Scope
from wutong.ui.forms import PlainForm


class PasswordForm(PlainForm):
    """Old password, new password, and again."""

    old = forms.CharField(label="现在的密码", widget=forms.PasswordInput, strip=False)
    new = forms.CharField(
        label="新密码", widget=forms.PasswordInput, strip=False, help_text="至少10个字，不能全是数字，不能是常见的密码"
    )
    again = forms.CharField(label="新密码，再写一遍", widget=forms.PasswordInput, strip=False)
    secret = ("old", "new", "again")

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        for name, hint in (("old", "current-password"), ("new", "new-password"), ("again", "new-password")):
            self.fields[name].widget.attrs["autocomplete"] = hint

    def clean_old(self) -> str:
        old = str(self.cleaned_data["old"])
        try:
            right = get_adapter().reauthenticate(self.account, old)
        except (RateLimited, ValidationError) as slow:
            raise ValidationError("试得太多，5分钟后再试") from slow
        if not right:
            raise ValidationError("和现在的密码对不上")
        return old

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        new = cleaned.get("new")
        if new and cleaned.get("again") and new != cleaned["again"]:
            self.add_error("again", "两遍不一样")
        elif new:
            try:
                validate_password(new, self.account)
            except ValidationError as weak:
                self.add_error("new", weak)
            if new == cleaned.get("old"):
                self.add_error("new", "和现在的密码一样")
        return cleaned


def _page(request: StaffRequest, form: PasswordForm, status: int = 200, done: bool = False) -> HttpResponse:
    seat = request.seat
    account = account_of(request.seat)
    context = {
        "me": officers(seat.scope, [seat.officer], seat.on)[seat.officer],
        "login": account.login,
        "county": county(Scope(account.county)),
        "seats": seats_of(seat.account, seat.on),
        "form": form,
        "first": account.first_password,
        "done": done or request.GET.get("done") == "1",
    }
    return render(request, "city/me.html", context, status=status)


@staff()
@require_http_methods(["GET", "HEAD"])
def me(request: StaffRequest) -> HttpResponse:
    """Who I am today."""
    return _page(request, PasswordForm(account=account_of(request.seat)))


@staff()
@require_POST
def take_seat(request: StaffRequest) -> HttpResponse:
    """Take the seat of another of one's own posts."""
    office = request.POST.get("office", "")
    if office not in {s.office for s in seats_of(request.seat.account, request.seat.on)}:
        raise Http404("没有找到")
    request.session[CHOSEN] = office
    return HttpResponseRedirect(reverse("me"))


@staff()
@require_POST
@sensitive_post_parameters()
def change_password(request: StaffRequest) -> HttpResponse:
    """Set a new password; other sessions of the account end with the old one."""
    account = account_of(request.seat)
    form = PasswordForm(request.POST, account=account)
    if not form.is_valid():
        return _page(request, form, status=422)
    set_password(account, form.cleaned_data["new"])
    update_session_auth_hash(request, account)
    return HttpResponseRedirect(reverse("me") + "?done=1")
