"""从表格录入 at the desk: officers and posts of a spreadsheet, tried row by row, then previewed and applied as any change."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from wutong.city.house import api as house
from wutong.city.offices.pages.gate import StaffRequest, staff
from wutong.collect.complaints.api import read_sheet
from wutong.govern.house import actions, people, reads
from wutong.govern.house.pages.desk import MAKES, answer, see
from wutong.govern.house.pages.forms import LINE, day_box
from wutong.law.refusal import Reason, Refused
from wutong.record import clock
from wutong.ui.forms import PlainForm, plain_words
from wutong.ui.sheets import streamed
from wutong.ui.typed import keeping

SALT = "house-people"
MOST_UPLOAD = 2_000_000


class SheetForm(PlainForm):
    """The table, or the rows of it that were seen; the day and the document."""

    file = forms.FileField(
        label="表格", required=False, help_text="xlsx，或UTF-8、GBK编码的CSV，第一行是表头，最多500行"
    )
    rows = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"] = day_box("从哪天起", hint="没有填“起”的行，从这一天起")
        self.fields["document"] = forms.CharField(label="依据", max_length=LINE, help_text="任免通知的文号")
        self.fields["reason"] = forms.CharField(label="补记原因", required=False, max_length=200)
        self.fields["file"].required = not self.data.get("rows")
        for field in self.fields.values():
            plain_words(field)


@staff(*MAKES)
@require_safe
def template(request: StaffRequest) -> Any:
    """The table to fill in."""
    return streamed(list(people.COLUMNS), [people.EXAMPLE], "people.csv")


@staff(*MAKES)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("done")
def sheet(request: StaffRequest) -> HttpResponse:
    """Hand in a table: bad rows are named and nothing is written; good ones are previewed, then applied."""
    seat, now = request.seat, clock.now()
    if request.method != "POST":
        return render(request, "govern/house_import.html", {"form": SheetForm(initial={"day": seat.on})})
    form = SheetForm(request.POST, request.FILES)
    context: dict[str, object] = {"form": form}
    if not form.is_valid():
        return render(request, "govern/house_import.html", context, status=422)
    try:
        judged = _judged(request, form)
    except Refused as refused:
        return render(request, "govern/house_import.html", {**context, "reasons": refused.reasons}, status=422)
    context |= {"judged": judged}
    if judged.bad or not judged.rows:
        return render(request, "govern/house_import.html", context, status=422)
    got = form.cleaned_data
    asked = house.Asked("people", got["day"], got["document"], {"rows": list(judged.rows)}, got["reason"])
    try:
        seen = see(request, asked, now)
    except Refused as refused:
        return render(request, "govern/house_import.html", {**context, "reasons": refused.reasons}, status=422)
    if request.POST.get("do") == "apply" and request.POST.get("seen") == seen.key and not seen.refused:
        with keeping(form):
            done = house.propose(
                seat, asked, at=now, once=form.once, weigh=reads.weigh(seat.scope, now),
                then=lambda done: actions.ask_to_follow(seat.scope, done),
            )  # fmt: skip
        return answer(request, done)
    context |= {"seen": seen, "kept": signing.dumps(list(judged.rows), salt=SALT, compress=True)}
    return render(request, "govern/house_import.html", context, status=422 if seen.refused else 200)


def _judged(request: StaffRequest, form: SheetForm) -> people.Judged:
    """The rows of the file, or those that were seen before.

    :raises Refused: for a file that is no table, or none at all.
    """
    file, state = form.cleaned_data.get("file"), house.load(request.seat.scope)
    if not file:
        try:
            kept = signing.loads(form.cleaned_data.get("rows", ""), salt=SALT, max_age=3600)
        except signing.BadSignature:
            raise _no("没有选表格", "选一个表格再检查") from None
        return people.Judged(tuple(kept), ())
    if (file.size or 0) > MOST_UPLOAD:
        raise _no("表格最大2MB", "分成几个表")
    # openpyxl opens no file by another name, whatever the name the file came with
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as out:
        for chunk in file.chunks():
            out.write(chunk)
        out.flush()
        return people.judge(state, read_sheet(Path(out.name)), form.cleaned_data["day"])


def _no(missing: str, remedy: str) -> Refused:
    return Refused("house.people", "检查这个表格", [Reason("录入要有能读的表格", missing, remedy)])
