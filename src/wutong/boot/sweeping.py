"""Takes away once a day what was given up: reports never sent, and files that neither the record nor a photo names.

Safe to run twice, in two processes at once, and to be killed in; what is younger than a day is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from wutong.record.jobs import api as jobs

if TYPE_CHECKING:
    from wutong.record.entries.api import Json
    from wutong.record.scope import Scope

DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True)
class Swept:
    """What one sweep took away."""

    drafts: int
    files: int


def sweep(scope: Scope, at: datetime) -> Swept:
    """Sweep a county."""
    from wutong.collect.complaints import api as complaints
    from wutong.collect.media import api as media
    from wutong.record.entries import api as record

    drafts = 0
    while some := complaints.sweep_drafts(scope, at):
        drafts += some  # it takes five hundred at a time
    media.drop_stray(scope, at - WEEK)
    return Swept(drafts, record.sweep_orphans(scope, _files_before(DAY), media.needed))


@jobs.job("sweep", "清理没有提交的反映和没有用到的文件", rule="daily 03:10")
def swept(scope: Scope, args: Mapping[str, Json], at: datetime) -> str:
    gone = sweep(scope, at)
    return f"清了{gone.drafts}份没有提交的反映、{gone.files}个文件"


def left(scope: Scope) -> int:
    """How many files the sweeps of the last two days should have taken away and did not: nobody ran them."""
    from wutong.collect.media import api as media
    from wutong.record.entries import api as record

    return sum(1 for _ in record.orphans(scope, _files_before(2 * DAY), media.needed))


def _files_before(age: timedelta) -> datetime:
    """The disk dates its files by the machine's own clock, whatever day the demo has set."""
    return datetime.now(UTC) - age
