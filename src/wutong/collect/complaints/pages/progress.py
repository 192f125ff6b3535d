"""What a citizen sees and may do with his receipt: how far it is, who has it, by when; rate it; say it is not solved.

The number alone shows stages, days, the office and the kind; every word and photo opens with the second secret.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from wutong.city.offices import api as offices
from wutong.city.offices.pages.gate import Request, public
from wutong.city.places import api as places
from wutong.collect.complaints import actions, guard, reads
from wutong.collect.complaints.pages import opened
from wutong.collect.complaints.words import RATINGS, REPLY_CHANNELS
from wutong.collect.media import api as media
from wutong.docket.matters import api as docket
from wutong.law import identifiers
from wutong.law.refusal import Refused
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.files import api as files
from wutong.ui.forms import PlainForm
from wutong.ui.typed import keeping

CODE = {"inputmode": "numeric", "autocomplete": "off"}


class Find(PlainForm):
    """The number on the receipt, and the second secret for who wants to read the answer."""

    errors_title = "还没有查"
    secret = ("code",)
    number = forms.CharField(
        label="事项编号",
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "190412-4821-0937-5"}),
    )
    code = forms.CharField(
        label="查询码", max_length=12, required=False, widget=forms.TextInput(attrs=CODE),
        help_text="6位数字。填了能看答复和写过的内容；不填，只看办到哪一步、谁在办",
    )  # fmt: skip

    def clean_number(self) -> str:
        try:
            return identifiers.parse_receipt(self.cleaned_data["number"])
        except ValueError as bad:
            raise forms.ValidationError(str(bad)) from bad


class Secret(PlainForm):
    """The second secret, unless this browser has shown it within the half hour."""

    secret = ("code",)
    code = forms.CharField(
        label="查询码", max_length=12, help_text="提交时和编号一起给的6位数字", widget=forms.TextInput(attrs=CODE)
    )

    def __init__(self, *args: Any, is_open: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_open:
            del self.fields["code"]


class Rate(Secret):
    rating = forms.ChoiceField(label="这件事办得怎么样", choices=list(RATINGS.items()), widget=forms.RadioSelect)
    words = forms.CharField(label="想说的话", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ["rating", "words", "code"]


class Again(Secret):
    reason = forms.CharField(label="哪里没解决", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    field_order = ["reason", "code"]


class More(Secret):
    text = forms.CharField(label="要补充的情况", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    field_order = ["text", "code"]


@dataclass(frozen=True)
class Stage:
    """One dot of the track at the top."""

    name: str
    when: str
    state: str


@public
@never_cache
@require_http_methods(["GET", "POST"])
def find(request: Request) -> HttpResponse:
    """Look up by number, and open with the secret; a number that cannot be one is told which part does not look right."""
    form = Find(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        number, code = form.cleaned_data["number"], form.cleaned_data["code"]
        with keeping(form):
            found, proved = _found(request, number), False
            if found is None:
                form.add_error("number", "没有这个编号。数字都对的话，看看是不是别的县的编号，或者打热线问")
            else:
                proved = not code or _proved(request, number, code, form)
        if proved:
            response = HttpResponseRedirect(reverse("progress-matter", args=[number]))
            if code:
                opened.let(request, response, request.county, number)
            return response
    return render(request, "collect/progress/find.html", {"form": form}, status=422 if form.errors else 200)


def _proved(request: Request, number: str, code: str, form: PlainForm) -> bool:
    """Whether number and second secret belong together; else the form says so, and the guess is counted."""
    scope, where, now = request.county, guard.address(request), clock.now()
    guard.demand_guess(scope, where, now)
    try:
        docket.receipts.check_secret(scope, number, code, now)
    except Refused as refused:
        guard.wrong_guess(scope, where, now)
        form.add_error("code", f"{refused.reasons[0].missing}。{refused.reasons[0].remedy}")
        return False
    return True


def _matter(request: Request, number: str) -> UUID:
    found = _found(request, number)
    if found is None:
        raise Http404
    return found


def _found(request: Request, number: str) -> UUID | None:
    """The matter behind a number; a number that is nobody's is a guess."""
    scope, where, now = request.county, guard.address(request), clock.now()
    guard.read(scope, where, time.time())
    guard.demand_guess(scope, where, now)
    found = docket.receipts.find(scope, number)
    if found is None:
        guard.wrong_guess(scope, where, now)
    return found


