"""Bands say on what they stand: each ground and refusal under the article of its day, and what a file of bands may hold."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from tests.law.test_bands import DAY, GOOD, KEY, RANGE, sheet
from wutong.law.discretion import LIGHTER, judge, read, sample, worksheet
from wutong.law.discretion.bands import Worksheet
from wutong.law.offences import Span
from wutong.law.procedure import RuleError
from wutong.law.refusal import Refused

NEW, BEFORE = date(2021, 7, 15), date(2021, 7, 14)


def one(text: str, value: object, **more: object) -> Worksheet:
    given = {"area": Decimal(str(value))}
    return worksheet([read(text, "x.yaml")], "a.b", RANGE, given, **{"decided_on": DAY, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ground", "new", "old", "may"),
    [
        ("removed_harm", "第32条第(一)项", "第27条第1款第(一)项", "应当"),
        ("coerced", "第32条第(二)项", "第27条第1款第(二)项", "应当"),
        ("confessed", "第32条第(三)项", None, "应当"),
        ("merit", "第32条第(四)项", "第27条第1款第(三)项", "应当"),
        ("minor", "第30条", "第25条", "应当"),
        ("partly_able", "第31条", None, "可以"),
    ],
)
def test_a_ground_for_less_stands_on_the_text_of_the_decisions_day(
    ground: str, new: str, old: str | None, may: str
) -> None:
    def step(on: date) -> tuple[str, str, str]:
        found = worksheet([], KEY, RANGE, {}, lighter=[ground], decided_on=on)
        assert found.mitigates and len(found.steps) == 3
        return found.steps[1].words, found.steps[1].cite, found.steps[1].mark

    words = f"{LIGHTER[ground][0]}，{may}从轻或者减轻。"
    assert step(NEW) == (words, f"行政处罚法（2021）{new}", "[checked: LRB]")
    if old is not None:
        assert step(BEFORE) == (words, f"行政处罚法（2017）{old}", "[from memory]")
        return
    with pytest.raises(Refused, match="2017年的文本没有写") as refused:
        step(BEFORE)
    assert refused.value.reasons[0].article == "行政处罚法（2017）第27条"


def test_without_bands_the_range_is_the_laws_and_says_so() -> None:
    found = worksheet([sample()], "no.such", RANGE, {}, decided_on=DAY)
    assert (found.band, found.grade, found.mitigates, found.cite) == (None, "", False, "行政处罚法第5条第2款")
    assert [each.cite for each in found.steps] == ["", "行政处罚法第5条第2款"]
    assert found.steps[0].words == "法定幅度是2000元以上2万元以下。"
    told = judge(found, Decimal(3000), reasons="首次")
    assert (told.words, told.cite) == ("在法定幅度内确定3000元。理由：首次", "行政处罚法第5条第2款")


@pytest.mark.parametrize(
    ("amount", "more", "articles"),
    [
        ("NaN", {}, ["行政处罚法第5条第2款"]),
        ("-1", {}, ["行政处罚法第5条第2款"]),
        ("20000.01", {}, ["行政处罚法第4条"]),
        ("1999.99", {"mitigated": True}, ["行政处罚法第32条"]),
        ("8000.01", {"mitigated": True}, []),
        ("20000", {}, ["行政处罚法第5条第2款、第34条", "国办发〔2022〕27号"]),
        ("20000", {"reasons": "重"}, ["国办发〔2022〕27号"]),
        ("20000", {"deliberated": True}, ["行政处罚法第5条第2款、第34条"]),
        ("2000", {"reasons": "轻", "deliberated": True}, []),
        ("7400", {}, []),
        ("12800", {}, []),
    ],
)
def test_an_amount_is_refused_under_the_article_it_offends(
    amount: str, more: dict[str, object], articles: list[str]
) -> None:
    try:
        judge(sheet(20), Decimal(amount), **more)  # type: ignore[arg-type]
    except Refused as refused:
        assert [each.article for each in refused.reasons] == articles
    else:
        assert articles == []


def test_below_the_least_stands_on_the_ground_and_a_departure_on_the_notice() -> None:
    light = sheet(20, lighter=["minor"])
    less = judge(light, Decimal(0), reasons=" 未成年 ", deliberated=True, mitigated=True)
    assert (less.words, less.cite) == ("减轻处罚，0元。理由：未成年", "行政处罚法第32条")
    other = judge(light, Decimal(2000), reasons="轻", deliberated=True, mitigated=True)
    assert "在一般一档内" in other.words and other.cite == sample().document
    away = judge(sheet(20), Decimal(2000), reasons="轻", deliberated=True)
    assert (away.words, away.cite) == ("偏离裁量基准，2000元。理由：轻", "国办发〔2022〕27号")


@pytest.mark.parametrize(
    ("refuses", "article"),
    [
        (lambda: sheet(20, lighter=["nice"]), "行政处罚法第32条"),
        (lambda: sheet(20, heavier=["rude"]), sample().document),
        (lambda: sheet("-0.01"), sample().document),
        (lambda: one(GOOD.replace("published: 2019-01-01\n", ""), 1), "行政处罚法第34条"),
    ],
)
def test_a_worksheet_refuses_under_the_article_or_the_document(refuses: Callable[[], object], article: str) -> None:
    with pytest.raises(Refused) as refused:
        refuses()
    assert [each.article for each in refused.value.reasons] == [article]


@pytest.mark.parametrize(
    ("area", "more", "told"),
    [
        (20, {"heavier": ["repeated"]}, ["一年内因同一种行为被处罚过，从重。", "从重，升一档：严重。"]),
        (20, {"lighter": ["minor"]}, ["从轻，降一档：一般。"]),
        (99, {"heavier": ["repeated"]}, ["一年内因同一种行为被处罚过，从重。", "已经是这一头的一档，不再变：严重。"]),
        (5, {"lighter": ["minor"]}, ["已经是这一头的一档，不再变：一般。"]),
        (
            20,
            {"lighter": ["minor"], "heavier": ["obstructed"]},
            ["阻碍执法，还不构成治安案件，从重。", "从轻和从重的情节都有，相抵。"],
        ),
        (20, {}, []),
    ],
)
def test_it_says_which_way_a_ground_moved_the_grade(area: int, more: dict[str, object], told: list[str]) -> None:
    steps = sheet(area, **more).steps
    first, last = steps[1], steps[-1]
    assert first.words == f"污染路面（平方米）{area}：{('一般', '较重', '严重')[(area > 10) + (area > 50)]}。"
    at = 2 + bool(more.get("lighter"))
    assert [each.words for each in steps[at:-1]] == told
    shares = {
        "一般": "法定幅度的0%至30%，即2000元以上7400元以下",
        "较重": "法定幅度的30%至60%，即7400元以上12800元以下",
        "严重": "法定幅度的60%至100%，即12800元以上2万元以下",
    }
    grade = sheet(area, **more).grade
    assert last.words == f"{grade}：{shares[grade]}。" and last.cite == sample().document


def test_a_ground_of_the_place_is_cited_by_its_document_and_article() -> None:
    found = sheet(20, heavier=["repeated"])
    assert f"{sample().document}第6条第1项" in [each.cite for each in found.steps]


def test_bands_hold_on_their_first_and_last_day_and_from_the_day_they_are_published() -> None:
    dated = GOOD.replace("mark: 样例", "until: 2026-09-01\nmark: 样例")
    assert one(dated, 1).grade == "轻" and one(dated, 1, decided_on=date(2026, 9, 2)).band is None
    later = dated.replace("in_force: 2019-01-01", "in_force: 2026-09-01")
    assert one(later, 1).grade == "轻" and one(later, 1, decided_on=date(2026, 8, 31)).band is None
    told = dated.replace("published: 2019-01-01", "published: 2026-09-01")
    assert one(told, 1).grade == "轻"
    with pytest.raises(Refused, match="没有公布"):
        one(told, 1, decided_on=date(2026, 8, 31))


def test_a_file_of_bands_reads_as_it_is_written() -> None:
    found = read(GOOD.replace("mark: 样例", "until: 2030-01-01\nmark: 样例"), "x.yaml")
    assert (found.title, found.place, found.document, found.mark) == ("题", "某县", "文件", "样例")
    assert (found.published, found.in_force, found.until) == (date(2019, 1, 1), date(2019, 1, 1), date(2030, 1, 1))
    assert found.heavier == {"again": ("再次", "第1条")} and read(GOOD, "x.yaml").until is None
    band = found.bands["a.b"]
    assert (band.key, band.measures["area"].label, band.measures["area"].above) == (
        "a.b",
        "面积",
        (Decimal(2), Decimal(5)),
    )
    assert [(each.name, each.low, each.high) for each in band.grades] == [
        ("轻", 0, 20),
        ("中", 20, 50),
        ("重", 50, 100),
    ]
    bare = GOOD.replace("heavier:\n  again: {label: 再次, cite: 第1条}\n", "").replace("published: 2019-01-01\n", "")
    assert (read(bare, "x.yaml").heavier, read(bare, "x.yaml").published) == ({}, None)
    assert read(GOOD.replace("[2, 5]", "['0.5', 5]"), "x.yaml").bands["a.b"].measures["area"].above[0] == Decimal("0.5")


ONE_GRADE = (
    "      - {name: 轻, share: [0, 20]}\n      - {name: 中, share: [20, 50]}\n      - {name: 重, share: [50, 100]}\n"
)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (ONE_GRADE, "      - {name: 轻, share: [0, 100]}\n", "at least two grades"),
        ("measures:\n      area: {label: 面积, above: [2, 5]}", "measures: {}", "at least one measure"),
        ("share: [0, 20]", "share: [1, 20]", "from 0 to 100"),
        ("share: [0, 20]", "share: [0, 10, 20]", "from below to"),
        ("share: [0, 20]", "share: [0]", "from below to"),
        ("share: [20, 50]", "share: [20, 20]", "from below to"),
        ("share: [50, 100]", "share: [50, 101]", "from below to"),
        ("share: [0, 20]", "share: [-1, 20]", "from below to"),
        ("above: [2, 5]", "above: ['x', 5]", "a number like"),
        ("above: [2, 5]", "above: [2, 'Infinity']", "a number like"),
        ("above: [2, 5]", "above: [2, 5, 9]", "2 thresholds in order"),
    ],
)
def test_it_refuses_grades_and_measures_that_do_not_add_up(old: str, new: str, told: str) -> None:
    assert old in GOOD
    with pytest.raises(RuleError, match=told):
        read(GOOD.replace(old, new, 1), "x.yaml")


def test_two_grades_and_one_threshold_are_enough() -> None:
    two = GOOD.replace(ONE_GRADE, "      - {name: 轻, share: [0, 20]}\n      - {name: 重, share: [20, 100]}\n")
    assert one(two.replace("[2, 5]", "[2]"), 3).band == Span(Decimal(5600), Decimal(20000))
