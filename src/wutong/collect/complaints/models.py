"""The complaint as it stands today (a projection of its entries), drafts of public reports, and the burst guard."""

from __future__ import annotations

from django.db import models

from wutong.record.scope import Scoped


class Complaint(Scoped):
    """One complaint. Personal data (contact) and free text are erasable here and in the record together."""

    matter = models.OneToOneField("docket.Matter", on_delete=models.PROTECT, primary_key=True, related_name="complaint")
    channel = models.CharField("渠道", max_length=12)
    category = models.CharField("类别", max_length=20, blank=True)
    subject = models.CharField("标题", max_length=200)
    text = models.TextField("内容", blank=True)
    place = models.CharField("地点", max_length=200, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    h3_r9 = models.BigIntegerField(null=True)
    h3_r11 = models.BigIntegerField(null=True)
    community = models.CharField("社区", max_length=12, blank=True)
    cell = models.CharField("单元网格", max_length=15, blank=True)
    contact_name = models.CharField("称呼", max_length=60, blank=True)
    contact_phone = models.CharField("电话", max_length=40, blank=True)
    confidential = models.BooleanField("保密", default=True)
    received_at = models.DateTimeField("收到")
    received_on = models.DateField()
    received_month = models.CharField(max_length=7)
    accepted_on = models.DateField(null=True)
    replied_at = models.DateTimeField("答复", null=True)
    replied_on = models.DateField(null=True)
    reply_days = models.PositiveIntegerField("答复用了几天", null=True)
    reply_channel = models.CharField(max_length=12, blank=True)
    reply_on_time = models.BooleanField("按期答复", null=True)
    rating = models.CharField("评价", max_length=16, blank=True)
    rated_on = models.DateField(null=True)
    reopened = models.PositiveSmallIntegerField("退回次数", default=0)
    outcome = models.CharField("结果", max_length=12, default="open")
    merged_into = models.UUIDField("并入", null=True)
    undated_reply = models.BooleanField("有答复但时间不明", default=False)
    outside_key = models.CharField("来源系统里的编号", max_length=120, blank=True)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["county", "matter"], name="complaint_county_matter"),
            models.UniqueConstraint(
                fields=["county", "outside_key"], condition=~models.Q(outside_key=""), name="complaint_outside_key"
            ),
        ]
        indexes = [
            models.Index(fields=["county", "received_on", "matter"], name="complaint_received"),
            models.Index(fields=["county", "received_month"], name="complaint_month"),
            models.Index(fields=["county", "category", "received_on"], name="complaint_category"),
            models.Index(fields=["county", "h3_r9", "received_on"], name="complaint_near"),
            models.Index(fields=["county", "rating", "received_on"], name="complaint_rating"),
            models.Index(fields=["county", "channel", "received_on"], name="complaint_channel"),
            models.Index(fields=["county", "reopened", "matter"], name="complaint_reopened"),
            models.Index(
                fields=["county", "matter"], name="complaint_merged", condition=models.Q(merged_into__isnull=False)
            ),
        ]


class Draft(Scoped):
    """A public report that is being filled in, kept on the server from step to step; swept after a week."""

    token = models.CharField(max_length=64)
    data = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    sent = models.JSONField("提交后的回执", null=True)

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["county", "token"], name="draft_token")]
        indexes = [models.Index(fields=["county", "touched_at"], name="draft_touched")]


class Throttle(Scoped):
    """How often one address (as a daily salted hash) or the whole county did something in a window of time."""

    what = models.CharField(max_length=20)
    who = models.CharField(max_length=64)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["county", "what", "who", "window"], name="throttle_window")]
