"""Reads a YAML mapping strictly: every problem with its file, line, what was found and what was expected.

A county file is written by an office clerk with a text editor. A misspelt key that is silently ignored would run for
a year; so nothing unknown passes, and all problems of a file are told at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from wutong.law import strictyaml
from wutong.law.procedure.yamlfile import nearest

MISSING: Any = object()


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, in the words of the person who typed it."""

    file: str
    line: int
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.file} 第{self.line}行：写的是{self.found}，应当是{self.expected}"


class CountyFileError(ValueError):
    """The file does not say what a county file must say; ``problems`` tells all of it."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in problems))


class Node:
    """One mapping of the file. Each key is taken once by name; ``done()`` reports those nobody took."""

    def __init__(self, file: str, data: Any, line: int, problems: list[Problem]) -> None:
        self.file, self.line, self.problems = file, line, problems
        self._taken: set[str] = set()
        if isinstance(data, CommentedMap):
            self.data: Any = data
        else:
            self.data = CommentedMap()
            self.wrong(_show(data), "“名称: 值”的一组内容", line)

    def wrong(self, found: str, expected: str, line: int = 0) -> None:
        self.problems.append(Problem(self.file, line or self.line, found, expected))

    def at(self, key: Any) -> int:
        """The line of a key (1 is the first)."""
        try:
            return int(self.data.lc.key(key)[0]) + 1
        except (KeyError, AttributeError, TypeError):
            return self.line

    def take(self, key: str, default: Any = MISSING) -> Any:
        self._taken.add(key)
        if key in self.data and self.data[key] is not None:
            return self.data[key]
        if default is MISSING:
            self.wrong(f"没有“{key}”", f"“{key}: …”")
            return None
        return default

    def text(
        self, key: str, default: Any = MISSING, *, check: Callable[[str], bool] | None = None, like: str = ""
    ) -> str:
        value = self.take(key, default)
        if value is None:
            return ""
        if not isinstance(value, str):
            quoted = value.isoformat() if isinstance(value, date) else value
            self.wrong(f"{key}: {quoted}", f'加引号的文字，例如 {key}: "{quoted}"', self.at(key))
            return ""
        value = str(value).strip()
        if check is not None and value and not check(value):
            self.wrong(f"{key}: {value}", like, self.at(key))
        elif default is MISSING and not value:
            self.wrong(f"{key}是空的", like or "有内容的文字", self.at(key))
        return value

    def day(self, key: str, default: Any = MISSING) -> date | None:
        value = self.take(key, default)
        if value is None:
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self.wrong(f"{key}: {_show(value)}", "日期，例如 2019-04-03", self.at(key))
        return None

    def number(self, key: str) -> float:
        value = self.take(key)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value)
        if value is not None:
            self.wrong(f"{key}: {_show(value)}", "数字", self.at(key))
        return 0.0

    def whole(self, key: str) -> int | None:
        """A whole number from 0 on; None where it is not said."""
        value = self.take(key, None)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
            return value
        self.wrong(f"{key}: {_show(value)}", "从0起的整数", self.at(key))
        return None

    def flag(self, key: str) -> bool:
        value = self.take(key, False)
        if not isinstance(value, bool):
            self.wrong(f"{key}: {_show(value)}", "true 或 false", self.at(key))
            return False
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.take(key, ())
        if not isinstance(value, (CommentedSeq, tuple)) or not all(isinstance(v, str) for v in value):
            self.wrong(f"{key}: {_show(value)}", f'一列加引号的文字，例如 {key}: ["…"]', self.at(key))
            return ()
        return tuple(str(v) for v in value)

    def maps(self, key: str) -> Iterator[Node]:
        """Each mapping of a list."""
        value = self.take(key, CommentedSeq())
        if not isinstance(value, CommentedSeq):
            self.wrong(f"{key}: {_show(value)}", "一列“- …”", self.at(key))
            return
        for i, item in enumerate(value):
            yield Node(self.file, item, int(value.lc.item(i)[0]) + 1, self.problems)

    def named(self, key: str) -> Iterator[tuple[str, Node]]:
        """Each mapping of a mapping, or of a list in it, with its name."""
        value = self.take(key, CommentedMap())
        if not isinstance(value, CommentedMap):
            self.wrong(f"{key}: {_show(value)}", "一组“名称: …”", self.at(key))
            return
        for name, item in value.items():
            line = int(value.lc.key(name)[0]) + 1
            for one in item if isinstance(item, CommentedSeq) else [item]:
                if one is not None:
                    yield str(name), Node(self.file, one, line, self.problems)

    def sub(self, key: str) -> Node | None:
        value = self.take(key, None)
        return None if value is None else Node(self.file, value, self.at(key), self.problems)

    def done(self, known: str = "") -> None:
        for key in self.data:
            if key not in self._taken:
                near = nearest(str(key), self._taken)
                told = (known or "、".join(sorted(self._taken)) + "之一") if self._taken or known else "没有这一项"
                self.wrong(f"不认识的“{key}”", f"“{near}”（{told}）" if near else told, self.at(key))


def _show(value: Any) -> str:
    return "空" if value is None else f"{value}"[:40]


def open_yaml(path: Path, problems: list[Problem]) -> Node:
    """The top mapping of a file.

    :raises CountyFileError: when the file is no YAML, or not there.
    """
    try:
        data = strictyaml.load(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as gone:
        raise CountyFileError([Problem(str(path), 1, "没有这个文件", "一个 county.yaml")]) from gone
    except UnicodeDecodeError as bad:
        raise CountyFileError([Problem(path.name, 1, "不是 UTF-8 的文字", "存成 UTF-8 的文件")]) from bad
    except strictyaml.Unreadable as bad:
        wanted = "YAML，名称不重复，日期像 2019-04-03，带特别符号的文字加引号"
        raise CountyFileError([Problem(path.name, bad.line, f"读不懂的一行（{bad.problem}）", wanted)]) from bad
    return Node(path.name, data, 1, problems)
