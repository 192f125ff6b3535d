"""Reads the project's own source once, for the tests about the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "wutong"

#: the line of the house, low to high; law and ledger stand side by side
LINE = (
    "law",
    "ledger",
    "ui",
    "record",
    "city",
    "docket",
    "collect",
    "analyse",
    "command",
    "enforce",
    "govern",
    "supervise",
    "boot",
)


@dataclass(frozen=True)
class Module:
    """One Python file of the project: where it stands, and its tree."""

    path: str  # relative to src/wutong, with /
    tree: ast.Module
    text: str

    @property
    def room(self) -> str:
        return self.path.split("/")[0]

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self.path.removesuffix(".py").split("/"))

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.parts


def planted(text: str, path: str = "collect/complaints/actions.py") -> Module:
    """A module that does not exist, for the tests that prove that a check can fail."""
    return Module(path, ast.parse(text), text)


@lru_cache(maxsize=1)
def modules() -> tuple[Module, ...]:
    """Every Python file under src/wutong."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found.append(Module(path.relative_to(SOURCE).as_posix(), ast.parse(text), text))
    return tuple(found)


@lru_cache(maxsize=1)
def templates() -> tuple[tuple[str, str, str], ...]:
    """Every template: its room, its path relative to src/wutong, its text."""
    found = []
    for path in sorted(SOURCE.rglob("templates/**/*")):
        if path.is_file() and path.suffix in {".html", ".txt", ".svg", ".xml"}:
            where = path.relative_to(SOURCE).as_posix()
            found.append((where.split("/")[0], where, path.read_text(encoding="utf-8")))
    return tuple(found)


def rank(room: str) -> int:
    """How high a room stands; law and ledger alike."""
    return max(LINE.index(room), 1)


def dotted(node: ast.AST) -> str:
    """``a.b.c`` for a chain of attributes; a call inside the chain is written ``()``."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Call):
        return f"{dotted(node.func)}()"
    return "?"


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the dotted name of what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def first_text(call: ast.Call) -> str:
    """The first argument of a call when it is a literal text, else "" ."""
    if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str):
        return call.args[0].value
    return ""


def told(offences: list[str]) -> str:
    """Offences as a readable block for an assertion."""
    return "\n" + "\n".join(f"  {offence}" for offence in offences)
