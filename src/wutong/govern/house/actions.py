"""Lets open matters go on with their office: one entry a matter, one transaction each, safe to stop and to do again.

Nothing remembers how far it came: what has gone on is at its new office and is not found any more at the old one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from wutong.city.house import api as house
from wutong.city.offices import api as offices
from wutong.collect.complaints import api as complaints
from wutong.docket.matters import api as docket
from wutong.govern.house import reads
from wutong.law.refusal import Refused
from wutong.record.clock import legal_day
from wutong.record.entries import api as record
from wutong.record.jobs import api as jobs
from wutong.record.live import api as live
from wutong.record.scope import Scope

DOER = docket.Doer(record.Actor("system", "house"), frozenset({"administrator"}))
SOURCE = record.Source("command", {})
#: the job that follows a change (see ``jobs``)
JOB = "house"


def move_due(scope: Scope, at: datetime) -> int:
    """Do all moves of changes whose day has come, and let what strayed to an office of the past find its heir."""
    done = 0
    for change in house.to_move(scope, legal_day(at)):
        for move in change.plan.moves:
            done += _along(scope, ((view, move.to) for view in list(reads.moving(scope, move))), change, at)
        house.moved(scope, change.number)
    return done + _along(scope, reads.stray(scope, at), None, at)


def _along(
    scope: Scope, rows: Iterable[tuple[docket.MatterView, str]], change: house.ChangeView | None, at: datetime
) -> int:
    names = {o.code: o.name for o in offices.offices(scope, legal_day(at))}
    done = 0
    for view, to in rows:
        if view.family != complaints.FAMILY or view.office == to:
            continue
        fields = {
            "office": to,
            "office_name": names.get(to, to),
            "from_office": view.office,
            "change": change.number if change else "接续",
            "document": change.document if change else "",
        }
        once = docket.OnceKey(f"{view.id.hex}:{change.number}", "house-moved") if change else None
        try:
            complaints.do(
                scope, view.id, "moved", fields, DOER, at=at, written=at, source=SOURCE, name="机构变更", once=once
            )
        except Refused:  # closed meanwhile, or somebody forwarded it elsewhere
            continue
        done += 1
    return done


def reckon(scope: Scope, at: datetime) -> docket.Restood:
    """Reckon the open matters anew where the county's terms, days or hours changed."""
    return docket.restand_open(scope, at, also={complaints.FAMILY: lambda stood: complaints.judge_again(scope, stood)})


def follow(scope: Scope, at: datetime) -> tuple[int, docket.Restood]:
    """Everything that follows a change: what waited for its day, the moves, the dates."""
    house.enact_due(
        scope, at, weigh=reads.weigh(scope, at), then=lambda change: live.tell(scope, concerned(scope, change))
    )
    return move_due(scope, at), reckon(scope, at)


def ask_to_follow(scope: Scope, change: house.ChangeView) -> None:
    """Ask for what follows a change and tell the pages that are open, in the change's own transaction."""
    jobs.ask(scope, JOB, key="period")
    live.tell(scope, concerned(scope, change))


#: rows that say who sits where; all others say what lists show and how days are counted
SEATING = frozenset({"office", "period", "officer", "post", "successor", "jurisdiction"})


def concerned(scope: Scope, change: house.ChangeView) -> set[str]:
    """The addresses of the pages that a change makes other than they are shown.

    A name, a post or a merge touches the offices that its rows name; a category, a day, a term or the hours all of them.
    """
    ops = change.plan.ops
    if any(op.table not in SEATING for op in ops):
        return {live.SEATS, *docket.of_lists(o.code for o in offices.offices(scope, change.day))}
    named = {code for move in change.plan.moves for code in (move.office, move.to)}
    for op in ops:
        at = {"period": (0,), "post": (1,), "successor": (0, 1)}.get(op.table, ())
        named |= {op.key[n] for n in at}
        named |= {str(row["office"]) for row in (op.was, op.now) if row and row.get("office")}
    return {live.SEATS, *docket.of_lists(named)}
