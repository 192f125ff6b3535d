"""YAML as a clerk may spoil it: whatever is wrong with the text comes out with its line, and no text can blow up.

The library names the line of a missing bracket, but not of 2019-02-30 or of a control character, and it follows aliases:
thirty short lines of them stand for a billion values.
"""

from __future__ import annotations

from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.constructor import ConstructorError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode
from ruamel.yaml.reader import ReaderError

from wutong.law import quickyaml

DEEPEST = 30
PLAIN = "plain YAML, written out"


class Unreadable(ValueError):
    """The text is no YAML of ours: on which line (1 is the first), what stands there, what should."""

    def __init__(self, line: int, problem: str, expected: str = "YAML 1.2 without duplicate keys") -> None:
        self.line, self.problem, self.expected = line, problem, expected
        super().__init__(f"line {line}: {problem}")


class _Constructor(RoundTripConstructor):
    """Gives a value that cannot be (2019-02-30) the line it stands on."""

    def construct_non_recursive_object(self, node: Any, tag: Any = None) -> Any:
        try:
            return super().construct_non_recursive_object(node, tag)
        except (ValueError, OverflowError, TypeError, ArithmeticError) as bad:
            raise ConstructorError(None, None, f"{str(node.value)[:40]}: {bad}", node.start_mark) from bad


class _Composer(Composer):
    """What a line says stands in that line: no anchors, aliases, tags or merged maps, and nothing deeper than anybody writes."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.parser.peek_event()
        for name, word in (("anchor", "anchor or alias"), ("ctag", "tag")):
            found = getattr(event, name, None)
            if found and str(found) != "!":
                raise Unreadable(event.start_mark.line + 1, f"the {word} {found}", PLAIN)
        if self.depth >= DEEPEST:
            raise Unreadable(event.start_mark.line + 1, f"more than {DEEPEST} brackets within brackets", PLAIN)
        self.depth += 1
        try:
            node = super().compose_node(parent, index)
        finally:
            self.depth -= 1
        for key, _ in node.value if isinstance(node, MappingNode) else ():
            if key.tag == "tag:yaml.org,2002:merge":
                raise Unreadable(key.start_mark.line + 1, "the merge <<", PLAIN)
        return node


def load(text: str) -> Any:
    """The value of a YAML 1.2 text, with the line of every key (round-trip types); None for an empty one.

    :raises Unreadable: naming the line.
    """
    quick = quickyaml.load(text)
    return slowly(text) if quick is None else quick[0]


def slowly(text: str) -> Any:
    """``load`` by the reader that can name every mistake."""
    yaml = YAML(typ="rt", pure=True)
    yaml.version = (1, 2)
    yaml.allow_duplicate_keys = False
    yaml.Constructor, yaml.Composer = _Constructor, _Composer
    try:
        return yaml.load(text)
    except Unreadable:
        raise
    except MarkedYAMLError as bad:
        mark = bad.problem_mark or bad.context_mark
        raise Unreadable(mark.line + 1 if mark else 1, str(bad.problem or bad.context).strip()) from bad
    except ReaderError as bad:
        line = text.count("\n", 0, bad.position) + 1
        raise Unreadable(line, f"a character that nobody can see ({_code(bad.character)})") from bad
    except (ValueError, TypeError, AttributeError, LookupError, AssertionError) as bad:  # the library's own faults
        raise Unreadable(1, f"{type(bad).__name__}: {bad}"[:120]) from bad


def _code(character: Any) -> str:
    return f"U+{ord(character) if isinstance(character, str) else int(character):04X}"
