"""What a check and an import answer: counts, problems, months; as plain Chinese for the command, as JSON to keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from wutong.collect.complaints.imports.judge import Problem

#: problems kept in a report; the rest is counted
MOST_PROBLEMS = 5_000
_MOST_LINES = 50


@dataclass(frozen=True)
class Month:
    """A month's rows by the day they were received: how many, and how many of them were answered."""

    month: str
    rows: int
    answered: int


@dataclass(frozen=True)
class Counted:
    """Counts that a check and an import share. rows = good + part + added + already + bad (+ left, while it runs).

    ``added``: rows whose message was there, and whose reply was not.
    """

    rows: int = 0
    good: int = 0
    part: int = 0
    added: int = 0
    already: int = 0
    bad: int = 0

    @property
    def takeable(self) -> int:
        return self.good + self.part + self.added

    @property
    def code(self) -> int:
        """The command's exit code: 0 when no row was left out, 1 when some were."""
        return 1 if self.bad else 0


@dataclass(frozen=True)
class Report(Counted):
    """A check: every row judged, nothing written. ``columns``: (heading in the file, our field's name)."""

    name: str = ""
    sha256: str = ""
    kind: str = ""
    encoding: str = ""
    sheet: str = ""
    mapping: str = ""
    mapping_title: str = ""
    mapping_hash: str = ""
    header_row: int = 1
    answered: int = 0
    undated: int = 0
    problems: tuple[Problem, ...] = ()
    more_problems: int = 0
    months: tuple[Month, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    unused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    preview: tuple[tuple[str, ...], ...] = ()
    preview_heads: tuple[str, ...] = ()
    at: Mapping[str, int] = field(default_factory=dict)
    width: int = 0
    layout: str = ""
    path: Path | None = None

    def lines(self) -> list[str]:
        """The report for a terminal."""
        what = (
            "xlsx" + (f"，工作表“{self.sheet}”" if self.sheet else "")
            if self.kind == "xlsx"
            else f"CSV，{self.encoding}"
        )
        lines = [
            f"{self.name}：{what}，{self.rows}行，按对应表“{self.mapping}”（{self.mapping_title}）读",
            "对上的列：" + "、".join(f"{heading}→{label}" for heading, label in self.columns),
        ]
        if self.unused:
            lines.append("没有用的列：" + "、".join(self.unused))
        lines += self.notes
        lines.append(
            f"能收{self.takeable}行（其中{self.part}行收下一部分{_since(self.added, '行')}），已有或重复{self.already}行，不能收{self.bad}行"
        )
        return lines + _told(self.problems, self.more_problems)

    def to_json(self) -> dict[str, Any]:
        """For the batch row; the path stays with the process."""
        plain = asdict(self)
        del plain["path"]
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Report:
        values = {k: v for k, v in plain.items() if k in cls.__dataclass_fields__}
        values["problems"] = tuple(Problem(**p) for p in values.get("problems", ()))
        values["months"] = tuple(Month(**m) for m in values.get("months", ()))
        for name in ("columns", "preview"):
            values[name] = tuple(tuple(c) for c in values.get(name, ()))
        for name in ("unused", "notes", "preview_heads"):
            values[name] = tuple(values.get(name, ()))
        return cls(**values)


@dataclass(frozen=True)
class Result(Counted):
    """An import as far as it has come. ``good`` and ``part`` count rows taken into the house by this batch."""

    batch: int = 0
    left: int = 0
    finished: bool = True
    answered: int = 0
    undated: int = 0
    problems: tuple[Problem, ...] = ()
    more_problems: int = 0
    months: tuple[Month, ...] = ()

    def lines(self) -> list[str]:
        """The result for a terminal."""
        lines = [
            f"收下{self.takeable}件（其中{self.part}件收下一部分{_since(self.added, '件')}），已答复{self.answered}件，"
            f"答复时间不明{self.undated}件；已有或重复{self.already}行，没有收{self.bad}行"
        ]
        if not self.finished:
            lines.append(f"还有{self.left}行没有导入，再运行一次接着导入")
        return lines + _told(self.problems, self.more_problems)


def _since(added: int, unit: str) -> str:
    return f"，{added}{unit}是给已有的事项补上后来的答复或评价" if added else ""


def _told(problems: tuple[Problem, ...], more: int) -> list[str]:
    lines = [p.line() for p in problems[:_MOST_LINES]]
    rest = len(problems) - len(lines) + more
    return [*lines, f"还有{rest}处没有列出"] if rest > 0 else lines
