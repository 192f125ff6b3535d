"""Fetches, before any transaction, what an act is judged by: the text in force on its day, local terms, the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from wutong.city.offices import api as offices
from wutong.law import procedure as law
from wutong.law import rulebook
from wutong.law.calendar import Calendar
from wutong.record.clock import legal_day
from wutong.record.scope import Scope


@dataclass(frozen=True)
class Judged:
    """The text and the calendar an act is judged by, fetched before the transaction."""

    procedure: law.Procedure
    calendar: Calendar


def law_for(scope: Scope, family: str, at: datetime) -> Judged:
    """The procedure in force on the legal day of ``at`` with the county's local terms, and the county's calendar."""
    on = legal_day(at)
    return Judged(rulebook.procedure(family, on, offices.params(scope, on)), offices.calendar(scope))


class Laws:
    """``law_for`` for many acts in a row: the calendar is fetched once, the local terms once a legal day."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._calendar = offices.calendar(scope)
        self._params: dict[date, Mapping[str, object]] = {}

    def at(self, family: str, at: datetime) -> Judged:
        on = legal_day(at)
        if on not in self._params:
            self._params[on] = offices.params(self._scope, on)
        return Judged(rulebook.procedure(family, on, self._params[on]), self._calendar)
