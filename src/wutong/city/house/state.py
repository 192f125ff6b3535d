"""A county's house as plain dated rows in memory, and a change as rows before and after: what is tried here is not yet done.

Rows are named by what people name them by (an office's code and a day), days are ISO text, so the same rows go into the
record as they are, and a change can be laid over a state, compared and taken back without a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Key = tuple[str, ...]
Row = Mapping[str, Any]

#: table → the names of its key; a table whose key ends with ``from`` holds dated rows with their last day in ``to``
KEYS: dict[str, tuple[str, ...]] = {
    "office": ("office",),
    "period": ("office", "from"),
    "officer": ("officer",),
    "post": ("officer", "office", "role", "from"),
    "term": ("term", "from"),
    "day": ("day",),
    "hours": ("from",),
    "category": ("category", "from"),
    "jurisdiction": ("community", "kind", "from"),
    "successor": ("office", "successor", "from"),
}
#: rows that stay for ever, because the record names them: taking a change back leaves them
STAYING = frozenset({"office", "officer"})


def iso(day: date) -> str:
    return day.isoformat()


def before(day: str) -> str:
    """The day before."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def after(day: str) -> str:
    """The day after."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


@dataclass(frozen=True)
class Op:
    """One row before and after; None where there is none."""

    table: str
    key: Key
    was: Row | None
    now: Row | None

    def to_json(self) -> dict[str, Any]:
        return {
            "table": self.table,
            "key": list(self.key),
            "before": None if self.was is None else dict(self.was),
            "after": None if self.now is None else dict(self.now),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Op:
        return cls(data["table"], tuple(data["key"]), data["before"], data["after"])

    @property
    def back(self) -> Op:
        """What takes it back."""
        return Op(self.table, self.key, self.now, self.was)


class Stale(Exception):
    """A row is not what the change found it to be: somebody changed it since."""

    def __init__(self, op: Op, found: Row | None) -> None:
        self.op, self.found = op, found
        super().__init__(f"{op.table} {'/'.join(op.key)}")


class State:
    """All rows of a county's house. Never changed in place."""

    def __init__(self, tables: Mapping[str, Mapping[Key, Row]]) -> None:
        self.tables = {name: dict(tables.get(name, {})) for name in KEYS}

    def rows(self, table: str) -> Iterator[tuple[Key, Row]]:
        """Every row of a table by key."""
        yield from sorted(self.tables[table].items())

    def get(self, table: str, *key: str) -> Row | None:
        return self.tables[table].get(key)

    def dated(self, table: str, *start: str) -> list[tuple[Key, Row]]:
        """The dated rows whose key begins so, earliest first."""
        n = len(start)
        return [(k, r) for k, r in self.rows(table) if k[:n] == start]

    def on(self, table: str, day: str, *start: str) -> list[tuple[Key, Row]]:
        """The dated rows in force on a day."""
        return [(k, r) for k, r in self.dated(table, *start) if stands(k, r, day)]

    def laid(self, ops: Iterable[Op]) -> State:
        """The state after a change.

        :raises Stale: where a row is not as the change found it.
        """
        tables = {name: dict(rows) for name, rows in self.tables.items()}
        for op in ops:
            found = tables[op.table].get(op.key)
            if not same(found, op.was):
                raise Stale(op, found)
            if op.now is None:
                del tables[op.table][op.key]
            else:
                tables[op.table][op.key] = op.now
        return State(tables)

    # ---- what is asked often

    def parents(self, day: str) -> dict[str, str]:
        """Office → the one above it, of those that stood on a day."""
        return {k[0]: r["parent"] for k, r in self.on("period", day)}

    def name(self, office: str, day: str) -> str:
        """What an office was called on a day, else the last time before, else at first; its code where it never stood."""
        rows = self.dated("period", office)
        if not rows:
            return office
        past = [r for k, r in rows if k[1] <= day]
        return str((past or [rows[0][1]])[-1]["name"])

    def person(self, officer: str) -> str:
        row = self.get("officer", officer)
        return str(row["name"]) if row else officer

    def roles(self, day: str) -> dict[str, set[tuple[str, str]]]:
        """Officer → (office, role) held on a day."""
        held: dict[str, set[tuple[str, str]]] = {}
        for key, _ in self.on("post", day):
            held.setdefault(key[0], set()).add((key[1], key[2]))
        return held


def stands(key: Key, row: Row, day: str) -> bool:
    """Whether a dated row is in force on a day (``to`` is the last day that counts)."""
    return key[-1] <= day and (row.get("to") is None or day <= row["to"])


def same(a: Row | None, b: Row | None) -> bool:
    return (a is None) == (b is None) and (a is None or b is None or dict(a) == dict(b))


class Draft:
    """A change while it is made: rows are put and dropped, and ``ops`` tells the difference to where it began."""

    def __init__(self, state: State) -> None:
        self.first = state
        self.tables = {name: dict(rows) for name, rows in state.tables.items()}

    @property
    def state(self) -> State:
        return State(self.tables)

    def put(self, table: str, key: Key, **values: Any) -> None:
        """Set a row, keeping what is not named."""
        self.tables[table][key] = {**self.tables[table].get(key, {}), **values}

    def drop(self, table: str, key: Key) -> None:
        self.tables[table].pop(key, None)

    def end(self, table: str, key: Key, day: str) -> None:
        """Let a dated row be in force no more from a day on; one that began then or later is gone."""
        row = self.tables[table].get(key)
        if row is None or (row.get("to") is not None and row["to"] < day):
            return
        if key[-1] >= day:
            self.drop(table, key)
        else:
            self.put(table, key, to=before(day))

    def turn(self, table: str, key: Key, day: str, **values: Any) -> None:
        """Let a dated row say something else from a day on, up to where it ends anyway."""
        row = dict(self.tables[table][key])
        if all(row.get(name) == value for name, value in values.items()):
            return
        if key[-1] >= day:
            self.put(table, key, **values)
            return
        self.put(table, key, to=before(day))
        self.tables[table][(*key[:-1], day)] = {**row, **values}

    def ops(self) -> list[Op]:
        """What changed, in the order in which it can be laid: what goes first, what comes last."""
        found = []
        for table, rows in self.tables.items():
            old = self.first.tables[table]
            for key in sorted({*rows, *old}):
                if not same(old.get(key), rows.get(key)):
                    found.append(Op(table, key, old.get(key), rows.get(key)))
        return found
