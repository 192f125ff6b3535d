"""Error 10 of the fifteen that most often lose cases: goods held or seized without basis, approval or list, or too long.

Each in a dossier of its own with exactly that error; its two files in order are a hold and a seizure in urgency.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.law.test_audit_penalty import OFFICER, Data, at, drop, entry, fields, hands, judged, put
from wutong.law import audit

TWO = [OFFICER, OFFICER | {"person": "吴越"}]
HEAD = {"actor": "何志远", "roles": ["deputy_head"]}
MAN = {"actor": "李明", "roles": ["officer"]}
HOLD: Data = {
    "procedure": "hold",
    "title": "登记保存",
    "on": "2026-04-20T09:00",
    "entries": [
        {
            "act": "approved",
            "at": "2026-03-02T09:00",
            **HEAD,
            "fields": {"may_be_lost": True, "reason": "账本可能被毁"},
        },
        {"act": "held", "at": "2026-03-02T10:00", **MAN, "hands": TWO, "fields": {"listed": True, "where": "中队库房"}},
        {"act": "kept_as_evidence", "at": "2026-03-09T09:00", **HEAD, "fields": {"how": "recorded"}},
    ],
}
BASIS = {"by_statute": True, "daily": False, "basis": "四川省城乡环境综合治理条例"}
SEIZED = {"rights_told": True, "listed": True, "recorded": True}
SEIZURE: Data = {
    "procedure": "seizure",
    "title": "紧急扣押",
    "on": "2026-05-20T09:00",
    "entries": [
        {"act": "urgent", "at": "2026-03-02T10:00", **MAN, "hands": TWO, "fields": BASIS | {"reason": "正在转移"}},
        {"act": "seized", "at": "2026-03-02T10:10", **MAN, "hands": TWO, "fields": SEIZED},
        {"act": "approved_after", "at": "2026-03-02T17:00", **HEAD},
        {"act": "released", "at": "2026-03-20T09:00", **HEAD, "fields": {"ground": "decided"}},
        {"act": "released.returned", "at": "2026-03-20T10:00", **MAN, "hands": TWO},
    ],
}
TAKEN = {"act": "confiscated", "at": "2026-04-02T09:00", **HEAD, "fields": {"decision": "罚〔2026〕1号"}}


def copied(data: Data) -> Data:
    found: Data = json.loads(json.dumps(data))
    return found


def confiscated_late(data: Data) -> None:
    put("released", TAKEN)(data)
    drop("released", "released.returned")(data)


def released_late(data: Data) -> None:
    at("released", "2026-04-02T09:00")(data)
    at("released.returned", "2026-04-02T10:00")(data)


#: error → file, change, the acts it is found at, the article, whether it vetoes
ERRORS: dict[str, tuple[Data, Callable[[Data], Any], set[str], str, bool]] = {
    "hold: nothing that may be lost": (HOLD, fields("approved", may_be_lost=False), {"approved"}, "第56条", True),
    "hold: no list": (HOLD, fields("held", listed=False), {"held"}, "第56条", True),
    "hold: one officer": (HOLD, hands("held", OFFICER), {"held"}, "第42条", True),
    "hold: beyond seven days": (
        HOLD, at("kept_as_evidence", "2026-03-12T09:00"), {"kept_as_evidence", "decide"}, "第56条", True,
    ),
    "hold: nothing decided": (HOLD, drop("kept_as_evidence"), {"decide"}, "第56条", True),
    "seizure: no basis in a statute": (SEIZURE, fields("urgent", by_statute=False), {"urgent"}, "第10条", True),
    "seizure: nobody approved afterwards": (SEIZURE, drop("approved_after"), {"urgent"}, "第19条", True),
    "seizure: no list": (SEIZURE, fields("seized", listed=False), {"seized"}, "第18条", True),
    "seizure: beyond thirty days": (SEIZURE, released_late, {"term"}, "第25条", False),
    "seizure: taken after thirty days": (SEIZURE, confiscated_late, {"confiscated", "term"}, "第25条", True),
}  # fmt: skip


@pytest.mark.parametrize("data", [HOLD, SEIZURE], ids=["hold", "seizure"])
def test_a_file_by_the_book_has_no_defect(data: Data) -> None:
    report = judged(copied(data))
    assert [str(each.defect) for each in report.findings] == [] and (report.score, report.grade) == (100, "优秀")


@pytest.mark.parametrize("name", ERRORS)
def test_each_error_is_found_where_it_was_made_and_nothing_else(name: str) -> None:
    data, change, acts, article, veto = ERRORS[name]
    data = copied(data)
    change(data)
    report = judged(data)
    assert {found.act for found in report.findings} == acts, [str(f.defect) for f in report.findings]
    assert any(article in found.defect.article for found in report.findings)
    assert bool(report.veto) is veto
    assert report.score == 0 if veto else 90 <= report.score < 100
    assert all(found.consequence and found.cure and found.heading for found in report.findings)


def test_who_took_part_unnamed_is_a_question() -> None:
    data = copied(HOLD)
    entry(data, "held").pop("hands")
    (found,) = judged(data).findings
    assert found.defect.kind == audit.QUESTION
