"""What the law demands of a step, counted from what passed and written without looking at the rule files.

Each demand names its article. It knows acts by name, the dates and the contents of forms, and keeps its own calendar of
periods; it knows nothing of gates, claims, stales or clocks. A family without demands is walked all the same, for ways
on, ends, reachable acts and missed periods, and is named as one without an oracle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from tests.law.proving.councils import COUNSEL, MAJOR, MEDIATION, NORMATIVE
from tests.law.proving.force import DEMOLITION, PERFORMANCE
from tests.law.proving.inspections import CHECK, HEARING, RANDOM
from tests.law.proving.measures import HOLD, SEIZURE, TRANSFER, hold_last
from tests.law.proving.money import ENFORCEMENT, PAYMENT
from tests.law.proving.penalty import ORDINARY
from tests.law.proving.penalty_2017 import ORDINARY_2017, SUMMARY_2017
from tests.law.proving.people import CERTIFICATE, SECURITY
from tests.law.proving.permit import PERMIT
from tests.law.proving.remedies import LITIGATION, REVIEW
from tests.law.proving.shown import CREDIT, DISCLOSURE, REQUEST
from tests.law.proving.summary import SUMMARY
from tests.law.proving.told import NEW, Demand, Step, Told, workdays_on
from tests.law.proving.voices import COMPLAINT, INCIDENT, PETITION, PROPOSAL
from wutong.law.calendar import legal_day
from wutong.law.procedure import Thread

#: by family, and where a family has two sets: those of the law since 2021-07-15 and those before
DEMANDS: Mapping[str, Mapping[str, tuple[Demand, ...]]] = {
    "check": CHECK,
    "complaint": COMPLAINT,
    "counsel": COUNSEL,
    "court_enforcement": ENFORCEMENT,
    "credit": CREDIT,
    "demolition": DEMOLITION,
    "disclosure": DISCLOSURE,
    "hearing": HEARING,
    "hold": HOLD,
    "incident": INCIDENT,
    "information_request": REQUEST,
    "litigation": LITIGATION,
    "major_decision": MAJOR,
    "mediation": MEDIATION,
    "normative": NORMATIVE,
    "payment": PAYMENT,
    "penalty.ordinary": ORDINARY,
    "penalty.summary": SUMMARY,
    "performance": PERFORMANCE,
    "permit": PERMIT,
    "petition": PETITION,
    "police_transfer": TRANSFER,
    "proposal": PROPOSAL,
    "random_inspection": RANDOM,
    "register.certificate": CERTIFICATE,
    "review": REVIEW,
    "security_incident": SECURITY,
    "seizure": SEIZURE,
}
BEFORE_2021: Mapping[str, Mapping[str, tuple[Demand, ...]]] = {
    "penalty.ordinary": ORDINARY_2017,
    "penalty.summary": SUMMARY_2017,
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
    """The demands on a family."""

    def __init__(self, family: str) -> None:
        self.family = family

    def demands(self, day: date) -> Mapping[str, tuple[Demand, ...]]:
        """The demands of the law of a day: a case that began under the old text goes on under the new one."""
        before = BEFORE_2021.get(self.family) if day < NEW else None
        return before or DEMANDS.get(self.family, {})

    def complaints(
        self, steps: tuple[Step, ...], step: Step, thread: Thread, params: Mapping[str, object]
    ) -> Iterator[str]:
        """What the law has against a step that is about to be written."""
        told = Told(steps, step, thread, params)
        for demand in self.demands(told.today).get(step.act, ()):
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
