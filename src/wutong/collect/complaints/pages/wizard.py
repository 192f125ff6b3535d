"""The citizen's report on a phone, five small steps, kept on the server from step to step; no account, no script needed.

Nothing is asked twice and nothing typed is lost: each step is stored in the draft before the next opens.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from wutong.city.offices import api as offices
from wutong.city.offices.pages.gate import Request, public
from wutong.city.places import api as places
from wutong.collect.complaints import actions, drafts, guard, reads
from wutong.collect.complaints.pages import near, opened
from wutong.collect.complaints.pages.report_forms import ContactForm, What, Where
from wutong.collect.media import api as media
from wutong.docket.matters import api as docket
from wutong.law import rulebook
from wutong.law.refusal import Reason, Refused
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.files import api as files
from wutong.ui.forms import PlainForm

COOKIE = "wutong-report"
WEEK = 7 * 24 * 3600
STEPS = ("photo", "where", "what", "contact", "check")
TITLES = {
    "photo": "拍一张现场照片",
    "where": "在哪里",
    "what": "是什么问题",
    "contact": "要不要留联系方式",
    "check": "核对后提交",
}


def kinds(request: Request) -> tuple[rulebook.Category, ...]:
    """The categories a citizen may choose from today."""
    return offices.categories(request.county, clock.legal_day(clock.now()))


@dataclass(frozen=True)
class Here:
    """Where the citizen is in the form: his draft, the step, the way back."""

    draft: reads.DraftView
    step: str

    @property
    def number(self) -> int:
        return STEPS.index(self.step) + 1

    @property
    def back(self) -> str:
        return reverse("report-step", args=[STEPS[self.number - 2]]) if self.number > 1 else reverse("home")

    @property
    def next(self) -> str:
        return reverse("report-step", args=[STEPS[self.number]]) if self.number < len(STEPS) else ""


def _token(request: HttpRequest) -> str:
    try:
        return request.get_signed_cookie(COOKIE, default="", salt="report", max_age=WEEK) or ""
    except Exception:  # a forged or stale cookie is no cookie
        return ""


def _draft(request: Request) -> tuple[reads.DraftView, bool]:
    """The draft of this browser, or a new one (not stored until something is put in)."""
    found = reads.draft(request.county, _token(request))
    if found is not None:
        return found, False
    return reads.DraftView(secrets.token_urlsafe(24), {}, clock.now(), None), True


def _keep(request: HttpRequest, response: HttpResponse, token: str) -> HttpResponse:
    response.set_signed_cookie(
        COOKIE, token, salt="report", max_age=WEEK, httponly=True, samesite="Lax", secure=settings.ENVIRONMENT.https
    )
    return response


def _form(request: Request, here: Here, data: object = None) -> PlainForm | None:
    initial = here.draft.data
    if here.step == "where":
        return Where(data, initial=initial)
    if here.step == "what":
        return What(data, initial=initial, categories=kinds(request))
    if here.step == "contact":
        return ContactForm(data, initial=initial)
    return None


@public
def start(request: Request) -> HttpResponse:
    """A fresh report: a sent draft is left behind, an unsent one is taken up again."""
    actions.sweep_drafts(request.county, clock.now())
    draft, _ = _draft(request)
    if draft.sent:
        response = HttpResponseRedirect(reverse("report-step", args=["photo"]))
        response.delete_cookie(COOKIE)
        return response
    return HttpResponseRedirect(reverse("report-step", args=["photo"]))


@public
@never_cache
@require_http_methods(["GET", "POST"])
def step(request: Request, step: str) -> HttpResponse:
    """One step: shown with what was given before, stored on 下一步."""
    if step not in STEPS:
        raise Http404
    draft, new = _draft(request)
    if draft.sent and not drafts.sent(request, request.county):
        return _once_more(request, draft)
    if draft.sent or (step == "check" and new and drafts.sent(request, request.county)):
        return HttpResponseRedirect(reverse("report-sent"))  # gone back to the last step after sending
    if step == "check" and new:
        return HttpResponseRedirect(reverse("report-step", args=[STEPS[0]]))
    here = Here(draft, step)
    if request.method == "POST":
        return _keep(request, STEP_POSTS.get(step, _store)(request, here), draft.token)
    data = dict(draft.data)
    if "stamp" not in data:
        data["stamp"] = guard.stamp(time.time())
        here = Here(reads.DraftView(draft.token, data, draft.started_at, None), step)
        drafts.store(request.county, draft.token, data, clock.now())
    return _keep(request, _show(request, here, _form(request, here)), draft.token)


def _show(
    request: Request, here: Here, form: PlainForm | None, status: int = 200, refused: Refused | None = None
) -> HttpResponse:
    scope, data = request.county, here.draft.data
    today = clock.legal_day(clock.now())
    context: dict[str, object] = {
        "title": TITLES[here.step],
        "step": here.number,
        "steps": len(STEPS),
        "here": here,
        "back": here.back,
        "form": form,
        "data": data,
        "refused": refused,
        "photos": media.of_draft(scope, here.draft.token),
        "most": 9,
        "categories": kinds(request),
    }
    if here.step == "where":
        context["map"] = places.map_of(scope)
    if here.step in {"where", "check"} and data.get("lat") is not None:
        context["located"] = places.locate(scope, data["lat"], data["lon"], today)  # type: ignore[arg-type]
        context["outside"] = context["located"] is None
    if here.step == "check":
        context["category"] = next((c for c in kinds(request) if c.code == data.get("category")), None)
        context["like"] = near.like(scope, data, clock.now())
        if guard.seen(scope, "report", guard.address(request), clock.now()) >= guard.ASK_AFTER:
            context["question"] = guard.question(clock.now())
    return render(request, f"collect/report/{here.step}.html", context, status=status)


def _store(request: Request, here: Here) -> HttpResponse:
    form = _form(request, here, request.POST)
    if form is None:
        return HttpResponseRedirect(here.next)
    if not form.is_valid():
        return _show(request, here, form, status=422)
    data = {**here.draft.data, **form.cleaned_data}
    drafts.store(request.county, here.draft.token, data, clock.now())
    after = reverse("report-step", args=["check"]) if here.draft.data.get("seen_check") else here.next
    return HttpResponseRedirect(after)


def _photo_step(request: Request, here: Here) -> HttpResponse:
    """Photos chosen without script arrive with the step itself."""
    refused: Refused | None = None
    for upload in request.FILES.getlist("photo"):
        try:
            guard.count(request.county, "photo", guard.address(request), clock.now())
            media.check_size(upload.size or 0)
            media.take_in(request.county, upload.read(), at=clock.now(), draft=here.draft.token)
        except Refused as no:
            refused = no
    drafts.store(request.county, here.draft.token, here.draft.data, clock.now())
    if refused is not None:
        return _show(request, here, None, status=422, refused=refused)
    if request.FILES and "stay" in request.POST:
        return HttpResponseRedirect(reverse("report-step", args=["photo"]))
    after = reverse("report-step", args=["check"]) if here.draft.data.get("seen_check") else here.next
    return HttpResponseRedirect(after)


def _once_more(request: Request, draft: reads.DraftView) -> HttpResponse:
    """The report was taken but its answer never arrived: the same browser gets the number and a new secret.

    Only with the draft's own cookie and within half an hour; after that the number is told at the counter.
    """
    now, scope = clock.now(), request.county
    response = HttpResponseRedirect(reverse("report-sent"))
    fresh = draft.touched_at is not None and (now - draft.touched_at).total_seconds() < drafts.HALF_HOUR
    if draft.sent and fresh:
        matter = UUID(draft.sent["matter"])
        prepared = docket.receipts.prepare(now)
        number = docket.receipts.renew(scope, matter, "reporter", prepared)
        digest = record.history(scope, matter)[0].digest
        drafts.note_sent(response, scope, matter, number, prepared.issued.secret, digest)
        opened.let(request, response, scope, number)
    return response


def _send(request: Request, here: Here) -> HttpResponse:
    scope, now, data = request.county, clock.now(), here.draft.data
    where = guard.address(request)
    if request.POST.get("website", "") or guard.too_fast(str(data.get("stamp", "")), time.time()):
        return _show(
            request, here, None, 422,
            Refused("received", "提交", [Reason("防止机器提交", "这次交得太快，像是机器交的", "停两秒，再按一次“提交”")]),
        )  # fmt: skip
    if guard.seen(scope, "report", where, now) >= guard.ASK_AFTER and not guard.answered(
        request.POST.get("sum", ""), request.POST.get("answer", ""), now
    ):
        return _show(
            request, here, None, 422,
            Refused("received", "提交", [Reason("同一网络一小时里交了几次，要答一道小题", "小题没有答对", "看下面的小题，写出答案再提交")]),
        )  # fmt: skip
    photos = media.of_draft(scope, here.draft.token)
    refs = tuple(files.FileRef(p.sha256, p.size, "image/jpeg") for p in photos)
    claims = {p.sha256: dict(p.claims) for p in photos if p.claims}
    category = next((c for c in kinds(request) if c.code == data.get("category")), None)
    report = actions.Report(
        channel="phone" if "Mobi" in request.headers.get("User-Agent", "") else "web",
        text=str(data.get("text", "")),
        category=category.code if category else "",
        place=str(data.get("place", "")),
        lat=data.get("lat"),  # type: ignore[arg-type]
        lon=data.get("lon"),  # type: ignore[arg-type]
        contact_name=str(data.get("name", "")),
        contact_phone=str(data.get("phone", "")),
        confidential=bool(data.get("confidential", True)),
        files=refs,
        claims={"photos": claims} if claims else {},
    )
    guard.count(scope, "report", where, now)
    got = actions.receive(
        scope,
        report,
        docket.outsider(),
        at=now,
        written=now,
        source=record.Source("page", {}),
        label=category.label if category else "",
        once=docket.OnceKey(here.draft.token[:64], "report"),
        draft=here.draft.token,
    )
    response = HttpResponseRedirect(reverse("report-sent"))
    if got.receipt is not None:
        drafts.note_sent(response, scope, got.matter, got.receipt.number, got.receipt.secret, got.digest)
        opened.let(request, response, scope, got.receipt.number)
    return response


def _check_step(request: Request, here: Here) -> HttpResponse:
    return _send(request, here)


STEP_POSTS: dict[str, Callable[[Request, Here], HttpResponse]] = {"photo": _photo_step, "check": _check_step}


@public
@require_POST
def photo(request: Request) -> HttpResponse:
    """One photo sent by script: kept at once, answered with what the tile shows."""
    draft, _ = _draft(request)
    if draft.sent:
        raise Http404
    upload = request.FILES.get("photo")
    if upload is None:
        raise Refused("photo", "收下这张照片", [Reason("要选一张照片", "没有收到文件", "再选一次")])
    guard.count(request.county, "photo", guard.address(request), clock.now())
    media.check_size(upload.size or 0)
    drafts.store(request.county, draft.token, draft.data, clock.now())
    kept = media.take_in(request.county, upload.read(), at=clock.now(), draft=draft.token)
    answer = JsonResponse(
        {
            "id": kept.id,
            "url": reverse("report-photo-file", args=[kept.id]),
            "drop": reverse("report-photo-drop", args=[kept.id]),
            "width": kept.width,
            "height": kept.height,
        }
    )
    return _keep(request, answer, draft.token)


@public
@require_POST
def photo_drop(request: Request, photo: int) -> HttpResponse:
    """Take a photo out again."""
    media.drop(request.county, _token(request), photo)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"dropped": photo})
    return HttpResponseRedirect(reverse("report-step", args=["photo"]))


@public
def photo_file(request: Request, photo: int) -> HttpResponse:
    """A photo of one's own draft."""
    mine = next((p for p in media.of_draft(request.county, _token(request)) if p.id == photo), None)
    if mine is None:
        raise Http404
    with files.open_file(request.county, mine.sha256) as kept:
        return HttpResponse(kept.read(), content_type="image/jpeg", headers={"Cache-Control": "private, max-age=600"})


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sent(request: Request) -> HttpResponse:
    """The number and the second secret: for half an hour in this browser, or until its holder says that he has them."""
    shown = drafts.sent(request, request.county)
    if shown is None:
        return HttpResponseRedirect(reverse("progress"))
    if request.method == "POST":
        response: HttpResponse = HttpResponseRedirect(reverse("progress-matter", args=[shown.number]))
        response.delete_cookie(drafts.COOKIE)
        opened.shut(response)
    else:
        response = render(request, "collect/report/sent.html", drafts.sent_context(request.county, shown, clock.now()))
    response.delete_cookie(COOKIE)
    return response
