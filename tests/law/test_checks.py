"""What a dossier's own facts suffice to compute stands before what somebody wrote; where they do not, nobody is overruled."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.law.cases import CALENDAR
from tests.law.test_audit_penalty import base, entry, text_on
from tests.law.test_docs import DOCS
from wutong.boot.commands.law import law
from wutong.law import audit, rulebook
from wutong.law.checks import computed
from wutong.law.procedure.view import MatterView
from wutong.law.procedure.words import CHECKS


def found(**facts: Any) -> list[str]:
    data = base("plain")
    entry(data, "filed")["fields"].update(facts)
    file = audit.dossier(json.dumps(data), "x.json")
    sheet = audit.sheet_for(file.procedure)
    assert sheet is not None
    report = audit.audit(file, partial(text_on, file), CALENDAR, sheet, checks=computed(file.entries))
    return [f"{each.defect.article} {each.defect.missing}" for each in report.findings]


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({}, []),
        ({"act_end": "2024-03-01", "discovered_on": "2026-03-01"}, []),
        ({"act_end": "2024-02-28", "discovered_on": "2026-03-01"}, []),  # nobody said whether life or health was harmed
        ({"act_end": "2026-02-20", "offence": "no such"}, []),
    ],
)
def test_it_says_nothing_where_a_fact_is_missing_or_all_is_in_order(facts: dict[str, Any], wanted: list[str]) -> None:
    assert found(**facts) == wanted


def test_it_computes_the_time_bar_over_what_was_written() -> None:
    data = base("plain")
    entry(data, "filed")["fields"].update(act_end="2015-01-05", discovered_on="2016-12-30")
    entry(data, "examined")["fields"]["time_bar"] = False
    file = audit.dossier(json.dumps(data), "x.json")
    sheet = audit.sheet_for(file.procedure)
    assert sheet is not None
    plain = audit.audit(file, partial(text_on, file), CALENDAR, sheet)
    reckoned = audit.audit(file, partial(text_on, file), CALENDAR, sheet, checks=computed(file.entries))
    assert [each.defect.article for each in plain.findings] == ["行政处罚法(2021)第36条第1款"]
    assert reckoned.findings == ()


@pytest.mark.parametrize(("kind", "barred"), [("citizen", True), ("sole", True), ("organisation", False)])
def test_age_and_mental_state_are_asked_of_people_alone(kind: str, barred: bool) -> None:
    data = base("plain")
    entry(data, "filed")["fields"]["party_kind"] = kind
    entry(data, "examined")["fields"]["capacity"] = False
    file = audit.dossier(json.dumps(data), "x.json")
    sheet = audit.sheet_for(file.procedure)
    assert sheet is not None
    report = audit.audit(file, partial(text_on, file), CALENDAR, sheet, checks=computed(file.entries))
    assert any("第30条" in each.defect.article for each in report.findings) is barred


def test_what_is_bound_is_among_the_ten_and_every_gate_asks_one_of_them() -> None:
    asked = {
        gate.target
        for family in rulebook.families()
        for text in rulebook.texts(family)
        for act in text.acts.values()
        for gate in act.needs
        if gate.verb == "check"
    }
    assert set(computed(())) <= set(CHECKS) == asked and len(CHECKS) <= 10
    (table,) = [part for part in DOCS.split("\n\n") if part.startswith("| check |")]
    assert {line.split("`")[1] for line in table.splitlines()[2:]} == set(CHECKS)


def fined(amount: str, kind: str = "citizen", offence: str = "waste_dumping") -> list[str]:
    data = base("plain")
    facts = {"act_end": "2026-02-20", "discovered_on": "2026-03-01", "offence": offence, "party_kind": kind}
    entry(data, "filed")["fields"].update(facts)
    for act in ("notified", "decided", "paid"):
        entry(data, act)["fields"]["amount"] = amount
    file = audit.dossier(json.dumps(data), "x.json")
    sheet = audit.sheet_for(file.procedure)
    assert sheet is not None
    report = audit.audit(file, partial(text_on, file), CALENDAR, sheet, checks=computed(file.entries))
    return [f"{each.defect.article} {each.defect.missing}" for each in report.findings]


def test_an_amount_above_the_range_is_outside_whoever_wrote_that_it_is_not() -> None:
    assert fined("200") == []
    (over,) = fined("201")
    assert over.startswith("行政诉讼法第70条") and "201元不在200元以下以内" in over
    assert fined("201", kind="sole") == []  # nobody has settled which party a sole trader is


@pytest.mark.parametrize(("end", "told"), [("2012-01-01", False), ("2026-02-20", None)])
def test_an_act_that_no_text_punished_is_told(end: str, told: bool | None) -> None:
    data = base("plain")
    entry(data, "filed")["fields"].update(offence="no_waste_plan", act_end=end, discovered_on=end)
    file = audit.dossier(json.dumps(data), "x.json")
    view = MatterView(text_on(file, file.on.date()), None, file.on, CALENDAR)
    assert computed(file.entries)["governing_text"](view)[0] is told


def test_it_reads_out_at_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    lines = [
        "2026-03-02 09:00 deputy_head filed party_kind=citizen public_interest=false grave_rights=false "
        "by_law_review=false social_impact=false complex=false grave=false act_end=2026-02-20 discovered_on=2026-03-01",
        "2026-03-02 14:00 officer interviewed",
        "2026-03-02 15:00 officer examined time_bar=false",
        "2026-03-02 16:00 officer investigated",
        "2026-03-09 09:00 officer notified amount=1000 kinds=fine",
        "2026-03-10 09:00 officer notified.served",
        "2026-03-18 09:00 deputy_head decided amount=1000 kinds=fine",
    ]
    history = "".join(f"  - {line}\n" for line in lines)
    params = 'params: {penalty.ordinary.defence: 5 workdays, penalty.ordinary.hearing_citizen: "2000"}\n'
    path.write_text(f"procedure: penalty.ordinary\n{params}history:\n{history}", encoding="utf-8")
    ran = CliRunner().invoke(law, ["try", str(path)])
    assert ran.exit_code == 0 and "没有瑕疵" in ran.output
    path.write_text(path.read_text(encoding="utf-8").replace(" act_end=2026-02-20", ""), encoding="utf-8")
    assert "第36条第1款" in CliRunner().invoke(law, ["try", str(path)]).output
