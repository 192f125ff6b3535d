"""Joins what no room may join: after a county's law changed its open matters are reckoned anew, with what rooms keep beside.

The docket knows matters and clocks; the complaint keeps whether an answer was on time; only here both are known.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from wutong.record import clock

if TYPE_CHECKING:
    from wutong.docket.matters.api import Restood
    from wutong.record.scope import Scope

TITLE = "dates / 期限"


def reckon(scope: Scope, bar: Callable[[str, int], AbstractContextManager[Any]]) -> Restood:
    """Reckon a county's open matters anew where its law is another one than the last time. See ``docket.restand_open``."""
    from wutong.collect.complaints import api as complaints
    from wutong.docket.matters import api as docket

    def beside(stood: docket.Stood) -> None:
        complaints.judge_again(scope, stood)

    waiting = len(docket.to_restand(scope))
    if not waiting:
        return docket.restand_open(scope, clock.now())
    with bar(TITLE, waiting) as steps:
        return docket.restand_open(scope, clock.now(), also={complaints.FAMILY: beside}, progress=steps.update)


def quietly() -> list[str]:
    """Reckon every county's matters with no bar, as a restore does before it opens what it restored; what was done."""
    from wutong.city.offices import api as offices
    from wutong.record.scope import Scope

    return [
        line
        for county in offices.at_home()
        for line in told(reckon(Scope(county.code), lambda title, n: nullcontext(SimpleNamespace(update=None))))
    ]


def told(done: Restood) -> list[str]:
    """What a run did, for a terminal; nothing where nothing was to be done."""
    if not done.looked:
        return []
    lines = [
        f"{done.looked} open matters reckoned anew, {done.moved} dates moved / 在办事项重算{done.looked}件，{done.moved}件的期限变了"
    ]
    lines += [f"  {number}: not reckoned, stays as it was ({why}) / 没有重算" for number, why in done.failed[:20]]
    if len(done.failed) > 20:
        lines.append(f"  and {len(done.failed) - 20} more / 还有{len(done.failed) - 20}件")
    return lines
