"""How a state that is only thought of counts days: its calendar and local values, for those who reckon dates by them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from wutong.city.house.shapes import Weighing
from wutong.city.house.state import State
from wutong.city.offices.reads import clocktimes
from wutong.city.offices.views import TermValue
from wutong.law import rulebook
from wutong.law.calendar import OFFICE_HOURS, Calendar, DayOverride


def calendar(state: State) -> Calendar:
    """The national calendar with the state's own days and hours laid over it."""
    days = [DayOverride(date.fromisoformat(k[0]), r["kind"], r["document"]) for k, r in state.rows("day")]
    dated = sorted((date.fromisoformat(k[0]), clocktimes(r["periods"])) for k, r in state.rows("hours") if "-" in k[0])
    first = [period for k, r in state.rows("hours") if "-" not in k[0] for period in clocktimes(r["periods"])]
    return rulebook.calendar(days, hours=first or OFFICE_HOURS, later=dated)


def params(state: State, on: date) -> Mapping[str, TermValue]:
    """Its local values in force on a day."""
    found: dict[str, TermValue] = {}
    for key, row in sorted(state.rows("term"), key=lambda r: r[0][1]):
        if key[1] <= on.isoformat():
            found[key[0]] = TermValue(row["value"], row["mark"], row["document"], date.fromisoformat(key[1]))
    return found


def vanished(change: Weighing) -> list[str]:
    """Offices that a change leaves without a day from its own day on."""
    day = change.day.isoformat()

    def standing(state: State) -> set[str]:
        return {k[0] for k, r in state.rows("period") if r.get("to") is None or r["to"] >= day}

    return sorted(standing(change.old) - standing(change.new))
