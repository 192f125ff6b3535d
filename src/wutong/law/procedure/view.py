"""What conditions see of a matter at an instant: its state, and the entry under test if its data are known."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from wutong.law.calendar import Calendar
from wutong.law.procedure.clocks import Running, standing
from wutong.law.procedure.comparisons import as_amount, number
from wutong.law.procedure.deem import deemed
from wutong.law.procedure.expressions import DUE, TOTAL, UNSTATED, Expr, Truth, bare
from wutong.law.procedure.schema import Procedure
from wutong.law.procedure.state import Fold, Seen
from wutong.law.procedure.threads import Thread
from wutong.law.terms import Term

#: a computed answer (true, false, unknown) with what is wrong or missing
Check = Callable[["MatterView"], tuple[Truth, str]]


@dataclass(frozen=True)
class MatterView:
    """`fields` is None while nobody has filled in the form: then what hangs on it is a condition, not a refusal.

    `subject` is the party or thing that is asked about, "" where the matter has only one or none is meant.
    """

    procedure: Procedure
    written: Fold | None
    at: datetime
    calendar: Calendar
    act: str = ""
    fields: Mapping[str, object] | None = None
    imported: Truth = None
    subject: str = ""
    thread: Thread | None = None
    checks: Mapping[str, Check] = field(default_factory=dict)

    @cached_property
    def state(self) -> Fold | None:
        """What was written, with every act that silence has become by now."""
        if self.written is None or not any(clock.deem for clock in self.procedure.clocks.values()):
            return self.written
        plain = replace(self, act="", fields=None)
        plain.__dict__["state"] = self.written
        return deemed(self.procedure, self.written, self.at, self.calendar, plain.holds)

    def fresh(self, act: str) -> tuple[Seen, ...]:
        return self.state.fresh(act, self.subject) if self.state is not None else ()

    def open_claims(self, act: str) -> tuple[Seen, ...]:
        return self.state.open_claims(act, self.subject) if self.state is not None else ()

    def done(self, act: str, least: int) -> bool:
        return len(self.fresh(act)) >= least

    def ever(self, act: str) -> bool:
        return self.state is not None and self.state.ever(act, self.subject)

    def open(self, act: str) -> bool:
        return bool(self.open_claims(act))

    @property
    def closed(self) -> bool:
        return self.state is not None and self.state.closed

    @property
    def status(self) -> str:
        """The status of the subject: the last one that an act concerning it has set."""
        if self.state is None or not self.subject:
            return self.state.status if self.state is not None else ""
        steps = self.state.of(self.procedure.steps, self.subject)
        return self.procedure.acts[steps[-1].act].status if steps else self.state.status

    def holds(self, expr: Expr, subject: str) -> Truth:
        return expr.truth(self if subject == self.subject else self.about(subject))

    @cached_property
    def clocks(self) -> tuple[Running, ...]:
        """Clocks that apply; one whose `when` is unknown applies."""
        if self.state is None:
            return ()
        return tuple(standing(self.procedure, self.state, self.at, self.calendar, self.holds))

    def testing(self, act: str) -> "MatterView":
        """The same matter with another act under test; what the clocks said is kept."""
        return self._like(replace(self, act=act))

    def about(self, subject: str) -> "MatterView":
        """The same question for one party or thing."""
        return self if subject == self.subject else self._like(replace(self, subject=subject))

    def _like(self, other: "MatterView") -> "MatterView":
        other.__dict__.update({name: self.__dict__[name] for name in ("state", "clocks") if name in self.__dict__})
        return other

    def clock(self, name: str) -> str:
        """The state of the latest run of a clock; 'none' where it never started."""
        mine = (each for each in reversed(self.clocks) if each.name == name)
        return next((each.state for each in mine if not each.subjects or self.subject in ("", *each.subjects)), "none")

    def fact(self, path: str) -> object:
        value = self._value(path)
        if not path.endswith(".rank") or value is UNSTATED or isinstance(value, int):
            return value
        return self._rank(path, value)

    def _value(self, path: str) -> object:
        owner, _, name = bare(path).rpartition(".")
        if path.startswith(DUE):
            return self._due(path.removeprefix(DUE))
        if path.startswith("lowest."):
            return self._lowest(path, owner, name)
        if path.startswith(TOTAL):
            return self._total(owner, name)
        under_test = owner in ("this", self.act) if owner else self.state is None
        if under_test and not path.startswith("before."):
            return UNSTATED if self.fields is None else _stated(self.fields.get(name))
        if self.state is None:
            return UNSTATED
        if not owner:
            return self._opening(name)
        fresh = self.fresh(owner)
        return _stated(fresh[-1].fields.get(name)) if fresh else UNSTATED

    def _opening(self, name: str) -> object:
        """A fact of the matter: as it was last stated, else as the opening has it."""
        assert self.state is not None
        told = self.state.of(self.procedure.telling, self.subject)[::-1]
        return next((value for seen in told if (value := _stated(seen.fields.get(name))) is not UNSTATED), UNSTATED)

    def _lowest(self, path: str, owner: str, name: str) -> object:
        """The least that any entry of an act has ever said, whether or not it still counts."""
        entries = self.state.of(frozenset((owner,)), self.subject) if self.state is not None else ()
        values = [value for seen in entries if (value := _stated(seen.fields.get(name)))]
        told = [self._rank(path, each) if path.endswith(".rank") else each for each in values if each is not UNSTATED]
        numbers = [found for each in told if (found := number(each)) is not None]
        return told[numbers.index(min(numbers))] if numbers and len(numbers) == len(told) else UNSTATED

    def _total(self, owner: str, name: str) -> object:
        """The sum of what every entry of an act says that still counts, the one under test among them; of none it is 0."""
        act = self.procedure.acts.get(owner)
        form = act.field(name) if act else None
        values = [_stated(seen.fields.get(name)) for seen in self.fresh(owner)]
        if owner == self.act:
            if self.fields is None:
                return UNSTATED
            values.append(_stated(self.fields.get(name)))
        if form is not None and form.optional:
            values = [each for each in values if each is not UNSTATED]
        numbers = [number(each) for each in values]
        if any(each is None for each in numbers):
            return UNSTATED
        total = sum((each for each in numbers if each is not None), Decimal(0))
        return as_amount(total) if form is not None and form.type == "money" else int(total)

    def _due(self, clock: str) -> object:
        """The last day of the latest run of a clock."""
        mine = (each for each in reversed(self.clocks) if each.name == clock and each.due is not None)
        found = next((each for each in mine if not each.subjects or self.subject in ("", *each.subjects)), None)
        return UNSTATED if found is None or found.due is None else found.due.on.isoformat()

    def _rank(self, path: str, value: object) -> object:
        """How grave the gravest of some choices is: its place in the list that the form gives."""
        owner, _, name = bare(path).rpartition(".")
        act = self.procedure.acts.get(self.act if owner == "this" else owner)
        form = act.field(name) if act else None
        order = [code for code, _ in form.choices] if form else []
        chosen = value if isinstance(value, list | tuple) else [value]
        places = [order.index(str(each)) for each in chosen if each in order]
        return max(places) if places and len(places) == len(chosen) else UNSTATED

    def param(self, name: str) -> object:
        local = self.procedure.value(name)
        if local is None:
            return UNSTATED
        return local.value.n if isinstance(local.value, Term) else local.value

    def named(self, name: str) -> Expr:
        return self.procedure.predicates[name][0]

    def peers(self, family: str) -> "Sequence[MatterView] | None":
        """The other matters on the thread that belong to this one, each seen without peers of its own."""
        mine = self.thread.mine(family, self.state) if self.thread is not None else None
        if mine is None:
            return None
        return [MatterView(each.procedure, each.state, self.at, self.calendar) for each in mine]


def _stated(value: object) -> object:
    empty = value is None or value == "" or (isinstance(value, list | tuple) and not value)
    return UNSTATED if empty else value
