"""What a clerk or an administrator writes by hand, spoiled at random: settings, county file, rule files, column mappings.

Never a traceback: each answer names where (setting, or file and line), what stands there, what should, and the nearest right
word where there is one.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.bad import words
from tests.law.test_loader import GOOD as RULES
from wutong.boot.environment import KNOWN, SettingsError, database, fixed_clock, read
from wutong.city.county import countyfile
from wutong.city.county.api import CountyFileError
from wutong.collect.complaints.imports import mapping
from wutong.collect.complaints.imports.table import Unusable
from wutong.law import holidays, ladder, rulebook, strictyaml
from wutong.law.procedure import RuleError
from wutong.law.procedure.loader import versions
from wutong.record import clock

ROOT = Path(__file__).resolve().parents[2]
COUNTY = (ROOT / "samples" / "county.yaml").read_text(encoding="utf-8")
MAPPING = (ROOT / "samples" / "mapping.yaml").read_text(encoding="utf-8")
#: what a value becomes when somebody mistypes, or another program writes the file
JUNK = (
    "", "-1", "1e999", "2019-02-30", "2019-13-01", "2019-01-01T25:00:00", "2019-01-01T00:00:00+99:00", "9999-12-31", "0001-01-01",
    "昨天", "[]", "{}", "[1, {a: b}]", "&a x", "*a", "!!python/object:os.system x", "!!binary x", "!!int x", "~", "true", "'", '"', ": ",
    "- ", "\t", "\x00", "\x07", "\u202e", "\u200b", "99999999999999999999", "? [a]", "<<: {a: 1}", "%YAML 9.9", "---", "|", "@", ".nan",
    "[" * 40, "＝", "２０１９-01-01", "<script>alert(1)</script>",
)  # fmt: skip


@st.composite
def spoiled(draw: Callable[..., Any], text: str) -> str:
    """The text with one or two slips of the pen."""
    lines = text.splitlines()
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.integers(0, len(lines) - 1))
        line, slip = lines[at], draw(st.integers(0, 6))
        where = draw(st.integers(0, max(0, len(line) - 2)))
        match slip:
            case 0:
                lines.insert(at, line)
            case 1:
                lines[at] = line[:where] + draw(st.sampled_from(JUNK)) + line[where:]
            case 2:
                lines[at] = " " + line
            case 3:
                lines[at] = line[:where] + line[where + 1 : where + 2] + line[where : where + 1] + line[where + 2 :]
            case 4:
                lines[at] = line[:where] + line[where + 1 :]
            case _:
                head, colon, _ = line.partition(":")
                lines[at] = f"{head}{colon} {draw(st.sampled_from(JUNK))}"
    return "\n".join(lines) + "\n"


# ---- settings


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.sampled_from(sorted(KNOWN)), st.data())
def test_a_mistyped_setting_is_told_with_the_nearest_right_one(name: str, data: st.DataObject) -> None:
    tail = name.removeprefix("WUTONG_")
    at = data.draw(st.integers(0, len(tail) - 1))
    typed = "WUTONG_" + data.draw(
        st.sampled_from(
            [
                tail[:at] + tail[at + 1 :],
                tail[:at] + "X" + tail[at:],
                tail[:at] + tail[at + 1 : at + 2] + tail[at] + tail[at + 2 :],
            ]
        )
    )
    if typed in KNOWN:
        return
    with pytest.raises(SettingsError) as stopped:
        read({typed: "1"})
    assert typed in stopped.value.message and "docs/settings.md" in stopped.value.message
    if len(tail) > 3:
        assert "did you mean WUTONG_" in stopped.value.message


VALUES = (
    *words.NUMBERS, "yes", "2", "true", "postgresql://", "postgresql://h:99999/x", "postgresql://h:abc/x", "postgresql://[::1/x",
    "mysql://x/y", "-1", "+", "-", "+d", "+zzd", "+99999999999999d", "2026-13-01T00:00", "0001-01-01", "9999-12-31T23:59+14:00",
    "昨天", "a" * 60, "demo-" + "abcdefghijklmnop" * 5, "desk,all", "http://x", "x:80", "梧桐.中国", "receiver,king", "\u202e", "'", "{}",
)  # fmt: skip


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_any_value_of_a_setting_is_taken_or_told_by_its_name(name: str) -> None:
    for value in VALUES:
        for more in ({}, {"WUTONG_DEMO": "1"}):
            try:
                found = read({name: value, **more})
                database(found)
                clock.set_clock(found.clock)
                assert 2000 <= clock.now().year <= 2300  # a page can be asked
            except SettingsError as told:
                assert name in told.message, (value, told.message)
                assert re.search("[\u4e00-\u9fff]", told.message) and "\n" not in told.message
            finally:
                clock.set_clock("")


def test_the_clock_and_the_hosts_are_held_to_what_can_be() -> None:
    for value in ("0001-01-01", "9999-12-31", "+", "3d", "+3w", "+３d"):
        with pytest.raises(SettingsError):
            fixed_clock(value)
    assert read({"WUTONG_HOSTS": "a-b.example,.example,127.0.0.1,[::1],*"}).hosts[3] == "[::1]"


def test_the_command_says_it_in_one_line_and_leaves_with_2() -> None:
    env = {n: v for n, v in os.environ.items() if not n.startswith("WUTONG_")} | {"WUTONG_DATABSE": "postgresql://h/x"}
    ran = subprocess.run(
        [sys.executable, "-m", "wutong", "doctor"], env=env, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2 and "did you mean WUTONG_DATABASE" in ran.stderr and "Traceback" not in ran.stderr


# ---- the county's file


def problems(data: bytes) -> tuple[str, ...]:
    """What a county file is told; nothing when it is read."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "county.yaml"
        path.write_bytes(data)
        try:
            countyfile.read(path)
        except CountyFileError as told:
            for p in told.problems:
                assert p.line >= 1 and p.found and p.expected and p.file == "county.yaml", p
            return tuple(str(p) for p in told.problems)
    return ()


