"""One act on a complaint: the form the law's text asks for, the refusal with its remedy, the way back to the matter."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from wutong.city.offices import api as offices
from wutong.city.offices.pages.gate import StaffRequest, staff
from wutong.collect.complaints import actions, acts, merging, reads, real
from wutong.collect.complaints.pages import beside, doors
from wutong.collect.complaints.pages.boxes import been, near
from wutong.collect.complaints.pages.matter import back_to
from wutong.collect.media import api as media
from wutong.docket.matters import api as docket
from wutong.docket.matters.pages.desk import NotInThisMatter, demand
from wutong.law.refusal import Reason, Refused
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.files.api import FileRef
from wutong.ui.forms import PlainForm, plain_words
from wutong.ui.letters import whole
from wutong.ui.typed import keeping

#: what to say above the button, per act
SAYS = {
    "accepted": "受理后开始算答复期限，反映人在进度页看得到。",
    "forwarded": "交给一个单位承办，反映人看得到交给了谁。",
    "sent_back": "不归本单位办的，写明理由退回受理员重新交办。期限不停。",
    "answered": "把怎么处理的写清楚，受理员据此答复反映人。",
    "replied": "这段话原样给反映人看。写清做了什么、结果怎样、不满意怎么办。",
    "closed": "没有答复不能办结。办结后反映人还可以评价和退回。",
    "handed_over": "不归本局管的，转给有权办的机关，并告诉反映人转到哪。",
    "supervised": "督办有自己的期限，不改变原来的期限。",
    "merged": "并件不减件数，每一件都要有自己的答复；并错了可以撤销。",
    "withdrawn": "要有反映人自己的意思表示，写明怎么说的、什么时候说的。",
    "reopened": "反映人说没解决，替他退回重办。",
    "extended": "批准后期限往后加，原来的期限留着。",
    "corrected": "更正另写一条，原来的留着；要另一个人确认才算数。",
}


class ActForm(PlainForm):
    """The form of one act, made from the fields that the procedure says the act carries."""

    late_reason = forms.CharField(label="补记原因", required=False, max_length=200)
    happened = forms.DateTimeField(
        label="什么时候做的", required=False, help_text="就是现在的不用填",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )  # fmt: skip

    def __init__(self, *args: Any, possible: Any, seat: offices.Seat, view: docket.MatterView, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.carried: list[str] = []
        own: dict[str, forms.Field] = {}
        for part in possible.fields:
            made = field_of(part, seat, seat.on)
            if made is None:
                continue
            own[part.name] = made
            self.carried.append(part.name)
        rest = dict(self.fields)
        self.fields.clear()
        self.fields.update({**own, **rest})
        for field in self.fields.values():
            plain_words(field)

    def clean_happened(self) -> datetime | None:
        at: datetime | None = self.cleaned_data.get("happened")
        return at if at is None else been(at, "做的时间")

    def clean(self) -> dict[str, Any]:
        got = super().clean() or {}
        at = got.get("happened")
        if isinstance(at, datetime) and record.is_late(at, clock.now()) and not got.get("late_reason", "").strip():
            self.add_error("late_reason", "不是今天做的，要写明为什么当天没有记")
        return got

    def values(self) -> dict[str, object]:
        """What the act carries: text, whole numbers, yes or no, ISO dates; nothing that was left empty."""
        out: dict[str, object] = {}
        for name in self.carried:
            value = self.cleaned_data.get(name)
            if value is None or value == "" or hasattr(value, "read"):
                continue
            out[name] = value.isoformat() if isinstance(value, date | datetime) else value
        return out


def field_of(part: Any, seat: offices.Seat, on: date) -> forms.Field | None:
    """The box of one field; what the county has a list of is chosen from that list as it stood on a day."""
    required, label, hint = not part.optional, part.label, part.hint
    listed = real.choices(seat.scope, part.name, on)
    if listed is not None:
        empty = "选一个单位" if part.name == "office" else "没有写"
        return forms.ChoiceField(label=label, choices=[("", empty), *listed], required=required, help_text=hint)
    match part.type:
        case "choice":
            return forms.ChoiceField(
                label=label, choices=list(part.choices), required=required, help_text=hint, widget=forms.RadioSelect
            )
        case "yesno":
            return forms.BooleanField(label=label, required=False, help_text=hint)
        case "date":
            return forms.DateField(
                label=label, required=required, help_text=hint, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                initial=clock.legal_day(clock.now()) + timedelta(days=3), validators=[near(on)],
            )  # fmt: skip
        case "days" | "number" | "whole":
            return forms.IntegerField(label=label, required=required, min_value=1, max_value=400, help_text=hint)
        case "file" | "files":
            return forms.FileField(label=label, required=False, help_text=hint or "照片，可不传")
        case "line":
            return forms.CharField(label=label, required=required, max_length=300, help_text=hint)
        case _:
            long = part.name in {"text", "words", "reason", "grounds"}
            widget = forms.Textarea(attrs={"rows": 6 if part.name == "text" else 3}) if long else forms.TextInput()
            return forms.CharField(label=label, required=required, max_length=8000, help_text=hint, widget=widget)


def _possible(seat: offices.Seat, view: docket.MatterView, act: str, now: datetime) -> Any:
    """The act if this seat may do it now.

    :raises Refused: with the law's reasons, or naming whose act it is.
    """
    standing = docket.stand(seat.scope, view.id, seat, now)
    for p in standing.can:
        if p.act == act:
            return p
    for no in standing.cannot:
        if no.act == act:
            raise doors.led(Refused(act, no.title, no.reasons), standing, seat, view)
    for p in standing.others:
        if p.act == act:
            roles = "、".join(offices.ROLES.get(r, r) for r in p.by)
            names = "、".join(dict.fromkeys(o.name for r in p.by for o in offices.holders(seat.scope, r, seat.on)))
            raise Refused(
                act, p.title,
                [Reason(p.cite, f"这一步由{roles or '别的岗位'}办，不是你", f"请{names}办" if names else "找受理员"),
                 *docket.lapsed(seat.scope, seat.officer, p.by, seat.on)],
            )  # fmt: skip
    raise Http404


@staff()
@require_http_methods(["GET", "POST"])
def do(request: StaffRequest, matter: UUID, act: str) -> HttpResponse:
    """GET: the form of an act (or its refusal). POST: the act."""
    if act not in acts.DESK_ORDER:
        raise Http404
    seat, now = request.seat, clock.now()
    try:
        view = demand(request, matter)
    except NotInThisMatter:
        once = docket.OnceKey(request.POST.get("once", "")[:64], f"do-{act}")
        if not docket.answered(seat.scope, f"{seat.actor.kind}:{seat.actor.id}", once, matter):
            raise
        _once_more(request, docket.views(seat.scope, [matter])[matter], act, once)
        return HttpResponseRedirect(reverse("inbox"))  # by that very act it went to somebody else
    if (about := _about(request)) is not None and not any(e.seq == about for e in record.history(seat.scope, matter)):
        raise Http404
    try:
        if act == "merged":
            return _merge(request, view)
        possible = _possible(seat, view, act, now)
    except Refused as refused:
        if request.method == "POST":
            once = docket.OnceKey(request.POST.get("once", "")[:64], f"do-{act}")
            if docket.answered(seat.scope, f"{seat.actor.kind}:{seat.actor.id}", once, view.id):
                return _once_more(request, view, act, once)
            if refused.recorded is None:
                record.refused(seat.scope, matter=view.id, act=act, reasons=refused.reasons, actor=seat.actor, at=now)
            refused.recorded = now
            refused.typed = _bare(request, view, act, now)
        refused.back = reverse("matter", args=[view.id])
        raise
    if request.method == "GET":
        return _show(
            request,
            view,
            act,
            possible,
            ActForm(possible=possible, seat=seat, view=view, initial=_initial(seat, view, act)),
        )
    form = ActForm(request.POST, request.FILES, possible=possible, seat=seat, view=view)
    if not form.is_valid():
        return _show(request, view, act, possible, form, 422)
    files = _files(seat, form, act, now)
    if form.errors:
        return _show(request, view, act, possible, form, 422)
    at = form.cleaned_data.get("happened") or now
    values = form.values()
    with keeping(form):
        if act == "unmerged":
            merging.unmerge(seat, view.id, at=now, once=_once(form, act))
        else:
            actions.do_seated(
                seat, view.id, act, values, at=min(at, now), written=now, once=_once(form, act), files=files,
                about=about, late_reason=form.cleaned_data.get("late_reason", ""),
            )  # fmt: skip
    if act == "replied" and merging.waiting(seat, view.id, now):
        return HttpResponseRedirect(reverse("complaint-merged-reply", args=[view.id]))
    return back_to(view.id)


def _once_more(request: StaffRequest, view: docket.MatterView, act: str, once: docket.OnceKey) -> HttpResponse:
    """The answer was lost on the way, and the form came again: the first answer, where it still says the same.

    :raises Refused: the same form with other words in it.
    """
    seat, now = request.seat, clock.now()
    if act == "merged":
        number = Merge(request.POST)
        with keeping(number):
            lead = docket.find_number(seat.scope, number.cleaned_data["number"].strip()) if number.is_valid() else None
            if lead is None:
                raise docket.other_body(act, view.id)
            merging.merge(seat, view.id, lead, at=now, once=once)
    elif act != "unmerged":  # which says nothing but itself
        form = _bare(request, view, act, now)
        with keeping(form):
            files = _files(seat, form, act, now) if form.is_valid() else ()
            if form.errors:
                raise docket.other_body(act, view.id)
            actions.do_seated(
                seat, view.id, act, form.values(), at=now, written=now, once=once, files=files, about=_about(request)
            )
    return back_to(view.id)


def _bare(request: StaffRequest, view: docket.MatterView, act: str, now: datetime) -> Any:
    """The form of an act that may not be done now, with what came in it."""
    if act == "merged":
        return Merge(request.POST)
    carried = docket.law_for(request.seat.scope, view.family, now).procedure.acts[act].carries
    possible = SimpleNamespace(fields=carried)
    return ActForm(request.POST, request.FILES, possible=possible, seat=request.seat, view=view)


def _files(seat: offices.Seat, form: ActForm, act: str, now: datetime) -> tuple[FileRef, ...]:
    """The files of a form, kept; one that is no photo is that box's mistake, and costs nobody his words."""
    files: tuple[FileRef, ...] = ()
    for name in form.carried:
        upload = form.cleaned_data.get(name)
        if upload is not None and hasattr(upload, "read"):
            try:
                media.check_size(upload.size or 0)
                kept = media.take_in(seat.scope, upload.read(), at=now, usage=act[:20])
            except Refused as no:
                form.add_error(name, f"{no.reasons[0].missing}。{no.reasons[0].remedy}")
                continue
            files = (*files, FileRef(kept.sha256, kept.size, "image/jpeg"))
    return files


