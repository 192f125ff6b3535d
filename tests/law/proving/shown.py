"""What the law demands of what the public sees: credit, publication, information on request."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.law.proving.told import (
    NEW,
    Demand,
    Told,
    after,
    answered,
    asked,
    months_on,
    once,
    past,
    yes,
)

LISTS_2020 = date(2020, 12, 18)
REPAIR_2023 = date(2023, 5, 1)
REPAIR_2026 = date(2026, 4, 1)
REVIEW_FIRST = date(2024, 1, 1)


def _listed(t: Told) -> Iterator[str]:
    """A list only where statute or regulation has it, told before, the defence weighed, and what is small not at all."""
    if t.fact("kind") == "list":
        if t.today >= LISTS_2020 and t.fact("basis") not in ("national", "regulation"):
            yield "49号文: a list of its own making"
        if not t.any("told"):
            yield "49号文: not told before"
    if t.unanswered("defence_made", "defence_weighed"):
        yield "49号文: a defence nobody has weighed"
    if t.form.get("served") is not True:
        yield "61: shown before it was served"
    if t.any("overturned"):
        yield "48: what it rests on is gone"
    if t.today >= REPAIR_2026 and t.fact("severity") == "light" and t.form.get("needed") is not True:
        yield "36号令: what is light is not shown"


def _repaired(t: Told) -> Iterator[str]:
    made = t.day("made")
    if not t.any("performed"):
        yield "58号令: not put right"
    if t.value("repair_asked", "pledge") is not True and REPAIR_2023 <= t.today < REPAIR_2026:
        yield "58号令: no pledge"
    if made is not None and t.today >= REPAIR_2026 and t.fact("kind") == "penalty":
        least = {"light": 0, "normal": 3, "serious": 12}.get(str(t.fact("severity")), 0)
        if t.today < months_on(made, least):
            yield "36号令: before the shortest time"


def _withdrawn(t: Told) -> Iterator[str]:
    if not t.any("overturned") and t.value("objection_answered", "upheld") is not True:
        yield "48: nothing to take down"


CREDIT: dict[str, tuple[Demand, ...]] = {
    "shown": (_listed,), "defence_weighed": (asked("defence_made", "defence_weighed", article="49号文"),),
    "repaired": (asked("repair_asked", "repaired", "repair_refused", article="58号令"), _repaired),
    "repair_refused": (asked("repair_asked", "repaired", "repair_refused", article="58号令"),),
    "objection_answered": (asked("objected", "objection_answered", article="49号文"),), "withdrawn": (_withdrawn,),
    "expired": (after("shown", article="36号令"),), "not_shown": (once("shown", article="36号令"),),
}  # fmt: skip


def _published(t: Told) -> Iterator[str]:
    if t.value("reviewed", "may_publish") is not True:
        yield "公开17: nobody looked whether it may be seen"
    if t.form.get("redacted") is not True:
        yield "50: not redacted"
    if t.fact("kind") in ("penalty", "permit") and t.form.get("served") is not True:
        yield "61: published before it was served"
    if t.any("withheld"):
        yield "48: withheld"
    if t.any("overturned"):
        yield "48: the decision is gone"


def _taken_down(t: Told) -> Iterator[str]:
    if t.form.get("everywhere") is not True:
        yield "48: still to be seen elsewhere"
    if t.form.get("ground") == "overturned":
        if not t.any("overturned"):
            yield "48: nobody overturned it"
        if t.fact("kind") == "penalty" and t.today >= NEW and t.form.get("reasons_public") is not True:
            yield "48: no reasons for the public"


def _withheld(t: Told) -> Iterator[str]:
    if t.form.get("ground") == "no_impact" and t.fact("social_impact") is not False:
        yield "48: it has an impact"
    if t.any("published"):
        yield "48: published already"


def _disclosure_closed(t: Told) -> Iterator[str]:
    if not t.any("published", "withheld", "taken_down", "overturned"):
        yield "118号文: nothing is published"
    if t.any("overturned") and t.any("published") and t.at("taken_down") < t.at("published"):
        yield "48: still to be seen"


DISCLOSURE: dict[str, tuple[Demand, ...]] = {
    "published": (_published,), "withheld": (_withheld,),
    "amended": (asked("amendment_asked", "amended", "amendment_denied", article="公开41"), after("published", article="公开41")),
    "amendment_denied": (asked("amendment_asked", "amended", "amendment_denied", article="公开41"),),
    "taken_down": (after("published", article="48"), _taken_down),
    "closed": (_disclosure_closed, answered("amendment_asked", "amended", "amendment_denied", article="公开41")),
}  # fmt: skip


def _answer(t: Told) -> Iterator[str]:
    outcome, form = t.form.get("outcome"), t.form
    if outcome in ("refused", "part", "missing", "repeated") and not form.get("reasons"):
        yield "公开36: no reasons"
    if outcome == "missing" and not form.get("search_record"):
        yield "公开36: nobody searched"
    if outcome == "elsewhere" and not form.get("body"):
        yield "公开36: whom to ask instead"
    if form.get("remedies_told") is not True:
        yield "公开36: the remedies"
    if outcome in ("refused", "part") and t.today >= REVIEW_FIRST and form.get("review_first") is not True:
        yield "复议23: review comes first"


def _third(t: Told) -> Iterator[str]:
    """Against the will of a third party only for the public good, and he is told."""
    if t.form.get("outcome") not in ("open", "part") or t.fact("third_party") is False:
        return
    if not t.any("third_party_asked"):
        yield "公开32: the third party was not asked"
    if (
        t.value("third_party_answered", "consents") is False
        and t.value("third_party_answered", "good_reason") is not False
    ):
        if t.form.get("public_interest") is not True:
            yield "公开32: against the third party"
        elif t.form.get("third_party_told") is not True:
            yield "公开32: the third party was not told"


def _co_made(t: Told) -> Iterator[str]:
    if t.form.get("outcome") in ("open", "part") and t.fact("co_made") is True and not t.any("body_asked"):
        yield "公开34: who made it too was not asked"


def _request_closed(t: Told) -> Iterator[str]:
    if t.at("answered.served") < t.at("answered") or not t.any("answered"):
        yield "公开33: no answer served"
    if t.value("answered", "outcome") in ("open", "part") and not t.any("answered.provided"):
        yield "公开40: nothing was given"


REQUEST: dict[str, tuple[Demand, ...]] = {
    "correction_asked": (once("correction_asked", "answered", article="公开30"),),
    "supplemented": (after("correction_asked", article="公开30"),),
    "abandoned": (after("correction_asked", article="公开30"), once("supplemented", article="公开30"), past("correction_asked", "until", "公开30")),
    "extended": (yes("told", "公开33"), once("answered", article="公开33")), "answered": (_answer, _third, _co_made),
    "closed": (_request_closed,),
}  # fmt: skip