@public
@never_cache
def show(request: Request, number: str) -> HttpResponse:
    """The progress page: only what the acts' audiences allow; nothing about the reporter, nothing internal."""
    return _page(request, number, _matter(request, number))


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_(request: Request, number: str) -> HttpResponse:
    """Open the words of a matter with its second secret for half an hour, or shut them."""
    matter = _matter(request, number)
    response = HttpResponseRedirect(reverse("progress-matter", args=[number]))
    if request.method != "POST":
        return response  # a wrong secret's page loaded again
    if "shut" in request.POST:
        opened.shut(response)
        return response
    form = Secret(request.POST, prefix="open")
    if not form.is_valid() or not _proved(request, number, form.cleaned_data["code"], form):
        return _page(request, number, matter, {"open": form})
    opened.let(request, response, request.county, number)
    return response


def _page(request: Request, number: str, matter: UUID, forms_: dict[str, PlainForm] | None = None) -> HttpResponse:
    scope, now = request.county, clock.now()
    view = docket.views(scope, [matter])[matter]
    row = reads.complaint(scope, matter)
    if row is None:
        raise Http404
    is_open = opened.is_open(request, scope, number)
    standing = docket.stand_outsider(scope, matter, now)
    may = {p.act for p in standing.can}
    kinds = offices.category_names(scope, row.received_on)
    steps = reads.steps(scope, matter)
    clocks = docket.clocks(scope, matter)
    reply = next((c for c in reversed(clocks) if c.name == "reply"), None)
    community = next((d.name for d in places.divisions(scope, row.received_on) if d.code == row.community), "")
    office = offices.office(scope, view.office, clock.legal_day(now)) if view.office else None
    photos = media.of_matter(scope, matter)
    context = {
        "number": number,
        "shown": identifiers.show_receipt(number),
        "is_open": is_open,
        "matter": view,
        "row": row,
        "headline": headline(view, row, is_open),
        "where": community if is_open else "",
        "category": kinds.get(row.category),
        "steps": steps if is_open else [replace(s, shown={}) for s in steps],
        "track": track(view, row, steps),
        "office": office,
        "reply": reply,
        "may": may,
        "photos": [p for p in photos if p.public] if is_open else [],
        "waiting_photos": sum(1 for p in photos if not p.public) if is_open else 0,
        "ratings": RATINGS,
        "channels": REPLY_CHANNELS,
        "open": Secret(prefix="open"),
        "rate": Rate(prefix="rate", is_open=is_open),
        "rated": next((s.act == "rated" for s in steps if s.act in {"rated", "reopened"}), False),
        "again": Again(prefix="again", is_open=is_open),
        "more": More(prefix="more", is_open=is_open),
        "county": offices.county(scope),
        **(forms_ or {}),
    }
    return render(request, "collect/progress/matter.html", context, status=422 if forms_ else 200)


def headline(view: docket.MatterView, row: reads.ComplaintView, is_open: bool) -> str:
    """What happened, in one line of plain words."""
    where = "答复在下面" if is_open else "用查询码看答复"
    if row.outcome == "withdrawn":
        return "已按你的要求撤回"
    if row.outcome == "handed_over":
        return "已转给有权办的机关"
    if row.outcome == "closed":
        return f"办完了，{where}"
    if row.replied_at:
        return f"已经答复，{where}"
    if row.reopened:
        return "退回以后，正在重办"
    if view.status == "承办中":
        return "已经派下去，正在办"
    if row.accepted_on:
        return "已经受理，正在安排"
    return "已经收到，等受理"


