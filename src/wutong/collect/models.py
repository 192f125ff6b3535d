"""Gathers the tables of the room for Django."""

from wutong.collect.complaints.imports.models import Batch, BatchRow
from wutong.collect.complaints.models import Complaint, Draft, Throttle
from wutong.collect.media.models import Photo

__all__ = ["Batch", "BatchRow", "Complaint", "Draft", "Photo", "Throttle"]
