"""What the law demands of the certificate of an officer, and of what happens when somebody resists him."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.law.proving.told import Demand, Told, after, apart, asked, yes


def _suspended(t: Told) -> Iterator[str]:
    if date.fromisoformat(t.form["until"]) <= t.today:
        yield "39: suspended until a day that is gone"


def _run_out(t: Told) -> Iterator[str]:
    until = t.value("renewed", "until") if t.any("renewed") else t.value("issued", "until")
    if until is None or t.today <= date.fromisoformat(until):
        yield "39: still valid"


CERTIFICATE: dict[str, tuple[Demand, ...]] = {
    "issued": (yes("exam_passed", "42"),), "suspended": (_suspended,),
    "restored": (asked("suspended", "restored", article="39"),), "expired": (_run_out,),
}  # fmt: skip


def _safe_again(t: Told) -> Iterator[str]:
    if t.form.get("why") == "none":
        yield "现场安全: nothing has changed"


def _violent(t: Told) -> bool:
    return (
        t.fact("kind") in ("assault", "weapon", "detained", "damage")
        or t.fact("injured") is True
        or t.fact("crime") is True
    )


def _incident_closed(t: Told) -> Iterator[str]:
    if t.unanswered("complaint_made", "complaint_handled"):
        yield "75: a complaint that nobody looked into"
    if _violent(t) and not t.any("police_called"):
        yield "治安法: nobody called the police"
    ends = ("penalised", "unpunished", "declined", "criminal_filed")
    if t.any("police_filed") and not t.any(*ends) and not t.form.get("why_not_waiting"):
        yield "治安法: the police have not answered"
    if not t.any("recordings_held") and not t.form.get("why_no_recording"):
        yield "118号文: no recording and no reason"
    if t.fact("crime") is True and not t.any("referred", "criminal_filed"):
        yield "27: a crime that nobody handed on"


def _not_the_accused(t: Told) -> Iterator[str]:
    if t.step.actor == t.value("complaint_made", "against"):
        yield "43: he decides about himself"


def _not_there(t: Told) -> Iterator[str]:
    if t.step.actor in t.did("reported", "withdrawn"):
        yield "118号文: held by somebody who was there"


def _hold_ended(t: Told) -> Iterator[str]:
    ends = ("penalised", "unpunished", "declined", "criminal_filed")
    if t.any("police_called") and not t.any(*ends) and not t.form.get("why_not_waiting"):
        yield "118号文: the police have not answered"


SECURITY: dict[str, tuple[Demand, ...]] = {
    "false_alarm": (yes("confirmed", "现场安全"),),
    "resumed": (after("withdrawn", article="现场安全"), _safe_again), "recordings_held": (_not_there,),
    "recordings_given": (after("recordings_held", article="118号文"),), "hold_ended": (after("recordings_held", article="118号文"), _hold_ended),
    "complaint_handled": (asked("complaint_made", "complaint_handled", article="75"), _not_the_accused, apart("reported", article="43")),
    "closed": (_incident_closed,),
}  # fmt: skip
