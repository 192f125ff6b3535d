"""What a clerk asked for, as rows before and after: one function for each kind of change, none of them touching a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from wutong.city.house import plans_lists, plans_offices, plans_people
from wutong.city.house.asking import Ask, Plan, Told
from wutong.city.house.state import State

PLANS: dict[str, Callable[[Ask], Told]] = {
    "rename": plans_offices.rename,
    "reparent": plans_offices.reparent,
    "open": plans_offices.open_,
    "close": plans_offices.close,
    "merge": plans_offices.merge,
    "split": plans_offices.split,
    "move": plans_people.move,
    "officer": plans_people.officer,
    "certificate": plans_people.certificate,
    "leave": plans_people.leave,
    "post": plans_people.post,
    "post_end": plans_people.post_end,
    "acting": plans_people.acting,
    "term": plans_lists.term,
    "days": plans_lists.days,
    "hours": plans_lists.hours,
    "category": plans_lists.category,
    "category_end": plans_lists.category_end,
    "people": plans_people.people,
}


def plan(kind: str, state: State, day: date, document: str, asked: Mapping[str, Any]) -> Plan:
    """Work out a change.

    :raises Refused: where what was asked for makes no sense on that day, or changes nothing.
    """
    ask = Ask(kind, state, day.isoformat(), document, asked)
    title, moves, closed = PLANS[kind](ask)
    ops = tuple(ask.draft.ops())
    if not ops:
        raise ask.refuse("变更总要改一处", "和现在的一样，什么也没有变", "改一处再预览")
    return Plan(title, ops, tuple(moves), tuple(closed))
