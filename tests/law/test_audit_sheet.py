"""What a score sheet takes off where it says nothing, and what an audit counts where several defects meet."""

import json
from typing import Any

import pytest

from tests.law.test_audit import DONE, IN, SAID, SHEET, TAKEN, judged, read
from tests.law.test_audit_penalty import BY_OFFICER, base, entry, hands
from tests.law.test_audit_penalty import judged as judged_penalty
from wutong.law import audit
from wutong.law.procedure.threads import Thread
from wutong.law.procedure.yamlfile import RuleError

LATE = (IN, TAKEN, SAID | {"at": "2026-03-25T10:00"}, DONE | {"at": "2026-03-26T10:00"})
LOOSE = SHEET.replace("[replied, closed, reply]", "[replied, closed]")


def late(sheet: str) -> audit.Report:
    return judged(*LATE, on="2026-03-27T09:00", sheet=sheet)


@pytest.mark.parametrize("sheet", [SHEET, LOOSE])
def test_an_effect_that_has_no_cost_takes_nothing_off(sheet: str) -> None:
    report = late(sheet.replace("costs: {slight: 2, ", "costs: {"))
    assert len(report.findings) == 1 and (report.score, report.grade) == (100, "优秀")


def test_no_score_is_below_nothing() -> None:
    report = late(LOOSE.replace("slight: 2", "slight: 300"))
    assert (report.score, report.grade, [each.left for each in report.blocks]) == (0, "不合格", [40, 60])


def test_a_block_is_not_charged_with_what_another_answers_for() -> None:
    report = late(SHEET)
    assert [(each.points, each.left, each.defects) for each in report.blocks] == [(40, 40, 0), (60, 58, 1)]


def test_a_defect_of_the_first_entry_is_told_with_its_act_and_instant() -> None:
    data = base("plain")
    data["entries"][0]["roles"] = []
    found = judged_penalty(data).findings
    assert found and {(each.act, each.defect.seq, each.at) for each in found} == {
        ("filed", 1, audit.dossier(json.dumps(data), "x").entries[0].at)
    }


def test_a_defect_of_the_last_entry_is_told_with_its_act() -> None:
    data = base("plain")
    data["entries"][-1]["roles"] = []
    found = judged_penalty(data).findings
    assert {each.act for each in found} == {data["entries"][-1]["act"]}


def test_too_few_are_a_fault_as_soon_as_somebody_is_named() -> None:
    data = base("plain")
    hands("interviewed", {"person": "李明", "certified": True, "confirmed": True, "roles": ["officer"]})(data)
    found = judged_penalty(data).findings
    assert found and {each.defect.kind for each in found} == {"act"}
    entry(data, "interviewed")["hands"] = []
    (asked,) = judged_penalty(data).findings
    assert (asked.defect.kind, asked.defect.missing, asked.defect.effect) == (
        audit.QUESTION,
        "没有写明谁在场，问清楚再评",
        "none",
    )


def test_a_dossier_stands_by_itself() -> None:
    assert audit.alone(read()) == Thread("本案", "complaint")


def test_what_is_wrong_now_is_not_told_again_as_made_good_afterwards() -> None:
    data = base("grave")
    entry(data, "reviewed").update(written="2026-06-01T09:00", actor=BY_OFFICER["actor"])
    found = judged_penalty(data).findings
    assert len({(each.defect.seq, each.defect.article, each.defect.missing) for each in found}) == len(found)
    assert any(each.act == "reviewed" and not each.afterwards for each in found)
    told = [each for each in found if each.afterwards]
    assert told and all(each.defect.effect == "slight" and each.at == entry_at(found, each) for each in told)


def entry_at(found: tuple[audit.Finding, ...], one: audit.Finding) -> Any:
    return next(each.at for each in found if each.defect.seq == one.defect.seq)


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("points: 40", "points: 39", "99 points"),
        ("[received, accepted, accept]", "[received, received]", "'received' under two"),
    ],
)
def test_a_sheet_has_a_hundred_points_and_each_act_once(was: str, now: str, said: str) -> None:
    with pytest.raises(RuleError, match=said):
        audit.read_sheet(SHEET.replace(was, now), "s.yaml")


def test_a_sheet_reads_as_it_is_written() -> None:
    sheet = audit.read_sheet(SHEET, "s.yaml")
    assert (sheet.title, sheet.mark, sheet.procedures, sheet.general) == (
        "投诉案卷",
        "样例",
        ("complaint",),
        "写进意见",
    )
    assert (sheet.veto, sheet.costs) == ({"void", "revoke"}, {"slight": 2, "liability": 3, "none": 1})
    assert (sheet.grades, sheet.cures) == ((("优秀", 90), ("合格", 60)), {"replied": "补答复"})
    assert sheet.headings[0] == audit.Heading("taking", "受理", 40, ("received", "accepted", "accept"))
    assert (sheet.heading("accept"), sheet.heading("nothing")) == (sheet.headings[0], None)
    assert audit.unknown(sheet, lambda _: {"replied": None}) == ["accept", "accepted", "closed", "received", "reply"]


def test_a_dossier_may_be_long_gone_and_is_judged_when_it_was_last_written() -> None:
    file = read(entries=[TAKEN | {"written": "2026-03-09T09:00"}, IN])
    assert [each.act for each in file.entries] == ["received", "accepted"]
    assert (
        file.on == file.entries[1].written and read(on="2026-04-01T09:00").on.isoformat() == "2026-04-01T09:00:00+08:00"
    )