@settings(max_examples=80, deadline=None, derandomize=True)
@given(spoiled(COUNTY))
@example(COUNTY.replace("since: 2019-01-01", "since: 2019-02-30"))
@example(COUNTY.replace("since: 2019-01-01", "since: 2019-01-01\x07"))
def test_a_spoiled_county_file_is_told_line_by_line(text: str) -> None:
    problems(text.encode("utf-8", "replace"))


#: thirty lines that stand for a billion values
LAUGHS = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 30))


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        (COUNTY.encode("gbk"), 1, "UTF-8"),
        (COUNTY.encode("utf-16"), 1, "UTF-8"),
        (b"\x00" * 20, 1, "U+0000"),
        (b"PK\x03\x04" + bytes(range(256)), 1, "UTF-8"),
        (b"[" * 4000, 1, "brackets within brackets"),
        (LAUGHS.encode(), 1, "alias"),
        (COUNTY.replace("since: 2019-01-01", "since: 2019-02-30").encode(), 0, "day is out of range"),
        ((COUNTY + "officers: []\n").encode(), 0, "duplicate key"),
    ],
)
def test_a_file_that_is_no_county_file_is_told_where(data: bytes, line: int, said: str) -> None:
    (told,) = problems(data)
    assert said in told and (f"第{line}行" in told if line else re.search(r"第\d\d?\d?行", told)), told


def test_a_county_file_with_a_mark_before_its_first_letter_is_read() -> None:
    assert not problems(b"\xef\xbb\xbf" + COUNTY.encode())


@pytest.mark.parametrize(
    ("right", "wrong", "near"),
    [
        ("bureau:", "buraeu:", "bureau"),
        ("offices:", "office:", "offices"),
        ("role:", "rol:", "role"),
        ("login:", "logn:", "login"),
    ],
)
def test_a_mistyped_name_in_the_county_file_is_told_with_the_nearest(right: str, wrong: str, near: str) -> None:
    assert right in COUNTY
    line = COUNTY[: COUNTY.index(right)].count("\n") + 1
    told = problems(COUNTY.replace(right, wrong, 1).encode())
    assert any(f"第{line}行" in t and f"不认识的“{wrong[:-1]}”" in t and f"应当是“{near}”" in t for t in told), told


