"""County scope: every question and every act is asked within one county, and an unscoped query does not run.

Counties share a server but never data. ``county`` is the code (6-digit division code) itself, so that it can stand in
every key and index and leave with every export.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models


@dataclass(frozen=True)
class Scope:
    """The county within which something is asked or done (6-digit division code, text)."""

    county: str


class Unscoped(RuntimeError):
    """A query was started without ``within(scope)``."""


M = TypeVar("M", bound=models.Model)


class Within(models.Manager[M]):
    """The only manager a room's code may use: ``Model.objects.within(scope)``."""

    def within(self, scope: Scope) -> models.QuerySet[M]:
        return super().get_queryset().filter(county=scope.county)

    def get_queryset(self) -> models.QuerySet[M]:
        raise Unscoped(f"{self.model.__name__}.objects is only open as .within(scope)")

    def create(self, **values: Any) -> M:
        if not values.get("county"):
            raise Unscoped(f"{self.model.__name__} needs its county")
        return super().get_queryset().create(**values)

    def bulk_create(self, objs: Iterable[M], *options: Any, **more: Any) -> list[M]:
        rows = list(objs)
        if any(not row.county for row in rows):  # type: ignore[attr-defined]
            raise Unscoped(f"{self.model.__name__} needs its county")
        return super().get_queryset().bulk_create(rows, *options, **more)


class Scoped(models.Model):
    """A table of one county's things. ``everything`` is for Django's own machinery and for boot's sweeps only."""

    county = models.CharField("县区代码", max_length=12)

    everything = models.Manager()
    objects = Within()

    class Meta:
        abstract = True
        base_manager_name = "everything"
