"""Reads rule files strictly: a rule that is silently dropped or half understood is worse than no rule.

YAML 1.2 by ruamel; unknown and duplicate keys, boolean keys and wrong types are errors with file, line and suggestion.
A value may be written by date (`{2011-01-01: the old article, 2022-05-01: the new one}`); the one in force is taken.
"""

import difflib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from wutong.law import strictyaml


class RuleError(Exception):
    """A rule file is wrong: where, what stands there, what was expected, and the nearest right word."""

    def __init__(self, file: str, line: int, found: str, expected: str, suggestion: str = "") -> None:
        self.file, self.line, self.found, self.expected, self.suggestion = file, line, found, expected, suggestion
        hint = f"; did you mean {suggestion!r}?" if suggestion else ""
        super().__init__(f"{file}, line {line}: found {found}; expected {expected}{hint}")


def nearest(word: str, known: Collection[str]) -> str:
    found = difflib.get_close_matches(word, sorted(known), n=1)
    return found[0] if found else ""


#: a rule file is read by people; one longer than this is several
MOST = 200_000


def read(text: str, file: str) -> Any:
    if len(text) > MOST:
        raise RuleError(file, 1, f"{len(text)} characters", f"a file of at most {MOST}: split it")
    try:
        return strictyaml.load(text)
    except strictyaml.Unreadable as bad:
        raise RuleError(file, bad.line, bad.problem, bad.expected) from None


def dates_in(data: Any) -> set[date]:
    """Every day on which some value of the file changes."""
    found: set[date] = set()
    if isinstance(data, dict):
        if _dated(data):
            found.update(data)
        for value in data.values():
            found |= dates_in(value)
    elif isinstance(data, list):
        for value in data:
            found |= dates_in(value)
    return found


def _dated(data: Any) -> bool:
    return isinstance(data, dict) and bool(data) and all(isinstance(key, date) for key in data)


@dataclass(frozen=True)
class Node:
    """A place in a rule file: the value, and enough to say where it stands."""

    file: str
    line: int
    value: Any
    on: date

    def error(self, expected: str, *, found: str = "", known: Collection[str] = (), word: str = "") -> RuleError:
        """The error for this place; `known` are the right words and `word` the one to compare, if not the value."""
        shown = found or repr(_plain(self.value))
        if len(shown) > 120:
            shown = shown[:117] + "…"
        return RuleError(self.file, self.line, shown, expected, nearest(word or str(self.value), known))

    def _begun(self, value: Any) -> bool:
        return not _dated(value) or min(value) <= self.on

    def _at(self, line: int, value: Any) -> "Node":
        if _dated(value):
            past = [day for day in value if day <= self.on]
            if not past:
                raise RuleError(self.file, line, f"dates from {min(value)}", f"a value for {self.on}")
            value = value[max(past)]
        return Node(self.file, line, value, self.on)

    @property
    def is_map(self) -> bool:
        return isinstance(self.value, CommentedMap)

    @property
    def is_list(self) -> bool:
        return isinstance(self.value, CommentedSeq)

    def items(self, *, begun: bool = False) -> Iterator[tuple[str, "Node"]]:
        """The map's entries. `begun`: what only a later day brings is left out of the texts before it."""
        if not isinstance(self.value, CommentedMap):
            raise self.error("a map of names")
        for key, value in self.value.items():
            line = int(self.value.lc.key(key)[0]) + 1
            if not isinstance(key, str):
                kind = "a boolean key" if isinstance(key, bool) else f"the key {key!r}"
                raise RuleError(self.file, line, kind, "a name written as text")
            if not begun or self._begun(value):
                yield str(key), self._at(line, value)

    def fields(self, allowed: Collection[str], required: Collection[str] = ()) -> dict[str, "Node"]:
        """The map's entries; unknown and missing keys are errors."""
        found = dict(self.items())
        for key, node in found.items():
            if key not in allowed:
                raise RuleError(
                    self.file, node.line, f"key {key!r}", f"one of {', '.join(sorted(allowed))}", nearest(key, allowed)
                )
        for key in required:
            if key not in found:
                raise RuleError(self.file, self.line, f"no {key!r}", f"the key {key!r}")
        return found

    def list(self) -> "Sequence[Node]":
        """A list, or the one value standing for a list of one. What only a later day brings is no part of it yet."""
        if not isinstance(self.value, CommentedSeq):
            return (self,)
        begun = [(n, value) for n, value in enumerate(self.value) if self._begun(value)]
        return [self._at(int(self.value.lc.item(n)[0]) + 1, value) for n, value in begun]

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.error("text")
        return str(self.value)

    def texts(self) -> tuple[str, ...]:
        return tuple(node.text() for node in self.list())

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.error("true or false")
        return self.value

    def number(self) -> int:
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self.error("a whole number")
        return int(self.value)

    def day(self) -> date:
        if type(self.value) is not date:
            raise self.error("a date like 2019-04-03")
        return self.value

    def one_of(self, known: Collection[str]) -> str:
        if self.value not in known or not isinstance(self.value, str):
            raise self.error(f"one of {', '.join(sorted(known))}", known=known)
        return str(self.value)

    def plain(self) -> Any:
        return _plain(self.value)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, str):
        return str(value)
    return value


def whole(text: str, file: str, on: date) -> Node:
    return Node(file, 1, read(text, file), on)