def _once(form: PlainForm, act: str) -> docket.OnceKey | None:
    return docket.OnceKey(form.once, f"do-{act}") if form.once else None


def _about(request: StaffRequest) -> int | None:
    text = request.POST.get("about", "") or request.GET.get("about", "")
    return whole(text)


def _initial(seat: offices.Seat, view: docket.MatterView, act: str) -> dict[str, object]:
    """What the form may start from: the office's answer as a first draft of the reply."""
    if act != "replied":
        return {"office": _suggested(seat, view)} if act == "forwarded" else {}
    for entry in reversed(record.history(seat.scope, view.id, corrected=True)):
        if entry.act == "answered" and not entry.voided and isinstance(entry.fields.get("text"), str):
            return {"text": entry.fields["text"]}
    return {}


def _suggested(seat: offices.Seat, view: docket.MatterView) -> str:
    from wutong.city.places import api as places

    return places.jurisdiction(seat.scope, view.community, "street", seat.on) if view.community else ""


def _show(
    request: StaffRequest, view: docket.MatterView, act: str, possible: Any, form: PlainForm, status: int = 200
) -> HttpResponse:
    row = reads.complaint(request.seat.scope, view.id)
    context = {
        "matter": view, "row": row, "act": act, "possible": possible, "form": form, "says": SAYS.get(act, ""),
        "beside": beside.of(request.seat, view, clock.now()),
        "about": _about(request), "suggested": form.initial.get("office", ""),
        "answer": _initial(request.seat, view, "replied") if act == "replied" else {},
    }  # fmt: skip
    return render(request, "collect/desk/act.html", context, status=status)


