"""Door of the jobs: rooms name their kinds, acts ask for jobs in their own transaction, boot lets them be worked."""

from wutong.record.jobs.actions import again, ask
from wutong.record.jobs.kinds import Failed, Kind, job, kinds
from wutong.record.jobs.reads import Board, JobView, PeriodView, board, exists, stalled
from wutong.record.jobs.tidying import tidied
from wutong.record.jobs.working import once, work

__all__ = [
    "Board",
    "Failed",
    "JobView",
    "Kind",
    "PeriodView",
    "again",
    "ask",
    "board",
    "exists",
    "job",
    "kinds",
    "once",
    "stalled",
    "tidied",
    "work",
]
