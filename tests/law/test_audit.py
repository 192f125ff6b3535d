"""案卷评查: dossiers read strictly, judged as known now and as known then, scored by a sheet that is data."""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wutong.law import audit, rulebook
from wutong.law.procedure.schema import Procedure
from wutong.law.procedure.yamlfile import RuleError

SHEET = """
audit: complaint
title: 投诉案卷
procedures: [complaint]
mark: 样例
in_force: 2011-01-01
veto: [void, revoke]
costs: {slight: 2, liability: 3, none: 1}
grades: {优秀: 90, 合格: 60}
headings:
  taking: {title: 受理, points: 40, acts: [received, accepted, accept]}
  reply: {title: 答复, points: 60, acts: [replied, closed, reply]}
general: 写进意见
cures: {replied: 补答复}
"""
IN = {
    "act": "received",
    "at": "2026-03-02T09:00",
    "actor": "tang",
    "roles": ["receiver"],
    "fields": {"channel": "call", "category": "stall"},
}
TAKEN = {"act": "accepted", "at": "2026-03-02T10:00", "actor": "tang", "roles": ["receiver"]}
SAID = {
    "act": "replied",
    "at": "2026-03-03T10:00",
    "actor": "tang",
    "roles": ["receiver"],
    "fields": {"text": "已清", "channel": "call", "proof": "通话记录"},
}
DONE = {"act": "closed", "at": "2026-03-04T10:00", "actor": "tang", "roles": ["receiver"]}
PARAMS = {"complaint.reply": "5 workdays", "complaint.accept": "2 workdays"}


def text_on(params: dict[str, object], day: date) -> Procedure:
    return rulebook.procedure("complaint", day, params)


def judged(*entries: dict[str, Any], on: str = "2026-03-05T09:00", sheet: str = SHEET) -> audit.Report:
    data = {"procedure": "complaint", "params": PARAMS, "on": on, "entries": list(entries)}
    file = audit.dossier(json.dumps(data), "x.json")
    return audit.audit(
        file, partial(text_on, dict(file.params)), rulebook.calendar(), audit.read_sheet(sheet, "s.yaml")
    )


def test_a_file_in_order_has_every_point() -> None:
    report = judged(IN, TAKEN, SAID, DONE)
    assert (report.findings, report.score, report.grade, report.mark) == ((), 100, "优秀", "样例")


def test_a_step_left_out_is_named_with_article_severity_and_cure() -> None:
    report = judged(IN, SAID, DONE)
    assert [f.act for f in report.findings] == ["replied"]
    (found,) = report.findings
    assert (
        "投诉办理样例规则" in found.defect.article
        and found.consequence
        and found.cure == "补答复"
        and found.heading == "reply"
    )
    assert report.veto == (found,) and (report.score, report.grade) == (0, "不合格")


def test_a_late_reply_costs_points_under_its_heading() -> None:
    late = SAID | {"at": "2026-03-25T10:00"}
    report = judged(IN, TAKEN, late, DONE | {"at": "2026-03-26T10:00"}, on="2026-03-27T09:00")
    assert [(f.act, f.defect.kind, f.heading) for f in report.findings] == [("reply", "late", "reply")]
    assert report.score == 100 - 2 and report.grade == "优秀" and report.blocks[1].left == 58


def test_what_was_written_afterwards_is_reported_though_it_is_in_order_now() -> None:
    backdated = TAKEN | {"written": "2026-03-20T10:00"}
    report = judged(IN, backdated, SAID, DONE, on="2026-03-21T09:00")
    found = [f for f in report.findings if f.afterwards]
    assert [f.act for f in found] == ["replied"] and "后来补的" in found[0].defect.missing
    assert not [f for f in judged(IN, TAKEN, SAID, DONE).findings if f.afterwards]


def test_entries_are_judged_in_the_order_of_what_happened() -> None:
    assert judged(DONE, SAID, TAKEN, IN).findings == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"procedur": "complaint"}, "key 'procedur'"),
        ({"entries": []}, "1 to 5000 entries"),
        ({"entries": [{"act": "received"}]}, "the key 'at'"),
        ({"entries": [IN | {"at": "昨天"}]}, "entries[0].at"),
        ({"entries": [IN | {"hands": [{"person": 3}]}]}, "entries[0].hands[0].person"),
        ({"entries": [IN | {"about": True}]}, "number of an entry"),
        ({"entries": [IN | {"roles": "receiver"}]}, "a list of words"),
        ({"params": [1]}, "a map of local values"),
        ({"entries": [IN | {"wann": 1}]}, "key 'wann'"),
    ],
)
def test_it_says_where_a_dossier_does_not_read(change: dict[str, Any], said: str) -> None:
    data = {"procedure": "complaint", "entries": [IN]} | change
    with pytest.raises(audit.Unreadable) as found:
        audit.dossier(json.dumps(data), "x.json")
    assert said in str(found.value) and str(found.value).startswith("x.json")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda x: (
            st.lists(x, max_size=3)
            | st.dictionaries(
                st.sampled_from(["procedure", "entries", "act", "at", "actor", "on", "params", "hands"]), x, max_size=4
            )
        ),
        max_leaves=12,
    )
)
def test_it_answers_any_json_in_words(data: Any) -> None:
    try:
        audit.dossier(json.dumps(data), "x.json")
    except audit.Unreadable as bad:
        assert str(bad).startswith("x.json")


@pytest.mark.parametrize("text", ["", "{", "NaN", "[" * 100_000])
def test_it_answers_what_is_no_json(text: str) -> None:
    with pytest.raises(audit.Unreadable, match=r"x\.json"):
        audit.dossier(text, "x.json")


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("points: 40", "points: 41", "101 points"),
        ("[received, accepted, accept]", "[received, accepted, reply]", "under two"),
        ("veto: [void, revoke]", "veto: [void, revok]", "did you mean 'revoke'"),
        ("general: 写进意见\n", "", "no 'general'"),
    ],
)
def test_it_refuses_a_sheet_that_does_not_add_up(was: str, now: str, said: str) -> None:
    with pytest.raises(RuleError) as found:
        audit.read_sheet(SHEET.replace(was, now), "s.yaml")
    assert said in str(found.value)


def test_every_sheet_on_the_shelf_reads_and_is_found_by_its_procedure() -> None:
    assert audit.sheets()
    for sheet in audit.sheets():
        for family in sheet.procedures:
            assert audit.sheet_for(family) is sheet
    assert audit.sheet_for("nothing") is None
