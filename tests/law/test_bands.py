"""Discretion bands: worked out in words, monotone, never outside the law's range; a departure says why."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wutong.law.discretion import LIGHTER, judge, read, sample, worksheet
from wutong.law.discretion.bands import Bands, Worksheet
from wutong.law.offences import Span, offences
from wutong.law.procedure import RuleError
from wutong.law.refusal import Refused

DAY = date(2026, 9, 1)
RANGE = Span(Decimal(2000), Decimal(20000))
KEY = "load_spill.air"
GOOD = """
discretion: 题
place: 某县
document: 文件
published: 2019-01-01
in_force: 2019-01-01
mark: 样例
heavier:
  again: {label: 再次, cite: 第1条}
bands:
  a.b:
    measures:
      area: {label: 面积, above: [2, 5]}
    grades:
      - {name: 轻, share: [0, 20]}
      - {name: 中, share: [20, 50]}
      - {name: 重, share: [50, 100]}
"""


def sheet(area: object, range_: Span = RANGE, **more: object) -> Worksheet:
    return worksheet([sample()], KEY, range_, {"area": Decimal(str(area))}, decided_on=DAY, **more)  # type: ignore[arg-type]


def test_it_reaches_the_next_grade_only_above_a_threshold() -> None:
    assert [sheet(area).grade for area in (0, 10, "10.01", 50, "50.5")] == ["一般", "一般", "较重", "较重", "严重"]
    assert sheet(10).band == Span(Decimal(2000), Decimal(7400))
    assert sheet(60).band == Span(Decimal(12800), Decimal(20000))
    assert any("样例" in str(step) for step in sheet(10).steps)


def test_it_takes_the_gravest_of_several_measures() -> None:
    measured = {"area": Decimal(1), "days": Decimal(31)}
    found = worksheet([sample()], "street_stall.road", Span(Decimal(0), Decimal(20000)), measured, decided_on=DAY)
    assert found.grade == "严重"


def test_it_moves_a_grade_for_grounds_and_sets_them_off() -> None:
    assert sheet(20, lighter=["removed_harm"]).grade == "一般"
    assert sheet(20, heavier=["repeated"]).grade == "严重"
    assert sheet(20, lighter=["minor", "merit"], heavier=["repeated", "obstructed"]).grade == "较重"
    assert sheet(5, lighter=["minor"]).grade == "一般" and sheet(5, lighter=["minor"]).mitigates
    assert sheet(99, heavier=["repeated"]).grade == "严重" and not sheet(99).mitigates


def test_it_cites_the_text_of_the_decisions_day() -> None:
    for day, law in ((date(2021, 7, 14), "（2017）第27条"), (date(2021, 7, 15), "（2021）第32条")):
        found = worksheet([sample()], KEY, RANGE, {"area": Decimal(20)}, lighter=["coerced"], decided_on=day)
        assert any(law in step.cite for step in found.steps)
    with pytest.raises(Refused, match="2017年的文本没有写"):
        worksheet([sample()], KEY, RANGE, {"area": Decimal(20)}, lighter=["confessed"], decided_on=date(2020, 1, 1))


def test_it_refuses_what_nobody_stated_and_what_is_no_ground() -> None:
    with pytest.raises(Refused, match="没有写明污染路面"):
        worksheet([sample()], KEY, RANGE, {}, decided_on=DAY)
    for measured in ({"area": Decimal("NaN")}, {"area": Decimal(-1)}, {"area": Decimal(1), "smell": Decimal(1)}):
        with pytest.raises(Refused):
            worksheet([sample()], KEY, RANGE, measured, decided_on=DAY)
    with pytest.raises(Refused, match="没有nice这种从轻"):
        sheet(20, lighter=["nice"])
    with pytest.raises(Refused, match="没有rude这种从重"):
        sheet(20, heavier=["rude"])


def test_it_uses_no_band_that_was_not_published_or_not_in_force() -> None:
    unpublished = read(GOOD.replace("published: 2019-01-01\n", ""), "x.yaml")
    later = read(GOOD.replace("published: 2019-01-01", "published: 2027-01-01"), "x.yaml")
    for bands in (unpublished, later):
        with pytest.raises(Refused, match=r"第34条（样例）：文件没有公布"):
            worksheet([bands], "a.b", RANGE, {"area": Decimal(1)}, decided_on=DAY)
    ended = read(GOOD.replace("mark: 样例", "until: 2020-01-01\nmark: 样例"), "x.yaml")
    found = worksheet([ended], "a.b", RANGE, {"area": Decimal(1)}, decided_on=DAY)
    assert found.band is None
    with pytest.raises(Refused, match="写明为什么"):
        judge(found, Decimal(3000))
    assert "因为" in str(judge(found, Decimal(3000), reasons="因为"))


def test_a_departure_needs_reasons_and_deliberation() -> None:
    found = sheet(20)
    assert "在较重一档内" in str(judge(found, Decimal(8000)))
    for reasons, deliberated in (("", False), ("", True), ("情节特殊", False), ("  ", True)):
        with pytest.raises(Refused) as refused:
            judge(found, Decimal(3000), reasons=reasons, deliberated=deliberated)
        assert len(refused.value.reasons) == (not reasons.strip()) + (not deliberated)
    assert "偏离裁量基准" in str(judge(found, Decimal(3000), reasons="情节特殊", deliberated=True))


def test_it_never_leaves_the_laws_range_without_a_ground() -> None:
    found = sheet(20)
    for amount in ("20000.01", "NaN", "-1", "Infinity"):
        with pytest.raises(Refused):
            judge(found, Decimal(amount), reasons="r", deliberated=True, mitigated=True)
    with pytest.raises(Refused, match="没有减轻的法定依据"):
        judge(found, Decimal(1999), reasons="r", deliberated=True, mitigated=True)
    light = sheet(20, lighter=["minor"])
    with pytest.raises(Refused, match="低于法定最低"):
        judge(light, Decimal(1000), reasons="r", deliberated=True)
    with pytest.raises(Refused, match="集体讨论"):
        judge(light, Decimal(1000), reasons="r", mitigated=True)
    assert "减轻处罚" in str(judge(light, Decimal(1000), reasons="r", deliberated=True, mitigated=True))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("above: [2, 5]", "above: [5, 2]", "2 thresholds in order"),
        ("above: [2, 5]", "above: [2]", "2 thresholds in order"),
        ("above: [2, 5]", "above: [2, 2]", "2 thresholds in order"),
        ("above: [2, 5]", "above: [2, 5.5]", "a whole number"),
        ("share: [20, 50]", "share: [30, 50]", "begins at 20"),
        ("share: [20, 50]", "share: [50, 20]", "from below to"),
        ("share: [50, 100]", "share: [50, 90]", "from 0 to 100"),
        ("share: [0, 20]", "share: [0, nan]", "a number like"),
        ("again:", "minor:", "no ground for a lighter penalty"),
        ("measures:", "mesures:", "did you mean 'measures'"),
    ],
)
def test_it_says_where_bands_are_wrong(old: str, new: str, told: str) -> None:
    assert read(GOOD, "x.yaml").bands["a.b"]
    with pytest.raises(RuleError, match=told):
        read(GOOD.replace(old, new, 1), "x.yaml")


def test_the_sample_names_norms_that_exist_and_is_marked() -> None:
    known = {f"{each.key}.{norm}" for each in offences().values() for norm in each.norms}
    assert set(sample().bands) <= known
    assert sample().mark == "样例"


AMOUNTS = st.decimals(0, 10**6, places=2)


@st.composite
def laid(draw: st.DrawFn) -> tuple[Bands, Span]:
    """Bands with any thresholds and shares, and any statutory range."""
    cuts = sorted(draw(st.sets(st.integers(1, 99), min_size=1, max_size=5)))
    edges = [0, *cuts, 100]
    above = sorted(draw(st.sets(st.integers(0, 500), min_size=len(cuts), max_size=len(cuts))))
    other = sorted(draw(st.sets(st.integers(0, 500), min_size=len(cuts), max_size=len(cuts))))
    grades = "".join(f"      - {{name: 第{n}档, share: [{a}, {b}]}}\n" for n, (a, b) in enumerate(pairwise(edges)))
    text = GOOD[: GOOD.index("    measures:")] + (
        f"    measures:\n      area: {{label: 面积, above: {above}}}\n      days: {{label: 天数, above: {other}}}\n    grades:\n{grades}"
    )
    low, high = sorted([draw(AMOUNTS), draw(AMOUNTS)])
    return read(text, "x.yaml"), Span(low, high)


VALUES = st.decimals(0, 600, places=1)
GROUNDS = st.sets(st.sampled_from(sorted(LIGHTER)))


def graded(bands: Bands, range_: Span, area: Decimal, days: Decimal, **more: object) -> Span:
    measured = {"area": area, "days": days}
    found = worksheet([bands], "a.b", range_, measured, decided_on=DAY, **more).band  # type: ignore[arg-type]
    assert found is not None
    return found


@given(laid(), VALUES, VALUES, VALUES, GROUNDS, st.booleans())
def test_more_is_never_cheaper(
    both: tuple[Bands, Span], area: Decimal, more: Decimal, days: Decimal, lighter: set[str], again: bool
) -> None:
    bands, range_ = both
    heavier = ["again"] if again else []
    low = graded(bands, range_, min(area, more), days, lighter=lighter, heavier=heavier)
    high = graded(bands, range_, max(area, more), days, lighter=lighter, heavier=heavier)
    assert low.low <= high.low and low.high <= high.high
    assert range_.low <= low.low <= low.high <= range_.high


@given(laid(), VALUES, VALUES, GROUNDS)
def test_a_ground_never_works_against_its_name(
    both: tuple[Bands, Span], area: Decimal, days: Decimal, lighter: set[str]
) -> None:
    bands, range_ = both
    plain = graded(bands, range_, area, days)
    light = graded(bands, range_, area, days, lighter=lighter)
    heavy = graded(bands, range_, area, days, heavier=["again"])
    assert light.low <= plain.low <= heavy.low and light.high <= plain.high <= heavy.high


@given(laid())
def test_grades_cover_the_whole_range_without_a_gap(both: tuple[Bands, Span]) -> None:
    bands, range_ = both
    parts = [grade.within(range_) for grade in bands.bands["a.b"].grades]
    assert parts[0].low == range_.low and parts[-1].high == range_.high
    assert all(a.high == b.low for a, b in pairwise(parts))
