"""Door of the access record: who looked at personal data, which acts were refused, who came in and whose rights changed."""

from wutong.record.access.actions import KINDS, look, note, refused
from wutong.record.access.audit import Ask, Line, Page, audit, audited
from wutong.record.access.lists import carried, listed
from wutong.record.access.reads import AttemptView, LookView, attempts, looks

__all__ = [
    "KINDS", "Ask", "AttemptView", "Line", "LookView", "Page", "attempts", "audit", "audited", "carried", "listed", "look",
    "looks", "note",
    "refused",
]  # fmt: skip
