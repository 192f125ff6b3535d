"""Acts in somebody's place (代理): within the days and the scope of the paper, written down with whose place it was.

What a post allows, the seat says (``offices.Acting``); that one person is never two hands, the law says. Here is what both
leave: an act entered late must have happened while the authority ran, and who is refused is told where it ended.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from wutong.city.offices import api as offices
from wutong.docket.matters.shapes import Deed
from wutong.law import procedure as law
from wutong.law.calendar import date_words
from wutong.law.refusal import Reason, Refused
from wutong.record.clock import legal_day
from wutong.record.scope import Scope

RULE = "代理在授权的期间和范围内办"


def hand(acting_for: str) -> str:
    """Whom an entry was made in the place of, as the law names people; "" for a vacant post, which is nobody."""
    return f"officer:{acting_for}" if acting_for and "/" not in acting_for else ""


def stood_for(acting_for: str, people: Mapping[str, str], units: Mapping[str, str]) -> str:
    """For a page: （代秦海）, or （代理二中队队长） where the post was vacant."""
    office, _, role = acting_for.partition("/")
    if role:
        return f"（代理{units.get(office, office)}{offices.ROLES.get(role, role)}）"
    return f"（代{people.get(acting_for, acting_for)}）"


def _by(procedure: law.Procedure, act: str) -> tuple[str, ...]:
    found = procedure.acts.get(act)
    return found.by if found else ()


def demand(deed: Deed, procedure: law.Procedure) -> str:
    """In whose place an act is done, as the entry keeps it; "" where it is the doer's own.

    :raises Refused: where it happened on a day on which he had not this authority.
    """
    found = deed.doer.stands_in(_by(procedure, deed.act))
    if found is None:
        return deed.doer.acting_for
    day = legal_day(deed.at)
    if not found.covers(day):
        missing = f"{found.words}从{date_words(found.since)}起，这一步写的是{date_words(day)}"
        title = procedure.acts[deed.act].title
        raise Refused(deed.act, title, [Reason(RULE, missing, "改成代理期间里的时间；以前的由本人补记")])
    return found.stood_for


def told(scope: Scope, deed: Deed, procedure: law.Procedure, refused: Refused) -> Refused:
    """The same refusal; where the doer once had, will have or elsewhere has the authority, with that said."""
    by = _by(procedure, deed.act)
    doer = deed.doer
    if doer.actor.kind != "officer" or not by or doer.roles & set(by):
        return refused
    more = lapsed(scope, doer.actor.id, by, legal_day(deed.written))
    return Refused(refused.act, refused.title, [*refused.reasons, *more]) if more else refused


def lapsed(scope: Scope, officer: str, by: Sequence[str], on: date) -> list[Reason]:
    """Why an officer's authority does not help on a day: it ended, has not begun, or is of another seat."""
    for one in offices.acting_ever(scope, officer):
        if one.role not in by:
            continue
        what = f"{one.words}（{one.office_name}{one.role_name}）" if one.whom else one.words
        if one.until is not None and one.until < on:
            return [
                Reason(RULE, f"{what}到{date_words(one.until)}为止", "交给本人；还要代理的，请系统管理员再办一次授权")
            ]
        if one.since > on:
            return [Reason(RULE, f"{what}从{date_words(one.since)}起", "等到那一天，或者交给本人")]
        return [Reason(RULE, f"{what}是另一个岗位的", f"先换到{one.office_name}的岗位再办")]
    return []
