"""A correction: another entry beside the wrong one, which counts once a second person has confirmed it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from wutong.city.offices.pages.gate import StaffRequest, staff
from wutong.collect.complaints import actions, acts
from wutong.collect.complaints.pages import beside
from wutong.collect.complaints.pages.act import field_of
from wutong.collect.complaints.pages.matter import back_to
from wutong.docket.matters import api as docket
from wutong.docket.matters.pages.desk import demand
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.ui.forms import PlainForm, plain_words
from wutong.ui.masking import masked_text
from wutong.ui.typed import keeping

PRIVATE = ("contact_name", "contact_phone", "contact_address")
#: values that are not typed by hand and so are not corrected by hand
NOT_TYPED = ("lat", "lon", "cell", "claims", "photo", "boxes", "lead", "lead_number")


class Correct(PlainForm):
    """The fields of the wrong entry as they stand, and why they are wrong."""

    reason = forms.CharField(label="为什么要更正", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, parts: dict[str, forms.Field], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        why = self.fields.pop("reason")
        for name, part in parts.items():
            part.required = False
            self.fields[name] = part
            if name in PRIVATE:
                part.widget.attrs["data-secret"] = ""
        self.fields["reason"] = why
        for part in self.fields.values():
            plain_words(part)

    def replaced(self, before: dict[str, Any]) -> dict[str, Any]:
        """What was changed: only fields whose value is now another one."""
        out: dict[str, Any] = {}
        for name, value in self.cleaned_data.items():
            if name == "reason" or value in (None, ""):
                continue
            plain = value.isoformat() if hasattr(value, "isoformat") else value
            if plain != before.get(name):
                out[name] = plain
        return out


def _entry(request: StaffRequest, matter: UUID, seq: int) -> record.EntryView:
    found = next((e for e in record.history(request.seat.scope, matter, corrected=True) if e.seq == seq), None)
    if found is None or found.act not in acts.CORRECTABLE:
        raise Http404
    return found


@staff()
@require_http_methods(["GET", "POST"])
def correct(request: StaffRequest, matter: UUID, seq: int) -> HttpResponse:
    """Propose a correction of one entry; the original stays, and another person has to confirm."""
    view, seat, now = demand(request, matter), request.seat, clock.now()
    entry = _entry(request, view.id, seq)
    hidden: tuple[str, ...] = ()
    if not seat.may_look:  # a field with somebody's number in it would be shown whole, or corrected into stars
        hidden = (*PRIVATE, *(n for n, v in entry.fields.items() if isinstance(v, str) and masked_text(v) != v))
    carried = docket.law_for(seat.scope, view.family, entry.at).procedure.acts[entry.act].carries
    parts: dict[str, forms.Field] = {}
    for part in carried:
        made = field_of(part, seat, entry.on_date) if part.name not in (*NOT_TYPED, *hidden) else None
        if made is not None and not isinstance(made, forms.FileField):
            parts[part.name] = made
    before = {n: v for n, v in entry.fields.items() if n in parts and not isinstance(v, record.Erased)}
    if set(before) & set(PRIVATE):
        record.look(seat.scope, matter=view.id, what="contact", actor=seat.actor, at=now)
    form = Correct(request.POST if request.method == "POST" else None, parts=parts, initial=before)
    if request.method == "POST" and form.is_valid():
        new = form.replaced(before)
        if not new:
            form.add_error(None, "和原来的一样，没有改动。改好一栏再交")
        else:
            fields = record.correction_fields(new, form.cleaned_data["reason"])
            once = docket.OnceKey(form.once, "correct") if form.once else None
            with keeping(form):
                actions.do_seated(seat, view.id, "corrected", fields, at=now, written=now, about=seq, once=once)
            return back_to(view.id)
    context = {
        "matter": view, "entry": entry, "title": acts.TITLES.get(entry.act, entry.act), "form": form,
        "beside": beside.of(seat, view, now),
    }  # fmt: skip
    return render(request, "collect/desk/correct.html", context, status=422 if form.errors else 200)


@staff()
@require_POST
def confirm(request: StaffRequest, matter: UUID, seq: int) -> HttpResponse:
    """Confirm another person's correction; from now on the corrected values are shown and counted."""
    view, seat, now = demand(request, matter), request.seat, clock.now()
    if not any(e.seq == seq for e in record.history(seat.scope, view.id)):
        raise Http404
    once = docket.OnceKey(request.POST.get("once", "")[:64], "confirm") if request.POST.get("once") else None
    actions.do_seated(seat, view.id, "correction_confirmed", {}, at=now, written=now, about=seq, once=once)
    return back_to(view.id)
