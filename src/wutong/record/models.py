"""The room's tables, gathered for Django from the topics."""

from wutong.record.access.models import Attempt, Look
from wutong.record.entries.models import Entry, EntryFile, Erasure, ScrubPending, Value

__all__ = ["Attempt", "Entry", "EntryFile", "Erasure", "Look", "ScrubPending", "Value"]
