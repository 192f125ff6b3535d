"""The JSON Schema of a rule file, for editors: made from the tables of the reader, so that it cannot say otherwise.

An editor that knows it completes keys and underlines a typo while it is typed; the reader still judges the file, because
whether a name means something is nothing that a schema can ask. Which kind of value a key has stands here; which keys there
are does not: a key of the reader that this does not know is an error (:func:`_object`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wutong.law.procedure import clocksection, examples, grammar, loader, sections
from wutong.law.procedure.comparisons import OPERATORS
from wutong.law.procedure.words import BEARERS, CHECKS, EFFECTS, FIELD_TYPES, ROLES
from wutong.law.terms import UNITS

Schema = dict[str, Any]
DAY = r"^\d{4}-\d{2}-\d{2}$"
TERM = rf"^\s*[0-9]{{1,6}}\s+({'|'.join(f'{unit}?' for unit in UNITS)})\s*$"
TEXT: Schema = {"type": "string", "minLength": 1}
FLAG: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer"}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _dated(of: Schema) -> Schema:
    """The value, or one for each day on which another text came into force."""
    by_day = {"type": "object", "patternProperties": {DAY: of}, "additionalProperties": False, "minProperties": 1}
    return {"anyOf": [of, by_day]}


def _some(of: Schema) -> Schema:
    """A list, or the one value that stands for a list of one; what only a later day brings is written by its day."""
    return {"anyOf": [of, {"type": "array", "items": _dated(of)}]}


def _names(of: Schema) -> Schema:
    return {"type": "object", "additionalProperties": _dated(of)}


def _enum(of: Iterable[str]) -> Schema:
    return {"enum": sorted(of)}


def _object(keys: Iterable[str], kinds: Mapping[str, Schema], required: Iterable[str] = ()) -> Schema:
    """The keys are the reader's; a key without a kind is a mistake of this module, found when it is loaded."""
    unknown = [key for key in keys if key not in kinds]
    if unknown:
        raise AssertionError(f"no kind of value for the keys {unknown}")
    found: Schema = {
        "type": "object",
        "properties": {key: _dated(kinds[key]) for key in keys},
        "additionalProperties": False,
    }
    return {**found, "required": list(required)} if required else found


ROLE = _enum(ROLES)
ACTS = _some(TEXT)
CITE: Schema = {"type": ["string", "integer"]}
PARAM_REF: Schema = {
    "type": "object",
    "properties": {"param": TEXT},
    "required": ["param"],
    "additionalProperties": False,
}
LENGTH: Schema = {"anyOf": [_ref("term"), PARAM_REF]}
WITHIN: Schema = {
    "anyOf": [
        _ref("term"),
        {
            "type": "object", "properties": {"param": TEXT, "fact": TEXT}, "additionalProperties": False,
            "minProperties": 1, "maxProperties": 1,
        },
    ]
}  # fmt: skip
DEEM: Schema = _object(("deem", "at"), {"deem": TEXT, "at": _enum(("start", "end"))}, ("deem", "at"))
MISSED: Schema = {"anyOf": [_enum(("defect", "note")), DEEM]}
COMMON: dict[str, Schema] = {
    "title": TEXT, "cite": CITE, "mark": TEXT, "label": TEXT, "when": _ref("condition"), "effect": _enum(EFFECTS),
    "roll": FLAG, "remedy": TEXT, "document": TEXT, "bearer": _enum(BEARERS), "missed": MISSED, "within": WITHIN,
}  # fmt: skip


def _gate() -> Schema:
    kinds = {
        **COMMON, "done": TEXT, "open": TEXT, "none_open": TEXT, "wait": TEXT, "lead": TEXT, "that": _ref("condition"),
        "check": _enum(CHECKS), "lawyer": TEXT, "least": COUNT, "for": LENGTH, "missing": TEXT, "unless": _ref("condition"),
        "stated": TEXT,
    }  # fmt: skip
    return {**_object(grammar.GATE, kinds), "oneOf": [{"required": [verb]} for verb in grammar.VERBS]}


def _condition(beside: tuple[str, ...] = ()) -> Schema:
    """One operator with what may stand beside it; the name of a condition where nothing else does."""
    value: Schema = {}
    kinds: dict[str, Schema] = {
        "all": _ref("conditions"), "any": _ref("conditions"), "not": _ref("condition"), "done": TEXT, "ever": TEXT,
        "open": TEXT, "clock": TEXT, "imported": FLAG, "moment": _enum(("night", "restday")), "fact": TEXT,
        "days_between": {"type": "array", "items": TEXT, "minItems": 2, "maxItems": 2}, "closed": FLAG, "some": TEXT,
        "every": TEXT, "param": TEXT, "least": COUNT, "that": _ref("condition"), "stated": FLAG,
        "day": _enum(("on", "reached", "passed", "ahead")), **dict.fromkeys(OPERATORS, value),
    }  # fmt: skip
    forms = []
    for head in grammar.HEADS:
        own = {**kinds, **COMMON}
        if head == "clock":
            own["is"] = _some(_enum(grammar.CLOCK_STATES))
        forms.append(
            _object((head, *grammar.BESIDE.get(head, ()), *beside), own, (head, *(("cite",) if beside else ())))
        )
    return {"anyOf": [*([] if beside else [TEXT]), *forms]}


