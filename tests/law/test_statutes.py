"""Statutes in Markdown: articles, paragraphs, items, the day in force; citations as rule files and papers write them."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wutong.law import rulebook
from wutong.law import statutes as s

OLD = """# 中华人民共和国样本法

1996年3月17日样本会议通过

根据2017年9月1日样本会议《关于修改〈样本法〉的决定》修正

## 第一章　总则

第一条　为了试读，写这一条。

第二条　旧的第一款。

第三条　本法自1996年10月1日起施行。
"""
NEW = """---
sidebar: auto
---

# 中华人民共和国样本法

1996年3月17日样本会议通过

2021年1月22日样本会议修订

## 第一章　总则

**第一条**　为了试读，写这一条。

**第二条**　有下列情形之一的，应当试读：

（一）第一种；

（二）第二种。

试读以后应当再读。

**第二条之一**　插进来的一条。

### 第一节　附则

**第二十一条**　本法自 2021 年 7 月 15 日起施行。
"""
SHELF = s.Shelf([s.read(NEW, "new.md"), s.read(OLD, "old.md")])


def one(cited: str, on: date = date(2026, 1, 1)) -> s.Found | None:
    (found,) = s.take_apart(cited)
    return SHELF.find(found, on)


def test_it_reads_articles_paragraphs_and_the_day_in_force() -> None:
    new = s.read(NEW, "new.md")
    assert (new.title, new.edition, new.in_force, new.mark) == ("样本法", 2021, date(2021, 7, 15), "")
    assert list(new.articles) == ["1", "2", "2之一", "21"]
    assert new.articles["2"] == (
        "有下列情形之一的，应当试读：",
        "（一）第一种；",
        "（二）第二种。",
        "试读以后应当再读。",
    )


def test_an_amended_text_says_that_its_day_is_supposed_unless_the_file_states_it() -> None:
    old = s.read(OLD, "old.md")
    assert (old.in_force, old.mark) == (date(2017, 9, 1), s.SUPPOSED)
    told = s.read(OLD.replace("## 第一章", "施行：2018-01-01\n\n## 第一章"), "old.md")
    assert (told.in_force, told.mark, told.edition) == (date(2018, 1, 1), "", 2017)


@pytest.mark.parametrize(
    ("cited", "on", "text"),
    [
        ("样本法第2条", date(2026, 1, 1), 2021),
        ("样本法第2条", date(2021, 7, 15), 2021),
        ("样本法第2条", date(2021, 7, 14), 2017),
        ("样本法(2017) 第2条", date(2026, 1, 1), 2017),
        ("《样本法》（2017年修正）第二条", date(2026, 1, 1), 2017),
    ],
)
def test_it_opens_the_text_named_or_the_one_of_the_day(cited: str, on: date, text: int) -> None:
    found = one(cited, on)
    assert found is not None and found.statute.edition == text
    assert found.until == (date(2021, 7, 15) if text == 2017 else None)


@pytest.mark.parametrize("cited", ["样本法第2条", "样本法第九条", "没有的法第1条", "样本法(1999)第1条"])
def test_it_opens_nothing_where_no_text_has_it(cited: str) -> None:
    found = one(cited, date(2000, 1, 1))
    assert found is None


@pytest.mark.parametrize(
    ("cited", "shown"),
    [
        ("样本法第2条", []),
        ("样本法第2条第1款", ["有下列情形之一的，应当试读：", "（一）第一种；", "（二）第二种。"]),
        ("样本法第2(1)(2)条", ["（二）第二种。"]),
        ("样本法(2021)第2条第1款第2项", ["（二）第二种。"]),
        ("样本法第二条第一款第（一）项", ["（一）第一种；"]),
        ("样本法第2条第2款", ["试读以后应当再读。"]),
        ("样本法第二条之一", []),
    ],
)
def test_it_marks_the_paragraph_and_the_item(cited: str, shown: list[str]) -> None:
    found = one(cited)
    assert found is not None and [line for line, here in found.lines if here] == shown


def test_it_takes_apart_several_articles_and_leaves_notices_alone() -> None:
    found = s.take_apart("行政处罚法(2021)第44条；行政强制法 第54条、第55条；国办发〔2018〕118号")
    assert [(c.title, c.edition, c.article) for c in found] == [
        ("行政处罚法", 2021, "44"),
        ("行政强制法", 0, "54"),
        ("行政强制法", 0, "55"),
    ]
    assert s.take_apart("国办发〔2020〕53号") == () == s.take_apart("")


def test_it_understands_every_article_that_the_rule_files_cite() -> None:
    cited = {
        act.cite.text
        for family in rulebook.families()
        for text in rulebook._family(family)
        for act in text.acts.values()
    }
    assert len(cited) > 8
    assert [c for c in cited if "条" in c and not s.take_apart(c)] == []


@given(st.integers(1, 9999))
def test_it_reads_numerals(n: int) -> None:
    assert s.number(_chinese(n)) == n


def _chinese(n: int) -> str:
    """Written apart from the reader, by the rule of schools: 一千零一, 十二, 二十."""
    digits, units = "零一二三四五六七八九", ["", "十", "百", "千"]
    out = ""
    for place, char in enumerate(reversed(str(n))):
        d = int(char)
        out = (digits[d] + units[place] if d else "零") + out
    while "零零" in out:
        out = out.replace("零零", "零")
    out = out.rstrip("零")
    return out[1:] if out.startswith("一十") else out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("第一条　没有标题。", "没有标题"),
        ("# 样本法\n\n没有条文。", "第…条"),
        ("# 样本法\n\n第一条　没有日子。", "看不出从哪天起施行"),
        ("# 样本法\n\n施行：2021-07-15\n\n第一条　甲。\n\n第一条　乙。", "写了两遍"),
        ("", "没有标题"),
    ],
)
def test_it_says_what_a_file_lacks(text: str, said: str) -> None:
    with pytest.raises(s.Unreadable, match=said) as found:
        s.read(text, "x.md")
    assert str(found.value).startswith("x.md")


@given(st.text(alphabet="第一二三条款项（）()0123456789样本法；之\n# 年月日自起施行：-*　", max_size=80))
def test_it_answers_whatever_is_written(text: str) -> None:
    s.take_apart(text)
    with contextlib.suppress(s.Unreadable):
        s.read(text, "x.md")
