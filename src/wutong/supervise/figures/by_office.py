"""The year's figures by office: as the offices were when they had the matters, or under those that go on for them today."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Literal

from wutong.city.house import api as house
from wutong.city.offices import api as offices
from wutong.collect.complaints.api import counts
from wutong.record.scope import Scope
from wutong.supervise.figures import facts as said
from wutong.supervise.figures import fast
from wutong.supervise.figures.reads import page_of, place
from wutong.supervise.figures.views import Period, Rows

Tree = Literal["then", "now"]
#: what stands in a line, in the order of the columns
MEASURES = ("received", "closed", "answered", "due", "on_time", "overdue", "reopened")
LABELS = ("收到", "办结", "已答复", "应答复", "按期", "过期没答复", "退回重办过")


@dataclass(frozen=True)
class Line:
    """One office and its numbers."""

    code: str
    name: str
    numbers: tuple[int, ...]


class _Tree:
    """Whose a matter is counted for."""

    def __init__(self, scope: Scope, tree: Tree, on: date) -> None:
        self.links = house.successions(scope) if tree == "now" else []
        self.on = on
        self._state = house.load(scope)
        self._now = {o.code: o.name for o in offices.offices(scope, on)}

    def of(self, office: str, community: str) -> str:
        return house.office_now(self.links, office, community, self.on) if office else ""

    def name(self, code: str) -> str:
        if not code:
            return "没有交给机构的"
        return self._now.get(code) or self._state.name(code, self.on.isoformat())


def by_office(scope: Scope, year: int, as_of: date, tree: Tree, today: date) -> tuple[Line, ...]:
    """The complaints received in a year, by the office that had each on the report day."""
    whose, on = _Tree(scope, tree, today), fast.ground(scope, Period(year), as_of)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for (office, community), numbers in counts.by_office(scope, on.span, MEASURES).items():
        found[whose.of(office, community)].update(numbers)
    for each in on.folded:
        found[whose.of(each.office, each.community)].update(said.marks(each, MEASURES))
    order = {o.code: i for i, o in enumerate(offices.offices(scope, today))}
    codes = sorted((c for c in found if found[c]["received"]), key=lambda c: (not c, order.get(c, len(order)), c))
    return tuple(Line(c, whose.name(c), tuple(found[c][m] for m in MEASURES)) for c in codes)


def rows(
    scope: Scope,
    year: int,
    as_of: date,
    tree: Tree,
    today: date,
    office: str,
    measure: str,
    after: str = "",
    size: int = 50,
) -> tuple[str, Rows]:
    """The office's name, and one page of the matters behind one number of its line, the latest received first."""
    whose, on = _Tree(scope, tree, today), fast.ground(scope, Period(year), as_of)
    held: dict[str, set[str]] = defaultdict(set)
    for had, community in counts.by_office(scope, on.span, ("received",)):
        if whose.of(had, community) == office:
            held[had].add(community)
    also = [f.matter for f in on.folded if said.MEANS[measure](f) and whose.of(f.office, f.community) == office]
    page = counts.page(scope, on.span, measure, also=also, filters={}, after=place(after), size=size, held=held)
    return whose.name(office), page_of(page)
