"""Closes a county, and refuses with words what arrives after that."""

from __future__ import annotations

from datetime import datetime

from wutong.law.refusal import Reason, Refused
from wutong.record.moved.models import Moved
from wutong.record.moved.reads import gone
from wutong.record.scope import Scope


def close(scope: Scope, *, move: str, at: datetime, home: str, address: str) -> None:
    """Close the county in the caller's transaction; the database itself refuses an entry of it from then on."""
    Moved.objects.create(county=scope.county, move=move, at=at, home=home, address=address)


def demand_here(scope: Scope, act: str) -> None:
    """:raises Refused: when the county moved out: nothing was written."""
    found = gone(scope)
    if found is None:
        return
    where = f"到新地址办：{found.address}" if found.address else "到本县新的系统里办；地址问本局"
    raise Refused(
        act,
        "在这里办",
        [Reason("一个县只在一处办", "本县的业务已经搬到自己的系统，这里不再记了，这一次没有写下", where)],
    )
