"""机构与人员: the offices as they stood on a day, and who held which post. Read-only: the file is the truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wutong.city.offices.pages.gate import StaffRequest, staff
from wutong.city.offices.reads import county, officers, offices, params
from wutong.city.offices.views import OfficerView, OfficeView, TermValue
from wutong.law import rulebook
from wutong.law.terms import Term


@dataclass(frozen=True)
class Row:
    """An office and its people on the day."""

    office: OfficeView
    people: tuple[OfficerView, ...]


def asked_day(text: str, today: date) -> tuple[date, str]:
    """The day of ``?on=``, and what is wrong with it in words."""
    if not text:
        return today, ""
    try:
        return date.fromisoformat(text), ""
    except ValueError:
        return today, f"写的是“{text[:20]}”，日期要写成2019-06-01；下面是今天的"


@dataclass(frozen=True)
class TermRow:
    """A value the law leaves to the bureau, set or not."""

    key: str
    label: str
    value: str = ""
    words: str = ""
    mark: str = ""
    document: str = ""
    in_force: date | None = None


def term_rows(given: Mapping[str, TermValue], on: date) -> list[TermRow]:
    """Every local value that a procedure asks for, then those that a county set beyond them."""
    labels = {name: param.label for name, param in rulebook.local_terms(on).items()}
    rows = []
    for key in [*labels, *sorted(set(given) - set(labels))]:
        told, set_to = labels.get(key) or labels.get(key.rpartition(".")[0], ""), given.get(key)
        if set_to is None:
            rows.append(TermRow(key, told))
        else:
            words = Term.parse(set_to.value).zh()
            rows.append(TermRow(key, told, set_to.value, words, set_to.mark, set_to.document, set_to.in_force))
    return rows


@staff()
@require_safe
def offices_page(request: StaffRequest) -> HttpResponse:
    """The tree of offices on a day, with heads, officers, assistants and the county's own terms."""
    scope = request.seat.scope
    on, wrong = asked_day(request.GET.get("on", "").strip(), request.seat.on)
    people = officers(scope, on=on).values()
    rows = [
        Row(o, tuple(p for p in people if any(post.office == o.code for post in p.posts))) for o in offices(scope, on)
    ]
    context = {
        "on": on,
        "today": request.seat.on,
        "wrong": wrong,
        "rows": rows,
        "people": len({p.code for r in rows for p in r.people}),
        "assistants": len({p.code for r in rows for p in r.people if p.assistant}),
        "county": county(scope),
        "terms": term_rows(params(scope, on), on),
    }
    return render(request, "city/offices.html", context)
