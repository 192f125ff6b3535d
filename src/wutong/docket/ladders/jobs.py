"""Looks every few minutes whether the moment of some step has come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from wutong.docket.ladders.actions import climb
from wutong.record.entries.api import Json
from wutong.record.jobs import api as jobs
from wutong.record.scope import Scope


@jobs.job("ladders", "到期前后催办", rule="every 2 minutes")
def climbed(scope: Scope, args: Mapping[str, Json], at: datetime) -> str:
    return f"催了{climb(scope, at)}次"
