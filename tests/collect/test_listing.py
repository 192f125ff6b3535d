"""The list of complaints: filters, kept views, the spreadsheet, and search that finds what LIKE finds, in Chinese."""

from __future__ import annotations

import csv
import io
import random
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.collect.telling import Tale
from tests.people import as_person, seat
from wutong.city.offices.api import Seat
from wutong.collect.complaints import api as complaints
from wutong.collect.complaints.models import Complaint
from wutong.docket.matters import api as docket
from wutong.docket.matters import search
from wutong.record import clock
from wutong.record.scope import Scope

pytestmark = pytest.mark.django_db
LETTERS = "夜市烧烤摊路灯井盖垃圾噪声车位广告牌违建扬尘𠮷㙟𬭎\ue123，。 18ＡB"


def rows(client: Client, query: str) -> list[dict[str, str]]:
    answer = client.get(f"/desk/complaints.csv?{query}")
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_two_characters_find_what_like_finds(wutong: Scope) -> None:
    dice = random.Random(20261124)
    for _ in range(40):
        Tale(wutong, text="".join(dice.choices(LETTERS, k=24)), place="")
    texts = dict(Complaint.objects.within(wutong).values_list("matter_id", "text"))
    han = [c for c in LETTERS if c not in "，。 18ＡB"]
    found = 0
    for _ in range(120):
        pair = "".join(dice.choices(han, k=2))
        want = {m for m, text in texts.items() if pair in text}
        got = {m.id for m in docket.page(wutong, docket.Ask(text=pair), None, size=200).rows}
        assert got == want, pair
        found += len(want)
    assert found > 20


@pytest.mark.parametrize("word", ["𠮷祥", "㙟头", "\ue123", "18号", "１８号", "ab座", "ＡＢ座"])
def test_rare_characters_and_wide_forms_are_found(wutong: Scope, word: str) -> None:
    tale = Tale(wutong, text="在𠮷祥街㙟头\ue123里18号AB座门口")
    Tale(wutong, text="别的地方")
    assert [m.id for m in docket.page(wutong, docket.Ask(text=word), None).rows] == [tale.matter]


def test_it_searches_text_place_number_and_title(wutong: Scope) -> None:
    tale = Tale(wutong, text="半夜打桩", place="花园街十八号")
    Tale(wutong, text="别的事", place="别处")
    for word in ("打桩", "花园街", tale.view.number, tale.view.number[1:]):
        assert [m.id for m in docket.page(wutong, docket.Ask(text=word), None).rows] == [tale.matter], word


def test_flags_and_spans_filter(wutong: Scope) -> None:
    now = clock.now()
    old = Tale(wutong, at=now - timedelta(days=90))
    new = Tale(wutong, at=now - timedelta(hours=3)).upto("accepted")
    done = Tale(wutong, at=now - timedelta(hours=4)).upto("replied")
    done.do("反映人", "reopened", reason="又摆出来了")
    client = as_person("唐敏")
    numbers = {t.view.number: name for t, name in ((old, "old"), (new, "new"), (done, "done"))}

    def told(query: str) -> set[str]:
        return {numbers[r["案号"]] for r in rows(client, query)}

    assert told("") == {"old", "new", "done"}
    assert told("flag=late") == {"old"}
    assert told("flag=reopened") == {"done"}
    assert told("span=7d") == {"new", "done"}
    assert told("flag=nonsense&span=nonsense&status=nonsense") == {"old", "new", "done"}
    page = client.get("/desk/complaints?flag=late").content.decode()
    assert old.view.number in page and new.view.number not in page


