"""Filters under a name: the question an officer asks each morning, asked by one press."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db import transaction

from wutong.docket.matters.models import SavedView
from wutong.law.refusal import Reason, Refused
from wutong.record.scope import Scope

#: so many one person can keep for one page; more would be another list to search
MOST = 12
LONGEST = 20


@dataclass(frozen=True)
class View:
    """One kept question: its name and what stands after the question mark."""

    id: int
    name: str
    query: str


def of(scope: Scope, officer: str, page: str) -> list[View]:
    """An officer's kept questions for a page, in the order in which they were kept."""
    rows = SavedView.objects.within(scope).filter(officer=officer, page=page).order_by("kept_at", "id")
    return [View(r.pk, r.name, r.query) for r in rows]


def keep(scope: Scope, officer: str, page: str, name: str, asked: Mapping[str, str], *, at: datetime) -> View:
    """Keep a question; the same name again is overwritten, so that a second press changes nothing.

    :raises Refused: without a name, without any filter, or when the list is full.
    """
    name, query = name.strip(), urlencode(sorted(asked.items()))
    if not name or len(name) > LONGEST:
        raise _no("要有名称", f"名称写1到{LONGEST}个字", "写一个短名称，例如“本月超期”")
    if not asked or len(query) > 500:
        raise _no("要有筛选条件", "现在没有筛选" if not asked else "筛选条件太长", "先选好条件，再存")
    rows = SavedView.objects.within(scope).filter(officer=officer, page=page)
    with transaction.atomic():
        if not rows.filter(name=name).exists() and rows.count() >= MOST:
            raise _no(f"一个人最多存{MOST}个", "已经存满了", "删掉一个不用的再存")
        row, _ = SavedView.objects.within(scope).update_or_create(
            officer=officer, page=page, name=name, defaults={"county": scope.county, "query": query, "kept_at": at}
        )
    return View(row.pk, row.name, row.query)


def drop(scope: Scope, officer: str, page: str, which: int) -> None:
    """Let a question of one's own go; one that is gone already, or another's, is nobody's to drop."""
    SavedView.objects.within(scope).filter(officer=officer, page=page, pk=which).delete()


def _no(rule: str, missing: str, remedy: str) -> Refused:
    return Refused("saved_view", "存下这个筛选", [Reason(rule, missing, remedy)])
