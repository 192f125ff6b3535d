"""Discretion bands (裁量基准): local, dated, published data; which part of the statutory range fits, worked out in words.

Monotone by construction: a measure that grows never leads to a lower grade, and grades follow each other without a gap.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import pairwise

from wutong.law.offences import Span, Step, yuan
from wutong.law.procedure.yamlfile import Node, whole
from wutong.law.refusal import Reason, Refused

FOLDER = files("wutong.law") / "rules" / "discretion"
#: 行政处罚法 34: bands are published; in force since this day, before it they rested on policy papers alone
PUBLISHED_SINCE = date(2021, 7, 15)


@dataclass(frozen=True)
class Measure:
    """Something counted or measured; each threshold that is exceeded is one grade more."""

    name: str
    label: str
    above: tuple[Decimal, ...]

    def level(self, value: Decimal) -> int:
        return sum(value > threshold for threshold in self.above)


@dataclass(frozen=True)
class Grade:
    """A part of the statutory range, in percent of it."""

    name: str
    low: Decimal
    high: Decimal

    def within(self, range_: Span) -> Span:
        width = range_.high - range_.low
        return Span(range_.low + width * self.low / 100, range_.low + width * self.high / 100)


@dataclass(frozen=True)
class Band:
    """The bands of one norm of an offence."""

    key: str
    measures: Mapping[str, Measure]
    grades: tuple[Grade, ...]


@dataclass(frozen=True)
class Bands:
    """A county's bands with the document that laid them down; `heavier`: local grounds for one grade more."""

    title: str
    place: str
    document: str
    published: date | None
    in_force: date
    until: date | None
    mark: str
    heavier: Mapping[str, tuple[str, str]]
    bands: Mapping[str, Band]

    def covers(self, day: date) -> bool:
        return self.in_force <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Worksheet:
    """How a part of the range was found. `band` None: no bands for this norm, any amount needs reasons.

    `mitigates`: there is a ground to go below the statutory minimum (减轻), which nobody has to use.
    """

    range: Span
    grade: str
    band: Span | None
    mitigates: bool
    steps: tuple[Step, ...]
    mark: str
    cite: str


#: grounds of 行政处罚法 for a lighter or mitigated penalty: (words, article 2021, article 2017, whether it must be given)
LIGHTER: Mapping[str, tuple[str, str, str, bool]] = {
    "removed_harm": ("主动消除或者减轻违法行为危害后果", "第32条第(一)项", "第27条第1款第(一)项", True),
    "coerced": ("受他人胁迫或者诱骗", "第32条第(二)项", "第27条第1款第(二)项", True),
    "confessed": ("主动供述行政机关尚未掌握的违法行为", "第32条第(三)项", "", True),
    "merit": ("配合行政机关查处违法行为有立功表现", "第32条第(四)项", "第27条第1款第(三)项", True),
    "minor": ("已满14周岁不满18周岁", "第30条", "第25条", True),
    "partly_able": ("尚未完全丧失辨认或者控制能力", "第31条", "", False),
}


def read(text: str, file: str) -> Bands:
    """Read a county's bands strictly.

    :raises RuleError: naming file, line, what stands there and what was expected.
    """
    keys = ("discretion", "place", "document", "published", "in_force", "until", "mark", "heavier", "bands")
    top = whole(text, file, date.max).fields(keys, ("discretion", "place", "document", "in_force", "mark", "bands"))
    heavier = {}
    for name, node in top["heavier"].items() if "heavier" in top else ():
        fields = node.fields(("label", "cite"), ("label", "cite"))
        if name in LIGHTER:
            raise node.error("a name that is no ground for a lighter penalty", found=name)
        heavier[name] = (fields["label"].text(), fields["cite"].text())
    return Bands(
        title=top["discretion"].text(),
        place=top["place"].text(),
        document=top["document"].text(),
        published=top["published"].day() if "published" in top else None,
        in_force=top["in_force"].day(),
        until=top["until"].day() if "until" in top else None,
        mark=top["mark"].text(),
        heavier=heavier,
        bands={key: _band(key, node) for key, node in top["bands"].items()},
    )


