"""What lies beside a form: the complaint itself and its last steps, so that nobody answers what he no longer sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wutong.city.offices import api as offices
from wutong.city.places import api as places
from wutong.collect.complaints import reads
from wutong.collect.complaints.pages.matter import Line, lines
from wutong.collect.complaints.words import CHANNELS
from wutong.docket.matters import api as docket
from wutong.record import clock
from wutong.record.entries import api as record

#: steps shown; the matter's own page has them all
LAST = 3


@dataclass(frozen=True)
class Beside:
    """``row``: the complaint as it is now; ``faces``: clocks not over yet; ``last``: the newest steps, newest first."""

    row: Any
    kind: str
    channel: str
    community: str
    faces: tuple[Any, ...]
    last: tuple[Line, ...]


def of(seat: offices.Seat, view: docket.MatterView, now: datetime) -> Beside | None:
    """For a matter whose page this seat may open; without the reporter's name and number, which are looked at by request."""
    row = reads.complaint(seat.scope, view.id)
    if row is None:
        return None
    if not seat.may_look:
        row = reads.without_numbers(row)
    scope, day = seat.scope, clock.legal_day(now)
    calendar = offices.calendar(scope)
    faces = [docket.face(c, now, calendar) for c in docket.clocks(scope, view.id)]
    return Beside(
        row,
        next((c.label for c in offices.category_names(scope, row.received_on).values() if c.code == row.category), ""),
        CHANNELS.get(row.channel, row.channel),
        next((d.name for d in places.divisions(scope, day) if d.code == row.community), ""),
        tuple(f for f in faces if f.state in ("running", "stopped", "unset")),
        tuple(lines(seat, record.history(scope, view.id, corrected=True), day)[:LAST]),
    )
