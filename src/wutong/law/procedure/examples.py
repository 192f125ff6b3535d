"""Runs the examples that a rule file carries: short histories a lawyer can write, with what must come of the next act.

A line reads `2026-03-02 09:00 receiver@office-a forwarded office=squad-1`; `import` in the place of the role is an
imported entry. Required fields that a line leaves out are filled with something that passes, so that a line says only
what the example is about.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from wutong.law.calendar import SHANGHAI, Calendar
from wutong.law.procedure.fold import fold
from wutong.law.procedure.schema import Act, Field, Json, Procedure
from wutong.law.procedure.stand import Ask, ask, stand
from wutong.law.procedure.state import Fold, Past
from wutong.law.procedure.words import ROLES
from wutong.law.refusal import Refused

LINE = re.compile(r"(\d{4}-\d{2}-\d{2} \d{2}:\d{2}) ([a-z_]+)(?:@(\S+))? ([a-z_.]+)((?: \S+=\S+)*)")
KEYS = ("title", "params", "history", "try", "on", "refused", "allowed", "status", "clock")
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
}
TextOn = Callable[[date, Mapping[str, object]], Procedure]


def run(text_on: TextOn, example: Mapping[str, Any], calendar: Calendar) -> list[str]:
    """What did not come out as the example says; an empty list if all did."""
    title = str(example.get("title", "?"))
    strange = [key for key in example if key not in KEYS]
    if strange or not any(key in example for key in ("refused", "allowed", "status", "clock")):
        return [f"{title}: keys are {', '.join(KEYS)}, with at least one outcome; found {', '.join(example)}"]
    params = example.get("params", {})
    state: Fold | None = None
    procedure: Procedure | None = None
    for seq, line in enumerate(example.get("history", ()), start=1):
        asked, procedure = _asked(text_on, params, line)
        try:
            ask(procedure, state, asked, calendar)
        except Refused as refused:
            return [f"{title}: {line}: {refused}"]
        state = fold(procedure, state, _past(seq, asked), calendar)
    problems = _tried(text_on, params, example, state, calendar)
    if "status" in example and (state is None or state.status != example["status"]):
        problems.append(f"status is {state.status if state else None}, not {example['status']}")
    if "clock" in example and state is not None and procedure is not None:
        problems += _clock(procedure, example, state, calendar)
    return [f"{title}: {problem}" for problem in problems]


def _tried(
    text_on: TextOn, params: Mapping[str, object], example: Mapping[str, Any], state: Fold | None, calendar: Calendar
) -> list[str]:
    if "try" not in example:
        return []
    asked, procedure = _asked(text_on, params, example["try"])
    try:
        ask(procedure, state, asked, calendar)
    except Refused as refused:
        wanted = example.get("refused", "")
        if wanted and any(wanted in f"{reason.article} {reason.missing}" for reason in refused.reasons):
            return []
        return [f"refused, but not for {wanted!r}: {refused}"]
    return ["passed, though it should be refused"] if "refused" in example else []


def _clock(procedure: Procedure, example: Mapping[str, Any], state: Fold, calendar: Calendar) -> list[str]:
    wanted = example["clock"]
    on = _instant(str(example["on"])) if "on" in example else state.seen[-1].written
    clocks = stand(procedure, state, on, calendar, roles=frozenset(), actor="", office="").clocks
    mine = [each for each in clocks if each.name == wanted["name"]]
    if not mine:
        return [] if wanted.get("state") == "none" else [f"no clock {wanted['name']}"]
    found = {"state": mine[-1].state, "due": mine[-1].due.on if mine[-1].due else None}
    return [
        f"clock {wanted['name']}: {key} is {found[key]}, not {wanted[key]}"
        for key in ("state", "due")
        if key in wanted and found[key] != wanted[key]
    ]


def _asked(text_on: TextOn, params: Mapping[str, object], line: str) -> tuple[Ask, Procedure]:
    match = LINE.fullmatch(line)
    if match is None:
        raise ValueError(f"an example line reads '2026-03-02 09:00 receiver@office act field=value', not {line!r}")
    when, role, office, name, rest = match.groups()
    if role not in (*ROLES, "import"):
        raise ValueError(f"{line!r}: {role!r} is no role")
    at = _instant(when)
    procedure = text_on(at.astimezone(SHANGHAI).date(), params)
    given = dict(pair.split("=", 1) for pair in rest.split())
    actor = given.pop("person", f"{role}@{office or ''}")
    act = procedure.acts.get(name)
    fields = completed(act, given) if act else {}
    roles = frozenset() if role == "import" else frozenset({role})
    return Ask(name, at, at, fields, actor, roles, office or "", None, role == "import"), procedure


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
    if field.type in ("choices", "files"):
        return list(text.split(","))
    return text


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def _past(seq: int, asked: Ask) -> Past:
    return Past(
        seq, asked.act, asked.at, asked.written, asked.fields, asked.actor, asked.office, asked.about, asked.imported
    )


def run_all(texts: Sequence[Procedure], text_on: TextOn, calendar: Calendar) -> list[str]:
    """Every example of a family; those of a file are the same in each of its texts and run once."""
    seen: list[Mapping[str, Any]] = []
    problems = []
    for text in texts:
        for example in text.examples:
            if example not in seen:
                seen.append(example)
                problems += run(text_on, example, calendar)
    return problems
