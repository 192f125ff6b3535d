"""One day in numbers: what happened on it, counted from the record's entries, with the matters behind each number.

A year's figures say how the complaints *received* in it stand; a day's say what was *done* on it, whenever the complaint
came in. So they are counted from entries by their legal day, and a reply is judged late by the law as of that reply.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from wutong.city.offices import api as offices
from wutong.record.entries import api as record
from wutong.record.scope import Scope
from wutong.supervise.figures import facts as said
from wutong.supervise.figures.declared import FAMILY, REPLY_TERM
from wutong.supervise.figures.recount import ReplyClock
from wutong.supervise.figures.views import rate

Key = Literal["received", "answered", "late", "reopened", "rated", "satisfied"]

#: key → label, what is counted
KEYS: dict[Key, tuple[str, str]] = {
    "received": ("收到", "这一天收到的反映，从哪个渠道来的都算，导入的在内。"),
    "answered": ("答复", "这一天答复了反映人的，一件一天算一次。"),
    "late": ("过期才答复", "这一天的答复里，过了本局规定的答复期限的。准予延期的按延期后的期限。"),
    "reopened": ("退回重办", "这一天退回重办的，一件一天算一次。"),
    "rated": ("作了评价", "这一天作了评价的，一天评几次按最后一次。"),
    "satisfied": ("满意", "这一天的评价里，满意和基本满意的。"),
}


@dataclass(frozen=True)
class Happened:
    """One matter behind a number: the entry that counts, when it was, what it said (a rating), whether it came late."""

    matter: UUID
    seq: int
    at: datetime
    rating: str = ""
    late: bool | None = None
    imported: bool = False


@dataclass(frozen=True)
class DayCount:
    """A day's rows by key, each in the order of the day. ``term_set``: whether "late" can be said at all."""

    on: date
    rows: dict[Key, tuple[Happened, ...]]
    term_set: bool

    def n(self, key: Key) -> int:
        return len(self.rows[key])

    @property
    def satisfaction(self) -> Decimal | None:
        """Satisfied of rated, in per cent; None when nobody rated."""
        return rate(self.n("satisfied"), self.n("rated"))


def counted(scope: Scope, on: date) -> DayCount:
    """What happened on a legal day, from its entries; corrected ones as corrected, voided ones not at all."""
    received, replied, reopened, rated = (_last(scope, act, on) for act in ("received", "replied", "reopened", "rated"))
    term = offices.params(scope, on).get(REPLY_TERM)
    term_set = bool(getattr(term, "value", None))
    answered = _judged(scope, replied, on) if term_set else replied
    return DayCount(
        on,
        {
            "received": received,
            "answered": answered,
            "late": tuple(h for h in answered if h.late),
            "reopened": reopened,
            "rated": rated,
            "satisfied": tuple(h for h in rated if h.rating in ("satisfied", "basically")),
        },
        term_set,
    )


def _last(scope: Scope, act: str, on: date) -> tuple[Happened, ...]:
    """The matters on which an act was done that day: the last one that counts, for each."""
    found: dict[UUID, Happened] = {}
    for e in record.entries(scope, family=FAMILY, act=act, since=on, until=on, corrected=True):
        if e.voided or e.on_date != on:  # a correction may have moved it to another day
            continue
        seen = found.get(e.matter)
        if seen is None or e.seq > seen.seq:
            rating = e.fields.get("rating")
            found[e.matter] = Happened(
                e.matter, e.seq, e.at, rating if isinstance(rating, str) else "", imported=e.imported
            )
    return tuple(sorted(found.values(), key=lambda h: (h.at, h.matter)))


def _judged(scope: Scope, replies: tuple[Happened, ...], on: date) -> tuple[Happened, ...]:
    """Each reply with whether it came late, judged over its matter's entries up to that reply and no further."""
    clock = ReplyClock(scope)
    histories = record.histories(scope, [h.matter for h in replies])
    out = []
    for reply in replies:
        until = [e for e in histories[reply.matter] if e.seq <= reply.seq]
        facts = said.fold(record.lay(until), on)
        judged = clock.judged(until, facts, on) if facts is not None else None
        on_time = judged.on_time if judged is not None else None
        out.append(replace(reply, late=None if on_time is None else not on_time))
    return tuple(out)
