"""Forgets daily what the guard needs no longer: ended sittings after a month, old guesses after a day, sessions that ran out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.contrib.sessions.backends.db import SessionStore

from wutong.city.guard import locks, sittings
from wutong.record.jobs import api as jobs
from wutong.record.scope import Scope
from wutong.record.shapes import Json

MONTH, DAY = timedelta(days=30), timedelta(days=1)


@jobs.job("sittings", "清理过了期的登录", rule="daily 03:50")
def swept(scope: Scope, args: Mapping[str, Json], at: datetime) -> str:
    now = datetime.now(UTC)  # sittings go by the machine's clock, whatever day a demo has set
    gone = sittings.sweep(scope, now - MONTH)
    guesses = locks.sweep(scope, now - max(DAY, timedelta(minutes=2 * locks.rules().lock_minutes)))
    SessionStore.clear_expired()
    return f"忘掉{gone}次登录、{guesses}处输错"
