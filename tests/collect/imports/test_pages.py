"""The clerk's pages: upload, the check, the import slice by slice, the result, and the problems as a file."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tests.collect.imports.files import SAMPLES, csv_bytes, row
from tests.people import as_person
from wutong.collect.complaints import models
from wutong.collect.complaints.imports import store
from wutong.collect.complaints.imports.pages import desk
from wutong.record.scope import Scope

LIST = "/desk/complaints/import"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine may need longer than a slice for its first row; the slices have a test of their own."""
    monkeypatch.setattr(desk, "SLICE_SECONDS", 60.0)


def upload(client: Client, data: bytes, name: str = "t.csv", **more: Any) -> HttpResponse:
    return client.post(LIST, {"file": SimpleUploadedFile(name, data), **more})  # type: ignore[return-value]


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_it_checks_first_then_imports_and_shows_what_each_row_became(wutong: Scope) -> None:
    client = as_person("唐敏")
    answer = upload(client, (SAMPLES / "complaints-broken.csv").read_bytes())
    assert answer.status_code == 302 and models.Complaint.objects.within(wutong).count() == 0
    here = answer["Location"]
    checked = page(client, here)
    for words in ("还什么都没有写", "GBK", "没有这一天", "工单编号→编号", "导入3件", "前5行", "答复时间不明"):
        assert words in checked
    assert "13900005678" not in checked and "孙先生" not in checked
    assert client.post(f"{here}/run").status_code == 302
    done = page(client, here)
    matter = models.Complaint.objects.within(wutong).get(outside_key="12345:GD190402001")
    assert "导入办完了" in done and f"/m/{matter.matter_id}" in done and matter.matter.number in done
    assert models.Complaint.objects.within(wutong).count() == 3
    assert "没有收" in page(client, f"{here}?rows=bad")
    listed = page(client, LIST)
    assert "t.csv" in listed and "唐敏" in listed and "办完" in listed
    assert store.names(wutong) == []


def test_the_page_says_what_will_be_added_to_what_is_there(wutong: Scope) -> None:
    client = as_person("唐敏")
    first = upload(client, csv_bytes([row(1, reply="", replied_at="")]))["Location"]
    assert "其中补上" not in page(client, first)
    client.post(f"{first}/run")
    here = upload(client, csv_bytes([row(1), row(2)]))["Location"]
    assert "其中补上" in page(client, here) and "导入2件" in page(client, here)
    client.post(f"{here}/run")
    matter = models.Complaint.objects.within(wutong).get(outside_key="petitions:1")
    assert f"/m/{matter.matter_id}" in page(client, f"{here}?rows=added") and matter.outcome == "closed"


