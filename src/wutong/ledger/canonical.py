"""One value, one byte sequence: what a digest or a commitment is taken over.

The form is a narrow JSON (RFC 8259): UTF-8, no blanks, keys sorted, ASCII keys only, texts in NFC, integers within
±(2^53 - 1), no fractions at all. Within these bounds it is also what RFC 8785 produces, so that a reader in any
language can recompute it with a stock JSON library. Whatever has two spellings is refused instead of being guessed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

LARGEST = 2**53 - 1
DEEPEST = 32

_ESCAPES = {
    0x08: "\\b",
    0x09: "\\t",
    0x0A: "\\n",
    0x0C: "\\f",
    0x0D: "\\r",
    0x22: '\\"',
    0x5C: "\\\\",
}
_ESCAPES |= {n: f"\\u{n:04x}" for n in range(0x20) if n not in _ESCAPES}


class NotCanonical(ValueError):
    """The value has no single byte form; ``where`` is the path to the offending part (``$.photos[2]``)."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where = where
        self.what = what


def canonical(value: Any) -> bytes:
    """The one byte form of a JSON value (None, bool, int, str, list or tuple, mapping).

    :raises NotCanonical: for floats, dates (write them with :func:`instant` or :func:`day`), texts that are not NFC or
        hold NUL or half surrogates, keys that are not ASCII, integers beyond ±(2^53 - 1), depth beyond 32.
    """
    out: list[str] = []
    _write(value, "$", 0, out)
    return "".join(out).encode("utf-8")


def _write(value: Any, where: str, depth: int, out: list[str]) -> None:
    if depth > DEEPEST:
        raise NotCanonical(where, f"deeper than {DEEPEST}")
    if value is None:
        out.append("null")
    elif value is True:
        out.append("true")
    elif value is False:
        out.append("false")
    elif type(value) is int:
        if not -LARGEST <= value <= LARGEST:
            raise NotCanonical(where, "integer beyond ±(2^53 - 1); write it as text")
        out.append(str(value))
    elif isinstance(value, str):
        out.append(_text(value, where))
    elif isinstance(value, list | tuple):
        out.append("[")
        for n, item in enumerate(value):
            if n:
                out.append(",")
            _write(item, f"{where}[{n}]", depth + 1, out)
        out.append("]")
    elif isinstance(value, Mapping):
        _object(value, where, depth, out)
    else:
        raise NotCanonical(where, f"{type(value).__name__} has no canonical form")


def _object(value: Mapping[Any, Any], where: str, depth: int, out: list[str]) -> None:
    for key in value:
        if not isinstance(key, str) or not key.isascii():
            raise NotCanonical(where, f"key {key!r} is not ASCII text")
    out.append("{")
    for n, key in enumerate(sorted(value)):
        if n:
            out.append(",")
        out.append(_text(key, where) + ":")
        _write(value[key], f"{where}.{key}", depth + 1, out)
    out.append("}")


def _text(text: str, where: str) -> str:
    if "\0" in text:
        raise NotCanonical(where, "text holds NUL")
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise NotCanonical(where, "text holds half a surrogate pair")
    if not unicodedata.is_normalized("NFC", text):
        raise NotCanonical(where, "text is not in Unicode form NFC")
    return '"' + text.translate(_ESCAPES) + '"'


def composed(value: Any) -> Any:
    """The same value with every text brought into NFC; for the door where typed text comes in, before writing."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list | tuple):
        return [composed(v) for v in value]
    if isinstance(value, Mapping):
        return {k: composed(v) for k, v in value.items()}
    return value


def instant(at: datetime) -> str:
    """An aware instant as text, always UTC with six digits of a second: ``2019-04-03T01:31:00.000000Z``."""
    if at.tzinfo is None:
        raise NotCanonical("$", "an instant needs its zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").zfill(27)


def day(on: date) -> str:
    """A legal day as text: ``2019-04-03``."""
    if isinstance(on, datetime):
        raise NotCanonical("$", "an instant is not a day; take its legal day first")
    return on.isoformat()
