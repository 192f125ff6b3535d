"""The door of imports: check a spreadsheet, take its good rows, go on with a batch, list the batches."""

from wutong.collect.complaints.imports.check import check
from wutong.collect.complaints.imports.judge import Problem
from wutong.collect.complaints.imports.reads import BatchView, batch, batches, result
from wutong.collect.complaints.imports.report import Month, Report, Result
from wutong.collect.complaints.imports.table import Unusable
from wutong.collect.complaints.imports.take import begin, give_up, sweep, take

__all__ = [
    "BatchView",
    "Month",
    "Problem",
    "Report",
    "Result",
    "Unusable",
    "batch",
    "batches",
    "begin",
    "check",
    "give_up",
    "result",
    "sweep",
    "take",
]
