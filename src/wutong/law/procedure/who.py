"""Who may do an act: his role and office, whom an earlier act names, whom earlier acts exclude, and how many must be there.

Persons are asked for by name. An assistant never counts as an officer, nor does whoever holds no certificate or has not
confirmed that he was there: a second name written into the file is how cases are lost.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from wutong.law.procedure.expressions import UNSTATED, Truth
from wutong.law.procedure.schema import Act, Cite, Procedure
from wutong.law.procedure.state import Fold
from wutong.law.procedure.view import MatterView
from wutong.law.procedure.words import roles_words
from wutong.law.refusal import Reason


@dataclass(frozen=True)
class Hand:
    """Somebody who takes part. `certified`: holds a valid certificate on that day; `confirmed`: says so himself."""

    person: str
    roles: frozenset[str] = frozenset()
    certified: Truth = None
    confirmed: Truth = None

    def lacks(self) -> str:
        """Why he does not count as a qualified officer; '' if he does."""
        if "assistant" in self.roles and len(self.roles) == 1:
            return f"{self.person}是协管人员"
        if self.certified is not True:
            return f"{self.person}{'没有' if self.certified is False else '不知道有没有'}有效的执法证"
        return f"{self.person}没有确认在场" if self.confirmed is False else ""


@dataclass(frozen=True)
class Person:
    """Who acts. `offices`: the offices he acts for, his own among them (a squad acts for its brigade).

    `acting`: role that he holds only in somebody's place (代理) → that person, "" where the post is vacant.
    """

    actor: str
    roles: frozenset[str]
    office: str
    offices: frozenset[str] = frozenset()
    hands: tuple[Hand, ...] = ()
    acting: Mapping[str, str] = field(default_factory=dict)

    def belongs(self, office: str) -> bool:
        return bool(office) and (office == self.office or office in self.offices)

    def all(self, by: Sequence[str]) -> frozenset[str]:
        """Everybody whose hand an act of these roles would be, with the one in whose place it is done."""
        role = stands_in(by, self.roles, self.acting)
        return frozenset({self.actor, *(hand.person for hand in self.hands), self.acting[role] if role else ""} - {""})


def stands_in(by: Sequence[str], roles: Collection[str], acting: Collection[str]) -> str:
    """The role by which an act is done in somebody's place; "" where a role of his own is enough, or none is held.

    An act that asks for no role is done in somebody's place where nothing else brought the person to this seat.
    """
    wanted = tuple(by) or tuple(sorted(roles))
    held = [role for role in wanted if role in roles]
    return "" if not held or any(role not in acting for role in held) else held[0]


def who(act: Act, person: Person, state: Fold | None, view: MatterView) -> list[Reason]:
    """Reasons against this person."""
    reasons = []
    if act.by and not person.roles & set(act.by):
        words = roles_words(act.by)
        reasons.append(_reason(act.cite, f"{act.title}由{words}办理", f"交给{words}"))
    if state is None:
        return reasons
    if act.office:
        office = state.office(act.office)
        if office and not person.belongs(office):
            scope = "，代理只管授权的机构" if stands_in(act.by, person.roles, person.acting) else ""
            reasons.append(_reason(act.cite, f"{act.title}由承办单位（{office}）的人办理{scope}", "交给承办单位"))
    if act.named:
        named = view.fact(act.named)
        if named is UNSTATED or named != person.actor:
            shown = "没有指定" if named is UNSTATED else f"指定的是{named}"
            reasons.append(_reason(act.cite, f"{act.title}由指定的人办理，{shown}", "先指定，由指定的人办理"))
    reasons += _excluded(act, person, state, view)
    return reasons


def _excluded(act: Act, person: Person, state: Fold, view: MatterView) -> list[Reason]:
    cite, another = act.not_by_cite or act.cite, f"请另一名{roles_words(act.by)}办理"
    for name in act.not_by:
        owner, _, field = name.rpartition(".")
        himself = False
        if name in view.procedure.acts:
            found = state.of(frozenset((name,)), view.subject)
            did = {each for seen in found for each in seen.persons}
            himself = person.actor in {each for seen in found for each in (seen.actor, *seen.hands)}
            missing = "提出的人不能自己决定"
            if name not in act.answers:
                missing = f"做过{view.procedure.acts[name].title}的人不能{act.title}"
        else:
            himself = True
            did = {str(seen.fields.get(field, "")) for seen in state.of(frozenset((owner,)), view.subject)}
            missing = f"已经回避的人不能{act.title}"
        if did & person.all(act.by):
            missing += "" if himself else "，代理的和被代理的算一个人"
            return [_reason(cite, missing, another)]
    return []


def taking_part(procedure: Procedure, act: Act, person: Person, view: MatterView) -> tuple[list[Reason], list[str]]:
    """Reasons for too few officers or heads; what must still be shown while nobody has been named."""
    reasons: list[Reason] = []
    conditions: list[str] = []
    if act.hands:
        cite = procedure.hands or act.cite
        if view.fields is None:
            conditions.append(f"须有{act.hands}名有执法资格的人员，各自确认")
        else:
            lacking = [words for hand in person.hands if (words := hand.lacks())]
            able = {hand.person for hand in person.hands if not hand.lacks()}
            if len(able) < act.hands:
                missing = f"有执法资格的人员不到{act.hands}名" + (f"：{'；'.join(lacking)}" if lacking else "")
                reasons.append(_reason(cite, missing, f"由{act.hands}名持证人员办理，写明每个人并各自确认"))
    if act.quorum:
        words, least = roles_words(act.quorum.of), act.quorum.least
        local = procedure.value(act.quorum.param) if act.quorum.param else None
        least = local.value if local is not None and isinstance(local.value, int) else least
        if view.fields is None:
            conditions.append(f"须有{least}名{words}参加")
        else:
            present = {hand.person for hand in person.hands if hand.roles & set(act.quorum.of)}
            present |= {person.actor} if person.roles & set(act.quorum.of) else set()
            if len(present) < least:
                reasons.append(_reason(act.quorum.cite, f"参加的{words}不到{least}名", f"由{least}名以上{words}参加"))
    return reasons, conditions


def _reason(cite: Cite, missing: str, remedy: str) -> Reason:
    return Reason(cite.text, missing, remedy, mark=cite.mark)
