"""The kinds of jobs: each room names its own in its ``jobs.py``; a name that nobody gave is refused when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from wutong.record.jobs.rules import next_after
from wutong.record.scope import Scope
from wutong.record.shapes import Json

#: given the county, the arguments and the instant; says in a few plain words what it did. Must be safe to run twice
Do = Callable[[Scope, Mapping[str, Json], datetime], str]


class Failed(Exception):
    """A job could not be done, and its writer knows why: both sentences are shown, so they hold no personal data."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


@dataclass(frozen=True)
class Kind:
    """What a job of this name does. ``rule``: when it comes round by itself; empty: only when it is asked for."""

    name: str
    title: str
    do: Do
    rule: str = ""
    tries: int = 5


_known: dict[str, Kind] = {}


def job(name: str, title: str, *, rule: str = "", tries: int = 5) -> Callable[[Do], Do]:
    """Name a function as a kind of job.

    :raises ValueError: when the name is taken by another function, or the rule cannot be read.
    """

    def named(do: Do) -> Do:
        if rule:
            next_after(rule, datetime(2026, 1, 1).astimezone())
        taken = _known.get(name)
        if taken is not None and taken.do is not do:
            raise ValueError(f"two jobs are called {name}")
        _known[name] = Kind(name, title, do, rule, tries)
        return do

    return named


def kinds() -> Mapping[str, Kind]:
    """Every kind that is known."""
    return _known