def test_the_sheet_holds_no_reporter_and_runs_nothing(wutong: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    from wutong.collect.complaints.pages import listing

    monkeypatch.setattr(listing, "CHUNK", 2)
    for n in range(5):
        Tale(
            wutong, place=f'=HYPERLINK("http://x","{n}")', contact_name="欧阳某某", contact_phone="13800000009",
            text="@夜市的话",
        )  # fmt: skip
    out = rows(as_person("唐敏"), "")
    assert len(out) == 5 and len({r["案号"] for r in out}) == 5
    assert all(r["地点"].startswith("'=") for r in out)
    said = str(out)
    assert "欧阳" not in said and "13800000009" not in said and "夜市的话" not in said


def test_a_colleagues_matter_is_in_no_sheet(wutong: Scope) -> None:
    tale = Tale(wutong).upto("forwarded")
    assert [r["案号"] for r in rows(as_person("周伟"), "")] == [tale.view.number]
    assert rows(as_person("秦海"), "") == []


def test_a_view_is_kept_under_a_name_and_let_go(wutong: Scope) -> None:
    client = as_person("唐敏")
    answer = client.post(
        "/desk/complaints/views", {"name": " 本月超期 ", "query": "flag=late&span=month&after=x&evil=1"}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/desk/complaints?flag=late&span=month")
    again = client.post("/desk/complaints/views", {"name": "本月超期", "query": "flag=late&span=month"})
    assert again.status_code == 302
    views = docket.saved.of(wutong, "011", "complaint-list")
    assert [(v.name, v.query) for v in views] == [("本月超期", "flag=late&span=month")]
    assert "本月超期" in client.get("/desk/complaints").content.decode()
    assert "本月超期" not in as_person("刘洋").get("/desk/complaints").content.decode()
    as_person("刘洋").post("/desk/complaints/views/drop", {"view": str(views[0].id)})
    assert docket.saved.of(wutong, "011", "complaint-list")
    client.post("/desk/complaints/views/drop", {"view": str(views[0].id)})
    assert not docket.saved.of(wutong, "011", "complaint-list")


@pytest.mark.parametrize(
    ("name", "query", "word"),
    [
        ("", "flag=late", "名称"),
        ("长" * 21, "flag=late", "名称"),
        ("空的", "", "没有筛选"),
        ("空的", "evil=1", "没有筛选"),
    ],
)
def test_a_view_without_name_or_filter_is_refused(wutong: Scope, name: str, query: str, word: str) -> None:
    answer = as_person("唐敏").post("/desk/complaints/views", {"name": name, "query": query})
    assert answer.status_code == 409 and word in answer.content.decode()


def test_no_more_views_than_one_can_overlook(wutong: Scope) -> None:
    for n in range(docket.saved.MOST):
        docket.saved.keep(wutong, "011", "complaint-list", f"第{n}个", {"flag": "late"}, at=clock.now())
    answer = as_person("唐敏").post("/desk/complaints/views", {"name": "再一个", "query": "flag=late"})
    assert answer.status_code == 409 and "存满" in answer.content.decode()
    docket.saved.keep(wutong, "011", "complaint-list", "第0个", {"flag": "urged"}, at=clock.now())
    assert complaints.FAMILY == "complaint"


@pytest.mark.parametrize("order", ["newest", "due"])
def test_a_list_of_few_is_the_same_list_and_goes_through_no_others(
    wutong: Scope, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    """A squad that holds little sees what it would see by going through the whole county, page by page, and does not."""
    now = clock.now()
    for n in range(9):
        tale = Tale(wutong, at=now - timedelta(hours=5, minutes=n), text=f"夜市{n % 3}").upto("accepted")
        tale.do("唐敏", "forwarded", office="zf4" if n % 2 else "zf1", after=timedelta(minutes=n))
        if n == 3:
            tale.do("顾明远", "supervised", words="三天内办好", due=f"{clock.legal_day(now) + timedelta(days=9)}")
    few = head_of("zf4", now)
    asks = [docket.Ask(family="complaint", order=order, text=t, urged=u) for t in ("", "夜市") for u in (None, True)]

    def told(ask: docket.Ask) -> list[list[str]]:
        pages, after = [], ""
        while True:
            page = docket.page(wutong, ask, few, after=after, size=2)
            pages.append([m.number for m in page.rows])
            if page.after is None:
                return pages
            after = page.after

    with CaptureQueriesContext(connection) as caught:
        short = [told(ask) for ask in asks]
    lists = [q["sql"] for q in caught.captured_queries if '"title"' in q["sql"]]
    assert lists and all("json_each" in sql or "ANY(" in sql for sql in lists)
    monkeypatch.setattr(search, "FEW", 0)
    assert [told(ask) for ask in asks] == short
    assert [sum(map(len, pages)) for pages in short] == [4, 1, 4, 1]


def head_of(office: str, now: datetime) -> Seat:
    """The seat of a squad's head."""
    found = seat({"zf4": "蒋磊", "guihua": "方正"}[office], clock.legal_day(now))
    assert found.office == office
    return found


def test_what_left_the_house_while_it_was_urged_is_urged_no_more(wutong: Scope) -> None:
    tale = Tale(wutong, at=clock.now() - timedelta(hours=3)).upto("forwarded")
    tale.do("顾明远", "supervised", words="三天内办好", due=f"{clock.legal_day(clock.now()) + timedelta(days=9)}")
    ask = docket.Ask(family="complaint", urged=True)
    assert [m.id for m in docket.page(wutong, ask, None).rows] == [tale.matter]
    tale.do("唐敏", "withdrawn", proof="电话录音")
    assert not docket.page(wutong, ask, None).rows
