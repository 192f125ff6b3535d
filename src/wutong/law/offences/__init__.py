"""Offences (案由): what punishes an act, by date; which text applies; how much may be fined. Pure data and pure functions."""

from wutong.law.offences.cites import mark_words, zh
from wutong.law.offences.governing import Act, Governing, Step, doubtful, governing, governing_all, procedural
from wutong.law.offences.ranges import (
    LocalFine,
    Span,
    fine_words,
    outcome_words,
    outcomes_for,
    read_local,
    slots,
    span,
    yuan,
)
from wutong.law.offences.schema import ORDERS, PARTIES, RANKS, Norm, Offence, Outcome, Text, is_doubtful
from wutong.law.offences.shelf import find, offence, offences, statutes

__all__ = [
    "ORDERS", "PARTIES", "RANKS", "Act", "Governing", "LocalFine", "Norm", "Offence", "Outcome", "Span", "Step", "Text",
    "doubtful", "find", "fine_words", "governing", "governing_all", "is_doubtful", "mark_words", "offence", "offences",
    "outcome_words", "outcomes_for", "procedural", "read_local", "slots", "span", "statutes", "yuan", "zh",
]  # fmt: skip
