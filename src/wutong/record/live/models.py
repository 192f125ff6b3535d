"""The outbox: one row a change that some page may show, until it is two days old. No matter, no person stands in it."""

from __future__ import annotations

from django.db import models

from wutong.record.scope import Scoped


class Change(Scoped):
    """Something changed for the addresses in ``to`` (an office, a role). ``number`` comes after the commit."""

    to = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)
    number = models.BigIntegerField(null=True)

    class Meta(Scoped.Meta):
        db_table = "record_change"
        constraints = [models.UniqueConstraint(fields=["county", "number"], name="record_change_number")]
        indexes = [
            models.Index(fields=["county", "id"], name="record_change_new", condition=models.Q(number__isnull=True)),
            models.Index(fields=["county", "at"], name="record_change_old"),
        ]


class Reached(Scoped):
    """The last number given in a county; whoever gives numbers holds this row."""

    number = models.BigIntegerField(default=0)

    class Meta(Scoped.Meta):
        db_table = "record_reached"
        constraints = [models.UniqueConstraint(fields=["county"], name="record_reached_once")]
