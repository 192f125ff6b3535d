"""Door of the record: acts are written here once, read as histories, and erased only by a recorded act."""

from wutong.record.access.api import AttemptView, LookView, attempts, look, looks, note, refused
from wutong.record.entries.actions import is_late, write
from wutong.record.entries.corrections import BUILT_IN, correction_fields, find, lay
from wutong.record.entries.erasure import erase
from wutong.record.entries.export import export
from wutong.record.entries.orphans import orphans, sweep_orphans
from wutong.record.entries.reads import entries, histories, history
from wutong.record.entries.scrub import scrub, scrub_pending
from wutong.record.shapes import Actor, Correction, Draft, EntryView, Erased, FileRef, Json, Link, Source, Written

__all__ = [
    "BUILT_IN",
    "Actor",
    "AttemptView",
    "Correction",
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
    "correction_fields",
    "entries",
    "erase",
    "export",
    "find",
    "histories",
    "history",
    "is_late",
    "lay",
    "look",
    "looks",
    "note",
    "orphans",
    "refused",
    "scrub",
    "scrub_pending",
    "sweep_orphans",
    "write",
]