def _band(key: str, node: Node) -> Band:
    fields = node.fields(("measures", "grades"), ("measures", "grades"))
    grades = tuple(_grade(each) for each in fields["grades"].list())
    if len(grades) < 2:
        raise fields["grades"].error("at least two grades")
    if grades[0].low != 0 or grades[-1].high != 100:
        raise fields["grades"].error("grades that reach from 0 to 100 percent of the range")
    for (earlier, later), each in zip(pairwise(grades), fields["grades"].list()[1:], strict=True):
        if earlier.high != later.low:
            raise each.error(f"a share that begins at {earlier.high}, where {earlier.name} ends")
    measures = {}
    for name, each in fields["measures"].items():
        parts = each.fields(("label", "above"), ("label", "above"))
        above = tuple(_number(part) for part in parts["above"].list())
        if len(above) != len(grades) - 1 or list(above) != sorted(set(above)):
            raise parts["above"].error(f"{len(grades) - 1} thresholds in order, one less than there are grades")
        measures[name] = Measure(name, parts["label"].text(), above)
    if not measures:
        raise fields["measures"].error("at least one measure")
    return Band(key, measures, grades)


def _grade(node: Node) -> Grade:
    fields = node.fields(("name", "share"), ("name", "share"))
    share = [_number(each) for each in fields["share"].list()]
    if len(share) != 2 or not 0 <= share[0] < share[1] <= 100:
        raise fields["share"].error("a share [from, to] in percent, from below to")
    return Grade(fields["name"].text(), share[0], share[1])


def _number(node: Node) -> Decimal:
    if isinstance(node.value, str):
        try:
            number = Decimal(str(node.value))
        except ArithmeticError:
            raise node.error("a number like 5 or '0.5'") from None
        if not number.is_finite():
            raise node.error("a number like 5 or '0.5'")
        return number
    return Decimal(node.number())


@cache
def sample() -> Bands:
    """The invented county's bands, marked 样例: for the demo and for learning the form."""
    return read((FOLDER / "sample.yaml").read_text(encoding="utf-8"), "discretion/sample.yaml")


def worksheet(
    bands: Iterable[Bands],
    key: str,
    range_: Span,
    measured: Mapping[str, Decimal],
    *,
    lighter: Collection[str] = (),
    heavier: Collection[str] = (),
    decided_on: date,
) -> Worksheet:
    """The part of a statutory range that a county's bands give. `key`: `<offence>.<norm>`.

    :raises Refused: a measure that nobody stated, bands that were not published, or a ground that does not exist.
    """
    found = next((each for each in bands if key in each.bands and each.covers(decided_on)), None)
    grounds, mitigates = _lighter(lighter, decided_on)
    reach = Step(f"法定幅度是{range_.zh()}。")
    if found is None:
        unset = Step(
            "本地没有这个案由的裁量基准，在法定幅度内确定，要写明理由。", "行政处罚法第5条第2款", "[checked: LRB]"
        )
        return Worksheet(range_, "", None, mitigates, (reach, *grounds, unset), "", "行政处罚法第5条第2款")
    if found.published is None or found.published > decided_on:
        remedy = "公布以后再用，或者不用它，写明理由"
        raise _refused("行政处罚法第34条", f"{found.document}没有公布，不能作为裁量基准", remedy, found.mark)
    band = found.bands[key]
    level, steps = _measured(band, measured, found)
    more = _heavier(found, heavier)
    shift = bool(more) - any(name in LIGHTER for name in lighter)
    graded = min(max(level + shift, 0), len(band.grades) - 1)
    if shift:
        words = (
            f"{'从重' if shift > 0 else '从轻'}，{'升' if shift > 0 else '降'}一档"
            if graded != level
            else "已经是这一头的一档，不再变"
        )
        more = (*more, Step(f"{words}：{band.grades[graded].name}。", found.document, found.mark))
    elif more:
        more = (*more, Step("从轻和从重的情节都有，相抵。", found.document, found.mark))
    grade = band.grades[graded]
    part = grade.within(range_)
    share = f"法定幅度的{yuan(grade.low)}%至{yuan(grade.high)}%"
    last = Step(f"{grade.name}：{share}，即{part.zh()}。", found.document, found.mark)
    return Worksheet(
        range_, grade.name, part, mitigates, (reach, *steps, *grounds, *more, last), found.mark, found.document
    )


def _measured(band: Band, measured: Mapping[str, Decimal], found: Bands) -> tuple[int, tuple[Step, ...]]:
    level, steps = 0, []
    for name, measure in band.measures.items():
        value = measured.get(name)
        if value is None or not value.is_finite() or value < 0:
            raise _refused(found.document, f"没有写明{measure.label}", f"写明{measure.label}和依据", found.mark)
        reached = measure.level(value)
        steps.append(Step(f"{measure.label}{yuan(value)}：{band.grades[reached].name}。", found.document, found.mark))
        level = max(level, reached)
    unknown = set(measured) - set(band.measures)
    if unknown:
        words = f"裁量基准里没有{'、'.join(sorted(unknown))}这一项"
        raise _refused(found.document, words, f"只写{'、'.join(band.measures)}", found.mark)
    return level, tuple(steps)


