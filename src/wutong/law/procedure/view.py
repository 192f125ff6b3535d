"""What conditions see of a matter at an instant: its state, and the entry under test if its data are known."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from wutong.law.calendar import Calendar
from wutong.law.procedure.clocks import Running, standing
from wutong.law.procedure.expressions import UNSTATED, Expr, Truth
from wutong.law.procedure.schema import Procedure
from wutong.law.procedure.state import Fold
from wutong.law.terms import Term


@dataclass(frozen=True)
class MatterView:
    """`fields` is None while nobody has filled in the form: then what hangs on it is a condition, not a refusal."""

    procedure: Procedure
    state: Fold | None
    at: datetime
    calendar: Calendar
    act: str = ""
    fields: Mapping[str, object] | None = None
    imported: Truth = None

    def done(self, act: str, least: int) -> bool:
        return self.state is not None and len(self.state.fresh(act)) >= least

    def ever(self, act: str) -> bool:
        return self.state is not None and self.state.ever(act)

    def open(self, act: str) -> bool:
        return self.state is not None and bool(self.state.open_claims(act))

    @cached_property
    def clocks(self) -> tuple[Running, ...]:
        """Clocks that apply; one whose `when` is unknown applies."""
        found = () if self.state is None else standing(self.procedure, self.state, self.at, self.calendar)
        return tuple(each for each in found if self._applies(each.name))

    def testing(self, act: str) -> "MatterView":
        """The same matter with another act under test; what the clocks said is kept."""
        other = replace(self, act=act)
        other.__dict__["clocks"] = self.clocks
        return other

    def _applies(self, name: str) -> bool:
        when = self.procedure.clocks[name].when
        return when is None or when.truth(self) is not False

    def clock(self, name: str) -> str:
        """The state of the latest run of a clock; 'none' where it never started."""
        return next((each.state for each in reversed(self.clocks) if each.name == name), "none")

    def fact(self, path: str) -> object:
        owner, _, name = path.removeprefix("before.").rpartition(".")
        under_test = owner in ("this", self.act) if owner else self.state is None
        if under_test and not path.startswith("before."):
            return UNSTATED if self.fields is None else self._stated(self.fields.get(name))
        if self.state is None:
            return UNSTATED
        if not owner:
            return self._stated(self.state.opening.fields.get(name))
        fresh = self.state.fresh(owner)
        return self._stated(fresh[-1].fields.get(name)) if fresh else UNSTATED

    def param(self, name: str) -> object:
        local = self.procedure.value(name)
        if local is None:
            return UNSTATED
        return local.value.n if isinstance(local.value, Term) else local.value

    def named(self, name: str) -> Expr:
        return self.procedure.predicates[name][0]

    @staticmethod
    def _stated(value: object) -> object:
        empty = value is None or value == "" or (isinstance(value, list | tuple) and not value)
        return UNSTATED if empty else value
