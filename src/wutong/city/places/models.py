"""Divisions, grid cells, named points and jurisdictions: dated, in WGS-84, outlines as GeoJSON text.

No spatial extension: a county's outlines fit in memory, and a point carries its H3 keys as plain integers.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from wutong.city.offices.models import Office
from wutong.record.scope import Scoped


class Division(Scoped):
    """A county, street (town) or community by its 12-digit code, as it stood from one day to another."""

    LEVELS = [("county", "县区"), ("street", "街道乡镇"), ("community", "社区村")]

    code = models.CharField("区划代码", max_length=12)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=12, choices=LEVELS)
    parent_code = models.CharField("上级", max_length=12, blank=True)
    outline = models.TextField("边界", blank=True)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["county", "code", "valid_from"], name="division_once"),
            models.CheckConstraint(
                name="division_order", condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(name="division_level", condition=Q(level__in=["county", "street", "community"])),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


class Cell(Scoped):
    """A grid cell (单元网格) by its 15-digit code: county 6, street 3, community 3, sequence 3. A code is ended, never
    used again: hence once in the table, whatever the dates."""

    code = models.CharField("网格代码", max_length=15)
    community = models.CharField("社区", max_length=12)
    outline = models.TextField("边界")
    area = models.PositiveIntegerField("面积 m²", default=0)
    created_on = models.DateField("启用日")
    ended_on = models.DateField("停用日", null=True, blank=True)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["county", "code"], name="cell_code_once"),
            models.CheckConstraint(
                name="cell_order", condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("created_on"))
            ),
        ]
        indexes = [models.Index(fields=["county", "community"], name="cell_of_community")]

    def __str__(self) -> str:
        return self.code


class Place(Scoped):
    """A named point (市场, 学校, 公园…), so that a place can be said in words and found from a pin."""

    code = models.CharField("代码", max_length=40)
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类别", max_length=20, blank=True)
    lat = models.FloatField("纬度")
    lon = models.FloatField("经度")
    h3_r9 = models.BigIntegerField("H3 9级")
    h3_r11 = models.BigIntegerField("H3 11级")
    cell = models.CharField("网格", max_length=15, blank=True)
    community = models.CharField("社区", max_length=12, blank=True)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["county", "code"], name="place_code_once")]
        indexes = [models.Index(fields=["county", "h3_r9"], name="place_h3_r9")]

    def __str__(self) -> str:
        return self.name


class Jurisdiction(Scoped):
    """Which office answers for a community, for one kind of matter (``*``: any), from one day to another."""

    community = models.CharField("社区", max_length=12)
    kind = models.CharField("事项类别", max_length=40, default="*")
    office = models.ForeignKey(Office, models.PROTECT, related_name="jurisdictions")
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["county", "community", "kind", "valid_from"], name="jurisdiction_once"),
            models.CheckConstraint(
                name="jurisdiction_order", condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community} {self.kind}"
