"""Competence (职权): which body may act on what, where and when, and which people may do which part of a case."""

from wutong.law.competence.people import (
    Certificate,
    Hands,
    Officer,
    Presence,
    Tie,
    decide_recusal,
    may_review,
    must_withdraw,
    separated,
    two_officers,
)
from wutong.law.competence.powers import Competent, Powers, competent, may_act, may_delegate, read, sample

__all__ = [
    "Certificate", "Competent", "Hands", "Officer", "Powers", "Presence", "Tie", "competent", "decide_recusal",
    "may_act", "may_delegate", "may_review", "must_withdraw", "read", "sample", "separated", "two_officers",
]  # fmt: skip
