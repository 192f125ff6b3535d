"""Judges one row by itself: what it says, what is wrong with it, and whether it can be taken all the same."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from wutong.collect.complaints.imports import instants
from wutong.collect.complaints.imports.mapping import FIELDS, Header, Layout, plain
from wutong.collect.complaints.imports.masks import shown
from wutong.collect.complaints.imports.table import MOST_CELL, Cell, Row, text
from wutong.ui.letters import seen

#: what other systems write where there is nothing
_NOTHING = frozenset({"null", "none", "nan", "\\n", "nil"})
_NO_VALUE = _NOTHING | {"无", "/", "-", "--", "—", "——", "暂无", "未知"}
_SHORT = ("received_at", "replied_at", "contact_name", "contact_phone", "place", "category", "channel", "rating")
_LIMITS = {"number": 80, "contact_name": 60, "contact_phone": 40, "place": 200, "subject": 1_000}
_MOST_DIGITS = 15
_UNDATED = "有答复，没有答复时间：反映照收，答复记作“答复时间不明”，事项没有办结，不算已答复"


@dataclass(frozen=True)
class Problem:
    """What is wrong in a row. ``found`` is cut and masked.

    ``kept``: the row is taken in spite of it. ``again``: it is there already, from further up in the file.
    """

    row: int
    field: str
    found: str
    reason: str
    kept: bool = False
    again: bool = False

    @property
    def label(self) -> str:
        return FIELDS.get(self.field, self.field or "整行")

    def line(self) -> str:
        found = f"“{self.found}”" if self.found else ""
        return f"第{self.row}行，{self.label}{found}：{self.reason}"


@dataclass(frozen=True)
class Message:
    """A row that can be taken. ``replied`` is None where there is no reply or its time is not known."""

    row: int
    key: str
    number: str
    received: instants.Instant
    subject: str = ""
    text: str = ""
    reply: str = ""
    replied: instants.Instant | None = None
    contact_name: str = ""
    contact_phone: str = ""
    place: str = ""
    category: str = ""
    channel: str = "import"
    rating: str = ""
    reply_channel: str = "page"

    @property
    def is_answered(self) -> bool:
        return bool(self.reply) and self.replied is not None

    @property
    def is_undated(self) -> bool:
        return bool(self.reply) and self.replied is None


@dataclass(frozen=True)
class Judged:
    """A row's verdict: taken whole (no problems), in part (problems, all ``kept``), or not at all (no message)."""

    row: int
    message: Message | None
    problems: tuple[Problem, ...] = ()


@dataclass
class _Reading:
    """One row while it is read."""

    row: Row
    layout: Layout
    header: Header
    problems: list[Problem] = field(default_factory=list)

    def cell(self, name: str) -> Cell:
        index = self.header.at.get(name)
        found: Cell = self.row.cells[index] if index is not None and index < len(self.row.cells) else ""
        if isinstance(found, str):
            found = found.strip().strip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
            if "\x00" not in found:  # which is refused, not left out
                found = seen(found)
            if found.casefold() in (_NO_VALUE if name in _SHORT else _NOTHING):
                found = ""
        if found == "" and name in self.layout.constants:
            found = self.layout.constants[name]
        return found

    def words(self, name: str) -> str:
        words = text(self.cell(name))
        limit = _LIMITS.get(name, MOST_CELL)
        if "\x00" in words or any("\ud800" <= c <= "\udfff" for c in words):
            self.bad(name, words, "有存不了的字符")
            return ""
        if len(words) > limit:
            if name in ("contact_name", "contact_phone", "place"):
                self.part(name, words, f"长于{limit}字，只留前{limit}字")
                return words[:limit]
            self.bad(name, words, f"长于{limit}字")
        return words

    def bad(self, name: str, found: object, reason: str) -> None:
        self.problems.append(Problem(self.row.n, name, shown(name, str(found)), reason))

    def part(self, name: str, found: object, reason: str) -> None:
        self.problems.append(Problem(self.row.n, name, shown(name, str(found)), reason, kept=True))

    @property
    def is_bad(self) -> bool:
        return any(not p.kept for p in self.problems)

    def time(self, name: str, *, undated: bool = False) -> instants.Instant | None:
        cell = self.cell(name)
        try:
            return instants.read(cell, self.layout.zone, self.layout.dates)
        except instants.NotATime as bad:
            if undated:
                self.part(name, text(cell), f"{bad}，按答复时间不明收下，不算已答复")
            else:
                self.bad(name, text(cell), str(bad))
        except (OverflowError, ValueError):
            self.bad(name, text(cell), "不是时间")
        return None

    def coded(self, name: str, known: Mapping[str, str], default: str = "") -> str:
        """A value of a fixed list, by the mapping's table first, then by our own words."""
        words = text(self.cell(name))
        if not words:
            return default
        table = self.layout.values.get(name, {})
        given = table.get(plain(words), words)
        if not given:
            return default
        code = known.get(plain(given))
        if code is None:
            self.part(name, words, "对应表里没有这个取值，这一格没有收")
            return default
        return code


