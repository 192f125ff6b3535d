"""A spreadsheet as it was handed in, and what became of each of its rows."""

from __future__ import annotations

from django.db import models

from wutong.record.scope import Scoped


class Batch(Scoped):
    """One file handed in for import: what it is, how it was read, how far it got."""

    sha256 = models.CharField("文件指纹", max_length=64)
    name = models.CharField("文件名", max_length=200)
    mapping = models.CharField("对应表", max_length=80)
    mapping_hash = models.CharField(max_length=64)
    by = models.CharField("谁导入", max_length=80)
    made_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(default=0)
    next_row = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["county", "sha256", "mapping_hash"], name="batch_file")]


class BatchRow(Scoped):
    """What became of one row: taken, taken in part, already there, or not taken, with field and reason."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="outcomes")
    row = models.PositiveIntegerField("行号")
    outcome = models.CharField(max_length=12)
    matter = models.UUIDField(null=True)
    problems = models.JSONField(default=list)

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["county", "batch", "row"], name="batch_row")]
        indexes = [models.Index(fields=["county", "batch", "outcome", "row"], name="batch_outcome")]
