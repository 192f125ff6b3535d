"""The room's tables, gathered for Django from the topics."""

from wutong.record.access.models import Attempt, Look, Note
from wutong.record.entries.models import Entry, EntryFile, Erasure, ScrubPending, Value
from wutong.record.jobs.models import Job, Period
from wutong.record.live.models import Change, Reached
from wutong.record.moved.models import Moved

__all__ = [
    "Attempt", "Change", "Entry", "EntryFile", "Erasure", "Job", "Look", "Moved", "Note", "Period", "Reached", "ScrubPending", "Value",
]  # fmt: skip
