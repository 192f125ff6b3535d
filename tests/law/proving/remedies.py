"""What the law demands of the bureau where it is the respondent: review and suit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.law.proving.told import (
    Demand,
    Told,
    after,
    among,
    days_on,
    no,
    once,
    yes,
)

REVIEW_2023 = date(2024, 1, 1)


def _collected(t: Told) -> Iterator[str]:
    """Nothing may be gathered meanwhile; since 2024 something may be added where the applicant says something new."""
    if t.form.get("collected") is not False and not (t.today >= REVIEW_2023 and t.form.get("supplement") is True):
        yield "复议46: evidence gathered during the review"
    if t.form.get("complete") is not True:
        yield "复议48: evidence or basis is missing"


def _spot(t: Told) -> Iterator[str]:
    if t.value("known", "kind") != "spot":
        yield "复议32: no penalty on the spot"


def _obeyed(t: Told) -> Iterator[str]:
    again = t.value("decided", "redo") is True and t.value("decided", "procedure_only") is not True
    if again and t.form.get("new_basis") is not True:
        yield "复议64: the same again"


def _review_closed(t: Told) -> Iterator[str]:
    outcome = t.value("decided", "outcome")
    if not t.any("decided", "withdrawn", "settled", "mediated", "ended", "sued"):
        if t.any("applied", "accepted"):
            yield "复议62: the review has not ended"
        elif t.today <= days_on(t.day("known") or t.today, 60):
            yield "复议20: sixty days to ask for a review"
    if (
        outcome in ("changed", "perform") or (outcome == "revoked" and t.value("decided", "redo") is True)
    ) and not t.any("obeyed"):
        yield "复议77: not obeyed"
    if t.any("opinion_letter") and not t.any("opinion_answered"):
        yield "复议76: the letter is not answered"


REVIEW: dict[str, tuple[Demand, ...]] = {
    "forwarded": (after("filed_here", article="复议32"), _spot), "changed_here": (after("filed_here", article="复议32"), _spot),
    "replied": (after("copied", article="复议48"), _collected), "head_attended": (after("hearing_called", article="复议51"),),
    "head_excused": (after("hearing_called", article="复议51"), yes("staff", "复议51")),
    "heard": (after("hearing_called", article="复议51"),),
    "obeyed": (after("decided", article="复议77"), _obeyed), "opinion_answered": (after("opinion_letter", article="复议76"),),
    "execution_stopped": (once("decided", article="复议42"),), "closed": (_review_closed,),
}  # fmt: skip


#: where the court must ask the head to come (负责人出庭规定 4), or a local rule does
EXPECTED = ("food_drug", "environment", "health", "attention", "mass", "local_list")


def _head(t: Told) -> Iterator[str]:
    if not t.any("hearing_called"):
        yield "行诉3: no day in court"


def _heard(t: Told) -> Iterator[str]:
    if not t.any("hearing_called"):
        yield "行诉3: no day in court"
    elif date.fromisoformat(t.value("hearing_called", "date")) > t.today:
        yield "行诉3: before the day that the court named"
    expected = t.any("head_called") or any(t.fact(name) is not False for name in EXPECTED)
    if expected and not t.any("head_attended", "head_excused"):
        yield "行诉3: the head neither came nor said why"


def _appealed(t: Told) -> Iterator[str]:
    judged = t.last("judged")
    if judged is None:
        yield "行诉85: nothing to appeal against"
        return
    days = 10 if judged.fields.get("form") == "ruling" else 15
    if t.today > days_on(t.day("judged") or t.today, days):
        yield "行诉85: past the time to appeal"


def _same_again(t: Told) -> Iterator[str]:
    if t.value("judged", "redo") is True and t.form.get("new_basis") is not True:
        yield "行诉71: the same again"


def _suit_closed(t: Told) -> Iterator[str]:
    judged = t.last("judged")
    if judged is None:
        if not t.any("settled_outside"):
            yield "行诉81: the suit has not ended"
        return
    if t.at("appealed", "appealed_by_other") > t.at("judged", "settled_outside"):
        yield "行诉88: the appeal has not ended"
    days = 10 if judged.fields.get("form") == "ruling" else 15
    second = t.at("judged") > t.at("appealed", "appealed_by_other") >= 0
    if not second and not t.any("settled_outside") and t.today <= days_on(t.day("judged") or t.today, days):
        yield "行诉85: the time to appeal is not over"
    outcome, redo = judged.fields.get("outcome"), judged.fields.get("redo") is True
    if (outcome in ("perform", "changed") or (outcome == "revoked" and redo)) and not t.any("obeyed"):
        yield "行诉96: not obeyed"


LITIGATION: dict[str, tuple[Demand, ...]] = {
    "answered": (no("collected", "行诉35"), yes("complete", "行诉67")),
    "head_attended": (_head, yes("spoke", "负责人出庭规定11")),
    "head_excused": (_head, among("ground", "负责人出庭规定8", "force", "accident", "duty", "other"), yes("staff", "行诉3")),
    "heard": (_heard,), "appealed": (_appealed,), "obeyed": (after("judged", article="行诉95"), _same_again), "closed": (_suit_closed,),
}  # fmt: skip
