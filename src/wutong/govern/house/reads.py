"""What of the open matters hangs on a change: whose go where, what stands in the way, which dates would move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wutong.city.house import api as house
from wutong.city.offices import api as offices
from wutong.docket.matters import api as docket
from wutong.law import rulebook
from wutong.record.clock import legal_day
from wutong.record.entries import api as record
from wutong.record.scope import Scope

PAGE = 200


def open_at(scope: Scope, office: str, communities: Sequence[str] = ()) -> docket.Ask:
    """The open matters that an office has in hand."""
    also = (("community__in", list(communities)),) if communities else ()
    return docket.Ask(is_open=True, office=office, order="due", also=also)


def count(scope: Scope, move: house.Move) -> int:
    """How many open matters a move would take along today."""
    if move.undoes:
        return len(list(came_with(scope, move)))
    return docket.count(scope, open_at(scope, move.office, move.communities), None)


def each(scope: Scope, office: str, communities: Sequence[str] = ()) -> Iterator[docket.MatterView]:
    """Every open matter that an office has in hand, a page at a time."""
    after: str | None = ""
    while after is not None:
        page = docket.page(scope, open_at(scope, office, communities), None, after=after, size=PAGE)
        yield from page.rows
        after = page.after


def moving(scope: Scope, move: house.Move) -> Iterator[docket.MatterView]:
    """The open matters that a move takes along."""
    yield from came_with(scope, move) if move.undoes else each(scope, move.office, move.communities)


def came_with(scope: Scope, move: house.Move) -> Iterator[docket.MatterView]:
    """The open matters of an office that a change had brought there from the office they now go back to."""
    here = {m.id: m for m in each(scope, move.office)}
    ids = list(here)
    for start in range(0, len(ids), PAGE):
        for matter, history in record.histories(scope, ids[start : start + PAGE]).items():
            last = _last_move(history)
            if last and last.fields.get("change") == move.undoes and last.fields.get("from_office") == move.to:
                yield here[matter]


def _last_move(history: Sequence[record.EntryView]) -> record.EntryView | None:
    """The latest entry that said whose a matter is, where that was a change of the house."""
    told = [e for e in history if e.act in ("forwarded", "moved", "sent_back")]
    return told[-1] if told and told[-1].act == "moved" else None


def weigh(scope: Scope, at: datetime) -> house.Weigh:
    """What open and closed matters have against a change; asked inside its transaction."""

    def weighed(change: house.Weighing) -> Sequence[house.Finding]:
        found = []
        for office in house.vanished(change):
            name = change.old.name(office, change.day.isoformat())
            total = docket.count(scope, docket.Ask(is_open=True, office=office), None)
            taken = sum(count(scope, m) for m in change.plan.moves if m.office == office)
            if total > taken:
                found.append(
                    house.Finding(
                        "有在办事项的机构要有接续",
                        f"{name}还有{total - taken}件在办的没有去处",
                        "写明由哪个机构接续，或者先把它们交给别的机构",
                    )
                )
            if not change.new.dated("period", office):
                closed = docket.count(scope, docket.Ask(is_open=False, office=office), None)
                if closed:
                    found.append(
                        house.Finding(
                            "办结的事项留着办它的机构",
                            f"{name}已经办结了{closed}件，撤销以后就没有这个机构了",
                            "不撤销这一次，另做一次合并或撤销机构",
                        )
                    )
        for code in _forgotten(change):
            used = docket.count(scope, docket.Ask(also=(("complaint__category", code),)), None)
            if used:
                label = next(r["label"] for k, r in change.old.rows("category") if k[0] == code)
                found.append(
                    house.Finding(
                        "用过的类别留着它的名称", f"{label}已经有{used}件在用，这样改就没有这个类别了", "从明天起停用"
                    )
                )
        return found

    return weighed


def _forgotten(change: house.Weighing) -> list[str]:
    """Categories of which a change leaves no day at all; those of the rules keep their name there."""
    now = {k[0] for k, _ in change.new.rows("category")}
    gone = {k[0] for k, _ in change.old.rows("category")} - now
    return sorted(gone - {c.code for c in rulebook.categories("complaint", change.day)}) if gone else []


@dataclass(frozen=True)
class DateMoved:
    """An open matter whose date a change would move."""

    matter: UUID
    number: str
    title: str
    was: datetime | None
    now: datetime | None


def foreseen(scope: Scope, preview: house.Preview, at: datetime, most: int = 1000) -> tuple[list[DateMoved], int, int]:
    """Which open matters' dates would move, how many were looked at, and how many there are."""
    new = house.load(scope).laid(preview.plan.ops)
    laws = docket.Laws(scope, house.calendar(new), lambda on: house.params(new, on))
    total = docket.count(scope, docket.Ask(is_open=True), None)
    page = docket.page(scope, docket.Ask(is_open=True, order="due"), None, size=most)
    found = []
    for view, due in docket.foresee(scope, page.rows, at, laws):
        if due != view.due_at:
            found.append(DateMoved(view.id, view.number, view.title, view.due_at, due))
    return found, len(page.rows), total


def stray(scope: Scope, at: datetime) -> list[tuple[docket.MatterView, str]]:
    """Open matters at an office that is there no more, and who goes on with them: re-opened or imported since."""
    on = legal_day(at)
    standing = {o.code for o in offices.offices(scope, on)}
    found = []
    for office in {link.office for link in house.successions(scope) if link.since <= on} - standing:
        for view in each(scope, office):
            to = house.heir(scope, office, view.community, on)
            if to:
                found.append((view, to))
    return found