def track(view: docket.MatterView, row: reads.ComplaintView, steps: list[reads.Step]) -> list[Stage]:
    """收到 受理 派下去 答复 办完, each with the day it happened."""
    first: dict[str, datetime] = {}
    for s in reversed(steps):
        first[s.act] = s.at
    names = [
        ("received", "收到"),
        ("accepted", "受理"),
        ("forwarded", "派下去"),
        ("replied", "答复"),
        ("closed", "办完"),
    ]
    done = {a for a, _ in names if a in first}
    if row.replied_at is None:
        done -= {"replied", "closed"}
    if view.is_open:
        done.discard("closed")
    last = max((i for i, (a, _) in enumerate(names) if a in done), default=0)
    out = []
    for i, (act, name) in enumerate(names):
        if act in done:
            out.append(Stage(name, _short(first[act]), "done"))
        elif i == last + 1:
            out.append(Stage(name, "在办", "now"))
        elif i < last:
            out.append(Stage(name, "不需要", "done"))
        else:
            out.append(Stage(name, "未到", "next"))
    return out


def _short(at: datetime) -> str:
    day = clock.legal_day(at)
    return f"{day.month}月{day.day}日"


def _write(
    request: Request, number: str, matter: UUID, form: PlainForm, key: str, act: str, fields: dict[str, object]
) -> HttpResponse:
    """An outsider's act: number and second secret must belong together; the law decides the rest."""
    now = clock.now()
    once = docket.OnceKey(form.once, f"progress-{key}") if form.once else None
    with keeping(form):
        if "code" in form.fields and not _proved(request, number, form.cleaned_data["code"], form):
            return _page(request, number, matter, {key: form})
        actions.do(
            request.county, matter, act, fields, docket.outsider(), at=now, written=now,
            source=record.Source("page", {}), name="反映人", once=once,
        )  # fmt: skip
    response = HttpResponseRedirect(reverse("progress-matter", args=[number]))
    if "code" in form.fields:
        opened.let(request, response, request.county, number)
    return response


@public
@never_cache
@require_POST
def rate(request: Request, number: str) -> HttpResponse:
    """Rate the reply. Dissatisfied leads on to 退回重办, it does not replace it."""
    matter = _matter(request, number)
    form = Rate(request.POST, prefix="rate", is_open=opened.is_open(request, request.county, number))
    if not form.is_valid():
        return _page(request, number, matter, {"rate": form})
    fields: dict[str, object] = {"rating": form.cleaned_data["rating"], "words": form.cleaned_data["words"]}
    return _write(request, number, matter, form, "rate", "rated", fields)


@public
@never_cache
@require_POST
def again(request: Request, number: str) -> HttpResponse:
    """Not solved: the matter opens again and goes back to the receivers."""
    matter = _matter(request, number)
    form = Again(request.POST, prefix="again", is_open=opened.is_open(request, request.county, number))
    if not form.is_valid():
        return _page(request, number, matter, {"again": form})
    return _write(request, number, matter, form, "again", "reopened", {"reason": form.cleaned_data["reason"]})


@public
@never_cache
@require_POST
def more(request: Request, number: str) -> HttpResponse:
    """Add to the report."""
    matter = _matter(request, number)
    form = More(request.POST, prefix="more", is_open=opened.is_open(request, request.county, number))
    if not form.is_valid():
        return _page(request, number, matter, {"more": form})
    return _write(request, number, matter, form, "more", "supplemented", {"text": form.cleaned_data["text"]})


@public
def photo(request: Request, number: str, sha256: str) -> HttpResponse:
    """A photo of the matter in the version a clerk has cleared, for whoever had the secret; never the original."""
    matter = _matter(request, number)
    if not opened.is_open(request, request.county, number):
        raise Http404
    mine = next((p for p in media.of_matter(request.county, matter) if p.public == sha256), None)
    if mine is None:
        raise Http404
    with files.open_file(request.county, sha256) as kept:
        return HttpResponse(kept.read(), content_type="image/jpeg", headers={"Cache-Control": "private, no-store"})
