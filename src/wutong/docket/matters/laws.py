"""Fetches, before any transaction, what an act is judged by: the text in force on its day, local terms, the calendar."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
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

    def __init__(
        self,
        scope: Scope,
        calendar: Calendar | None = None,
        params: Callable[[date], Mapping[str, object]] | None = None,
    ) -> None:
        """``calendar`` and ``params``: those that are only thought of, in place of the county's own."""
        self._scope = scope
        self._calendar = calendar or offices.calendar(scope)
        self._ask = params or (lambda on: offices.params(scope, on))
        self._params: dict[date, Mapping[str, object]] = {}

    def at(self, family: str, at: datetime) -> Judged:
        on = legal_day(at)
        if on not in self._params:
            self._params[on] = self._ask(on)
        return Judged(rulebook.procedure(family, on, self._params[on]), self._calendar)


def edition(scope: Scope) -> str:
    """One word for all that a county's clocks are reckoned by: the texts, its own values, its days and working hours."""
    values = [(key, v.value, v.mark, v.document, str(v.in_force)) for key, v in offices.terms_ever(scope)]
    told = json.dumps([rulebook.edition(), offices.calendar(scope).version, values])
    return hashlib.sha256(told.encode()).hexdigest()
