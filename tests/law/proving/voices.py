"""What the law demands of whoever is asked something: complaint, petition, incident, proposal."""

from __future__ import annotations

from collections.abc import Iterator

from tests.law.proving.told import (
    Demand,
    Told,
    after,
    answered,
    apart,
    asked,
    days_on,
    fresh,
    once,
    one,
    within,
    workdays_on,
)

HOTLINE = "53号文"


def _open_office(t: Told) -> Iterator[str]:
    """Where it was handed to an office, that office has said what it did, or gave it back."""
    if t.at("forwarded") > t.at("answered", "sent_back"):
        yield f"{HOTLINE}: the office has not answered"


def _replied_since(t: Told) -> Iterator[str]:
    if t.at("replied", "reply_undated") <= t.at("reopened"):
        yield f"{HOTLINE}: nobody has replied"


def _longer(t: Told) -> Iterator[str]:
    if int(t.form["days"]) > int(t.value("extension_asked", "days") or 0):
        yield f"{HOTLINE}: longer than was asked for"


COMPLAINT: dict[str, tuple[Demand, ...]] = {
    "forwarded": (after("accepted", article=HOTLINE),), "answered": (after("forwarded", article=HOTLINE),),
    "sent_back": (after("forwarded", article=HOTLINE),), "replied": (after("accepted", article=HOTLINE), _open_office),
    "extended": (asked("extension_asked", "extended", "extension_denied", article=HOTLINE), apart("extension_asked", article=HOTLINE), _longer),
    "extension_denied": (asked("extension_asked", "extended", "extension_denied", article=HOTLINE),),
    "rated": (_replied_since,), "reopened": (_replied_since,), "closed": (_replied_since,),
    "handed_over": (once("replied", article=HOTLINE, but=("reopened",)),),
    "supervised.answered": (after("supervised", article=HOTLINE),), "unmerged": (asked("merged", "unmerged", article=HOTLINE),),
}  # fmt: skip


def _transferred(t: Told) -> Iterator[str]:
    received = t.day("received")
    if t.value("received", "source") != "transferred":
        yield "23: nobody transferred it"
    if received is not None and t.today > workdays_on(received, 5):
        yield "23: past five working days"


def _not_concerned(t: Told) -> Iterator[str]:
    if t.step.actor == t.value("received", "about_person"):
        yield "28: he deals with what is said of himself"


def _review_told(t: Told) -> Iterator[str]:
    if t.fact("kind") not in ("advice", "report") and t.form.get("review_told") is not True:
        yield "35: the right to a review"


def _petition_closed(t: Told) -> Iterator[str]:
    yield from answered("review_asked", "review_answered", article="35")(t)
    yield from answered("recheck_asked", "recheck_answered", article="36")(t)
    if not t.any("replied.served"):
        yield "34: the answer was not served"


def _again(t: Told) -> Iterator[str]:
    if not t.any("recheck_answered") and t.today <= days_on(
        t.day("replied.served", "review_answered.served") or t.today, 30
    ):
        yield "36: the ladder is not at its end"


PETITION: dict[str, tuple[Demand, ...]] = {
    "accepted": (_not_concerned,), "objected": (_transferred, once("accepted", article="23")),
    "not_accepted": (once("accepted", article="23"),), "routed": (once("replied", article="31"),),
    "investigated": (after("accepted", article="34"), _not_concerned),
    "extended": (after("accepted", article="34"), once("replied", article="34"), within("accepted", lambda day: days_on(day, 60), "34")),
    "replied": (after("accepted", "investigated", article="34"), _review_told, _not_concerned),
    "asked_again": (_again,), "closed": (_petition_closed,),
}  # fmt: skip

MANUAL = "运行手册"


def _answered_first(t: Told) -> Iterator[str]:
    for claim, answers in (
        ("return_asked", ("return_granted", "return_denied")),
        ("extension_asked", ("extension_granted", "extension_granted_again", "extension_denied")),
        ("suspension_asked", ("suspended", "suspension_denied")),
    ):
        if t.unanswered(claim, *answers):
            yield f"{MANUAL}: {claim} is not answered"


def _incident_closed(t: Told) -> Iterator[str]:
    if t.at("check_passed") < max(t.at("dispatched", "handled"), t.at("check_failed")) and not t.any(
        "self_handled", "referred"
    ):
        yield f"{MANUAL}: nobody saw that it was done"
    if t.fact("violation") is not False and not t.any("referred"):
        yield "处罚法54: a violation and no case"


INCIDENT: dict[str, tuple[Demand, ...]] = {
    "verified": (after("verify_sent", article=MANUAL),), "filed": (after("accepted", article=MANUAL),),
    "dispatched": (after("filed", article=MANUAL),), "handled": (one("dispatched", "self_handled", article=MANUAL),),
    "return_granted": (asked("return_asked", "return_granted", "return_denied", article=MANUAL), apart("return_asked", article=MANUAL)),
    "return_denied": (asked("return_asked", "return_granted", "return_denied", article=MANUAL),),
    "extension_granted": (
        asked("extension_asked", "extension_granted", "extension_granted_again", "extension_denied", article=MANUAL),
        apart("extension_asked", article=MANUAL),
    ),
    "suspended": (asked("suspension_asked", "suspended", "suspension_denied", article=MANUAL), apart("suspension_asked", article=MANUAL)),
    "resumed": (after("suspended", article=MANUAL),), "check_sent": (one("handled", "self_handled", article=MANUAL),),
    "check_passed": (fresh("check_sent", "handled", "check_failed", article=MANUAL), apart("handled", article=MANUAL)),
    "check_failed": (fresh("check_sent", "handled", "check_failed", article=MANUAL), apart("handled", article=MANUAL)),
    "supervised.answered": (after("supervised", article=MANUAL),), "closed": (_incident_closed, _answered_first),
}  # fmt: skip


def _contacted(t: Told) -> Iterator[str]:
    if not t.any("contacted"):
        yield "代表法51: nobody spoke with who proposed it"


def _joint(t: Told) -> Iterator[str]:
    if t.value("handed", "role") != "lead":
        yield "代表法51: only the lead asks the others"


def _proposal_closed(t: Told) -> Iterator[str]:
    if not t.any("answered"):
        yield "代表法51: no answer"
    last = t.steps[t.at("rated")].fields if t.any("rated") else {}
    if last.get("content") is False and t.at("answered_again") < t.at("rated") and not t.any("answered_again"):
        yield "代表法51: not content, and no second answer"


def _not_content(t: Told) -> Iterator[str]:
    if t.value("rated", "content") is not False:
        yield "代表法51: nobody asked for more"


PROPOSAL: dict[str, tuple[Demand, ...]] = {
    "returned": (once("answered", article="代表法51"),), "joint_asked": (_joint,),
    "answered": (_contacted, answered("joint_asked", "joint_answered", article="代表法51")),
    "answered.published": (after("answered", article="代表法51"),), "opinion_asked": (after("answered", article="代表法51"),),
    "answered_again": (_not_content,), "kept_promise": (after("answered", article="代表法51"),), "closed": (_proposal_closed,),
}  # fmt: skip
