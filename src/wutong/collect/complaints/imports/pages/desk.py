"""A clerk hands in a spreadsheet: first the check, then the import in slices that go on by themselves, then the result."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wutong.city.offices import api as offices
from wutong.city.offices.pages.gate import StaffRequest, staff
from wutong.collect.complaints.imports import reads, store
from wutong.collect.complaints.imports.check import check
from wutong.collect.complaints.imports.judge import Problem
from wutong.collect.complaints.imports.table import Unusable
from wutong.collect.complaints.imports.take import begin, give_up, take
from wutong.record import clock
from wutong.record.scope import Scope
from wutong.ui.forms import PlainForm
from wutong.ui.letters import whole
from wutong.ui.sheets import MARK, line

#: what a page takes; larger files go by the command line
MOST_UPLOAD = 20_000_000
MOST_MAPPING = 100_000
SLICE_SECONDS = 1.5
_SHOWN = 100


class Upload(PlainForm):
    """The file, and a mapping where its headings are not known."""

    file = forms.FileField(label="表格", help_text="xlsx，或UTF-8、GBK编码的CSV，最大20MB")
    mapping = forms.FileField(label="对应表", required=False, help_text="列名认不出时才要，YAML文件")

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_UPLOAD:
            raise forms.ValidationError(
                f"文件有{(file.size or 0) // 1_000_000}MB，网页最大收20MB。更大的分成几个，或请系统管理员用命令导入"
            )
        return file

    def clean_mapping(self) -> str:
        file = self.cleaned_data.get("mapping")
        if not file:
            return ""
        if (file.size or 0) > MOST_MAPPING:
            raise forms.ValidationError("对应表太大，像是选错了文件")
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError as bad:
            raise forms.ValidationError("对应表不是UTF-8文本，另存为UTF-8") from bad


@staff("receiver")
@require_http_methods(["GET", "POST"])
def listing(request: StaffRequest) -> HttpResponse:
    """The batches so far, and the form; on POST the file is checked and nothing is written yet."""
    if request.method == "GET":
        return _list(request, Upload())
    form = Upload(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, form, status=422)
    scope, now = request.seat.scope, clock.now()
    file = form.cleaned_data["file"]
    path = store.put(scope, file.chunks())
    try:
        report = check(scope, path, file.name, mapping_file=form.cleaned_data["mapping"] or None, now=now)
        which = begin(scope, report, by=request.seat.actor, now=now)
    except Unusable as bad:
        return _list(request, form, bad, status=422)
    finally:
        store.discard(scope, path.name)
    if not report.takeable and report.already:
        messages.info(request, "能收的行库里都有了，这次什么都没有写。这里是上次的结果")
    return HttpResponseRedirect(reverse("complaint-import-batch", args=[which]))


def _list(request: StaffRequest, form: Upload, bad: Unusable | None = None, status: int = 200) -> HttpResponse:
    scope = request.seat.scope
    found = reads.batches(scope)
    reason = bad.reasons[0] if bad else None
    remedy, _, beginning = (reason.remedy if reason else "").partition("\n")
    context = {
        "form": form, "batches": found, "names": _names(scope, [b.by for b in found]), "reason": reason,
        "remedy": remedy, "beginning": beginning, "lines": beginning.count("\n") + 2,
    }  # fmt: skip
    return render(request, "collect/imports/list.html", context, status=status)


def _names(scope: Scope, who: Iterable[str]) -> dict[str, str]:
    """ "officer:tangmin" → 唐敏; an import by command has no person."""
    codes = {w: w.partition(":")[2] for w in who}
    people = offices.officers(scope, [c for w, c in codes.items() if w.startswith("officer:")])
    return {w: people[c].name if c in people else "命令导入" for w, c in codes.items()}


@staff("receiver")
@require_GET
def batch(request: StaffRequest, which: int) -> HttpResponse:
    """One batch: its check, how far it is, or its result."""
    scope = request.seat.scope
    view, report = reads.batch(scope, which), reads.report_of(scope, which)
    if view is None or report is None:
        raise Http404("没有找到")
    result = reads.result(scope, which)
    told = result if view.started else report
    outcome = request.GET.get("rows", "")
    after = whole(request.GET.get("after", "")) or 0
    rows = reads.taken_rows(scope, which, outcome=outcome, after=after) if view.started else []
    context = {
        "batch": view, "report": report, "result": result, "told": told, "problems": told.problems[:_SHOWN],
        "more": max(len(told.problems) - _SHOWN, 0) + told.more_problems, "rows": rows, "outcome": outcome,
        "next": rows[-1].row if len(rows) == 50 else None, "who": _names(scope, [view.by])[view.by],
        "outcomes": reads.OUTCOMES, "going": False, "bad_label": "没有收" if view.started else "收不了",
    }  # fmt: skip
    return render(request, "collect/imports/batch.html", context)


@staff("receiver")
@require_POST
def run(request: StaffRequest, which: int) -> HttpResponse:
    """One slice of an import; the page asks for the next one until there is none."""
    scope = request.seat.scope
    if reads.batch(scope, which) is None:
        raise Http404("没有找到")
    until = time.monotonic() + SLICE_SECONDS
    take(scope, which, by=request.seat.actor, now=clock.now(), more=lambda: time.monotonic() < until)
    here = reverse("complaint-import-batch", args=[which])
    if request.headers.get("HX-Request") != "true":
        return HttpResponseRedirect(here)
    view = reads.batch(scope, which)
    if view is None or view.finished_at:
        response = HttpResponse(status=200)
        response.headers["HX-Redirect"] = here
        return response
    return render(request, "collect/imports/run.html", {"batch": view, "going": True})


@staff("receiver")
@require_POST
def drop(request: StaffRequest, which: int) -> HttpResponse:
    """Stop an import for good: the rows not taken are removed from the server."""
    scope = request.seat.scope
    if reads.batch(scope, which) is None:
        raise Http404("没有找到")
    give_up(scope, which)
    return HttpResponseRedirect(reverse("complaint-import-batch", args=[which]))


@staff("receiver")
@require_GET
def problems(request: StaffRequest, which: int) -> HttpResponse:
    """Every problem as CSV for a spreadsheet program, with formulas made harmless."""
    scope = request.seat.scope
    view, report = reads.batch(scope, which), reads.report_of(scope, which)
    if view is None or report is None:
        raise Http404("没有找到")
    found = reads.problems(scope, which) if view.started else iter(report.problems)
    response = HttpResponse("".join(_csv(found, view.started)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="import-{which}-problems.csv"'
    return response


def _csv(found: Iterator[Problem], started: bool) -> Iterator[str]:
    yield MARK + line(("行", "字段", "写的是", "原因", "这一行"))
    for p in found:
        fate = "重复" if p.again else ("收了" if started else "能收") if p.kept else ("没有收" if started else "收不了")
        yield line((str(p.row), p.label, p.found, p.reason, fate))
