"""The job that follows a change: asked for with it, and every few minutes for changes whose day has come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from wutong.govern.house.actions import JOB, follow
from wutong.record.entries.api import Json
from wutong.record.jobs import api as jobs
from wutong.record.scope import Scope


@jobs.job(JOB, "机构变更后的随转和期限重算", rule="every 5 minutes")
def followed(scope: Scope, args: Mapping[str, Json], at: datetime) -> str:
    """Open matters go on with their office; dates are reckoned anew."""
    moved, reckoned = follow(scope, at)
    return f"随转{moved}件，重算{reckoned.looked}件，{reckoned.moved}件的期限变了"
