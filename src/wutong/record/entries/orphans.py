"""Finds and removes kept files that nothing names: their transaction failed, or what they were kept for was given up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from wutong.record.entries.models import EntryFile
from wutong.record.files import store
from wutong.record.scope import Scope

#: which of these hashes a later room still needs (a photo of a report that is not sent yet, …)
Needed = Callable[[Scope, Sequence[str]], frozenset[str]]


def orphans(scope: Scope, before: datetime, needed: Needed) -> Iterator[str]:
    """The hashes of files older than ``before`` that no entry of the county refers to and no later room needs."""
    old = (sha256 for sha256, kept in store.kept(scope) if kept < before)
    for some in iter(lambda: list(islice(old, 500)), []):
        named = EntryFile.objects.within(scope).filter(sha256__in=some).values_list("sha256", flat=True)
        rest = [sha256 for sha256 in some if sha256 not in set(named)]
        if rest:
            yield from sorted(set(rest) - needed(scope, rest))


def sweep_orphans(scope: Scope, before: datetime, needed: Needed) -> int:
    """Remove them; gives how many. Safe to run twice, at once in two processes, and to be killed in.

    ``before`` should lie a day back: between keeping a file and writing its entry, the file has no entry yet. A file
    that is kept again meanwhile is young again and stays.
    """
    store.discard_half_written(scope, before)
    return sum(store.discard_older(scope, sha256, before) for sha256 in orphans(scope, before, needed))