def judge(
    row: Row, layout: Layout, header: Header, kind: str, now: datetime, known: Mapping[str, Mapping[str, str]]
) -> Judged:
    """Judge a row.

    :param known: field → plain word → our code, for category, channel and rating.
    """
    reading = _Reading(row, layout, header)
    if row.fault:
        reading.bad("", row.cells[0] if row.cells else "", row.fault)
    elif extra := [c for c in row.cells[header.width :] if text(c)]:
        reading.bad("", text(extra[0]), f"列名有{header.width}列，这一行有{len(row.cells)}列")
    elif kind == "csv" and len(row.cells) < header.width:
        reading.bad("", "", f"列名有{header.width}列，这一行只有{len(row.cells)}列，可能在中间断了行")
    if reading.is_bad:
        return Judged(row.n, None, tuple(reading.problems))
    message = _message(reading, now, known)
    return Judged(row.n, None if reading.is_bad else message, tuple(reading.problems))


def _message(reading: _Reading, now: datetime, known: Mapping[str, Mapping[str, str]]) -> Message | None:
    number = _number(reading)
    subject, words = reading.words("subject"), reading.words("text")
    if not subject and not words and not reading.is_bad:
        reading.bad("text", "", "标题和内容都是空的")
    received = _received(reading, now)
    reply, replied = _reply(reading, now, received)
    rating = reading.coded("rating", known["rating"])
    if rating and not (reply and replied):
        reading.part("rating", text(reading.cell("rating")), "没有算数的答复，评价没有收")
        rating = ""
    values = {n: reading.words(n) for n in ("contact_name", "contact_phone", "place")}
    category = reading.coded("category", known["category"])
    channel = reading.coded("channel", known["channel"], reading.layout.constants.get("channel", "import"))
    if reading.is_bad or received is None:
        return None
    return Message(
        row=reading.row.n, key=_key(reading.layout, number, subject, received), number=number, received=received,
        subject=subject, text=words, reply=reply, replied=replied, category=category, channel=channel, rating=rating,
        reply_channel=reading.layout.constants.get("reply_channel", "page"), **values,
    )  # fmt: skip


def _number(reading: _Reading) -> str:
    cell, number = reading.cell("number"), reading.words("number")
    if "number" in reading.layout.key:
        if not number:
            reading.bad("number", "", "没有编号，认不出是不是收过")
        elif isinstance(cell, int | float) and abs(cell) >= 10**_MOST_DIGITS:
            reading.bad("number", number, f"长于{_MOST_DIGITS}位的编号被表格软件改掉了尾数，把这一列改成文本再导出")
        elif "E+" in number.upper() and number.upper().replace("E+", "").replace(".", "").isdigit():
            reading.bad("number", number, "编号成了科学计数，把这一列改成文本再导出")
    return number


def _received(reading: _Reading, now: datetime) -> instants.Instant | None:
    received = reading.time("received_at")
    if received is None:
        if not any(p.field == "received_at" for p in reading.problems):
            reading.bad("received_at", "", "没有收到时间")
    elif received.at > now:
        reading.bad("received_at", text(reading.cell("received_at")), "收到时间在将来")
    return received


def _reply(reading: _Reading, now: datetime, received: instants.Instant | None) -> tuple[str, instants.Instant | None]:
    reply = reading.words("reply")
    replied = reading.time("replied_at", undated=bool(reply))
    if replied is None:
        if reply and not any(p.field == "replied_at" for p in reading.problems):
            reading.part("replied_at", "", _UNDATED)
        return reply, None
    found = text(reading.cell("replied_at"))
    if replied.at > now:
        reading.bad("replied_at", found, "答复时间在将来")
    elif received is not None and replied.at < received.at:
        if replied.day_only and _same_day(reading.layout, replied, received):
            replied = instants.Instant(received.at, day_only=True)
        else:
            reading.bad("replied_at", found, "答复早于收到")
    if not reply:
        reading.part("reply", "", "有答复时间，没有答复内容：反映照收，不算已答复")
        return "", None
    return reply, replied


def _same_day(layout: Layout, one: instants.Instant, other: instants.Instant) -> bool:
    return one.at.astimezone(layout.zone).date() == other.at.astimezone(layout.zone).date()


def _key(layout: Layout, number: str, subject: str, received: instants.Instant) -> str:
    """What makes a row the same row next time: the system's name and the key fields."""
    parts = {"number": number, "subject": subject, "received_at": f"{received.at:%Y%m%dT%H%M%SZ}"}
    chosen = unicodedata.normalize("NFC", "\n".join(parts[f] for f in layout.key))
    if layout.key != ("number",):
        chosen = hashlib.sha256(chosen.encode()).hexdigest()[:40]
    return f"{layout.system}:{chosen}"
