"""The public calculator of terms: from which day, how long, until when, and why."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wutong.city.offices import api as offices
from wutong.city.offices.pages.gate import Request, public
from wutong.docket.calculator.counting import counted
from wutong.law.calendar import SHANGHAI
from wutong.law.terms import CLOCK_UNITS, Term
from wutong.record import clock
from wutong.ui.forms import PlainForm

UNITS = {
    "workdays": "个工作日",
    "days": "日（自然日）",
    "months": "个月",
    "years": "年",
    "hours": "小时",
    "workhours": "个工作小时",
}


class Ask(PlainForm):
    """The question; it stands in the address, so that it can be sent to somebody."""

    errors_title = "还算不了"

    day = forms.DateField(
        label="从哪一天起", help_text="收到、送达、作出决定的那一天。当天不算，从第二天算起",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    hour = forms.TimeField(
        label="几点",
        required=False,
        help_text="按小时算的才要填",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    n = forms.IntegerField(label="多长", min_value=1)
    unit = forms.ChoiceField(label="单位", choices=list(UNITS.items()))
    roll = forms.BooleanField(label="最后一天是休息日的，顺延", required=False)

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not 1949 <= day.year <= 2100:
            raise forms.ValidationError("年份写1949到2100")
        return day

    def clean(self) -> dict[str, Any]:
        got: dict[str, Any] = super().clean() or {}
        if got.get("unit") in CLOCK_UNITS and not got.get("hour") and "hour" not in self.errors:
            self.add_error("hour", "按小时算的，要写从几点起")
        return got


@public
@require_safe
def page(request: Request) -> HttpResponse:
    """The form, and below it the answer to what stands in the address."""
    asked = "day" in request.GET
    today = clock.legal_day(clock.now())
    form = Ask(request.GET if asked else None, initial={"day": today, "n": 5, "unit": "workdays"})
    answer = None
    calendar = offices.calendar(request.county)
    if asked and form.is_valid():
        got = form.cleaned_data
        start = datetime.combine(got["day"], got["hour"] or time(9), tzinfo=SHANGHAI)
        try:
            answer = counted(Term(got["n"], got["unit"]), start, calendar, roll=got["roll"])
        except (ValueError, OverflowError) as bad:
            form.add_error("n", str(bad))
    context = {"form": form, "answer": answer, "by_hour": asked and request.GET.get("unit") in CLOCK_UNITS}
    return render(request, "docket/calculator.html", context, status=422 if form.errors else 200)
