"""Which changes of a matter touch whom, and what a seat hears of: offices and roles only, never a matter or a person.

Both sides are made of the same words as the inbox (``reads.filtered``) and the board (``board.board``) are asked by, so a
page is told when, and only when, something it may show has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wutong.city.offices.api import ROLES, Seat
from wutong.docket.matters.models import Matter
from wutong.docket.matters.reads import HOLDING, WIDE
from wutong.record.live import api as live
from wutong.record.scope import Scope

#: what a page may show parts of; "seat": who sits there must be asked anew
INBOX, BOARD, SEAT = "inbox", "board", "seat"
#: the address of whoever sees every matter of the county
EVERYTHING = "board"

#: what a list shows of a matter; a note that changes none of it calls nobody
SHOWN = (
    "turn_role", "turn_office", "turn_act", "office", "claim", "due_at", "urged", "is_open", "status", "title",
)  # fmt: skip


def shown(row: Matter) -> tuple[object, ...]:
    """What lists show of a matter, with whom it touches, to be compared before and after an act."""
    return tuple(getattr(row, name) for name in SHOWN)


def addresses(row: Matter) -> frozenset[str]:
    """Whose lists a matter stands in."""
    found = {EVERYTHING}
    if row.office:
        found.add(f"hold:{row.office}")
    if row.turn_office:
        found |= {f"turn:{row.turn_office}", f"hold:{row.turn_office}"}
    elif row.turn_role:
        found.add(f"role:{row.turn_role}")
    if row.claim:
        found.add(f"claim:{row.office}")
    return frozenset(found)


def of_lists(among: Iterable[str]) -> frozenset[str]:
    """Every list of these offices and every list by role: something that they show is called or counted otherwise now."""
    found = {EVERYTHING} | {f"role:{role}" for role in ROLES}
    for office in among:
        found |= {f"turn:{office}", f"hold:{office}", f"claim:{office}"}
    return frozenset(found)


def of_notice(officer: str) -> str:
    """The address of what is laid before one officer himself."""
    return f"note:{officer}"


def tell(scope: Scope, row: Matter, before: tuple[object, ...], touched: frozenset[str]) -> None:
    """Tell those whose lists a matter stood in or stands in now, if what they show of it is not what it was."""
    if shown(row) != before:
        live.tell(scope, touched | addresses(row))


def heard(seat: Seat) -> Mapping[str, str]:
    """Address → the part of the pages that it is about, for what this seat may see."""
    found = {live.SEATS: SEAT, live.of_seat(seat.officer): SEAT, of_notice(seat.officer): INBOX}
    found |= {f"role:{role}": INBOX for role in seat.roles}
    if seat.roles & {"officer", "squad_head"}:
        found[f"turn:{seat.office}"] = INBOX
    if seat.roles & {"squad_head", "deputy_head", "bureau_head"}:
        found |= {f"claim:{office}": INBOX for office in seat.offices}
    if seat.roles & WIDE:
        found[EVERYTHING] = BOARD
    elif seat.roles & HOLDING:
        found |= {f"hold:{office}": BOARD for office in seat.offices}
    return found
