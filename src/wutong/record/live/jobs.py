"""Forgets changes after two days: no page stays open that long, and one that does looks at everything."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from wutong.record.jobs import api as jobs
from wutong.record.live.actions import tidy
from wutong.record.scope import Scope
from wutong.record.shapes import Json

KEPT = timedelta(days=2)


@jobs.job("live", "清理旧的页面提醒", rule="daily 03:45")
def tidied(scope: Scope, args: Mapping[str, Json], at: datetime) -> str:
    return f"删了{tidy(scope, datetime.now(UTC) - KEPT)}条"