def _field() -> Schema:
    kinds = {
        "type": _enum(FIELD_TYPES), "label": TEXT, "hint": TEXT, "optional": {"enum": [True, False, "imported"]},
        "of": {"anyOf": [{"type": "object", "additionalProperties": TEXT}, _some(TEXT)]},
    }  # fmt: skip
    whole = _object(("type", "label", "optional", "of", "hint"), kinds, ("type",))
    return {"anyOf": [_enum(FIELD_TYPES), whole]}


def _act_kinds() -> dict[str, Schema]:
    return {
        **COMMON, "start": FLAG, "by": _some(ROLE), "office": ACTS,
        "not_by": {"anyOf": [ACTS, _object(("acts", "cite", "mark"), {**COMMON, "acts": ACTS}, ("acts", "cite"))]},
        "after": ACTS, "needs": _some(_ref("gate")), "from": _some(TEXT), "carries": _names(_ref("field")), "repeat": FLAG,
        "stales": ACTS, "answers": ACTS, "then": _names(_ref("promise")), "status": TEXT, "final": FLAG,
        "after_close": FLAG, "reopens": FLAG, "outside": FLAG, "hands": COUNT, "named": TEXT, "adopts": TEXT,
        "needs_lawyer": TEXT,
        "quorum": _object(
            ("least", "of", "param", "cite", "mark"), {**COMMON, "least": COUNT, "of": _some(ROLE), "param": TEXT},
            ("least", "of", "cite"),
        ),
        "opens": _object(("procedure", "with"), {"procedure": TEXT, "with": ACTS}, ("procedure",)),
    }  # fmt: skip


def _clock() -> Schema:
    add = _object(
        ("field", "param", "at_most"), {"field": TEXT, "param": TEXT, "at_most": LENGTH}
    )  # the reader wants either of the first two
    extend = _object(
        ("by", "add", "times", "cite", "mark", "when"),
        {**COMMON, "by": ACTS, "add": {"anyOf": [_ref("term"), add]}, "times": COUNT}, ("by", "add"),
    )  # fmt: skip
    stop = _object(("from", "to", "cite", "mark", "when"), {**COMMON, "from": ACTS, "to": ACTS}, ("from", "to"))
    kinds = {
        **COMMON, "from": ACTS, "after": TEXT, "not_before": TEXT, "to": ACTS, "last": FLAG, "each": FLAG, "undone": ACTS,
        "stops": _some(stop), "extend": _some(extend),
    }  # fmt: skip
    return _object(clocksection.CLOCK, kinds, ("to", "within", "cite"))


def _example() -> Schema:
    return {
        "type": "object", "properties": {key: {} for key in examples.KEYS}, "additionalProperties": False,
        "required": ["title"],
    }  # fmt: skip


def schema() -> Schema:
    """The whole, as JSON Schema 2020-12."""
    param = _object(
        sections.PARAM,
        {
            **COMMON, "type": _enum(("term", "number", "money", "text", "yesno")), "law": _enum(("local",)), "by": ACTS,
            "value": {},
        },
        ("type", "law", "label", "cite"),
    )  # fmt: skip
    kinds: dict[str, Schema] = {
        **COMMON, "procedure": TEXT, "law": TEXT, "in_force": _ref("day"), "until": _ref("day"), "params": _names(param),
        "predicates": _names(_ref("named")), "acts": _names(_ref("act")), "clocks": _names(_ref("clock")),
        "examples": {"type": "array", "items": _example()}, "heads": _some(ROLE),
        "hands": _object(("cite", "mark"), COMMON, ("cite",)),
        "subjects": _object(("field", "label"), {**COMMON, "field": TEXT}, ("field", "label")),
        "facts": _names(_ref("field")), "needs_lawyer": _some(TEXT),
    }  # fmt: skip
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Wutong rule file",
        **_object(loader.TOP, kinds, ("procedure", "title", "law", "in_force", "acts")),
        "$defs": {
            "term": {"type": "string", "pattern": TERM},
            "day": {"type": "string", "pattern": DAY},
            "condition": _condition(),
            "conditions": _some(_ref("condition")),
            "named": _condition(("cite", "mark", "label")),
            "gate": _gate(),
            "field": _field(),
            "act": _object(sections.ACT, _act_kinds(), ("title", "cite")),
            "promise": _object(sections.TAIL, _act_kinds(), ("title", "cite")),
            "clock": _clock(),
        },
    }
