"""Error 11 of the fifteen that most often lose cases: a building taken down too early, at the wrong hour, or without its steps.

One file in order is written out whole (``dossiers/demolition.json``); each error changes as little of it as the error needs.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.law.test_audit_penalty import Data, all_of, at, base, drop, fields, judged
from wutong.law import audit, rulebook

#: the suit period runs to 2025-12-16: decided on that day, it has not yet ended
TOO_EARLY = all_of(
    at("demanded", "2025-12-01T09:00"), at("demanded.served", "2025-12-01T15:00"), at("government_asked", "2025-12-02T09:00"),
    at("government_ordered", "2025-12-05T09:00"), at("enforcement_decided", "2025-12-16T09:00"),
    at("enforcement_decided.served", "2025-12-16T15:00"), fields("enforcement_decided", on="2025-12-25"),
    at("demolished", "2025-12-25T10:00"), at("closed", "2025-12-29T09:00"),
)  # fmt: skip
SAME_DAY = all_of(at("enforcement_decided", "2025-12-24T09:00"), at("enforcement_decided.served", "2025-12-24T15:00"))
HOLIDAY = all_of(at("demolished", "2026-02-17T10:00"), at("closed", "2026-02-25T09:00"))
#: error → change, the acts it is found at, the article
ERRORS: dict[str, tuple[Callable[[Data], None], set[str], str]] = {
    "before the time to sue has ended": (TOO_EARLY, {"enforcement_decided"}, "第44条"),
    "without an announcement": (drop("announced"), {"demanded", "enforcement_decided"}, "第44条"),
    "without a demand": (drop("demanded", "demanded.served"), {"enforcement_decided"}, "第35条"),
    "before the demand has run out": (SAME_DAY, {"enforcement_decided"}, "第35条"),
    "without a decision to enforce": (
        drop("enforcement_decided", "enforcement_decided.served"), {"demolished"}, "第38条",
    ),
    "without the county government": (drop("government_ordered"), {"enforcement_decided"}, "城乡规划法第68条"),
    "at night": (at("demolished", "2026-01-14T23:00"), {"demolished"}, "第43条"),
    "on a holiday": (HOLIDAY, {"demolished"}, "第43条"),
    "without an inventory": (fields("demolished", listed=False), {"demolished"}, "行政诉讼法第70条"),
    "with the water cut": (fields("demolished", utilities_cut=True), {"demolished"}, "第43条"),
}  # fmt: skip


def test_a_file_by_the_book_has_no_defect() -> None:
    report = judged(base("demolition"))
    assert [str(each.defect) for each in report.findings] == [] and (report.score, report.grade) == (100, "优秀")


@pytest.mark.parametrize("name", ERRORS)
def test_each_error_is_found_where_it_was_made_and_nothing_else(name: str) -> None:
    change, acts, article = ERRORS[name]
    data = base("demolition")
    change(data)
    report = judged(data)
    assert {found.act for found in report.findings} == acts, [str(f.defect) for f in report.findings]
    assert any(article in found.defect.article for found in report.findings)
    assert report.veto and report.score == 0
    assert all(found.consequence and found.cure and found.heading for found in report.findings)


def test_every_act_that_can_go_wrong_stands_under_a_heading() -> None:
    sheet = audit.sheet_for("demolition")
    assert sheet is not None
    (text,) = rulebook.texts("demolition")[-1:]
    loose = [a.name for a in text.acts.values() if not a.built_in and not a.outside and sheet.heading(a.name) is None]
    assert loose == []
