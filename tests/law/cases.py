"""A matter in a test: acts are asked and folded as the docket does it, without a database."""

import json
from collections.abc import Mapping
from datetime import date, datetime

from wutong.law import rulebook
from wutong.law.calendar import SHANGHAI, Calendar
from wutong.law.procedure import Ask, Fold, Hand, Past, Procedure, Running, Stand, ask, fold, stand
from wutong.law.procedure.examples import completed
from wutong.law.procedure.loader import versions
from wutong.law.refusal import Refused
from wutong.law.statutes import Shelf, take_apart

CALENDAR = rulebook.calendar()


def at(text: str) -> datetime:
    """'2026-03-02 09:00' in China."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def text_of(yaml: str, params: Mapping[str, object] | None = None) -> Procedure:
    """A procedure written in the test itself."""
    return rulebook.bind(versions(yaml, "test.yaml")[-1], params or {})


class Case:
    """Does acts on one matter. `do` must pass; `refused` must not, and returns the refusal."""

    def __init__(
        self,
        params: Mapping[str, object] | None = None,
        *,
        procedure: Procedure | None = None,
        family: str = "complaint",
        calendar: Calendar = CALENDAR,
    ) -> None:
        self.params, self.procedure, self.family, self.calendar = params or {}, procedure, family, calendar
        self.state: Fold | None = None
        self.pasts: list[Past] = []
        self.seq = 0

    def text(self, day: date) -> Procedure:
        return self.procedure or rulebook.procedure(self.family, day, self.params)

    def ask_of(
        self,
        act: str,
        when: str,
        by: str = "receiver",
        *,
        office: str = "",
        person: str = "",
        written: str = "",
        about: int | None = None,
        fields: Mapping[str, object] | None = None,
        hands: tuple[Hand, ...] = (),
        fill: bool = True,
    ) -> tuple[Ask, Procedure]:
        instant = at(when)
        text = self.text(instant.date())
        found = text.acts.get(act)
        filled = completed(found, {}) if found and fill and not found.built_in else {}
        imported = by == "import"
        asked = Ask(
            act=act,
            at=instant,
            written=at(written) if written else instant,
            fields={**filled, **(fields or {})},  # type: ignore[dict-item]
            actor=person or f"{by}@{office}",
            roles=frozenset() if imported else frozenset({by}),
            office=office,
            about=about,
            imported=imported,
            hands=hands,
        )
        return asked, text

    def do(self, act: str, when: str, by: str = "receiver", **more: object) -> int:
        asked, text = self.ask_of(act, when, by, **more)  # type: ignore[arg-type]
        ask(text, self.state, asked, self.calendar)
        return self.take(text, asked)

    def take(self, text: Procedure, asked: Ask) -> int:
        """Write an entry without asking, as the record would hand it in."""
        self.seq += 1
        past = Past(
            self.seq, asked.act, asked.at, asked.written, asked.fields, asked.actor, asked.office, asked.about,
            asked.imported, tuple(hand.person for hand in asked.hands),
        )  # fmt: skip
        self.pasts.append(past)
        self.state = fold(text, self.state, past, self.calendar)
        again = Fold.from_json(json.loads(json.dumps(self.state.to_json())))
        assert again == self.state
        return self.seq

    def refused(self, act: str, when: str, by: str = "receiver", **more: object) -> Refused:
        asked, text = self.ask_of(act, when, by, **more)  # type: ignore[arg-type]
        try:
            ask(text, self.state, asked, self.calendar)
        except Refused as refused:
            return refused
        raise AssertionError(f"{act} passed at {when}")

    @property
    def fold(self) -> Fold:
        assert self.state is not None
        return self.state

    @property
    def status(self) -> str:
        return self.fold.status

    def stand(self, when: str, by: str = "receiver", office: str = "", person: str = "") -> Stand:
        instant = at(when)
        return stand(
            self.text(instant.date()),
            self.fold,
            instant,
            self.calendar,
            roles=frozenset({by}),
            actor=person or f"{by}@{office}",
            office=office,
        )

    def clocks(self, name: str, when: str) -> list[Running]:
        return [each for each in self.stand(when).clocks if each.name == name]

    def clock(self, name: str, when: str) -> Running:
        found = self.clocks(name, when)
        assert len(found) == 1, f"{len(found)} clocks {name}"
        return found[0]


def due_on(running: Running) -> date:
    assert running.due is not None
    return running.due.on


def words(cited: str) -> str:
    """The words of an article of a sample text that ships, as a page that opens the citation finds them; else ''."""
    shelf = Shelf(rulebook.shipped_texts())
    found = [shelf.find(each, date(2026, 3, 2)) for each in take_apart(cited)]
    return "".join(line for each in found if each is not None for line, _ in each.lines)
