"""What a complaint's entries say about it on a report day, and what each measure means over that.

Nothing here knows the complaint table. Entries are taken with confirmed corrections laid over them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wutong.collect.complaints.api import CHANNELS
from wutong.record.entries.api import EntryView


@dataclass(frozen=True, slots=True)
class Facts:
    """One complaint on the report day. ``end``: how it ended (closed, handed_over, withdrawn), or nothing.

    ``on_time`` says whether the answer that stands kept the county's term; None without an answer or a term.
    ``overdue``: the term had passed on the report day and no answer stood.
    """

    matter: UUID
    received_on: date
    channel: str
    imported: bool
    end: str
    replied_on: date | None
    rating: str
    reopened: int
    merged: bool
    undated: bool
    on_time: bool | None = None
    overdue: bool = False
    #: who had it on the report day, "" where no office had
    office: str = ""
    community: str = ""

    @property
    def ours(self) -> bool:
        return self.end not in ("handed_over", "withdrawn")

    @property
    def answered(self) -> bool:
        return self.ours and self.replied_on is not None

    def answered_within(self, days: int) -> bool:
        return self.ours and self.replied_on is not None and (self.replied_on - self.received_on).days <= days


MEANS: dict[str, Callable[[Facts], bool]] = {
    "received": lambda f: True,
    "ours": lambda f: f.ours,
    "closed": lambda f: f.end == "closed",
    "answered": lambda f: f.answered,
    "within_15": lambda f: f.answered_within(15),
    "within_60": lambda f: f.answered_within(60),
    "rated": lambda f: f.rating != "",
    "satisfied": lambda f: f.rating in ("satisfied", "basically"),
    "due": lambda f: f.ours and (f.on_time is not None or f.overdue),
    "on_time": lambda f: f.ours and f.on_time is True,
    "late": lambda f: f.ours and f.on_time is False,
    "overdue": lambda f: f.ours and f.overdue,
    "reopened": lambda f: f.reopened > 0,
    "not_ours": lambda f: f.end == "handed_over",
    "withdrawn": lambda f: f.end == "withdrawn",
    "merged": lambda f: f.merged,
    "imported": lambda f: f.imported,
    "undated": lambda f: f.undated,
    **{f"channel.{c}": (lambda f, c=c: f.channel == c) for c in CHANNELS},  # type: ignore[misc]
}


def marks(facts: Facts, measures: Iterable[str]) -> frozenset[str]:
    """The measures a complaint counts for."""
    return frozenset(m for m in measures if MEANS[m](facts))


def standing(history: Sequence[EntryView], as_of: date) -> list[EntryView]:
    """The entries that count on a report day, in the order of writing."""
    return sorted((e for e in history if e.on_date <= as_of and not e.voided), key=lambda e: e.seq)


def fold(history: Sequence[EntryView], as_of: date) -> Facts | None:
    """The facts of one complaint from its entries; None when it had not been received by the report day."""
    entries = standing(history, as_of)
    first = next((e for e in entries if e.act == "received"), None)
    if first is None:
        return None
    end, rating, replied_on = "", "", None
    reopened, merged, undated, office = 0, False, False, ""
    for entry in entries:
        match entry.act:
            case "forwarded" | "moved":
                office = _text(entry, "office")
            case "sent_back":
                office = ""
            case "replied":
                replied_on, undated = entry.on_date, False
            case "reopened":
                replied_on, end, reopened = None, "", reopened + 1
            case "rated":
                rating = _text(entry, "rating")
            case "closed" | "handed_over" | "withdrawn":
                end = entry.act
            case "handed_back":
                end = ""
            case "merged" | "unmerged":
                merged = entry.act == "merged"
            case "reply_undated":
                undated = True
    return Facts(
        matter=first.matter,
        received_on=first.on_date,
        channel=_text(first, "channel"),
        imported=first.imported,
        end=end,
        replied_on=replied_on,
        rating=rating,
        reopened=reopened,
        merged=merged,
        undated=undated,
        office=office,
        community=_text(first, "community"),
    )


def _text(entry: EntryView, name: str) -> str:
    value = entry.fields.get(name)
    return value if isinstance(value, str) else ""
