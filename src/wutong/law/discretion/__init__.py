"""Discretion (裁量): whether to punish, under which norm, and in which part of its range; pure, dated, each step cited."""

from wutong.law.discretion.bands import LIGHTER, Band, Bands, Worksheet, judge, read, sample, worksheet
from wutong.law.discretion.concurrence import Candidate, Chosen, Prior, choose, not_fined_before
from wutong.law.discretion.grounds import Facts, TimeBar, Whether, reached, time_bar, to_punish, whether
from wutong.law.discretion.settle import Charge, Weighed, applied, settle, weigh

__all__ = [
    "LIGHTER", "Band", "Bands", "Candidate", "Charge", "Chosen", "Facts", "Prior", "TimeBar", "Weighed", "Whether",
    "Worksheet", "applied", "choose", "judge", "not_fined_before", "reached", "read", "sample", "settle", "time_bar", "to_punish",
    "weigh", "whether", "worksheet",
]  # fmt: skip