class Merge(PlainForm):
    number = forms.CharField(
        label="并到哪一件（案号）", max_length=40, widget=forms.TextInput(attrs={"placeholder": "诉190424-0021"})
    )


def _merge(request: StaffRequest, view: docket.MatterView) -> HttpResponse:
    seat, now = request.seat, clock.now()
    possible = _possible(seat, view, "merged", now)
    form = Merge(request.POST if request.method == "POST" else None, initial={"number": request.GET.get("lead", "")})
    if request.method == "POST" and form.is_valid():
        found = docket.find_number(seat.scope, form.cleaned_data["number"].strip())
        if found is None:
            form.add_error("number", f"没有案号是“{form.cleaned_data['number'][:30]}”的事项，照列表里的案号写")
        else:
            with keeping(form):
                merging.merge(seat, view.id, found, at=now, once=_once(form, "merged"))
            return back_to(view.id)
    return _show(request, view, "merged", possible, form, 422 if form.errors else 200)


@staff("receiver")
@require_POST
def renew(request: StaffRequest, matter: UUID) -> HttpResponse:
    """A new second secret for a person who lost his and has shown who he is; noted in the record."""
    view, seat, now = demand(request, matter), request.seat, clock.now()
    key = request.POST.get("once", "")[:64]
    once = docket.OnceKey(key, "renew") if key else None
    number, secret = actions.renew_receipt(seat, view.id, at=now, once=once)
    context = {"number": number, "secret": secret, "matter": view.id}
    return render(request, "collect/desk/registered.html", context)
