"""Who was urged, once a step. Not part of the record: nobody acted and nothing changed on the matter; but kept with it."""

from __future__ import annotations

from django.db import models

from wutong.docket.matters.models import Matter
from wutong.record.scope import Scoped


class Notice(Scoped):
    """One step of a ladder, taken for one clock as it ran then. A date that moves begins the ladder anew."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="notices")
    clock = models.CharField(max_length=40)
    label = models.CharField("期限", max_length=60)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    certain = models.BooleanField(default=True)
    step = models.PositiveSmallIntegerField()
    ladder = models.CharField("阶梯", max_length=80)
    mark = models.CharField(max_length=40, blank=True)
    why = models.CharField("为什么", max_length=80)
    to = models.CharField("催谁", max_length=40)
    meant_at = models.DateTimeField("该催的时间")
    at = models.DateTimeField("催的时间")
    over = models.BooleanField("已经办了或改期了", default=False)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["county", "matter", "clock", "started_at", "due_at", "step"], name="notice_once"
            )
        ]
        indexes = [
            models.Index(fields=["county", "matter"], name="notice_standing", condition=models.Q(over=False)),
        ]


class NoticeTo(Scoped):
    """One officer whom a notice was laid before, by the number that never changes."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="told")
    officer = models.CharField("工号", max_length=40)

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["county", "notice", "officer"], name="notice_to_once")]
        indexes = [models.Index(fields=["county", "officer", "-id"], name="notice_to_officer")]
