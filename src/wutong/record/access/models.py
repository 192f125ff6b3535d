"""The access record: who looked at personal data, and which acts were refused. Append-only like the entries."""

from __future__ import annotations

from django.db import models

from wutong.record.scope import Scoped


class Look(Scoped):
    """Somebody looked at personal data of a matter."""

    matter = models.UUIDField("事项")
    what = models.CharField("看了什么", max_length=200)
    actor_kind = models.CharField("行为人类别", max_length=12)
    actor = models.CharField("行为人", max_length=64)
    at = models.DateTimeField("时间")
    on_date = models.DateField("法律日")

    class Meta(Scoped.Meta):
        db_table = "record_look"
        indexes = [
            models.Index(fields=["county", "matter", "at", "id"], name="record_look_matter"),
            models.Index(fields=["county", "actor", "at", "id"], name="record_look_actor"),
        ]


class Attempt(Scoped):
    """Somebody tried an act and the law refused it. Nothing was written to the matter."""

    matter = models.UUIDField("事项", null=True, blank=True)
    act = models.CharField("步骤", max_length=96)
    reasons = models.JSONField("理由", default=list)
    actor_kind = models.CharField("行为人类别", max_length=12)
    actor = models.CharField("行为人", max_length=64)
    at = models.DateTimeField("时间")
    on_date = models.DateField("法律日")

    class Meta(Scoped.Meta):
        db_table = "record_attempt"
        indexes = [
            models.Index(fields=["county", "matter", "at", "id"], name="record_attempt_matter"),
            models.Index(fields=["county", "actor", "at", "id"], name="record_attempt_actor"),
        ]