# ---- rule files


def rule_error(text: str, reader: Callable[[str], object] = lambda text: versions(text, "t.yaml")) -> RuleError | None:
    try:
        reader(text)
    except RuleError as told:
        assert told.line >= 0 and told.found and told.expected and "t.yaml, line" in str(told)
        return told
    return None


@settings(max_examples=120, deadline=None, derandomize=True)
@given(spoiled(RULES))
@example(RULES.replace("in_force: 2020-01-01", "in_force: 2020-02-30"))
def test_a_spoiled_rule_file_is_told_with_its_line(text: str) -> None:
    rule_error(text)


SHELF = Path(str(rulebook.RULES))
SMALL: dict[str, Callable[[str], object]] = {
    "holidays/2026.yaml": lambda text: holidays.read_year(text, "t.yaml"),
    "holidays/statutory.yaml": lambda text: holidays.read_fixed(text, "t.yaml"),
    "ladders/complaint.yaml": lambda text: ladder.read(text, "t.yaml"),
}


@pytest.mark.parametrize("name", SMALL)
@settings(max_examples=25, deadline=None, derandomize=True)
@given(data=st.data())
def test_a_spoiled_calendar_or_ladder_is_told_with_its_line(name: str, data: st.DataObject) -> None:
    rule_error(data.draw(spoiled((SHELF / name).read_text(encoding="utf-8"))), SMALL[name])


@pytest.mark.parametrize(
    ("right", "wrong", "near"),
    [
        ("    carries:", "    caries:", "carries"),
        ("by: receiver", "by: reciever", "receiver"),
        ("clocks:", "clcoks:", "clocks"),
    ],
)
def test_a_slip_in_the_complaints_own_rules_is_told_with_the_nearest_word(right: str, wrong: str, near: str) -> None:
    text = (SHELF / "procedures" / "complaint.yaml").read_text(encoding="utf-8")
    line = text[: text.index(right)].count("\n") + 1
    told = rule_error(text.replace(right, wrong, 1))
    assert told is not None and abs(told.line - line) <= 1 and told.suggestion == near, told


def test_a_day_that_cannot_be_has_its_line_wherever_it_stands() -> None:
    with pytest.raises(strictyaml.Unreadable, match="line 3: 2019-02-30"):
        strictyaml.load("a:\n  - 2019-02-28\n  - 2019-02-30\n")
    assert strictyaml.load("a: 2019-02-28")["a"] == date(2019, 2, 28)


# ---- which column is what


def mapped(text: str) -> Unusable | None:
    try:
        mapping.parse(text, "对应表")
    except Unusable as told:
        (reason,) = told.reasons
        assert reason.article and "对应表" in reason.missing and reason.remedy
        return told
    return None


@settings(max_examples=120, deadline=None, derandomize=True)
@given(spoiled(MAPPING))
def test_a_spoiled_mapping_is_told(text: str) -> None:
    mapped(text)


BARE = "name: t\nsystem: t\ncolumns: {number: [编号], received_at: [时间]}\n"


@pytest.mark.parametrize(
    "more",
    [
        "values: 1", "values: {channel: x}", "values: [x]", "constants: 5", "dates: 5.5", "dates: {a: b}", "dates: ['%Y%Y']", "dates: ['%Q']",
        "key: {a: b}", "needed: 1.5", "zone: ../../etc/passwd", "zone: Asia", "zone: 5", "unknown: 1", "title: 2019-02-30", "a: *b",
    ],
)  # fmt: skip
def test_a_mapping_of_the_wrong_shape_is_told(more: str) -> None:
    assert mapped(BARE) is None
    assert mapped(f"{BARE}{more}\n") is not None


@pytest.mark.parametrize(
    "columns", ["columns: 1", "columns: {number: }", "columns: {number: 1.5, received_at: [x]}", "columns: [x]"]
)
def test_a_mapping_without_columns_is_told(columns: str) -> None:
    assert mapped(f"name: t\nsystem: t\n{columns}\n") is not None
    assert mapped(LAUGHS) is not None
