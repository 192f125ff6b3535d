"""The tables of the jobs: one row a job, one row a periodic kind. They are machinery, not record: done jobs are tidied."""

from __future__ import annotations

from django.db import models

from wutong.record.scope import Scoped

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"


class Job(Scoped):
    """Something to be done once. ``args`` holds numbers and codes, never a person's data: administrators see jobs."""

    name = models.CharField(max_length=60)
    key = models.CharField("同一件事", max_length=80, blank=True)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=8, default=WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField("最早什么时候做")
    lease = models.CharField("谁在做", max_length=40, blank=True)
    lease_until = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    told = models.CharField("做了什么", max_length=200, blank=True)
    reason = models.CharField("为什么没成", max_length=200, blank=True)
    remedy = models.CharField("怎么办", max_length=200, blank=True)
    where = models.CharField("程序里哪一处", max_length=160, blank=True)

    class Meta(Scoped.Meta):
        db_table = "record_job"
        constraints = [
            # the same thing waits once; asked for while it is being done, it is done once more afterwards
            models.UniqueConstraint(
                fields=["county", "name", "key"],
                condition=models.Q(state=WAITING) & ~models.Q(key=""),
                name="record_job_waits_once",
            )
        ]
        indexes = [
            models.Index(fields=["county", "state", "due_at", "id"], name="record_job_next"),
            models.Index(fields=["county", "state", "-ended_at", "-id"], name="record_job_ended"),
        ]


class Period(Scoped):
    """When a periodic kind comes round next in a county. Whoever moves ``next_run`` on asks for the job."""

    name = models.CharField(max_length=60)
    rule = models.CharField(max_length=20)
    next_run = models.DateTimeField()

    class Meta(Scoped.Meta):
        db_table = "record_period"
        constraints = [models.UniqueConstraint(fields=["county", "name"], name="record_period_once")]
