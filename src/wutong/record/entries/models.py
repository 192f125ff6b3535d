"""The tables of the record: an entry is never updated or deleted; its values can go, but only by a recorded act."""

from __future__ import annotations

from django.db import models

from wutong.record.scope import Scoped


class Entry(Scoped):
    """One act of one matter, in the form that docs/record.md describes (entry v1)."""

    version = models.PositiveSmallIntegerField("格式版本", default=1)
    algorithm = models.CharField("哈希算法", max_length=12, default="sha256")
    matter = models.UUIDField("事项")
    seq = models.PositiveIntegerField("序号")
    family = models.CharField("程序", max_length=64)
    act = models.CharField("步骤", max_length=96)
    at = models.DateTimeField("发生时间")
    written = models.DateTimeField("记录时间")
    on_date = models.DateField("法律日")
    month = models.CharField("月份", max_length=7)
    source = models.CharField("来源", max_length=12)
    detail = models.JSONField("来源细节", default=dict)
    actor_kind = models.CharField("行为人类别", max_length=12)
    actor = models.CharField("行为人", max_length=64)
    office = models.CharField("机构", max_length=64, blank=True)
    acting_for = models.CharField("代", max_length=64, blank=True)
    late = models.BooleanField("补记", default=False)
    about = models.PositiveIntegerField("所指序号", null=True, blank=True)
    commits = models.JSONField("字段承诺", default=dict)
    files = models.JSONField("文件", default=list)
    audiences = models.JSONField("可见范围", default=dict)
    rules = models.CharField("规则哈希", max_length=80, blank=True)
    calendar = models.CharField("日历版本", max_length=80, blank=True)
    prev = models.CharField("前条摘要", max_length=64, blank=True)
    digest = models.CharField("摘要", max_length=64)

    class Meta(Scoped.Meta):
        db_table = "record_entry"
        constraints = [
            models.UniqueConstraint(fields=["county", "matter", "seq"], name="record_entry_seq"),
            models.CheckConstraint(condition=models.Q(at__lte=models.F("written")), name="record_entry_not_ahead"),
            models.CheckConstraint(condition=models.Q(seq__gte=1), name="record_entry_counts_from_1"),
        ]
        indexes = [
            models.Index(fields=["county", "family", "act", "on_date"], name="record_entry_act_day"),
            models.Index(fields=["county", "family", "on_date"], name="record_entry_family_day"),
            models.Index(fields=["county", "month", "family", "act"], name="record_entry_month"),
            models.Index(fields=["county", "actor", "at"], name="record_entry_actor"),
        ]


class Value(Scoped):
    """What one field of an entry said, with the salt that opens its commitment. ``value`` is canonical JSON text."""

    entry = models.ForeignKey(Entry, models.DO_NOTHING, related_name="+", db_index=False, verbose_name="条目")
    name = models.CharField("字段", max_length=96)
    salt = models.CharField("盐", max_length=64)
    value = models.TextField("值")

    class Meta(Scoped.Meta):
        db_table = "record_value"
        constraints = [models.UniqueConstraint(fields=["county", "entry", "name"], name="record_value_name")]


class EntryFile(Scoped):
    """A file that an entry refers to: the answer to "which entries need these bytes?"."""

    entry = models.ForeignKey(Entry, models.DO_NOTHING, related_name="+", db_index=False, verbose_name="条目")
    sha256 = models.CharField("哈希", max_length=64)
    size = models.BigIntegerField("大小")
    media_type = models.CharField("类型", max_length=100)

    class Meta(Scoped.Meta):
        db_table = "record_entryfile"
        constraints = [models.UniqueConstraint(fields=["county", "entry", "sha256"], name="record_entryfile_hash")]
        indexes = [models.Index(fields=["county", "sha256"], name="record_entryfile_who")]


class Erasure(Scoped):
    """The licence to delete one value or file: it names the recorded act. The database refuses a deletion without it.

    ``name`` is the field's name, or ``file:<sha256>``.
    """

    entry = models.ForeignKey(Entry, models.DO_NOTHING, related_name="+", db_index=False, verbose_name="被清除条目")
    name = models.CharField("字段", max_length=96)
    erasing = models.ForeignKey(Entry, models.DO_NOTHING, related_name="+", db_index=False, verbose_name="清除条目")
    ground = models.CharField("依据", max_length=200)
    on_date = models.DateField("清除日")

    class Meta(Scoped.Meta):
        db_table = "record_erasure"
        constraints = [models.UniqueConstraint(fields=["county", "entry", "name"], name="record_erasure_name")]
        indexes = [models.Index(fields=["county", "name"], name="record_erasure_what")]


class ScrubPending(Scoped):
    """A mark: bytes of an erased value may still lie in the database file. Put by erase, taken by scrub."""

    asked = models.DateTimeField("提出时间")
    files = models.JSONField("待删文件", default=list)

    class Meta(Scoped.Meta):
        db_table = "record_scrubpending"
        indexes = [models.Index(fields=["county", "asked"], name="record_scrub_asked")]
