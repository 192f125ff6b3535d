"""Door: whether a county moved out of this server, and closing it."""

from wutong.record.moved.actions import close, demand_here
from wutong.record.moved.reads import Gone, gone, is_gone

__all__ = ["Gone", "close", "demand_here", "gone", "is_gone"]
