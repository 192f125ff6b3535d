"""Runs the examples that a rule file carries: short histories a lawyer can write, with what must come of the next act.

A line reads `2026-03-02 09:00 receiver@office-a forwarded office=squad-1`; `import` in the place of the role is an
imported entry. Required fields that a line leaves out are filled with something that passes, and so are the persons who
must take part, so that a line says only what the example is about. `hands=li,zhang` names them; `li!` holds no
certificate, `li:assistant` is one. A term is written `5_workdays`. `about=2` says which entry is meant; `peers` are other matters on the thread,
each with `number`, `procedure`, `history` and, if wanted, `of` and `params`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from wutong.law.calendar import SHANGHAI, Calendar, legal_day
from wutong.law.procedure.defects import history, past_of
from wutong.law.procedure.fold import fold
from wutong.law.procedure.schema import Act, Field, Json, Procedure
from wutong.law.procedure.stand import Ask, ask
from wutong.law.procedure.state import Fold
from wutong.law.procedure.threads import Peer, Thread
from wutong.law.procedure.view import MatterView
from wutong.law.procedure.who import Hand
from wutong.law.procedure.words import ROLES
from wutong.law.refusal import Refused

LINE = re.compile(r"(\d{4}-\d{2}-\d{2} \d{2}:\d{2}) ([a-z_]+)(?:@(\S+))? ([a-z_.]+)((?: \S+=\S+)*)")
KEYS = (
    "title", "params", "history", "try", "on", "refused", "allowed", "status", "clock", "clocks", "defects", "odd",
    "outcomes", "peers",
)  # fmt: skip
OUTCOMES = ("refused", "allowed", "status", "clock", "clocks", "defects", "odd", "outcomes")
#: the number of the matter that an example tells about
OWN = "本案"
SAMPLES: dict[str, Json] = {
    "text": "某事",
    "choices": ["text"],
    "category": "other",
    "office": "squad-1",
    "officer": "ming",
    "date": "2026-12-31",
    "days": 5,
    "number": 1,
    "money": "100",
    "term": "5 workdays",
    "yesno": True,
    "file": "0" * 64,
    "files": ["0" * 64],
    "party": "某店",
    "degrees": "30.5",
    "details": {"a": "b"},
    "matter": "诉260302-0001",
    "subjects": ["p1"],
}
TextOn = Callable[[date, Mapping[str, object]], Procedure]
FamilyOn = Callable[[str, date, Mapping[str, object]], Procedure]


class Said(Exception):
    """Something in an example did not come out as it says."""


def run(
    text_on: TextOn, example: Mapping[str, Any], calendar: Calendar, family_on: FamilyOn | None = None
) -> list[str]:
    """What did not come out as the example says; an empty list if all did. `family_on`: the texts of its peers."""
    title = str(example.get("title", "?"))
    strange = [key for key in example if key not in KEYS]
    if strange or not any(key in example for key in OUTCOMES):
        return [f"{title}: keys are {', '.join(KEYS)}, with at least one outcome; found {', '.join(example)}"]
    told = Told(text_on, example.get("params", {}), calendar)
    try:
        told.thread = Thread(OWN, told.family(example), told.peers(example, family_on))
        if "defects" in example:
            return [f"{title}: {problem}" for problem in told.wrong(example)]
        told.go(example.get("history", ()))
    except Said as problem:
        return [f"{title}: {problem}"]
    return [f"{title}: {problem}" for problem in (*told.tried(example), *told.stood(example))]


class Told:
    """One history, told line by line."""

    def __init__(self, text_on: TextOn, params: Mapping[str, object], calendar: Calendar) -> None:
        self.text_on, self.params, self.calendar = text_on, params, calendar
        self.state: Fold | None = None
        self.thread: Thread | None = None
        self.seq = 0

    def family(self, example: Mapping[str, Any]) -> str:
        lines = [*example.get("history", ()), *([example["try"]] if "try" in example else [])]
        return asked_in(self.text_on, self.params, lines[0])[1].family if lines else ""

    def peers(self, example: Mapping[str, Any], family_on: FamilyOn | None) -> tuple[Peer, ...]:
        found = []
        for each in example.get("peers", ()):
            assert family_on is not None
            params = each.get("params", {})
            other = Told(partial(family_on, each["procedure"]), params, self.calendar)
            other.thread = Thread(each["number"], each["procedure"])
            other.go(each["history"])
            assert other.state is not None
            text = family_on(each["procedure"], legal_day(other.state.seen[-1].at), params)
            found.append(Peer(each["number"], text, other.state, tuple(each.get("of", ()))))
        return tuple(found)

    def go(self, lines: Sequence[str]) -> None:
        for line in lines:
            asked, procedure = asked_in(self.text_on, self.params, line)
            try:
                ask(procedure, self.state, asked, self.calendar, thread=self.thread)
            except Refused as refused:
                raise Said(f"{line}: {refused}") from None
            self.seq += 1
            self.state = fold(procedure, self.state, past_of(self.seq, asked), self.calendar)

    def tried(self, example: Mapping[str, Any]) -> list[str]:
        if "try" not in example:
            return []
        asked, procedure = asked_in(self.text_on, self.params, example["try"])
        try:
            odd = ask(procedure, self.state, asked, self.calendar, thread=self.thread)
        except Refused as refused:
            wanted = example.get("refused", "")
            if wanted and any(wanted in f"{reason.article} {reason.missing}" for reason in refused.reasons):
                return []
            return [f"refused, but not for {wanted!r}: {refused}"]
        if "odd" in example and not any(example["odd"] in f"{each.article} {each.missing}" for each in odd):
            return [f"not odd for {example['odd']!r}: {', '.join(map(str, odd)) or 'nothing odd'}"]
        return ["passed, though it should be refused"] if "refused" in example else []

    def stood(self, example: Mapping[str, Any]) -> list[str]:
        problems = []
        status = self.state.status if self.state else None
        if "status" in example and status != example["status"]:
            problems.append(f"status is {status}, not {example['status']}")
        if self.state is None:
            return problems
        on = _instant(str(example["on"])) if "on" in example else self.state.seen[-1].written
        text = self.text_on(legal_day(on), self.params)
        view = MatterView(text, self.state, on, self.calendar, thread=self.thread)
        for subject, wanted in example.get("outcomes", {}).items():
            if view.about(subject).status != wanted:
                problems.append(f"{subject} is {view.about(subject).status}, not {wanted}")
        for wanted in [*([example["clock"]] if "clock" in example else []), *example.get("clocks", ())]:
            problems += _clock(wanted, view)
        return problems

    def wrong(self, example: Mapping[str, Any]) -> list[str]:
        """Every defect that the example names is found, and no other."""
        asked = [asked_in(self.text_on, self.params, line)[0] for line in example["history"]]
        on = _instant(str(example["on"])) if "on" in example else asked[-1].written
        texts = partial(_on, self.text_on, self.params)
        self.state, found = history(texts, asked, self.calendar, on, thread=self.thread)
        wanted = [str(each) for each in example["defects"]]
        missing = [each for each in wanted if not any(each in str(defect) for defect in found)]
        extra = [str(defect) for defect in found if not any(each in str(defect) for each in wanted)]
        return [f"no defect {each!r}" for each in missing] + [f"a defect not named: {each}" for each in extra]


def _on(text_on: TextOn, params: Mapping[str, object], day: date) -> Procedure:
    return text_on(day, params)


def _clock(wanted: Mapping[str, Any], view: MatterView) -> list[str]:
    subject = wanted.get("subject", "")
    mine = [each for each in view.clocks if each.name == wanted["name"] and (not subject or subject in each.subjects)]
    if not mine:
        return [] if wanted.get("state") == "none" else [f"no clock {wanted['name']}"]
    found = {"state": mine[-1].state, "due": mine[-1].due.on if mine[-1].due else None}
    return [
        f"clock {wanted['name']}: {key} is {found[key]}, not {wanted[key]}"
        for key in ("state", "due")
        if key in wanted and found[key] != wanted[key]
    ]


def asked_in(text_on: TextOn, params: Mapping[str, object], line: str) -> tuple[Ask, Procedure]:
    """The act that a line proposes, and the text of its day. Raises ValueError for a line that does not read."""
    match = LINE.fullmatch(line)
    if match is None:
        raise ValueError(f"an example line reads '2026-03-02 09:00 receiver@office act field=value', not {line!r}")
    when, role, office, name, rest = match.groups()
    if role not in (*ROLES, "import"):
        raise ValueError(f"{line!r}: {role!r} is no role")
    at = _instant(when)
    procedure = text_on(legal_day(at), params)
    given = dict(pair.split("=", 1) for pair in rest.split())
    actor = given.pop("person", f"{role}@{office or ''}")
    about = int(given.pop("about")) if "about" in given else None
    act = procedure.acts.get(name)
    hands = _hands(act, given.pop("hands", None)) if act else ()
    fields = completed(act, given) if act else {}
    roles = frozenset() if role == "import" else frozenset({role})
    asked = Ask(name, at, at, fields, actor, roles, office or "", about, role == "import", hands=hands)
    return asked, procedure


def _hands(act: Act, given: str | None) -> tuple[Hand, ...]:
    """The persons of a line, or as many qualified ones as the act asks for."""
    if given is not None:
        return tuple(_hand(each) for each in given.split(",") if each)
    found = [Hand(f"officer-{n}", frozenset({"officer"}), True, True) for n in range(1, act.hands + 1)]
    if act.quorum:
        role = act.quorum.of[-1]
        found += [Hand(f"{role}-{n}", frozenset({role}), True, True) for n in range(1, act.quorum.least + 1)]
    return tuple(found)


def _hand(text: str) -> Hand:
    name, _, role = text.partition(":")
    return Hand(name.rstrip("!"), frozenset({role or "officer"}), not name.endswith("!"), True)


def completed(act: Act, given: Mapping[str, str]) -> dict[str, Json]:
    """The fields of a line, each of its type; required ones that are left out are filled in."""
    fields: dict[str, Json] = {name: text for name, text in given.items() if act.field(name) is None}
    for field in act.carries:
        if field.name in given:
            fields[field.name] = _typed(field, given[field.name])
        elif not field.optional:
            fields[field.name] = sample(field)
    return fields


def sample(field: Field) -> Json:
    """A value that passes for a field."""
    if field.choices:
        return field.choices[0][0] if field.type == "choice" else [field.choices[0][0]]
    return SAMPLES[field.type]


def _typed(field: Field, text: str) -> Json:
    if field.type in ("days", "number"):
        return int(text)
    if field.type == "yesno":
        return text == "true"
    if field.type == "term":
        return text.replace("_", " ")
    if field.type in ("choices", "files", "subjects"):
        return list(text.split(","))
    return text


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def run_all(
    texts: Sequence[Procedure], text_on: TextOn, calendar: Calendar, family_on: FamilyOn | None = None
) -> list[str]:
    """Every example of a family; those of a file are the same in each of its texts and run once."""
    seen: list[Mapping[str, Any]] = []
    problems = []
    for text in texts:
        for example in text.examples:
            if example not in seen:
                seen.append(example)
                problems += run(text_on, example, calendar, family_on)
    return problems
