"""Articles: read from the bureau's folder, opened by citations, as in force on a day; files that are none are named."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from django.test import Client

from tests.collect.telling import Tale
from tests.law.test_statutes import NEW, OLD
from tests.people import as_person
from wutong.boot import article_page
from wutong.boot.commands.law import law
from wutong.boot.statutes import Kept, load
from wutong.record.scope import Scope


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "法律").mkdir()
    (tmp_path / "法律" / "new.md").write_text(NEW, encoding="utf-8")
    (tmp_path / "old.md").write_text(OLD, encoding="utf-8-sig")
    return tmp_path


@pytest.fixture
def kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    held = Kept(folder)
    monkeypatch.setattr(article_page, "_kept", lambda: held)
    yield held


def page(cited: str, on: str = "", status: int = 200) -> str:
    answer = Client().get(f"/law/article?cite={quote(cited)}&on={on}")
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.django_db
def test_it_shows_the_article_of_the_day_and_sets_off_what_was_cited(wutong: Scope, kept: Kept) -> None:
    text = page("样本法第2条第1款第2项", "2026-01-01")
    assert '<mark class="statute-here">（二）第二种。</mark>' in text and "2021年文本" in text
    assert "旧的第一款" in page("样本法第2条", "2020-01-01") and "到<" not in page("样本法第2条", "2026-01-01")
    assert "推定" in page("样本法(2017)第2条")


@pytest.mark.django_db
def test_it_says_what_is_not_at_hand_and_what_was_not_understood(wutong: Scope, kept: Kept) -> None:
    assert "没有放进本系统" in page("没有的法第1条", status=404)
    assert "那天的文本没有放进来" in page("样本法第2条", "1990-01-01", status=404)
    assert "没有看懂引用" in page("随便写写", status=404)
    assert "不是日期" in page("样本法第2条", "昨天")
    assert "<script>" not in page("<script>alert(1)</script>第1条", status=404).replace("<script src", "")
    assert Client().get("/law/article").status_code == 200


@pytest.mark.django_db
def test_a_refusal_leads_to_the_article_it_stands_on(wutong: Scope) -> None:
    tale = Tale(wutong)
    answer = as_person("唐敏").get(f"/m/{tale.matter}/do/closed")
    text = answer.content.decode()
    assert answer.status_code == 409 and f"/law/article?cite={quote('投诉办理样例规则第')}" in text
    address = text.split('class="cite" href="')[1].split('"')[0]
    assert Client().get(address).status_code == 200


@pytest.mark.django_db
def test_a_citation_without_a_text_stays_plain_words(wutong: Scope, kept: Kept) -> None:
    assert article_page.address("样本法第2条") == f"/law/article?cite={quote('样本法第2条')}"
    assert article_page.address("没有的法第1条") == "" == article_page.address("样本法第99条")
    assert article_page.address("国办发〔2020〕53号") == ""


def test_it_reads_a_folder_and_names_every_file_that_is_no_statute(folder: Path) -> None:
    (folder / "broken.md").write_bytes(b"\xff\xfe# \x00")
    (folder / "none.md").write_text("# 空\n", encoding="utf-8")
    (folder / "twice.md").write_text(NEW, encoding="utf-8")
    (folder / "notes.txt").write_text("不是", encoding="utf-8")
    loaded = load(folder)
    assert [s.name for s in loaded.shelf.all() if s.title == "样本法"] == ["样本法(2017)", "样本法(2021)"]
    assert sorted(p.split("：")[0] for p in loaded.problems) == ["broken.md", "none.md", "法律/new.md"] or sorted(
        p.split("：")[0] for p in loaded.problems
    ) == ["broken.md", "none.md", "twice.md"]
    assert load(folder / "nowhere").problems == ()


def test_it_sees_a_new_file_within_a_minute_and_reads_nothing_meanwhile(folder: Path) -> None:
    now = [0.0]
    held = Kept(folder, lambda: now[0])
    first = held.get()
    (folder / "third.md").write_text(NEW.replace("样本法", "第三法"), encoding="utf-8")
    assert held.get() is first
    now[0] = 61.0
    assert "第三法" in {s.title for s in held.get().shelf.all()}
    again = held.get()
    now[0] = 122.0
    assert held.get() is again, "nothing changed, nothing is read"
    os.utime(folder / "third.md", ns=(1, 1))
    now[0] = 183.0
    assert held.get() is not again


def test_it_reads_out_an_article_at_the_command_line(folder: Path) -> None:
    said = CliRunner().invoke(
        law, ["article", "样本法第二条第一款第（一）项", "--on", "2026-01-01", "--folder", str(folder)]
    )
    assert said.exit_code == 0 and "→ （一）第一种；" in said.output and "  （二）第二种。" in said.output
    none = CliRunner().invoke(law, ["article", "样本法第2条", "--on", "1990-01-01", "--folder", str(folder)])
    assert none.exit_code == 1 and "没有1990-01-01施行的全文" in none.output
    assert CliRunner().invoke(law, ["article", "随便", "--on", "2026-01-01", "--folder", str(folder)]).exit_code != 0
    listed = CliRunner().invoke(law, ["statutes", "--folder", str(folder)])
    assert (
        listed.exit_code == 0
        and "样本法(2017)  2017-09-01起施行（[按最后一次修改通过的日子推定]）  3条  old.md" in listed.output
    )
