"""The second reader names what is wrong with an export, and takes a hole for a hole."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.ledger import second_reader
from tests.ledger.test_entry import PLAIN
from wutong.ledger.entry import commit, digest

verify = second_reader.load()
Lines = list[dict[str, Any]]


def _export() -> Lines:
    """Four entries: a report, an acceptance, an erasure of the reporter's telephone, a note."""
    lines: Lines = [
        {"line": "head", "format": "wutong.export/1", "county": PLAIN.county, "matter": PLAIN.matter, "audience": ""}
    ]
    said: list[dict[str, Any]] = [
        {"text": "夜间施工噪声", "phone": "13800000000"},
        {"words": "已受理"},
        {"names": ["phone"], "ground": "个人信息保护法第47条"},
        {"words": "备注"},
    ]
    prev = ""
    for seq, (act, fields) in enumerate(zip(["received", "accepted", "erased", "noted"], said, strict=True), start=1):
        salts = {name: bytes([seq, n]) * 16 for n, name in enumerate(fields)}
        entry = replace(
            PLAIN,
            seq=seq,
            act=act,
            prev=prev,
            about=1 if act == "erased" else None,
            fields={name: commit(name, value, salts[name]) for name, value in fields.items()},
            audiences={},
        ).to_map()
        prev = digest(entry)
        values = {name: {"salt": salts[name].hex(), "value": value} for name, value in fields.items()}
        lines.append({"line": "entry", "entry": entry, "digest": prev, "values": values, "erased": {}})
    lines.append({"line": "end", "entries": 4, "digest": prev})
    del lines[1]["values"]["phone"]
    lines[1]["erased"]["phone"] = {"by": 3, "ground": "个人信息保护法第47条", "on": "2019-04-03"}
    return lines


def _check(lines: Lines, last: str = "") -> tuple[list[str], list[str]]:
    faults, holes = verify.check([json.dumps(line, ensure_ascii=False) for line in lines], last)
    return faults, holes


def _seal_again(line: dict[str, Any]) -> None:
    line["digest"] = digest(line["entry"])


def test_it_finds_an_untouched_export_in_order_with_its_hole() -> None:
    faults, holes = _check(_export())
    assert faults == []
    assert holes == ["entry 1, phone: erased"]


def _edit(lines: Lines) -> None:
    lines[2]["entry"]["office"] = "510999-9"


def _edit_and_seal(lines: Lines) -> None:
    _edit(lines)
    _seal_again(lines[2])


def _remove(lines: Lines) -> None:
    del lines[2]


def _remove_last(lines: Lines) -> None:
    del lines[4]


def _remove_last_and_mend_end(lines: Lines) -> None:
    del lines[4]
    lines[-1].update(entries=3, digest=lines[3]["digest"])


def _swap(lines: Lines) -> None:
    lines[2], lines[3] = lines[3], lines[2]


def _swap_numbers(lines: Lines) -> None:
    _swap(lines)
    lines[2]["entry"]["seq"], lines[3]["entry"]["seq"] = 2, 3
    _seal_again(lines[2])
    _seal_again(lines[3])


def _double(lines: Lines) -> None:
    lines.insert(3, copy.deepcopy(lines[2]))


def _change_value(lines: Lines) -> None:
    lines[2]["values"]["words"]["value"] = "不予受理"


def _change_salt(lines: Lines) -> None:
    lines[2]["values"]["words"]["salt"] = "00" * 32


def _move_value(lines: Lines) -> None:
    lines[1]["entry"]["fields"]["place"] = lines[1]["entry"]["fields"].pop("text")
    lines[1]["values"]["place"] = lines[1]["values"].pop("text")


def _add_value(lines: Lines) -> None:
    lines[2]["values"]["more"] = {"salt": "00" * 32, "value": "x"}


def _hide_as_erased(lines: Lines) -> None:
    del lines[2]["values"]["words"]
    lines[2]["erased"]["words"] = {"by": 3, "ground": "x", "on": "2019-04-03"}


def _lose_value(lines: Lines) -> None:
    del lines[2]["values"]["words"]


def _other_matter(lines: Lines) -> None:
    lines[0]["matter"] = "0b6f1d5e-6f0a-4a57-9c59-2f6d7c0c7a99"


def _ahead(lines: Lines) -> None:
    lines[4]["entry"]["at"] = "2019-04-03T05:00:00.000000Z"
    _seal_again(lines[4])
    lines[5]["digest"] = lines[4]["digest"]


def _wrong_day(lines: Lines) -> None:
    lines[4]["entry"]["on_date"] = "2019-04-02"
    _seal_again(lines[4])
    lines[5]["digest"] = lines[4]["digest"]


def _other_version(lines: Lines) -> None:
    lines[4]["entry"]["version"] = 2
    _seal_again(lines[4])
    lines[5]["digest"] = lines[4]["digest"]


