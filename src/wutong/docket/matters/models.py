"""Tables of the docket. Clocks, search rows and the snapshot of a matter are derived and can be made again from entries."""

from __future__ import annotations

from django.db import models

from wutong.record.scope import Scoped

OPEN = models.Q(is_open=True)


class Matter(Scoped):
    """A matter under one procedure family. ``fold`` is the snapshot after entry ``last_seq``."""

    id = models.UUIDField(primary_key=True, editable=False)
    number = models.CharField("案号", max_length=40)
    family = models.CharField(max_length=60)
    title = models.CharField("标题", max_length=200)
    status = models.CharField("状态", max_length=40)
    office = models.CharField("承办机构", max_length=40, blank=True)
    turn_role = models.CharField("轮到的岗位", max_length=40, blank=True)
    turn_office = models.CharField("轮到的机构", max_length=40, blank=True)
    turn_act = models.CharField("轮到做什么", max_length=40, blank=True)
    turn_from = models.CharField("谁交来", max_length=80, blank=True)
    turn_since = models.DateTimeField("什么时候交来", null=True)
    opened_at = models.DateTimeField("开始")
    opened_on = models.DateField()
    due_at = models.DateTimeField("最近的期限", null=True)
    due_on = models.DateField(null=True)
    due_clock = models.CharField(max_length=40, blank=True)
    due_certain = models.BooleanField(default=True)
    closed_at = models.DateTimeField("办结", null=True)
    closed_on = models.DateField(null=True)
    is_open = models.BooleanField(default=True)
    urged = models.BooleanField("督办中", default=False)
    claim = models.CharField("等批的申请", max_length=40, blank=True)
    imported = models.BooleanField("导入", default=False)
    community = models.CharField("社区", max_length=12, blank=True)
    fold = models.JSONField(null=True)
    last_seq = models.PositiveIntegerField(default=0)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["county", "id"], name="matter_county_id"),
            models.UniqueConstraint(fields=["county", "number"], name="matter_county_number"),
        ]
        indexes = [
            models.Index(fields=["county", "family", "-opened_at", "-id"], name="matter_newest"),
            models.Index(fields=["county", "family", "status", "-opened_at", "-id"], name="matter_of_status"),
            models.Index(fields=["county", "family", "office", "-opened_at", "-id"], name="matter_of_office"),
            models.Index(fields=["county", "family", "community", "-opened_at", "-id"], name="matter_of_community"),
            models.Index(fields=["county", "family", "due_at", "id"], name="matter_due"),
            # what is still open is little, however old the county is: indexes of that alone. SQLite cannot look up a
            # bare boolean as a key, but it knows an index whose condition is the very same words
            models.Index(fields=["county", "due_at", "id"], name="matter_open", condition=OPEN),
            models.Index(
                fields=["county", "turn_office", "turn_role", "due_at", "id"], name="matter_turn", condition=OPEN
            ),
            models.Index(fields=["county", "office", "due_at", "id"], name="matter_office", condition=OPEN),
            models.Index(fields=["county", "due_at", "id"], name="matter_urged", condition=OPEN & models.Q(urged=True)),
            models.Index(fields=["county", "family", "-closed_at", "-id"], name="matter_closed", condition=~OPEN),
            models.Index(fields=["county", "claim", "office"], name="matter_claim", condition=~models.Q(claim="")),
        ]


class Clock(Scoped):
    """One running or finished period of a matter. Derived; the board of dates reads only this table."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="clocks")
    name = models.CharField(max_length=40)
    title = models.CharField(max_length=60)
    bearer = models.CharField(max_length=20)
    office = models.CharField(max_length=40, blank=True)
    unit = models.CharField(max_length=20)
    term = models.CharField(max_length=40, blank=True)
    roll = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    certain = models.BooleanField(default=True)
    state = models.CharField(max_length=12)
    done_at = models.DateTimeField(null=True)
    cite = models.CharField(max_length=200, blank=True)
    mark = models.CharField(max_length=40, blank=True)
    calendar = models.CharField(max_length=80)
    rules = models.CharField(max_length=80)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["county", "matter", "name", "started_at"], name="clock_once"),
        ]
        indexes = [
            # holds all that the board counts, so that counting reads no clock; the reporter's own periods lie apart
            models.Index(
                fields=["county", "bearer", "state", "due_on", "due_at", "office", "title", "matter"],
                name="clock_board",
            )
        ]


class Link(Scoped):
    """A typed, reversible tie between two matters; made and undone by entries on both."""

    kind = models.CharField(max_length=20)
    source = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="links_out")
    target = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="links_in")
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["county", "kind", "source", "target"],
                condition=models.Q(undone_at__isnull=True),
                name="link_once",
            )
        ]
        indexes = [models.Index(fields=["county", "target", "kind"], name="link_target")]


class Receipt(Scoped):
    """What an outsider holds: a random number for one audience, and a second secret for anything he writes."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="receipts")
    audience = models.CharField(max_length=20)
    number = models.CharField(max_length=20)
    secret = models.CharField(max_length=200)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["county", "number"], name="receipt_number"),
            models.UniqueConstraint(fields=["county", "matter", "audience"], name="receipt_audience"),
        ]


class Once(Scoped):
    """The first answer to a request that may be repeated: same key, actor, route and body → same answer."""

    actor = models.CharField(max_length=80)
    route = models.CharField(max_length=80)
    key = models.CharField(max_length=64)
    body = models.CharField(max_length=64)
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["county", "actor", "route", "key"], name="once_key")]


class Counter(Scoped):
    """The last number given in a series of matter numbers (gaps are allowed here; document numbers come later)."""

    series = models.CharField(max_length=40)
    value = models.PositiveIntegerField(default=0)

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["county", "series"], name="counter_series")]


class Reckoned(Scoped):
    """By which law a county's open matters were reckoned last, and how far that has come (see ``restanding``)."""

    law = models.CharField(max_length=64)
    after = models.UUIDField(null=True)
    done = models.BooleanField(default=False)

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["county"], name="reckoned_once")]


class SearchRow(Scoped):
    """Ties a matter to its row in the search index (FTS5 ``docket_search`` or the ``grams`` column on PostgreSQL)."""

    matter = models.OneToOneField(Matter, on_delete=models.CASCADE, related_name="search")

    class Meta(Scoped.Meta):
        indexes = [models.Index(fields=["county", "id"], name="search_county")]


class SavedView(Scoped):
    """A list's filters under a name, kept by one officer for himself. ``query`` is what stands after the question mark."""

    officer = models.CharField("工号", max_length=40)
    page = models.CharField("页面", max_length=40)
    name = models.CharField("名称", max_length=20)
    query = models.CharField("筛选", max_length=500)
    kept_at = models.DateTimeField()

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["county", "officer", "page", "name"], name="saved_view_once")]
