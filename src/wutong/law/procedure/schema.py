"""The shapes of a procedure: what a rule file says once it has been read. Frozen: one load serves every case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeAlias

from wutong.law.procedure.expressions import Expr
from wutong.law.procedure.words import STATED
from wutong.law.terms import Term

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"
Value: TypeAlias = "Term | bool | int | str"


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
    #: the local value that says how long to wait; a gate whose value nobody has set refuses
    param: str = ""
    #: of a check that no computation answers: the field in which a named person answered it
    stated: str = ""
    effect: str = ""
    roll: bool = True
    cite: Cite | None = None
    missing: str = ""
    remedy: str = ""
    when: Expr | None = None
    unless: Expr | None = None


@dataclass(frozen=True)
class Quorum:
    """How many distinct persons of these roles take part; a local value may ask for another number."""

    least: int
    of: tuple[str, ...]
    cite: Cite
    param: str = ""


@dataclass(frozen=True)
class Opens:
    """A matter of another procedure that begins on the same thread, with a copy of these facts."""

    procedure: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Act:
    name: str
    title: str
    cite: Cite
    start: bool = False
    by: tuple[str, ...] = ()
    #: acts that name the office whose act this is; the latest that still counts says which
    office: tuple[str, ...] = ()
    #: persons who did these acts, or whom these fields name, are excluded; counted over the whole history
    not_by: tuple[str, ...] = ()
    not_by_cite: Cite | None = None
    #: the field that names the one person who may do it
    named: str = ""
    #: how many qualified officers take part, and how many heads must be present
    hands: int = 0
    quorum: Quorum | None = None
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
    opens: Opens | None = None
    adopts: str = ""
    needs_lawyer: str = ""

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
    when: Expr | None = None


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
    when: Expr | None = None


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
    #: starts where this other clock ran out, or on the later day that a field names
    after: str = ""
    not_before: str = ""
    #: an act that silence becomes, on the last day or on the first
    deem: str = ""
    deem_at_start: bool = False
    remedy: str = ""

    @cached_property
    def acts(self) -> frozenset[str]:
        """Every act that starts a run, ends one or takes an end back."""
        return frozenset((*self.froms, *self.to, *self.undone))

    @cached_property
    def ends(self) -> frozenset[str]:
        return frozenset(self.to)

    @cached_property
    def lengthening(self) -> frozenset[str]:
        """Every act that stops it, lets it go on or lengthens it."""
        stops = (act for stop in self.stops for act in (*stop.froms, *stop.to))
        return frozenset((*stops, *(rule.by for rule in self.extends)))


@dataclass(frozen=True)
class Subjects:
    """What a matter has several of (parties, goods): the field in which every act may say whom it concerns."""

    field: str
    label: str


@dataclass(frozen=True)
class Param:
    """A value left to local rule. `by`: fields that choose among its kinds; `name.<their value>` is looked up first."""

    name: str
    type: str
    label: str
    cite: Cite
    by: tuple[str, ...] = ()
    #: what holds where a county has set nothing; without it every rule that reads the value is unknown
    value: "Value | None" = None


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
    #: what each named condition is called in a sentence
    labels: Mapping[str, str] = field(default_factory=dict)
    hands: Cite | None = None
    subjects: Subjects | None = None
    #: questions of law that nobody has settled; shown wherever the procedure is shown
    questions: tuple[str, ...] = ()
    #: the texts before this one, oldest first: old entries and old clocks are read by them
    texts: tuple["Procedure", ...] = field(default=(), compare=False, repr=False)

    def text_of(self, day: date) -> "Procedure":
        """The text in force on a day, as far as it is known; this one for days that no earlier text covers."""
        if day >= self.in_force:
            return self
        return next((text for text in reversed(self.texts) if text.in_force <= day), self)

    def since(self, clock: str) -> date:
        """The day from which the law has known a clock without a break up to this text."""
        first = self.in_force
        for text in reversed(self.texts):
            if clock not in text.clocks:
                return first
            first = text.in_force
        return date.min

    def value(self, param: str, kind: str = "") -> Local | None:
        """The local value, the one for `kind` before the general one; None where nobody has set it."""
        found = (self.values.get(f"{param}.{kind}") if kind else None) or self.values.get(param)
        rule = self.params.get(param)
        if found is None and rule is not None and rule.value is not None:
            return Local(rule.value, rule.cite.mark, rule.cite.text)
        return found

    def lengthening(self, clock: str) -> frozenset[str]:
        """Every act that stops or lengthens a clock by this text or by one before it."""
        return self._lengthening.get(clock, frozenset())

    @cached_property
    def _lengthening(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for text in (*self.texts, self):
            for name, clock in text.clocks.items():
                found[name] = found.get(name, frozenset()) | clock.lengthening
        return found

    @cached_property
    def known_clocks(self) -> Mapping[str, Clock]:
        """The clocks of this text and of those before it, each in its newest form."""
        return {name: clock for text in (*self.texts, self) for name, clock in text.clocks.items()}

    @cached_property
    def steps(self) -> frozenset[str]:
        """The acts that set a status."""
        return frozenset(act.name for act in self.acts.values() if act.status)

    @cached_property
    def telling(self) -> frozenset[str]:
        """The acts that state facts of the matter itself: those that open it, and a later statement."""
        return frozenset((STATED, *(act.name for act in self.acts.values() if act.start)))

    @cached_property
    def claims(self) -> frozenset[str]:
        return frozenset(claim for act in self.acts.values() for claim in act.answers)
