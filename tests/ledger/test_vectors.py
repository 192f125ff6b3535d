"""The golden vectors of entry v1, written once: writer and second reader both stand by them, and nobody edits them.

If one of these fails, the code is wrong, not the vectors: every stored entry in every county says so.
"""

from __future__ import annotations

import copy
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.ledger import second_reader
from wutong.ledger.canonical import canonical
from wutong.ledger.entry import commit, digest

PATH = Path(__file__).with_name("vectors.json")
#: of the file itself: regenerating it in silence fails here
WRITTEN_ONCE = "fad0e85cd5670c640a783dfecf15f9d7990d5c150f4713da3c4ffda1620dafc8"
VECTORS: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))

verify = second_reader.load()


def test_it_still_is_the_file_that_was_written_once() -> None:
    assert hashlib.sha256(PATH.read_bytes()).hexdigest() == WRITTEN_ONCE


@pytest.mark.parametrize(
    "vector", VECTORS["canonical"], ids=lambda v: v["bytes"][:20].encode("unicode_escape").decode()
)
def test_it_spells_as_ever(vector: dict[str, Any]) -> None:
    assert canonical(vector["value"]).decode("utf-8") == vector["bytes"]
    assert verify.spell(vector["value"]).decode("utf-8") == vector["bytes"]


@pytest.mark.parametrize("vector", VECTORS["commitments"], ids=lambda v: v["name"])
def test_it_commits_as_ever(vector: dict[str, Any]) -> None:
    assert commit(vector["name"], vector["value"], bytes.fromhex(vector["salt"])) == vector["commitment"]
    assert verify.commitment_of(vector["name"], vector["salt"], vector["value"]) == vector["commitment"]


@pytest.mark.parametrize(
    "line", [v for v in VECTORS["export"] if v["line"] == "entry"], ids=lambda v: v["entry"]["act"]
)
def test_it_digests_as_ever(line: dict[str, Any]) -> None:
    assert digest(line["entry"]) == line["digest"]
    assert verify.digest_of(line["entry"]) == line["digest"]


def test_it_reads_the_golden_export_as_in_order_with_one_hole() -> None:
    lines = [json.dumps(line, ensure_ascii=False) for line in VECTORS["export"]]
    assert verify.check(lines) == ([], ["entry 1, phone: erased"])


def test_it_would_notice_one_changed_letter_in_the_golden_export() -> None:
    lines = copy.deepcopy(VECTORS["export"])
    lines[1]["values"]["text"]["value"] += "。"
    assert verify.check([json.dumps(line) for line in lines])[0] == ["entry 1, text: the value was changed"]
