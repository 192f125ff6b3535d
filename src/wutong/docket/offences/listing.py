"""Lays the offences out for a page: on one day, each with the clauses in force then and what nobody has checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wutong.law.offences import ORDERS, RANKS, Norm, Offence, find, mark_words, outcome_words, zh

UNRECORDED = "这一天的文本没有收录"
NOT_YET = "这一天还没有处罚这种行为"


@dataclass(frozen=True)
class Clause:
    """One norm on the day: `article` and what may be imposed; or only `silent`, why there is nothing."""

    article: str
    rank: str = ""
    duty: str = ""
    body: str = ""
    order: str = ""
    outcomes: tuple[str, ...] = ()
    mark: str = ""
    silent: str = ""


@dataclass(frozen=True)
class Row:
    """An offence on the day; `marks` are those of the row in all its texts."""

    no: int
    key: str
    title: str
    note: str
    clauses: tuple[Clause, ...]
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    title: str
    rows: tuple[Row, ...]


def listed(words: str, on: date) -> tuple[Group, ...]:
    """The offences that hold all words, group by group in the order of their numbers."""
    rows: dict[str, list[Row]] = {}
    for offence in find(words):
        rows.setdefault(offence.group, []).append(_row(offence, on))
    return tuple(Group(title, tuple(found)) for title, found in rows.items())


def _row(offence: Offence, on: date) -> Row:
    clauses = tuple(_clause(norm, on) for norm in offence.norms.values())
    return Row(offence.no, offence.key, offence.title, offence.note, clauses, _marks(offence))


def _marks(offence: Offence) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mark_words(mark) for mark in offence.marks()))


def _clause(norm: Norm, on: date) -> Clause:
    text = norm.on(on)
    if text is None:
        return Clause(norm.texts[0].law, silent=NOT_YET if norm.is_complete else UNRECORDED)
    return Clause(
        article=f"{text.title()}{zh(text.penalty) if text.penalty else ''}",
        rank=RANKS[text.rank],
        duty=zh(text.duty) if text.duty else "",
        body=text.body,
        order=ORDERS[text.order],
        outcomes=tuple(outcome_words(each, text) for each in text.outcomes),
        mark=mark_words(text.mark),
    )
