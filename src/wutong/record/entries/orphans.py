"""Removes kept files that no entry ever named: their transaction failed after the bytes were on the disk."""

from __future__ import annotations

from datetime import datetime

from wutong.record.entries.models import EntryFile
from wutong.record.files import store
from wutong.record.scope import Scope


def sweep_orphans(scope: Scope, before: datetime) -> int:
    """Remove files older than ``before`` that no entry of the county refers to; gives how many. Safe to run twice.

    ``before`` should lie a day back: between keeping a file and writing its entry, the file has no entry yet.
    """
    removed = 0
    for sha256, kept in store.kept(scope):
        if kept < before and not EntryFile.objects.within(scope).filter(sha256=sha256).exists():
            removed += store.discard(scope, sha256)
    return removed
