"""The shapes of a procedure: what a rule file says once it has been read. Frozen: one load serves every case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from wutong.law.procedure.expressions import Expr
from wutong.law.terms import Term

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"
Value: TypeAlias = "Term | int | str"


@dataclass(frozen=True)
class Local:
    """A value that the law leaves to local rule, with the paper it stands on."""

    value: Value
    mark: str = ""
    document: str = ""


@dataclass(frozen=True)
class Field:
    """One entry of an act's form."""

    name: str
    type: str
    label: str
    optional: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    optional_in_import: bool = False
    hint: str = ""


@dataclass(frozen=True)
class Cite:
    text: str
    mark: str = ""


@dataclass(frozen=True)
class Gate:
    """What must be true before an act: exactly one verb."""

    verb: str
    target: str = ""
    expr: Expr | None = None
    least: int = 1
    term: Term | None = None
    roll: bool = True
    cite: Cite | None = None
    missing: str = ""
    remedy: str = ""
    when: Expr | None = None
    unless: Expr | None = None


@dataclass(frozen=True)
class Act:
    name: str
    title: str
    cite: Cite
    start: bool = False
    by: tuple[str, ...] = ()
    office: str = ""
    not_by: tuple[str, ...] = ()
    needs: tuple[Gate, ...] = ()
    froms: tuple[str, ...] = ()
    when: Expr | None = None
    carries: tuple[Field, ...] = ()
    repeat: bool = False
    stales: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    status: str = ""
    final: bool = False
    after_close: bool = False
    reopens: bool = False
    outside: bool = False
    effect: str = "revoke"
    document: str = ""
    tail_of: str = ""
    remedy: str = ""
    built_in: bool = False

    def field(self, name: str) -> Field | None:
        return next((each for each in self.carries if each.name == name), None)


@dataclass(frozen=True)
class Within:
    """The length of a clock: a term of law, a local value, or a field of the entry that starts it."""

    term: Term | None = None
    param: str = ""
    fact: str = ""


@dataclass(frozen=True)
class Stop:
    froms: tuple[str, ...]
    to: tuple[str, ...]
    cite: Cite


@dataclass(frozen=True)
class Extend:
    by: str
    cite: Cite
    add: Term | None = None
    param: str = ""
    field: str = ""
    at_most: Term | None = None
    at_most_param: str = ""
    times: int = 1


@dataclass(frozen=True)
class Clock:
    name: str
    title: str
    froms: tuple[str, ...]
    to: tuple[str, ...]
    within: Within
    cite: Cite
    kind: str = "first"
    undone: tuple[str, ...] = ()
    stops: tuple[Stop, ...] = ()
    extends: tuple[Extend, ...] = ()
    roll: bool = False
    bearer: str = "agency"
    missed: str = "defect"
    effect: str = "slight"
    when: Expr | None = None


@dataclass(frozen=True)
class Param:
    """A value left to local rule. `by`: fields that choose among its kinds; `name.<their value>` is looked up first."""

    name: str
    type: str
    label: str
    cite: Cite
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Procedure:
    """One procedure in the text in force on a day, with the local values laid in.

    `keeps` names, by act, the fields that rules read (True: the value; False: only that it was stated). A snapshot
    holds nothing else of what people wrote, so that erasing a text from the record leaves no copy in a fold.
    """

    family: str
    title: str
    law: str
    mark: str
    in_force: date
    until: date | None
    acts: Mapping[str, Act]
    clocks: Mapping[str, Clock]
    predicates: Mapping[str, tuple[Expr, Cite]]
    params: Mapping[str, Param]
    examples: tuple[Mapping[str, Json], ...] = ()
    heads: tuple[str, ...] = ()
    source: str = ""
    hash: str = ""
    keeps: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    values: Mapping[str, Local] = field(default_factory=dict)

    def value(self, param: str, kind: str = "") -> Local | None:
        """The local value, the one for `kind` before the general one; None where nobody has set it."""
        return self.values.get(f"{param}.{kind}") or self.values.get(param) if kind else self.values.get(param)

    def claims(self) -> frozenset[str]:
        return frozenset(claim for act in self.acts.values() for claim in act.answers)

    def watched(self) -> frozenset[str]:
        return frozenset(name for act in self.acts.values() for name in act.not_by)