def test_it_goes_on_by_itself_until_done(wutong: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    client = as_person("唐敏")
    here = upload(client, csv_bytes([row(n) for n in range(1, 4)]))["Location"]
    ticks = iter(range(1, 1000))
    monkeypatch.setattr(desk, "SLICE_SECONDS", 1.5)
    monkeypatch.setattr(desk.time, "monotonic", lambda: next(ticks))
    first = client.post(f"{here}/run", headers={"HX-Request": "true"})
    assert 'hx-trigger="load' in first.content.decode() and "csrfmiddlewaretoken" in first.content.decode()
    halfway = page(client, here)
    assert "没有导完" in halfway and ">继续<" in halfway and 'hx-trigger="load' not in halfway
    for _ in range(10):
        answer = client.post(f"{here}/run", headers={"HX-Request": "true"})
        if "HX-Redirect" in answer.headers:
            break
    assert answer.headers["HX-Redirect"] == here
    assert models.Complaint.objects.within(wutong).count() == 3
    assert "导入办完了" in page(client, here)


def test_a_wrong_file_is_told_and_nothing_is_kept(wutong: Scope) -> None:
    client = as_person("唐敏")
    answer = upload(client, b"\xff\xd8\xff\xe0" + b"\x00" * 100, "工单.xlsx")
    assert answer.status_code == 422
    assert "JPEG" in answer.content.decode() and "导出为xlsx或CSV" in answer.content.decode()
    answer = upload(client, "登记号,情况,日期\n1,占道,2019-04-02\n".encode())
    assert answer.status_code == 422 and "name: my-system" in answer.content.decode()
    assert store.names(wutong) == []
    assert client.post(LIST, {}).status_code == 422


def test_a_mapping_handed_in_is_used_also_for_the_rest(wutong: Scope) -> None:
    client = as_person("唐敏")
    words = "name: mine\nsystem: xf\ncolumns:\n  number: [登记号]\n  text: [情况]\n  received_at: [日期]\n"
    data = "登记号,情况,日期\n1,占道,2019-04-02\n2,油烟,2019-04-03\n".encode("gbk")
    answer = upload(client, data, mapping=SimpleUploadedFile("m.yaml", words.encode()))
    assert answer.status_code == 302
    client.post(f"{answer['Location']}/run")
    assert models.Complaint.objects.within(wutong).filter(outside_key__in=["xf:1", "xf:2"]).count() == 2
    answer = upload(client, data, mapping=SimpleUploadedFile("m.yaml", b"columns: ["))
    assert answer.status_code == 422 and "写法不对" in answer.content.decode()


def test_the_same_file_again_shows_the_first_result(wutong: Scope) -> None:
    client = as_person("唐敏")
    data = csv_bytes([row(1)])
    here = upload(client, data)["Location"]
    client.post(f"{here}/run")
    again = upload(client, data)
    assert again["Location"] == here
    shown = page(client, here)
    assert "库里都有" in shown and "导入办完了" in shown
    assert "没有一行可以导入" in page(client, upload(client, csv_bytes([row(9, sent_at="x")]))["Location"])


def test_the_problems_come_as_csv_without_formulas(wutong: Scope) -> None:
    client = as_person("唐敏")
    here = upload(client, csv_bytes([row(1, sent_at="=HYPERLINK(1)"), row(2, sent_at="@x"), row(3)]))["Location"]
    answer = client.get(f"{here}/problems.csv")
    text = answer.content.decode("utf-8-sig")
    assert (
        answer.headers["Content-Type"].startswith("text/csv") and "attachment" in answer.headers["Content-Disposition"]
    )
    assert "'=HYPERLINK(1)" in text and "'@x" in text and not re.search(r"(^|,)\"?[=@]", text, re.MULTILINE)
    client.post(f"{here}/run")
    after = client.get(f"{here}/problems.csv").content.decode("utf-8-sig")
    assert after == text.replace("收不了", "没有收")


def test_an_import_can_be_given_up(wutong: Scope) -> None:
    client = as_person("唐敏")
    data = csv_bytes([row(1)])
    here = upload(client, data)["Location"]
    assert store.names(wutong)
    assert client.post(f"{here}/drop").status_code == 302
    assert store.names(wutong) == [] and "再交一次" in page(client, here)
    assert upload(client, data)["Location"] == here and "导入1件" in page(client, here)


def test_it_is_for_the_receivers_of_this_county(wutong: Scope, qingshan: Scope) -> None:
    here = upload(as_person("唐敏"), csv_bytes([row(1)]))["Location"]
    assert [as_person(name).get(here).status_code for name in ("吴越", "程立", "袁慧")] == [403, 403, 403]
    assert as_person("李明").get(here).status_code == 403
    for url in (here, f"{here}/problems.csv"):
        assert as_person("韩冰").get(url).status_code == 404
    for verb in ("run", "drop"):
        assert as_person("韩冰").post(f"{here}/{verb}").status_code == 404
    assert models.Complaint.objects.within(wutong).count() == 0


def test_a_file_too_large_for_a_page_is_told_to_take_the_other_way(
    wutong: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "MOST_UPLOAD", 100)
    answer = upload(as_person("唐敏"), csv_bytes([row(1)]))
    assert answer.status_code == 422 and "命令导入" in answer.content.decode()
