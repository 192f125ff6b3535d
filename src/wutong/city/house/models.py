"""Changes of the house as they wait, stand or were taken back. What each one did stands in the record; this is its queue."""

from __future__ import annotations

from django.db import models

from wutong.record.scope import Scoped

PROPOSED, WAITING, APPLIED, UNDONE, WITHDRAWN = "proposed", "waiting", "applied", "undone", "withdrawn"


class Change(Scoped):
    """One change. ``ops`` are the rows before and after, ``moves`` which office's open matters go where on the day."""

    number = models.CharField("编号", max_length=12)
    kind = models.CharField("种类", max_length=20)
    day = models.DateField("从哪天起")
    document = models.CharField("依据", max_length=120)
    reason = models.CharField("补记原因", max_length=200, blank=True)
    asked = models.JSONField("所填", default=dict)
    title = models.CharField("写成一句", max_length=200)
    state = models.CharField("状态", max_length=10)
    ops = models.JSONField("前后", default=list)
    moves = models.JSONField("随转", default=list)
    moved = models.BooleanField("随转完了", default=False)
    proposed_by = models.CharField("谁提出", max_length=40)
    proposed_at = models.DateTimeField()
    confirmed_by = models.CharField("谁确认", max_length=40, blank=True)
    proposed_for = models.CharField("代谁提出", max_length=64, blank=True)
    confirmed_for = models.CharField("代谁确认", max_length=64, blank=True)
    applied_at = models.DateTimeField(null=True)
    undoes = models.CharField("撤销哪一次", max_length=12, blank=True)
    once = models.CharField(max_length=64, blank=True)
    matter = models.UUIDField("留痕里的事项", null=True)
    seq = models.PositiveIntegerField("留痕里第几条", null=True)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["county", "number"], name="change_number_once"),
            models.UniqueConstraint(
                fields=["county", "proposed_by", "once"], condition=~models.Q(once=""), name="change_asked_once"
            ),
        ]
        indexes = [models.Index(fields=["county", "state", "day"], name="change_of_state")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
