"""The errors that most often lose penalty decisions, each in a dossier of its own with exactly that error, found and named.

Two files in order are written out whole (``dossiers/``): a small case, and a grave one with review, discussion and hearing
rights. Each error changes as little of one of them as the error needs; errors 10 (holds, seizures) and 11 (demolition) stand
in files of their own (``test_audit_coercion``, ``test_audit_demolition``).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from wutong.boot.commands.law import law
from wutong.law import audit, rulebook
from wutong.law.procedure.schema import Procedure

HERE = Path(__file__).parent / "dossiers"
Data = dict[str, Any]


def base(name: str) -> Data:
    data: Data = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return data


def judged(data: Data) -> audit.Report:
    file = audit.dossier(json.dumps(data), "x.json")
    sheet = audit.sheet_for(file.procedure)
    assert sheet is not None
    return audit.audit(file, partial(text_on, file), rulebook.calendar(), sheet)


def text_on(file: audit.Dossier, day: date) -> Procedure:
    return rulebook.procedure(file.procedure, day, file.params)


def entry(data: Data, act: str) -> Data:
    return next(each for each in data["entries"] if each["act"] == act)


def drop(*acts: str) -> Callable[[Data], None]:
    def change(data: Data) -> None:
        data["entries"] = [each for each in data["entries"] if each["act"] not in acts]

    return change


def fields(act: str, **given: Any) -> Callable[[Data], None]:
    def change(data: Data) -> None:
        found = entry(data, act).setdefault("fields", {})
        found.update(given)
        for name in [name for name, value in found.items() if value is None]:
            del found[name]

    return change


def at(act: str, when: str) -> Callable[[Data], None]:
    return lambda data: entry(data, act).update(at=when)


def hands(act: str, *persons: Data) -> Callable[[Data], None]:
    return lambda data: entry(data, act).update(hands=list(persons))


def all_of(*changes: Callable[[Data], None]) -> Callable[[Data], None]:
    def change(data: Data) -> None:
        for each in changes:
            each(data)

    return change


def put(before: str, new: Data) -> Callable[[Data], None]:
    def change(data: Data) -> None:
        where = next(n for n, each in enumerate(data["entries"]) if each["act"] == before)
        data["entries"].insert(where, new)

    return change


OFFICER = {"person": "李明", "certified": True, "confirmed": True, "roles": ["officer"]}
MAN = {"actor": "当事人", "roles": []}
BY_OFFICER = {"actor": "李明", "roles": ["officer"]}
DEFENCE = {"act": "defence_made", "at": "2026-03-12T09:00", **MAN, "fields": {"text": "只摆了一次"}}


def later(days: str, *, served: str = "2026-06-10T09:00") -> Callable[[Data], None]:
    """Decide late, and everything after it."""
    return all_of(
        at("decided", days), at("decided.served", served), at("decided.published", served), at("paid", served),
        at("settled", "2026-06-11T09:00"), at("closed", "2026-06-12T09:00"),
    )  # fmt: skip


NOTHING_SAID = {"act": "defence_waived", "at": "2026-03-18T10:00", **MAN, "fields": {"file": "0" * 64}}
ASSISTANT = {"person": "许某", "roles": ["assistant"], "confirmed": True}
NO_CERTIFICATE = {"person": "吴某", "roles": ["officer"], "certified": False, "confirmed": True}
TRANSFER = {"act": "transferred", "at": "2026-03-12T09:00", "actor": "顾明远", "roles": ["bureau_head"]}
POLICE = {"act": "police_filed", "at": "2026-03-13T09:00", "actor": "公安", "roles": []}
MORE = all_of(fields("decided", amount="1500"), fields("paid", amount="1500"))
TOO_SOON = all_of(at("notified.served", "2026-03-18T09:00"), put("reviewed", NOTHING_SAID))
BOTH_LATE = all_of(
    at("decided.served", "2026-04-20T09:00"), at("decided.published", "2026-04-20T10:00"), at("paid", "2026-04-21T09:00"),
    at("settled", "2026-04-21T10:00"), at("closed", "2026-04-22T09:00"),
)  # fmt: skip
CRIME = all_of(put("decided", TRANSFER | {"fields": {"facts": "涉嫌妨害公务"}}), put("decided", POLICE))
#: number of the error → base, change, the acts it is found at, the article, whether it vetoes
ERRORS = {
    "1 no notice": ("plain", drop("notified", "notified.served"), {"decided"}, "第44条", True),
    "1 more than was told": ("plain", MORE, {"decided"}, "第44条", True),
    "2 hearing not told": ("grave", fields("notified", hearing_told=None), {"notified", "decided"}, "第63条", True),
    "2 hearing time not waited": ("grave", TOO_SOON, {"decided"}, "第64条", True),
    "3 defence not weighed": ("plain", put("decided", DEFENCE), {"decided"}, "第45条", True),
    "4 not ours": ("plain", fields("filed", competence=False), {"filed", "decided"}, "第17条", True),
    "5 an assistant as the second": (
        "plain",
        hands("interviewed", OFFICER, ASSISTANT),
        {"interviewed"},
        "第42条",
        True,
    ),
    "5 no certificate": ("plain", hands("interviewed", OFFICER, NO_CERTIFICATE), {"interviewed"}, "第42条", True),
    "6 evidence": ("plain", fields("examined", evidence=False), {"decided"}, "第40条", True),
    "7 the wrong text": ("plain", fields("examined", governing_text=False), {"decided"}, "第37条", True),
    "8 no discussion": ("grave", drop("deliberated"), {"decided"}, "第57条第2款", True),
    "9 no review": ("grave", drop("reviewed"), {"deliberated", "decided"}, "第58条", True),
    "9 reviewed by who interviewed": (
        "grave",
        lambda d: entry(d, "reviewed").update(actor="李明"),
        {"reviewed"},
        "第58条",
        True,
    ),
    "12 served late": ("plain", BOTH_LATE, {"decided.served", "decided.published"}, "第61条", False),
    "13 over 90 days": ("plain", later("2026-06-09T09:00"), {"decide"}, "第60条", False),
    "14 discretion": ("plain", fields("examined", discretion=False), {"decided"}, "第5条第2款", False),
    "15 remedies not told": ("plain", fields("decided", remedies_told=False), {"decided"}, "第59条", False),
    "15 crime pending": ("plain", CRIME, {"decided"}, "第8条第2款", True),
}


@pytest.mark.parametrize("name", ["plain", "grave"])
def test_a_case_by_the_book_has_no_defect(name: str) -> None:
    report = judged(base(name))
    assert report.findings == () and (report.score, report.grade) == (100, "优秀")


@pytest.mark.parametrize("name", ERRORS)
def test_each_error_is_found_where_it_was_made_and_nothing_else(name: str) -> None:
    which, change, acts, article, veto = ERRORS[name]
    data = base(which)
    change(data)
    report = judged(data)
    assert {found.act for found in report.findings} == acts, [str(f.defect) for f in report.findings]
    assert any(article in found.defect.article for found in report.findings), [
        f.defect.article for f in report.findings
    ]
    assert bool(report.veto) is veto
    assert report.score == 0 if veto else 90 <= report.score < 100
    assert all(found.consequence and found.cure and found.heading for found in report.findings)


def test_a_sum_typed_by_hand_proves_nothing_where_the_payments_fall_short() -> None:
    data = base("plain")
    entry(data, "paid")["fields"]["amount"] = "999"
    entry(data, "settled")["fields"]["total"] = "1000"
    assert [found.act for found in judged(data).findings] == ["settled"]
    data["entries"].insert(-2, {"act": "paid", "at": "2026-03-25T09:30", **MAN, "fields": {"amount": "1"}})
    assert judged(data).findings == ()


def test_nobody_named_is_a_question_and_not_yet_a_fault() -> None:
    data = base("plain")
    entry(data, "interviewed").pop("hands")
    (found,) = judged(data).findings
    assert found.defect.kind == audit.QUESTION and found.consequence == "指出改正" and not judged(data).veto


def test_a_review_written_after_the_decision_is_reported_though_it_bears_an_earlier_date() -> None:
    data = base("grave")
    entry(data, "reviewed")["written"] = "2026-06-01T09:00"
    found = [each for each in judged(data).findings if each.afterwards]
    assert {each.act for each in found} == {"deliberated", "decided"} and "后来补的" in found[0].defect.missing


def test_every_act_and_clock_of_the_sheet_is_one_of_the_procedures() -> None:
    for sheet in audit.sheets():
        known = {
            name
            for family in sheet.procedures
            if family in rulebook.families()
            for text in rulebook.texts(family)
            for name in (*text.acts, *text.clocks)
        }
        named = {name for heading in sheet.headings for name in heading.acts} | set(sheet.cures)
        assert named <= known


def test_every_act_that_can_go_wrong_stands_under_a_heading() -> None:
    sheet = audit.sheet_for("penalty.ordinary")
    assert sheet is not None
    for text in rulebook.texts("penalty.ordinary"):
        loose = [
            a.name for a in text.acts.values() if not a.built_in and not a.outside and sheet.heading(a.name) is None
        ]
        assert loose == []


def test_it_reads_out_at_the_command_line(tmp_path: Path) -> None:
    run = partial(CliRunner().invoke, law)
    good = run(["audit", str(HERE / "plain.json")])
    assert good.exit_code == 0 and "0处问题" in good.output and "得分 100，优秀" in good.output
    data = base("plain")
    drop("notified", "notified.served")(data)
    path = tmp_path / "x.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    bad = run(["audit", str(path)])
    assert bad.exit_code == 1 and "依据 行政处罚法" in bad.output and "补救" in bad.output and "不合格" in bad.output
    path.write_text(json.dumps(data | {"procedure": "penalty.ordinery"}), encoding="utf-8")
    assert "did you mean penalty.ordinary" in run(["audit", str(path)]).output
    path.write_text("{", encoding="utf-8")
    assert run(["audit", str(path)]).exit_code != 0
