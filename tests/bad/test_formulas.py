"""No file that we give out runs in a spreadsheet program: every CSV address, with texts and names that begin like formulas."""

from __future__ import annotations

import csv
import io

import pytest
from django.http import HttpResponse
from django.urls import reverse

from tests.bad import words
from tests.collect.imports.files import csv_bytes, row
from tests.collect.telling import Tale
from tests.house.test_routes import TABLE, table
from tests.people import as_person
from wutong.city.models import Office, OfficePeriod, Officer
from wutong.collect.complaints.imports import api as imports
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.scope import Scope
from wutong.ui.sheets import FORMULA, defused, line

#: a route that gives out a CSV → who asks, what stands in the address
FILES: dict[str, tuple[str, dict[str, object]]] = {
    "complaint-list-csv": ("唐敏", {}),
    "complaint-import-problems": ("唐敏", {"which": 0}),
    "figures-csv": ("孙丽", {"year": 2026}),
    "figure-rows-csv": ("孙丽", {"year": 2026, "key": "complaints.received", "part": "numerator"}),
    "access-list-csv": ("袁慧", {}),
    "house-template": ("吴越", {}),
}


def text_of(answer: HttpResponse) -> str:
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return data.decode("utf-8-sig")


def test_every_route_that_gives_out_a_csv_is_tried() -> None:
    routes = {name for name in table(TABLE.read_text(encoding="utf-8")) if "csv" in name}
    assert routes <= set(FILES), routes - set(FILES)


@pytest.mark.django_db
def test_no_cell_of_any_file_is_a_formula(wutong: Scope) -> None:
    formulas = [f for f in words.FORMULAS if not f.startswith("|")]
    tales = [Tale(wutong, subject=f.strip() or f, place=f, text=f, contact_name=f).upto("forwarded") for f in formulas]
    Officer.objects.within(wutong).filter(code="011").update(name="=1+1")
    OfficePeriod.objects.within(wutong).filter(office__in=Office.objects.within(wutong).filter(code="zf1")).update(
        name="@SUM(A1)", short="=zf"
    )
    rows = [row(n, subject=f, sent_at=f, replied_at=f) for n, f in enumerate(formulas, start=1)]
    report = imports.check(wutong, csv_bytes(rows), "=1.csv", now=clock.now())
    batch = imports.begin(wutong, report, by=record.Actor("system", "import"), now=clock.now())
    as_person("唐敏").get(f"/m/{tales[0].matter}")
    seen = 0
    for name, (who, args) in FILES.items():
        args = {n: batch if n == "which" else value for n, value in args.items()}
        answer = as_person(who).get(reverse(name, kwargs=args))
        assert answer.status_code == 200 and answer["Content-Type"].startswith("text/csv"), name
        for cells in csv.reader(io.StringIO(text_of(answer), newline="")):
            for cell in cells:
                assert not cell.startswith(FORMULA), (name, cell)
                seen += cell.startswith("'")
    assert seen >= 2 * len(formulas), "the formulas did not reach the files"


def test_a_cell_is_defused_and_nothing_else_changed() -> None:
    for formula in words.FORMULAS:
        if not formula.startswith("|"):
            assert defused(formula) == f"'{formula}".replace("\r", "\n")
    assert list(csv.reader(io.StringIO(line(["门口\r=1", "a\r\n=2"]), newline=""))) == [["门口\n=1", "a\n=2"]]
    assert defused("门口=1") == "门口=1" and defused("") == ""
