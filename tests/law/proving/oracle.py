"""What the law demands of a step, counted from what passed and written without looking at the rule files.

Each demand names its article. It knows acts by name, the dates and the contents of forms, and keeps its own calendar of
periods; it knows nothing of gates, claims, stales or clocks. A family without demands is walked all the same, for ways
on, ends, reachable acts and missed periods, and is named as one without an oracle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from tests.law.proving.measures import HOLD, SEIZURE, TRANSFER, hold_last
from tests.law.proving.penalty import ORDINARY
from tests.law.proving.permit import PERMIT
from tests.law.proving.summary import SUMMARY
from tests.law.proving.told import NEW, Demand, Step, Told, workdays_on
from wutong.law.calendar import legal_day
from wutong.law.procedure import Thread

DEMANDS: Mapping[tuple[str, bool], Mapping[str, tuple[Demand, ...]]] = {
    ("penalty.ordinary", True): ORDINARY,
    ("penalty.summary", True): SUMMARY,
    ("hold", True): HOLD,
    ("hold", False): HOLD,
    ("seizure", False): SEIZURE,
    ("permit", False): PERMIT,
    ("police_transfer", False): TRANSFER,
}


#: periods that the oracle ends by itself, so that time also goes there: family → act, working days or days
PERIODS: Mapping[str, tuple[tuple[str, Callable[[date], date]], ...]] = {
    "penalty.ordinary": (
        ("notified.served", lambda day: workdays_on(day, 5)),
        ("hearing_noticed.served", lambda day: workdays_on(day, 7)),
        ("decided.served", lambda day: day + timedelta(days=15)),
        ("demanded.served", lambda day: workdays_on(day, 10)),
    ),
    "hold": (("held", hold_last),),
    "seizure": (
        ("seized", lambda day: day + timedelta(days=30)),
        ("seized", lambda day: day + timedelta(days=60)),
    ),
}


class Oracle:
    """The demands on one text of a family."""

    def __init__(self, family: str, in_force: date) -> None:
        self.family = family
        self.demands = DEMANDS.get((family, in_force >= NEW)) or DEMANDS.get((family, False), {})
        if family in ("penalty.ordinary", "penalty.summary") and in_force < NEW:
            self.demands = {}  # the text of 2017 is judged by its examples; the demands here are those of 2021

    def complaints(
        self, steps: tuple[Step, ...], step: Step, thread: Thread, params: Mapping[str, object]
    ) -> Iterator[str]:
        """What the law has against a step that is about to be written."""
        told = Told(steps, step, thread, params)
        for demand in self.demands.get(step.act, ()):
            yield from demand(told)

    def instants(self, steps: tuple[Step, ...]) -> Iterator[datetime]:
        """Ends of periods, as this oracle counts them."""
        from wutong.law.calendar import last_instant

        for act, last in PERIODS.get(self.family, ()):
            found = [each for each in steps if each.act == act]
            if found:
                yield last_instant(last(legal_day(found[-1].at)))

    def memory(self, steps: tuple[Step, ...], now: datetime) -> tuple[Any, ...]:
        """What tells two histories apart for this oracle: which of its acts came after which."""
        marks = {n: each.act for n, each in enumerate(steps) if each.act in MEMORY.get(self.family, ())}
        last = {act: n for n, act in marks.items()}
        over = tuple(now > at for at in self.instants(steps))
        return (tuple(sorted(last, key=lambda act: last[act])), over)


#: the acts whose order this oracle remembers; of the others it only knows what they last said
MEMORY: Mapping[str, tuple[str, ...]] = {
    "penalty.ordinary": (
        "interviewed",
        "investigated",
        "notified",
        "hearing_asked",
        "reviewed",
        "deliberated",
        "decided",
    ),
    "seizure": ("seized", "extended"),
    "permit": ("accepted",),
}
