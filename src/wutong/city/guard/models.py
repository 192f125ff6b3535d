"""What the guard keeps of a person's sign-ins: sittings, wrong guesses, old passwords, requests to let somebody in again.

None of it is the record: rows are changed and swept. What must be kept is written to the access record.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from wutong.city.offices.models import Account
from wutong.record.scope import Scoped


class Sitting(Scoped):
    """One sign-in from its beginning to its end. ``key`` is a digest: who reads this table can take over no session."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="sittings")
    key = models.CharField("会话摘要", max_length=64, unique=True)
    how = models.CharField("方式", max_length=20, blank=True)
    network = models.CharField("网络", max_length=64, blank=True)
    device = models.CharField("设备", max_length=60, blank=True)
    began_at = models.DateTimeField("登录时间")
    seen_at = models.DateTimeField("最近一次")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    why = models.CharField("怎样结束", max_length=20, blank=True)

    class Meta(Scoped.Meta):
        db_table = "city_sitting"
        indexes = [models.Index(fields=["county", "account", "ended_at", "seen_at"], name="city_sitting_of")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.began_at:%Y-%m-%d %H:%M}"


class Guesses(Scoped):
    """Wrong passwords and codes for one account or from one network, and until when nobody is asked any more.

    ``what`` is a keyed digest: a name that somebody typed, which may be his password, is written nowhere.
    """

    what = models.CharField("摘要", max_length=64)
    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="+")
    count = models.PositiveIntegerField("次数", default=0)
    since = models.DateTimeField("从")
    locked_until = models.DateTimeField("锁到", null=True, blank=True)

    class Meta(Scoped.Meta):
        db_table = "city_guesses"
        constraints = [models.UniqueConstraint(fields=["county", "what"], name="city_guesses_once")]
        indexes = [models.Index(fields=["county", "since"], name="city_guesses_since")]

    def __str__(self) -> str:
        return f"{self.count} {self.since:%Y-%m-%d %H:%M}"


class PastPassword(Scoped):
    """The hash of a password somebody has or had, so that he does not take it again."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="past_passwords")
    password = models.CharField("密码散列", max_length=256)
    at = models.DateTimeField("时间")

    class Meta(Scoped.Meta):
        db_table = "city_past_password"
        indexes = [models.Index(fields=["county", "account", "at"], name="city_past_password_of")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.at:%Y-%m-%d}"


#: states of a request to take somebody's second factors away
ASKED, DONE, DROPPED = "asked", "done", "dropped"


class Reset(Scoped):
    """Somebody lost his device: one person asks for his second factors to be taken away, another one does it."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="resets")
    officer = models.CharField("谁的", max_length=40)
    reason = models.CharField("原因", max_length=200)
    state = models.CharField("状态", max_length=10, default=ASKED)
    asked_by = models.CharField("提出", max_length=40)
    asked_at = models.DateTimeField("提出时间")
    ended_by = models.CharField("办理", max_length=40, blank=True)
    ended_at = models.DateTimeField("办理时间", null=True, blank=True)

    class Meta(Scoped.Meta):
        db_table = "city_reset"
        constraints = [
            models.UniqueConstraint(
                fields=["county", "account"], condition=Q(state=ASKED), name="city_reset_waits_once"
            ),
            models.CheckConstraint(name="city_reset_two_people", condition=~Q(state=DONE) | ~Q(ended_by=F("asked_by"))),
            models.CheckConstraint(
                name="city_reset_not_oneself", condition=~Q(asked_by=F("officer")) & ~Q(ended_by=F("officer"))
            ),
            models.CheckConstraint(name="city_reset_state", condition=Q(state__in=[ASKED, DONE, DROPPED])),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.state}"


class RolesConfirmed(Scoped):
    """The roles of one officer as the security administrator last confirmed them; others than these wait for it."""

    officer = models.CharField("谁的", max_length=40)
    roles = models.CharField("角色", max_length=200)
    by = models.CharField("谁确认", max_length=40)
    at = models.DateTimeField("确认时间")

    class Meta(Scoped.Meta):
        db_table = "city_roles_confirmed"
        constraints = [models.UniqueConstraint(fields=["county", "officer"], name="city_roles_confirmed_once")]

    def __str__(self) -> str:
        return f"{self.officer} {self.roles}"
