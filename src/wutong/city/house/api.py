"""The door of the house: what changes and when, tried before it is applied, taken back by another change."""

from __future__ import annotations

from wutong.city.house.actions import (
    MAKERS,
    SECOND,
    confirm,
    counter,
    enact_due,
    in_the_way,
    moved,
    propose,
    replaced,
    undo,
    withdraw,
)
from wutong.city.house.asking import KINDS, Move, Plan
from wutong.city.house.check import Finding, findings
from wutong.city.house.plans import plan
from wutong.city.house.preview import Line, Preview, lines, preview, sides
from wutong.city.house.reads import (
    ChangeView,
    Succession,
    change,
    changed_here,
    changes,
    heir,
    office_now,
    successions,
    to_move,
)
from wutong.city.house.shapes import Asked, Outcome, Weigh, Weighing
from wutong.city.house.state import Stale, State
from wutong.city.house.store import load
from wutong.city.house.told import calendar, params, vanished

__all__ = [
    "KINDS",
    "MAKERS",
    "SECOND",
    "Asked",
    "ChangeView",
    "Finding",
    "Line",
    "Move",
    "Outcome",
    "Plan",
    "Preview",
    "Stale",
    "State",
    "Succession",
    "Weigh",
    "Weighing",
    "calendar",
    "change",
    "changed_here",
    "changes",
    "confirm",
    "counter",
    "enact_due",
    "findings",
    "heir",
    "in_the_way",
    "lines",
    "load",
    "moved",
    "office_now",
    "params",
    "plan",
    "preview",
    "propose",
    "replaced",
    "sides",
    "successions",
    "to_move",
    "undo",
    "vanished",
    "withdraw",
]
