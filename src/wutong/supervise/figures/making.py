"""Makes figures out of counted measures: values, fractions, notes. Both ways of counting end here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from wutong.city.offices import api as offices
from wutong.record.scope import Scope
from wutong.supervise.figures.declared import Declared
from wutong.supervise.figures.views import UNSET, Figure, Period, rate


def total(months: Iterable[Mapping[str, int]]) -> Counter[str]:
    """The year of its months: every complaint is received in one month."""
    summed: Counter[str] = Counter()
    for month in months:
        summed.update(month)
    return summed


def made(
    scope: Scope, period: Period, counted: Mapping[str, int], as_of: date, wanted: Iterable[Declared]
) -> tuple[Figure, ...]:
    """The figures of a period from its counted measures."""
    terms = offices.params(scope, as_of)
    return tuple(_figure(d, period, counted, terms) for d in wanted)


def _figure(d: Declared, period: Period, counted: Mapping[str, int], terms: Mapping[str, object]) -> Figure:
    above = counted.get(d.numerator, 0)
    below = counted.get(d.denominator, 0) if d.denominator else None
    if d.term and not getattr(terms.get(d.term), "value", None):
        return Figure(d.key, d.label, UNSET, d.unit, None, None, "本局还没有设定答复期限", period)
    if d.kind == "rate":
        value = rate(above, below or 0)
        return Figure(d.key, d.label, value, d.unit, above, below, _rate_note(d, above, below or 0, counted), period)
    return Figure(d.key, d.label, above, d.unit, above, below, _count_note(d, above, below, counted), period)


def _rate_note(d: Declared, above: int, below: int, counted: Mapping[str, int]) -> str:
    match d.key:
        case "complaints.satisfaction":
            received = counted.get("received", 0)
            return f"收到{received:,}件，评价{below:,}件，满意和基本满意{above:,}件"
        case "complaints.on_time":
            waiting = counted.get("overdue", 0)
            return f"应答复{below:,}件，按期{above:,}件" + (f"，过期还没答复{waiting:,}件" if waiting else "")
        case _:
            return f"应办{below:,}件，办结{above:,}件"


def _count_note(d: Declared, above: int, below: int | None, counted: Mapping[str, int]) -> str:
    match d.key:
        case "complaints.received":
            apart = [
                f"{word}{counted[measure]:,}件"
                for word, measure in (
                    ("并件", "merged"), ("转交其他机关", "not_ours"), ("撤回", "withdrawn"), ("导入", "imported"),
                )
                if counted.get(measure)
            ]  # fmt: skip
            return f"其中{'，'.join(apart)}" if apart else ""
        case "complaints.handled":
            undated = counted.get("undated", 0)
            return f"收到{below or 0:,}件" + (f"，另有{undated:,}件有答复但时间不明" if undated else "")
        case "complaints.within_15_days" | "complaints.within_60_days":
            share = rate(above, below or 0)
            return f"应办{below or 0:,}件" + (f"，占{share}%" if share is not None else "")
        case _:
            return f"收到{below:,}件里" if below is not None and d.denominator == "received" else ""
