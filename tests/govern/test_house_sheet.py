"""Officers and posts from a spreadsheet: each bad row named, nothing written; good ones previewed and applied like a change."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.city.test_house import today
from tests.people import as_person
from wutong.city.house import api as house
from wutong.city.offices import api as offices
from wutong.record.scope import Scope

HEAD = "工号,姓名,登录名,协管人员,机构,岗位,起\n"
GOOD = HEAD + "701x,林一,linyi,否,一中队,队员,{on}\n102,李明,,,街面执法三中队,队员,{on}\n"


def post(text: str | bytes, name: str = "人员.csv", **more: str):  # type: ignore[no-untyped-def]
    data = text.encode() if isinstance(text, str) else text
    file = SimpleUploadedFile(name, data)
    form = {"day": today().isoformat(), "document": "任免〔2026〕1号", "once": "s1", "file": file, **more}
    return as_person("吴越").post("/desk/house/import", form)


@pytest.mark.parametrize("codec", ["utf-8", "gbk"])
def test_it_previews_and_then_applies_a_table(wutong: Scope, codec: str) -> None:
    page = post(GOOD.format(on=today()).encode(codec))
    assert page.status_code == 200 and not house.changes(wutong)
    form = {
        "day": today().isoformat(), "document": "任免〔2026〕1号", "once": "s1", "do": "apply",
        "seen": page.context["seen"].key, "rows": page.context["kept"],
    }  # fmt: skip
    done = as_person("吴越").post("/desk/house/import", form)
    assert done.status_code == 200 and "首次密码" in done.content.decode()
    people = offices.officers(wutong, on=today())
    assert people["701x"].office == "zf1" and {p.office for p in people["102"].posts} == {"zf1", "zf3"}


def test_it_reads_a_workbook(wutong: Scope) -> None:
    book = openpyxl.Workbook()
    for row in (["工号", "姓名"], ["777", "林二"]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    page = post(out.getvalue(), "人员.xlsx")
    assert page.status_code == 200, page.content.decode()


def test_it_names_row_field_and_reason_of_each_bad_row(wutong: Scope) -> None:
    page = post(
        HEAD
        + "1,甲,,也许,一中队,队员,2026-01-01\n2,,,,没有的队,队员,2026-01-01\n3,丙,,,一中队,将军,昨天\n102,王五,,,,,\n"
    )
    assert page.status_code == 422 and not house.changes(wutong)
    found = {(b.row, b.field) for b in page.context["judged"].bad}
    assert found == {(2, "协管人员"), (3, "姓名"), (3, "机构"), (4, "岗位"), (4, "起"), (5, "姓名")}


def test_it_reads_a_table_that_calls_the_posts_as_before(wutong: Scope) -> None:
    page = post(GOOD.format(on=today()).replace("岗位", "角色"))
    assert page.status_code == 200 and len(page.context["judged"].rows) == 2


def test_it_refuses_by_the_rules_of_every_change(wutong: Scope) -> None:
    page = post(HEAD + f"103,小周,,,一中队,队员,{today()}\n")
    assert page.status_code == 422 and "协管人员" in page.content.decode() and not house.changes(wutong)


def test_it_refuses_what_is_no_table(wutong: Scope) -> None:
    assert post(b"%PDF-1.4", "人员.csv").status_code == 422
    assert "工号" in as_person("吴越").get("/desk/house/import/template.csv").getvalue().decode()


def test_a_table_between_one_and_two_megabytes_reaches_the_form(wutong: Scope) -> None:
    page = post((HEAD + "900,甲,,,,,\n" * 90_000).encode())
    assert page.status_code == 422 and "一次最多500行" in page.content.decode() and len(page.content) < 100_000
    assert "2MB" in post((HEAD + "900,甲,,,,,\n" * 170_000).encode()).content.decode()
