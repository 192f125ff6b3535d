"""The quick reader of rules: whatever it answers, the slow one answers too, with the same lines; the rest it leaves alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from wutong.law import quickyaml, strictyaml

LAW = Path(quickyaml.__file__).parent
FILES = sorted((LAW / "rules").rglob("*.yaml"))
TEXTS = [path.read_text(encoding="utf-8") for path in FILES if path.stat().st_size < 8_000]
SCALARS = (
    "", "~", "null", "Null", "true", "True", "no", "on", "y", "0", "007", "-7", "+7", "1_000", "1.5", "1e3", ".5", "0x1F", "0o7",
    "12:30", "1:2:3", "2019-02-30", "2019-02-28", "2019-2-8", "2026-03-02 09:00", "2026-03-02 09:00:00", "2026-03-02T09:00:00Z",
    ".inf", "-.INF", ".nan", "=", "<<", "5款1", "46款3", "15 days", "'it''s'", '"a: b"', "'46'", '"\\u4e00"', "&a x", "*a", "!t x",
    "!!str 5", "| ", "a #b", "a#b", "#", "@", "`", "%", "?", "? a", "-", "- a", ":", "a:b", "a: b", "[a, b]", "{a: 1}", "{a, b}", "[", "}",
    "a,b", "多", "𠮷", "\u200b", "\u2028", "\ufeff", "\t", "\r", "\x00", "---", "...", "%YAML 1.1",
)  # fmt: skip
LINES = st.builds(
    lambda indent, key, value: f"{' ' * indent}{key}{value}",
    st.sampled_from((0, 0, 2, 4)),
    st.sampled_from(("a: ", "b: ", "c:\n  ", "- ", "- - ", "1: ", "2019-04-03: ", "yes: ", "", "[", "{a: ")),
    st.sampled_from(SCALARS),
)


def the_same(quick: Any, slow: Any) -> bool:
    """The same value of the same kind, every key and item on the same line."""
    if isinstance(slow, CommentedMap):
        return (
            isinstance(quick, CommentedMap)
            and list(quick) == list(slow)
            and all(quick.lc.key(key) == slow.lc.key(key) and the_same(quick[key], slow[key]) for key in slow)
        )
    if isinstance(slow, CommentedSeq):
        return (
            isinstance(quick, CommentedSeq)
            and len(quick) == len(slow)
            and all(quick.lc.item(n) == slow.lc.item(n) and the_same(quick[n], slow[n]) for n in range(len(slow)))
        )
    kinds = (bool, int, str)
    kind = next((each for each in kinds if isinstance(slow, each)), type(slow))
    return isinstance(quick, kind) and isinstance(quick, bool) == isinstance(slow, bool) and quick == slow


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_reads_every_rule_file_as_the_slow_reader_does(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    quick = quickyaml.load(text)
    assert quick is not None, "nothing in a rule file of ours is worth the slow reader"
    assert the_same(quick[0], strictyaml.slowly(text))


@given(st.lists(LINES, max_size=6).map("\n".join))
def test_it_never_answers_otherwise(text: str) -> None:
    quick = quickyaml.load(text)
    if quick is not None:
        assert the_same(quick[0], strictyaml.slowly(text))


@given(
    st.sampled_from(TEXTS),
    st.integers(0),
    st.integers(0, 3),
    st.sampled_from(("", *SCALARS, "\n", "  ", "\n- ", "}", "'", '"')),
)
def test_it_never_answers_otherwise_about_a_spoilt_file(text: str, at: int, lost: int, put: str) -> None:
    at %= len(text)
    spoilt = text[:at] + put + text[at + lost :]
    quick = quickyaml.load(spoilt)
    if quick is not None:
        assert the_same(quick[0], strictyaml.slowly(spoilt))


def test_without_libyaml_the_slow_reader_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(yaml, "CBaseLoader")
    assert quickyaml.load("a: 1") is None and strictyaml.load("a: 1") == {"a": 1}
