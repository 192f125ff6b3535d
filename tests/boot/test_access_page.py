"""The audit administrator reads who did what: every look, file, sign-in and refusal, his own among them, and nobody's words."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.city.keys import fresh
from tests.collect.telling import Tale
from tests.people import as_person
from wutong.city.county.load import DEMO_PASSWORD
from wutong.record import clock
from wutong.record.access import api as access
from wutong.record.access.models import Attempt, Look, Note
from wutong.record.entries.api import Actor
from wutong.record.scope import Scope


@pytest.fixture(autouse=True)
def _nothing_shown_before() -> None:
    cache.clear()


def tale_now(scope: Scope, **given: object) -> Tale:
    return Tale(scope, at=clock.now() - timedelta(hours=4), **given)


def page(client: Client | None = None, query: str = "") -> str:
    answer = (client or as_person("袁慧")).get(f"/desk/access{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def rows(text: str) -> list[list[str]]:
    """The table as somebody reads it."""
    body = text[text.index("<tbody>") : text.index("</tbody>")] if "<tbody>" in text else ""
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in body.split("</tr>")[:-1]]
    return [[re.sub(r"<[^>]+>", " ", cell).strip() for cell in row] for row in cells]


def exported(client: Client, path: str) -> list[list[str]]:
    text = b"".join(client.get(path)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_it_tells_everything_that_belongs_there(wutong: Scope) -> None:
    tale = tale_now(wutong, contact_name="欧阳女士", contact_phone="13812340001")
    Client().post("/signin", {"login": "liming", "password": "wrong wrong"})
    Client().post("/signin", {"login": "liming", "password": DEMO_PASSWORD})
    as_person("唐敏").post(f"/m/{tale.matter}/contact")
    exported(as_person("唐敏"), "/desk/complaints.csv?q=北关&state=open")
    assert as_person("李明").get("/desk/brief").status_code == 403
    assert as_person("李明").get(f"/m/{tale.matter}").status_code == 403
    administrator = as_person("吴越")
    fresh(administrator)
    administrator.post("/desk/accounts/do", {"officer": "102", "do": "out"})
    text = page()
    found = [(r[1], r[2], r[3].split("\n")[0].strip(), r[4]) for r in rows(text)]
    assert [f[0] for f in found] == ["权限和验证", "没有权限", "没有权限", "导出", "看了个人信息", "登录", "登录失败"]
    assert found[0][1:] == ("吴越（902）", found[0][2], "李明")
    assert found[4][1] == "唐敏（011）" and found[4][3] == tale.view.number and "姓名和电话" in found[4][2]
    assert found[6][1] == "没有登录的人" and found[6][3] == "李明"
    assert "搜索：2字" in text and "办理：open" in text and "北关" not in text
    for words in ("欧阳", "13812340001", tale.view.title):
        assert words not in text


def test_each_look_at_it_is_a_line_of_it(wutong: Scope) -> None:
    client = as_person("袁慧")
    assert not rows(page(client, "?kind=audit"))
    ((*_, kind, who, what, _, _, _),) = rows(page(client))
    assert (kind, who) == ("查阅本记录", "袁慧（904）") and "种类：audit" in what
    exported(client, "/desk/access.csv")
    assert rows(page(client))[0][1] == "导出"


def test_it_filters_by_person_kind_and_day(wutong: Scope) -> None:
    at = datetime(2026, 3, 4, 17, tzinfo=UTC)  # the fifth in Shanghai
    tang, li = Actor("officer", "011"), Actor("officer", "102")
    for n, (actor, about) in enumerate(((tang, ""), (li, ""), (Actor("visitor", ""), "102"), (tang, "102"))):
        access.note(wutong, "failed" if n == 2 else "rights", actor=actor, about=about, at=at + timedelta(days=n))
    access.look(wutong, matter=uuid4(), what="contact", actor=li, at=at)
    access.refused(wutong, matter=None, act="closed", reasons=[], actor=li, at=at)

    def kinds(query: str) -> list[str]:
        return [r[1] for r in rows(page(query=query))]

    assert kinds("?who=102") == ["权限和验证", "登录失败", "权限和验证", "办理被拒", "看了个人信息"]
    assert kinds("?who=102&kind=refused") == ["办理被拒"]
    assert kinds("?who=011") == ["权限和验证", "权限和验证"]
    assert kinds("?from=2026-03-05&to=2026-03-05") == ["权限和验证", "办理被拒", "看了个人信息"]
    assert kinds("?to=2026-03-04") == []
    assert kinds("?kind=look&from=2026-03-05") == ["看了个人信息"]
    assert kinds("?kind=x&from=yesterday&to=2026-02-31")[-1] == "看了个人信息", "nonsense filters nothing"


def test_it_loses_and_repeats_nothing_over_its_pages(wutong: Scope) -> None:
    at, actor = clock.now(), Actor("officer", "102")
    for n in range(70):  # many at one instant, in all three tables
        when = at - timedelta(seconds=n // 10)
        access.note(wutong, "signin", what=f"n{n}", actor=actor, about="102", at=when)
        access.look(wutong, matter=uuid4(), what=f"v{n}", actor=actor, at=when)
        access.refused(wutong, matter=None, act=f"r{n}", reasons=[], actor=actor, at=when)
    for ask in (access.Ask(), access.Ask(officer="102")):
        whole = [line.what for line in access.audited(wutong, ask, chunk=7)]
        assert len(whole) == 210 == len(set(whole))
        assert whole == [line.what for line in access.audit(wutong, ask, size=500).lines]
    client, seen, query = as_person("袁慧"), [], "?who=102"
    while query:
        text = page(client, query)
        seen += [row[3].strip() for row in rows(text)]
        onward = re.search(r'href="(\?[^"]+after=[^"]+)"', text)
        query = onward[1].replace("&amp;", "&") if onward else ""
    assert len(seen) == 210 == len(set(seen))


@pytest.mark.parametrize("mark", ["x", "2026-01-01T00:00:00+00:00_n", "2026-01-01_n5", "1_v9" + "9" * 30, "_", "²_n²"])
def test_a_made_up_mark_begins_at_the_beginning(wutong: Scope, mark: str) -> None:
    access.note(wutong, "signin", actor=Actor("officer", "102"), at=clock.now())
    assert len(rows(page(query=f"?after={mark}"))) == 1


def test_another_countys_lines_are_not_there(wutong: Scope, qingshan: Scope) -> None:
    for kind in sorted(access.KINDS):
        access.note(qingshan, kind, what="theirs", actor=Actor("officer", "904"), about="904", at=clock.now())
    access.look(qingshan, matter=uuid4(), what="theirs", actor=Actor("officer", "904"), at=clock.now())
    assert "theirs" not in page() and "theirs" not in page(query="?who=904")
    assert not [row for row in exported(as_person("袁慧"), "/desk/access.csv") if "theirs" in row]


def test_the_spreadsheet_has_every_line_and_no_formula(wutong: Scope) -> None:
    for n in range(1200):
        access.note(wutong, "rights", what="=1+1" if n == 0 else f"w{n}", actor=Actor("officer", "102"), at=clock.now())
    head, *lines = exported(as_person("袁慧"), "/desk/access.csv?kind=rights")
    assert head[0] == "时间" and len(lines) == 1200 and lines[-1][4] == "'=1+1"
    (note,) = Note.objects.within(wutong).filter(kind="export")
    assert (note.rows, note.detail, note.actor) == (1200, {"kind": "rights"}, "904")


def test_a_file_whose_line_breaks_is_written_down_as_far_as_it_went(wutong: Scope) -> None:
    actor, sent = Actor("officer", "102"), []
    rows = access.carried(iter(range(100)), wutong, "x", given={}, actor=actor, at=clock.now(), network="10.0.0.1")
    for row in rows:
        sent.append(row)
        if row == 9:
            break
    rows.close()  # type: ignore[attr-defined]
    assert Note.objects.within(wutong).get().rows == 10


def test_figure_rows_and_lists_are_written_down(wutong: Scope, settings: Any) -> None:
    tale = tale_now(wutong)
    year = tale.view.opened_on.year
    exported(as_person("唐敏"), f"/desk/figures/{year}/complaints.received/numerator.csv?channel=web")
    (note,) = Note.objects.within(wutong).filter(kind="export")
    assert note.rows == 1 and note.detail["figure"] == "complaints.received/numerator"
    settings.GUARD = replace(settings.GUARD, list_recorded=3)
    client = as_person("唐敏")
    for _ in range(3):
        assert not Note.objects.within(wutong).filter(kind="list").exists()
        client.get("/desk/complaints?q=王女士")
        client.get("/desk/complaints")
    found = Note.objects.within(wutong).filter(kind="list").get()
    assert (found.rows, found.actor, found.what) == (3, "011", "complaint-list") and "王女士" not in str(found.detail)


def test_a_page_deep_in_a_long_record_costs_what_the_first_one_costs(wutong: Scope) -> None:
    base, many = clock.now() - timedelta(days=30), 4000
    person = [f"{n % 40:03d}" for n in range(many)]
    common = {"county": wutong.county, "actor_kind": "officer", "on_date": clock.legal_day(base)}
    Note.objects.bulk_create(
        Note(kind="signin", what=f"n{n}", actor=person[n], at=base + timedelta(seconds=n), **common)
        for n in range(many)
    )
    Look.objects.bulk_create(
        Look(matter=uuid4(), what="contact", actor=person[n], at=base + timedelta(seconds=n), **common)
        for n in range(many)
    )
    Attempt.objects.bulk_create(
        Attempt(act="x", actor=person[n], at=base + timedelta(seconds=n), **common) for n in range(many)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    deep = access.audit(wutong, access.Ask(), size=6000).after
    for ask in (access.Ask(), access.Ask(officer="007"), access.Ask(kind="signin"), access.Ask(kind="look")):
        for after in ("", deep):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                access.audit(wutong, ask, after=after)
            for query in asked.captured_queries:
                plan = explained(query["sql"])
                assert "record_" in plan and ("USING INDEX" in plan or "Index" in plan), plan
                assert "SCAN record" not in plan.replace("USING INDEX", "") or "USING INDEX" in plan, plan
                assert "Seq Scan" not in plan, plan


def explained(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            ("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + sql.replace("%", "%%")
        )
        return "\n".join(str(row) for row in cursor.fetchall())
