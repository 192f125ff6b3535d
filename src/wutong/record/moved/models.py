"""Where a county went. Append-only like the entries: a county that moved out is never opened here again."""

from __future__ import annotations

from django.db import models

from wutong.record.scope import Scoped


class Moved(Scoped):
    """The county is closed here from ``at`` on. ``address`` is what people are told, ``home`` what an administrator is."""

    move = models.CharField("哪一次", max_length=32)
    at = models.DateTimeField("什么时候")
    home = models.CharField("搬到哪个文件夹", max_length=400)
    address = models.CharField("新地址", max_length=200, blank=True)

    class Meta(Scoped.Meta):
        db_table = "record_moved"
        constraints = [models.UniqueConstraint(fields=["county"], name="record_moved_once")]
