"""No rule of these procedures is idle: with one taken away, an example of the same file comes out otherwise.

A gate that no example would miss is untested, and so is a clock that runs a day longer unnoticed. Each gate, each bar against a
person, the number of officers, the one who is named, and each length that the file states is changed in turn. What survives
all the same stands in ACCEPTED with its reason.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

import pytest

from wutong.law import rulebook
from wutong.law.procedure import Procedure
from wutong.law.procedure.examples import run
from wutong.law.procedure.expressions import Some
from wutong.law.procedure.schema import Act, Clock, Gate
from wutong.law.terms import Term

FAMILIES: tuple[str, ...] = (
    "check",
    "counsel",
    "credit",
    "disclosure",
    "information_request",
    "major_decision",
    "mediation",
    "normative",
    "payment",
    "proposal",
    "random_inspection",
    "security_incident",
)
#: what may be missing unnoticed: mostly the name of an earlier step beside a wait for it, kept because it gives the right article
ACCEPTED: Mapping[str, str] = {}
#: what follows a decision: the enforcement of it, and what a party may have against it
ENFORCEMENT = ("court_enforcement", "demolition", "hearing", "litigation", "performance", "review")


def name(act: str, gate: Gate) -> str:
    return f"{act}: {gate.verb} {gate.target or getattr(gate.expr, 'name', '') or gate.missing or gate.expr}"


def weakened(act: Act) -> Iterator[tuple[str, Act]]:
    """The act with one thing less, and what that thing is called."""
    for at, gate in enumerate(act.needs):
        if not act.tail_of or at:
            yield name(act.name, gate), replace(act, needs=(*act.needs[:at], *act.needs[at + 1 :]))
    if act.hands:
        yield f"{act.name}: hands", replace(act, hands=0)
    if act.quorum:
        yield f"{act.name}: quorum", replace(act, quorum=None)
    if act.not_by:
        yield f"{act.name}: not_by", replace(act, not_by=())
    if act.named:
        yield f"{act.name}: named", replace(act, named="")
    if act.answers:
        yield f"{act.name}: answers", replace(act, answers=())
    if act.when is not None:
        yield f"{act.name}: when", replace(act, when=None)


def shifted(clock: Clock) -> Iterator[tuple[str, Clock]]:
    """The clock a little longer, a little shorter, and with the other rule for rest days."""
    term = clock.within.term
    if term is None:
        return
    for n in (term.n + 1, term.n - 1):
        if n > 0:
            yield (
                f"clock {clock.name}: {n} {term.unit}",
                replace(clock, within=replace(clock.within, term=Term(n, term.unit))),
            )
    if term.unit in ("days", "months", "years"):
        yield f"clock {clock.name}: roll", replace(clock, roll=not clock.roll)


def mutants(text: Procedure) -> Iterator[tuple[str, str, Procedure]]:
    """Each change with the act or clock that the examples to be run are about."""
    for act in text.acts.values():
        for told, changed in weakened(act):
            yield told, act.name, replace(text, acts={**text.acts, act.name: changed})
    for clock in text.clocks.values():
        for told, longer in shifted(clock):
            yield told, clock.name, replace(text, clocks={**text.clocks, clock.name: longer})


def about(text: Procedure, what: str) -> list[Mapping[str, object]]:
    """The examples that speak of an act in their last line, or of a clock."""
    if what in text.acts:
        own = [x for x in text.examples if f" {what}" in str(x.get("try", "")) or "defects" in x]
        if what not in text.clocks:
            return own
        return [
            *own,
            *(x for x in text.examples if any(f"'name': '{what}'" in str(x.get(k)) for k in ("clock", "clocks"))),
        ]
    asks = [x for x in text.examples if f"'name': '{what}'" in str(x.get("clock", "")) + str(x.get("clocks", ""))]
    return [*asks, *(x for x in text.examples if "try" in x and x not in asks)]


def missed(texts: tuple[Procedure, ...], examples: list[Mapping[str, object]]) -> bool:
    def text_on(day: date, params: Mapping[str, object]) -> Procedure:
        found = next(x for x in texts if x.in_force <= day and (x.until is None or day <= x.until))
        return rulebook.bind(found, params)

    return any(run(text_on, example, rulebook.calendar(), rulebook.procedure) for example in examples)


def survivors(family: str) -> list[str]:
    texts = rulebook.with_examples(family)
    found: dict[str, bool] = {}
    for at, text in enumerate(texts):
        for told, what, changed in mutants(text):
            others = rulebook.shelved([*texts[:at], changed, *texts[at + 1 :]])
            found[told] = found.get(told, False) or missed(others, about(text, what))
    return [f"{family} {told}" for told, noticed in found.items() if not noticed]


@pytest.mark.parametrize("family", (*FAMILIES, *ENFORCEMENT))
def test_an_example_would_notice(family: str) -> None:
    accepted = [told for told in ACCEPTED if told.startswith(f"{family} ")]
    assert sorted(survivors(family)) == sorted(accepted)


@pytest.mark.parametrize("family", (*FAMILIES, *ENFORCEMENT))
def test_each_clock_has_an_example_in_time_and_one_too_late(family: str) -> None:
    text = rulebook.with_examples(family)[-1]
    states: dict[str, set[str]] = {each: set() for each in text.clocks}
    for example in text.examples:
        told = [*([example["clock"]] if "clock" in example else []), *example.get("clocks", ())]  # type: ignore[misc]
        for each in told:
            states[each["name"]].add(each.get("state", ""))  # type: ignore[index,call-overload]
    silent = {name for name, clock in text.clocks.items() if clock.deem}
    lacking = {
        name: found
        for name, found in states.items()
        if not found & {"running", "done", "stopped"} or (name not in silent and not found & {"late", "missed"})
    }
    assert lacking == {}


@pytest.mark.parametrize("family", (*FAMILIES, *ENFORCEMENT))
def test_each_act_passes_somewhere(family: str) -> None:
    text = rulebook.with_examples(family)[-1]
    told = [
        *(str(line) for example in text.examples for line in example.get("history", ())),  # type: ignore[attr-defined]
        *(str(example["try"]) for example in text.examples if "try" in example and "refused" not in example),
    ]
    barred = {act.name for act in text.acts.values() if any(gate.expr == Some(()) for gate in act.needs)}
    never = {
        act
        for act in set(text.acts) - barred
        if not text.acts[act].built_in and not any(f" {act}" in line for line in told)
    }
    assert {f"{family} {act}: never" for act in never} - set(ACCEPTED) - {f"{family} stated: never"} == set()
