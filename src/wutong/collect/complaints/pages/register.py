"""A clerk registers a letter, a visit, a call or what the hotline passed on: one form, a receipt for the person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from wutong.city.offices import api as offices
from wutong.city.offices.pages.gate import StaffRequest, staff
from wutong.city.places import api as places
from wutong.collect.complaints import actions
from wutong.collect.complaints.pages.boxes import UNREAD, Pinned, been
from wutong.collect.complaints.words import CHANNELS
from wutong.collect.media import api as media
from wutong.docket.matters import api as docket
from wutong.law import identifiers, rulebook
from wutong.law.refusal import Refused
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.files.api import FileRef
from wutong.ui.typed import keeping

BY_HAND = ("letter", "visit", "call", "hotline")


class Register(Pinned):
    secret = ("contact_phone", "contact_name")
    channel = forms.ChoiceField(label="怎么来的", choices=[(c, CHANNELS[c]) for c in BY_HAND], widget=forms.RadioSelect)
    received = forms.DateTimeField(
        label="什么时候收到", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
    )  # fmt: skip
    late_reason = forms.CharField(
        label="补记原因", required=False, max_length=200, help_text="不是今天收到的，写明为什么当天没有登记"
    )
    category = forms.ChoiceField(label="类别", widget=forms.RadioSelect)
    text = forms.CharField(
        label="反映的内容", max_length=8000, widget=forms.Textarea(attrs={"rows": 6}), help_text="照原话记，不替人改"
    )
    place = forms.CharField(label="地点", max_length=200, required=False)
    contact_name = forms.CharField(label="反映人怎么称呼", max_length=30, required=False)
    contact_phone = forms.CharField(
        label="电话", max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    confidential = forms.BooleanField(label="反映人要求保密", required=False, initial=True)
    outside_number = forms.CharField(label="来文或工单编号", max_length=60, required=False)
    photo = forms.FileField(label="照片或信的照片", required=False)

    def __init__(self, *args: object, kinds: tuple[rulebook.Category, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [(c.code, (c.tag, c.label)) for c in kinds]  # type: ignore[attr-defined]

    def clean_contact_phone(self) -> str:
        text = str(self.cleaned_data.get("contact_phone", "")).strip()
        if not text:
            return ""
        try:
            return identifiers.phone(text)
        except ValueError as bad:
            raise forms.ValidationError(str(bad)) from bad

    def clean_received(self) -> datetime:
        return been(self.cleaned_data["received"], "收到的时间")

    def clean(self) -> dict[str, Any]:
        got = super().clean()
        if self.unread:
            self.add_error("place", f"{UNREAD}。重新放一次图钉，或者只写地点")
        at = got.get("received")
        if isinstance(at, datetime) and record.is_late(at, clock.now()) and not str(got.get("late_reason", "")).strip():
            self.add_error("late_reason", "不是今天收到的，要写明为什么当天没有登记，例如“周末值班收信，周一登记”")
        return got


@staff("receiver")
@require_http_methods(["GET", "POST"])
def register(request: StaffRequest) -> HttpResponse:
    """The form, and on POST the complaint with its receipt."""
    seat, now = request.seat, clock.now()
    kinds = offices.categories(seat.scope, clock.legal_day(now))
    if request.method == "GET":
        form = Register(kinds=kinds, initial={"received": now.astimezone(clock.SHANGHAI).replace(tzinfo=None)})
        return _form(request, form)
    form = Register(request.POST, request.FILES, kinds=kinds)
    if not form.is_valid():
        return _form(request, form, 422)
    got = form.cleaned_data
    files: tuple[FileRef, ...] = ()
    if got["photo"]:
        try:
            media.check_size(got["photo"].size or 0)
            kept = media.take_in(seat.scope, got["photo"].read(), at=now, usage="report")
            files = (FileRef(kept.sha256, kept.size, "image/jpeg"),)
        except Refused as refused:
            form.add_error("photo", f"{refused.reasons[0].missing}。{refused.reasons[0].remedy}")
            return _form(request, form, 422)
    kind = next(c for c in kinds if c.code == got["category"])
    with keeping(form):
        done = actions.receive(
            seat.scope,
            actions.Report(
                channel=got["channel"], text=got["text"], category=got["category"], place=got["place"], lat=got["lat"],
                lon=got["lon"], contact_name=got["contact_name"], contact_phone=got["contact_phone"],
                confidential=got["confidential"], outside_number=got["outside_number"], files=files,
            ),
            docket.seated(seat),
            at=min(got["received"], now),
            written=now,
            source=record.Source("page", {}),
            label=kind.label,
            once=docket.OnceKey(form.once, "complaint-new") if form.once else None,
            late_reason=got["late_reason"],
            name=seat.name,
        )  # fmt: skip
    if done.receipt is None:
        return HttpResponseRedirect(reverse("matter", args=[done.matter]))
    shown = signing.dumps([str(done.matter), done.receipt.number, done.receipt.secret], salt="registered")
    response = HttpResponseRedirect(reverse("complaint-registered", args=[done.receipt.number]))
    response.set_cookie(
        "wutong-registered", shown, max_age=900, httponly=True, samesite="Lax", secure=settings.ENVIRONMENT.https
    )
    return response


def _form(request: StaffRequest, form: Register, status: int = 200) -> HttpResponse:
    context = {"form": form, "map": places.map_of(request.seat.scope)}
    return render(request, "collect/desk/register.html", context, status=status)


@staff("receiver")
def registered(request: StaffRequest, number: str) -> HttpResponse:
    """The receipt to hand over or read out; the secret for a quarter of an hour, in this browser."""
    try:
        matter, mine, secret = signing.loads(
            request.COOKIES.get("wutong-registered", ""), salt="registered", max_age=900
        )
    except signing.BadSignature:
        matter, mine, secret = "", "", ""
    if mine != number:
        found = docket.receipts.find(request.seat.scope, number)
        if found is None:
            raise Http404
        return HttpResponseRedirect(reverse("matter", args=[found]))
    context = {"number": identifiers.show_receipt(number), "secret": secret, "matter": matter}
    return render(request, "collect/desk/registered.html", context)
