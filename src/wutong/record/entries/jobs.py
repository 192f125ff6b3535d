"""Cleans the bytes of erased values once more where the first cleaning was stood in the way of; see ``scrub``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from wutong.record.entries.scrub import scrub, scrub_pending
from wutong.record.jobs import api as jobs
from wutong.record.scope import Scope
from wutong.record.shapes import Json

SCRUB = "scrub"
#: whoever erased cleans at once himself; the job follows for the case that he could not
AFTER = timedelta(seconds=30)


@jobs.job(SCRUB, "清除已删内容的痕迹", rule="daily 03:30", tries=12)
def scrub_again(scope: Scope, args: Mapping[str, Json], at: datetime) -> str:
    if not scrub_pending():
        return "没有要清的"
    if not scrub():
        raise jobs.Failed(
            "有人还在读旧的数据，已删内容的痕迹没有清掉",
            "会自动再做；一直不行，找出长时间不放的数据库连接（备份、报表工具），关掉它",
        )
    return "清干净了"
