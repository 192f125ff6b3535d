"""Reads a whole file and judges every row before anything is written: the dry run."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from wutong.collect.complaints.imports import house, mapping, store
from wutong.collect.complaints.imports.csvfile import open_csv
from wutong.collect.complaints.imports.judge import Judged, Message, Problem, judge
from wutong.collect.complaints.imports.known import is_ruled, known
from wutong.collect.complaints.imports.masks import shown
from wutong.collect.complaints.imports.report import MOST_PROBLEMS, Month, Report
from wutong.collect.complaints.imports.sniff import kind_of
from wutong.collect.complaints.imports.table import MOST_ROWS, Row, Table, Unusable, text
from wutong.collect.complaints.imports.xlsxfile import open_xlsx
from wutong.record.clock import legal_day
from wutong.record.scope import Scope

Progress = Callable[[int], None]
_CHUNK = 300
_FIRST = 10
_PREVIEW = 5


@dataclass(frozen=True)
class Opened:
    """A file that can be read: its table, how its columns are understood, and its rows after the header."""

    table: Table
    layout: mapping.Layout
    header: mapping.Header

    def rows(self) -> Iterator[Row]:
        """The rows under the header that are not blank.

        :raises Unusable: after too many.
        """
        given = 0
        for row in self.table.rows():
            if row.n <= self.header.n or row.is_blank:
                continue
            given += 1
            if given > MOST_ROWS:
                raise Unusable(f"一个文件最多{MOST_ROWS:,}行", "行数超过了", "按年或按月分成几个文件，分别导入")
            yield row


def open_table(path: Path, layout: mapping.Layout | None = None) -> Opened:
    """Find out what a file is and which of its columns is what.

    :raises Unusable: with the rule, what is missing and how to mend it.
    """
    layouts = (layout,) if layout else mapping.built_in()
    is_xlsx = kind_of(path) == "xlsx"
    table = open_xlsx(path, lambda first: mapping.find(first, layouts) is not None) if is_xlsx else open_csv(path)
    first = list(islice(table.rows(), _FIRST))
    if table.kind == "csv" and any("\x00" in text(c) for r in first for c in r.cells):
        raise Unusable("导入只认CSV和xlsx两种表格", "文件里是二进制内容，不是文字", "找到表格原件，导出为xlsx或CSV")
    found = mapping.find(first, layouts)
    if found is None:
        raise mapping.unknown(first, layouts)
    chosen, header = found
    return Opened(table, chosen, header)


@dataclass
class _Tally:
    """What a check has counted so far."""

    outcomes: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    more: int = 0
    answered: int = 0
    undated: int = 0
    months: dict[str, list[int]] = field(default_factory=dict)
    preview: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, outcome: str, judged: Judged, problems: Sequence[Problem]) -> None:
        self.outcomes[outcome] += 1
        room = MOST_PROBLEMS - len(self.problems)
        self.problems += problems[: max(room, 0)]
        self.more += max(len(problems) - max(room, 0), 0)
        message = judged.message
        if message is None or outcome == "bad":
            return
        counts = self.months.setdefault(f"{legal_day(message.received.at):%Y-%m}", [0, 0])
        counts[0] += 1
        counts[1] += message.is_answered
        if outcome in ("good", "part", "added"):
            self.answered += message.is_answered
            self.undated += message.is_undated

    def monthly(self) -> tuple[Month, ...]:
        return tuple(Month(m, *counts) for m, counts in sorted(self.months.items()))


class Verdicts:
    """Judges rows against the file's own earlier rows and the house; holds keys and digests only, never a row."""

    def __init__(self, scope: Scope, opened: Opened, now: datetime) -> None:
        self.scope, self.opened, self.now = scope, opened, now
        self.words: Mapping[str, Mapping[str, str]] = known(now, scope)
        self.seen: dict[str, tuple[int, bytes]] = {}

    def of(self, rows: Sequence[Row]) -> Iterator[tuple[str, Judged, tuple[Problem, ...]]]:
        """(outcome, verdict, problems) for each row: good, part, added, already or bad."""
        judged = [self._judge(r) for r in rows]
        there = house.stored(self.scope, [j.message.key for j in judged if j.message])
        for one in judged:
            if one.message is None:
                yield "bad", one, one.problems
            elif (before := self._before(one.message)) is not None:
                yield before[0], one, before[1]
            elif one.message.key in there:
                outcome, problems = house.settle(one, there[one.message.key])
                yield outcome, one, problems
            else:
                yield ("part" if one.problems else "good"), one, one.problems

    def _judge(self, row: Row) -> Judged:
        opened = self.opened
        found = judge(row, opened.layout, opened.header, opened.table.kind, self.now, self.words)
        if found.message is None or is_ruled(day := legal_day(found.message.received.at)):
            return found
        reason = "那一天还没有办理规则，收不了"
        return Judged(row.n, None, (Problem(row.n, "received_at", f"{day:%Y-%m-%d}", reason),))

    def _before(self, message: Message) -> tuple[str, tuple[Problem, ...]] | None:
        """Whether the same key stood further up in the file, with the same content or another."""
        digest = hashlib.blake2b(repr(_content(message)).encode(), digest_size=16).digest()
        earlier = self.seen.setdefault(message.key, (message.row, digest))
        if earlier[0] == message.row:
            return None
        if earlier[1] == digest:
            return "already", (
                Problem(message.row, "number", message.number[:40], f"和第{earlier[0]}行重复，只算一件", again=True),
            )
        return "bad", (
            Problem(message.row, "number", message.number[:40], f"和第{earlier[0]}行同一编号，内容不同，这一行没有收"),
        )


