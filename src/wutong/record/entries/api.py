"""Door of the record: acts are written here once, read as histories, and erased only by a recorded act."""

from wutong.record.access.api import AttemptView, LookView, attempts, look, looks, refused
from wutong.record.entries.actions import is_late, write
from wutong.record.entries.reads import entries, histories, history
from wutong.record.shapes import Actor, Draft, EntryView, Erased, FileRef, Json, Link, Source, Written

__all__ = [
    "Actor",
    "AttemptView",
    "Draft",
    "EntryView",
    "Erased",
    "FileRef",
    "Json",
    "Link",
    "LookView",
    "Source",
    "Written",
    "attempts",
    "entries",
    "histories",
    "history",
    "is_late",
    "look",
    "looks",
    "refused",
    "write",
]
