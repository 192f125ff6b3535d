"""Forgets the jobs themselves: a month after they ended, those that come round every few minutes after two days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from wutong.record.jobs.actions import tidy
from wutong.record.jobs.kinds import job
from wutong.record.scope import Scope
from wutong.record.shapes import Json


@job("tidy", "清理旧的任务记录", rule="daily 03:40")
def tidied(scope: Scope, args: Mapping[str, Json], at: datetime) -> str:
    return f"删了{tidy(scope, datetime.now(UTC))}条"
