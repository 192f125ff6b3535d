"""A case with several parties and several offences: each pair is weighed alone, with its own outcome and its own dates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from wutong.law.discretion.bands import Bands, Worksheet, worksheet
from wutong.law.discretion.concurrence import Candidate, Chosen, choose
from wutong.law.discretion.grounds import Facts, Whether, to_punish, whether
from wutong.law.offences import Act, LocalFine, Outcome, governing, outcomes_for, span
from wutong.law.offences import offence as find
from wutong.law.refusal import Reason, Refused


@dataclass(frozen=True)
class Charge:
    """One party and one offence. `party` names it within the case; `kind` person, unit or household.

    `norms`: only these norms, where a lawyer has chosen; `case` and `role` pick among the outcomes of a clause.
    """

    party: str
    kind: str
    offence: str
    act: Act
    discovered_on: date
    facts: Facts
    role: str = ""
    case: str = ""
    norms: tuple[str, ...] = ()
    bases: Mapping[str, Decimal] = field(default_factory=dict)
    measured: Mapping[str, Decimal] = field(default_factory=dict)
    heavier: tuple[str, ...] = ()
    lighter: tuple[str, ...] = ()
    declined: str = ""


@dataclass(frozen=True)
class Weighed:
    """What follows for one charge: `sheet` None where nobody is fined."""

    whether: Whether
    chosen: Chosen | None
    outcome: Outcome | None
    sheet: Worksheet | None


def settle(
    charges: Iterable[Charge], decided_on: date, *, bands: Iterable[Bands] = (), local: Iterable[LocalFine] = ()
) -> dict[tuple[str, str], Weighed | Refused]:
    """Each charge by (party, offence); a refusal of one does not hold up the others.

    :raises ValueError: the same party is charged with the same offence twice: one act is one charge.
    """
    bands, local = tuple(bands), tuple(local)
    found: dict[tuple[str, str], Weighed | Refused] = {}
    for charge in charges:
        key = (charge.party, charge.offence)
        if key in found:
            raise ValueError(f"{charge.party} is charged with {charge.offence} twice")
        try:
            found[key] = weigh(charge, decided_on, bands, local)
        except Refused as refused:
            found[key] = refused
    return found


def weigh(charge: Charge, decided_on: date, bands: Iterable[Bands], local: Iterable[LocalFine]) -> Weighed:
    """One charge: whether, by which text, of which norm, in which part of the range.

    :raises Refused: the first thing that is missing or forbidden on the way.
    """
    answer = whether(charge.facts, charge.act, charge.discovered_on, decided_on)
    if answer.kind in ("must_not", "transfer") or (answer.kind == "may_not" and not charge.declined.strip()):
        return Weighed(answer, None, None, None)
    lighter = tuple(dict.fromkeys((*to_punish(answer, charge.declined), *charge.lighter)))
    chosen, outcome = applied(charge, decided_on, local)
    range_ = chosen.candidate.range
    if range_ is None:
        return Weighed(answer, chosen, outcome, None)
    key = f"{charge.offence}.{chosen.candidate.norm}"
    sheet = worksheet(
        bands, key, range_, charge.measured, lighter=lighter, heavier=charge.heavier, decided_on=decided_on
    )
    return Weighed(answer, chosen, outcome, sheet)


def applied(charge: Charge, decided_on: date, local: Iterable[LocalFine] = ()) -> tuple[Chosen, Outcome]:
    """The norm by which a charge is punished and what of it applies, leaving aside whether to punish at all.

    :raises Refused: a text, an amount or a case of the clause that is not settled.
    """
    end = charge.act.end or decided_on
    candidates, outcomes = _candidates(charge, decided_on, end, tuple(local))
    chosen = choose(candidates, charge.kind, end, decided_on)
    return chosen, outcomes[chosen.candidate.norm]


def _candidates(
    charge: Charge, decided_on: date, end: date, local: tuple[LocalFine, ...]
) -> tuple[list[Candidate], dict[str, Outcome]]:
    offence = find(charge.offence)
    found, outcomes = [], {}
    for norm in charge.norms or tuple(offence.norms):
        answer = governing(offence, norm, charge.act, decided_on, corrected=charge.facts.corrected)
        if answer.text is None:
            continue
        refused = charge.facts.corrected is False
        possible = outcomes_for(answer.text, charge.kind, refused=refused)
        possible = tuple(each for each in possible if _fits(each.role, charge.role) and _fits(each.case, charge.case))
        if not possible:
            continue
        outcome = _one(possible, answer.text.title(), charge)
        outcomes[norm] = outcome
        found.append(Candidate(norm, answer.text, span(outcome, answer.text, on=end, local=local, bases=charge.bases)))
    return found, outcomes


def _fits(wanted: str, told: str) -> bool:
    return not told or wanted in ("", told)


def _one(possible: tuple[Outcome, ...], title: str, charge: Charge) -> Outcome:
    """The outcome that follows: the later stage outweighs the earlier one, a fine outweighs none."""
    order = ("at_once", "refused", "serious")
    fined = [each for each in possible if each.fine is not None] or list(possible)
    last = max(order.index(each.stage) for each in fined)
    found = [each for each in fined if order.index(each.stage) == last]
    if len(found) > 1 or (found[0].role and not charge.role) or (found[0].case and not charge.case):
        words = "这一条分几种情形，没有写明是哪一种"
        remedy = "写明：" + "、".join(each.case or each.role or each.liable for each in found)
        raise Refused("settle", "确定处罚", [Reason(title, words, remedy)])
    return found[0]
