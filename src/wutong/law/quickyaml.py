"""The same value as ``strictyaml`` makes of a text, twenty times as fast, or no answer at all.

A server reads half a megabyte of rules. The library that names the line of every mistake is Python and takes seconds; libyaml
takes a tenth of one but knows YAML 1.1 only, and says little of what is wrong. So libyaml reads what nobody could
read in two ways, and leaves everything else, every mistake among it, to the slow reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import yaml
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.compat import ordereddict

#: what the two YAMLs read differently, what stands for something elsewhere in the text, and line ends of their own
UNCOMMON = re.compile("[\t\r\\\\\x85\u2028\u2029\ufeff]|^%|^---|^\\.\\.\\.", re.MULTILINE)
WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)", re.ASCII)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
#: what some reader might take for a number, a time of day or an instant
NUMBERLIKE = re.compile(
    r"[-+]?[0-9_]*\.?[0-9_]*(?:[eE][-+]?[0-9]+)?|0[xob][0-9a-f_]+|[-+]?[0-9_:.]+|[-+]?\.(?:inf|nan)"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ]+[0-9]+:[0-9]+:[-+0-9:.Zz ]*)?",
    re.ASCII | re.IGNORECASE,
)
#: words that mean something else in other letters, and two signs
WORDLIKE = frozenset(("true", "false", "null", "=", "<<"))
KNOWN: dict[str, object] = {"": None, "~": None, "null": None, "true": True, "false": False}
DEEPEST = 30


class _Odd(Exception):
    """Something for the slow reader."""


def load(text: str) -> tuple[Any] | None:
    """The value of a YAML text, with the line of every key and item; None: ask the slow reader."""
    parser = getattr(yaml, "CBaseLoader", None)
    if parser is None or UNCOMMON.search(text):
        return None
    try:
        advance: Callable[[], Any] = yaml.parse(text, Loader=parser).__next__
        advance(), advance()  # the stream, the document
        value = _value(advance, advance(), 0)
        if not isinstance(advance(), yaml.DocumentEndEvent) or not isinstance(advance(), yaml.StreamEndEvent):
            return None
    except (yaml.YAMLError, _Odd, ValueError, StopIteration):
        return None
    return (value,)


def _value(advance: Callable[[], Any], event: Any, depth: int) -> Any:
    if depth > DEEPEST or getattr(event, "anchor", None) or getattr(event, "tag", None):
        raise _Odd
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event)
    if isinstance(event, yaml.MappingStartEvent):
        return _mapping(advance, event, depth)
    if isinstance(event, yaml.SequenceStartEvent):
        return _sequence(advance, event, depth)
    raise _Odd


def _scalar(event: Any) -> object:
    told: str = event.value
    if event.style in ("'", '"'):
        return told
    if event.style or "\n" in told:
        raise _Odd
    if told in KNOWN:
        return KNOWN[told]
    if WHOLE.fullmatch(told):
        return int(told)
    if DAY.fullmatch(told):
        return date.fromisoformat(told)
    if NUMBERLIKE.fullmatch(told) or told.lower() in WORDLIKE:
        raise _Odd
    return told


def _mapping(advance: Callable[[], Any], start: Any, depth: int) -> CommentedMap:
    found = CommentedMap()
    found._yaml_set_line_col(*_place(start))
    while not isinstance(event := advance(), yaml.MappingEndEvent):
        if not isinstance(event, yaml.ScalarEvent):
            raise _Odd
        key = _value(advance, event, depth + 1)
        if key in found or key is None:
            raise _Odd
        after = advance()
        ordereddict.__setitem__(found, key, _value(advance, after, depth + 1))
        found._yaml_set_kv_line_col(key, [*_place(event), *_place(after)])
    return found


def _sequence(advance: Callable[[], Any], start: Any, depth: int) -> CommentedSeq:
    found = CommentedSeq()
    found._yaml_set_line_col(*_place(start))
    while not isinstance(event := advance(), yaml.SequenceEndEvent):
        value = _value(advance, event, depth + 1)
        found._yaml_set_idx_line_col(len(found), _place(event))
        list.append(found, value)
    return found


def _place(event: Any) -> list[int]:
    return [event.start_mark.line, event.start_mark.column]