def _content(message: Message) -> tuple[object, ...]:
    return tuple(v for k, v in sorted(vars(message).items()) if k != "row")


def chunks(rows: Iterator[Row], size: int = _CHUNK) -> Iterator[list[Row]]:
    while chunk := list(islice(rows, size)):
        yield chunk


def check(
    scope: Scope,
    source: Path | bytes,
    name: str,
    *,
    mapping_file: Path | str | None = None,
    now: datetime,
    progress: Progress | None = None,
) -> Report:
    """Judge every row of a file. Nothing is written; bytes handed in are kept beside the home's other files.

    :param mapping_file: a mapping file or its text; without one the header decides among the built-in ones.
    :param progress: called with the number of rows judged so far.
    :raises Unusable: when the file as a whole cannot be read.
    """
    if isinstance(source, bytes):
        path = store.put(scope, source)
        try:
            return check(scope, path, name, mapping_file=mapping_file, now=now, progress=progress)
        except Unusable:
            store.discard(scope, path.name)
            raise
    layout = None
    if mapping_file is not None:
        layout = mapping.load(mapping_file) if isinstance(mapping_file, Path) else mapping.parse(mapping_file, "对应表")
    opened = open_table(source, layout)
    verdicts, tally = Verdicts(scope, opened, now), _Tally()
    for chunk in chunks(opened.rows()):
        for outcome, judged, problems in verdicts.of(chunk):
            tally.add(outcome, judged, problems)
        if len(tally.preview) < _PREVIEW:
            tally.preview += [_preview(opened, r) for r in chunk[: _PREVIEW - len(tally.preview)]]
        if progress:
            progress(sum(tally.outcomes.values()))
    if not tally.outcomes:
        raise Unusable("列名下面要有内容", "只有列名，没有一行内容", "确认导出时选了日期范围，再导出一次")
    return _report(opened, tally, source, name)


def _preview(opened: Opened, row: Row) -> tuple[str, ...]:
    by_index = {i: f for f, i in opened.header.at.items()}
    return tuple(shown(by_index[i], text(row.cells[i])) if i < len(row.cells) else "" for i in sorted(by_index))


def _report(opened: Opened, tally: _Tally, path: Path, name: str) -> Report:
    header, layout = opened.header, opened.layout
    by_index = sorted((i, f) for f, i in header.at.items())
    notes = list(opened.table.notes)
    if header.n > 1:
        notes.append(f"列名在第{header.n}行，上面的行没有读")
    notes += [f"“{h[:20]}”这一列和别的列意思相同，没有用" for h in header.twice]
    notes += _meant(opened)
    return Report(
        rows=sum(tally.outcomes.values()), good=tally.outcomes["good"], part=tally.outcomes["part"], added=tally.outcomes["added"],
        already=tally.outcomes["already"], bad=tally.outcomes["bad"], name=name[:200], sha256=store.sha256_of(path),
        kind=opened.table.kind, encoding=opened.table.encoding, sheet=opened.table.sheet, mapping=layout.name,
        mapping_title=layout.title, mapping_hash=layout.hash, header_row=header.n, answered=tally.answered,
        undated=tally.undated, problems=tuple(tally.problems), more_problems=tally.more, months=tally.monthly(),
        columns=tuple((header.headings[i], mapping.FIELDS[f]) for i, f in by_index), unused=header.unused,
        notes=tuple(notes), preview=tuple(tally.preview),
        preview_heads=tuple(mapping.FIELDS[f] for _, f in by_index), at=dict(header.at), width=header.width,
        layout=layout.words, path=path,
    )  # fmt: skip


def _meant(opened: Opened) -> list[str]:
    """Our fields for which the file has no column, where that matters."""
    missing = [
        mapping.FIELDS[f] for f in ("reply", "replied_at") if f in opened.layout.columns and f not in opened.header.at
    ]
    return [f"没有{'、'.join(missing)}这一列：收下的都算没有答复"] if missing else []
