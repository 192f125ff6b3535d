"""What passed on a matter, as the oracle reads it, and demands that several families make."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from wutong.law import rulebook
from wutong.law.calendar import SHANGHAI, legal_day
from wutong.law.procedure import Ask, Hand, Thread

CALENDAR = rulebook.calendar()


NEW = date(2021, 7, 15)


PENALTY_55 = date(2022, 5, 1)


GRAVE = {"downgrade", "revoke", "stop", "close", "bar", "other_grave"}


@dataclass(frozen=True)
class Step:
    """Something that was done: what, when, by whom, with what in the form."""

    act: str
    at: datetime
    fields: Mapping[str, Any]
    actor: str
    hands: tuple[Hand, ...] = ()

    @classmethod
    def of(cls, asked: Ask) -> Step:
        return cls(asked.act, asked.at, asked.fields, asked.actor, asked.hands)

    def __str__(self) -> str:
        told = " ".join(f"{k}={v}" for k, v in self.fields.items() if isinstance(v, bool | int) or k in SHOWN)
        return f"{legal_day(self.at)} {self.act}{' ' + told if told else ''}"

    @property
    def persons(self) -> set[str]:
        return {self.actor, *(hand.person for hand in self.hands)}

    def officers(self) -> int:
        """Different people with a valid certificate who were there, assistants not counted."""
        return len({h.person for h in self.hands if h.certified and h.confirmed and h.roles != {"assistant"}})


SHOWN = ("amount", "kinds", "conclusion", "ground", "date", "kind", "party_kind", "total")


def workdays_on(day: date, n: int) -> date:
    """The n-th working day after a day, counted by hand."""
    while n:
        day += timedelta(days=1)
        n -= CALENDAR.is_workday(day)
    return day


def days_on(day: date, n: int) -> date:
    """So many days on, or the next working day where the last day is none: the periods of a party."""
    last = day + timedelta(days=n)
    return last if CALENDAR.is_workday(last) else workdays_on(last, 1)


def money(value: object) -> Decimal:
    """An amount of a form; what was not written is nothing."""
    return Decimal(str(value or 0))


def months_on(day: date, n: int) -> date:
    """The corresponding day so many months on."""
    whole = day.year * 12 + day.month - 1 + n
    for last in range(day.day, 0, -1):
        try:
            return date(whole // 12, whole % 12 + 1, last)
        except ValueError:
            continue
    raise AssertionError


class Told:
    """Questions about what passed."""

    def __init__(self, steps: tuple[Step, ...], step: Step, thread: Thread, params: Mapping[str, object]) -> None:
        self.steps, self.step, self.thread, self.params = steps, step, thread, params
        self.form, self.today = step.fields, legal_day(step.at)

    def at(self, *acts: str) -> int:
        """The place of the last of these acts; -1 if none passed."""
        return max((n for n, each in enumerate(self.steps) if each.act in acts), default=-1)

    def last(self, *acts: str) -> Step | None:
        n = self.at(*acts)
        return self.steps[n] if n >= 0 else None

    def any(self, *acts: str) -> bool:
        return self.at(*acts) >= 0

    def unanswered(self, claim: str, *answers: str, since: int = -1) -> bool:
        mine = self.steps[since + 1 :]
        waiting = 0
        for each in mine:
            waiting += each.act == claim
            waiting -= each.act in answers and waiting > 0
        return waiting > 0

    def day(self, *acts: str) -> date | None:
        """The legal day of the last of these acts."""
        found = self.last(*acts)
        return legal_day(found.at) if found else None

    def sum(self, act: str, name: str = "amount") -> Decimal:
        """What these acts say together."""
        return sum((money(s.fields.get(name)) for s in self.steps if s.act == act), Decimal(0))

    def value(self, act: str, name: str) -> Any:
        found = self.last(act)
        return found.fields.get(name) if found else None

    def fact(self, name: str) -> Any:
        """What was last said of a fact of the matter."""
        told = [
            s.fields[name]
            for n, s in enumerate(self.steps)
            if s.fields.get(name) is not None and (not n or s.act in STATING)
        ]
        if not self.steps and self.form.get(name) is not None:
            return self.form[name]
        return told[-1] if told else None

    def did(self, *acts: str) -> set[str]:
        return {person for s in self.steps if s.act in acts for person in s.persons}

    def peers_closed(self, family: str) -> bool:
        return all(peer.state.closed for peer in self.thread.peers if peer.procedure.family == family)

    def local_days(self, name: str) -> int:
        """A local period in working days; 0 where nobody has set it."""
        return int(str(self.params.get(name, "0 workdays")).split()[0])


STATING = ("stated", "filed", "clue", "approved", "urgent", "found", "applied", "received", "reported", "issued")


Demand = Callable[[Told], Iterator[str]]


GONE = ("revoked", "voided", "self_corrected")


def hearing_open(t: Told, since: int) -> bool:
    answers = ("hearing_held", "hearing_withdrawn", "hearing_refused", "hearing_defaulted")
    return t.unanswered("hearing_asked", *answers, since=since)


def once(*acts: str, article: str, but: tuple[str, ...] = ()) -> Demand:
    def demand(t: Told) -> Iterator[str]:
        if t.at(*acts) > t.at(*but):
            yield f"{article}: after {'/'.join(acts)}"

    return demand


def after(*acts: str, article: str) -> Demand:
    def demand(t: Told) -> Iterator[str]:
        for act in acts:
            if not t.any(act):
                yield f"{article}: before {act}"

    return demand


def yes(name: str, article: str, value: object = True) -> Demand:
    def demand(t: Told) -> Iterator[str]:
        if t.form.get(name) is not value:
            yield f"{article}: {name}"

    return demand


def officers(n: int, article: str) -> Demand:
    def demand(t: Told) -> Iterator[str]:
        if t.step.officers() < n:
            yield f"{article}: {n} officers"

    return demand


def no(name: str, article: str) -> Demand:
    return yes(name, article, False)


def among(name: str, article: str, *values: str) -> Demand:
    def demand(t: Told) -> Iterator[str]:
        if t.form.get(name) not in values:
            yield f"{article}: {name}"

    return demand


def never(article: str) -> Demand:
    return lambda t: iter([f"{article}: never"])


def fresh(act: str, *since: str, article: str) -> Demand:
    """The act stands, and nothing since has made it old."""

    def demand(t: Told) -> Iterator[str]:
        if not t.any(act) or t.at(act) < t.at(*since):
            yield f"{article}: no {act} of what there is now"

    return demand


def one(*acts: str, article: str) -> Demand:
    def demand(t: Told) -> Iterator[str]:
        if not t.any(*acts):
            yield f"{article}: before {' or '.join(acts)}"

    return demand


def answered(claim: str, *answers: str, article: str) -> Demand:
    """Whoever asked has been answered."""

    def demand(t: Told) -> Iterator[str]:
        if t.unanswered(claim, *answers):
            yield f"{article}: {claim} is not answered"

    return demand


def asked(claim: str, *answers: str, article: str) -> Demand:
    """There is something to answer."""

    def demand(t: Told) -> Iterator[str]:
        if not t.unanswered(claim, *answers):
            yield f"{article}: nobody waits for an answer to {claim}"

    return demand


def over(act: str, last: Callable[[date], date], article: str) -> Demand:
    """A period that began with the act is over; where the act is missing it has not begun."""

    def demand(t: Told) -> Iterator[str]:
        day = t.day(act)
        if day is None or t.today <= last(day):
            yield f"{article}: the time since {act} is not over"

    return demand


def within(act: str, last: Callable[[date], date], article: str) -> Demand:
    """A period that began with the act is not over."""

    def demand(t: Told) -> Iterator[str]:
        day = t.day(act)
        if day is not None and t.today > last(day):
            yield f"{article}: past the time since {act}"

    return demand


def past(act: str, name: str, article: str) -> Demand:
    """The day that a form names has gone by."""

    def demand(t: Told) -> Iterator[str]:
        day = t.value(act, name)
        if day is None or t.today <= date.fromisoformat(day):
            yield f"{article}: {act} {name} is not over"

    return demand


def apart(*acts: str, article: str) -> Demand:
    """Somebody else than who did those acts."""

    def demand(t: Told) -> Iterator[str]:
        if t.step.actor in t.did(*acts):
            yield f"{article}: done by who did {'/'.join(acts)}"

    return demand


def by_day(t: Told) -> Iterator[str]:
    """Coercion neither at night nor on days of rest, unless it is urgent; and no supplies of residents cut."""
    hour = t.step.at.astimezone(SHANGHAI).hour
    if t.form.get("urgent") is not True and (hour < 6 or hour >= 22 or not CALENDAR.is_workday(t.today)):
        yield "强制法43: at night or on a day of rest"
    if t.form.get("utilities_cut") is not False:
        yield "强制法43: supplies cut"
