"""案卷评查: dossiers read strictly, judged as known now and as known then, scored by a sheet that is data."""

from __future__ import annotations

import json
from datetime import date, timedelta
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
        ({"entries": {}}, "1 to 5000 entries"),
        ({"entries": [3]}, "entries[0]: found 3; expected a map"),
        ({"entries": [IN, IN | {"at": 3}]}, "entries[1].at: found 3; expected an instant"),
        ({"entries": [IN | {"hands": "tang"}]}, "entries[0].hands: found 'tang'; expected a list of persons"),
        ({"entries": [IN | {"fields": ["x"]}]}, "entries[0].fields: found ['x']; expected a map of fields"),
        ({"entries": [IN | {"about": "1"}]}, "entries[0].about: found '1'; expected the number of an entry"),
        ({"entries": [IN | {"roles": [1]}]}, "a list of words"),
        ({"entries": [IN | {"imported": "yes"}]}, "entries[0].imported: found 'yes'; expected true, false or nothing"),
        ({"entries": [IN | {"office": 3}]}, "entries[0].office: found 3; expected text"),
        ({"entries": [IN | {"act": None}]}, "entries[0].act: found None; expected text"),
        (
            {"entries": [IN | {"hands": [{"roles": []}]}]},
            "entries[0].hands[0]: found nothing; expected the key 'person'",
        ),
        ({"title": 3}, "title: found 3; expected text"),
        ({"number": 3}, "number: found 3; expected text"),
        ({"on": "bald"}, "on: found 'bald'; expected an instant"),
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


def read(**change: Any) -> audit.Dossier:
    return audit.dossier(json.dumps({"procedure": "complaint", "entries": [IN]} | change), "x.json")


def test_what_a_dossier_does_not_say_is_nothing_and_what_it_says_is_kept() -> None:
    (bare,) = read(entries=[{"act": "received", "at": "2026-03-02T09:00", "actor": "tang"}]).entries
    assert (bare.hands, bare.fields, bare.roles, bare.office, bare.about, bare.imported, bare.offices) == (
        (), {}, frozenset(), "", None, False, frozenset(),
    )  # fmt: skip
    assert bare.written == bare.at and bare.at.utcoffset() == timedelta(hours=8)
    said = IN | {
        "written": "2026-03-03T09:00+00:00", "about": 1, "imported": True, "office": "o", "offices": ["p"],
        "hands": [{"person": "li", "roles": ["r"], "certified": True, "confirmed": False}, {"person": "he"}],
    }  # fmt: skip
    file = read(title="某案", entries=[said])
    (full,) = file.entries
    assert (full.act, full.actor, full.about, full.imported, full.office, full.offices, full.roles) == (
        "received", "tang", 1, True, "o", {"p"}, {"receiver"},
    )  # fmt: skip
    assert full.written.utcoffset() == timedelta() and full.fields == {"channel": "call", "category": "stall"}
    assert [(h.person, h.roles, h.certified, h.confirmed) for h in full.hands] == [
        ("li", {"r"}, True, False),
        ("he", frozenset(), None, None),
    ]
    assert (file.title, read().title, file.on, read(params=None).params) == ("某案", "", full.written, {})


def test_a_dossier_has_at_most_so_many_entries() -> None:
    assert len(read(entries=[IN] * 5_000).entries) == 5_000
    with pytest.raises(audit.Unreadable, match="1 to 5000 entries"):
        read(entries=[IN] * 5_001)


def test_a_refusal_shows_no_more_than_eighty_letters_of_what_stands_there() -> None:
    with pytest.raises(audit.Unreadable) as found:
        read(title=["x" * 200])
    assert len(str(found.value).partition("found ")[2].partition("; expected")[0]) == 80


def test_a_sheet_grades_from_the_best_down_and_a_score_on_the_line_has_the_grade() -> None:
    late = judged(
        IN, TAKEN, SAID | {"at": "2026-03-25T10:00"}, DONE | {"at": "2026-03-26T10:00"}, on="2026-03-27T09:00",
        sheet=SHEET.replace("{优秀: 90, 合格: 60}", "{合格: 60, 优秀: 98}"),
    )  # fmt: skip
    assert (late.score, late.grade) == (98, "优秀")
    poor = SHEET.replace("slight: 2", "slight: 55")
    low = judged(
        IN, TAKEN, SAID | {"at": "2026-03-25T10:00"}, DONE | {"at": "2026-03-26T10:00"}, on="2026-03-27T09:00", sheet=poor
    )  # fmt: skip
    assert (low.score, low.grade, [(b.title, b.points, b.left, b.defects) for b in low.blocks]) == (
        45, "不合格", [("受理", 40, 40, 0), ("答复", 60, 5, 1)],
    )  # fmt: skip
    worse = judged(
        IN, TAKEN, SAID | {"at": "2026-03-25T10:00"}, DONE | {"at": "2026-03-26T10:00"}, on="2026-03-27T09:00",
        sheet=SHEET.replace("slight: 2", "slight: 99"),
    )  # fmt: skip
    assert (worse.score, worse.blocks[1].left) == (40, 0)


def test_what_no_heading_answers_for_is_taken_off_the_whole_and_has_the_general_cure() -> None:
    loose = SHEET.replace("[replied, closed, reply]", "[replied, closed]")
    report = judged(
        IN, TAKEN, SAID | {"at": "2026-03-25T10:00"}, DONE | {"at": "2026-03-26T10:00"}, on="2026-03-27T09:00", sheet=loose
    )  # fmt: skip
    assert [(f.act, f.heading, f.cure) for f in report.findings] == [("reply", "", "写进意见")]
    assert (report.score, [b.left for b in report.blocks]) == (98, [40, 60])


def test_a_block_with_a_veto_has_nothing_left() -> None:
    report = judged(IN, SAID, DONE)
    assert [(b.left, b.defects) for b in report.blocks] == [(40, 0), (0, 1)]
    assert report.findings[0].at == report.dossier.entries[1].at and report.findings[0].consequence == "应当撤销"


def test_a_sheet_names_only_what_its_procedures_have() -> None:
    sheet = audit.read_sheet(SHEET, "s.yaml")
    acts = dict.fromkeys(("received", "accepted", "accept", "closed", "reply"))
    assert audit.unknown(sheet, lambda _: acts | {"replied": None}) == []
    assert audit.unknown(sheet, lambda _: acts) == ["replied"]
