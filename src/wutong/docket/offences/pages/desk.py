"""The desk's list of offences: searched by word, on a chosen day; the question stands in the address."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wutong.city.offices.pages.gate import StaffRequest, staff
from wutong.docket.offences.listing import listed
from wutong.record import clock
from wutong.ui.forms import PlainForm

#: the texts of 2019 are the first on the shelf
FIRST = date(2019, 1, 1)


class Ask(PlainForm):
    """What is looked for and on which day."""

    errors_title = "还查不了"

    q = forms.CharField(label="找什么", required=False, max_length=40)
    on = forms.DateField(
        label="哪天有效的条文", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_on(self) -> date | None:
        day: date | None = self.cleaned_data["on"]
        if day is not None and not FIRST <= day <= date(2100, 1, 1):
            raise forms.ValidationError("写2019年1月1日以后的日子，更早的文本没有收录")
        return day


@staff()
@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """All offences, or those that hold the words, with the clauses of the day."""
    today = clock.legal_day(clock.now())
    form = Ask({"q": request.GET.get("q", ""), "on": request.GET.get("on", "") or today.isoformat()})
    good = form.is_valid()
    words, on = (form.cleaned_data["q"], form.cleaned_data["on"] or today) if good else ("", today)
    groups = listed(words, on) if good else ()
    context = {
        "form": form,
        "groups": groups,
        "found": sum(len(group.rows) for group in groups),
        "words": words,
        "on": on,
    }
    return render(request, "docket/offences.html", context, status=200 if good else 422)
