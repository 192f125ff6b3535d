"""What a clerk asked for, while it is worked out; and what every kind of change needs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wutong.city.house.check import zh
from wutong.city.house.state import Draft, Key, Op, State
from wutong.city.offices.roles import HEAD_ROLES
from wutong.law.refusal import Reason, Refused

#: kind → as it is called; ``undo`` and ``replaced`` have no form
KINDS: dict[str, str] = {
    "rename": "机构改名",
    "reparent": "换上级机构",
    "open": "设立机构",
    "merge": "合并机构",
    "split": "分设机构",
    "close": "撤销机构",
    "officer": "新来的人",
    "post": "任职",
    "post_end": "免职",
    "acting": "代理",
    "move": "调动",
    "leave": "离岗",
    "certificate": "姓名和执法证",
    "term": "期限",
    "days": "放假和上班",
    "hours": "工作时间",
    "category": "投诉类别",
    "category_end": "停用类别",
    "people": "从表格录入",
    "undo": "撤销一次变更",
    "replaced": "用文件代替",
}

CODE = re.compile(r"[a-z][a-z0-9-]{0,39}")
LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")


@dataclass(frozen=True)
class Move:
    """Whose open matters go where on the day; with communities only those of them."""

    office: str
    to: str
    communities: tuple[str, ...] = ()
    #: only matters that this change had moved here come back
    undoes: str = ""

    def to_json(self) -> dict[str, Any]:
        return {"office": self.office, "to": self.to, "communities": list(self.communities), "undoes": self.undoes}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Move:
        return cls(data["office"], data["to"], tuple(data["communities"]), data.get("undoes", ""))


@dataclass(frozen=True)
class Plan:
    """A change worked out against a state."""

    title: str
    ops: tuple[Op, ...]
    moves: tuple[Move, ...] = ()
    #: offices that are there no more from the day on, and nobody goes on for them
    closed: tuple[str, ...] = ()

    @property
    def second(self) -> bool:
        """Whether a second person confirms: terms, working hours, and whoever heads an office."""
        return any(op.table in ("term", "hours") or (op.table == "post" and heads(op)) for op in self.ops)

    @property
    def subjects(self) -> frozenset[str]:
        """Officers whose heading post it changes: none of them confirms it."""
        return frozenset(op.key[0] for op in self.ops if op.table == "post" and heads(op))


def heads(op: Op) -> bool:
    return op.key[2] in HEAD_ROLES or any(row is not None and row["leads"] for row in (op.was, op.now))


@dataclass
class Ask:
    """What was asked for, while it is worked out."""

    kind: str
    state: State
    day: str
    document: str
    asked: Mapping[str, Any]
    draft: Draft = field(init=False)

    def __post_init__(self) -> None:
        self.draft = Draft(self.state)

    def text(self, name: str) -> str:
        return str(self.asked.get(name) or "").strip()

    def many(self, name: str) -> list[str]:
        given = self.asked.get(name) or []
        return [str(g) for g in given] if isinstance(given, list | tuple) else [str(given)]

    def refuse(self, rule: str, missing: str, remedy: str) -> Refused:
        return Refused(f"house.{self.kind}", "施行这次变更", [Reason(rule, missing, remedy)])

    def period(self, office: str) -> tuple[Key, Mapping[str, Any]]:
        """The period of an office that stands on the day.

        :raises Refused: where it does not stand then.
        """
        found = self.state.on("period", self.day, office)
        if not found:
            name = self.state.name(office, self.day) if office else "机构"
            raise self.refuse("要改的机构那天要在", f"{zh(self.day)}没有{name}", "看看日期，或者选别的机构")
        return found[0]

    def name(self, office: str) -> str:
        return self.state.name(office, self.day)

    def last_order(self) -> int:
        return max((r["order"] for _, r in self.state.rows("period")), default=-1) + 1


Told = tuple[str, Sequence[Move], Sequence[str]]


def live(rows: list[tuple[Key, Mapping[str, Any]]], day: str) -> list[tuple[Key, Mapping[str, Any]]]:
    """Rows that are in force on a day or later."""
    return [(k, r) for k, r in rows if r.get("to") is None or r["to"] >= day]


def move_post(a: Ask, key: Key, row: Mapping[str, Any], to: str, *, leads: bool) -> None:
    """A post goes on in another office; one that its officer holds there anyway only ends."""
    start = max(a.day, key[3])
    a.draft.end("post", key, start)
    there = live(a.draft.state.dated("post", key[0], to, key[2]), start)
    if not there:
        a.draft.put("post", (key[0], to, key[2], start), **{**row, "leads": leads, "document": a.document})


def until(a: Ask, name: str = "to") -> str | None:
    text = a.text(name)
    if text and text < a.day:
        raise a.refuse("止日不早于起日", f"止日{zh(text)}早于起日{zh(a.day)}", "改止日或起日")
    return text or None
