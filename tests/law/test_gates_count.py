"""Every gate of a decision counts: with one taken away, an example of the same file comes out otherwise.

A gate that no example would miss is either untested or idle. The decision is where a court looks first, so each of its gates
is taken away in turn.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from wutong.law import rulebook
from wutong.law.procedure import Procedure
from wutong.law.procedure.examples import run
from wutong.law.procedure.schema import Gate

#: gates that another one stands before, kept because each names the article a reader looks for
REDUNDANT = {
    ("decided", "done", "notified"): "notified.served wants it too",
    ("decided", "that", "hearing_told"): "the notice is refused first; it speaks for imported files",
    ("decided", "done", "reviewed"): "review_passed refuses too, without saying that there is none",
    ("decided", "done", "deliberated"): "as_deliberated refuses too, without saying that there is none",
    ("decided", "check", "competence"): "the filing is refused first; it speaks for imported files",
}


def name(act: str, gate: Gate) -> tuple[str, str, str]:
    return act, gate.verb, gate.target or str(getattr(gate.expr, "name", "") or gate.expr)


def without(texts: tuple[Procedure, ...], act: str, wanted: tuple[str, str, str]) -> tuple[Procedure, ...]:
    """The same texts with one gate taken away."""
    found = []
    for text in texts:
        whole = text.acts.get(act)
        if whole is not None:
            needs = tuple(gate for gate in whole.needs if name(act, gate) != wanted)
            text = replace(text, acts={**text.acts, act: replace(whole, needs=needs)})
        found.append(text)
    return rulebook.shelved(found)


def missed(texts: tuple[Procedure, ...], act: str) -> bool:
    """Whether some example that is about the act comes out otherwise."""

    def text_on(day: date, params: Mapping[str, object]) -> Procedure:
        found = next(x for x in texts if x.in_force <= day and (x.until is None or day <= x.until))
        return rulebook.bind(found, params)

    about = [x for x in texts[-1].examples if f" {act}" in str(x.get("try", "")) and "refused" in x]
    return any(run(text_on, example, rulebook.calendar(), rulebook.procedure) for example in about)


FAMILY = rulebook.with_examples("penalty.ordinary")
DECISION = [name("decided", gate) for gate in FAMILY[-1].acts["decided"].needs]


@pytest.mark.parametrize("gate", DECISION, ids=[" ".join(gate[1:]) for gate in DECISION])
def test_a_decision_without_this_gate_would_be_noticed(gate: tuple[str, str, str]) -> None:
    assert missed(without(FAMILY, "decided", gate), "decided") is (gate not in REDUNDANT)


def test_nothing_is_missed_while_nothing_is_taken_away() -> None:
    assert not missed(rulebook.shelved(FAMILY), "decided")