def _more_members(lines: Lines) -> None:
    lines[4]["entry"]["leaf"] = 7
    _seal_again(lines[4])
    lines[5]["digest"] = lines[4]["digest"]


def _cut_off(lines: Lines) -> None:
    del lines[-1]


def _cut_head(lines: Lines) -> None:
    lines[2]["entry"]["seq"] = 1
    lines[2]["entry"]["fields"] = {}
    lines[2]["values"] = {}
    _seal_again(lines[2])
    del lines[1]
    lines[-1]["entries"] = 3


@pytest.mark.parametrize(
    ("harm", "named"),
    [
        (_edit, "entry 2 was edited"),
        (_edit_and_seal, "entry 3 does not continue entry 2"),
        (_remove, "entry 2 is missing"),
        (_remove_last, "the export says 4 entries and holds 3"),
        (_swap, "entries 2 and 3 have changed places"),
        (_swap_numbers, "entry 3 does not continue entry 2"),
        (_double, "entry 2 stands 2 times"),
        (_change_value, "entry 2, words: the value was changed"),
        (_change_salt, "entry 2, words: the value was changed"),
        (_move_value, "entry 1, place: the value was changed"),
        (_add_value, "entry 2, more: a value that the entry does not know"),
        (_hide_as_erased, "entry 2, words: erased, but no recorded act orders it"),
        (_lose_value, "entry 2, words: the value is gone, and no recorded act ordered it"),
        (_other_matter, "entry 1 belongs to another matter"),
        (_ahead, "entry 4 happened after it was written"),
        (_wrong_day, "entry 4: on_date is not the Shanghai day of at"),
        (_other_version, "entry 4: version 2 with sha256 is not known here"),
        (_more_members, "entry 4 does not have the members of version 1: leaf"),
        (_cut_off, "the export is cut off"),
        (_cut_head, "entry 1 is not the first of its matter"),
    ],
)
def test_it_names_what_is_wrong(harm: Callable[[Lines], None], named: str) -> None:
    lines = _export()
    harm(lines)
    faults, _ = _check(lines)
    assert [fault for fault in faults if fault.startswith(named)], faults


def test_it_sees_a_shortened_record_by_a_digest_kept_from_before() -> None:
    lines = _export()
    kept = lines[-1]["digest"]
    assert _check(lines, kept)[0] == []
    _remove_last_and_mend_end(lines)
    assert _check(lines)[0] == []
    assert _check(lines, kept)[0] == [f"the last digest is {lines[-1]['digest']}, expected {kept}"]


def test_it_takes_a_field_not_shown_to_an_audience_for_a_hole() -> None:
    lines = _export()
    lines[0]["audience"] = "reporter"
    _lose_value(lines)
    assert _check(lines) == ([], ["entry 1, phone: erased", "entry 2, words: not in this export"])


def test_it_follows_the_chain_through_closed_lines() -> None:
    lines = _export()
    entry = lines[2]
    lines[2] = {"line": "closed", "seq": 2, "prev": entry["entry"]["prev"], "digest": entry["digest"]}
    assert _check(lines)[0] == []
    lines[2]["digest"] = "0" * 64
    assert "entry 3 does not continue entry 2" in _check(lines)[0]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "not json", '{"line":"head"}', '{"line":"head","format":"wutong.export/1","x":1.5}', '{"a":1,"a":2}'],
)
def test_it_calls_what_is_no_export_unreadable(text: str) -> None:
    with pytest.raises(verify.Unreadable):
        verify.check([text])


def test_it_runs_alone_and_answers_by_exit_code(tmp_path: Any) -> None:
    def run(lines: Lines, *more: str) -> subprocess.CompletedProcess[str]:
        path = tmp_path / "export.jsonl"
        path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n", encoding="utf-8")
        return subprocess.run(
            # -I: nothing of this checkout can be imported; -S: nothing that was installed either
            [sys.executable, "-I", "-S", str(second_reader.PATH), str(path), *more],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=False,
        )

    good = run(_export())
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.splitlines()[-1] == "IN ORDER: 4 entries, 1 holes, 0 faults"
    lines = _export()
    _change_value(lines)
    bad = run(lines)
    assert bad.returncode == 1
    assert "WRONG: entry 2, words: the value was changed" in bad.stdout
    assert run([{"line": "entry"}]).returncode == 2
    assert run(_export(), "--last", "0" * 64).returncode == 1


def test_it_shares_nothing_with_the_writer() -> None:
    source = second_reader.PATH.read_text(encoding="utf-8")
    imported = {line.split()[1].split(".")[0] for line in source.splitlines() if line.startswith(("import ", "from "))}
    assert imported <= set(sys.stdlib_module_names)
    assert "wutong" not in imported
