"""The officer's own page: posts, the seat taken today, the password."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import RateLimited
from django import forms
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from wutong.city.offices.accounts import Account, account_of, set_password
from wutong.city.offices.pages.gate import StaffRequest, before, staff
from wutong.city.offices.pages.seat import CHOSEN
from wutong.city.offices.reads import county, officers, seats_of
from wutong.record.live import api as live
from wutong.record.scope import Scope
from wutong.ui.forms import PlainForm


class PasswordForm(PlainForm):
    """Old password, new password, and again."""

    old = forms.CharField(label="现在的密码", widget=forms.PasswordInput, strip=False)
    new = forms.CharField(label="新密码", widget=forms.PasswordInput, strip=False)
    again = forms.CharField(label="新密码，再写一遍", widget=forms.PasswordInput, strip=False)
    secret = ("old", "new", "again")

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        self.fields["new"].help_text = "，".join(
            text.replace("你的密码", "").rstrip("。") for text in password_validators_help_texts() if text
        )
        for name, hint in (("old", "current-password"), ("new", "new-password"), ("again", "new-password")):
            self.fields[name].widget.attrs["autocomplete"] = hint

    def clean_old(self) -> str:
        old = str(self.cleaned_data["old"])
        try:
            right = get_adapter().reauthenticate(self.account, old)
        except (RateLimited, ValidationError) as slow:
            raise ValidationError(getattr(slow, "messages", ["试得太多，过一会儿再试"])[0]) from slow
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


def _page(request: StaffRequest, form: PasswordForm) -> HttpResponse:
    seat = request.seat
    account = account_of(request.seat)
    context = {
        "me": officers(seat.scope, [seat.officer], seat.on)[seat.officer],
        "login": account.login,
        "county": county(Scope(account.county)),
        "seats": seats_of(seat.account, seat.on),
        "form": form,
        "done": request.GET.get("done") == "1",
    }
    return render(request, "city/me.html", context)


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
    live.tell(request.seat.scope, [live.of_seat(request.seat.officer)])
    return HttpResponseRedirect(reverse("me"))


@staff()
@before("me-password")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def change_password(request: StaffRequest) -> HttpResponse:
    """Set a new password; other sessions of the account end with the old one. Then on to where one was going."""
    account = account_of(request.seat)
    form = PasswordForm(request.POST if request.method == "POST" else None, account=account)
    onward = get_next_redirect_url(request) or ""
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "login": account.login, "first": account.first_password, "next": onward}
        context["old"] = getattr(request, "first_do", "") == "me-password" and not account.first_password
        return render(request, "city/password.html", context, status=422 if form.errors else 200)
    set_password(account, form.cleaned_data["new"], datetime.now(UTC))
    update_session_auth_hash(request, account)
    get_adapter().password_set(request, account)
    live.tell(request.seat.scope, [live.of_seat(request.seat.officer)])
    return HttpResponseRedirect(onward or reverse("me") + "?done=1")