def _lighter(names: Collection[str], decided_on: date) -> tuple[tuple[Step, ...], bool]:
    steps = []
    for name in names:
        if name not in LIGHTER:
            raise _refused("行政处罚法第32条", f"没有{name}这种从轻、减轻情节", f"写{'、'.join(LIGHTER)}中的一种", "")
        words, new, old, must = LIGHTER[name]
        article = (
            f"行政处罚法（2021）{new}" if decided_on >= PUBLISHED_SINCE else f"行政处罚法（2017）{old}" if old else ""
        )
        if not article:
            raise _refused(
                "行政处罚法（2017）第27条",
                f"2017年的文本没有写“{words}”",
                "按第27条第1款第(四)项写明别的法定依据",
                "[from memory]",
            )
        mark = "[checked: LRB]" if decided_on >= PUBLISHED_SINCE else "[from memory]"
        steps.append(Step(f"{words}，{'应当' if must else '可以'}从轻或者减轻。", article, mark))
    return tuple(steps), bool(steps)


def _heavier(found: Bands, names: Collection[str]) -> tuple[Step, ...]:
    steps = []
    for name in names:
        if name not in found.heavier:
            raise _refused(
                found.document, f"没有{name}这种从重情节", f"写{'、'.join(found.heavier) or '无'}中的一种", found.mark
            )
        label, cite = found.heavier[name]
        steps.append(Step(f"{label}，从重。", f"{found.document}{cite}", found.mark))
    return tuple(steps)


def judge(
    sheet: Worksheet, amount: Decimal, *, reasons: str = "", deliberated: bool = False, mitigated: bool = False
) -> Step:
    """Whether an amount may be decided. A departure from the bands needs reasons and collective deliberation.

    :param mitigated: below the statutory minimum on purpose (减轻).
    :raises Refused: naming the article, what is missing and how to mend it.
    """
    if not amount.is_finite() or amount < 0:
        raise _refused("行政处罚法第5条第2款", "罚款数额不是一个数", "写不小于0的元数", "")
    if amount > sheet.range.high:
        words = f"{yuan(amount)}元高于法定最高数额{yuan(sheet.range.high)}元"
        raise _refused("行政处罚法第4条", words, f"在{sheet.range.zh()}内确定", "[checked: LRB]")
    told = reasons.strip()
    if amount < sheet.range.low:
        if not sheet.mitigates or not mitigated:
            words = f"{yuan(amount)}元低于法定最低数额{yuan(sheet.range.low)}元，没有减轻的法定依据"
            raise _refused("行政处罚法第32条", words, "写明减轻的法定情节，或者在法定幅度内确定", "[checked: LRB]")
        _explained(told, deliberated, "减轻处罚")
        return Step(f"减轻处罚，{yuan(amount)}元。理由：{told}", "行政处罚法第32条", "[checked: LRB]")
    if sheet.band is not None and amount in sheet.band:
        return Step(f"{yuan(amount)}元在{sheet.grade}一档内。", sheet.cite, sheet.mark)
    if sheet.band is None:
        if not told:
            raise _refused(sheet.cite, "没有裁量基准，也没有写明理由", "写明为什么是这个数额", "[checked: LRB]")
        return Step(f"在法定幅度内确定{yuan(amount)}元。理由：{told}", sheet.cite, "[checked: LRB]")
    _explained(told, deliberated, f"不按{sheet.grade}一档{sheet.band.zh()}")
    return Step(f"偏离裁量基准，{yuan(amount)}元。理由：{told}", "国办发〔2022〕27号", "[from memory]")


def _explained(told: str, deliberated: bool, what: str) -> None:
    reasons = []
    if not told:
        reasons.append(
            Reason("行政处罚法第5条第2款、第34条", f"{what}，没有写明理由", "写明理由", mark="[checked: LRB]")
        )
    if not deliberated:
        reasons.append(
            Reason("国办发〔2022〕27号", f"{what}，没有集体讨论", "提交负责人集体讨论", mark="[from memory]")
        )
    if reasons:
        raise Refused("discretion", "确定罚款数额", reasons)


def _refused(article: str, missing: str, remedy: str, mark: str) -> Refused:
    return Refused("discretion", "确定罚款数额", [Reason(article, missing, remedy, mark=mark)])
