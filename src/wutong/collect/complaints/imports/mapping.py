"""Which column of another system is which of our fields: a file to edit, not code."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wutong.collect.complaints.imports.table import Row, Unusable, text
from wutong.law import strictyaml

#: our fields and their names on screen
FIELDS = {
    "number": "编号",
    "subject": "标题",
    "text": "内容",
    "received_at": "收到时间",
    "reply": "答复内容",
    "replied_at": "答复时间",
    "contact_name": "称呼",
    "contact_phone": "电话",
    "place": "地点",
    "category": "类别",
    "channel": "渠道",
    "rating": "满意度",
}
RULE = "对应表要写清哪一列是什么"
_BUILT_IN = Path(__file__).parent / "mappings"
_KEYS = {"name", "title", "system", "zone", "columns", "needed", "dates", "values", "constants", "key"}
_HEADER_WITHIN = 10
#: fields that may tell rows apart; never one that names a person
_MAY_KEY = {"number", "subject", "received_at"}
CONSTANT_CHANNELS = ("web", "letter", "visit", "call", "hotline", "import")
_VALUES = {
    "channel": frozenset(CONSTANT_CHANNELS),
    "rating": frozenset({"satisfied", "basically", "dissatisfied", ""}),
}
REPLY_CHANNELS = ("page", "sms", "call", "letter", "visit")


@dataclass(frozen=True)
class Layout:
    """One mapping. ``columns``: field → headings that mean it; ``key``: the fields that tell one row from another."""

    name: str
    title: str
    system: str
    zone: ZoneInfo
    columns: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    dates: tuple[str, ...]
    values: Mapping[str, Mapping[str, str]]
    constants: Mapping[str, str]
    key: tuple[str, ...]
    hash: str
    words: str


@dataclass(frozen=True)
class Header:
    """A header found in a file: its row, field → column index, headings that no field takes."""

    n: int
    at: Mapping[str, int]
    headings: tuple[str, ...]
    unused: tuple[str, ...]
    twice: tuple[str, ...] = field(default=())

    @property
    def width(self) -> int:
        return len(self.headings)


def plain(heading: str) -> str:
    """A heading as it is compared: width, case, blanks, colons and trailing notes in brackets do not matter."""
    words = unicodedata.normalize("NFKC", heading).strip().strip("\ufeff*").casefold()
    words = words.split("(", 1)[0] if not words.startswith("(") else words
    return "".join(c for c in words if not c.isspace() and c not in ":：*_-")


def load(path: Path) -> Layout:
    """A mapping file.

    :raises Unusable: with the line and what is wrong with it.
    """
    try:
        words = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as bad:
        raise Unusable(RULE, f"{path.name}不是UTF-8文本", "另存为UTF-8") from bad
    return parse(words, path.name)


def parse(words: str, where: str) -> Layout:
    """A mapping from its text."""
    try:
        given = strictyaml.load(words)
    except strictyaml.Unreadable as bad:
        raise Unusable(RULE, f"{where}第{bad.line}行写法不对（{bad.problem}）", "对照docs/import.md里的例子改") from bad
    if not isinstance(given, dict):
        raise Unusable(RULE, f"{where}里没有内容", "从samples/mapping.yaml复制一份来改")
    return _checked(given, words, where)


def _checked(given: dict[str, Any], words: str, where: str) -> Layout:
    def wrong(what: str, remedy: str) -> Unusable:
        return Unusable(RULE, f"{where}：{what}", remedy)

    if strange := sorted(str(k) for k in given if k not in _KEYS):
        raise wrong(f"不认得{'、'.join(strange)}", f"只用{'、'.join(sorted(_KEYS))}")
    _demand_shapes(given, wrong)
    for name in ("name", "system", "columns"):
        if not given.get(name):
            raise wrong(f"缺{name}", f"加一行{name}")
    if strange := sorted(str(f) for f in given["columns"] if f not in FIELDS):
        raise wrong(f"没有{'、'.join(strange)}这样的字段", f"字段只有{'、'.join(FIELDS)}")
    columns = {f: _texts(v) for f, v in given["columns"].items()}
    if "received_at" not in columns:
        raise wrong("columns里缺received_at（收到时间）", "写上哪一列是收到时间")
    try:
        zone = ZoneInfo(str(given.get("zone") or "Asia/Shanghai"))
    except (ZoneInfoNotFoundError, ValueError, OSError) as bad:
        raise wrong(f"没有{given.get('zone')}这个时区", "写Asia/Shanghai") from bad
    key = _texts(given.get("key") or "number")
    if strange := sorted(set(key) - _MAY_KEY):
        raise wrong(f"key里不能用{'、'.join(strange)}", "用number，或received_at加subject")
    if missing := [f for f in key if f not in columns]:
        raise wrong(f"key用了{'、'.join(missing)}，columns里却没有", "在columns里写上它的列名")
    needed = tuple(dict.fromkeys((*key, "received_at", *_texts(given.get("needed") or []))))
    if strange := sorted(set(needed) - set(columns)):
        raise wrong(f"needed里的{'、'.join(strange)}在columns里没有", "在columns里写上它的列名")
    values = {
        str(f): {plain(str(k)): str(v or "") for k, v in (t or {}).items()}
        for f, t in (given.get("values") or {}).items()
    }
    for name, allowed in _VALUES.items():
        if strange := sorted(set(values.get(name, {}).values()) - allowed):
            raise wrong(f"{FIELDS[name]}没有{'、'.join(strange)}这样的取值", f"只用{'、'.join(sorted(allowed - {''}))}")
    constants = {str(k): str(v) for k, v in (given.get("constants") or {}).items()}
    if strange := sorted(set(constants) - {*FIELDS, "reply_channel"}):
        raise wrong(f"constants里没有{'、'.join(strange)}这样的字段", f"字段只有{'、'.join(FIELDS)}、reply_channel")
    if constants.get("reply_channel", "page") not in REPLY_CHANNELS:
        raise wrong(f"没有{constants['reply_channel']}这样的答复方式", f"只用{'、'.join(REPLY_CHANNELS)}")
    if constants.get("channel", "import") not in CONSTANT_CHANNELS:
        raise wrong(f"没有{constants['channel']}这样的渠道", f"只用{'、'.join(CONSTANT_CHANNELS)}")
    system = str(given["system"]).strip()
    if ":" in system or len(system) > 30:
        raise wrong("system不能有冒号，最长30个字", "写原来系统的简称，例如12345")
    return Layout(
        name=str(given["name"])[:60], title=str(given.get("title") or given["name"])[:80], system=system, zone=zone,
        columns=columns, needed=needed, dates=_texts(given.get("dates") or []), values=values, constants=constants,
        key=key, hash=hashlib.sha256(words.encode()).hexdigest(),
        words=words,
    )  # fmt: skip


def _demand_shapes(given: dict[str, Any], wrong: Callable[[str, str], Unusable]) -> None:
    """A list where a list belongs, a map where a map does: what follows reads them without looking."""
    for name in ("key", "needed", "dates"):
        if not _is_texts(given.get(name)):
            raise wrong(f"{name}要写成一列文字", f"例如{name}: [number]")
    for name in ("columns", "values", "constants"):
        if not isinstance(given.get(name), dict | None):
            raise wrong(f"{name}要写成“字段: …”的一组", "对照docs/import.md里的例子改")
    if strange := sorted(str(f) for f, t in (given.get("values") or {}).items() if not isinstance(t, dict | None)):
        raise wrong(f"values里的{'、'.join(strange)}要写成“原来的写法: 我们的写法”", "对照docs/import.md里的例子改")
    if strange := sorted(str(f) for f, v in (given.get("columns") or {}).items() if not v or not _is_texts(v)):
        raise wrong(f"columns里的{'、'.join(strange)}没有写列名", "写上列名，例如number: [编号]")
    if strange := [d for d in _texts(given.get("dates") or []) if not _is_pattern(d)]:
        raise wrong(f"dates里的{'、'.join(strange)}不是日期的写法", "例如%Y-%m-%d %H:%M")


def _is_texts(value: Any) -> bool:
    """One text or whole number, or a list of them; nothing at all is none of them."""
    return (
        value is None
        or isinstance(value, str | int)
        or (isinstance(value, list) and all(isinstance(v, str | int) for v in value))
    )


def _is_pattern(written: str) -> bool:
    """Whether a day can be written by a pattern and read back by it."""
    day = datetime(2019, 4, 3, 9, 31)  # noqa: DTZ001 - a wall time
    try:
        return "%" in written and datetime.strptime(day.strftime(written), written).year > 0  # noqa: DTZ007
    except (ValueError, re.error):
        return False


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, str | int):
        return (str(value),)
    return tuple(str(v) for v in value)


@cache
def built_in() -> tuple[Layout, ...]:
    """The mappings that come with the software, in the order in which they are tried."""
    return tuple(load(p) for p in sorted(_BUILT_IN.glob("*.yaml")))


def match(mapping: Layout, row: Row) -> Header:
    """How a row would serve as header under a mapping."""
    headings = [text(c) for c in row.cells]
    while headings and not headings[-1]:
        headings.pop()
    by_name = {plain(alias): f for f in mapping.columns for alias in reversed(mapping.columns[f])}
    at: dict[str, int] = {}
    rank: dict[str, int] = {}
    twice: list[str] = []
    for index, heading in enumerate(headings):
        name = by_name.get(plain(heading)) if heading else None
        if name is None:
            continue
        place = [plain(a) for a in mapping.columns[name]].index(plain(heading))
        if name in at:
            twice.append(heading if place >= rank[name] else headings[at[name]])
        if name not in at or place < rank[name]:
            at[name], rank[name] = index, place
    unused = tuple(h for i, h in enumerate(headings) if h and i not in at.values())
    return Header(row.n, at, tuple(headings), unused, tuple(twice))


def is_header(mapping: Layout, header: Header) -> bool:
    return all(f in header.at for f in mapping.needed) and bool(header.at.keys() & {"subject", "text"})


def find(first: Sequence[Row], mappings: Iterable[Layout]) -> tuple[Layout, Header] | None:
    """The first row among the first ten that is a header under one of the mappings, and under which."""
    tried = tuple(mappings)
    for row in first[:_HEADER_WITHIN]:
        if row.fault:
            continue
        fits = [(m, h) for m in tried if is_header(m, h := match(m, row))]
        if fits:
            return max(fits, key=lambda f: len(f[1].at))
    return None


def unknown(first: Sequence[Row], mappings: Sequence[Layout]) -> Unusable:
    """The refusal for a header nobody knows: what was found, what is missing, and a mapping file to begin with."""
    rows = [r for r in first[:_HEADER_WITHIN] if not r.fault and not r.is_blank]
    if not rows:
        return Unusable("表格第一行要写列名", "前10行里没有列名", "在最上面加一行列名，再导入")
    best, header = max(((m, match(m, r)) for r in rows for m in mappings), key=lambda f: len(f[1].at))
    headings = [h for h in header.headings if h] if header.at else [t for c in rows[0].cells if (t := text(c))]
    known = [f"{header.headings[i]}→{FIELDS[f]}" for f, i in header.at.items()]
    missing = [FIELDS[f] for f in best.needed if f not in header.at]
    if not header.at.keys() & {"subject", "text"}:
        missing.append("标题或内容")
    found = "、".join(h[:12] for h in headings[:20]) or "没有列名"
    return Unusable(
        "要认得出哪一列是什么",
        f"找到的列：{found}。认出：{'、'.join(known) or '没有'}。缺：{'、'.join(missing)}",
        f"写一个对应表，和表格一起交。开头可以这样写：\n{beginning(headings, header)}",
    )


def beginning(headings: Sequence[str], header: Header) -> str:
    """The beginning of a mapping file for these headings, to be edited by hand."""
    lines = ["name: my-system", "system: my-system   # 原来系统的简称，和编号一起认一件反映", "columns:"]
    for name, zh in FIELDS.items():
        index = header.at.get(name)
        value = _quoted(header.headings[index]) if index is not None and index < len(header.headings) else ""
        lines.append(f"  {'' if value else '# '}{name}: [{value}]   # {zh}")
    left = [h for i, h in enumerate(headings) if i not in header.at.values()][:20]
    if left:
        lines.append(f"# 还没有对上的列：{'、'.join(h[:20] for h in left)}")
    lines += ["key: number", "zone: Asia/Shanghai"]
    return "\n".join(lines)


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'
