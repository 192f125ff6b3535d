"""What is handed to the verbs of changes and back: what a clerk filled in, what is weighed, the durable answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wutong.city.house.asking import Plan
from wutong.city.house.check import Finding
from wutong.city.house.reads import ChangeView
from wutong.city.house.state import State


@dataclass(frozen=True)
class Weighing:
    """What is weighed: the house before and after, the plan, its day."""

    old: State
    new: State
    plan: Plan
    day: date


Weigh = Callable[[Weighing], Sequence[Finding]]
Then = Callable[[ChangeView], None]


@dataclass(frozen=True)
class Asked:
    """What a clerk filled in."""

    kind: str
    day: date
    document: str
    asked: Mapping[str, Any]
    reason: str = ""


@dataclass(frozen=True)
class Outcome:
    """The durable answer. ``passwords``: login → first password of accounts just made; they are kept nowhere."""

    change: ChangeView
    passwords: Mapping[str, str]
